"""The files of a content folder, with those of a school's folder laid over them, read in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from senaudit.content import parts
from senaudit.content.arrangement import Arrangement, arranged
from senaudit.content.changes import Change, checked, read_changes
from senaudit.content.fields import Reader, Reading, different, identifier, list_of
from senaudit.content.folder import SchoolFolder
from senaudit.content.model import Chapter
from senaudit.content.overlay import field, overlaid
from senaudit.content.source import Mapping, Node, Scalar, Sequence, read, shown_path, unreadable
from senaudit.content.text import Text
from senaudit.problems import FileError, Place, Problem, SenauditError, did_you_mean

T = TypeVar("T")

Proof = Callable[[Iterable[Text]], Iterable[Problem]]
"""What finds the problems of texts that only the later steps know: what can be set, and where a link may lead."""


class Tree:
    """A run over the files: hands each to its reader, and keeps what was wrong with any of them in `reading`."""

    def __init__(self, folder: Path, own: SchoolFolder | None, proof: Proof) -> None:
        self.reading = Reading()
        self.own = own
        self._folder = folder
        self._proof = proof
        self._unread = False
        self._chapters_read = False
        self._changes: tuple[Change, ...] = ()
        self._nodes: dict[Path, Node | None] = {}
        if own:
            self.reading.problems += own.problems()

    def file(self, name: str, read_node: Reader[T]) -> T:
        """Return what the reader makes of the file, or after a problem a stand-in that must not be used."""
        node = self.node(name)
        return cast(T, None) if node is None else self.reading.attempt(read_node, node)

    def node(self, name: str) -> Node | None:
        """Return the file's node as the school has it; None if it is not there, or nothing could be made of it."""
        path = self.own.file(name) if self.own else None
        own = self._read(path) if path else None
        if own is not None and not (self._folder / name).is_file():
            return own
        shipped = self.shipped(name)
        return shipped if shipped is None or own is None else overlaid(self.reading, shipped, own)

    def shipped(self, name: str) -> Node | None:
        """Return the node of the content folder's own file."""
        return self._read(self._folder / name)

    def _read(self, path: Path) -> Node | None:
        """Return a file's node. It is read once, and its mistakes are noted once."""
        if path not in self._nodes:
            try:
                self._nodes[path], problems = read(path)
            except FileError as error:
                self._unread = True
                self._nodes[path], problems = None, list(error.problems)
            self.reading.problems += problems
        return self._nodes[path]

    def names(self, folder: str) -> list[str]:
        """Return the names, without their ending, of the YAML files of a folder, the school's own among them."""
        own = self.own.files(folder) if self.own else []
        return sorted({path.stem for path in (*self._files(folder), *own) if path.suffix == ".yaml"})

    def chapters(self, reading: Reading, node: Node) -> tuple[Chapter, ...]:
        """Read guide.yaml's list of chapters, and the file of each; a file that the list leaves out is a problem.

        A school's own chapters follow those of the list, unless the school has a list of its own.
        """
        listed = different(list_of(identifier))(reading, node)
        self._chapters_read = True
        places = dict(zip(listed, [item.place for item in cast(Sequence, node).items], strict=True))
        order = self._shipped_chapters()
        self._all_listed(order if self.own else listed)
        added = [path.stem for path in self.own.files("chapters") if path.stem not in order] if self.own else []
        found = set(self.names("chapters"))
        for name in listed:
            if name not in found:
                hint = did_you_mean(name, sorted(found)) or "write the file, or take the name out of the list"
                reading.wrong(places[name], f"there is no file chapters/{name}.yaml", hint)
        numbers = {name: number for number, name in enumerate(dict.fromkeys((*order, *added)), 1)}
        names = listed if self._has_own_list() else (*listed, *(name for name in added if name not in listed))
        self._changes = self._read_changes(numbers)
        chapters = [self._chapter(numbers.get(name, 1), name) for name in names if name in found]
        return tuple(chapter for chapter in chapters if chapter is not None)

    def _shipped_chapters(self) -> list[str]:
        node = field(self.shipped("guide.yaml"), "chapters")
        return [item.value for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []

    def _has_own_list(self) -> bool:
        path = self.own.file("guide.yaml") if self.own else None
        return path is not None and field(self._read(path), "chapters") is not None

    def _all_listed(self, listed: list[str] | tuple[str, ...]) -> None:
        for path in self._files("chapters"):
            place = Place(shown_path(path))
            if path.suffix != ".yaml":
                self.reading.wrong(place, "a chapter’s file ends in .yaml", f"call it {path.stem}.yaml")
            elif path.stem not in listed:
                hint = f"add “{path.stem}” to chapters in guide.yaml, or move the file out of this folder"
                self.reading.wrong(place, "guide.yaml does not list this chapter", hint)

    def _read_changes(self, chapters: dict[str, int]) -> tuple[Change, ...]:
        nodes = [self._read(path) for path in self.own.files("questions")] if self.own else []
        read_all = [self.reading.attempt(read_changes, node) or () for node in nodes if node is not None]
        return checked(self.reading, [change for changes in read_all for change in changes], chapters)

    def _chapter(self, number: int, name: str) -> Chapter | None:
        file = f"chapters/{name}.yaml"
        node = self.node(file)
        if node is None:
            return None
        shipped = field(self.shipped(file), "questions") if (self._folder / file).is_file() else None
        if self.own and shipped is None and not isinstance(field(node, "questions"), Sequence):
            hint = did_you_mean(name, self._shipped_chapters())
            self.reading.wrong(Place(node.place.path), f"there is no chapter “{name}” to change", hint)
            return None
        arrangement = self._arranged(name, shipped, node) if self.own else None
        if arrangement is not None:
            node = _with_field(node, "questions", arrangement.questions)
        return self.reading.attempt(partial(parts.chapter, number, name, arrangement), node)

    def _arranged(self, name: str, shipped: Node | None, node: Node) -> Arrangement | None:
        questions = field(node, "questions")
        if not isinstance(questions, Sequence):
            return None
        changes = [change for change in self._changes if change.chapter == name]
        return arranged(self.reading, shipped if isinstance(shipped, Sequence) else None, questions, changes)

    def _files(self, folder: str) -> list[Path]:
        path = self._folder / folder
        try:
            paths = sorted(path.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            self._unread = True
            self.reading.problems.append(unreadable(shown_path(path), error))
            return []
        return [path for path in paths if path.suffix.lower() in (".yaml", ".yml") and not path.name.startswith(".")]

    def stop_at_problems(self) -> tuple[Problem, ...]:
        """Raise what was found, if any of it is more than a warning; return the warnings."""
        if not self._chapters_read:
            # guide.yaml does not say which they are, and their mistakes are wanted all the same
            for name in self.names("chapters"):
                self._chapter(1, name)
        found = (*self.reading.problems, *self._proof(self.reading.texts))
        problems = tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.place or Place("")))
        if any(not problem.warning for problem in problems):
            raise FileError(problems) if self._unread else SenauditError(problems)
        return problems


def _with_field(node: Node, name: str, value: Node) -> Node:
    assert isinstance(node, Mapping)
    return replace(node, entries=tuple((key, value if key.value == name else old) for key, old in node.entries))
