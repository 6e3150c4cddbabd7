"""The packs of many schools, one after the other: what they share is read, rendered, set and drawn once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from senaudit.build import Choices, Document, Manuscript, about_school, build, finished, proof, read_manuscript
from senaudit.content.model import Guide
from senaudit.content.school import School
from senaudit.content.schools import SchoolContent, Schools
from senaudit.content.schools_table import SchoolRow, told_by_row
from senaudit.content.select import select
from senaudit.content.shipped import shipped
from senaudit.content.text import Text
from senaudit.layout.merge import MailMerge, MergeError, mergeable, stand_in
from senaudit.pdf.standing import Latest, Standing
from senaudit.problems import Place, SenauditError

_MOST = 6
"""How many formes are kept: three documents of schools that fill in some fields, and of others that fill in more."""


class _Forme(NamedTuple):
    """A document ready for printing, as printers call it, but for the words of a school, which are filled in."""

    manuscript: Manuscript
    merge: MailMerge
    standing: Standing


class Press:
    """Makes the documents of a table's schools; it may be used for rows in any order, best for like rows in turn."""

    def __init__(self, each: tuple[Choices, ...], beside: Path) -> None:
        """`each` is what is wanted of every school; `beside` is the folder of the table."""
        self._each = each
        folder = each[0].content or shipped("content")
        self._schools = Schools(folder, beside, partial(proof, each[0].font))
        self._formes = Latest[tuple[Guide, _Forme | None]](_MOST)

    def documents(self, row: SchoolRow) -> list[Document]:
        """Return the documents of a row's school, in the order of the choices.

        Their bytes are those that the same school's own folder would give. Raises SenauditError for mistakes in the row
        (each told by row and column), in the school's folder, in content, templates or looks; UsageError for a choice
        that names nothing; FileError for a file that cannot be read.
        """
        try:
            content = self._schools.content(row)
            made = [self._document(choices, content) for choices in self._each]
        except SenauditError as error:
            problems = sorted(error.problems, key=lambda problem: problem.place or Place(""))
            raise type(error)([told_by_row(row, problem) for problem in problems]) from None
        return [each._replace(warnings=tuple(told_by_row(row, told) for told in each.warnings)) for each in made]

    def _document(self, choices: Choices, content: SchoolContent) -> Document:
        choices = replace(choices, school=content.folder)
        school = content.guide.school
        if content.shared is not None and school is not None and not choices.templates:
            words = _words(school)
            if all(map(mergeable, words.values())) and (forme := self._forme(choices, content.shared, school)):
                forme.merge.fill_in(words)
                manuscript = forme.manuscript._replace(warnings=content.guide.warnings)
                return finished(choices, about_school(manuscript, school), forme.standing)
        return build(choices, guide=select(content.guide, choices.chapters, choices.questions, choices.audiences))

    def _forme(self, choices: Choices, shared: Guide, school: School) -> _Forme | None:
        """Return the forme of all schools that fill in the same fields; None if the templates do not allow of one."""
        key = (choices, id(shared), frozenset(_words(school)))
        return self._formes.get(key, lambda: (shared, _set_up(choices, shared, school)))[1]


def _set_up(choices: Choices, shared: Guide, school: School) -> _Forme | None:
    guide = select(shared, choices.chapters, choices.questions, choices.audiences)
    places = {name: Place(name) for name in _words(school)}
    manuscript = read_manuscript(choices, guide._replace(school=_standing_in(school, places)))
    try:
        merge = MailMerge(manuscript.element, places)
    except MergeError:
        return None
    return _Forme(manuscript, merge, Standing(merge.changing))


def _words(school: School) -> dict[str, Text]:
    """Return what is printed of a school, by the names of the fields."""
    words = {name: value for name, value in school._asdict().items() if isinstance(value, Text)}
    return words | {"logo": school.logo.text} if school.logo else words


def _standing_in(school: School, places: dict[str, Place]) -> School:
    """Return a school each of whose words is a stand-in, at its place."""
    words = {name: Text(stand_in(name), place) for name, place in places.items()}
    logo = school.logo._replace(text=words.pop("logo")) if school.logo else None
    return school._replace(**words, logo=logo)
