"""The readers that the model reads itself with: each turns a node into a value, or says why it cannot.

A reader is a function `(reading, node) -> value` that raises `Wrong`, once the problem is noted. Readers are made of
readers: `list_of(text)`, `fields.optional("points", list_of(point), (), "Bullet points.")`. Whoever goes on after a
`Wrong` does so with `Reading.attempt`, so that one run finds every problem.

Readers say what they read, for the editors that explain it as it is typed: each field has its line, and what is no
mapping of fields is `shaped`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as AbstractMapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast

from senaudit.content.messages import as_id, as_text, colon_in_text, is_empty, kind, named
from senaudit.content.text import Text
from senaudit.problems import Place, Problem, did_you_mean, nearest
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence

T = TypeVar("T")
D = TypeVar("D")
R = TypeVar("R", bound=Callable[..., Any])

_ID = re.compile(r"[a-z][a-z0-9-]*")
_TERM = re.compile(r"(?<!\{)\{([A-Za-z][\w-]*)\}(?!\})")
_SPACED_TERM = re.compile(r"\{(?=\s|[\w-]+\s)\s*([A-Za-z][\w-]*)\s*\}")
# Not `str.split`: that would also take the no-break space, which somebody typed on purpose.
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")


class Wrong(Exception):  # noqa: N818 - it is a signal between readers, never an error that a caller sees
    """A node that is not what it should be. The problem has been noted."""


class Reading:
    """One run over a content folder: what its texts may name, and every problem found so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.terms: dict[str, Text] | None = None
        """The terms that texts may name, or None while they are not known."""
        self.audiences: dict[str, Text] | None = None
        """The audiences that questions may name, or None while they are not known."""
        self.texts: list[Text] = []
        """Every piece of wording read so far, for whoever proofs them."""
        self.times_wrong = 0
        """How often something was not what it should be, told or not."""
        self._told: dict[tuple[Path | None, int], list[int]] = {}

    def note(self, problems: Iterable[Problem]) -> None:
        """Note what is wrong with a file's signs; what its readers find at those places comes of that and is not told.

        So each problem must come before the readers' own.
        """
        for problem in problems:
            self.problems.append(problem)
            if problem.place:
                self._told.setdefault((problem.place.path, problem.place.line), []).append(problem.place.column)

    def wrong(self, kind: str, place: Place, message: str, hint: str, first: Place | None = None) -> Wrong:
        """Note a problem, and return what is to be raised if there is no value to go on with."""
        self.times_wrong += 1
        columns = range(place.column, place.column + place.width)
        if not any(column in columns for column in self._told.get((place.path, place.line), ())):
            self.problems.append(Problem(kind, place, message, hint, first=first))
        return Wrong()

    def attempt(self, read: Reader[T], node: Node) -> T:
        """Return what the reader makes of the node, or after a problem a stand-in that must not be used."""
        try:
            return read(self, node)
        except Wrong:
            return cast(T, None)

    def fields(self, node: Node, what: str) -> Fields:
        """Return the fields of a mapping, for the time of a `with`; `what` names it in messages: "a question"."""
        return Fields(self, node, what)


Reader = Callable[[Reading, Node], T]


def shaped(schema: AbstractMapping[str, object] | Reader[object]) -> Callable[[R], R]:
    """Return a decorator that notes with a reader what it reads: a JSON Schema, or a reader of the same.

    Wherever a schema can stand in it, a reader stands for its own.
    """

    def note(read: R) -> R:
        read.__dict__["schema"] = schema
        return read

    return note


def names_matching(name: re.Pattern[str]) -> dict[str, object]:
    """Return the schema of a mapping of names to texts whose names match the pattern."""
    return {"type": "object", "patternProperties": {f"^{name.pattern}$": text}, "additionalProperties": False}


