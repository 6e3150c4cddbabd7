"""YAML text in, nodes out that know where they stand, and every mistake of the file as a `Problem`.

YAML's own guesses are not asked: a scalar is the text that was typed, so that `no`, `12:30` and `010` stay what they
are. What YAML would drop or change without a word (the rest of a line after ` #`, the first of two equal keys, an
alias) is a mistake here.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from senaudit.problems import FileError, Place, Problem

# Far deeper than any content goes, and far from what would exhaust Python's stack.
DEEPEST = 50
_TOO_DEEP = (f"this is nested more than {DEEPEST} levels deep", "take some of the levels out")

# The C parser is some fifteen times as fast; PyYAML is sometimes built without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What YAML does not allow in a file, and three line ends that only YAML would take for such.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINE_END = re.compile("\r\n|\r|\n")
# A comment behind an unquoted text stands well off from it, or nobody can tell it from the text's own “#”.
_COMMENT = re.compile(r"(?: {2,}|\t[ \t]*)#(?: |$)")
_FIELD_WITHOUT_SPACE = re.compile(r"[a-z][a-z_-]*:[^\s/]")
# What names a question, such as communication:telephone, unless it begins as an entry of a list may.
_QUESTION_NAME = re.compile(
    r"(?!(?:text|heading|points?|steps?|quote|lead|title|ask|parents|schools|guidance|id|term|icon):)"
    r"[a-z][a-z0-9-]*:[a-z][a-z0-9-]*"
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it was typed. `lines` holds its lines in the file where it has more than one."""

    value: str
    place: Place
    lines: tuple[str, ...] = ()

    def find(self, words: str) -> Place:
        """Return the place where `words` first stand in this text, or the text's own place if a line end parts them."""
        at = self.place
        for number, line in enumerate(self.lines or (at.source,)):
            start = 0 if number else at.column - 1
            column = line.find(words, start, None if self.lines else start + at.width)
            if column >= 0:
                return Place(at.path, at.line + number, column + 1, line, len(words))
        return at


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Fields in the order they were written; no key stands in it twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place


Node: TypeAlias = Scalar | Sequence | Mapping


