"""Read `audit.yaml`: what is asked, of whom, why, and by when. Every mistake is told with its place.

A field that is left empty counts as missing, because the file is a form. People edit it, and it is never written over.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from pathlib import Path
from typing import NamedTuple

from senaudit.audit.audit import AUDIT, SMALLEST_GROUP, Audit
from senaudit.audit.dates import day_field
from senaudit.content.fields import Fields, Reading, text, with_schema, word, yes_or_no
from senaudit.content.messages import is_empty
from senaudit.content.model import Guide
from senaudit.content.select import Selection, select, words_of
from senaudit.content.text import Text
from senaudit.languages import LANGUAGES, language_of
from senaudit.problems import Place, Problem, SenauditError, UsageError
from senaudit.recipe.reading import proof, raise_or_warn
from senaudit.recipe.request import Sources, need_language
from senaudit.school.field_names import plain_name
from senaudit.school.reading import source_bytes
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence
from senaudit.source.parsing import parse_bytes

FIELDS = {
    "name": "The name of the audit.",
    "why": "Why you ask, in a sentence or two. The covering letter says it.",
    "chapters": "The chapters that are asked. Left empty: all.",
    "questions": "The questions that are asked, such as communication:3,5-7. Left empty: all of these chapters.",
    "audiences": "The groups that are asked. Left empty: everybody.",
    "language": "The language of what is sent and of what is made of the answers. Left empty: that of the content.",
    "also_in": "The languages in which all that is sent is made too, such as ur, pl.",
    "started": "When the audit began.",
    "return_by": "By when the sheets are to come back.",
    "review": "When you will look at the results again.",
    "kept": "Until when the answers are kept.",
    "smallest_group": "Groups with fewer answers are joined with others in what you pass on.",
    "rating": "yes: the sheets also ask how well each thing is done.",
    "since": "The folder of the audit before this one.",
    "school": "Your school’s own folder, if this folder is not inside it.",
    "content": "A folder of content of your own.",
    "templates": "A folder of templates of your own.",
}
"""The fields of the file, and their descriptions."""

DAYS = ("return_by", "review", "kept")
"""The fields that are days, besides the day on which an audit began."""

_LARGEST_GROUP = 100


class Asked(NamedTuple):
    """A word that says what is asked, or of whom: its field, as in a selection, and its place."""

    field: str
    word: str
    place: Place


class Spoken(NamedTuple):
    """A further language of what is sent to a group, by the group's word; "" is each group. Both have their places."""

    language: str
    place: Place
    group: str = ""
    group_place: Place | None = None


class AuditFile(NamedTuple):
    """An audit that was read: what its file says is asked, from which folders, and the warnings about it.

    `spoken` are its languages as they were written, its own first; one that was left empty is not among them.
    """

    audit: Audit
    asked: tuple[Asked, ...]
    sources: Sources
    warnings: tuple[Problem, ...]
    spoken: tuple[Spoken, ...] = ()

    @property
    def selection(self) -> Selection:
        """What is asked, and of whom."""
        return selection_of(self.audit)


def selection_of(audit: Audit) -> Selection:
    """Return what an audit asks, and of whom."""
    return Selection(audit.chapters, audit.questions, audit.audiences)


def find_audit(start: Path) -> Path | None:
    """Return the nearest folder with an audit.yaml, from `start` upwards; None if there is none.

    A folder of that name, or a link to nothing, counts: it may be a mistake, and must not be passed over in silence.
    """
    return next((folder for folder in (start, *start.parents) if os.path.lexists(folder / AUDIT)), None)


def read_audit(folder: Path) -> AuditFile:
    """Return the audit in a folder. Raises SenauditError with all mistakes, FileError if it cannot be read."""
    path = folder / AUDIT
    return audit_of(source_bytes(path), path)


def audit_of(data: bytes, path: Path, folder_is_there: bool = True) -> AuditFile:
    """Return the audit in the bytes of the file at `path`. Raises SenauditError with all mistakes.

    Without its folder, the other folders that it names cannot be found from there, and are not looked for.
    """
    node, problems = parse_bytes(data, path)
    reading = Reading()
    reading.note(problems)
    found = reading.attempt(_Reader(path.parent, folder_is_there).file, node) if node is not None else None
    warnings = raise_or_warn(reading.problems, (*reading.warnings, *proof(reading.texts, "auto")))
    assert found is not None
    return found._replace(warnings=warnings)


