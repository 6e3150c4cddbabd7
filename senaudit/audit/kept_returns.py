"""The answers of an audit as they are kept, in `returns.yaml`: read back, added to, and deleted.

People may correct the file. What they wrote stays as they wrote it, with their comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args

from senaudit.audit.audit import KEPT_RETURNS
from senaudit.audit.returns import Copy, Return, Way
from senaudit.audit.written_returns import CORRECTED, MARK, as_read, file_of
from senaudit.content.entries import list_of
from senaudit.content.fields import Fields, Reader, Reading, Wrong, one_of, with_schema, word, yes_or_no
from senaudit.content.messages import kind_of
from senaudit.files.output import write
from senaudit.problems import FileError, Place, Problem, SenauditError, did_you_mean
from senaudit.source.encoding import LINE_END, decode
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence, unreadable
from senaudit.source.parsing import parse_data

T = TypeVar("T")
_AFTER_ENTRIES = re.compile(rf"{re.escape(MARK)}|(?:copies|sheets|\"copies\"|\"sheets\"):.*")
_Answer = tuple[str, str | Literal[True], bool]


def kept_returns(folder: Path, groups: Iterable[str] = ()) -> tuple[Return, ...]:
    """Return the returns that are kept in an audit's folder; none if none are kept yet.

    If `groups` are given, a return may be moved to one of them only. Raises SenauditError for mistakes in the file, and
    FileError if it cannot be read.
    """
    data, path = _bytes_of(folder), folder / KEPT_RETURNS
    return () if data is None else _Reader(data, path, tuple(groups)).returns()


def keep_returns(folder: Path, returns: Iterable[Return]) -> None:
    """Write the returns into an audit's folder. Those that are kept there already stay as they stand in the file.

    Raises FileError if the file cannot be read or written; the old one then stays as it was.
    """
    write(folder / KEPT_RETURNS, written(returns, _bytes_of(folder) or b""))


def written(returns: Iterable[Return], before: bytes = b"") -> bytes:
    """Return the file of these returns. Entries of the file `before` stay as they stand there, if they say the same.

    Raises SenauditError for mistakes in that file.
    """
    returns = tuple(returns)
    if not before.strip():
        return file_of(returns, {}, 0)
    path = Path(KEPT_RETURNS)
    reader = _Reader(before, path, ())
    same = {each.id: each._replace(copies=()) for each in reader.returns()}
    entries = reader.texts()
    margin = next((len(text) - len(text.lstrip(" ")) for text in entries.values()), 0)
    steady = {each.id for each in returns if same.get(each.id) == each._replace(copies=())}
    file = file_of(returns, {name: text for name, text in entries.items() if name in steady}, margin)
    node, problems = parse_data(file, path)
    if node is None or problems:  # the lines of an entry stand where nobody expects them
        return file_of(returns, {}, 0)
    return file


def _bytes_of(folder: Path) -> bytes | None:
    path = folder / KEPT_RETURNS
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileError([unreadable(path, error)]) from None


class _Reader:
    """Reads one file. `groups` are those that a return may be moved to, or none to allow all."""

    def __init__(self, data: bytes, path: Path, groups: tuple[str, ...]) -> None:
        self._path, self._groups = path, groups
        self._node, self._problems = parse_data(data, path)
        self._lines = LINE_END.split(decode(data, path)[0] or "")
        self._reading = Reading()
        self._reading.note(self._problems)
        self._sheets: dict[str, dict[str, str]] = {}
        self._ids: dict[str, Place] = {}

    def returns(self) -> tuple[Return, ...]:
        """Return the returns of the file. Raises SenauditError with all its mistakes."""
        returns: tuple[Return, ...] = ()
        copies: tuple[tuple[str, Copy], ...] = ()
        if self._node is not None:
            with suppress(Wrong), self._reading.fields(self._node, "the file of returns") as fields:
                self._sheets = fields.optional("sheets", _sheets, {}, "The words that were asked.")
                returns = fields.required("returns", self._entries, "What each person answered.")
                copies = fields.optional("copies", _list_or_none(_copy), (), "Files that say the same as others.")
        if self._reading.problems:
            raise SenauditError(self._reading.problems)
        of: dict[str, list[Copy]] = {}
        for name, copy in copies:
            of.setdefault(name, []).append(copy)
        return tuple(each._replace(copies=tuple(of.get(each.id, ()))) for each in returns)

    def texts(self) -> dict[str, str]:
        """Return the lines of each entry by its id, as they stand in the file. `returns` has been called before.

        An entry goes on to the next one, with the comments before that. The lines after `MARK` are of no entry.
        """
        starts = [self._start(place.line - 1) for place in self._ids.values()]
        after = (at for at, line in enumerate(self._lines) if at > max(starts) and _AFTER_ENTRIES.fullmatch(line))
        ends = [*starts[1:], next(after, len(self._lines))] if starts else []
        spans = zip(self._ids, starts, ends, strict=True)
        return {name: "\n".join(self._lines[start:end]).rstrip("\n") for name, start, end in spans}

    def _start(self, line: int) -> int:
        """Return the line of an entry's hyphen. There may be comments between it and the first field."""
        while line and not re.match(r"\s*-(?:\s|$)", self._lines[line]):
            line -= 1
        return line

    def _entries(self, reading: Reading, node: Node) -> tuple[Return, ...]:
        return _list_or_none(self._entry)(reading, node)

    def _entry(self, reading: Reading, node: Node) -> Return:
        with reading.fields(node, "a return") as fields:
            name = fields.required("id", word, "Its name. It stays.")
            if first := self._ids.get(name):
                hint = "delete one of the two entries"
                reading.wrong("duplicate-id", fields.place, f"there are two returns “{name}”", hint, first=first)
            self._ids[name] = fields.place
            answers = fields.optional("answers", _list_or_none(_answer), (), "What was answered.")
            key = fields.optional("sheets", word, "", "The name of the words that were asked.")
            as_it_was = fields.optional("as_read", word, "", "Tells whether you have changed the entry.")
            file = fields.required("file", _exact, "The file that it was read from.")
            answered = Return(
                id=name,
                file=file,
                digest=fields.required("sha256", word, "The digest of the file."),
                number=fields.optional("number", _number, 1, "Which of the returns in its file it is."),
                way=cast(
                    Way, fields.required("read_from", one_of(get_args(Way), "a way of reading"), "How it was read.")
                ),
                school=fields.optional("school", _exact, "", "The school that the sheets name."),
                edition=fields.optional("edition", _exact, "", "The edition of the sheets."),
                group=fields.optional("group", _exact, "", "The audience whose sheets these are."),
                completed_by=fields.optional("completed_by", _list_or_none(_exact), (), "The groups that are ticked."),
                language=fields.optional("language", _exact, "", "The language of the sheets."),
                form=fields.optional("form", _exact, "", "The digest or code of the form."),
                person=fields.optional("person", _exact, "", "Names a web page’s file again when it is saved again."),
                changed=fields.optional("changed", _exact, "", "When an answer was last changed."),
                asked=self._sheets.get(key, {}),
                answers=_by_name(fields, answers or ()),
                doubtful=frozenset(name for name, _, check in answers or () if check),
                warnings=fields.optional("warnings", _list_or_none(_warning(file)), (), "What its reader had to say."),
            )
            if as_read(answered) != as_it_was:
                answered = answered._replace(corrected=True, original=as_it_was.replace(CORRECTED, ""))
            if answered.corrected and answered.group and self._groups and answered.group not in self._groups:
                hint = did_you_mean(answered.group, self._groups)
                fields.wrong("unknown-group", f"“{answered.group}” is no group that is asked", hint, "group")
        return answered


