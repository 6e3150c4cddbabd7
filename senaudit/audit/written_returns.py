"""Writes `returns.yaml`: YAML that people can read and correct, and that gives back every sign as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from textwrap import indent

from senaudit.audit.returns import Return
from senaudit.layout.wording import one_line
from senaudit.problems import visible

MARK = "# What follows is for senaudit alone, which writes it anew each time."
"""The line after which nothing is kept that people write."""

CORRECTED = "corrected"
"""Stands in the place of a digest of what was read if that is not known any more."""

_HEAD = """\
# What people answered, as senaudit read it. An entry is what one person, or one group together, filled in.
#
# You may correct it: put words right that were misread, change the group, or delete a line “check: yes” once you have
# looked at the return. senaudit collate keeps entries as they stand here, and adds those of new files below them.
# To have a file read again, delete its entry. To delete what somebody said, with the file, let senaudit forget its id.
# It holds what people said in confidence. Keep it as safe as the returns themselves, and delete it with them.

"""
_LONGEST_COMMENT = 110
"""The most characters of a question's words above its answer."""

_NO_BREAK = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"
_NOT_IN_BLOCK = re.compile(rf"\A[ \t\n]|\n\n\Z|^[ \t]*(?:-[ \t]*)*[{_NO_BREAK}]", re.M)
"""A text for which a block is no place: one that begins with white space, or ends with empty lines, or has a no-break
space in the indent of a line, which YAML does not take for an indent and the reader of our files does."""

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*")
_OTHER_WORDS = re.compile(r"(?i)(?:[yn]|yes|no|on|off|true|false|null|[0-9.]+(?:e[0-9]+)?|0x[0-9a-f]+)")
"""Words that some programs that read YAML take for something else."""


def scalar(text: str, margin: int = 0) -> str:
    """Return a text as it is written after a field's name.

    With a `margin`, it is a block whose lines are indented by so many spaces: people may type anything there.
    """
    if not margin and _PLAIN.fullmatch(text) and not _OTHER_WORDS.fullmatch(text):
        return text
    if margin and text and _is_seen(text) and not _NOT_IN_BLOCK.search(text):
        sign = "|" if text.endswith("\n") else "|-"
        lines = (f"{' ' * margin}{line}" if line else "" for line in text.removesuffix("\n").split("\n"))
        return "\n".join([sign, *lines])
    return quoted(text)


def quoted(text: str) -> str:
    """Return a text in double quotes, with codes for all signs that cannot be seen."""
    return '"' + "".join(map(_code, text)) + '"'


def _is_seen(text: str) -> bool:
    return all(sign in "\n\u00a0\u200d" or sign.isprintable() for sign in text) and "\ufffd" not in text


def _code(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    if sign == "\u00a0" or (sign.isprintable() and sign != "\ufffd"):
        return sign
    number = ord(sign)
    return f"\\x{number:02X}" if number < 0x100 else f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def sheets_key(asked: Mapping[str, str]) -> str:
    """Return the name under which the words that were asked stand in the file, once for all who were asked the same."""
    return _digest([*asked.items()])


def as_read(answered: Return) -> str:
    """Return a digest of what people may correct in an entry."""
    marks = sorted(answered.doubtful & answered.answers.keys())
    told = answered.group, answered.completed_by, answered.school, answered.edition, answered.language
    return _digest([*told, [*answered.answers.items()], marks])


def _digest(value: list[object]) -> str:
    return sha256(json.dumps(value).encode()).hexdigest()[:8]


def file_of(returns: Iterable[Return], entries: Mapping[str, str], margin: int) -> bytes:
    """Return the file of these returns. `entries` has the text of those that are kept, by id.

    All entries are indented by `margin` spaces, as those are.
    """
    returns = list(returns)
    lines = ["returns:" if returns else "returns: []"]
    lines += (entries.get(each.id) or indent("\n".join(_entry(each)), " " * margin) for each in returns)
    lines += ["", MARK, *_copies(returns), *_sheets(returns)]
    return (_HEAD + "\n".join(lines) + "\n").encode()


def _entry(answered: Return) -> Iterator[str]:
    """Yield the lines of an entry."""
    yield f"- id: {scalar(answered.id)}"
    told = {
        "file": answered.file,
        "number": str(answered.number),
        "sha256": answered.digest,
        "read_from": answered.way,
        "school": answered.school,
        "edition": answered.edition,
        "group": answered.group,
        "language": answered.language,
        "form": answered.form,
        "person": answered.person,
        "changed": answered.changed,
    }
    yield from (f"  {name}: {scalar(words)}" for name, words in told.items() if words)
    if answered.completed_by:
        yield f"  completed_by: [{', '.join(map(scalar, answered.completed_by))}]"
    yield f"  sheets: {scalar(sheets_key(answered.asked))}"
    yield f"  as_read: {scalar((answered.original or CORRECTED) if answered.corrected else as_read(answered))}"
    if answered.warnings:
        yield "  warnings:"
    for warning in answered.warnings:
        yield f"  - kind: {scalar(warning.kind)}"
        yield f"    message: {scalar(warning.message, 6)}"
        if warning.hint:
            yield f"    help: {scalar(warning.hint, 6)}"
    if answered.answers:
        yield "  answers:"
    for name, words in answered.answers.items():
        if asked := visible(one_line(answered.asked.get(name, ""))).replace("\ufffd", "?"):
            yield f"  # {asked if len(asked) <= _LONGEST_COMMENT else f'{asked[: _LONGEST_COMMENT - 1]}…'}"
        yield f"  - to: {scalar(name)}"
        if name in answered.doubtful:
            yield "    check: yes"
        yield "    ticked: yes" if words is True else f"    says: {scalar(words, 6)}"


def _copies(returns: list[Return]) -> Iterator[str]:
    """Yield the files that say the same as others, so that they are not counted when they are found again."""
    if any(each.copies for each in returns):
        yield "copies:"
    for answered in returns:
        for copy in answered.copies:
            yield f"- of: {scalar(answered.id)}"
            yield f"  file: {scalar(copy.file)}"
            yield f"  number: {scalar(str(copy.number))}"
            yield f"  sha256: {scalar(copy.digest)}"


def _sheets(returns: list[Return]) -> Iterator[str]:
    """Yield the words that were asked, by the ids of their blanks."""
    sheets = {sheets_key(each.asked): each.asked for each in returns if each.asked}
    if sheets:
        yield "sheets:"
    for key, asked in sheets.items():
        yield f"  {scalar(key)}:"
        for name, words in asked.items():
            yield f"    {scalar(name)}: {scalar(words)}"
