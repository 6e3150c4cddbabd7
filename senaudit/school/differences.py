"""The differences between a school's folder and the shipped content, and which copies are of an older version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Literal, NamedTuple

from senaudit.content.model import Guide
from senaudit.content.naming import Naming
from senaudit.content.select import names_of
from senaudit.problems import UsageError
from senaudit.school.copies import Copied, copied, digests_of, questions_of, text_of, without_id
from senaudit.school.folder import SchoolFolder
from senaudit.school.names import WHOLE_FILES
from senaudit.school.pieces import Shipped, short_names
from senaudit.school.tree import ChapterNodes, Tree
from senaudit.school.written import written
from senaudit.source.nodes import Mapping, Node


class Difference(NamedTuple):
    """One piece that differs: its title, the kind of difference, and the lines of a diff.

    A line begins with “-” if only the shipped piece has it, with “+” if only the school's has it, else with a space.
    `upstream` holds the parts whose shipped words have changed since they were copied, with their digests now. `now` is
    the line of digests that accepts all of them. `question` is the question's name, such as “communication:telephone”.
    """

    title: str
    kind: Literal["changed", "own", "left out"] = "changed"
    lines: tuple[str, ...] = ()
    upstream: tuple[tuple[str, str], ...] = ()
    now: str = ""
    question: str = ""


def differences(shipped: Shipped, school: Path) -> Iterator[Difference]:
    """Yield the differences, file by file. The school's folder must have been read without errors."""
    folder = SchoolFolder(school)
    tree = Tree(shipped.content, folder, keeps_nodes=True)
    tree.read_supplement_of_school()
    for name in (*WHOLE_FILES, *(f"terms/{terms}.yaml" for terms in tree.names("terms"))):
        path = folder.file(name)
        if path and not (shipped.content / name).is_file():
            yield Difference(name, "own")
        elif path:
            yield _difference(name, tree.shipped(name), tree.node(name), _origin(path))
    for name in tree.all_chapters():
        if nodes := tree.chapter_nodes(name):
            yield from _of_chapter(tree, folder, name, nodes)
    for path in sorted(folder.templates.rglob("*")) if folder.templates else ():
        if path.suffix in (".j2", ".yaml"):
            yield _of_template(shipped.files(), path, path.relative_to(folder.path).as_posix())


def chosen(every: Iterable[Difference], names: Sequence[str], guide: Guide, shipped: Shipped) -> list[Difference]:
    """Return the differences that the names choose: those of files, chapters, or questions as `content.naming` says.

    `guide` is the school's own. Raises UsageError for a name of nothing, and of a question that is not in use.
    """
    every = list(every)
    files = short_names([*(difference.title for difference in every if not difference.question), *shipped.files()])
    known = shipped.numbers()
    chapters = [
        chapter._replace(numbers={**chapter.numbers, **chapter.left_out}, unused=known.get(chapter.id, {}))
        for chapter in names_of(guide)
    ]
    wanted: set[str] = set()
    naming = Naming(chapters)
    for name in names:
        word = name.strip().lower()
        of_chapter = [chapter for chapter in chapters if chapter.id == word]
        wanted |= {f"{chapter.id}:{question}" for chapter in of_chapter for question in chapter.numbers}
        if word in files:
            wanted.add(files[word])
        elif not of_chapter:
            wanted |= set(map(":".join, naming.questions(name)))
    if naming.problems:
        raise UsageError(naming.problems)
    return [difference for difference in every if (difference.question or difference.title) in wanted]


def _of_chapter(tree: Tree, folder: SchoolFolder, name: str, nodes: ChapterNodes) -> Iterator[Difference]:
    file = f"chapters/{name}.yaml"
    if nodes.shipped is None:
        yield Difference(f"chapter {name}", "own")
    elif path := folder.file(file):
        origin = _origin(path)
        yield _difference(
            file, _without_questions(nodes.shipped), _without_questions(nodes.node), origin, tree.shipped(file)
        )
    theirs, ours = questions_of(nodes.shipped), questions_of(nodes.node)
    numbers = nodes.arrangement.numbers if nodes.arrangement else {}
    copies = tree.copied_questions(name)
    for question_id, question in ours.items():
        title, full = f"{name}:{question_id} ({numbers.get(question_id, '')})", f"{name}:{question_id}"
        if question_id not in theirs:
            yield Difference(title, "own", question=full)
        elif written(question) != written(theirs[question_id]) or question_id in copies:
            before, after = without_id(theirs[question_id]), without_id(question)
            yield _difference(title, before, after, copies.get(question_id))._replace(question=full)
    for question_id in theirs:
        if question_id not in ours:
            full = f"{name}:{question_id}"
            yield Difference(f"{full} ({numbers.get(question_id, '')})", "left out", question=full)


def _without_questions(node: Node) -> Node:
    assert isinstance(node, Mapping)
    return Mapping(tuple(entry for entry in node.entries if entry[0].value != "questions"), node.place)


def _of_template(files: dict[str, Path], path: Path, name: str) -> Difference:
    if name not in files:
        return Difference(name, "own")
    ours, theirs = text_of(path), text_of(files[name])
    body = "\n".join(line for line in ours.split("\n") if not _is_head(line))
    origin = copied(ours, path)
    return Difference(name, "changed", tuple(_lines(theirs, body)), *_upstream(origin, theirs))


def _is_head(line: str) -> bool:
    """Return whether the line belongs to the head of a copy, which does not count as a difference."""
    return line.startswith(("{# A copy of", "{# shipped sha256: ", "# A copy of", "# shipped sha256: "))


def _origin(path: Path) -> Copied | None:
    return copied(text_of(path), path)


def _difference(
    title: str, theirs: Node | None, ours: Node | None, origin: Copied | None, whole: Node | None = None
) -> Difference:
    before, after = (written(node) if node else "" for node in (theirs, ours))
    return Difference(title, "changed", tuple(_lines(before, after)), *_upstream(origin, whole or theirs))


def _lines(before: str, after: str) -> Iterator[str]:
    """Yield the lines that differ, with a line of context before and after; a gap in between is a line “…”."""
    compared = unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=1)
    for line in list(compared)[2:]:
        yield "…" if line.startswith("@@") else line


def _upstream(origin: Copied | None, shipped: Node | str | None) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return `upstream` and `now` of a `Difference`. Both are empty if nothing has changed since the copy."""
    if origin is None or shipped is None:
        return (), ""
    current = digests_of(shipped)
    changed = current.changed_since(origin.digests)
    return tuple(changed.items()), current.line(origin.digests) if changed else ""