@with_schema({"type": "string"})
def _exact(reading: Reading, node: Node) -> str:
    """Read a text as it is, sign by sign."""
    return node.value if isinstance(node, Scalar) else word(reading, node)


@with_schema({"type": "string", "pattern": "^[1-9][0-9]*$"})
def _number(reading: Reading, node: Node) -> int:
    value = word(reading, node)
    if not re.fullmatch("[1-9][0-9]{0,8}", value):
        raise reading.wrong("not-a-number", node.place, f"“{value}” is no number", "write a number from 1 on")
    return int(value)


def _list_or_none(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """Return a reader of a list, which may be empty if it is written as []."""
    read_list = list_of(read)

    @with_schema(read_list)
    def read_any(reading: Reading, node: Node) -> tuple[T, ...]:
        return () if isinstance(node, Sequence) and not node.items else read_list(reading, node)

    return read_any


@with_schema({"type": "object"})
def _answer(reading: Reading, node: Node) -> _Answer:
    with reading.fields(node, "an answer") as fields:
        name = fields.required("to", _exact, "The id of the blank.")
        fields.either(
            "answer-or-tick", "says", "ticked", "an answer has either words or a tick",
            "write one of “says: …” and “ticked: yes”",
        )  # fmt: skip
        words = fields.optional("says", _exact, "", "The words of a box.")
        ticked = fields.optional("ticked", yes_or_no, "no", "Whether a box is ticked.") == "yes"
        check = fields.optional("check", yes_or_no, "no", "Whether a person should look at it.") == "yes"
    return name, True if ticked else words, check


def _by_name(fields: Fields, answers: Iterable[_Answer]) -> dict[str, str | Literal[True]]:
    """Return the answers by their ids, without those that are empty."""
    named: dict[str, str | Literal[True]] = {}
    for name, words, _ in answers:
        if name in named:
            fields.wrong("answer-twice", f"there are two answers to “{name}” here", "put the words into one", "answers")
        if words:
            named[name] = words
    return named


@with_schema({"type": "object"})
def _copy(reading: Reading, node: Node) -> tuple[str, Copy]:
    with reading.fields(node, "a copy") as fields:
        of = fields.required("of", word, "The id of the return that it is a copy of.")
        file = fields.required("file", _exact, "The file.")
        number = fields.optional("number", _number, 1, "Which of the returns in its file it is.")
        digest = fields.required("sha256", word, "The digest of the file.")
    return of, Copy(file, digest, number)


def _warning(file: str) -> Reader[Problem]:
    @with_schema({"type": "object"})
    def read(reading: Reading, node: Node) -> Problem:
        with reading.fields(node, "a warning") as fields:
            kind = fields.required("kind", word, "The kind of warning.")
            message = fields.required("message", _exact, "What is to be looked at.")
            hint = fields.optional("help", _exact, "", "What to do about it.")
        return Problem(kind, Place(Path(file)), message, hint, warning=True)

    return read


@with_schema({"type": "object"})
def _sheets(reading: Reading, node: Node) -> dict[str, dict[str, str]]:
    """Read the words that were asked, by the name that entries have for them and by the ids of blanks."""
    return {
        key: {name: _exact(reading, words) for name, words in _entries(reading, asked)}
        for key, asked in _entries(reading, node)
    }


def _entries(reading: Reading, node: Node) -> list[tuple[str, Node]]:
    if not isinstance(node, Mapping):
        hint = f"delete what follows “{MARK}”; it is written anew"
        raise reading.wrong("not-fields", node.place, f"fields belong here, not {kind_of(node)}", hint)
    return [(key.value, value) for key, value in node.entries]
