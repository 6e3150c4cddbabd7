"""Write the file that a translator works on, and say how far each language is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from senaudit.content.catalogue import Counts, counted, read_catalogue, updated
from senaudit.content.model import Guide
from senaudit.content.translation import Key, Original, Translated, Translation
from senaudit.files.reading import is_file
from senaudit.files.shipped import is_shipped, shipped
from senaudit.languages import language_of
from senaudit.problems import Place, Problem, SenauditError, UsageError, by_place
from senaudit.recipe.reading import proof
from senaudit.recipe.request import Request, Sources
from senaudit.school.load import TERMS, Loaded, load_guide, written_in
from senaudit.school.names import FINDINGS, LETTER, SUPPLEMENT, languages_of
from senaudit.school.translations import file_of, own_catalogue, translation_of, unread_files
from senaudit.school.tree import is_of_forms

_PARTS = ("guide", "terms", "school", "labels", "introduction", "chapters", "glossary", "back", "poster", "letter")
"""The parts of the content in the order of a catalogue, which is that of print. What is left comes last."""


class Written(NamedTuple):
    """A file for a translator: its path and bytes, and how far it is. `is_new` says that there was none before."""

    path: Path
    data: bytes
    counts: Counts
    is_new: bool


class State(NamedTuple):
    """How far a language is: its files, its counts, the texts that the files lack, and the problems in the files."""

    language: str
    paths: tuple[Path, ...]
    counts: Counts
    left_out: int
    faults: tuple[Problem, ...]


def translate(sources: Sources, language: str) -> Written:
    """Return the file of a language with all texts that there are now. It is the school's if there is a school.

    A school's file leaves out what the content's file has. Raises SenauditError for mistakes in the content, or in a
    file that could not be written again without a loss.
    """
    folder = sources.content or shipped("content")
    need_another(language, sources)
    own, below, problems = own_catalogue(folder, sources.school, language)
    wrong = [problem for problem in problems if not problem.warning]
    if wrong:
        raise SenauditError(wrong)
    every = _loaded(sources, Translation(language))
    found = sorted((problem for one in every for problem in one.problems if not problem.warning), key=by_place)
    if found:
        raise SenauditError(found)
    originals = [each for each in _in_order(every) if not _is_below(each, below.entries, own.entries)]
    data = updated(own, originals, _comments(originals, [one.guide for one in every]))
    entries = read_catalogue(data, own.path, language)[0].entries
    return Written(own.path, data, counted(entries, map(key_of, originals)), not is_file(own.path))


def need_another(language: str, sources: Sources) -> None:
    """Raise UsageError for the language in which the content is written."""
    own = written_in(sources.content or shipped("content")).lower()
    if language in (own, own.partition("-")[0]):
        message = f"the words are written in {language_of(language).name} already"
        hint = "to change them, write your own in the school’s folder"
        raise UsageError([Problem("language-of-content", None, message, hint)])


def states(sources: Sources) -> Iterator[State]:
    """Yield how far each language is that has a file, in alphabetical order. Raises as `translate` does."""
    folders = (sources.content or shipped("content"), *filter(None, [sources.school]))
    if wrong := [problem for folder in folders for problem in unread_files(folder)]:
        raise SenauditError(wrong)
    for language in languages_of(*folders):
        yield state_of(sources, language)


def state_of(sources: Sources, language: str) -> State:
    """Return how far a language is. Raises SenauditError for mistakes in the content itself."""
    folder = sources.content or shipped("content")
    found = translation_of(folder, sources.school, language)
    every = _loaded(sources, found)
    keys = [key_of(original) for one in every for original in one.originals]
    folders = (each for each in (folder, sources.school) if each)
    paths = tuple(path for each in folders if is_file(path := file_of(each, language)))
    noted = (each for one in every for each in (*one.problems, *one.warnings, *proof(one.texts, "auto")))
    problems = dict.fromkeys(each.at_fault() for each in noted)
    theirs = {*paths, *(path.parents[1] / "terms" / f"{language}.yaml" for path in paths)}
    wrong = [problem for problem in problems if not problem.warning and not _is_in(problem, theirs)]
    if wrong:
        raise SenauditError(sorted(wrong, key=by_place))
    told = [
        *(problem for problem in problems if _is_in(problem, theirs)),
        *_of_no_text(found, keys, file_of(sources.school or folder, language)),
    ]
    faults = sorted(told, key=by_place)
    left_out = sum(key not in found.entries for key in dict.fromkeys(keys))
    return State(language, paths, counted(found.entries, keys), left_out, tuple(faults))


def _of_no_text(found: Translation, keys: Iterable[Key], path: Path) -> Iterator[Problem]:
    """Yield a warning if entries of a file belong to no text: they are translated, and never printed.

    A text may have changed, or the file. `path` is the school’s if there is a school: it has not all texts of a folder
    of content.
    """
    known = set(keys)
    left = [
        entry.words.place
        for key, entry in found.entries.items()
        if key not in known and key[1] and entry.words.value.strip() and entry.words.place.path == path
    ]
    if left:
        count = f"{len(left):,} translations belong" if len(left) > 1 else "this translation belongs"
        message = f"{count} to no text that is printed: the line msgctxt or msgid above differs"
        hint = "update the file; what has no text is kept at its end"
        values = (("language", found.language),)
        yield Problem("entry-of-no-text", left[0], message, hint, values=values, warning=True)


def untranslated_texts(sources: Sources, language: str) -> Iterator[Problem]:
    """Yield a warning if not all texts are translated, and one for translations of no text."""
    _, paths, counts, left_out, faults = state_of(sources, language)
    yield from (fault for fault in faults if fault.kind == "entry-of-no-text")
    left, name = counts.total - counts.translated, language_of(language).name
    message = f"{left:,} of {counts.total:,} texts {'are' if left > 1 else 'is'} not translated into {name} yet"
    hint = "translate what has no words yet, and what is marked as fuzzy"
    if left_out:
        message = f"{message}, and {f'{left_out:,} of them are ' if left_out < left else ''}not even in the file"
        hint, values = "put them into it", (("language", language),)
        yield Problem("texts-not-in-catalogue", Place(paths[-1]), message, hint, values=values, warning=True)
    elif left:
        yield Problem("texts-not-translated", Place(paths[-1]), message, hint, warning=True)


def not_translated(request: Request, lacks: list[Place]) -> SenauditError:
    """Return the mistake of a document that has texts without a translation, with the place of one of them.

    Those that the file of the language does not have come first: nobody could translate them there.
    """
    name = language_of(request.language or "").name
    count = f"{len(lacks)} texts of this document are" if len(lacks) > 1 else "a text of this document is"
    values = (("language", f"{request.language}"), ("count", str(len(lacks))))
    if left_out := [place for place in lacks if not (place.path and place.path.suffix == ".po")]:
        how_many = f"{len(left_out)} of them are " if len(left_out) < len(lacks) else ""
        message = f"{count} not translated into {name}, and {how_many}not even in its file"
        place = next((place for place in left_out if not is_shipped(place.path)), None)
        return SenauditError([Problem("not-in-catalogue", place, message, "put them into it", values=values)])
    hint = "translate what has no words yet or is marked as fuzzy, or have it printed as it was written"
    return SenauditError(
        [Problem("not-translated", lacks[0], f"{count} not translated into {name}", hint, values=values)]
    )


def _is_in(problem: Problem, paths: set[Path]) -> bool:
    return problem.place is not None and problem.place.path is not None and problem.place.path in paths


def key_of(original: Original) -> Key:
    """Return the key of a text in a catalogue."""
    return original.context, original.words


def _loaded(sources: Sources, found: Translation) -> list[Loaded]:
    """Return all content that can be printed: a school's own, or else that of each file of terms."""
    folder = sources.content or shipped("content")
    has_findings, has_letter = (is_file(folder / name) for name in (FINDINGS, LETTER))
    if sources.school:
        return [
            load_guide(
                folder, school=sources.school, with_findings=has_findings, with_letter=has_letter, translation=found
            )
        ]
    names = sorted(path.stem for path in (folder / "terms").glob("*.yaml") if not is_of_forms(path))
    return [
        load_guide(
            folder, name, with_supplement=(folder / SUPPLEMENT).is_dir(),
            with_findings=has_findings, with_letter=has_letter, translation=found,
        )
        for name in names or [TERMS]
    ]  # fmt: skip


