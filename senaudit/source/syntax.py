"""Explain errors in YAML's syntax in plain words.

The parser reports where it stopped and which character it expected. The error itself is often further up; the lines
around that place show which it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from senaudit.source.signs import (
    IN_THE_WAY,
    LONGEST_EXAMPLE,
    QUOTE_IT,
    Advice,
    Quoted,
    Replacement,
    backslash,
    begins_text,
    indent_of,
    missing_space,
    quoting,
    text_begins,
)

_FIELD = re.compile(r"(?P<lead>\s*(?:- +)*)(?P<name>[\w-]+):")
_FIELD_WITHOUT_SPACE = re.compile(r"\s*(?:- +)*[\w-]+:(?=[^ \t/])")
_ELISION = re.compile(r"'(?:tis|twas|em|til|till|cause|bout|round|n|\d\ds?)\b", re.IGNORECASE)
_HYPHEN_WITHOUT_SPACE = re.compile(r"\s*(?:- +)*-(?=[^ \t-])")


class StoppedAt(NamedTuple):
    """Where the parser stopped: line and column, from 0, and the lines of the file.

    `start` is the line and column of the construct that it was reading. `quoted` is the quoted text before, if any.
    """

    line: int
    column: int
    start: tuple[int, int]
    lines: list[str]
    quoted: Quoted | None = None

    @property
    def text(self) -> str:
        """The line that the parser stopped in."""
        return self.text_of(self.line)

    @property
    def indent(self) -> int:
        """The number of white-space characters at the start of that line."""
        return indent_of(self.text)

    def text_of(self, line: int) -> str:
        """Return the line with that number, or "" past the end of the file."""
        return self.lines[line] if line < len(self.lines) else ""

    def line_before(self) -> int | None:
        """Return the number of the nearest line above that is not blank; None if there is none."""
        return next((number for number in range(self.line - 1, -1, -1) if self.text_of(number).strip()), None)


def explain(complaint: str, stop: StoppedAt) -> Advice:
    """Return the advice that fits the parser's complaint."""
    if "\t" in stop.text[: stop.indent] or stop.text[stop.column : stop.column + 1] == "\t":
        return _tab(stop)
    for words, advise in _MEANINGS:
        if words in complaint:
            return advise(stop)
    message = "this line cannot be understood"
    return Advice(
        "not-understood", stop.line, stop.column, message, "compare its signs and its indent with the lines above"
    )


def _tab(stop: StoppedAt) -> Advice:
    column = stop.text.index("\t")
    width = len(stop.text[column:]) - len(stop.text[column:].lstrip("\t"))
    message = "there is a tab in this line, where only spaces can stand"
    hint = "delete it and press the space bar, two spaces for each level"
    return Advice(
        "tab", stop.line, column, message, hint, width, " " * width, Replacement(column, width, 2 * width * " ")
    )


def _colon(stop: StoppedAt) -> Advice:
    """The parser met a field where none is allowed: the colon belongs to a text, or the line is indented too far."""
    field = _FIELD.match(stop.text)
    number = stop.line_before()
    if field is None or field.end("name") != stop.column or number is None:
        return _colon_in_text(stop)
    before = stop.text_of(number)
    if advice := _missing_space(number, before):
        return advice
    if ":" not in before and not before.lstrip().startswith(("#", "-")):
        message = "this line has no colon after its field's name"
        return Advice(
            "colon-missing",
            number,
            indent_of(before),
            message,
            f'write it as "{before.strip()}: …"',
            len(before.strip()),
        )
    message = "this field is indented too far, for the one above it has its text already"
    where, moved = _under(stop)
    hint = f"{where}; if its colon is text, {QUOTE_IT}"
    return Advice("indented-too-far", stop.line, field.end("lead"), message, hint, len(field["name"]), fix=moved)


def _colon_in_text(stop: StoppedAt) -> Advice:
    message = "a colon and a space stand in a text without quotes"
    start = begins_text(stop.text)
    begins_here = start <= stop.column and stop.text[:start].strip()
    hint, quoted = f"{QUOTE_IT}, from its first line on", None
    if begins_here:
        hint, quoted = quoting(stop.lines, stop.line, start)
    return Advice("colon-in-text", stop.line, stop.column, message, hint, instead=IN_THE_WAY, fix=quoted)


