"""The display list onto ReportLab's canvas, and the canvas into bytes.

A page's ink is one string of PDF operators; ReportLab embeds the fonts, and writes links, bookmarks and the file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import NamedTuple

from reportlab import rl_config
from reportlab.pdfbase.ttfonts import TTFont

from senaudit.layout.markup import Element
from senaudit.pdf.compact import PageContent, PictureContent, file_of, packed
from senaudit.pdf.fonts import Family
from senaudit.pdf.ink import Ink, characters
from senaudit.pdf.page import Anchor, Link, Page
from senaudit.pdf.pictures import Pixels
from senaudit.pdf.plate import Characters, Drawn, Plate, Sheet, picture_content, picture_name, union_of
from senaudit.pdf.structure import ROLES, Structure, bound, structure_of
from senaudit.pdf.tagging import TaggedCanvas, TaggingError
from senaudit.problems import Problem, SenauditError


class About(NamedTuple):
    """What a PDF says of itself."""

    title: str
    author: str
    subject: str
    language: str


def draw(
    pages: Sequence[Page],
    document: Element,
    about: About,
    family: Family,
    progress: Callable[[int, int], None] = lambda drawn, total: None,
    plate: Plate | None = None,
) -> bytes:
    """Return the pages as a PDF file that conforms to PDF/UA-1.

    The same pages give the same bytes: the file carries no date and no random name. After each page `progress` is told
    how many are drawn, and how many there are. A `plate` makes it quicker to draw documents that are alike. Raises
    SenauditError, with the place, for what cannot be tagged: see `structure` and `tagging`.
    """
    if plate is not None and (printed := plate.printed(pages, document, about)) is not None:
        return printed
    rl_config.useA85 = 0  # streams as they are: quicker, and a fifth smaller, than spelled out in ASCII
    structure = structure_of(document)
    canvas = _canvas(structure, about, family)
    pictures: dict[Pixels, PictureContent] = {}
    printing = [characters(page.body) for page in pages]
    together = union_of([*printing, *(characters(page.foot) for page in pages)])
    codes = _codes(canvas, together)
    ink = Ink(partial(canvas.codes, ascii_kept=True), partial(_pictured, canvas, pictures))
    sheets = []
    for page, printed_there in zip(pages, printing, strict=True):
        canvas.setPageSize((page.width, page.height))
        body, foot = (packed(ink.painted(each, page.height, structure, canvas)) for each in (page.body, page.foot))
        marked = tuple(canvas.page.elements)
        _annotate(canvas, page, structure)
        canvas.showPage()
        content = canvas.finished[-1].page.Contents = PageContent((body, foot))
        sheets.append(Sheet(page, body, marked, printed_there, content))
        progress(len(sheets), len(pages))
    for figure, box in ink.boxes.items():
        bound(figure, box)
    if any(isinstance(piece, Anchor) and piece.level >= 0 for page in pages for piece in page.body):
        canvas.showOutline()
    _check_painted(canvas)
    file = file_of(canvas)
    if plate is not None:
        plate.take(Drawn(canvas, structure, about, together, codes, sheets, list(pictures.values()), file))
    return file.written()


def _codes(canvas: TaggedCanvas, together: Characters) -> dict[TTFont, dict[str, tuple[str, str]]]:
    """Return the codes of all characters in the fonts. They do not depend on where each is printed first."""
    fonts = sorted(together, key=lambda font: font.fontName)
    return {font: {each: canvas.codes(each, font)[0] for each in (" ", *sorted(together[font]))} for font in fonts}


def _canvas(structure: Structure, about: About, family: Family) -> TaggedCanvas:
    canvas = TaggedCanvas(
        BytesIO(),
        root=structure.root,
        roles=ROLES,
        pageCompression=1,
        invariant=1,
        pdfVersion=(1, 7),
        lang=about.language,
        initialFontName=family.face().font_name,
    )
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.subject)
    canvas.setCreator("senaudit")
    canvas.setProducer("senaudit with ReportLab")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.describe(about.title, about.author, about.language)
    return canvas


def _pictured(canvas: TaggedCanvas, pictures: dict[Pixels, PictureContent], pixels: Pixels) -> str:
    """Return the name of a picture on its page; the first time, the file takes it in."""
    if pixels not in pictures:
        content = picture_content(pixels)
        canvas.document.addForm(str(len(pictures)), content)
        pictures[pixels] = content
    number = list(pictures).index(pixels)
    canvas.doForm(str(number))
    return picture_name(number)


def _check_painted(canvas: TaggedCanvas) -> None:
    try:
        canvas.check_painted()
    except TaggingError as error:
        place = error.source.place if isinstance(error.source, Element) else None
        raise SenauditError(
            [Problem(place, str(error), "this is a mistake of the program: please report it")]
        ) from error


def _annotate(canvas: TaggedCanvas, page: Page, structure: Structure) -> None:
    """Add a page's links and bookmarks."""
    for piece in page.body:
        if isinstance(piece, Link):
            _link(canvas, piece, page.height, structure)
        elif isinstance(piece, Anchor):
            canvas.bookmarkHorizontal(piece.name, 0, page.height - piece.y + 6)
            if piece.level >= 0:
                canvas.addOutlineEntry(piece.title, piece.name, piece.level, closed=piece.level > 0)


def _link(canvas: TaggedCanvas, link: Link, height: float, structure: Structure) -> None:
    """Add a link; what it says to who cannot see it is where it leads."""
    box = (link.x, height - link.y - link.height, link.x + link.width, height - link.y)
    node = structure.element_of(link.element, f"the link to {link.target}")
    words = link.element.text() if link.element is not None else ""
    if node is not None:
        canvas.tagged_link(node, box, link.target, words if link.target.startswith("#") else link.target)
