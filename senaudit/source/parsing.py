"""Parse YAML text into nodes with their places, and report every error of the file as a `Problem`.

Scalars are never converted: `no`, `12:30` and `010` stay the texts that were typed. Whatever YAML would silently drop
or change (the rest of a line after ` #`, the first of two equal keys, an alias) is an error here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import yaml

from senaudit.problems import Fix, Place, Problem
from senaudit.source.encoding import LINE_END, decode, without_misplaced
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence
from senaudit.source.paragraphs import lines_of_block, unfolded
from senaudit.source.signs import (
    IN_THE_WAY,
    QUOTE_IT,
    Advice,
    Quoted,
    changed_by_backslash,
    cut_off,
    joined_lines,
    missing_space_in_name,
    question_mark_before,
    text_begins,
)
from senaudit.source.unprinted import without_unprinted

DEEPEST = 50
"""Levels of nesting. That is far deeper than any content, and too few to exhaust Python's stack."""

MOST_NODES = 20_000
"""Texts, lists and fields of one file. The longest shipped file has 1,163."""

_TOO_DEEP = (f"this is nested more than {DEEPEST} levels deep", "take some of the levels out")

_MOST_STOPS = 30
"""At most this many errors that stop the parser are found in one run."""

# The C parser is some fifteen times as fast. PyYAML is sometimes built without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_bytes(data: bytes, path: Path) -> tuple[Node | None, list[Problem]]:
    """Return the node and the problems of the file at `path`, which holds `data`."""
    text, problems = decode(data, path)
    if text is None:
        return None, problems
    text, misplaced = without_misplaced(text, path)
    node, more = parse(text, path)
    return node, problems + misplaced + more


def parse_data(data: bytes, path: Path) -> tuple[Node | None, list[Problem]]:
    """Return the node and the problems of a file that keeps what others wrote, in whatever signs they wrote it.

    Texts in it stay as they are, sign by sign, and there may be as many of them as memory allows.
    """
    text, problems = decode(data, path)
    if text is None:
        return None, problems
    node, more = _Builder(path, text, is_data=True).document()
    return node, problems + more


def parse(text: str, path: Path | None) -> tuple[Node | None, list[Problem]]:
    """Return the node and the problems of a text. The node is None if the errors leave nothing to read."""
    return _Builder(path, text).document()


class _TooMuchError(Exception):
    """The nesting is deeper than `DEEPEST`, or there are more than `MOST_NODES`; the problem has been reported."""