def _no_colon(stop: StoppedAt) -> Advice:
    """The line begins like a field, but has no colon with a space after it."""
    line, column = stop.start
    text = stop.text_of(line)
    if advice := _missing_space(line, text):
        return advice
    message = "this line is neither a field nor part of the text above"
    hint = "indent it deeper than the field above to go on with its text, or add a colon"
    return Advice("not-a-field", line, column, message, hint, len(text[column:].rstrip()) or 1)


def _missing_space(line: int, text: str) -> Advice | None:
    for pattern, name in ((_HYPHEN_WITHOUT_SPACE, "hyphen"), (_FIELD_WITHOUT_SPACE, "colon")):
        if match := pattern.match(text):
            return missing_space(line, match.end() - 1, text, name)
    return None


def _begins(stop: StoppedAt) -> Advice:
    """The text begins with a character that has a meaning in YAML."""
    return text_begins(stop.lines, *stop.start)


def _out_of_line(stop: StoppedAt) -> Advice:
    """The parser expected another field or entry of the same group."""
    text = stop.text
    if stop.column > stop.indent:
        return _after_the_end(stop)
    if advice := _missing_space(stop.line, text):
        return advice
    before = stop.line_before()
    if before is not None and stop.text_of(before).lstrip().startswith("#") and not _FIELD.match(text):
        hint = f"move the comment above the whole text, or {QUOTE_IT}"
        column, width = indent_of(stop.text_of(before)), len(stop.text_of(before).strip())
        return Advice("comment-in-text", before, column, "a comment stands inside a text and ends it", hint, width)
    if text.lstrip().startswith("- "):
        message = "this list entry does not line up with a list"
    else:
        message = "this line does not line up with the lines above it"
    hint, moved = _under(stop)
    width = len(text.strip().split(" ")[0]) or 1
    return Advice("wrong-indent", stop.line, stop.column, message, hint, width, fix=moved)


def _under(stop: StoppedAt) -> tuple[str, Replacement | None]:
    """Return the hint on how far to move the line, so that it lines up with the nearest one of its kind above."""
    entry = stop.text.lstrip().startswith("- ")
    nearest: tuple[int, str] | None = None
    for line in reversed(stop.lines[: stop.line]):
        field = _FIELD.match(line)
        column = indent_of(line) if entry else len(field["lead"]) if field else -1
        if column >= 0 and (field or line.lstrip().startswith("- ")):
            name = "the hyphen above" if entry else f"“{field['name']}”" if field else ""
            if nearest is None or abs(column - stop.indent) < abs(nearest[0] - stop.indent):
                nearest = column, name
        if line.strip() and indent_of(line) == 0:
            break
    if nearest is None or nearest[0] == stop.indent:
        return f"begin it in the same column as the {'hyphens' if entry else 'fields'} that it belongs beside", None
    distance = abs(nearest[0] - stop.indent)
    spaces = f"{distance} space{'s' if distance > 1 else ''}"
    where = f"put {spaces} more before it" if nearest[0] > stop.indent else f"take {spaces} away before it"
    hint = f"{where}, so that it begins under {nearest[1]}"
    return hint, Replacement(0, stop.indent, nearest[0] * " ")


def _after_the_end(stop: StoppedAt) -> Advice:
    """The line goes on after a closing quote mark or bracket, where YAML expects its end."""
    start = begins_text(stop.text)
    if stop.text[start : start + 1] in tuple("[{*&!"):
        return text_begins(stop.lines, stop.line, start)
    width = len(stop.text[stop.column :].rstrip()) or 1
    if stop.text[start : start + 1] == ":":
        hint = f"write it before the colon, or {QUOTE_IT} if the colon belongs to it"
        return Advice("field-name-missing", stop.line, start, "a field's name is missing here", hint)
    message = "the text goes on here after a closing quote mark"
    line, column, last, end = stop.quoted or (stop.line, stop.column, stop.line, -1)
    if last != stop.line or stop.text[end : stop.column].strip():
        hint = "look further up for an opening quote mark that is not closed in its own text"
        return Advice("text-after-quote", stop.line, stop.column, message, hint, width)
    sign = stop.text_of(line)[column]
    if line < last:
        message = f"the quote mark {sign} that opens here is not closed before the one in line {last + 1}"
        hint, closed = _close_it(stop.lines, line, column, sign)
        return Advice("quote-not-closed", line, column, message, hint, fix=closed)
    if sign == "'" and end == stop.column:
        message = "the apostrophe before this ends a text that stands in single quotes"
        hint = "put the whole text in double quotes instead, or type the apostrophe as ’"
    else:
        hint = "put all of it inside one pair of quotes, and type “ and ” for those that are to be printed"
    return Advice("text-after-quote", stop.line, stop.column, message, hint, width)