def asked_of(file: AuditFile, guide: Guide) -> list[tuple[str, Guide]]:
    """Return the id of each group that is asked, with its part of the guide; "" if everybody is asked together.

    Raises SenauditError for each word that names nothing in the guide, and for a group that no question is for.
    """
    problems = [problem for each in file.asked for problem in _unknown(each, file.audit.chapters, guide)]
    if problems:
        raise SenauditError(problems)
    whole = file.selection
    places = {
        group: each.place for each in file.asked if each.field == "audiences" for group in _groups(each.word, guide)
    }
    groups = _groups(",".join(whole.audiences), guide) or ("",)
    parts = []
    for group in groups:
        try:
            parts.append((group, select(guide, whole._replace(audiences=(group,) if group else ()))))
        except UsageError as error:
            place = places.get(group) or Place(file.audit.folder / AUDIT)
            hint = f"take “{group}” out, or ask other questions" if group else "leave out some chapters or questions"
            problems += [problem._replace(place=place, hint=hint) for problem in error.problems]
    if problems:
        raise SenauditError(problems)
    return parts


def groups_by_language(
    file: AuditFile, guide: Guide, groups: Iterable[str]
) -> tuple[dict[str, list[str]], list[Problem]]:
    """Return which of the `groups` get what is sent in each further language, and the problems of their names.

    The language of `guide`, which is the audit's own, is none of them.
    """
    found: dict[str, list[str]] = {}
    problems: list[Problem] = []
    own = guide.language.lower()
    for each in file.spoken:
        asked = Asked("audiences", each.group, each.group_place or each.place)
        unknown = list(_unknown(asked, (), guide)) if each.group else []
        named = groups if not each.group or unknown else [name for name in _groups(each.group, guide) if name in groups]
        if not unknown and not named:
            message = f"“{each.group}” is none of the groups that this audit asks"
            hint = "write it at “audiences” too, or take it out here"
            unknown = [Problem("group-not-asked", asked.place, message, hint)]
        problems += unknown
        if each.language not in (own, own.partition("-")[0]):
            found.setdefault(each.language, []).extend(named)
    return found, problems


def with_ids(file: AuditFile, guide: Guide) -> AuditFile:
    """Return an audit's file with the ids of what it asks, which name the same in every language."""
    audit = file.audit
    chosen = Selection(chapters=audit.chapters)
    chapters = words_of(chosen, select(guide, chosen)) if audit.chapters else ()
    groups = words_of(Selection(audiences=audit.audiences), guide) if audit.audiences else ()
    return file._replace(audit=audit._replace(chapters=chapters, audiences=groups), asked=())


def warnings_of(file: AuditFile | None, guide: Guide) -> tuple[Problem, ...]:
    """Return the warnings about an audit's file, with those of words that name nothing in the guide; without one, none.

    To send out sheets, such a word is an error. Nothing else depends on it, and the guide may have changed since.
    """
    if file is None:
        return ()
    unknown = (problem for each in file.asked for problem in _unknown(each, file.audit.chapters, guide))
    return (*file.warnings, *(problem._replace(warning=True) for problem in unknown))


def _groups(words: str, guide: Guide) -> tuple[str, ...]:
    """Return the ids of the groups that the words name, in the guide's order."""
    return words_of(Selection(audiences=(words,) if words else ()), guide)


def _unknown(asked: Asked, chapters: tuple[str, ...], guide: Guide) -> Iterator[Problem]:
    """Yield the problems of a word that does not name what its field says."""
    selection = Selection(**{asked.field: (asked.word,)})
    if asked.field == "questions":  # an id alone is looked up in the chosen chapters first
        known = [word for word in chapters if not list(_unknown(Asked("chapters", word, asked.place), (), guide))]
        selection = selection._replace(chapters=tuple(known))
    try:
        select(guide, selection)
    except UsageError as error:
        for problem in error.problems:
            if problem.kind != "nothing-chosen":
                yield problem._replace(place=asked.place)


class _Reader:
    """Reads the file in a folder."""

    def __init__(self, folder: Path, is_there: bool) -> None:
        self._folder, self._is_there = folder, is_there
        self._asked: list[Asked] = []

    def file(self, reading: Reading, node: Node) -> AuditFile:
        """Read the whole file."""
        with reading.fields(_form(node), AUDIT) as fields:
            why = fields.optional("why", _reasons, {}, FIELDS["why"]) or {}
            own = fields.optional("language", _language, None, FIELDS["language"])
            further = fields.optional("also_in", _further, (), FIELDS["also_in"]) or ()
            audit = Audit(
                folder=self._folder,
                name=fields.required("name", text, FIELDS["name"]),
                why=why.get(own.language if own else "") or next(iter(why.values()), None),
                chapters=self._words(fields, "chapters"),
                questions=self._words(fields, "questions"),
                audiences=self._words(fields, "audiences"),
                **{
                    name: fields.optional(name, day_field, None, FIELDS[name])
                    for name in ("return_by", "review", "kept")
                },
                started=(day := fields.optional("started", day_field, None, FIELDS["started"])) and day.day,
                smallest_group=fields.optional("smallest_group", _count, SMALLEST_GROUP, FIELDS["smallest_group"]),
                rating=fields.optional("rating", yes_or_no, "no", FIELDS["rating"]) == "yes",
                since=self._other_folder(fields, "since"),
                language=own and own.language,
                also_in=tuple((each.group, each.language) for each in further),
                why_in=why,
            )
            reading.warnings += _untold_reasons(why, own.language if own else "en", further)
            sources = Sources(*(self._other_folder(fields, name) for name in ("content", "school", "templates")))
        return AuditFile(audit, tuple(self._asked), sources, (), (*([own] if own else []), *further))

    def _words(self, fields: Fields, name: str) -> tuple[str, ...]:
        def read(reading: Reading, node: Node) -> tuple[str, ...]:
            items = node.items if isinstance(node, Sequence) else (node,)
            found = [asked for item in items for asked in _asked(reading, name, item)]
            self._asked += found
            return tuple(asked.word for asked in found)

        return fields.optional(name, read, (), FIELDS[name]) or ()

    def _other_folder(self, fields: Fields, name: str) -> Path | None:
        def read(reading: Reading, node: Node) -> Path:
            path = self._folder / word(reading, node)
            if self._is_there and not path.is_dir():
                hint = "write its path as it is seen from this file’s folder, such as ../autumn-2025"
                raise reading.wrong("folder-missing", node.place, f"there is no folder {word(reading, node)}", hint)
            return path

        return fields.optional(name, read, None, FIELDS[name])