class _Builder:
    """Builds the nodes of one file from the parser's events.

    Some errors stop the parser. Where possible, the characters at fault are then replaced by as many harmless ones, and
    the file is parsed again. So one run finds the later errors too, at their right places.
    """

    def __init__(self, path: Path | None, text: str, is_data: bool = False) -> None:
        self._path = path
        self._is_data = is_data
        self._most = sys.maxsize if is_data else MOST_NODES
        self._lines = LINE_END.split(text) if "\r" in text else text.split("\n")
        self._read = list(self._lines)
        self._next: Callable[[], Any] = iter(()).__next__
        self._problems: list[Problem] = []
        self._stops: dict[int, Problem] = {}
        self._anchors: set[str] = set()
        self._left = self._most
        self._quoted: Quoted | None = None

    def document(self) -> tuple[Node | None, list[Problem]]:
        """Return the file's node and problems. The node is None after an error that cannot be parsed around."""
        node, text = None, "\n".join(self._read)
        for _ in range(_MOST_STOPS):
            self._problems, self._anchors, self._quoted, self._left = [], set(), None, self._most
            try:
                node = self._document(text)
                break
            except yaml.MarkedYAMLError as error:
                advice = self._explained(error)
            except (yaml.YAMLError, _TooMuchError):
                break
            # Only the first error of a line counts. Quotes around the line's text usually mend the others too.
            self._stops.setdefault(advice.line, self._problem_of(advice))
            line, end = self._read[advice.line : advice.line + 1], advice.column + len(advice.instead)
            if not advice.instead or not line or advice.instead == line[0][advice.column : end]:
                break
            self._read[advice.line] = line[0][: advice.column] + advice.instead + line[0][end:]
            text = "\n".join(self._read)
        reported = {problem.place.line for problem in self._problems if problem.place}
        stops = [stop for line, stop in self._stops.items() if line + 1 not in reported]
        return node, self._problems + stops

    def _document(self, text: str) -> Node | None:
        # The parser reads its first bytes here, so even the first call may raise an error.
        self._next = _LOADER(text).get_event
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            self._report(
                "empty-file", Place(self._path), "there is nothing in this file", "write its fields, or delete it"
            )
            return None
        node = self._node(self._next(), 0)
        self._next()
        if isinstance(second := self._next(), yaml.DocumentStartEvent):
            place = self._place_of(second.start_mark, second.end_mark)
            self._report(
                "second-document",
                place,
                "a second document begins here",
                "delete the line “---”: a file holds one document",
            )
        return node

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event)  # not isinstance: this runs for every node
        self._left -= 1
        if self._left < 0:
            self._refuse_more(self._place_of(event.start_mark, event.end_mark))
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        place = self._place_of(event.start_mark, event.end_mark)
        if kind is yaml.AliasEvent:
            self._refuse_alias(event.anchor, place)
            return Scalar(f"{IN_THE_WAY}{event.anchor}", place)
        self._refuse_extras(event, place)
        if depth == DEEPEST:
            self._report("too-deep", place, *_TOO_DEEP)
            raise _TooMuchError
        if kind is yaml.SequenceStartEvent:
            return Sequence(tuple(self._items(depth + 1)), place)
        entries = tuple(self._entries(depth + 1))
        # The name of the first field shows the place of fields without braces better than its first character does.
        first = entries[0][0].place if entries else place
        return Mapping(entries, first if first.column == place.column and first.line == place.line else place)

    def _refuse_more(self, place: Place) -> None:
        """Report that this is one part too many, and nothing else of the file. Raises _TooMuchError."""
        self._problems, self._stops = [], {}
        message = (
            f"this is part {MOST_NODES + 1:,} of the file, counting texts, lists and fields; it may have {MOST_NODES:,}"
        )
        self._report("too-many-parts", place, message, "keep in it only what is to be printed")
        raise _TooMuchError

    def _items(self, depth: int) -> Iterator[Node]:
        while type(event := self._next()) is not yaml.SequenceEndEvent:  # not isinstance: this runs for every node
            yield self._node(event, depth)

    def _entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        lines: dict[str, int] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:  # not isinstance: this runs for every node
            key = self._node(event, depth)
            if isinstance(key, Scalar) and not key.value.isascii() and not self._is_data:
                key = key._replace(value=without_unprinted(key.value))
            value = self._node(self._next(), depth)
            if not isinstance(key, Scalar):
                hint = f"{QUOTE_IT} if it begins with [ or {{"
                self._report("field-name-not-a-word", key.place, "a field's name is a word, not a list or fields", hint)
            elif key.value in lines:
                message = f"“{key.value}” stands here a second time (first in line {lines[key.value]})"
                self._report(
                    "duplicate-field", key.place, message, "keep one of the two, or begin a new entry with a hyphen"
                )
            elif not key.value:
                hint = f"write it before the colon, or {QUOTE_IT} if the colon belongs to it"
                self._report("field-name-missing", key.place, "a field's name is missing here", hint)
            else:
                if ":" in key.value and not self._is_data and (advice := missing_space_in_name(key.place, key.value)):
                    self._report_advice(advice)
                lines[key.value] = key.place.line
                if "?" in key.place.source and (column := question_mark_before(key.place)) is not None:
                    self._report_advice(text_begins(self._lines, key.place.line - 1, column))
                else:
                    yield key, value

    def _scalar(self, event: Any) -> Scalar:
        start, stop = event.start_mark, event.end_mark
        first, last = start.line, stop.line
        place = self._place_of(start, stop)
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event, place)
        lines = tuple(self._lines[first : last + 1]) if last > first else ()
        value = event.value
        if lines and event.style != "|":
            value = unfolded(value, _typed_lines(event, lines))
        scalar = Scalar(value if value.isascii() or self._is_data else _composed(value), place, lines)
        if not event.style:
            return self._plain(scalar, last, stop.column)
        if event.style in ("'", '"'):
            self._quoted = (first, start.column, last, stop.column)
            if event.style == '"' and not self._is_data and any("\\" in line for line in lines or (place.source,)):
                for advice in changed_by_backslash(self._lines, self._quoted):
                    self._report_advice(advice)
        return scalar

    def _plain(self, scalar: Scalar, last: int, end: int) -> Scalar:
        """Return an unquoted text. Report whatever YAML silently cut off it or joined to it."""
        typed = self._lines[last] if last < len(self._lines) else ""
        if "#" in typed and (advice := cut_off(self._lines, last, end)):
            self._report_advice(advice)
            if not scalar.value:  # so that it is not reported as an empty text as well
                return Scalar(self._lines[last][advice.column :], scalar.place)
        if scalar.lines or ":" in scalar.value or scalar.value.startswith("-"):
            for advice in joined_lines(self._lines, scalar.place.line - 1, scalar.place.column - 1, last, scalar.value):
                self._report_advice(advice)
        return scalar

    def _refuse_extras(self, event: Any, place: Place) -> None:
        """Report an anchor or a tag."""
        if event.anchor is not None:
            self._anchors.add(event.anchor)
        if event.anchor is not None or event.tag is not None:
            self._report_advice(text_begins(self._lines, place.line - 1, place.column - 1))

    def _refuse_alias(self, name: str, place: Place) -> None:
        if name not in self._anchors:
            self._report_advice(text_begins(self._lines, place.line - 1, place.column - 1))
        elif not any(problem.place and problem.place.line == place.line for problem in self._problems):
            message = f"“*{name}” repeats what “&{name}” stands before, which these files cannot"
            self._report("alias", place, message, "write out here what is to be printed")

    def _explained(self, error: yaml.MarkedYAMLError) -> Advice:
        from senaudit.source.syntax import StoppedAt, explain  # only needed after an error

        mark, start = error.problem_mark or error.context_mark, error.context_mark
        complaint = f"{error.context or ''}: {error.problem or ''}"
        line, column = (mark.line, mark.column) if mark else (0, 0)
        if "nesting depth" in complaint:  # the parser looks ahead, and has its own limit
            return Advice("too-deep", line, column, *_TOO_DEEP)
        stop = StoppedAt(
            line, column, (start.line, start.column) if start else (line, column), self._read, self._quoted
        )
        return explain(complaint, stop)

    def _problem_of(self, advice: Advice) -> Problem:
        place = self._place(advice.line, advice.column, advice.width)
        fixed = advice.fix
        fix = fixed and Fix(self._place(advice.line, fixed.column, fixed.width), fixed.text)
        return Problem(advice.kind, place, advice.message, advice.hint, fix=fix)

    def _report_advice(self, advice: Advice) -> None:
        self._problems.append(self._problem_of(advice))

    def _report(self, kind: str, place: Place, message: str, hint: str) -> None:
        self._problems.append(Problem(kind, place, message, hint))

    def _place_of(self, start: Any, stop: Any) -> Place:
        """Return the place between two marks of the parser. Its width covers the first line only."""
        line, column = start.line, start.column
        source = self._lines[line] if line < len(self._lines) else ""
        end = stop.column if stop.line == line else len(source)
        return Place(self._path, line + 1, column + 1, source, end - column if end > column else 1)

    def _place(self, line: int, column: int, width: int = 1) -> Place:
        source = self._lines[line] if line < len(self._lines) else ""
        return Place(self._path, line + 1, column + 1, source, width)


def _composed(value: str) -> str:
    """Return a text with composed accents (NFC), for which the faces have glyphs. macOS stores them separately (NFD).

    A word of small letters, which may be a name that the program compares, is returned without soft hyphens.
    """
    bare = without_unprinted(value)
    return bare if re.fullmatch("[a-z0-9:_-]+", bare) else normalize("NFC", value)


def _typed_lines(event: Any, lines: tuple[str, ...]) -> list[str]:
    """Return the lines of a text of several lines, without what stands before and after it."""
    if event.style == ">":
        return lines_of_block(lines[1:])
    quote = 1 if event.style else 0
    first, last = lines[0][event.start_mark.column + quote :], lines[-1][: event.end_mark.column - quote]
    return [first, *lines[1:-1], last]
