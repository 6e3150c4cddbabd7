"""Draw the display list on ReportLab's canvas, and return the bytes of the file.

A page is one string of PDF operators. ReportLab embeds the fonts and manages the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from reportlab import rl_config

from senaudit.layout.markup import Element
from senaudit.layout.roles import STANDARD_ROLES
from senaudit.pdf.embedding import registered
from senaudit.pdf.font_codes import FontCodes
from senaudit.pdf.information import About, describe
from senaudit.pdf.object_streams import PageContent, PdfCanvas, PictureContent, file_of, packed
from senaudit.pdf.operators import Painter, characters, picture_name, union_of
from senaudit.pdf.outline import Bookmarks, box_of, description, leads, outline_of
from senaudit.pdf.reprint import Drawn, DrawnPage, Reprint, annotated, pictures_of
from senaudit.pdf.structure import Structure, bound, structure_of
from senaudit.pdf.tagging import LinkAnnotation, LongStringError, TaggedCanvas, TaggingError
from senaudit.pictures.raster import Pixels
from senaudit.problems import Problem, SenauditError, internal_error
from senaudit.typeset.faces import Family, has_right_to_left
from senaudit.typeset.page import Link, Page

if TYPE_CHECKING:
    from senaudit.pdf.form_fields import Form, FormFields, LinkToAdd
    from senaudit.pdf.form_widgets import Widget


@contextmanager
def _long_texts_told() -> Iterator[None]:
    """Raise SenauditError in place of LongStringError."""
    try:
        yield
    except LongStringError as error:
        message = f"a title, heading or description is too long for a PDF: {error}"
        raise SenauditError([Problem("text-beyond-limit", None, message, "shorten it")]) from error


@_long_texts_told()
def draw(
    pages: list[Page],
    document: Element,
    about: About,
    family: Family,
    progress: Callable[[int, int], None] = lambda drawn, total: None,
    reprint: Reprint | None = None,
    form: Form | None = None,
) -> bytes:
    """Return the pages as a PDF file that conforms to PDF/UA-1 and PDF/A-2a. Their list is emptied.

    A page goes once it is drawn.

    The same pages give the same bytes, because the file has no random name, and no date but that of `about`. After each
    page, `progress` is called with the number of pages drawn and the number of all pages. A `reprint` makes it quicker
    to draw documents that are alike. With a `form`, the pages can be filled in on a screen, and the file does not claim
    PDF/A. Raises SenauditError, with the place, for content that cannot be tagged: see `structure` and `tagging`.
    """
    if has_right_to_left(family):
        reprint = None  # a structure element has the words themselves
    if reprint is not None and (printed := reprint.printed(pages, document, about, form)) is not None:
        return printed
    rl_config.useA85 = 0  # binary streams are quicker than ASCII ones, and a fifth smaller
    structure = structure_of(document, form.names if form else (), family.is_rtl)
    canvas = _canvas(structure, about, family)
    fields = _fields(form, canvas, structure, family.is_rtl)
    pictures: dict[Pixels, PictureContent] = {}
    together = union_of(characters(pieces) for page in pages for pieces in (page.body, page.foot))
    codes = FontCodes(together, canvas.document)
    painter = Painter(codes.of, partial(_pictured, canvas, pictures))
    bookmarks = Bookmarks(pages)
    drawn_pages = []
    count = len(pages)
    while pages:
        page = pages.pop(0)
        canvas.setPageSize((page.width, page.height))
        body, foot = (packed(painter.painted(each, page.height, structure, canvas)) for each in (page.body, page.foot))
        marked = tuple(canvas.page.elements)
        annotations = _annotations(list(_links(canvas, page, structure, bookmarks)), page, fields)
        canvas.showPage()
        content = canvas.finished[-1].page.Contents = PageContent((body, foot))
        if reprint is not None:
            drawn_pages.append(
                DrawnPage(page, body, marked, characters(page.body), annotated(page), *annotations, content)
            )
        progress(count - len(pages), count)
    for figure, box in painter.boxes.items():
        bound(figure, box)
    _add_outline(canvas, bookmarks)
    _check_painted(canvas, structure, fields, family)
    bookmarks.check()
    if reprint is None:
        structure.of.clear()  # the largest of what only painting needs: the file takes its room
    file = file_of(canvas)
    if reprint is not None:
        painted = list(pictures.values()), pictures_of(each.page for each in drawn_pages)[1]
        reprint.take(Drawn(canvas, structure, about, together, codes, drawn_pages, *painted, file, fields))
    return file.written()


def _canvas(structure: Structure, about: About, family: Family) -> PdfCanvas:
    canvas = PdfCanvas(
        BytesIO(),
        root=structure.root,
        roles=STANDARD_ROLES,
        pageCompression=1,
        pdfVersion=(1, 7),
        lang=about.language,
        initialFontName=registered(family.face()),
    )
    canvas.setViewerPreference("DisplayDocTitle", "true")
    if family.is_rtl and not about.in_two_languages:
        canvas.setViewerPreference("Direction", "R2L")
    describe(canvas, about)
    return canvas


def _add_outline(canvas: PdfCanvas, bookmarks: Bookmarks) -> None:
    canvas.document.Outlines = canvas.document.Catalog.Outlines = outline = outline_of(bookmarks)
    if outline.items:
        canvas.showOutline()


def _pictured(canvas: TaggedCanvas, pictures: dict[Pixels, PictureContent], pixels: Pixels) -> str:
    """Return the name of a picture on its page. Its first use adds it to the file."""
    if pixels not in pictures:
        content = PictureContent(pixels)
        canvas.document.addForm(str(len(pictures)), content)
        pictures[pixels] = content
    number = list(pictures).index(pixels)
    canvas.doForm(str(number))
    return picture_name(number)


def _check_painted(canvas: TaggedCanvas, structure: Structure, fields: FormFields | None, family: Family) -> None:
    if has_right_to_left(family):
        structure.put_in_order()
    structure.settle_heads()
    try:
        canvas.check_painted(structure.awaited)
    except TaggingError as error:
        raise SenauditError([_not_printed(error)]) from error
    if fields:
        fields.finish()


def _not_printed(error: TaggingError) -> Problem:
    """Return the problem of an element that needs content and has none: its template has put it in a wrong place."""
    if not isinstance(error.source, Element):
        return internal_error(error)
    message = f"this <{error.source.tag}> is not printed where it stands: {error}"
    return Problem("not-printed", error.source.place, message, "put it where the shipped templates have it")


def _fields(form: Form | None, canvas: TaggedCanvas, structure: Structure, flush_right: bool) -> FormFields | None:
    if form is None:
        return None
    from senaudit.pdf.form_fields import FormFields

    return FormFields(form, canvas, structure, flush_right)


def _annotations(
    links: Sequence[LinkToAdd], page: Page, fields: FormFields | None
) -> tuple[list[LinkAnnotation], list[Widget]]:
    """Add a page's links and fields, and return them."""
    return fields.add(page, links) if fields else ([add() for _, add in links], [])


def _links(canvas: TaggedCanvas, page: Page, structure: Structure, bookmarks: Bookmarks) -> Iterator[LinkToAdd]:
    """Yield a page's links, which are still to be added. Each has a description for screen readers."""
    for link in page.body:
        if isinstance(link, Link):
            node = structure.element_of(link.element, f"the link to {link.target}")
            if node is not None:
                target = leads(link, bookmarks, canvas.document)
                yield node, partial(canvas.tagged_link, node, box_of(link, page), target, description(link))
