"""The step from a layout input to a document of any edition but PDF. A build of a PDF does not import it."""

from __future__ import annotations

from senaudit.editions.edition_input import EditionInput
from senaudit.layout.answers import blanks_of, words_asked
from senaudit.layout.markup import Element
from senaudit.problems import Problem
from senaudit.recipe.request import Request, file_name
from senaudit.recipe.sources import digest
from senaudit.recipe.steps import Document, LayoutInput, check_icons_and_pictures, nothing_printed, title_of

_CHECKED = 24.0, 24.0
"""The width and height at which pictures are checked, in points: 200 by 200 pixels show every line of a logo."""


def write_edition(request: Request, layout_input: LayoutInput) -> Document:
    """Return the document of a layout input, in an edition that is no PDF. Raises as `build` does.

    Its warnings are those of the content, and of pictures that are not seen.
    """
    warnings = (*layout_input.warnings, *check_pictures(layout_input))
    page_count, element = None, layout_input.element
    if not element.text().strip() and not any(each.tag == "figure" for each in element.walk()):
        raise nothing_printed(element)
    if request.format == "docx":
        from senaudit.editions.word.writer import word_of

        data = word_of(edition_input(request, layout_input)._replace(form=form_digest(element)))
    elif request.format == "html":
        from senaudit.editions.web.page import page_of

        data = page_of(edition_input(request, layout_input))
    elif request.format == "txt":
        from senaudit.editions.text.writer import text_of

        data = text_of(element)
    else:
        from senaudit.editions.braille.writer import braille_of

        data, page_count = braille_of(element, *request.appearance.cells_and_lines)
    return Document(data, page_count, file_name(request, layout_input.part), warnings)


def form_digest(element: Element) -> str:
    """Return the digest of what a document asks, the same as in a PDF with fields; "" if nothing can be filled in."""
    blanks = blanks_of(element)
    return digest(words_asked(blanks.values())) if blanks else ""


def check_pictures(layout_input: LayoutInput) -> list[Problem]:
    """Return the warnings for the document's pictures. What is wrong for a PDF is wrong for every edition.

    Raises SenauditError for an icon or picture that there is not, and as `read_picture` does.
    """
    check_icons_and_pictures(layout_input.element.walk(), layout_input.pictures)
    named = {element.get("picture") for element in layout_input.element.walk() if element.tag == "figure"}
    if not (pictures := sorted(named & layout_input.pictures.keys())):
        return []
    from senaudit.pictures.raster import read_picture, unseen

    return unseen(read_picture(layout_input.pictures[name], *_CHECKED)[0] for name in pictures)


def edition_input(request: Request, layout_input: LayoutInput) -> EditionInput:
    """Return the input of a writer that shows the look or pictures. Raises SenauditError for mistakes in the look."""
    from senaudit.typeset.theme import PAPERS, theme_of

    element, look, look_place, _, pictures, *_ = layout_input
    theme = theme_of(look, look_place, request.shown.text_size)
    paper, one_sided = PAPERS[request.paper], request.shown.one_sided
    is_large, title = request.appearance.look == "large-print", title_of(element, request)
    return EditionInput(element, title, pictures, is_large, theme.body, theme.leading, paper, one_sided, request.date)
