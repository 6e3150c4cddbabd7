"""YAML text in, nodes out that know where they stand, and every mistake of the file as a `Problem`.

YAML's own guesses are not asked: a scalar is the text that was typed, so that `no`, `12:30` and `010` stay what they
are. What YAML would drop or change without a word (the rest of a line after ` #`, the first of two equal keys, an
alias) is a mistake here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import is_normalized, normalize

import yaml

from senaudit.problems import Place, Problem
from senaudit.source.encoding import LINE_END, decode
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence
from senaudit.source.signs import (
    IN_THE_WAY,
    QUOTE_IT,
    Advice,
    Quoted,
    asked_at,
    called_like_a_question,
    changed_by_backslash,
    cut_off,
    run_on,
    text_begins,
)

# Far deeper than any content goes, and far from what would exhaust Python's stack.
DEEPEST = 50
_TOO_DEEP = (f"this is nested more than {DEEPEST} levels deep", "take some of the levels out")

# Mistakes that stop the parser, found in one run: after so many, one starts again from the top with fewer.
_MOST_STOPS = 30

# The C parser is some fifteen times as fast; PyYAML is sometimes built without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_bytes(data: bytes, path: Path) -> tuple[Node | None, list[Problem]]:
    """Return the node and the problems of a file that holds these bytes."""
    text, problems = decode(data, path)
    if text is None:
        return None, problems
    node, found = parse(text, path)
    return node, problems + found


def parse(text: str, path: Path | None) -> tuple[Node | None, list[Problem]]:
    """Return the node and the problems of a text; the node is None where the mistakes leave nothing to go on with."""
    return _Builder(path, text).document()


class _TooDeepError(Exception):
    """The nesting goes past `DEEPEST`; the problem has been reported."""


class _Builder:
    """Builds the nodes of one file from the parser's events.

    A mistake that stops the parser is put out of its way where one can tell how, sign for sign, and the file is read
    once more: so one run finds what comes after it too, at its right place.
    """

    def __init__(self, path: Path | None, text: str) -> None:
        self._path = path
        self._lines = LINE_END.split(text) if "\r" in text else text.split("\n")
        self._read = list(self._lines)
        # Letters and the marks over them may come apart (macOS writes names so); faces have the two in one.
        self._composed = is_normalized("NFC", text)
        self._next: Callable[[], Any] = iter(()).__next__
        self._problems: list[Problem] = []
        self._stops: dict[int, Problem] = {}
        self._named: set[str] = set()
        self._quoted: Quoted | None = None

    def document(self) -> tuple[Node | None, list[Problem]]:
        """Return the node of the file's one document, or None after a mistake that stops for good; and the problems."""
        node, text = None, "\n".join(self._read)
        for _ in range(_MOST_STOPS):
            self._problems, self._named, self._quoted = [], set(), None
            try:
                node = self._document(text)
                break
            except yaml.MarkedYAMLError as error:
                advice = self._explained(error)
            except (yaml.YAMLError, _TooDeepError):
                break
            # One mistake a line: it is the line's text that has to be put in quotes, whatever else stands in it.
            self._stops.setdefault(advice.line, self._problem_of(advice))
            line, end = self._read[advice.line : advice.line + 1], advice.column + len(advice.instead)
            if not advice.instead or not line or advice.instead == line[0][advice.column : end]:
                break
            self._read[advice.line] = line[0][: advice.column] + advice.instead + line[0][end:]
            text = "\n".join(self._read)
        told = {problem.place.line for problem in self._problems if problem.place}
        stops = [stop for line, stop in self._stops.items() if line + 1 not in told]
        return node, self._problems + stops

    def _document(self, text: str) -> Node | None:
        # The parser reads its first bytes here, so that this too may find a mistake.
        self._next = _LOADER(text).get_event
        self._next()
        if type(self._next()) is yaml.StreamEndEvent:
            self._report(
                "empty-file", Place(self._path), "there is nothing in this file", "write its fields, or delete it"
            )
            return None
        node = self._node(self._next(), 0)
        self._next()
        if type(further := self._next()) is yaml.DocumentStartEvent:
            place = self._place_of(further.start_mark, further.end_mark)
            self._report(
                "second-document",
                place,
                "a second document begins here",
                "delete the line “---”: a file holds one document",
            )
        return node

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        place = self._place_of(event.start_mark, event.end_mark)
        if kind is yaml.AliasEvent:
            self._refuse_alias(event.anchor, place)
            return Scalar(f"{IN_THE_WAY}{event.anchor}", place)
        self._refuse_extras(event, place)
        if depth == DEEPEST:
            self._report("too-deep", place, *_TOO_DEEP)
            raise _TooDeepError
        if kind is yaml.SequenceStartEvent:
            return Sequence(tuple(self._items(depth + 1)), place)
        entries = tuple(self._entries(depth + 1))
        # Fields without braces begin with the first one's name, which shows better where they stand than its one sign.
        first = entries[0][0].place if entries else place
        return Mapping(entries, first if first.column == place.column and first.line == place.line else place)

    def _items(self, depth: int) -> Iterator[Node]:
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            yield self._node(event, depth)

    def _entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        lines: dict[str, int] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._node(event, depth)
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
                if ":" in key.value and (advice := called_like_a_question(key.place, key.value)):
                    self._report_advice(advice)
                lines[key.value] = key.place.line
                if "?" in key.place.source and (column := asked_at(key.place)) is not None:
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
        scalar = Scalar(event.value if self._composed else normalize("NFC", event.value), place, lines)
        if not event.style:
            return self._plain(scalar, last, stop.column)
        if event.style in ("'", '"'):
            self._quoted = (first, start.column, last, stop.column)
            if event.style == '"' and any("\\" in line for line in lines or (place.source,)):
                for advice in changed_by_backslash(self._lines, self._quoted):
                    self._report_advice(advice)
        return scalar

    def _plain(self, scalar: Scalar, last: int, end: int) -> Scalar:
        """Return an unquoted text after a look for what YAML would take from it or add to it in silence."""
        typed = self._lines[last] if last < len(self._lines) else ""
        if "#" in typed and (advice := cut_off(self._lines, last, end)):
            self._report_advice(advice)
            if not scalar.value:  # said once: not an empty text as well
                return Scalar(self._lines[last][advice.column :], scalar.place)
        if scalar.lines or ":" in scalar.value or scalar.value.startswith("-"):
            for advice in run_on(self._lines, scalar.place.line - 1, scalar.place.column - 1, last, scalar.value):
                self._report_advice(advice)
        return scalar

    def _refuse_extras(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self._named.add(event.anchor)
        if event.anchor is not None or event.tag is not None:
            self._report_advice(text_begins(self._lines, place.line - 1, place.column - 1))

    def _refuse_alias(self, name: str, place: Place) -> None:
        if name not in self._named:
            self._report_advice(text_begins(self._lines, place.line - 1, place.column - 1))
        elif not any(problem.place and problem.place.line == place.line for problem in self._problems):
            message = f"“*{name}” repeats what “&{name}” stands before, which these files cannot"
            self._report("alias", place, message, "write out here what is to be printed")

    def _explained(self, error: yaml.MarkedYAMLError) -> Advice:
        from senaudit.source.syntax import StoppedAt, explain  # only a mistake needs it

        at, since = error.problem_mark or error.context_mark, error.context_mark
        words = f"{error.context or ''}: {error.problem or ''}"
        line, column = (at.line, at.column) if at else (0, 0)
        if "nesting depth" in words:  # the parser looks ahead, and has a limit of its own
            return Advice("too-deep", line, column, *_TOO_DEEP)
        stop = StoppedAt(
            line, column, (since.line, since.column) if since else (line, column), self._read, self._quoted
        )
        return explain(words, stop)

    def _problem_of(self, advice: Advice) -> Problem:
        return Problem(advice.kind, self._place(advice.line, advice.column, advice.width), advice.message, advice.hint)

    def _report_advice(self, advice: Advice) -> None:
        self._problems.append(self._problem_of(advice))

    def _report(self, kind: str, place: Place, message: str, hint: str) -> None:
        self._problems.append(Problem(kind, place, message, hint))

    def _place_of(self, start: Any, stop: Any) -> Place:
        """Return the place of what stands between two marks; its width ends with its line."""
        line, column = start.line, start.column
        source = self._lines[line] if line < len(self._lines) else ""
        end = stop.column if stop.line == line else len(source)
        return Place(self._path, line + 1, column + 1, source, end - column if end > column else 1)

    def _place(self, line: int, column: int, width: int = 1) -> Place:
        source = self._lines[line] if line < len(self._lines) else ""
        return Place(self._path, line + 1, column + 1, source, width)
