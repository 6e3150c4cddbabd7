"""The names of questions in a school's files, written in full: `change: 1:3` becomes `change: communication:telephone`.

The other readers see full names only. Each keeps the place at which it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as AbstractMapping

from senaudit.content.fields import Reading
from senaudit.content.naming import ChapterNames, Naming, QuestionName
from senaudit.problems import Fix
from senaudit.school.copies import questions_of
from senaudit.school.overlay import field
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence

ADD, CHANGE, DROP, AFTER = "add", "change", "drop", "after"

_ID = r"[a-z][a-z0-9-]*"
_FULL_NAME = rf"({_ID}):{_ID}"


class QuestionNames:
    """The names of all questions before a school's changes. They are read for the first name that is not in full."""

    def __init__(self, chapters: Iterable[str], read: Callable[[], Iterable[ChapterNames]]) -> None:
        """`chapters` are the ids of all chapters; `read` returns their names."""
        self._ids = tuple(chapters)
        self._read = read
        self._chapters: tuple[ChapterNames, ...] | None = None

    def in_full(self, reading: Reading, node: Node) -> Node:
        """Return a file of the folder `questions` with all names in full. Raises Wrong for a name of no question."""
        if not isinstance(node, Mapping):
            return node
        added = field(node, ADD)
        chapter = self._new_name(added).value.partition(":")[0] if isinstance(added, Scalar) else ""
        entries: list[tuple[Scalar, Node]] = []
        for key, value in node.entries:
            if key.value == ADD and isinstance(value, Scalar):
                entries.append((key, self._new_name(value)))
            elif key.value == AFTER and isinstance(value, Scalar):
                entries.append((key, self._after(reading, value, chapter)))
            elif key.value == CHANGE and isinstance(value, Scalar):
                entries.append((key, self._one(reading, value)))
            elif key.value == DROP:
                entries.append((key, self._several(reading, value)))
            else:
                entries.append((key, value))
        return node._replace(entries=tuple(entries))

    def _new_name(self, typed: Scalar) -> Scalar:
        """Return the name of a new question with the chapter's id in it. An unknown chapter stays as it is."""
        start, colon, name = typed.value.partition(":")
        if not colon or start in self._ids:
            return typed
        chapters = Naming(self._names()).chapters([start])
        return typed._replace(value=f"{chapters[0]}:{name.strip()}") if len(chapters) == 1 else typed

    def _after(self, reading: Reading, typed: Scalar, chapter: str) -> Scalar:
        """Return the id of the question to stand after."""
        if re.fullmatch(_ID, typed.value):
            return typed
        full = typed if ":" in typed.value else typed._replace(value=f"{chapter}:{typed.value}")
        ((its_chapter, question),) = self._found(reading, full, "a question stands after one other")
        if its_chapter != chapter:
            message = f"{its_chapter}:{question} is in another chapter than the new question"
            raise reading.wrong("other-chapter", typed.place, message, f"name a question of {chapter}")
        return typed._replace(value=question)

    def _one(self, reading: Reading, typed: Scalar) -> Scalar:
        ((chapter, question),) = self._found(reading, typed, "a file changes one question")
        return typed._replace(value=f"{chapter}:{question}")

    def _several(self, reading: Reading, value: Node) -> Node:
        """Return the value of “drop” with an entry for each question."""
        if isinstance(value, Scalar):
            names = [value._replace(value=":".join(name)) for name in self._found(reading, value)]
            return names[0] if len(names) == 1 else Sequence(tuple(names), value.place)
        if not isinstance(value, Sequence):
            return value
        items: list[Node] = []
        for item in value.items:
            if isinstance(item, Scalar):
                items += [item._replace(value=":".join(name)) for name in self._found(reading, item)]
            else:
                items.append(item)
        return Sequence(tuple(items), value.place)

    def _found(self, reading: Reading, typed: Scalar, only_one: str = "") -> list[QuestionName]:
        """Return the questions that a text names; if they are more than one, `only_one` is the problem.

        A full name in a known chapter is returned without a look at the chapter. So is a text that is empty.
        """
        full = re.fullmatch(_FULL_NAME, typed.value)
        if (full and full[1] in self._ids) or not typed.value.strip():
            chapter, _, question = typed.value.partition(":")
            return [(chapter, question)]
        naming = Naming(self._names())
        found = naming.questions(typed.value)
        wrong = [
            reading.wrong(each.kind, typed.place, each.message, each.hint, fix=fix_in(typed, dict(each.values)))
            for each in naming.problems
        ]
        if wrong:
            raise wrong[0]
        if only_one and len(found) > 1:
            hint = f"choose one: {', '.join(map(':'.join, found))}"
            raise reading.wrong("several-questions", typed.place, only_one, hint)
        return found

    def _names(self) -> tuple[ChapterNames, ...]:
        if self._chapters is None:
            self._chapters = tuple(self._read())
        return self._chapters


def fix_in(typed: Scalar, values: dict[str, str]) -> Fix | None:
    """Return the fix that puts the right word in the place of the typed one, if a problem has both in its values."""
    if "right" not in values or values["typed"] not in typed.value:
        return None
    return Fix(typed.find(values["typed"]), values["right"])


def names_of_nodes(
    number: int,
    name: str,
    chapter: Node | None,
    shipped: Node | None,
    additions: AbstractMapping[str, str] | None = None,
) -> ChapterNames:
    """Return the names of a chapter from its node, with a school's changes, and from the shipped node if there is one.

    The shipped questions come first, because they keep their numbers. `additions` are the numbers of the questions
    that the supplement may have for the chapter.
    """
    ids = dict.fromkeys((*questions_of(shipped), *questions_of(chapter)))
    title = field(chapter, "title")
    plain = [question for question in ids if question not in (additions or {})]
    places = {question: str(place) for place, question in enumerate(plain, 1)} | dict(additions or {})
    numbers = {question: places[question] for question in ids}
    return ChapterNames(name, number, title.value if isinstance(title, Scalar) else name, numbers)
