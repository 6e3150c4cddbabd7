"""The packs of many schools, one after the other: what they share of their content is read once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from senaudit.build import Choices, Document, build, proof
from senaudit.content.schools import Schools
from senaudit.content.schools_table import SchoolRow, told_by_row
from senaudit.content.select import select
from senaudit.content.shipped import shipped
from senaudit.problems import Place, SenauditError


class Press:
    """Makes the documents of a table's schools; it may be used for rows in any order, best for like rows in turn."""

    def __init__(self, each: tuple[Choices, ...], beside: Path) -> None:
        """`each` is what is wanted of every school; `beside` is the folder of the table."""
        self._each = each
        folder = each[0].content or shipped("content")
        self._schools = Schools(folder, beside, partial(proof, each[0].font))

    def documents(self, row: SchoolRow) -> list[Document]:
        """Return the documents of a row's school, in the order of the choices.

        Their bytes are those that the same school's own folder would give. Raises SenauditError for mistakes in the row
        (each told by row and column), in the school's folder, in content, templates or looks; UsageError for a choice
        that names nothing; FileError for a file that cannot be read.
        """
        try:
            return self._documents(row)
        except SenauditError as error:
            problems = sorted(error.problems, key=lambda problem: problem.place or Place(""))
            raise type(error)([told_by_row(row, problem) for problem in problems]) from None

    def _documents(self, row: SchoolRow) -> list[Document]:
        guide, own, _ = self._schools.content(row)
        documents = []
        for choices in self._each:
            choices = replace(choices, school=own)
            fewer = select(guide, choices.chapters, choices.questions, choices.audiences)
            made = build(choices, guide=fewer)
            documents.append(made._replace(warnings=tuple(told_by_row(row, each) for each in made.warnings)))
        return documents
