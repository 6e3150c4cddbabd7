"""Read the files of a content folder, with those of a school's folder laid over them, in one run."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from senaudit.content import parts
from senaudit.content.entries import list_of, unique
from senaudit.content.fields import Reader, Reading, identifier, with_schema
from senaudit.content.model import Chapter
from senaudit.content.naming import ChapterNames
from senaudit.files.reading import entries, is_file
from senaudit.files.shipped import is_shipped
from senaudit.problems import FileError, Place, did_you_mean, nearest
from senaudit.school.copies import Copied, copied, digests_of, outdated, questions_of, text_of, without_id
from senaudit.school.folder import SchoolFolder
from senaudit.school.names import CONTENT_FOLDERS, LANGUAGES, SCHOOL, SUPPLEMENT
from senaudit.school.overlay import field, overlaid
from senaudit.school.reading import read
from senaudit.school.written import SHORT_DIGEST
from senaudit.source.names import ENDING, meant_as, misnamed
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence, unreadable

if TYPE_CHECKING:
    from senaudit.school.arrangement import Additions, Arrangement
    from senaudit.school.changes import Change
    from senaudit.school.question_names import QuestionNames
    from senaudit.school.supplement import Supplement

T = TypeVar("T")

_chapter_ids = unique(list_of(identifier))


class ChapterNodes(NamedTuple):
    """The nodes of a chapter: the shipped one if there is one, and the one with the school's changes.

    `arrangement` holds the chapter's questions; it is None if no school is given, or the chapter's file is wrong.
    """

    shipped: Node | None
    node: Node
    arrangement: Arrangement | None = None


class Tree:
    """One run over the files of content. `reading` collects the problems of all of them."""

    def __init__(
        self,
        folder: Path,
        school: SchoolFolder | None,
        keeps_nodes: bool = False,
        reading: Reading | None = None,
    ) -> None:
        """`keeps_nodes` says that `chapter_nodes` will be called after the chapters have been read.

        `reading` is the state of the run, if it is in another language than that of the content.
        """
        self.reading = reading or Reading()
        self._keeps_nodes = keeps_nodes
        self.school = school
        self._folder = folder
        self.unreadable = False
        """Whether a file or folder could not be read."""
        self._chapters_read = False
        self._changes: tuple[Change, ...] = ()
        self._nodes: dict[Path, Node | None] = {}
        self._chapter_nodes: dict[str, ChapterNodes | None] = {}
        self.supplement: Supplement | None = None
        """The supplement, if any of its questions is in use."""
        self.left_out: tuple[Chapter, ...] = ()
        """The chapters that the school's list of chapters leaves out. It is empty until `chapters` has been called."""
        if school:
            self.reading.problems += school.problems()
        for subfolder in ("", *CONTENT_FOLDERS):
            self.note_misnamed(subfolder)

    def note_misnamed(self, subfolder: str) -> None:
        """Note a problem for each file of a folder of the content whose ending is wrong."""
        self.reading.problems += filter(None, [misnamed(path) for path in self._entries(subfolder)])

    def read_supplement(self, choice: Node | None, terms: str = "") -> None:
        """Use the questions of the supplement that a school's `choice` names; all if it is None.

        To be called before the chapters are read, and after the terms, to which passages are added.
        """
        from senaudit.school.supplement import supplement_of

        self.supplement = supplement_of(self, choice, terms)

    def read_supplement_of_school(self) -> None:
        """Use the questions of the supplement that the school's own school.yaml chooses."""
        has_form = self.school is not None and self.school.file(SCHOOL) is not None
        if choice := field(self.node(SCHOOL), SUPPLEMENT) if has_form else None:
            self.read_supplement(choice)

    def _additions(self) -> dict[str, Additions]:
        """Return all questions of the supplement, in use or not, by the ids of their chapters."""
        from senaudit.school.supplement import read_additions

        return self.supplement.chapters if self.supplement else read_additions(self)

    def names_of_supplement(self) -> list[str]:
        """Return the names of all questions of the supplement, in use or not: “involvement:meetings”."""
        return [f"{chapter}:{name}" for chapter, of_chapter in self._additions().items() for name in of_chapter.numbers]

    def file(self, name: str, read_node: Reader[T]) -> T:
        """Return the reader's value for the file. After a problem it is None, and must not be used."""
        node = self.node(name)
        file = name.removesuffix(ENDING).replace("/", ":")
        return cast(T, None) if node is None else self.reading.within(file, read_node, node)

    def node(self, name: str) -> Node | None:
        """Return the file's node with the school's changes; None if the file is missing or cannot be read.

        If the school's own file cannot be read, nobody knows what it changes, and the shipped one is not read for it.
        The exception is guide.yaml: without its list no chapter would be checked.
        """
        path = self.school.file(name) if self.school else None
        own = self._read(path) if path else None
        if path is not None and own is None and name != "guide.yaml":
            return None
        if path is not None and not is_file(self._folder / name):
            return own
        shipped = self._with_supplement(name)
        if path is None or shipped is None or own is None:
            return shipped
        self._note_outdated(path, self.shipped(name))
        return overlaid(self.reading, shipped, own)

    def _with_supplement(self, name: str) -> Node | None:
        """Return the shipped file's node; that of a chapter with the questions of the supplement that are in use."""
        node = self.shipped(name)
        if node is None or self.supplement is None or not name.startswith("chapters/"):
            return node
        return self.supplement.inserted(Path(name).stem, node)

    def _note_outdated(self, path: Path, shipped: Node | None) -> None:
        """Note a warning if the file is a copy, and the shipped words have changed since."""
        warning = outdated(copied(text_of(path), path), shipped)
        if warning:
            self.reading.warnings.append(warning)

    def shipped(self, name: str) -> Node | None:
        """Return the file's node without the school's changes; None if the file is missing or cannot be read."""
        return self._read(self._folder / name)

    def _read(self, path: Path) -> Node | None:
        """Return a file's node. Each file is read once, and its problems are noted once."""
        if path not in self._nodes:
            try:
                node, problems = read(path)
                self._nodes[path] = node if node is None or is_shipped(path) else _as_documented(node)
            except FileError as error:
                self.unreadable = True
                self._nodes[path], problems = None, [] if meant_as(path) else list(error.problems)
            self.reading.note(problems)
        return self._nodes[path]

    def shipped_names(self, folder: str) -> list[str]:
        """Return the sorted names, without ending, of the YAML files in a folder of the content."""
        return [path.stem for path in self._files(folder)]

    def names(self, folder: str) -> list[str]:
        """Return the sorted names, without ending, of the YAML files in a folder, the school's own included."""
        own = self.school.files(folder) if self.school else []
        return sorted({path.stem for path in (*self._files(folder), *own) if not is_of_forms(path)})

    @with_schema(_chapter_ids)
    def chapters(self, reading: Reading, node: Node) -> tuple[Chapter, ...]:
        """Read guide.yaml's list of chapters, and the file of each chapter. A file that is not listed is a problem.

        A school's own chapters come after those in the list, unless the school has its own list.
        """
        listed = _chapter_ids(reading, node)
        self._chapters_read = True
        order = self.shipped_chapters()
        own = [path.stem for path in self.school.files("chapters")] if self.school else []
        added = [name for name in own if name not in order]
        has_own_list = self._has_own_list()
        self._note_unlisted(self._files("chapters"), order if has_own_list else listed)
        if self.school and has_own_list:
            self._note_unlisted([path for path in self.school.files("chapters") if path.stem in added], listed)
        existing = set(self.names("chapters"))
        for name, item in zip(listed, cast(Sequence, node).items, strict=True):
            if name not in existing and not meant_as(self._folder / f"chapters/{name}.yaml"):
                hint = did_you_mean(name, sorted(existing)) or "write the file, or take the name out of the list"
                message, right = f"there is no file chapters/{name}.yaml", nearest(name, sorted(existing))
                reading.wrong("chapter-file-missing", item.place, message, hint, fix=right)
        all_names = list(dict.fromkeys((*(order or listed), *added)))
        names = listed if has_own_list else (*listed, *(name for name in added if name not in listed))
        self._changes = self._read_changes(all_names)
        chapters = {name: self._chapter(number, name) for number, name in enumerate(all_names, 1) if name in existing}
        self.left_out = tuple(chapter for name, chapter in chapters.items() if name not in names and chapter)
        return tuple(chapter for name in names if (chapter := chapters.get(name)))

    def shipped_chapters(self) -> list[str]:
        """Return the ids in the shipped list of chapters."""
        node = field(self.shipped("guide.yaml"), "chapters")
        return [item.value for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []

    def _has_own_list(self) -> bool:
        """Return whether the school's own guide.yaml has a list of chapters."""
        path = self.school.file("guide.yaml") if self.school else None
        return path is not None and field(self._read(path), "chapters") is not None

    def _note_unlisted(self, files: Iterable[Path], listed: Iterable[str]) -> None:
        """Note a problem for each file of a chapter that is not listed."""
        for path in files:
            if path.stem not in listed:
                hint = f'add "{path.stem}" to chapters in guide.yaml, or move the file out of this folder'
                self.reading.wrong("chapter-not-listed", Place(path), "guide.yaml does not list this chapter", hint)

    def _read_changes(self, chapters: Iterable[str]) -> tuple[Change, ...]:
        if self.school is None:
            return ()
        from senaudit.school.changes import checked, read_changes

        chapters = list(chapters)
        names = self.question_names(chapters)
        nodes = [self._read(path) for path in self.school.files("questions")]
        in_full = [self.reading.attempt(names.in_full, node) for node in nodes if node is not None]
        read_all = [self.reading.attempt(read_changes, node) or () for node in in_full if node is not None]
        return checked(self.reading, [change for changes in read_all for change in changes], chapters)

    def question_names(self, chapters: Iterable[str] = ()) -> QuestionNames:
        """Return the names of the questions of these chapters, or else of all, before the folder `questions` counts."""
        from senaudit.school.question_names import QuestionNames

        own = [path.stem for path in self.school.files("chapters")] if self.school else []
        ids = list(chapters) or list(dict.fromkeys((*self.shipped_chapters(), *own)))
        return QuestionNames(ids, partial(self._names_of_questions, ids))

    def own(self, path: Path) -> Node | None:
        """Return the node of one of the school's own files; None if it cannot be read."""
        return self._read(path)

    def _names_of_questions(self, chapters: Iterable[str]) -> Iterator[ChapterNames]:
        """Yield the names of each chapter's questions before the changes in the folder `questions`."""
        from senaudit.school.question_names import names_of_nodes

        every = self._additions()
        for number, name in enumerate(chapters, 1):
            file = f"chapters/{name}.yaml"
            shipped = self._with_supplement(file) if is_file(self._folder / file) else None
            own = self.school.file(file) if self.school else None
            numbers = every[name].numbers if name in every else {}
            names = names_of_nodes(number, name, self.node(file) if own else shipped, shipped, numbers)
            yield names._replace(unused={one: numbers[one] for one in numbers if one not in names.numbers})

    def all_chapters(self) -> list[str]:
        """Return the ids of all chapters, shipped and own. Reads guide.yaml if that has not been done."""
        chapters = field(self.node("guide.yaml"), "chapters")
        if not self._chapters_read and chapters is not None:
            self.reading.attempt(cast(Reader[object], lambda reading, node: self.chapters(reading, node)), chapters)
        return list(self._chapter_nodes)

    def copied_questions(self, chapter: str) -> dict[str, Copied]:
        """Return the heads of the school's copies of the chapter's questions, by the questions' ids."""
        paths = {change.id: change.path for change in self._changes_of(chapter) if change.is_of_existing}
        heads = {name: copied(text_of(path), path) for name, path in paths.items()}
        return {name: head for name, head in heads.items() if head}

    def _chapter(self, number: int, name: str) -> Chapter | None:
        nodes = self.chapter_nodes(name)
        if nodes is None:
            return None
        numbers, left_out = (nodes.arrangement.numbers, nodes.arrangement.left_out) if nodes.arrangement else ({}, ())
        chapter = self.reading.within("", partial(parts.chapter, number, name, numbers, left_out), nodes.node)
        if self.supplement and chapter:
            chapter = self.supplement.marked(chapter)
        if not self._keeps_nodes:  # else those of the next chapter can take their room
            self._chapter_nodes[name] = None
            self._nodes.pop(self._folder / f"chapters/{name}.yaml", None)
        return chapter

    def chapter_nodes(self, name: str) -> ChapterNodes | None:
        """Return a chapter's nodes; None if there is no such chapter, or its file cannot be read."""
        if name not in self._chapter_nodes:
            self._chapter_nodes[name] = self._nodes_of_chapter(name, f"chapters/{name}.yaml")
        return self._chapter_nodes[name]

    def _nodes_of_chapter(self, name: str, file: str) -> ChapterNodes | None:
        node = self.node(file)
        if node is None or (self.school is None and self.supplement is None):
            return None if node is None else ChapterNodes(node, node)
        shipped = self._with_supplement(file) if is_file(self._folder / file) else None
        questions, before = field(node, "questions"), field(shipped, "questions")
        if shipped is None and not isinstance(questions, Sequence):
            hint = did_you_mean(name, self.shipped_chapters())
            self.reading.wrong(
                "unknown-chapter", Place(node.place.path), f"there is no chapter “{name}” to change", hint
            )
            return None
        if not isinstance(questions, Sequence) or not isinstance(node, Mapping):
            return ChapterNodes(shipped, node)
        from senaudit.school.arrangement import NO_ADDITIONS, arranged

        additions = self.supplement.of(name) if self.supplement else NO_ADDITIONS
        changes = self._in_use(name, {**additions.nodes, **questions_of(node)})
        if path := self.school and self.school.file(file):
            questions = self._with_missing(field(self._read(path), "questions"), questions, additions)
        theirs = questions_of(shipped)
        for change in changes:
            if change.is_of_existing and change.id in theirs:
                self._note_outdated(change.path, without_id(theirs[change.id]))
        before = before if isinstance(before, Sequence) else None
        arrangement = arranged(self.reading, before, questions, changes, additions)
        arrangement = arrangement._replace(questions=self._in_fresh_words(name, theirs, arrangement.questions))
        entries = [(key, arrangement.questions if key.value == "questions" else old) for key, old in node.entries]
        return ChapterNodes(shipped, node._replace(entries=tuple(entries)), arrangement)

    def _with_missing(self, own: Node | None, questions: Sequence, additions: Additions) -> Sequence:
        """Return a chapter's questions with those of the supplement, which a school's own list of all has not got."""
        if not isinstance(own, Sequence):
            return questions
        there = [name.value for item in own.items if isinstance(name := field(item, "id"), Scalar)]
        missing = (node for name, node in additions.nodes.items() if name not in there)
        return questions._replace(items=(*questions.items, *missing))

    def _in_use(self, chapter: str, known: Container[str]) -> list[Change]:
        """Return the changes of a chapter's questions, without those of the supplement that are not in use.

        `known` are the ids of the questions that are there. A change that is left out is noted as a warning.
        """
        changes = self._changes_of(chapter)
        unknown = [change for change in changes if change.verb != "add" and change.id not in known]
        if not unknown:
            return changes
        from senaudit.school.supplement import note_not_in_use

        left_out = note_not_in_use(self, chapter, unknown)
        return [change for change in changes if change not in left_out]

    def _changes_of(self, chapter: str) -> list[Change]:
        return [change for change in self._changes if change.chapter == chapter]

    def _in_fresh_words(self, chapter: str, shipped: dict[str, Node], questions: Sequence) -> Sequence:
        """Return a chapter's questions without the shipped wordings of what the school has changed."""
        from senaudit.school.wordings import without_stale_words

        path = self.school.file(f"chapters/{chapter}.yaml") if self.school else None
        head = copied(text_of(path), path) if path else None
        whole = head.digests.parts if head else {}
        single = {name: copy.digests.parts for name, copy in self.copied_questions(chapter).items()}

        def fresh(item: Node) -> Node:
            name = field(item, "id")
            if not isinstance(name, Scalar) or shipped.get(name.value, item) is item:
                return item
            if whole.get(f"questions.{name.value}") == digests_of(item).whole[:SHORT_DIGEST]:
                return item
            return without_stale_words(self.reading, shipped[name.value], item, single.get(name.value, {}))

        return questions._replace(items=tuple(map(fresh, questions.items)))

    def _files(self, folder: str) -> list[Path]:
        return [path for path in self._entries(folder) if path.suffix == ENDING and not path.name.startswith(".")]

    def _entries(self, folder: str) -> list[Path]:
        """Return the sorted paths in a folder of the content. A folder that cannot be read is noted as a problem."""
        path = self._folder / folder
        try:
            return entries(path)
        except FileNotFoundError:
            return []
        except OSError as error:
            self.unreadable = True
            self.reading.problems.append(unreadable(path, error))
            return []

    def read_the_rest(self) -> None:
        """Read the chapters if guide.yaml does not list them, so that their problems are reported all the same."""
        if not self._chapters_read:
            for name in self.names("chapters"):
                self._chapter(1, name)


def is_of_forms(path: Path) -> bool:
    """Return whether a file of terms holds their forms in a language: there is a translation of the same name."""
    return path.parent.name == "terms" and is_file(path.parents[1] / LANGUAGES / f"{path.stem}.po")


def _as_documented(node: Node) -> Node:
    from senaudit.school.field_names import with_field_names  # only files that people write need it

    return with_field_names(node)