def _reasons(reading: Reading, node: Node) -> dict[str, Text]:
    """Read why an audit is held: a text, or one for each language by its tag; "" is the tag of a text alone."""
    if not isinstance(node, Mapping):
        return {"": text(reading, node)}
    return {_language(reading, key).language: text(reading, value) for key, value in node.entries}


def _untold_reasons(why: AbstractMapping[str, Text], own: str, further: Iterable[Spoken]) -> Iterator[Problem]:
    """Yield a warning if the reason is not given in all further languages. `own` is that of the audit."""
    untold = [tag for tag in dict.fromkeys(each.language for each in further) if tag not in (*why, own)]
    if why and untold:
        tag, words = next(iter(why.items()))
        names = ", ".join(language_of(each).name for each in untold)
        message = f"in {names}, the letter gives the reason as it stands here"
        written = ", ".join(f'{each}: "…"' for each in (tag or own, *untold))
        values = (("languages", ", ".join(untold)),)
        hint = f"write it in each language: why: {{{written}}}"
        yield Problem("reason-not-translated", words.place, message, hint, warning=True, values=values)


def _further(reading: Reading, node: Node) -> tuple[Spoken, ...]:
    """Read the further languages: tags that commas separate, or a mapping of groups to these."""
    if not isinstance(node, Mapping):
        return tuple(_languages(reading, node))
    filled = ((key, value) for key, value in node.entries if not is_empty(value))
    return tuple(
        each._replace(group=key.value, group_place=key.place)
        for key, value in filled
        for each in _languages(reading, value)
    )


def _languages(reading: Reading, node: Node) -> Iterator[Spoken]:
    for item in node.items if isinstance(node, Sequence) else (node,):
        typed = word(reading, item)
        assert isinstance(item, Scalar)
        for part in filter(None, map(str.strip, typed.split(","))):
            yield _language(reading, item._replace(value=part, place=item.find(part)))


def _language(reading: Reading, node: Node) -> Spoken:
    """Read the tag of a language."""
    typed = word(reading, node)
    try:
        return Spoken(need_language(typed), node.place)
    except UsageError as error:
        (problem,) = error.problems
        known = {name.casefold(): each.code for each in LANGUAGES.values() for name in (each.name, each.own_name)}
        named = known.get(typed.casefold(), "")
        hint = f"write {named}" if named else problem.hint
        raise reading.wrong(problem.kind, node.place, problem.message, hint, fix=named or None) from None


def _asked(reading: Reading, field: str, node: Node) -> Iterator[Asked]:
    """Yield the words of a text, which commas separate. The numbers of questions have commas of their own (1:3,5-7)."""
    typed = word(reading, node)
    assert isinstance(node, Scalar)
    for part in [typed] if field == "questions" else filter(None, map(str.strip, typed.split(","))):
        yield Asked(field, part, node.find(part))


def _form(node: Node) -> Node:
    """Return the form with the names of its fields as documented, and without those that were left empty."""
    if not isinstance(node, Mapping):
        return node
    names = {plain_name(key.value): key.value for key, _ in node.entries}
    entries = []
    for key, value in node.entries:
        name = plain_name(key.value)
        if name in FIELDS and names[name] == key.value:
            key = key._replace(value=name)
        if key.value not in FIELDS or not is_empty(value):
            entries.append((key, value))
    return Mapping(tuple(entries), node.place)


@with_schema({"type": ["integer", "string"], "pattern": "^[1-9][0-9]*$"})
def _count(reading: Reading, node: Node) -> int:
    value = word(reading, node)
    if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= _LARGEST_GROUP:
        return int(value)
    hint = f"write a whole number from 1 to {_LARGEST_GROUP}, such as {SMALLEST_GROUP}"
    raise reading.wrong("not-a-count", node.place, f"“{value}” is not a number of people", hint)