class Fields:
    """The fields of one mapping, for the time of a `with`. Leaving it raises `Wrong` if anything in it was wrong.

    So what is made of the fields inside the `with` may hold stand-ins, but never gets out with them. A field that was
    not asked for is unknown, and a problem.
    """

    def __init__(self, reading: Reading, node: Node, what: str) -> None:
        """Raises Wrong if the node is no mapping."""
        if is_empty(node):
            raise reading.wrong(
                "empty-fields", node.place, f"{what} is empty here", "write its fields below, or delete the line"
            )
        if not isinstance(node, Mapping):
            hint = "write each of its fields on a line of its own, as “name: text”"
            raise reading.wrong("not-fields", node.place, f"{what} is made of fields, not {kind(node)}", hint)
        self.place = node.place
        self._reading = reading
        self._what = what
        self._entries = {key.value: (key, value) for key, value in node.entries}
        self._asked: list[str] = []
        self._missing: list[tuple[str, str]] = []
        self._wrong_before = reading.times_wrong

    def __enter__(self) -> Fields:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        unknown = [key for name, (key, _) in self._entries.items() if name not in self._asked]
        meant = [self._meant(key.value) for key in unknown]
        for key in unknown:
            hint = self._advice(key)
            self._reading.wrong("unknown-field", key.place, f"“{key.value}” is not a field of {self._what}", hint)
        if len(unknown) < len(self._entries) or not unknown:  # else it is a text that reads like a field: said above
            for name, hint in self._missing:
                if name not in meant:  # else it is there, misspelt: said above
                    self._reading.wrong("missing-field", self.place, f"{self._what} has no “{name}”", hint)
        if error_type is None and self._reading.times_wrong > self._wrong_before:
            raise Wrong

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def required(self, name: str, read: Reader[T], says: str, hint: str = "") -> T:
        """Return the field's value. A missing field is a problem, with `hint` as its help.

        `says` is the line by which editors explain the field.
        """
        self._asked.append(name)
        if name in self:
            return self._reading.attempt(read, self._entries[name][1])
        self._missing.append((name, hint or f"add a line “{name}: …”"))
        return cast(T, None)

    def optional(self, name: str, read: Reader[T], default: D, says: str) -> T | D:
        """Return the field's value, or `default` where there is no such field; `says` explains the field in editors."""
        self._asked.append(name)
        return self._reading.attempt(read, self._entries[name][1]) if name in self else default

    def either(self, kind: str, first: str, second: str, message: str, hint: str) -> None:
        """Note a problem unless exactly one of the two fields is there."""
        if (first in self) == (second in self):
            self.wrong(kind, message, hint)

    def wrong(self, kind: str, message: str, hint: str, field: str = "") -> None:
        """Note a problem of the fields taken together, at the `field` if one is named."""
        place = self._entries[field][0].place if field else self.place
        self._reading.wrong(kind, place, message, hint)

    def _advice(self, key: Scalar) -> str:
        if _reads_like_text(key.value):
            return colon_in_text(*self._entries[key.value])
        return did_you_mean(key.value, dict.fromkeys(self._asked))

    def _meant(self, name: str) -> str | None:
        """Return the field that an unknown one was probably meant as, if any."""
        return None if _reads_like_text(name) else nearest(name, dict.fromkeys(self._asked))


def _reads_like_text(name: str) -> bool:
    """Return whether a field's name is rather the beginning of a text with a colon in it."""
    return " " in name or name[:1].isupper()


def word(reading: Reading, node: Node) -> str:
    """Read a text for the program rather than for the page: its terms are left alone."""
    if not isinstance(node, Scalar):
        raise reading.wrong("not-a-text", node.place, f"a text belongs here, not {kind(node)}", as_text(node))
    value = node.value
    if not value.isprintable() or "  " in value:  # else it has no white space but single spaces
        value = _WHITE_SPACE.sub(" ", value)
    value = value.strip(" ")
    if not value or value.isspace():
        raise reading.wrong("empty-text", node.place, "there is no text here", "write the text, or delete the line")
    return value


@shaped({"type": ["string", "number", "boolean"], "description": "A text. It is printed as you type it."})
def text(reading: Reading, node: Node) -> Text:
    """Read wording: white space folded to single spaces, terms filled in."""
    value = word(reading, node)
    typed = cast(Scalar, node)
    if "{" in value and reading.terms is not None:
        value = _filled(reading, typed, value, reading.terms)
    wording = Text(value, node.place, typed)
    reading.texts.append(wording)
    return wording


def _filled(reading: Reading, node: Scalar, value: str, terms: dict[str, Text]) -> str:
    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name in terms:
            return terms[name].value
        small = name[0].lower() + name[1:]
        if small in terms:
            filling = terms[small].value
            return filling[:1].upper() + filling[1:]
        reading.wrong(
            "unknown-term",
            node.find(match[0]),
            f"there is no term “{name}”",
            did_you_mean(name, terms) or "add it to the terms",
        )
        return match[0]

    for match in _SPACED_TERM.finditer(value):
        if match[1][0].lower() + match[1][1:] in terms:
            hint = f"write {{{match[1]}}}, without spaces, for the words of the term"
            message = f"“{match[0]}” is printed as it stands"
            reading.warnings.append(Problem("spaced-term", node.find(match[0]), message, hint, warning=True))
    return _TERM.sub(fill, value)


def names_a_term(value: str) -> bool:
    """Return whether the text names a term in braces."""
    return bool(_TERM.search(value))


@shaped(
    {
        "type": "string",
        "pattern": f"^{_ID.pattern}$",
        "description": "A short name that stays: a to z, 0 to 9 and hyphens, a letter first.",
    }
)
def identifier(reading: Reading, node: Node) -> str:
    """Read an id: small letters, digits and hyphens, a letter first."""
    value = word(reading, node)
    if not _ID.fullmatch(value):
        raise reading.wrong("not-an-id", node.place, f"“{value}” cannot be an id", as_id(value))
    return value


