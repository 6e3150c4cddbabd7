"""The shipped pieces that a school can copy into its folder to edit: questions, files, templates and looks."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from senaudit.problems import Problem, SenauditError, UsageError, did_you_mean
from senaudit.school.copies import digests_of, head, questions_of, text_of, without_id
from senaudit.school.names import WHOLE_FILES
from senaudit.school.question_names import CHANGE
from senaudit.school.reading import read
from senaudit.school.written import written
from senaudit.source.nodes import Mapping, Node
from senaudit.source.reading import read_text

_FOLDERS = ("chapters", "terms")


class Piece(NamedTuple):
    """A copy ready to be written: its path in the school's folder ("questions/telephone.yaml") and its text."""

    name: str
    text: str


class Shipped(NamedTuple):
    """The folders of the shipped files."""

    content: Path
    templates: Path

    def files(self) -> dict[str, Path]:
        """Return the files that can be copied, by their paths in a school's folder."""
        files = {name: self.content / name for name in WHOLE_FILES}
        for folder in _FOLDERS:
            files |= {f"{folder}/{path.name}": path for path in sorted((self.content / folder).glob("*.yaml"))}
        for path in sorted(self.templates.rglob("*")):
            if path.suffix in (".j2", ".yaml"):
                files[f"templates/{path.relative_to(self.templates).as_posix()}"] = path
        return files

    def copy(self, name: str) -> Piece:
        """Return the piece of that name: `communication:telephone`, `communication:3`, `poster`, `guide.xml.j2` …

        Raises UsageError for an unknown name, SenauditError for a shipped file with errors.
        """
        chapter, colon, question = name.strip().partition(":")
        files = self.files()
        if colon:
            return self._question(files, chapter, question)
        path = _short_names(files).get(name.strip().lower())
        if path is None:
            known = [Path(file).name for file in files]
            raise _unknown(f"there is nothing of the name “{name}” to copy", name, known)
        text = text_of(files[path])
        if path.startswith("templates/"):
            before, after = ("{# ", " #}") if path.endswith(".j2") else ("# ", "")
            lines = head(path.removeprefix("templates/"), digests_of(text))
            return Piece(path, "".join(f"{before}{line}{after}\n" for line in lines) + text)
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
        if _rewritten(text) != written(item):  # the lines alone do not read as the same question
            text = written(item)
        full = f"{chapter}:{question}"
        return Piece(f"questions/{question}.yaml", _with_head(full, item, f"{CHANGE}: {full}\n{text}", 1, "question"))


def _short_names(files: dict[str, Path]) -> dict[str, str]:
    """Return the files' paths, by path and by short name. Content comes before a template of the same name."""
    names: dict[str, str] = {}
    for path in files:
        plain = path.removeprefix("templates/")
        for short in (path, plain, plain.rpartition("/")[2], Path(plain).name.partition(".")[0]):
            names.setdefault(short.lower(), path)
    return names


def _with_head(name: str, node: Node, text: str, depth: int, kind: str = "") -> str:
    """Return the text with a head: the path of its schema, for editors, and the digests of the copied version.

    `depth` is the number of folders between the school's folder and the copy.
    """
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
    """Return the line, from 1, of the next question or field of the chapter; 0 if there is none."""
    fields = [key for key, _ in chapter.entries] if isinstance(chapter, Mapping) else []
    starts = [node.place.line for node in (*questions_of(chapter).values(), *fields)]
    return min((line for line in starts if line > question.place.line), default=0)


def _lines_of(lines: list[str], item: Node, end: int) -> str:
    """Return the question's lines up to the line `end`, dedented, without its id and the comments before `end`."""
    first, indent = item.place.line - 1, item.place.column - 1
    own = lines[first : end - 1 if end else None]
    own[0] = " " * indent + own[0][indent:]
    while own and (not own[-1].strip() or own[-1].lstrip().startswith("#")):
        own.pop()
    dedented = [line[indent:] if not line[:indent].strip() else line.lstrip() for line in own]
    return "".join(f"{line}\n" for line in dedented if not line.startswith("id:"))


def _rewritten(text: str) -> str:
    """Return the YAML text as `written` writes it, for comparison; "" if it cannot be read."""
    node, problems = read_text(text, None)
    return "" if node is None or problems else written(node)


def _unknown(message: str, name: str, known: dict[str, str] | list[str]) -> UsageError:
    return UsageError([Problem("unknown-piece", None, message, did_you_mean(name, known))])
