"""The steps from a request to a document. Each step is a function from one plain value to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from senaudit.content.select import words_of
from senaudit.files.paths import leads_out
from senaudit.files.reading import is_file
from senaudit.files.shipped import is_shipped, shipped
from senaudit.problems import Place, Problem, SenauditError, did_you_mean
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import Request, file_name
from senaudit.recipe.sources import own_fonts, template_folders

if TYPE_CHECKING:
    from senaudit.content.model import Guide
    from senaudit.content.school import School
    from senaudit.layout.markup import Element
    from senaudit.pdf.reprint import Reprint
    from senaudit.pictures.raster import PictureFile
    from senaudit.source.look import Settings
    from senaudit.typeset.faces import Family
    from senaudit.typeset.layout_cache import LayoutCache
    from senaudit.typeset.page import Page
    from senaudit.typeset.theme import Theme

Progress = Callable[[int, int], None]
"""A function that is called after each page, with the number of pages drawn so far and the number of all pages."""


class Document(NamedTuple):
    """A finished document: the bytes of its file, its number of pages, a file name for it, and its warnings.

    The number is None for an edition without pages.
    """

    data: bytes
    page_count: int | None
    file_name: str
    warnings: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        """Return a line without the bytes of the file, of which there are too many to read."""
        pages = "" if self.page_count is None else f"{self.page_count} pages, "
        return f"<Document {self.file_name}: {pages}{len(self.data)} bytes>"


class LayoutInput(NamedTuple):
    """The input of every writer: an Element tree, a look, and the facts that the pages and the file need.

    `look` has the look's settings as typed, and `look_place` is its file. `part` holds the words for the selection in
    the name of the file. `pictures` are the school's own pictures, by the names that templates use for them.
    `school_name` is the place of the school's short name. `warnings` are those of the content.
    """

    element: Element
    look: Settings
    look_place: Place
    part: tuple[str, ...]
    pictures: dict[str, PictureFile]
    school_name: Place | None = None
    warnings: tuple[Problem, ...] = ()


def build(
    request: Request,
    progress: Progress = lambda drawn, total: None,
    guide: Guide | None = None,
    findings: Mapping[str, object] | None = None,
) -> Document:
    """Return the requested document. `guide` is its content, if it has been read already.

    `findings` are further values for its template, by their names: what was read of filled-in sheets.

    Raises SenauditError for mistakes in content, templates or looks (exit status 1), UsageError for a choice that does
    not exist (2), and FileError for a file that cannot be read (3).
    """
    return write_document(request, prepare(request, guide or read_content(request), findings), progress=progress)


def prepare(request: Request, guide: Guide, findings: Mapping[str, object] | None = None) -> LayoutInput:
    """Return the input for typesetting this guide. `findings` are those of `build`, and it raises as `build` does."""
    element = render_document(request, guide, findings)
    part = words_of(request.selection, guide)
    layout_input = LayoutInput(element, *_read_look(request), part, {}, None, guide.warnings)
    return about_school(layout_input, guide.school) if guide.school else layout_input


def about_school(layout_input: LayoutInput, school: School) -> LayoutInput:
    """Return the layout input with the school's logo and the place of its name."""
    from senaudit.pictures.raster import PictureFile

    logo = school.logo
    pictures = {"logo": PictureFile(logo.path, logo.place, logo.grey)} if logo else {}
    return layout_input._replace(pictures=pictures, school_name=school.short_name.place)


def write_document(
    request: Request,
    layout_input: LayoutInput,
    cache: LayoutCache | None = None,
    reprint: Reprint | None = None,
    progress: Progress = lambda drawn, total: None,
) -> Document:
    """Return the document of a layout input, in the edition that is asked for. Raises as `build` does.

    Parts of a PDF that are in `cache` or `reprint` already are not made again.
    """
    if request.format != "pdf":
        from senaudit.recipe.editions import write_edition

        return write_edition(request, layout_input)
    return write_pdf(request, layout_input, cache, reprint, progress)


def write_pdf(
    request: Request,
    layout_input: LayoutInput,
    cache: LayoutCache | None = None,
    reprint: Reprint | None = None,
    progress: Progress = lambda drawn, total: None,
) -> Document:
    """Return the PDF of a layout input. Raises as `build` does.

    Parts that are in `cache` or `reprint` already are not made again.
    """
    from senaudit.pdf.draw import draw
    from senaudit.pdf.information import About
    from senaudit.typeset.layout_cache import UNCACHED

    cache = cache or UNCACHED
    family, pages = typeset(request, layout_input, cache)
    element = layout_input.element
    subject, language = element.get("subject"), element.get("lang")
    about = About(title_of(element, request), element.get("author") or "senaudit", subject, language, request.date)
    form = None
    if request.fillable:
        from senaudit.recipe.fillable import form_of

        form = form_of(element, _theme(request, layout_input, cache), cache)
        about = about._replace(form=form.facts[1])
    if request.second_language:
        about = about._replace(in_two_languages=True)
    count = len(pages)
    warnings = (*layout_input.warnings, *page_warnings(layout_input, pages))
    data = draw(pages, element, about, family, progress, reprint, form)
    return Document(data, count, file_name(request, layout_input.part), warnings)


