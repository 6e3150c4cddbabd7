"""The packs of many schools, one after the other. The parts that they share are read, rendered, set and drawn once."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from senaudit.content.model import Guide
from senaudit.content.school import School
from senaudit.content.select import select
from senaudit.content.text import Text
from senaudit.files.shipped import shipped
from senaudit.layout.merge import MailMerge, MergeError, links_of, mergeable, placeholder
from senaudit.pdf.reprint import Reprint
from senaudit.problems import Place, SenauditError, by_place
from senaudit.recipe.request import Request, braille_problem, font_of
from senaudit.recipe.steps import Document, LayoutInput, about_school, build, prepare, write_document
from senaudit.schools.reading import SchoolContent, Schools
from senaudit.schools.row import LANGUAGE
from senaudit.schools.table import SchoolRow, with_row_label
from senaudit.typeset.layout_cache import Latest, LayoutCache

_MOST = 6
"""How many prepared documents of an edition are kept: the three of a pack, for two different sets of filled-in fields.
"""


class _Prepared(NamedTuple):
    """A document that is complete except for a school's words, which are filled in."""

    layout_input: LayoutInput
    merge: MailMerge
    cache: LayoutCache
    reprint: Reprint


class MergedPacks:
    """Makes the documents of a table's schools. Rows may come in any order; similar rows in turn are fastest."""

    def __init__(self, requests: tuple[Request, ...], folder: Path) -> None:
        """`requests` are the documents to make for every school; `folder` is the table's folder."""
        self._requests = requests
        content = requests[0].sources.content or shipped("content")
        with_letter = any(request.kind == "letter" for request in requests)
        language, fonts = requests[0].language, requests[0].sources.fonts
        self._schools = Schools(content, folder, font_of(requests), with_letter, language, fonts)
        self._prepared = Latest[_Prepared | None](_MOST * len({request.format for request in requests}))

    def documents(self, row: SchoolRow) -> list[Document]:
        """Return the documents of a row's school, in the order of the requests.

        Their bytes are the same as if the school had a folder of its own and was built alone. Raises SenauditError for
        mistakes in the row (each names its row and column), in the school's folder, in content, templates or looks;
        UsageError if a chapter, question or group does not exist; FileError if a file cannot be read.
        """
        try:
            content = self._schools.content(row)
            if any(request.format == "brf" for request in self._requests):
                self._need_english(row, content.language)
            made = [self._document(request, content) for request in self._requests]
        except SenauditError as error:
            problems = sorted(error.problems, key=by_place)
            raise type(error)([with_row_label(row, problem) for problem in problems]) from None
        return [one._replace(warnings=tuple(with_row_label(row, told) for told in one.warnings)) for one in made]

    def _need_english(self, row: SchoolRow, language: str | None) -> None:
        """Raise SenauditError at the row's cell if it asks for Braille of another language."""
        if problem := braille_problem(language):
            raise SenauditError([problem._replace(place=row.place_of(LANGUAGE))])

    def _document(self, request: Request, content: SchoolContent) -> Document:
        request = request._replace(sources=request.sources._replace(school=content.folder), language=content.language)
        school = content.guide.school
        if school is not None and not request.sources.templates:
            words = _words(school)
            prepared = self._prepared_for(request, content, school) if all(map(mergeable, words.values())) else None
            if prepared is not None:
                prepared.merge.fill_in(words)
                layout_input = prepared.layout_input._replace(warnings=content.guide.warnings)
                return write_document(request, about_school(layout_input, school), prepared.cache, prepared.reprint)
        return build(request, guide=select(content.guide, request.selection))

    def _prepared_for(self, request: Request, content: SchoolContent, school: School) -> _Prepared | None:
        """Return the document that schools with the same filled-in fields, and addresses in the same of them, share.

        Return None if the school has its own content, or if the templates do not allow a merge.
        """
        shared = content.shared
        if shared is None:
            return None
        words = frozenset((name, links_of(words)) for name, words in _words(school).items())
        key = (request, content.shared_fields, words)
        return self._prepared.get(key, lambda: _prepare_merge(request, shared, school))


def _prepare_merge(request: Request, shared: Guide, school: School) -> _Prepared | None:
    guide = select(shared, request.selection)
    places = {name: Place(Path(name)) for name in _words(school)}
    layout_input = prepare(request, guide._replace(school=_with_placeholders(school, places)))
    try:
        merge = MailMerge(layout_input.element, places, _words(school))
    except MergeError:
        return None
    return _Prepared(layout_input, merge, LayoutCache(merge.changing, merge.filled_in), Reprint())


def _words(school: School) -> dict[str, Text]:
    """Return the printed words of a school, by field name."""
    words = {name: value for name, value in school._asdict().items() if isinstance(value, Text)}
    return words | {"logo": school.logo.text} if school.logo else words


def _with_placeholders(school: School, places: dict[str, Place]) -> School:
    """Return the school with a placeholder for each of its words, at the given places."""
    words = {name: Text(placeholder(name), place) for name, place in places.items()}
    logo = school.logo._replace(text=words.pop("logo")) if school.logo else None
    return school._replace(**words, logo=logo)
