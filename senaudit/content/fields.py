"""The basic readers, from which those of the model are built: each turns a node into a value, or notes a problem.

A reader is a function `(reading, node) -> value`. If the node is wrong, it notes the problem and raises `Wrong`.
Readers are combined: `list_of(text)`, `fields.optional("points", list_of(point), (), "Bullet points.")`. To go on
after a `Wrong`, call the reader with `Reading.attempt`: so one run finds every problem.

The JSON Schemas for editors are made from the readers. Each field has a description, and a reader of anything but
fields has a schema (`with_schema`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as AbstractMapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from senaudit.content.messages import as_typed, colon_hint, id_hint, is_empty, kind_of, text_hint
from senaudit.content.prose import one_paragraph
from senaudit.content.terms import filled
from senaudit.content.text import Text
from senaudit.problems import NOWHERE, Fix, Place, Problem, did_you_mean, nearest
from senaudit.source.damage import Damage, damage_in
from senaudit.source.nodes import Mapping, Node, Scalar
from senaudit.source.unprinted import UNPRINTED, without_unprinted

if TYPE_CHECKING:
    from senaudit.content.model import Abbreviation, Block

T = TypeVar("T")
D = TypeVar("D")
R = TypeVar("R", bound=Callable[..., Any])

MOST_CHARACTERS = 20_000
"""The most characters of a text: some eight pages. Work that grows faster than a text's length stays quick."""

_ID = re.compile(r"[a-z][a-z0-9-]*")
# Not `str.split`, which also splits at no-break spaces: those were typed on purpose.
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")


_ANSWERS = {"true": "yes", "on": "yes", "y": "yes", "false": "no", "off": "no", "n": "no"}
_LIKENESS, _LIKENESS_OF_TEXT = 0.6, 0.75
"""How similar a name is to the field that was meant: at least so much; and if it reads like a text, more."""


class Wrong(Exception):  # noqa: N818 - a signal between readers; callers never see it
    """A node is wrong, and the problem has been noted."""


