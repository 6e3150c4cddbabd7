"""Reads the answers that a web page of audit sheets saves: a file of JSON, which docs/editions.md describes."""

from __future__ import annotations

import codecs
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from senaudit.audit.returns import ReadFile, Return, groups_ticked, return_id
from senaudit.audit.typed_words import typed_words
from senaudit.problems import Place, Problem, nearest

LARGEST = 5_000_000
"""The most bytes of such a file. A web page opens none that is larger either."""

_VERSION = 1
_TOLD = ("document", "title", "language", "school", "group", "edition", "key", "id", "changed")
_TABLES = ("answers", "asked")
_LONGEST = 1_000
"""The most characters of a name, and of what a file says of itself."""

_MOST_TOLD = 20
"""The most problems of a file that are told one by one."""

_AGAIN = "open it with the web page that it came from, and save it again; or ask for the file again"
_KINDS = {dict: "a table", list: "a list", str: "words", bool: "true or false", type(None): "nothing (null)"}


def read_saved(name: str, data: bytes) -> ReadFile:
    """Return the return in a file of answers, or everything that is wrong with the file."""
    return _Reader(name, data).read()


class _TwiceError(ValueError):
    """A name stands twice in a table. The message is the name."""


class _Reader:
    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data = name, data
        self.text = ""
        self.problems: list[Problem] = []

    def wrong(self, kind: str, message: str, hint: str, offset: int | None = None, width: int = 1) -> None:
        """Note a problem of the file, or of the place that is that many characters into its text."""
        place = Place(Path(self.name))
        if offset is not None:
            start = self.text.rfind("\n", 0, offset) + 1
            line = self.text[start:].partition("\n")[0][: offset - start + 200]
            place = place._replace(
                line=self.text.count("\n", 0, offset) + 1, column=offset - start + 1, source=line, width=width
            )
        self.problems.append(Problem(kind, place, message, hint))

    def read(self) -> ReadFile:
        file = self._file()
        if file is not None:
            self._check(file)
        if file is None or self.problems:
            return ReadFile((), tuple(self.problems))
        return ReadFile((self._return(file),))

    def _file(self) -> dict[str, Any] | None:
        if len(self.data) > LARGEST:
            self.wrong("return-too-large", "this file is larger than a file of answers can be", _AGAIN)
            return None
        is_wide = self.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        try:
            self.text = self.data.decode("utf-16" if is_wide else "utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            self.text = self.data[: error.start].decode("utf-8-sig" if not is_wide else "utf-16", "replace")
            message = "this file is not saved as UTF-8, or it is damaged here"
            self.wrong("return-not-unicode", message, _AGAIN, len(self.text))
            return None
        try:
            file = json.loads(self.text, object_pairs_hook=_table)
        except json.JSONDecodeError as error:
            if self.text.rstrip().endswith("}"):
                self.wrong("return-no-json", "this is no JSON from here on", _AGAIN, error.pos)
            else:
                self.wrong("return-cut-off", "the file is cut off: it ends after what begins here", _AGAIN, error.pos)
        except _TwiceError as error:
            twice = json.dumps(str(error), ensure_ascii=False)
            offset = self.text.find(twice, self.text.find(twice) + 1)
            self.wrong("name-twice", f"{twice} is here for the second time", _AGAIN, max(offset, 0), len(twice))
        except (RecursionError, ValueError):
            self.wrong("return-no-json", "this file is nested deeper, or has longer numbers, than answers have", _AGAIN)
        else:
            if isinstance(file, dict):
                return file
            self.wrong("not-saved-answers", f"this is no file of answers, but {_kind(file)}", _AGAIN, 0)
        return None

    def _check(self, file: dict[str, Any]) -> None:
        """Note all that is of another kind than in a file of answers."""
        version = file.get("senaudit")
        if version is None:
            message = "this is no file of answers: it does not say “senaudit”"
            near = nearest("senaudit", file)
            hint = f"“{near}” is perhaps meant; {_AGAIN}" if near else _AGAIN
            self.wrong("not-saved-answers", message, hint)
            return
        if version != _VERSION or isinstance(version, bool | float):
            newer = isinstance(version, int) and version > _VERSION
            hint = "update senaudit, and read it again" if newer else _AGAIN
            message = f"this is a file of another version than {_VERSION}"
            self._wrong_at("return-other-version", message, "senaudit", hint)
            return
        for name in _TOLD:
            if not isinstance(file.get(name, ""), str):
                self._wrong_at("not-words", f"“{name}” is {_kind(file[name])}: it must be words", name)
            elif len(file.get(name, "")) > _LONGEST:
                self._wrong_at("name-too-long", f"“{name}” has more than {_LONGEST} characters", name)
        for name in _TABLES:
            if name not in file:
                self.wrong("missing-field", f"this file has no “{name}”", _AGAIN)
            elif not isinstance(file[name], dict):
                self._wrong_at("not-a-table", f"“{name}” is {_kind(file[name])}: it must be a table", name)
            else:
                self._check_table(name, file[name])

    def _check_table(self, table: str, entries: dict[str, Any]) -> None:
        for name, value in entries.items():
            if isinstance(value, str) or (value is True and table == "answers"):
                continue
            if len(self.problems) == _MOST_TOLD:
                self.wrong("more-wrong", "there is more of this kind in the file", _AGAIN)
                return
            what = "words, or true for a box that is ticked" if table == "answers" else "words"
            self._wrong_at("not-an-answer", f"“{name}” is {_kind(value)}: it must be {what}", table, _AGAIN, name)

    def _wrong_at(self, kind: str, message: str, name: str, hint: str = _AGAIN, inside: str = "") -> None:
        """Note a problem at a name of the file, or at a name in that table."""
        offset = 0
        for each in filter(None, (name, inside)):
            quoted = re.escape(json.dumps(each, ensure_ascii=False))
            match = re.compile(rf"{quoted}\s*:").search(self.text, offset)
            offset = match.start() if match else offset
        self.wrong(kind, message, hint, offset, len(inside or name) + 2)

    def _return(self, file: dict[str, Any]) -> Return:
        warnings: list[Problem] = []

        def words(text: str, field: str = "") -> str:
            typed = typed_words(text)
            if typed.lost:
                signs = f"{typed.lost} signs that nobody types or that are damaged"
                message = f"“{field}” has {signs}: they are left out, or a “\ufffd”"
                hint, values = "look at the file if a word seems wrong", (("field", field),)
                warnings.append(
                    Problem("signs-left-out", Place(Path(self.name)), message, hint, warning=True, values=values)
                )
            return "" if typed.is_empty else typed.words

        answers: dict[str, str | Literal[True]] = {}
        for name, value in file["answers"].items():
            if value is True or (value := words(value, name)):
                answers[words(name)] = value
        told = {name: words(file.get(name, "")) for name in _TOLD}
        digest = sha256(self.data).hexdigest()
        return Return(
            id=return_id(digest, 1),
            file=self.name,
            digest=digest,
            number=1,
            way="web page",
            school=told["school"],
            edition=told["edition"],
            group=told["group"],
            completed_by=groups_ticked(answers),
            language=told["language"],
            form="",
            person=told["id"],
            changed=told["changed"],
            asked={words(name): words(value) for name, value in file["asked"].items()},
            answers=answers,
            warnings=tuple(warnings),
        )


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the table of a file. Raises _TwiceError for a name that stands in it twice."""
    table: dict[str, Any] = {}
    for name, value in pairs:
        if name in table:
            raise _TwiceError(name)
        table[name] = value
    return table


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a number")
