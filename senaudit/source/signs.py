"""Characters of a person's text that have a meaning in YAML, and advice on what to type instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from senaudit.problems import Place

QUOTE_IT = "put the whole text in double quotes"
IN_THE_WAY = "\ufffd"
"""Replaces a character that stops the parser, so that the rest of the file can be read in the same run."""

LONGEST_EXAMPLE = 60
"""A hint repeats a text of at most this many characters. A longer one is easier to find in its file."""

# Patterns that few texts need are plain strings: `re` compiles them on first use, and caches them.
_FIELD = r"\s*(?:- +)*[\w-]+:"
_CONTROLS = "abefv0NLP"
"""Letters that a backslash in double quotes turns into an invisible control character or line end."""

# A comment after an unquoted text needs two spaces before it. With one space, “#” may belong to the text.
_COMMENT = r"(?: {2,}|\t[ \t]*)#(?: |$)"
# The name of a question, such as communication:telephone, or of several, such as communication:3,5-7. The words
# excluded are fields of entries in lists.
_NO_CHAPTER = (
    r"(?!(?:text|heading|points?|steps?|quote|lead|title|ask|parents|schools|guidance|id|term|icon"
    r"|add|change|drop|after|use|questions?|prompts|checklist|audiences|blocks|summary|closing|call):)"
)
_QUESTION_NAME = _NO_CHAPTER + r"[a-z][a-z0-9-]*:[a-z][a-z0-9-]*"
_QUESTION_NAMES = _NO_CHAPTER + r"(?i:[a-z][a-z0-9-]*:[a-z0-9][a-z0-9,:–-]*)"
_QUESTIONS = r"\s*(?:- +)*questions: +(?i:[a-z0-9,:–-]+)(?: *, *(?i:[a-z0-9,:–-]+))*"
"""A line that names several questions: “questions: communication:telephone, communication:welcome”."""
_FIELD_WITHOUT_SPACE = r"[a-z][a-z_-]*:[^ \t/]"
_WINDOWS_PATH = r'(?:(?<![A-Za-z])[A-Za-z]:\\|\\\\\w)(?:[^"\\]*\\)*[^"\\\s]*'
_BEFORE_TEXT = r"\s*(?:- +)*(?:[\w-]+: +)?"
_NAME_TO_REPEAT = r"&(\w+)(?:\s*$|\s+[\[{|>\"'])"


class Replacement(NamedTuple):
    """Text to type in place of `width` characters of a line, from `column` on, which counts from 0."""

    column: int
    width: int
    text: str


class Advice(NamedTuple):
    """An error: its kind, its place (`line` and `column` from 0), what is wrong, and what to do about it.

    `instead` replaces as many characters from `column` on, so that the parser can go on. `fix` is what the hint says to
    type, if it says that word for word.
    """

    kind: str
    line: int
    column: int
    message: str
    hint: str
    width: int = 1
    instead: str = ""
    fix: Replacement | None = None


Quoted = tuple[int, int, int, int]
"""The start and end of a quoted text: line and column of its opening quote mark, and of the end of its closing one."""


def begins_text(line: str) -> int:
    """Return the column, from 0, of a line's text, after its hyphen and its field's name."""
    match = re.match(_BEFORE_TEXT, line)
    return match.end() if match else 0


def indent_of(line: str) -> int:
    """Return the number of white-space characters at the start of the line."""
    return len(line) - len(line.lstrip())


def quoting(lines: list[str], line: int, column: int) -> tuple[str, Replacement | None]:
    """Return the hint to put the text that begins there in quotes, and the text in quotes if it is one line.

    The hint repeats a short and simple text in its quotes.
    """
    before, text = lines[line][:column], lines[line][column:].strip()
    if before.count("[") + before.count("{") > before.count("]") + before.count("}"):
        text = re.split(r"[],}]", text)[0].rstrip()
    following = next((below for below in lines[line + 1 :] if below.strip()), "")
    goes_on = indent_of(following) > indent_of(lines[line]) and not re.match(_FIELD, following)
    if goes_on or not text:
        return QUOTE_IT, None
    printed = re.sub('"([^"]*)"', "“\\1”", text).replace('"', "”").replace("\\", "\\\\")
    quoted = Replacement(column + indent_of(lines[line][column:]), len(text), f'"{printed}"')
    if len(text) > LONGEST_EXAMPLE or "\\" in text:
        return QUOTE_IT, quoted
    if '"' in text:
        return f"{QUOTE_IT}, and type “ and ” for those inside", quoted
    return f'{QUOTE_IT}: "{text}"', quoted


def text_begins(lines: list[str], line: int, column: int) -> Advice:
    """Return the advice on a text whose first character has a meaning in YAML."""
    text = lines[line][column:] if line < len(lines) else ""
    if match := re.match(_NAME_TO_REPEAT, text):
        message = f"“&{match[1]}” names what follows, to repeat it elsewhere, which these files cannot"
        return Advice(
            "anchor",
            line,
            column,
            message,
            "delete it, and write the words out wherever they belong",
            len(match[1]) + 1,
        )
    sign = text[:1]
    hint, quoted = quoting(lines, line, column) if text else (QUOTE_IT, None)
    if not sign:
        return Advice(
            "empty-text", line, column, "a text is missing here", "write it, in double quotes if it begins with a sign"
        )
    why = {
        "*": "bold or italic words at its start need quotes around it" if text[1:2] != " " else "a point begins with -",
        "[": "a link at its start needs quotes around it" if "](" in text else "it begins a list in these files",
        "{": "a term at its start needs quotes around it",
        "&": 'type "and", or quote it',
        "?": "a question mark and a space mean something else in these files",
    }.get(sign, "")
    message = f"a text cannot begin with “{sign}”" + (f": {why}" if why else "")
    return Advice("text-begins-with-sign", line, column, message, hint, instead=IN_THE_WAY, fix=quoted)


def missing_space(line: int, column: int, text: str, name: str, or_quote: str = "") -> Advice:
    """Return the advice on the hyphen or colon (its `name`) at that place, which needs a space after it."""
    sign, after = text[column], text[column + 1 : column + 2]
    if after.isspace():
        message = f"what looks like a space after the {name} is a non-breaking space (U+{ord(after):04X})"
        hint, space = "delete it and press the space bar instead", Replacement(column + 1, 1, " ")
        return Advice("no-break-space", line, column + 1, message, hint, 1, " ", space)
    word = text[column + 1 :].split(" ")[0]
    example = f"{text[:column].split()[-1] if sign == ':' and text[:column].split() else ''}{sign} {word}"
    return Advice(
        "space-missing",
        line,
        column,
        f"a space is missing after the {name}",
        f'type "{example}"{or_quote}',
        1,
        f"{sign} ",
        Replacement(column, 1, f"{sign} "),
    )


def backslash(line: int, column: int, text: str) -> Advice:
    """Return the advice on a backslash in double quotes; `text` is its line."""
    for match in re.finditer(_WINDOWS_PATH, text):
        if match.start() <= column < match.end():
            message = "a Windows path stands in double quotes, where each backslash changes the sign after it"
            path = match[0].rstrip()
            right = Replacement(match.start(), len(path), _with_slashes(path))
            hint = f"type it with / instead: {right.text}"
            return Advice("windows-path", line, match.start(), message, hint, len(path), fix=right)
    message = "a backslash in double quotes changes the sign after it"
    twice = Replacement(column, 1, "\\\\")
    hint = f"type it twice: {twice.text}{text[column + 1 : column + 2]}"
    return Advice("backslash", line, column, message, hint, 2, fix=twice)


def _with_slashes(path: str) -> str:
    """Return a Windows path with a slash for each backslash, or for two of them. A share begins with two."""
    start = "//" if path.startswith("\\\\") else ""
    return start + re.sub(r"\\+", "/", path.lstrip("\\") if start else path)


def changed_by_backslash(lines: list[str], quoted: Quoted) -> Iterator[Advice]:
    """Yield the advice on backslashes in double quotes, at most one a line.

    Two backslashes are one that is to be printed, and one before a quote mark is fine.
    """
    first, start, last, end = quoted
    for number in range(first, last + 1):
        line = lines[number][: end if number == last else None]
        for match in re.finditer(r"\\(.)(?=(.?))", line[start if number == first else 0 :]):
            column = match.start() + (start if number == first else 0)
            if match[1] in '\\"':
                continue
            in_path = any(path.start() <= column < path.end() for path in re.finditer(_WINDOWS_PATH, line))
            in_word = line[column - 1 : column].isalpha() and match[2].islower()  # else it is the end of a line
            if in_path or match[1] in _CONTROLS or (match[1] in "nrt" and in_word):
                yield backslash(number, column, line)
                break


def cut_off(lines: list[str], line: int, column: int) -> Advice | None:
    """Return the advice on a “#” after the unquoted text that ends at `column`: YAML takes it for a comment.

    Return None if there is no “#”, or it clearly begins a comment.
    """
    rest = lines[line][column:] if line < len(lines) else ""
    comment = rest.lstrip(" \t")
    if not comment.startswith("#") or re.match(_COMMENT, rest):
        return None
    message = "the text is cut off here, for “#” after a space begins a comment"
    start = column + len(rest) - len(comment)
    quote_it, quoted = quoting(lines, line, min(begins_text(lines[line]), start))
    hint = f"{quote_it}; a comment has two spaces before its “#”"
    return Advice("text-cut-off", line, start, message, hint, len(comment), fix=quoted)


def joined_lines(lines: list[str], first: int, column: int, last: int, value: str) -> Iterator[Advice]:
    """Yield the advice on fields and list entries that are read as part of an unquoted text.

    The text `value` begins in line `first` at `column`, and ends in line `last`.
    """
    if first == last and (re.fullmatch(_QUESTION_NAMES, value) or _is_name(lines, first, column)):
        return
    if first == last and re.fullmatch(_QUESTIONS, f"{lines[first][:column]}{value}"):
        return
    for number in range(first, min(last + 1, len(lines))):
        part = value if number == first else lines[number].strip()
        if not part.startswith("-") and not re.match(_FIELD_WITHOUT_SPACE, part):
            continue
        sign, name = ("-", "hyphen") if part.startswith("-") else (":", "colon")
        if number == first and sign == ":" and re.search(r"[\w-]: +$", lines[number][:column]):
            # With a space after it, the line would have two fields.
            message = "a colon stands in this text as if it ended a field’s name"
            quote_it, quoted = quoting(lines, number, column)
            yield Advice("colon-in-text", number, column, message, quote_it, len(part), fix=quoted)
        elif number == first:
            or_quote = f"; if the {name} belongs to the text, {QUOTE_IT}"
            yield missing_space(number, column + part.index(sign), lines[number], name, or_quote)
        else:
            message = f"this line is read as part of the text that begins in line {first + 1}"
            hint = f"check the indent and the space after the {name}, or {QUOTE_IT}"
            yield Advice("line-joined", number, indent_of(lines[number]), message, hint, len(part))


def _is_name(lines: list[str], line: int, column: int) -> bool:
    """Return whether a text that begins there names questions: it stands behind “add”, “change”, “drop” or “after”."""
    before = lines[line][:column]
    if re.match(r"\s*- ", before):
        indent = indent_of(before)
        above = (text for text in reversed(lines[:line]) if text.strip() and not re.match(r"\s*(?:- |#)", text))
        holder = next((text for text in above if indent_of(text) <= indent), "")
        return re.match(r"(?i)\s*drop\s*:", holder) is not None
    return re.match(r"(?i)(?:add|change|drop|after)\s*:", before) is not None


def missing_space_in_name(place: Place, name: str) -> Advice | None:
    """Return the advice that a name such as “communication:telephone” lacks a space; None for any other name."""
    if not re.fullmatch(_QUESTION_NAME, name):
        return None
    return missing_space(place.line - 1, place.column - 1 + name.index(":"), place.source, "colon")


def question_mark_before(place: Place) -> int | None:
    """Return the column, from 0, of a question mark right before the field's name at `place`; None if there is none."""
    before = place.source[: place.column - 1].rstrip()
    return len(before) - 1 if re.search(r"(?:^|[\s\[{,])\?$", before) else None
