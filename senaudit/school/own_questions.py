"""The questions that a school's folder adds, changes or leaves out already, each with its place.

A file that is not used yet (`use: no`) counts too: it may be used tomorrow.
"""

from __future__ import annotations

from pathlib import Path

from senaudit.content.fields import Reading
from senaudit.problems import Place
from senaudit.school.folder import SchoolFolder
from senaudit.school.overlay import field
from senaudit.school.question_names import ADD, CHANGE, DROP
from senaudit.school.tree import Tree
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence


def own_questions(content: Path, school: Path) -> dict[str, Place]:
    """Return the places by the questions' names, such as “communication:telephone”. Files with mistakes are left out.

    `content` is the folder of the shipped content.
    """
    folder = SchoolFolder(school)
    tree = Tree(content, folder)
    tree.read_supplement_of_school()
    names, reading = tree.question_names(), Reading()
    places: dict[str, Place] = {}
    for path in folder.files("questions"):
        node = tree.own(path)
        full = None if node is None else reading.attempt(names.in_full, node)
        for verb in (ADD, CHANGE, DROP):
            for typed in _texts(field(full, verb)):
                places.setdefault(typed.value, typed.place)
    for path in folder.files("chapters"):
        for question in _named(field(tree.own(path), "questions")):
            full = reading.attempt(names.in_full, _as_change(path.stem, question))
            for typed in _texts(field(full, CHANGE)):
                places.setdefault(typed.value, typed.place)
    return places


def _texts(node: Node | None) -> list[Scalar]:
    """Return the texts of a list, or the one text."""
    return [item for item in (node.items if isinstance(node, Sequence) else (node,)) if isinstance(item, Scalar)]


def _named(questions: Node | None) -> list[Scalar]:
    """Return the names of the questions that a chapter's own file changes, drops, or has in full."""
    if isinstance(questions, Mapping):
        verbs = (ADD, DROP)
        dropped = _texts(field(questions, DROP))
        return [*(key for key, _ in questions.entries if key.value not in verbs), *dropped]
    items = questions.items if isinstance(questions, Sequence) else ()
    return [name for name in (field(item, "id") for item in items) if isinstance(name, Scalar)]


def _as_change(chapter: str, question: Scalar) -> Mapping:
    """Return what a file of the folder `questions` would say to change a question of the chapter."""
    name = question._replace(value=f"{chapter}:{question.value}")
    return Mapping(((Scalar(CHANGE, question.place), name),), question.place)