class Reading:
    """The state of one run over a content folder: the known terms and audiences, and the problems found so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.terms: dict[str, Text] | None = None
        """The terms that texts may name; None until they have been read."""
        self.passages: dict[str, tuple[Block, ...]] | None = None
        """The passages that questions and sections may name; None until the terms have been read."""
        self.own_words: dict[str, Text] = {}
        """A school's own words for terms. They replace those of `terms` when its particulars are read."""
        self.abbreviations: tuple[Abbreviation, ...] = ()
        self.checked: Text | None = None
        """The month in which the facts of the terms were last checked, as it is printed."""
        self.terms_place = NOWHERE
        """The place of the terms in their file."""
        self.language = "en"
        """The language of what is read. Words begin with the capitals of it."""
        self.shipped: Path | None = None
        """The folder of content over which a school's files are laid; None if there is no school."""
        self.audiences: dict[str, Text] | None = None
        """The audiences that questions may name; None until they have been read."""
        self.texts: list[Text] = []
        """Every text read so far, for the proofing of the words."""
        self.wrong_count = 0
        """The number of wrong nodes so far, whether reported or not."""
        self._noted_columns: dict[tuple[Path | None, int], list[int]] = {}

    def note(self, problems: Iterable[Problem]) -> None:
        """Note the problems found while parsing a file, such as syntax errors.

        Problems that readers find at the same places follow from them and are not reported. So call this before the
        file's readers.
        """
        for problem in problems:
            self.problems.append(problem)
            if place := problem.place:
                self._noted_columns.setdefault((place.path, place.line), []).append(place.column)

    def wrong(
        self,
        kind: str,
        place: Place,
        message: str,
        hint: str,
        first: Place | None = None,
        fix: Fix | str | None = None,
    ) -> Wrong:
        """Note a problem. Return the exception for the caller to raise, unless it has a value to go on with.

        A `fix` that is a text belongs at `place`.
        """
        fix = Fix(place, fix) if isinstance(fix, str) else fix
        self.wrong_count += 1
        columns = range(place.column, place.column + place.width)
        if not any(column in columns for column in self._noted_columns.get((place.path, place.line), ())):
            self.problems.append(Problem(kind, place, message, hint, first=first, fix=fix))
        return Wrong()

    def damaged(self, node: Scalar, found: Iterable[Damage]) -> None:
        """Note what programs have done to the words of a text."""
        for damage in found:
            place = node.find(damage.words)
            if damage.warning:
                fix = Fix(place, damage.right) if damage.right and place.width == len(damage.words) else None
                self.warnings.append(Problem(damage.kind, place, damage.message, damage.hint, warning=True, fix=fix))
            else:
                self.wrong(damage.kind, place, damage.message, damage.hint)

    def is_own(self, place: Place) -> bool:
        """Return whether a place is in a school's own file or row, and not in the content under it."""
        return self.shipped is not None and not (place.path and place.path.is_relative_to(self.shipped))

    def attempt(self, read: Reader[T], node: Node) -> T:
        """Return the reader's value for the node. After a problem it is None, and must not be used."""
        try:
            return read(self, node)
        except Wrong:
            return cast(T, None)

    def fields(self, node: Node, noun: str) -> Fields:
        """Return the fields of a mapping, to be used in a `with`; `noun` names it in messages: "a question"."""
        return Fields(self, node, noun)

    # A translation knows each text by where it stands, in words that stay: see `translation.TranslatedReading`.

    def anew(self) -> Reading:
        """Return the state of another run in the same language."""
        return Reading()

    def within(self, file: str, read: Reader[T], node: Node) -> T:
        """Return what `attempt` returns for the node of a file. Texts in it are known by this name of the `file`."""
        return self.attempt(read, node)

    def under(self, name: str, read: Reader[T], node: Node, use: str = "") -> T:
        """Return what `attempt` returns for an entry of this name. `use` is what it is for, if its name is its kind."""
        return self.attempt(read, node)

    def verbatim(self, read: Reader[T], node: Node) -> T:
        """Return the reader's value for a node whose texts are never translated, such as names."""
        return read(self, node)

    def in_language(self, typed: Scalar, value: str) -> tuple[Scalar, str, tuple[Place, ...]]:
        """Return a text in the language of this reading, and the `language` and `lacks` that its `Text` is to have."""
        return typed, "", ()

    def original(self, words: Text) -> str:
        """Return a text in the language in which it was written first."""
        return str(words)

    def terms_in(self, language: str) -> dict[str, Text] | None:
        """Return the terms for a `Text` of this `language`."""
        return self.terms


Reader = Callable[[Reading, Node], T]


def with_schema(schema: AbstractMapping[str, object] | Reader[object]) -> Callable[[R], R]:
    """Return a decorator that gives a reader its JSON Schema.

    Inside the schema, or in place of it, a reader stands for its own schema.
    """

    def add_schema(read: R) -> R:
        read.__dict__["schema"] = schema
        return read

    return add_schema


def names_matching(name: re.Pattern[str]) -> dict[str, object]:
    """Return the schema of a mapping of names to texts. The names match the pattern."""
    return {"type": "object", "patternProperties": {f"^{name.pattern}$": text}, "additionalProperties": False}


