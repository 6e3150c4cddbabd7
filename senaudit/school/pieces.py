"""The shipped pieces that a school can copy into its folder to edit: questions, files, templates and looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from pathlib import Path
from typing import NamedTuple

from senaudit.content.naming import ChapterNames, Naming
from senaudit.problems import Problem, SenauditError, UsageError, did_you_mean
from senaudit.school.copies import digests_of, head, questions_of, text_of, without_id
from senaudit.school.names import SUPPLEMENT, WHOLE_FILES
from senaudit.school.overlay import field
from senaudit.school.question_names import AFTER, CHANGE, names_of_nodes
from senaudit.school.reading import read
from senaudit.school.supplement import numbers_with, without_after
from senaudit.school.written import written
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence
from senaudit.source.reading import read_text

_FOLDERS = ("chapters", "terms")


class Piece(NamedTuple):
    """A copy ready to be written: its path in the school's folder ("questions/telephone.yaml") and its text.

    For a question, `question` is its name ("communication:telephone"), and `longer_name` the path of the copy if there
    is another file at the first.
    """

    name: str
    text: str
    question: str = ""
    longer_name: str = ""


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

    def copies(self, name: str) -> list[Piece]:
        """Return the pieces of that name: `poster`, `guide.xml.j2`, or questions, as `content.naming` says.

        Raises UsageError for an unknown name, SenauditError for a shipped file with errors.
        """
        files = self.files()
        path = short_names(files).get(name.strip().lower())
        if path is not None:
            return [_file(path, files[path])]
        chapters = self._chapters()
        naming = Naming(self._names(chapters))
        found = naming.questions(name)
        if [problem.kind for problem in naming.problems] == ["unknown-choice"] and ":" not in name:
            questions = [question for names in self._names(chapters) for question in names.numbers]
            hint = did_you_mean(name, [*(Path(file).name for file in files), *questions])
            message = f"there is nothing of the name “{name}” to copy"
            raise UsageError([Problem("unknown-piece", None, message, hint)])
        if naming.problems:
            raise UsageError(naming.problems)
        return [self._question(chapters, *names) for names in dict.fromkeys(found)]

    def numbers(self) -> dict[str, AbstractMapping[str, str]]:
        """Return the numbers of all questions, with those of the supplement, by the ids of chapter and question."""
        return {names.id: names.numbers for names in self._names(self._chapters())}

    def _chapters(self) -> dict[str, Node]:
        """Return the nodes of the chapters by their ids, in the guide's order."""
        listed = field(_node(self.content / "guide.yaml"), "chapters")
        items = listed.items if isinstance(listed, Sequence) else ()
        ids = [item.value for item in items if isinstance(item, Scalar)]
        return {name: _node(path) for name in ids if (path := self.content / f"chapters/{name}.yaml").is_file()}

    def _supplement(self, chapter: str) -> Node | None:
        """Return the node of the supplement's file for a chapter; None if there is none."""
        path = self.content / SUPPLEMENT / f"chapters/{chapter}.yaml"
        return _node(path) if path.is_file() else None

    def _names(self, chapters: dict[str, Node]) -> Iterator[ChapterNames]:
        """Yield the names of the chapters' questions, with those of the supplement."""
        for number, (chapter, node) in enumerate(chapters.items(), 1):
            names = names_of_nodes(number, chapter, node, node)
            further = self._supplement(chapter)
            yield names._replace(numbers=numbers_with(names.numbers, further)) if further else names

    def _question(self, chapters: dict[str, Node], chapter: str, question: str) -> Piece:
        node, file = chapters[chapter], f"chapters/{chapter}.yaml"
        if question not in questions_of(node):
            node, file = self._supplement(chapter) or node, f"{SUPPLEMENT}/{file}"
        whole = questions_of(node)[question]
        item = without_id(without_after(whole))
        lines = text_of(self.content / file).split("\n")
        text = _lines_of(lines, whole, _next_line(node, whole))
        if _rewritten(text) != written(item):  # the lines alone do not read as the same question
            text = written(item)
        full = f"{chapter}:{question}"
        text = _with_head(full, item, f"{CHANGE}: {full}\n{text}", 1, "question")
        is_alone = sum(question in names.numbers for names in self._names(chapters)) == 1
        longer = f"questions/{chapter}-{question}.yaml"
        return Piece(f"questions/{question}.yaml" if is_alone else longer, text, full, longer)


def _file(path: str, source: Path) -> Piece:
    """Return the copy of a whole file. `path` is its path in a school's folder."""
    text = text_of(source)
    if path.startswith("templates/"):
        before, after = ("{# ", " #}") if path.endswith(".j2") else ("# ", "")
        lines = head(path.removeprefix("templates/"), digests_of(text))
        return Piece(path, "".join(f"{before}{line}{after}\n" for line in lines) + text)
    return Piece(path, _with_head(path, _node(source), text, path.count("/")))


def short_names(files: Iterable[str]) -> dict[str, str]:
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
    """Return the question's lines up to the line `end`, dedented, without its id and the comments before `end`.

    A question of the supplement has no “after” in a copy: it stays in its place.
    """
    first, indent = item.place.line - 1, item.place.column - 1
    own = lines[first : end - 1 if end else None]
    own[0] = " " * indent + own[0][indent:]
    while own and (not own[-1].strip() or own[-1].lstrip().startswith("#")):
        own.pop()
    dedented = [line[indent:] if not line[:indent].strip() else line.lstrip() for line in own]
    return "".join(f"{line}\n" for line in dedented if not line.startswith(("id:", f"{AFTER}:")))


def _rewritten(text: str) -> str:
    """Return the YAML text as `written` writes it, for comparison; "" if it cannot be read."""
    node, problems = read_text(text, None)
    return "" if node is None or problems else written(node)