def _is_below(original: Original, below: Mapping[Key, Translated], own: Mapping[Key, Translated]) -> bool:
    """Return whether a school's file can leave out a text: the content's file has it, and the school no other words."""
    key = key_of(original)
    return key in below and below[key].is_ready and not (key in own and own[key].words.value)


def _in_order(every: Iterable[Loaded]) -> list[Original]:
    """Return all texts in the order of print: the parts of the guide, and then what is printed beside it.

    Texts of one question or section stand in the order of their file.
    """
    found: dict[Key, Original] = {}
    for original in (original for one in every for original in one.originals):
        found.setdefault(key_of(original), original)
    groups = list(dict.fromkeys(_group(original.context) for original in found.values()))
    numbers = {group: number for number, group in enumerate(groups)}

    def place(original: Original) -> tuple[int, int, str, int, int]:
        at, group = original.place, _group(original.context)
        return _part(original.context), numbers[group], str(at.path or ""), at.line, at.column

    return sorted(found.values(), key=place)


def _group(context: str) -> str:
    """Return the ids that a context begins with: all texts of a question have one, and those of a file without ids."""
    return context.partition(" ")[0]


def _part(context: str) -> int:
    """Return the number of the part of the content that a context belongs to."""
    first, _, field = context.partition(" ")
    name = first.partition(":")[0]
    if field.startswith("glossary"):
        name = "glossary"
    elif name == "guide" and ":" in first:
        name = "back"
    if name == "findings":
        return len(_PARTS)
    return _PARTS.index(name if name in _PARTS else "chapters")