def _quote(stop: StoppedAt) -> Advice:
    line, column = stop.start
    sign = stop.text_of(line)[column : column + 1]
    message = f"the quote mark {sign} that opens here is never closed"
    hint, closed = _close_it(stop.lines, line, column, sign)
    return Advice("quote-not-closed", line, column, message, hint, fix=closed)


def _close_it(lines: list[str], line: int, column: int, sign: str) -> tuple[str, Replacement | None]:
    """Return the hint on how to close a quote mark. A single one may be an apostrophe."""
    text = lines[line][column:].strip()
    if _ELISION.match(text) and "'" not in text[1:]:
        hint, quoted = quoting(lines, line, column)
        return f"a text cannot begin with an apostrophe: {hint}", quoted
    short = len(text) <= LONGEST_EXAMPLE and sign not in text[1:]
    if sign == "'" and not short:
        return f"type ' at the end of the text; if it is an apostrophe, {QUOTE_IT}", None
    if short:
        return f"close it at the end of the text: {text}{sign}", Replacement(column + len(text), 0, sign)
    return f"type {sign} at the end of the text", None


def _bracket(stop: StoppedAt) -> Advice:
    line, column = stop.start
    sign = stop.text_of(line)[column : column + 1]
    closing = {"[": "]", "{": "}"}.get(sign, "]")
    hint = f"type the {closing} after its last entry; if {sign} is the first sign of a text, {QUOTE_IT}"
    return Advice(
        "bracket-not-closed", line, column, f"the “{sign}” that opens here is not closed as it should be", hint
    )


def _backslash(stop: StoppedAt) -> Advice:
    column = max(stop.text.rfind("\\", 0, stop.column + 1), 0)
    return backslash(stop.line, column, stop.text)


def _text_below(stop: StoppedAt) -> Advice:
    line, column = stop.start
    sign = stop.text_of(line)[column : column + 1]
    quote_it, quoted = quoting(stop.lines, line, column)
    hint = f"{quote_it}; a text below a “{sign}” begins on the next line"
    message = f"no text can stand in the same line after “{sign}”"
    return Advice("text-beside-sign", line, column, message, hint, instead=IN_THE_WAY, fix=quoted)


def _list_beside(stop: StoppedAt) -> Advice:
    hint = f"begin the list on the next line; if the hyphen belongs to a text, {QUOTE_IT}"
    message = "a list cannot begin in the same line as its field"
    return Advice("list-beside-field", stop.line, stop.column, message, hint, instead=IN_THE_WAY)


def _second_start(stop: StoppedAt) -> Advice:
    """The document ended before this line."""
    if stop.text.startswith("%"):
        return _percent(stop)
    if stop.column == stop.indent and (before := stop.line_before()) is not None and stop.text_of(before) != "...":
        message = "this line stands further left than the file's first field"
        return Advice(
            "wrong-indent", stop.line, stop.column, message, "begin the outermost fields of a file at the left edge"
        )
    return Advice(
        "text-after-document",
        stop.line,
        stop.column,
        "this stands after the end of the document",
        "delete the line “...” above it",
    )


def _percent(stop: StoppedAt) -> Advice:
    message = "a line cannot begin with “%”"
    hint = f"if it goes on with a text, indent it or {QUOTE_IT}"
    return Advice("text-begins-with-sign", *stop.start, message, hint, instead=IN_THE_WAY)


# The first entry found in the parser's complaint counts. PyYAML's two parsers word their complaints differently.
_MEANINGS: tuple[tuple[str, Callable[[StoppedAt], Advice]], ...] = (
    ("mapping values are not allowed", _colon),
    ("could not find expected ':'", _no_colon),
    ("directive", _percent),
    ("scanning a quoted scalar: found unexpected", _quote),
    ("escape", _backslash),
    ("hexdecimal", _backslash),
    ("flow", _bracket),
    ("scanning a block scalar", _text_below),
    ("sequence entries are not allowed", _list_beside),
    ("<document start>", _second_start),
    ("scanning for the next token", _begins),
    ("mapping keys are not allowed", _begins),
    ("node content", _begins),
    ("an alias", _begins),
    ("an anchor", _begins),
    ("tag", _begins),
    ("expected key", _out_of_line),
    ("'-' indicator", _out_of_line),
    ("<block end>", _out_of_line),
)
