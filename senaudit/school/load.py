"""Read a folder of YAML files into a checked `Guide`, and find every problem of every file in one run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from senaudit.content import parts
from senaudit.content.fields import Reader, Reading, text
from senaudit.content.model import Chapter, Glossary, GlossaryEntry, Guide, Introduction, Letter, Poster
from senaudit.content.school import School
from senaudit.content.select import check_references
from senaudit.content.text import Text
from senaudit.problems import FileError, Place, Problem, did_you_mean, nearest
from senaudit.school.folder import SchoolFolder
from senaudit.school.names import FINDINGS, GUIDE_FILES, LETTER, SCHOOL, SUPPLEMENT
from senaudit.school.overlay import field, overlaid
from senaudit.school.particulars import filled_in, own_words, read_school
from senaudit.school.reading import read
from senaudit.school.tree import Tree, is_of_forms
from senaudit.source.nodes import Node, Scalar, unreadable

if TYPE_CHECKING:
    from senaudit.content.translation import Original, TranslatedReading, Translation

TERMS = "england"
"""The terms that are used if the school chooses none."""

ReadForm = Callable[[Reading, Node, str], School | None]
"""Reads a school's particulars, and adds them to the terms. The text is the label for a logo."""


class RowParticulars(NamedTuple):
    """A school's particulars from a row of a table.

    `read` reads the school from the node, with the school.yaml of the school's folder under it.
    """

    node: Node
    read: ReadForm


class OtherFiles(NamedTuple):
    """The parts that are read before guide.yaml. `entries` holds the glossary's entries from the file of terms."""

    introduction: Introduction
    poster: Poster
    labels: dict[str, Text]
    audiences: dict[str, Text]
    entries: tuple[GlossaryEntry, ...]
    school: School | None


class Loaded(NamedTuple):
    """The result of reading a folder: the guide, the problems and warnings of its files, and every text in them.

    If any of the problems is not a warning, the guide must not be used. `unreadable` is true if a file or folder could
    not be read. With a translation, `originals` are the texts that it is of.
    """

    guide: Guide
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    texts: tuple[Text, ...]
    unreadable: bool
    originals: tuple[Original, ...] = ()


def load_guide(
    folder: Path,
    terms: str = TERMS,
    school: Path | None = None,
    row: RowParticulars | None = None,
    with_supplement: bool = False,
    with_findings: bool = False,
    with_letter: bool = False,
    translation: Translation | None = None,
) -> Loaded:
    """Read the files of `folder`, with the changes of a school's own folder `school`, and return the result.

    The terms are those of `terms/<terms>.yaml`, unless the school chooses others. The fields of a table's `row` replace
    those of school.yaml. `with_supplement` adds the whole supplement; otherwise the school chooses its questions.
    `with_findings` reads the words of documents that are made of filled-in sheets, `with_letter` those of a letter.
    With a `translation`, each text that it has is in its language. Raises FileError if there is no such folder.
    """
    tree = _tree(folder, school, translation)
    tree.reading.shipped = folder if school or row else None
    form = _form(tree, row.node if row else None)
    tree.reading.own_words = own_words(form, tree.reading)
    # Terms and audiences come first: the other files name them.
    terms = _chosen_terms(tree, form, terms)
    entries = tree.file(f"terms/{terms}.yaml", parts.terms) or ()
    tree.reading.warnings += _unused_terms(tree.school, terms)
    if with_supplement or field(form, SUPPLEMENT):
        tree.read_supplement(None if with_supplement else field(form, SUPPLEMENT), terms)
    labels, audiences = tree.file("labels.yaml", parts.labels) or ({}, {})
    particulars = _read_form(tree, form, row and row.read, str(labels.get("logo", "")))
    introduction = tree.file("introduction.yaml", parts.introduction)
    poster = tree.file("poster.yaml", parts.poster)
    others = OtherFiles(introduction, poster, labels, audiences, entries, particulars)
    guide = tree.file("guide.yaml", partial(read_guide, tree.chapters, others))
    tree.read_the_rest()
    findings = tree.file(FINDINGS, _findings) if with_findings else None
    letter = tree.file(LETTER, _letter) if with_letter else None
    reading = tree.reading
    if guide:  # after a problem it may be None
        guide = guide._replace(left_out=tree.left_out, findings=findings or {}, letter=letter)
        check_references(guide, reading, tree.names_of_supplement)
    found = tuple(reading.problems), tuple(reading.warnings), tuple(reading.texts), tree.unreadable
    if translation is None:
        return Loaded(guide, *found)
    originals = cast("TranslatedReading", reading).originals
    return Loaded(guide and guide._replace(language=translation.language), *found, tuple(originals.values()))


def read_guide(chapters: Reader[tuple[Chapter, ...]], others: OtherFiles, reading: Reading, node: Node) -> Guide:
    """Read guide.yaml. `others` holds the parts from the other files; `chapters` reads the list of chapters."""
    with reading.fields(node, "guide.yaml") as fields:
        return Guide(
            title=fields.required("title", text, "The guide’s title."),
            subtitle=fields.required("subtitle", text, "What it is, in a sentence."),
            edition=fields.required("edition", text, "The edition."),
            language=fields.required("language", parts.language, "The language tag, for readers aloud: en-GB, cy."),
            introduction=others.introduction,
            chapters=fields.required("chapters", chapters, "The ids of the chapters, in their order."),
            glossary=_with_entries(
                reading,
                fields.required("glossary", parts.glossary, "The terms explained at the end."),
                others.entries,
            ),
            back_matter=fields.optional("back_matter", parts.sections, (), "The sections on the last pages."),
            poster=others.poster,
            labels=others.labels,
            audiences=others.audiences,
            school=others.school,
            terms=reading.terms or {},
            checked=reading.checked,
            abbreviations=reading.abbreviations,
            author=fields.optional("author", text, None, "Whom a PDF names as its author, if it is no school’s."),
        )


