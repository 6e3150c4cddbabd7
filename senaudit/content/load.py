"""A folder of YAML files in, a checked `Guide` out; or every problem of every file, in one run."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

from senaudit.content import parts
from senaudit.content.fields import Fields, Reader, Reading, T, different, identifier, list_of, text
from senaudit.content.model import Chapter, Glossary, GlossaryEntry, Guide
from senaudit.content.source import Node, Sequence, read, shown_path, unreadable
from senaudit.problems import FileError, Place, Problem, SenauditError, did_you_mean


def load_guide(folder: Path, terms: str = "england") -> Guide:
    """Return the guide that the files of `folder` make, in the terms of its file `terms/<terms>.yaml`.

    Raises SenauditError with the problems of all files, sorted by place; it is a FileError if a file or the folder
    cannot be read.
    """
    _need_folder(folder)
    tree = _Tree(folder)
    # Terms and audiences come first: the other files name them.
    entries = tree.file(f"terms/{terms}.yaml", parts.terms) or ()
    labels, audiences = tree.file("labels.yaml", parts.labels) or ({}, {})
    introduction = tree.file("introduction.yaml", parts.introduction)
    poster = tree.file("poster.yaml", parts.poster)

    def read_guide(reading: Reading, node: Node) -> Guide:
        with Fields(reading, node, "guide.yaml") as fields:
            return Guide(
                title=fields.required("title", text),
                subtitle=fields.required("subtitle", text),
                edition=fields.required("edition", text),
                language=fields.required("language", parts.language),
                introduction=introduction,
                chapters=fields.required("chapters", tree.chapters),
                glossary=_with_entries(fields.required("glossary", parts.glossary), entries),
                back_matter=fields.optional("back_matter", parts.sections, ()),
                poster=poster,
                labels=labels,
                audiences=audiences,
            )

    guide = tree.file("guide.yaml", read_guide)
    tree.stop_at_problems()
    return guide


def _with_entries(glossary: Glossary, entries: tuple[GlossaryEntry, ...]) -> Glossary:
    """Return the glossary with the entries of the terms among its own, in alphabetical order."""
    if not entries or not glossary:
        return glossary
    every = sorted((*glossary.entries, *entries), key=lambda entry: entry.term.value.casefold().replace("’", ""))
    return replace(glossary, entries=tuple(every))


def _need_folder(folder: Path) -> None:
    try:
        if folder.is_dir():
            return
        message = "this is not a folder" if folder.exists() else "there is no such folder"
    except OSError as error:
        raise FileError([unreadable(shown_path(folder), error)]) from None
    raise FileError([Problem(Place(shown_path(folder)), message, "name the folder that holds guide.yaml")])


class _Tree:
    """The files of a content folder, read in one run."""

    def __init__(self, folder: Path) -> None:
        self.reading = Reading()
        self._folder = folder
        self._unread = False
        self._chapters_read = False

    def file(self, name: str, read_node: Reader[T]) -> T:
        """Return what the reader makes of the file, or after a problem a stand-in that must not be used."""
        try:
            node, problems = read(self._folder / name)
        except FileError as error:
            self._unread = True
            node, problems = None, list(error.problems)
        self.reading.problems += problems
        return cast(T, None) if node is None else self.reading.attempt(read_node, node)

    def chapters(self, reading: Reading, node: Node) -> tuple[Chapter, ...]:
        """Read guide.yaml's list of chapters, and the file of each; a file that the list leaves out is a problem."""
        listed = different(list_of(identifier))(reading, node)
        self._chapters_read = True
        files = self._chapter_files()
        for path in files:
            if path.suffix != ".yaml":
                reading.wrong(Place(shown_path(path)), "a chapter’s file ends in .yaml", f"call it {path.stem}.yaml")
            elif path.stem not in listed:
                hint = f"add “{path.stem}” to chapters in guide.yaml, or move the file out of this folder"
                reading.wrong(Place(shown_path(path)), "guide.yaml does not list this chapter", hint)
        found = {path.stem for path in files if path.suffix == ".yaml"}
        places = [item.place for item in cast(Sequence, node).items]
        for name, place in zip(listed, places, strict=True):
            if name not in found:
                hint = did_you_mean(name, sorted(found)) or "write the file, or take the name out of the list"
                reading.wrong(place, f"there is no file chapters/{name}.yaml", hint)
        return tuple(self._chapter(number, name) for number, name in enumerate(listed, 1) if name in found)

    def _chapter(self, number: int, name: str) -> Chapter:
        return self.file(f"chapters/{name}.yaml", partial(parts.chapter, number, name))

    def _chapter_files(self) -> list[Path]:
        folder = self._folder / "chapters"
        try:
            paths = sorted(folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            self._unread = True
            self.reading.problems.append(unreadable(shown_path(folder), error))
            return []
        return [path for path in paths if path.suffix.lower() in (".yaml", ".yml") and not path.name.startswith(".")]

    def stop_at_problems(self) -> None:
        """Raise what was found, if anything was."""
        if (
            not self._chapters_read
        ):  # guide.yaml does not say which they are, and their mistakes are wanted all the same
            for path in self._chapter_files():
                self._chapter(1, path.stem)
        if self.reading.problems:
            problems = sorted(self.reading.problems, key=lambda problem: problem.place or Place(""))
            raise FileError(problems) if self._unread else SenauditError(problems)