def one_of(names: Iterable[str], what: str) -> Reader[str]:
    """Return a reader of one of a closed set of names; `what` says what they are: "an icon"."""
    known = tuple(names)

    @shaped({"enum": list(known)})
    def read(reading: Reading, node: Node) -> str:
        value = word(reading, node)
        if value not in known:
            raise reading.wrong("unknown-choice", node.place, f"“{value}” is not {what}", did_you_mean(value, known))
        return value

    return read


# An editor that knows an older YAML takes both words for true and false.
yes_or_no = shaped({"enum": ["yes", "no", True, False]})(one_of(("yes", "no"), "an answer here"))


def text_or(made: Callable[[Text], T], read_fields: Reader[T]) -> Reader[T]:
    """Return a reader of a text, of which the value is `made`, or of fields."""

    @shaped({"anyOf": [text, read_fields]})
    def read(reading: Reading, node: Node) -> T:
        return made(text(reading, node)) if isinstance(node, Scalar) else read_fields(reading, node)

    return read


def numbered(read: Callable[[Reading, Node, int], T], if_empty: str = "") -> Reader[tuple[T, ...]]:
    """Return a reader of a list with at least one entry, for entries that know their number, from 1.

    `if_empty` is the help where there is none.
    """

    @shaped({"type": "array", "items": read, "minItems": 1})
    def read_list(reading: Reading, node: Node) -> tuple[T, ...]:
        if is_empty(node) or (isinstance(node, Sequence) and not node.items):
            hint = if_empty or "add one below, behind a hyphen and a space, or delete the line"
            raise reading.wrong("empty-list", node.place, f"{named(node)} has no entries", hint)
        if not isinstance(node, Sequence):
            hint = "begin each entry on a line of its own with a hyphen and a space"
            raise reading.wrong("not-a-list", node.place, f"a list belongs here, not {kind(node)}", hint)
        before = reading.times_wrong
        items: list[T] = []
        for number, item in enumerate(node.items, 1):
            with suppress(Wrong):
                items.append(read(reading, item, number))
        if reading.times_wrong > before:
            raise Wrong
        return tuple(items)

    return read_list


def list_of(read: Reader[T], if_empty: str = "") -> Reader[tuple[T, ...]]:
    """Return a reader of a list with at least one entry; `if_empty` is the help where there is none."""
    return numbered(shaped(read)(lambda reading, node, number: read(reading, node)), if_empty)


texts = list_of(text)


def list_or(made: Callable[[tuple[D, ...]], T], read_list: Reader[tuple[D, ...]], read_fields: Reader[T]) -> Reader[T]:
    """Return a reader of a list, of which the value is `made`, or of fields."""

    @shaped({"anyOf": [read_list, read_fields]})
    def read(reading: Reading, node: Node) -> T:
        return read_fields(reading, node) if isinstance(node, Mapping) else made(read_list(reading, node))

    return read


def different(read: Reader[tuple[T, ...]], field: str = "") -> Reader[tuple[T, ...]]:
    """Return the list's reader with one more demand: no two entries are the same, or have the same `field`."""

    @shaped(read)
    def read_different(reading: Reading, node: Node) -> tuple[T, ...]:
        lines: dict[str, int] = {}
        twice = False
        for item in node.items if isinstance(node, Sequence) else ():
            fields = item.entries if isinstance(item, Mapping) else ()
            name = next((value for key, value in fields if key.value == field), None) if field else item
            if isinstance(name, Scalar) and name.value in lines:
                message = f"“{name.value}” is here a second time (first in line {lines[name.value]})"
                hint = f"give one of the two another {field}" if field else "delete one of the two"
                reading.wrong("duplicate-entry", name.place, message, hint)
                twice = True
            elif isinstance(name, Scalar):
                lines[name.value] = name.place.line
        items = read(reading, node)
        if twice:
            raise Wrong
        return items

    return read_different


def table(reading: Reading, node: Node, name: re.Pattern[str], hint: str) -> dict[str, Text]:
    """Read a mapping of names to texts whose names are free, as long as they match; `hint` says what they may be.

    A text that is wrong is noted and stands in as an empty one, so that its name is known to the rest of the run.
    """
    if not isinstance(node, Mapping):
        raise reading.wrong(
            "not-a-table", node.place, f"names and their texts belong here, not {kind(node)}", "write “name: text”"
        )
    for key, _ in node.entries:
        if not name.fullmatch(key.value):
            reading.wrong("not-a-name", key.place, f"“{key.value}” cannot be a name here", hint)
    texts = {key.value: (key, reading.attempt(text, value)) for key, value in node.entries}
    return {name: read or Text("", key.place) for name, (key, read) in texts.items()}
