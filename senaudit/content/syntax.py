"""What a mistake in YAML's own signs means, in plain words.

The parser says where it stopped and which sign it expected there. The mistake that a person made often stands before
that place; the lines around it tell which it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

QUOTE_IT = "put the whole text in double quotes"

_FIELD = re.compile(r"(?P<lead>\s*(?:- +)*)(?P<name>[\w-]+):")
_BEFORE_TEXT = re.compile(r"\s*(?:- +)*(?:[\w-]+: +)?")
_FIELD_WITHOUT_SPACE = re.compile(r"\s*(?:- +)*[\w-]+:(?=[^\s/])")
_HYPHEN_WITHOUT_SPACE = re.compile(r"\s*(?:- +)*-(?=[^\s-])")


@dataclass(frozen=True, slots=True)
class Advice:
    """Where the mistake stands (`line` and `column` counted from 0), what is wrong, and what to do about it."""

    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the parser stopped, and where that began which it was reading then, both from 0; and the file's lines."""

    line: int
    column: int
    since: tuple[int, int]
    lines: list[str]

    @property
    def text(self) -> str:
        """The line that the parser stopped in."""
        return self.text_of(self.line)

    @property
    def indent(self) -> int:
        """The number of characters before the line's first sign."""
        return len(self.text) - len(self.text.lstrip())

    def text_of(self, line: int) -> str:
        """Return the line with that number, or nothing past the end."""
        return self.lines[line] if line < len(self.lines) else ""

    def line_before(self) -> int | None:
        """Return the number of the last line above that is not blank."""
        return next((number for number in range(self.line - 1, -1, -1) if self.text_of(number).strip()), None)


def explain(words: str, at: tuple[int, int], since: tuple[int, int] | None, lines: list[str]) -> Advice:
    """Return what the parser's complaint `words` means. `at` and `since` are (line, column) from 0."""
    stop = Stop(*at, since or at, lines)
    if "\t" in stop.text[: stop.indent] or stop.text[stop.column : stop.column + 1] == "\t":
        message = "there is a tab in this line, where only spaces can stand"
        return Advice(stop.line, stop.text.index("\t"), message, "indent with spaces, two for each level")
    for sign, advise in _MEANINGS:
        if sign in words:
            return advise(stop)
    return Advice(*at, "this is not YAML here", "compare the signs and the indent with the lines above")


def _colon(stop: Stop) -> Advice:
    """A field was found where none can stand: its colon belongs to a text, or its line stands too far right."""
    field = _FIELD.match(stop.text)
    number = stop.line_before()
    if field is None or field.end("name") != stop.column or number is None:
        return Advice(stop.line, stop.column, "a colon and a space stand in a text without quotes", QUOTE_IT)
    before = stop.text_of(number)
    if advice := _missing_space(number, before):
        return advice
    if ":" not in before and not before.lstrip().startswith(("#", "-")):
        message = "this line has no colon after its field's name"
        return Advice(number, len(before) - len(before.lstrip()), message, "write it as “name: text”")
    message = "this field is indented too far, for the one above it has its text already"
    hint = f"begin it in the column of the field that it belongs beside; if its colon is text, {QUOTE_IT}"
    return Advice(stop.line, field.end("lead"), message, hint)


def _no_colon(stop: Stop) -> Advice:
    """A line was begun as a field and has no colon that counts as one."""
    line, column = stop.since
    text = stop.text_of(line)
    if advice := _missing_space(line, text):
        return advice
    message = "this line is neither a field nor part of the text above"
    return Advice(line, column, message, "indent it deeper than the field above to go on with its text, or add a colon")


def _missing_space(line: int, text: str) -> Advice | None:
    for pattern, sign in ((_HYPHEN_WITHOUT_SPACE, "hyphen"), (_FIELD_WITHOUT_SPACE, "colon")):
        if match := pattern.match(text):
            message, hint = f"a space is missing after the {sign}", f"type a space after the {sign}"
            return Advice(line, match.end() - 1, message, hint)
    return None


def _begins(stop: Stop) -> Advice:
    """A text begins with a sign that means something to YAML."""
    line, column = stop.since
    sign = stop.text_of(line)[column : column + 1]
    return Advice(line, column, f"a text cannot begin with “{sign}”" if sign else "a text is missing here", QUOTE_IT)


