"""The pieces of what is shipped that a school can copy into its folder to edit: questions, files, templates, looks."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from senaudit.problems import Problem, SenauditError, UsageError, did_you_mean
from senaudit.school.changes import CHANGE
from senaudit.school.copies import digests_of, head, questions_of, text_of, without_id
from senaudit.school.names import WHOLE_FILES
from senaudit.school.written import written
from senaudit.source.nodes import Mapping, Node
from senaudit.source.reading import read, read_text

_FOLDERS = ("chapters", "terms")


class Piece(NamedTuple):
    """A copy that is ready to be written: its name in the school's folder ("questions/telephone.yaml") and its text."""

    name: str
    text: str


class Shipped(NamedTuple):
    """Where the shipped files are."""

    content: Path
    templates: Path

    def files(self) -> dict[str, Path]:
        """Return the files that can be copied, by the names that they have in a school's folder."""
        found = {name: self.content / name for name in WHOLE_FILES}
        for folder in _FOLDERS:
            found |= {f"{folder}/{path.name}": path for path in sorted((self.content / folder).glob("*.yaml"))}
        for path in sorted(self.templates.rglob("*")):
            if path.suffix in (".j2", ".yaml"):
                found[f"templates/{path.relative_to(self.templates).as_posix()}"] = path
        return found

    def copy(self, name: str) -> Piece:
        """Return the piece of that name: `communication:telephone`, `communication:3`, `poster`, `guide.xml.j2` …

        Raises UsageError for a name that there is not, SenauditError for a shipped file with mistakes.
        """
        chapter, colon, question = name.strip().partition(":")
        files = self.files()
        if colon:
            return self._question(files, chapter, question)
        path = _short_names(files).get(name.strip().lower())
        if path is None:
            known = [Path(each).name for each in files]
            raise _unknown(f"there is nothing of the name “{name}” to copy", name, known)
        text = text_of(files[path])
        if path.startswith("templates/"):
            signs = ("{# ", " #}") if path.endswith(".j2") else ("# ", "")
            lines = head(path.removeprefix("templates/"), digests_of(text))
            return Piece(path, "".join(f"{signs[0]}{line}{signs[1]}\n" for line in lines) + text)
        return Piece(path, _with_head(path, _node(files[path]), text, path.count("/")))

    def _question(self, files: dict[str, Path], chapter: str, question: str) -> Piece:
        path = files.get(f"chapters/{chapter}.yaml")
        if path is None:
            known = [Path(name).stem for name in files if name.startswith("chapters/")]
            raise _unknown(f"there is no chapter “{chapter}”", chapter, known)
        node = _node(path)
        items = questions_of(node)
        names = list(items)
        if question.isdecimal() and 0 < int(question) <= len(names):
            question = names[int(question) - 1]
        if question not in names:
            raise _unknown(f"there is no question “{question}” in {chapter}", question, names)
        item = without_id(items[question])
        text = _lines_of(text_of(path).split("\n"), items[question], _next_line(node, items[question]))
        if _said(text) != written(item):
            text = written(item)
        full = f"{chapter}:{question}"
        return Piece(f"questions/{question}.yaml", _with_head(full, item, f"{CHANGE}: {full}\n{text}", 1, "question"))


def _short_names(files: dict[str, Path]) -> dict[str, str]:
    """Return each file's whole name by itself and by what it is called for short; wording goes before its template."""
    names: dict[str, str] = {}
    for path in files:
        plain = path.removeprefix("templates/")
        for short in (path, plain, plain.rpartition("/")[2], Path(plain).name.partition(".")[0]):
            names.setdefault(short.lower(), path)
    return names


def _with_head(name: str, node: Node, text: str, depth: int, kind: str = "") -> str:
    """Return the text with its head: the path of its schema, for editors, and what it was copied from."""
    lines = text.split("\n")
    if lines[0].startswith("# yaml-language-server:"):
        del lines[0]
    folder = name.partition("/")[0]
    schema = kind or {"chapters": "chapter", "terms": "terms"}.get(folder, Path(name).stem)
    modeline = f"# yaml-language-server: $schema={'../' * depth}schema/{schema}.json"
    return "\n".join([modeline, *(f"# {line}" for line in head(name, digests_of(node))), *lines])


def _node(path: Path) -> Node:
    node, problems = read(path)
    if node is None or problems:
        raise SenauditError(problems)
    return node


def _next_line(chapter: Node, question: Node) -> int:
    """Return the line, from 1, in which something begins that is no longer part of the question; 0 for none."""
    fields = [key for key, _ in chapter.entries] if isinstance(chapter, Mapping) else []
    begins = [node.place.line for node in (*questions_of(chapter).values(), *fields)]
    return min((line for line in begins if line > question.place.line), default=0)


def _lines_of(lines: list[str], item: Node, end: int) -> str:
    """Return the question's own lines, moved to the left edge, without its id and without the comments of the next."""
    first, indent = item.place.line - 1, item.place.column - 1
    taken = lines[first : end - 1 if end else None]
    taken[0] = " " * indent + taken[0][indent:]
    while taken and (not taken[-1].strip() or taken[-1].lstrip().startswith("#")):
        taken.pop()
    moved = [line[indent:] if not line[:indent].strip() else line.lstrip() for line in taken]
    return "".join(f"{line}\n" for line in moved if not line.startswith("id:"))


def _said(text: str) -> str:
    """Return what the text says, written as all nodes are; nothing if it cannot be read."""
    node, problems = read_text(text, None)
    return "" if node is None or problems else written(node)


def _unknown(message: str, name: str, known: dict[str, str] | list[str]) -> UsageError:
    return UsageError([Problem("unknown-name", None, message, did_you_mean(name, known))])