def _findings(reading: Reading, node: Node) -> dict[str, Text]:
    from senaudit.content.findings import findings  # few documents have them

    return findings(reading, node)


def _letter(reading: Reading, node: Node) -> Letter:
    from senaudit.content.letter import letter  # only a letter has it

    return letter(reading, node)


def _tree(folder: Path, school: Path | None, translation: Translation | None = None) -> Tree:
    _need_folder(folder)
    own = SchoolFolder(school) if school else None
    if translation is None:
        tree = Tree(folder, own)
        said = field(tree.shipped("guide.yaml"), "language")
        tree.reading.language = said.value if isinstance(said, Scalar) else "en"
        return tree
    from senaudit.content.translation import TranslatedReading  # few builds are in another language

    tree = Tree(folder, own, reading=TranslatedReading(translation, written_in(folder)))
    tree.reading.note(problem for problem in translation.problems if not problem.warning)
    tree.reading.warnings += (problem for problem in translation.problems if problem.warning)
    return tree


def written_in(folder: Path) -> str:
    """Return the language in which a folder of content is written, or British English if it does not say so."""
    try:
        said = field(read(folder / "guide.yaml")[0], "language")
    except FileError:  # it is told where the file is read
        said = None
    return said.value if isinstance(said, Scalar) and said.value else "en-GB"


def _chosen_terms(tree: Tree, form: Node | None, terms: str) -> str:
    """Return the name of the terms to use: the school's choice if that file exists, or else `terms`."""
    chosen = field(form, "terms")
    if not isinstance(chosen, Scalar) or not chosen.value.strip():
        return terms
    known = tree.names("terms")
    if name := next((name for name in known if name.casefold() == chosen.value.strip().casefold()), None):
        return name
    hint = did_you_mean(chosen.value, known)
    message, right = f"there are no terms “{chosen.value}”", nearest(chosen.value, known)
    tree.reading.wrong("unknown-terms", chosen.place, message, hint, fix=right)
    return terms


def _unused_terms(school: SchoolFolder | None, chosen: str) -> list[Problem]:
    """Return a warning for each of the school's own files of terms that its pack does not use."""
    own = school.files("terms") if school else []
    unused = [path for path in own if path.stem != chosen and not is_of_forms(path)]
    message = f"these terms are not used: the pack speaks in those of {chosen}"
    return [
        Problem(
            "terms-not-chosen",
            Place(path),
            message,
            f'write "terms: {path.stem}" in school.yaml',
            warning=True,
        )
        for path in unused
    ]


def _form(tree: Tree, row: Node | None) -> Node | None:
    """Return the form of the school: school.yaml, with the row of a table laid over it. None if there is neither."""
    node = tree.node(SCHOOL) if tree.school and tree.school.file(SCHOOL) else None
    form = filled_in(node) if node is not None else None
    return row if form is None else form if row is None else overlaid(tree.reading, form, row)


def _read_form(tree: Tree, form: Node | None, read: ReadForm | None, logo_words: str) -> School | None:
    """Return the school read from the form; None if there is no form, or the form is wrong."""
    if read is None and tree.school is not None:
        read = partial(read_school, tree.school.path)
    if form is None or read is None:
        return None
    return tree.reading.within("school", lambda reading, node: read(reading, node, logo_words), form)


def _with_entries(reading: Reading, glossary: Glossary, entries: tuple[GlossaryEntry, ...]) -> Glossary:
    """Return the glossary with the entries from the terms added, in alphabetical order."""
    if not glossary:
        return glossary
    places = {reading.original(entry.term): entry.term.place for entry in glossary.entries}
    for entry in entries:
        if place := places.get(reading.original(entry.term)):
            _note_second(reading, str(entry.term), place, entry.term.place)
    entries = (*glossary.entries, *entries)
    if reading.language.partition("-")[0].lower() == "en":
        ordered = sorted(entries, key=lambda entry: entry.term.value.casefold().replace("’", ""))
    else:
        from senaudit.content.alphabetical import alphabetical  # few guides are in another language

        ordered = sorted(entries, key=lambda entry: alphabetical(entry.term.value, reading.language))
    return glossary._replace(entries=tuple(ordered))


def _note_second(reading: Reading, term: str, place: Place, of_terms: Place) -> None:
    """Note the problem of a term that the glossary and the file of terms explain. It is the school's, if either is."""
    message = f"“{term}” is here a second time"
    if reading.is_own(place) or not reading.is_own(of_terms):
        hint = "delete one of the two, or change the one of the terms"
        first = None if reading.is_own(place) and not reading.is_own(of_terms) else Place(of_terms.path)
        reading.wrong("term-worded-twice", place, message, hint, first)
    else:
        reading.wrong("term-worded-twice", of_terms, message, "the guide’s glossary explains it already: delete it")


def _need_folder(folder: Path) -> None:
    hint = "name the folder that holds guide.yaml"
    try:
        if folder.is_dir():
            own = (folder / SCHOOL).is_file() and not all((folder / name).is_file() for name in GUIDE_FILES)
            if not own:
                return
            message = "this is a school’s folder, and not one of content"
            raise FileError([Problem("school-as-content", Place(folder), message, "name it as the school’s folder")])
        message = "this is not a folder" if folder.exists() else "there is no such folder"
    except OSError as error:
        raise FileError([unreadable(folder, error)]) from None
    raise FileError([Problem("not-a-content-folder", Place(folder), message, hint)])