def _out_of_line(stop: Stop) -> Advice:
    """Something stands where only a field or an entry of the same group can."""
    text = stop.text
    if stop.column > stop.indent:
        return _after_the_end(stop)
    if advice := _missing_space(stop.line, text):
        return advice
    before = stop.line_before()
    if before is not None and stop.text_of(before).lstrip().startswith("#") and not _FIELD.match(text):
        hint = f"move the comment above the whole text, or {QUOTE_IT}"
        return Advice(before, stop.text_of(before).index("#"), "a comment stands inside a text and ends it", hint)
    if text.lstrip().startswith("- "):
        message, hint = "this list entry does not line up with a list", "put its hyphen under the list's other hyphens"
    else:
        message = "this line does not line up with the lines above it"
        hint = "begin it in the same column as the fields or hyphens that it belongs beside"
    return Advice(stop.line, stop.column, message, hint)


def _after_the_end(stop: Stop) -> Advice:
    """More stands in the line after what YAML took for the end of a text: a closing quote or bracket."""
    match = _BEFORE_TEXT.match(stop.text)
    start = match.end() if match else stop.indent
    sign = stop.text[start : start + 1]
    if sign in tuple("[{*&!"):
        message = f"a text cannot begin with “{sign}”"
        return Advice(stop.line, start, message, QUOTE_IT)
    if sign in ('"', "'"):
        hint = "put all of it inside one pair of quotes, and type “ and ” for those that are to be printed"
    else:
        hint = "look further up for an opening quote mark that is not closed in its own text"
    return Advice(stop.line, stop.column, "the text goes on here after a closing quote mark", hint)


def _quote(stop: Stop) -> Advice:
    line, column = stop.since
    sign = stop.text_of(line)[column : column + 1]
    hint = "close it at the end of the text; a text that begins with an apostrophe stands in double quotes"
    return Advice(line, column, f"the quote mark {sign} that opens here is never closed", hint)


def _bracket(stop: Stop) -> Advice:
    line, column = stop.since
    sign = stop.text_of(line)[column : column + 1]
    closing = {"[": "]", "{": "}"}.get(sign, "]")
    hint = f"type the {closing} after its last entry; if {sign} is the first sign of a text, {QUOTE_IT}"
    return Advice(line, column, f"the “{sign}” that opens here is not closed as it should be", hint)


def _backslash(stop: Stop) -> Advice:
    line = stop.line
    column = max(stop.text.rfind("\\", 0, stop.column + 1), 0)
    return Advice(line, column, "a backslash in double quotes changes the sign after it", "type it twice: \\\\")


def _block_text(stop: Stop) -> Advice:
    line, column = stop.since
    sign = stop.text_of(line)[column : column + 1]
    hint = f"begin the text on the next line, indented; if “{sign}” is to be printed, {QUOTE_IT}"
    return Advice(line, column, f"no text can stand in the same line after “{sign}”", hint)


def _list_beside(stop: Stop) -> Advice:
    hint = f"begin the list on the next line; if the hyphen belongs to a text, {QUOTE_IT}"
    return Advice(stop.line, stop.column, "a list cannot begin in the same line as its field", hint)


def _second_start(stop: Stop) -> Advice:
    """The whole file's group of fields ended before this line."""
    if stop.text.startswith("%"):
        return _percent(stop)
    if stop.column == stop.indent and (before := stop.line_before()) is not None and stop.text_of(before) != "...":
        message = "this line stands further left than the file's first field"
        return Advice(stop.line, stop.column, message, "begin the outermost fields of a file at the left edge")
    return Advice(stop.line, stop.column, "this stands after the end of the document", "delete the line “...” above it")


def _percent(stop: Stop) -> Advice:
    message = "a line cannot begin with “%”"
    return Advice(stop.since[0], stop.since[1], message, f"if it goes on with a text, indent it or {QUOTE_IT}")


# The first sign found in the parser's words counts. The two parsers of PyYAML word their complaints differently.
_MEANINGS: tuple[tuple[str, Callable[[Stop], Advice]], ...] = (
    ("mapping values are not allowed", _colon),
    ("could not find expected ':'", _no_colon),
    ("directive", _percent),
    ("scanning a quoted scalar: found unexpected", _quote),
    ("escape", _backslash),
    ("hexdecimal", _backslash),
    ("flow", _bracket),
    ("scanning a block scalar", _block_text),
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