def title_of(element: Element, request: Request) -> str:
    """Return a document's title. It names the look, if the document has the words for it."""
    title, size = element.get("title"), request.appearance.text_size
    if request.appearance.look == "large-print" and (large := element.get("title-large-print")):
        title = large.replace("{title}", title)
    if size and (point := element.get("title-point")):
        title = point.replace("{size}", str(size)).replace("{title}", title)
    return title


def typeset_document(request: Request, guide: Guide | None = None) -> tuple[Element, Family, list[Page]]:
    """Return the Element tree, the faces and the pages of a document, without writing a PDF. `guide` as for `build`."""
    layout_input = prepare(request, guide or read_content(request))
    return layout_input.element, *typeset(request, layout_input)


def typeset(request: Request, layout_input: LayoutInput, cache: LayoutCache | None = None) -> tuple[Family, list[Page]]:
    """Return the faces and the pages of a document. Pages in `cache` are not typeset again.

    Raises SenauditError for a document without pages, which would be no PDF. If shipped texts do not fit the user's own
    look or templates, the problem is told at those.
    """
    from senaudit.typeset.layout_cache import UNCACHED

    with _blaming(_own_design(request, layout_input.look_place)):
        return _typeset(request, layout_input, cache or UNCACHED)


def _own_design(request: Request, look: Place) -> Place | None:
    """Return the place of the user's own look, or else the first folder of the user's own templates; None without."""
    if not is_shipped(look.path):
        return look
    folders = (folder for folder in template_folders(request.sources)[:-1] if any(folder.rglob("*.j2")))
    return next(map(Place, folders), None)


@contextmanager
def _blaming(place: Place | None) -> Iterator[None]:
    """Within a `with`, tell problems that show in shipped files at this place instead."""
    try:
        yield
    except SenauditError as error:
        if place is None:
            raise
        told = (
            each._replace(place=place) if each.place and is_shipped(each.place.path) else each
            for each in error.problems
        )
        raise type(error)(told) from error


def _theme(request: Request, layout_input: LayoutInput, cache: LayoutCache) -> Theme:
    """Return the look of a document."""
    from senaudit.typeset.theme import theme_of

    size = request.appearance.text_size
    look, place = layout_input.look, layout_input.look_place
    return cache.once("theme", size, lambda: theme_of(look, place, size))


def _typeset(request: Request, layout_input: LayoutInput, cache: LayoutCache) -> tuple[Family, list[Page]]:
    from senaudit.typeset.characters import check_characters, printed_characters
    from senaudit.typeset.faces import family_for, has_right_to_left
    from senaudit.typeset.paginate import paginate
    from senaudit.typeset.theme import PAPERS

    element, pictures, font = layout_input.element, layout_input.pictures, request.appearance.font
    theme = _theme(request, layout_input, cache)
    elements = cache.once("elements", None, element.walk)
    steady = (each for each in elements if each not in cache.filled_in)
    characters = cache.once("steady", None, partial(printed_characters, steady)) | printed_characters(cache.filled_in)
    own = own_fonts(request.sources)
    family = cache.once("family", (characters, own), lambda: family_for(font, characters, _languages(elements), own))
    looks: dict[str, Theme] = {}
    if family.scripts or request.second_language:
        from senaudit.typeset.bilingual import looks_of

        in_two = request.second_language is not None
        theme, looks = looks_of(theme, _languages(elements), family, font == "naskh", in_two)
    cache.once("characters", (characters, family.key), partial(check_characters, elements, characters, family))
    if has_right_to_left(family):
        from senaudit.layout.direction import mark_right_to_left

        elements += mark_right_to_left(elements, cache.filled_in)
    cache.once("names", frozenset(pictures), partial(check_icons_and_pictures, elements, pictures))
    pages = paginate(
        element, theme, family, PAPERS[request.paper], pictures, cache, request.appearance.one_sided, looks
    )
    if not pages:
        raise nothing_printed(element)
    return family, pages


def _languages(elements: Iterable[Element]) -> tuple[str, ...]:
    """Return the languages of a document, its own first."""
    return tuple(dict.fromkeys(language for element in elements if (language := element.get("lang"))))


def nothing_printed(element: Element) -> SenauditError:
    """Return the mistake of a document in which nothing is printed."""
    hint = "compare its template with the shipped one"
    return SenauditError([Problem("no-pages", element.place, "nothing in this document is printed", hint)])


def check_icons_and_pictures(elements: Iterable[Element], pictures: Mapping[str, PictureFile]) -> None:
    """Raise SenauditError for all icons and pictures that the Elements of a document name and that do not exist."""
    from senaudit.pictures.icons import ICONS

    known: dict[str, Mapping[str, object]] = {"icon": ICONS, "picture": pictures}
    problems = [
        Problem("unknown-picture", element.place, f"there is no {kind} “{name}”", did_you_mean(name, known[kind]))
        for element in elements
        if element.tag in ("figure", "item")
        for kind, name in element.attributes.items()
        if kind in known and name not in known[kind]
    ]
    if problems:
        raise SenauditError(problems)