class Fields:
    """The fields of one mapping, to be used in a `with`.

    Leaving the `with` reports unknown and missing fields, and raises `Wrong` if anything inside was wrong. So a value
    made inside may hold a None from `Reading.attempt`, but never gets out. A field that is never asked for is unknown.
    """

    def __init__(self, reading: Reading, node: Node, noun: str) -> None:
        """Raises Wrong if the node is not a mapping."""
        if is_empty(node):
            raise reading.wrong(
                "empty-fields", node.place, f"{noun} is empty here", "write its fields below, or delete the line"
            )
        if not isinstance(node, Mapping):
            hint = 'write each of its fields on a line of its own, as "name: text"'
            raise reading.wrong("not-fields", node.place, f"{noun} is made of fields, not {kind_of(node)}", hint)
        self.place = node.place
        self._reading = reading
        self._noun = noun
        self._entries = {key.value: (key, value) for key, value in node.entries}
        self._asked: list[str] = []
        self._missing: list[tuple[str, str]] = []
        self._replaced: AbstractMapping[str, str] = {}
        self._wrong_before = reading.wrong_count

    def __enter__(self) -> Fields:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        unknown = [key for name, (key, _) in self._entries.items() if name not in self._asked]
        misspelt = [self._meant(key) for key in unknown]
        for key in unknown:
            hint, fix = self._unknown_hint(key)
            message = f"“{as_typed(key)}” is not a field of {self._noun}"
            self._reading.wrong("unknown-field", key.place, message, hint, fix=fix)
        # If every field is unknown, this is a text that reads like a field, which has been reported.
        if len(unknown) < len(self._entries) or not unknown:
            for name, hint in self._missing:
                if name not in misspelt:  # a misspelt field has been reported as unknown
                    self._reading.wrong("missing-field", self.place, f"{self._noun} has no “{name}”", hint)
        if error_type is None and self._reading.wrong_count > self._wrong_before:
            raise Wrong

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def required(self, name: str, read: Reader[T], description: str, hint: str = "") -> T:
        """Return the field's value. A missing field is a problem, with this `hint`.

        Editors show the `description` while the field is typed.
        """
        self._asked.append(name)
        if name in self:
            return self._reading.attempt(read, self._entries[name][1])
        self._missing.append((name, hint or f'add a line "{name}: …"'))
        return cast(T, None)

    def optional(self, name: str, read: Reader[T], default: D, description: str) -> T | D:
        """Return the field's value, or `default` if the field is missing. Editors show the `description`."""
        self._asked.append(name)
        return self._reading.attempt(read, self._entries[name][1]) if name in self else default

    def replaced(self, names: AbstractMapping[str, str]) -> None:
        """Set the help for names of earlier versions, each with what to write now."""
        self._replaced = names

    def either(self, kind: str, first: str, second: str, message: str, hint: str) -> None:
        """Note a problem unless exactly one of the two fields is present."""
        if (first in self) == (second in self):
            self.wrong(kind, message, hint)

    def wrong(self, kind: str, message: str, hint: str, field: str = "") -> None:
        """Note a problem of the fields as a whole. Its place is the name of `field`, or else the mapping's."""
        place = self._entries[field][0].place if field else self.place
        self._reading.wrong(kind, place, message, hint)

    def _unknown_hint(self, key: Scalar) -> tuple[str, Fix | str | None]:
        asked = dict.fromkeys(self._asked)
        if key.value in self._replaced:
            return self._replaced[key.value], None
        if not _reads_like_text(key):
            return did_you_mean(key.value, asked), self._meant(key)
        hint, fix = colon_hint(*self._entries[key.value])
        if meant := self._meant(key):
            return f'did you mean "{meant}"? Or, {hint}', meant
        return hint, fix

    def _meant(self, key: Scalar) -> str | None:
        """Return the known field that a name is a likely misspelling of; None if there is none."""
        likeness = _LIKENESS_OF_TEXT if _reads_like_text(key) else _LIKENESS
        return nearest(key.value, dict.fromkeys(self._asked), likeness)


def _reads_like_text(key: Scalar) -> bool:
    """Return whether a field's name looks like the beginning of a text with a colon in it. None begins at the left."""
    name = as_typed(key)
    return key.place.column > 1 and (" " in name or name[:1].isupper())


def word(reading: Reading, node: Node) -> str:
    """Read a text that the program uses and does not print: terms not filled in, no soft hyphens and the like."""
    return without_unprinted(_folded(reading, node))


