"""Read the content of each row of a table. The content that rows share is read once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from senaudit.content.fields import Reading
from senaudit.content.model import Guide
from senaudit.content.school import School
from senaudit.content.select import check_references
from senaudit.content.text import Text
from senaudit.files.paths import inside, leads_out, refused
from senaudit.problems import FileError, Problem, SenauditError, UsageError
from senaudit.recipe.reading import proof, proofed, raise_or_warn, translation
from senaudit.recipe.request import Sources, language_tag, need_language
from senaudit.recipe.sources import own_fonts
from senaudit.school.load import TERMS, RowParticulars, load_guide
from senaudit.school.particulars import IN_ROW, TERMS_FILLED, read_school, read_terms
from senaudit.schools.row import FOLDER, LANGUAGE, SchoolRow
from senaudit.source.nodes import Node, Scalar
from senaudit.typeset.faces import FontChoice

if TYPE_CHECKING:
    from senaudit.content.translation import Translation

SHARED_FIELDS = ("terms", "supplement", *TERMS_FILLED)
"""The fields that change words all over the content, or its questions.

Schools with the same values share the rest of the content.
"""


class _Shared(NamedTuple):
    """The content without a school, and the terms that its school fields may use.

    `fields` are its language and the values of the SHARED_FIELDS.
    """

    fields: tuple[str | None, ...]
    guide: Guide
    terms: dict[str, Text]


class SchoolContent(NamedTuple):
    """A school's content, its own folder or None, and, without a folder, the content that it shares with other rows.

    `shared_fields` are the values of the SHARED_FIELDS with which this content was read. `language` is what it is in,
    None for that in which it was written.
    """

    guide: Guide
    folder: Path | None
    shared: Guide | None
    shared_fields: tuple[str | None, ...] = ()
    language: str | None = None


class Schools:
    """Reads the content of a table's schools. The shared content is kept while rows have the same SHARED_FIELDS."""

    def __init__(
        self,
        folder: Path,
        table_folder: Path,
        font: FontChoice | None = "auto",
        with_letter: bool = False,
        language: str | None = None,
        fonts: Path | None = None,
    ) -> None:
        """`folder` holds the content; `table_folder` holds the table, the schools' folders and the logos.

        `fonts` is a folder of fonts that all schools share.

        `with_letter` is that of `load_guide`. `language` is that of rows that name none.
        """
        self._folder = folder
        self._table_folder = table_folder
        self._font = font
        self._fonts = fonts
        self._with_letter = with_letter
        self._language = language
        self._translations: dict[tuple[str | None, Path | None], Translation | None] = {}
        self._shared: _Shared | None = None

    def content(self, row: SchoolRow) -> SchoolContent:
        """Return a row's content. The places of problems in the row are cells; `with_row_label` puts them in words.

        Raises SenauditError with the problems of the row, its folder or the content; FileError if a file cannot be
        read.
        """
        own = self._folder_of(row)
        language = language_tag(row.cell(LANGUAGE)) or self._language
        if own is not None:
            read = partial(_read_row, own)
            loaded = load_guide(
                self._folder, TERMS, own, RowParticulars(row.node(), read), with_letter=self._with_letter,
                translation=self._translation(row, language, own),
            )  # fmt: skip
            fonts = own_fonts(Sources(school=own, fonts=self._fonts))
            return SchoolContent(proofed(loaded, self._font, fonts), own, None, language=language)
        shared = self._content(row)
        school, warnings = self._school(row, shared.terms, str(shared.guide.labels["logo"]), shared.guide)
        guide = shared.guide._replace(school=school, warnings=(*shared.guide.warnings, *warnings))
        return SchoolContent(guide, None, shared.guide, shared.fields, language)

    def _translation(self, row: SchoolRow, language: str | None, own: Path | None) -> Translation | None:
        """Return the translation for a row, read once. Raises SenauditError at the row's cell if there is none."""
        key = language, own
        if key not in self._translations:
            try:
                if language:
                    need_language(language)
                self._translations[key] = translation(Sources(self._folder, own), language)
            except UsageError as error:
                place = row.place_of(LANGUAGE)
                raise SenauditError([problem._replace(place=place) for problem in error.problems]) from None
        return self._translations[key]

    def _folder_of(self, row: SchoolRow) -> Path | None:
        """Return the folder beside the table that a row names, or None.

        Raises SenauditError if it lies elsewhere, and FileError if it does not exist.
        """
        if row.folder is None:
            return None
        place = row.place_of(FOLDER)
        hint = "name a folder that lies beside the table, or inside a folder there"
        if reason := refused(row.folder):
            raise SenauditError(
                [Problem("folder-name-refused", place, f"the folder’s name “{row.folder}” {reason}", hint)]
            )
        path = inside(self._table_folder, row.folder)
        try:
            out = leads_out(self._table_folder, path)
        except (OSError, RuntimeError):  # the link leads to itself
            out = True
        if out:
            raise SenauditError(
                [Problem("link-leads-out", place, f"“{row.folder}” is a link that leads to another place", hint)]
            )
        if not path.is_dir():
            message = f"there is no folder “{row.folder}” beside the table"
            raise FileError(
                [Problem("folder-missing", place, message, "make the folder, correct its name, or empty this cell")]
            )
        return path

    def _content(self, row: SchoolRow) -> _Shared:
        """Return the content that a row shares with others. Raises SenauditError with its problems and the row's."""
        node = row.node()
        entries = tuple((key, value) for key, value in node.entries if key.value in SHARED_FIELDS)
        values = {key.value: cast(Scalar, value).value for key, value in entries}
        language = language_tag(row.cell(LANGUAGE)) or self._language
        fields = (language, *(values.get(name) for name in SHARED_FIELDS))
        if self._shared is None or self._shared.fields != fields:
            terms: dict[str, Text] = {}

            def fill_in(reading: Reading, node: Node, words: str) -> None:
                terms.update(read_terms(reading, node))

            filled = node._replace(entries=entries)
            try:
                particulars = RowParticulars(filled, fill_in)
                loaded = load_guide(
                    self._folder, TERMS, None, particulars, with_letter=self._with_letter,
                    translation=self._translation(row, language, None),
                )  # fmt: skip
                guide = proofed(loaded, self._font, own_fonts(Sources(fonts=self._fonts)))
            except SenauditError as error:
                raise type(error)(dict.fromkeys((*error.problems, *self._problems(row)))) from None
            # The row's own warnings are found again for each row, at its own cells.
            warnings = tuple(each for each in guide.warnings if not each.place or row.column_at(each.place) is None)
            self._shared = _Shared(fields, guide._replace(warnings=warnings), terms)
        return self._shared

    def _problems(self, row: SchoolRow) -> tuple[Problem, ...]:
        """Return the problems of a row by itself, whatever its terms are."""
        try:
            return self._school(row, None, "")[1]
        except SenauditError as error:
            return error.problems

    def _school(
        self, row: SchoolRow, terms: dict[str, Text] | None, logo_words: str, guide: Guide | None = None
    ) -> tuple[School, tuple[Problem, ...]]:
        """Return the school of a row, and warnings. Raises SenauditError with the row's problems.

        With a `guide`, the names that the row refers to must be in it.
        """
        reading = Reading()
        reading.terms = dict(terms) if terms is not None else None
        school = reading.attempt(
            lambda reading, node: _read_row(self._table_folder, reading, node, logo_words), row.node()
        )
        if guide is not None:
            check_references(guide, reading)
        told = proof(reading.texts, self._font, own_fonts(Sources(fonts=self._fonts)))
        return school, raise_or_warn(reading.problems, (*reading.warnings, *told))


def _read_row(folder: Path, reading: Reading, node: Node, words: str) -> School:
    return read_school(folder, reading, node, words, IN_ROW)