def page_warnings(layout_input: LayoutInput, pages: list[Page]) -> tuple[Problem, ...]:
    """Return the warnings that only the pages show: pictures that look rough or are not seen, and a name left out."""
    from senaudit.pictures.raster import too_coarse, unseen
    from senaudit.typeset.page import Picture

    pictures = [piece for page in pages for piece in page.body if isinstance(piece, Picture)]
    coarse = too_coarse((picture.pixels, picture.width) for picture in pictures)
    pale = unseen({picture.pixels.place: picture.pixels for picture in pictures}.values())
    return (*coarse, *pale, *_name_without_room(layout_input.school_name, layout_input.element, pages))


def _name_without_room(name: Place | None, document: Element, pages: list[Page]) -> Iterator[Problem]:
    """Yield a warning if the last page has no room in its foot for the school's name, which its template has there."""
    from senaudit.typeset.page import Run

    if name is None or not pages[-1].foot:
        return
    if any(isinstance(run, Run) and run.element and run.element.place == name for run in pages[-1].foot):
        return
    feet = [child for part in (document, *document.elements) for child in part.elements if child.tag == "foot"]
    if any(element.place == name for foot in feet[-1:] for element in foot.walk()):
        message = "the school’s name is too long for the foot of the pages, and is left out there"
        yield Problem(
            "name-left-out", name, message, "give a shorter one in school.yaml: short_name: Oak Hill", warning=True
        )


def load_builders() -> None:
    """Import the modules that the first document would import, so that forked processes share them."""
    import senaudit.layout.render
    import senaudit.pdf.draw
    import senaudit.typeset.paginate  # noqa: F401


def render_document(request: Request, guide: Guide, findings: Mapping[str, object] | None = None) -> Element:
    """Return the Element tree of the document. `findings` are those of `build`."""
    in_languages = [(request, guide)]
    if guide.second:
        in_languages.append((request._replace(language=request.second_language), guide.second))
    rendered = [_rendered(*each, findings) for each in in_languages]
    if any(lacks for _, lacks in rendered):
        if not request.partly:
            found = ((one, lacks) for (one, _), (_, lacks) in zip(in_languages, rendered, strict=True) if lacks)
            from senaudit.recipe.translating import not_translated

            raise not_translated(*next(found))
        rendered = [_rendered(one, content._replace(is_partly=True), findings) for one, content in in_languages]
    document = rendered[0][0]
    if guide.second:
        from senaudit.layout.bilingual import in_two_languages

        document = in_two_languages(document, rendered[1][0])
    if request.fillable:
        from senaudit.recipe.fillable import print_form_code

        print_form_code(document)
    return document


def _rendered(request: Request, guide: Guide, findings: Mapping[str, object] | None) -> tuple[Element, list[Place]]:
    """Return the Element tree of the document in one language, and the places of what is not translated."""
    from senaudit.layout.render import render

    if request.fillable:
        from senaudit.recipe.fillable import with_form_code

        guide = with_form_code(guide)
    lacks: list[Place] = []
    folders, values = template_folders(request.sources), template_values(request, guide)
    return render(f"{request.kind}.xml.j2", folders, values, findings, lacks), lacks


def template_values(request: Request, guide: Guide) -> dict[str, object]:
    """Return the values that templates can use."""
    selection = request.selection
    chosen = "questions" if selection.questions else "chapters" if selection.chapters else ""
    asked = {"rating": request.rating, "since": {}}
    values = {"guide": guide, "with_sheets": request.with_sheets, "chosen": chosen, **asked}
    if request.kind != "letter":
        return values
    from senaudit.content.letter import minutes

    return {**values, "minutes": minutes(guide), "audit": None}


def read_theme(request: Request) -> Theme:
    """Return the theme of the chosen look and text size. Raises SenauditError for mistakes in the look."""
    from senaudit.typeset.theme import theme_of

    return theme_of(*_read_look(request), request.appearance.text_size)


def _read_look(request: Request) -> tuple[Settings, Place]:
    """Return the settings of the chosen look, and its place.

    Raises SenauditError if the look is a link to a file outside its folder. That file is not even read.
    """
    from senaudit.school.reading import source_bytes
    from senaudit.source.look import read_look

    name = f"looks/{request.appearance.look}.yaml"
    folders = template_folders(request.sources)
    folder = next(each for each in folders if is_file(each / name) or each == shipped("templates"))
    path = folder / name
    if folder != shipped("templates") and leads_out(folder, path):
        message = "this look is a link that leads out of its folder"
        raise SenauditError([Problem("link-leads-out", Place(path), message, "put a copy of the file in its place")])
    return read_look(source_bytes(path), path)