def _comments(originals: Iterable[Original], guides: Iterable[Guide]) -> dict[Key, str]:
    """Return what a translator reads above each text: where it is printed, and what it is."""
    numbers: dict[str, str] = {}
    for guide in guides:
        for chapter in (*guide.chapters, *guide.left_out):
            numbers[chapter.id] = f"chapter {chapter.number}"
            for question in (*chapter.questions, *chapter.left_out):
                numbers[f"{chapter.id}:{question.id}"] = f"chapter {chapter.number}, question {question.number}"
    return {key_of(each): "\n".join(filter(None, (_where(each.context, numbers), _use(each)))) for each in originals}


def _use(original: Original) -> str:
    """Return what a text is. Of a term its place says enough."""
    return "" if _is_term(original.context) else original.use


def _is_term(context: str) -> bool:
    return context.startswith("terms:") and context.count(":") == 2 and " " not in context


def _where(context: str, numbers: Mapping[str, str]) -> str:
    """Return where a text is printed, in a few words."""
    first, _, field = context.partition(" ")
    name, _, entry = first.partition(":")
    if first in numbers:
        on_sheets = field.startswith(("checklist", "prompts", "for_"))
        where = "Audit sheets" if on_sheets else "Guide and audit sheets" if field == "question" else "Guide"
        return f"{where}: {numbers[first]}."
    if field.startswith("glossary"):
        return "Guide: glossary."
    if field.startswith("abbreviations"):
        return "Audit sheets: abbreviations."
    if _is_term(context):
        return f"In texts, where they have {{{entry.partition(':')[2]}}} (terms of {entry.partition(':')[0]})."
    return _PLACES.get(name, "Guide.")


_PLACES = {
    "findings": "Collation and plan.",
    "introduction": "Guide: introduction.",
    "labels": "Fixed words of the pages.",
    "letter": "Letter that goes with the audit sheets.",
    "poster": "Poster.",
    "school": "In texts, in place of the usual words.",
    "terms": "Guide: what differs from place to place.",
}
"""Where the texts of a file are printed."""