def _folded(reading: Reading, node: Node) -> str:
    """Read a text with its white space folded to single spaces."""
    if not isinstance(node, Scalar):
        hint, fix = text_hint(node)
        raise reading.wrong("not-a-text", node.place, f"a text belongs here, not {kind_of(node)}", hint, fix=fix)
    value = node.value
    if not value.isprintable() or "  " in value:  # any other value has no white space but single spaces
        value = _WHITE_SPACE.sub(" ", value)
    value = value.strip(" ")
    if not value or value.isspace() or (value[0] in UNPRINTED and not without_unprinted(value).strip()):
        raise reading.wrong("empty-text", node.place, "there is no text here", "write the text, or delete the line")
    if len(value) > MOST_CHARACTERS:
        raise _beyond_limit(reading, node.place, "this text", len(value))
    return value


def _beyond_limit(reading: Reading, place: Place, what: str, length: int) -> Wrong:
    message = f"{what} has {length:,} characters; a text has at most {MOST_CHARACTERS:,}"
    return reading.wrong("text-beyond-limit", place, message, "shorten it, or write several texts instead")


@with_schema({"type": ["string", "number", "boolean"], "description": "A text. It is printed as you type it."})
def text(reading: Reading, node: Node) -> Text:
    """Read a text that is printed: white space folded to single spaces, terms filled in."""
    value = _folded(reading, node)
    one_paragraph(reading, node)
    typed, language, lacks = reading.in_language(cast(Scalar, node), value)
    if typed is not node:
        value = _folded(reading, typed)
        one_paragraph(reading, typed)
    place = typed.place
    reading.damaged(typed, damage_in(value))
    if "{" in value and (terms := reading.terms_in(language)) is not None:
        value, place = filled(reading, typed, value, terms)
        if len(value) > MOST_CHARACTERS:
            raise _beyond_limit(reading, typed.place, "with its terms filled in, this text", len(value))
    wording = Text(value, place, typed, language, lacks)
    if typed is not node:
        wording = wording._replace(original=reading.original(wording))
    reading.texts.append(wording)
    return wording


@with_schema(
    {
        "type": "string",
        "pattern": f"^{_ID.pattern}$",
        "description": "A short name that stays: a to z, 0 to 9 and hyphens, a letter first.",
    }
)
def identifier(reading: Reading, node: Node) -> str:
    """Read an id: small letters, digits and hyphens, a letter first."""
    value = word(reading, node)
    if not _ID.fullmatch(value) and cast(Scalar, node).lines:
        message = "this id goes on in the line below it"
        hint = "an id stands alone in its line: is the line below indented too far?"
        raise reading.wrong("id-of-several-lines", node.place, message, hint)
    if not _ID.fullmatch(value):
        hint, right = id_hint(value)
        raise reading.wrong("not-an-id", node.place, f"“{value}” cannot be an id", hint, fix=right)
    return value


def one_of(names: Iterable[str], noun: str) -> Reader[str]:
    """Return a reader that accepts only these names; `noun` is their kind in messages: "an icon"."""
    known = tuple(names)

    @with_schema({"enum": list(known)})
    def read(reading: Reading, node: Node) -> str:
        value = word(reading, node)
        if value.casefold() not in known:
            message, hint = f"“{value}” is not {noun}", did_you_mean(value, known)
            raise reading.wrong("unknown-choice", node.place, message, hint, fix=nearest(value, known))
        return value.casefold()

    return read


_yes_or_no = one_of(("yes", "no"), "an answer here")


# Editors that follow YAML 1.1 read the two words as true and false, and Excel writes them as TRUE and FALSE.
@with_schema({"enum": ["yes", "no", True, False]})
def yes_or_no(reading: Reading, node: Node) -> str:
    """Read “yes” or “no”, in any case; true and on count as yes, false and off as no."""
    value = word(reading, node).casefold()
    return _ANSWERS[value] if value in _ANSWERS else _yes_or_no(reading, node)


def text_or(from_text: Callable[[Text], T], read_fields: Reader[T]) -> Reader[T]:
    """Return a reader of a text, which `from_text` turns into the value, or of fields."""

    @with_schema({"anyOf": [text, read_fields]})
    def read(reading: Reading, node: Node) -> T:
        return from_text(text(reading, node)) if isinstance(node, Scalar) else read_fields(reading, node)

    return read