def shown_path(path: Path) -> str:
    """Return `path` as a person would type it: from the working folder if it lies inside, else as it was given."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):  # it lies elsewhere, or the working folder was deleted
        return str(path)


def read(path: Path, shown: str | None = None) -> tuple[Node | None, list[Problem]]:
    """Return the file's node and its problems; the node is None where the mistakes leave nothing to go on with.

    `shown` is the path for messages (`shown_path(path)` if None). Raises `FileError` if the file cannot be read.
    """
    shown = shown_path(path) if shown is None else shown
    try:
        data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise FileError([unreadable(shown, error)]) from None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return None, [_not_utf8(shown, data, error.start)]
    problems: list[Problem] = []
    if _UNPRINTABLE.search(text):
        problems = _unprintable(shown, _LINE_END.split(text))
        # One sign for another, so that the rest of the file is read in this run too and every place stays right.
        text = _UNPRINTABLE.sub("\ufffd", text)
    builder = _Builder(shown, _LINE_END.split(text), text)
    node = builder.document()
    return node, problems + builder.problems


def read_text(text: str, shown: str) -> tuple[Node | None, list[Problem]]:
    """Return the node and the problems of text that stands in no file, or has been read already."""
    builder = _Builder(shown, _LINE_END.split(text), text)
    return builder.document(), builder.problems


def unreadable(shown: str, error: OSError) -> Problem:
    """Return the problem of a file or folder that the system would not read."""
    if isinstance(error, FileNotFoundError):
        return Problem(Place(shown), "there is no such file", "check the folder's name and the spelling of the file's")
    if isinstance(error, PermissionError):
        return Problem(Place(shown), "the file may not be read", "ask for the right to read it, or work on a copy")
    return Problem(Place(shown), f"it cannot be read: {error.strerror or error}", "check that it is an ordinary file")


def _not_utf8(shown: str, data: bytes, offset: int) -> Problem:
    before = _LINE_END.split(data[:offset].decode())
    line = _LINE_END.split(data.decode(errors="replace"))[len(before) - 1]
    place = Place(shown, len(before), len(before[-1]) + 1, line)
    return Problem(place, "the file is not UTF-8 text", "save it again with the encoding UTF-8")


def _unprintable(shown: str, lines: list[str]) -> list[Problem]:
    """Return a problem for each line that holds characters nobody can see; one a line is enough to find them."""
    found = ((number, line, _UNPRINTABLE.search(line)) for number, line in enumerate(lines, 1))
    return [
        Problem(
            Place(shown, number, match.start() + 1, _UNPRINTABLE.sub("\ufffd", line)),
            f"there is an invisible character here (U+{ord(match.group()):04X})",
            "delete it and type the text around it again",
        )
        for number, line, match in found
        if match
    ]


class _TooDeepError(Exception):
    """The nesting goes past `DEEPEST`; the problem has been reported."""


class _Builder:
    """Builds the nodes of one file from the parser's events."""

    def __init__(self, shown: str, lines: list[str], text: str) -> None:
        self.problems: list[Problem] = []
        self._shown = shown
        self._lines = lines
        self._text = text
        self._events: Iterator[Any] = iter(())

    def document(self) -> Node | None:
        """Return the node of the file's one document, or None after a mistake that stops the parser."""
        try:
            # The parser reads its first bytes here, so that this too may find a mistake.
            self._events = yaml.parse(self._text, Loader=_LOADER)
            next(self._events)
            if type(next(self._events)) is yaml.StreamEndEvent:
                self._report(Place(self._shown), "there is nothing in this file", "write its fields, or delete it")
                return None
            node = self._node(next(self._events), 0)
            next(self._events)
            if type(further := next(self._events)) is yaml.DocumentStartEvent:
                place = self._place_of(further)
                self._report(place, "a second document begins here", "delete the line “---”: a file holds one document")
            return node
        except yaml.MarkedYAMLError as error:
            self._report_syntax(error)
        except yaml.YAMLError as error:
            self._report(Place(self._shown), f"this is not YAML: {error}", "compare it with one of the other files")
        except _TooDeepError:
            pass
        return None

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        place = self._place_of(event)
        if kind is yaml.AliasEvent:
            self._refuse(place, "*")
            return Scalar(f"*{event.anchor}", place)
        self._refuse_extras(event, place)
        if depth == DEEPEST:
            self._report(place, *_TOO_DEEP)
            raise _TooDeepError
        if kind is yaml.SequenceStartEvent:
            return Sequence(tuple(self._items(depth + 1)), place)
        entries = tuple(self._entries(depth + 1))
        # Fields without braces begin with the first one's name, which shows better where they stand than its one sign.
        return Mapping(
            entries, entries[0][0].place if entries and entries[0][0].place.column == place.column else place
        )

    def _items(self, depth: int) -> Iterator[Node]:
        while type(event := next(self._events)) is not yaml.SequenceEndEvent:
            yield self._node(event, depth)

    def _entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        lines: dict[str, int] = {}
        while type(event := next(self._events)) is not yaml.MappingEndEvent:
            key = self._node(event, depth)
            value = self._node(next(self._events), depth)
            if not isinstance(key, Scalar):
                hint = "put the whole text in double quotes if it begins with [ or {"
                self._report(key.place, "a field's name is a word, not a list or fields", hint)
            elif key.value in lines:
                message = f"“{key.value}” stands here a second time (first in line {lines[key.value]})"
                self._report(key.place, message, "keep one of the two, or begin a new entry with a hyphen")
            else:
                if _QUESTION_NAME.fullmatch(key.value):  # no field is called like a question
                    self._report_run_on(key, 0, "", key.value)
                lines[key.value] = key.place.line
                yield key, value

    def _scalar(self, event: Any) -> Scalar:
        first, last = event.start_mark.line, event.end_mark.line
        place = self._place_of(event)
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event, place)
        lines = tuple(self._lines[first : last + 1]) if last > first else ()
        scalar = Scalar(event.value, place, lines)
        return scalar if event.style else self._plain(scalar, last, event.end_mark.column)

    def _plain(self, scalar: Scalar, last: int, end: int) -> Scalar:
        """Return an unquoted text after a look for what YAML would take from it or add to it in silence."""
        rest = self._lines[last][end:] if last < len(self._lines) else ""
        comment = rest.lstrip(" \t")
        if comment.startswith("#") and not _COMMENT.match(rest):
            hint = "put the whole text in double quotes; a comment has two spaces before its “#” and one after it"
            place = self._place(last, end + len(rest) - len(comment))
            self._report(place, "the text is cut off here, for “#” after a space begins a comment", hint)
            if not scalar.value:  # said once: not an empty text as well
                return Scalar(comment, scalar.place)
        if not scalar.lines and _QUESTION_NAME.fullmatch(scalar.value):
            return scalar
        for number, line in enumerate(scalar.lines or (scalar.value,)):
            part = line.strip() if number else scalar.value
            if part.startswith("-") or _FIELD_WITHOUT_SPACE.match(part):
                self._report_run_on(scalar, number, line, part)
        return scalar

    def _report_run_on(self, scalar: Scalar, number: int, line: str, part: str) -> None:
        sign, name = ("-", "hyphen") if part.startswith("-") else (":", "colon")
        if number:
            place = self._place(scalar.place.line - 1 + number, line.index(part))
            message = f"this line is read as part of the text that begins in line {scalar.place.line}"
            hint = f"check the indent and the space after the {name}, or put the whole text in double quotes"
        else:
            place = self._place(scalar.place.line - 1, scalar.place.column - 1 + part.index(sign))
            message = f"a space is missing after the {name}"
            hint = f"type it, or put the whole text in double quotes if the {name} belongs to it"
        self._report(place, message, hint)

    def _refuse_extras(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self._refuse(place, "&")
        if event.tag is not None:
            self._refuse(place, "!")

    def _refuse(self, place: Place, sign: str) -> None:
        name = {"*": "an alias", "&": "an anchor", "!": "a tag"}[sign]
        hint = f"put the text in double quotes if it begins with {sign}, or write out what is meant"
        self._report(place, f"“{sign}” begins {name} of YAML, which has no use here", hint)

    def _report_syntax(self, error: yaml.MarkedYAMLError) -> None:
        from senaudit.content.syntax import explain  # only a mistake needs it

        at, since = error.problem_mark or error.context_mark, error.context_mark
        words = f"{error.context or ''}: {error.problem or ''}"
        begun = (since.line, since.column) if since else None
        advice = explain(words, (at.line, at.column) if at else (0, 0), begun, self._lines)
        place = self._place(advice.line, advice.column)
        if "nesting depth" in words:  # the parser looks ahead, and has a limit of its own
            self._report(place, *_TOO_DEEP)
        elif all(problem.place != place for problem in self.problems):  # the same mistake may have been seen already
            self._report(place, advice.message, advice.hint)

    def _report(self, place: Place, message: str, hint: str) -> None:
        self.problems.append(Problem(place, message, hint))

    def _place_of(self, event: Any) -> Place:
        """Return the place of an event; its width ends with its line."""
        start, stop = event.start_mark, event.end_mark
        source = self._lines[start.line] if start.line < len(self._lines) else ""
        end: int = stop.column if stop.line == start.line else len(source)
        return Place(self._shown, start.line + 1, start.column + 1, source, max(end - start.column, 1))

    def _place(self, line: int, column: int, width: int = 1) -> Place:
        source = self._lines[line] if line < len(self._lines) else ""
        return Place(self._shown, line + 1, column + 1, source, width)
