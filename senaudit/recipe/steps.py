"""The recipe: choices in, a document out. Each step is a function from one plain value to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from senaudit.files.paths import leads_out
from senaudit.files.shipped import shipped
from senaudit.problems import Place, Problem, SenauditError

if TYPE_CHECKING:
    from senaudit.content.model import Guide
    from senaudit.content.school import School
    from senaudit.content.text import Text
    from senaudit.layout.markup import Element
    from senaudit.pdf.reprint import Reprint
    from senaudit.pictures.raster import PictureFile
    from senaudit.source.look import Settings
    from senaudit.typeset.faces import Family, FontChoice
    from senaudit.typeset.layout_cache import LayoutCache
    from senaudit.typeset.page import Page
    from senaudit.typeset.theme import Theme

Kind = Literal["guide", "sheets", "poster"]
KINDS: tuple[Kind, ...] = ("guide", "sheets", "poster")
PAPER: dict[Kind, str] = {"guide": "A4", "sheets": "A4", "poster": "A3"}
"""The paper that each document is made for."""

Progress = Callable[[int, int], None]
"""Called with the pages drawn so far and their number."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody asked for. A `text_size` (points) implies large print; no `paper` is the document's own.

    `school` is the school's own folder, whose files are laid over those of `content`.
    """

    kind: Kind
    chapters: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    large_print: bool = False
    text_size: int | None = None
    paper: str | None = None
    with_sheets: bool = False
    school: Path | None = None
    content: Path | None = None
    templates: Path | None = None
    font: FontChoice = "auto"

    @property
    def look(self) -> str:
        """The name of the look."""
        return "large-print" if self.large_print or self.text_size else "standard"

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Where templates and looks are looked for, one's own folders first."""
        schools = self.school / "templates" if self.school else None
        own = [folder for folder in (self.templates, schools) if folder and folder.is_dir()]
        return (*own, shipped("templates"))


class Document(NamedTuple):
    """A finished PDF, the number of its pages, a file name that says what is inside, and what may be wrong with it."""

    data: bytes
    page_count: int
    file_name: str
    warnings: tuple[Problem, ...] = ()


class LayoutInput(NamedTuple):
    """What a document is set from: an Element tree, a look, and what else of the content its pages and file ask for.

    `look` has the look's settings as typed, `look_place` its file. `chapters` are the ids of the chapters in it.
    `pictures` are those that are not the program's own, by the names that templates know them by. `school_name` is the
    place of the school's short name, and `warnings` says what of the content may not be what was meant.
    """

    element: Element
    look: Settings
    look_place: Place
    chapters: tuple[str, ...]
    pictures: dict[str, PictureFile]
    school_name: Place | None = None
    warnings: tuple[Problem, ...] = ()


def build(choices: Choices, progress: Progress = lambda drawn, total: None, guide: Guide | None = None) -> Document:
    """Return the document that was asked for. `guide` is its content, if it has been read already.

    Raises SenauditError for mistakes in content, templates or looks (exit status 1), UsageError for a choice that names
    nothing (2), and FileError for a file that cannot be read (3).
    """
    return write_pdf(choices, read_layout_input(choices, guide), progress=progress)


def read_layout_input(choices: Choices, guide: Guide | None = None) -> LayoutInput:
    """Return what the document is set from. `guide` is its content, if it has been read already. Raises as `build`."""
    guide = guide or read_content(choices)
    element = render_document(choices, guide)
    chapters = tuple(chapter.id for chapter in guide.chapters)
    layout_input = LayoutInput(element, *_read_look(choices), chapters, {}, None, guide.warnings)
    return about_school(layout_input, guide.school) if guide.school else layout_input


def about_school(layout_input: LayoutInput, school: School) -> LayoutInput:
    """Return the layout_input with what it has to know of the school whose it is."""
    from senaudit.pictures.raster import PictureFile

    logo = school.logo
    pictures = {"logo": PictureFile(logo.path, logo.place, logo.grey)} if logo else {}
    return layout_input._replace(pictures=pictures, school_name=school.short_name.place)


def write_pdf(
    choices: Choices,
    layout_input: LayoutInput,
    cache: LayoutCache | None = None,
    reprint: Reprint | None = None,
    progress: Progress = lambda drawn, total: None,
) -> Document:
    """Return the document of a layout_input; raises as `build` does.

    What `cache` and `reprint` have of it is not made again.
    """
    from senaudit.pdf.draw import About, draw

    family, pages = _set(choices, layout_input, cache)
    element = layout_input.element
    about = About(element.get("title"), element.get("author", "senaudit"), element.get("subject"), element.get("lang"))
    data = draw(pages, element, about, family, progress, reprint)
    warnings = (*layout_input.warnings, *page_warnings(layout_input, pages))
    return Document(data, len(pages), file_name(choices, layout_input.chapters), warnings)


def typeset_document(choices: Choices, guide: Guide | None = None) -> tuple[Element, Family, list[Page]]:
    """Return the Element tree, the faces and the pages of a document, all but its file; `guide` as for `build`."""
    layout_input = read_layout_input(choices, guide)
    return layout_input.element, *_set(choices, layout_input)


def _set(choices: Choices, layout_input: LayoutInput, cache: LayoutCache | None = None) -> tuple[Family, list[Page]]:
    from senaudit.typeset.characters import check_characters, printed_characters
    from senaudit.typeset.faces import find_family
    from senaudit.typeset.layout_cache import UNCACHED
    from senaudit.typeset.paginate import check_named, paginate
    from senaudit.typeset.theme import PAPERS, theme_of

    cache = cache or UNCACHED
    element, look, look_place, _, pictures, *_ = layout_input
    theme = cache.once("theme", choices.text_size, lambda: theme_of(look, look_place, choices.text_size))
    elements = element.walk()
    characters = printed_characters(elements)
    family = cache.once("family", characters, lambda: find_family(choices.font).for_text(characters))
    cache.once("characters", (characters, family.name), partial(check_characters, elements, characters, family))
    cache.once("names", frozenset(pictures), partial(check_named, elements, pictures))
    paper = PAPERS[choices.paper or PAPER[choices.kind]]
    return family, paginate(element, theme, family, paper, pictures, cache)


def page_warnings(layout_input: LayoutInput, pages: list[Page]) -> tuple[Problem, ...]:
    """Return a warning for each picture that will look rough, and for a school's name that its feet had no room for."""
    from senaudit.pictures.raster import too_coarse
    from senaudit.typeset.page import Picture

    pictures = (piece for page in pages for piece in page.body if type(piece) is Picture)
    coarse = too_coarse((picture.pixels, picture.width) for picture in pictures)
    return (*coarse, *_name_without_room(layout_input.school_name, pages))


def _name_without_room(name: Place | None, pages: list[Page]) -> Iterator[Problem]:
    """Yield the warning that the foot of the last page, if it has one, does not name the school."""
    from senaudit.typeset.page import Run

    if name is None or not pages[-1].foot:
        return
    if not any(isinstance(run, Run) and run.element and run.element.place == name for run in pages[-1].foot):
        message = "the school’s name is too long for the foot of the pages, and is left out there"
        yield Problem(name, message, "give a shorter one in school.yaml: short_name: Oak Hill", warning=True)


def load_builders() -> None:
    """Import what else is imported at the first document, for one who is about to make processes of this one."""
    import senaudit.layout.render
    import senaudit.pdf.draw
    import senaudit.typeset.paginate  # noqa: F401


def read_content(choices: Choices) -> Guide:
    """Return the content, cut down to what was chosen."""
    from senaudit.content.select import select
    from senaudit.school.load import load_guide

    folder = choices.content or shipped("content")
    guide = load_guide(folder, school=choices.school, proof=partial(proof, choices.font))
    return select(guide, choices.chapters, choices.questions, choices.audiences)


def proof(font: FontChoice, texts: Iterable[Text]) -> Iterator[Problem]:
    """Yield what is wrong with the texts of the content that the layout and the faces know of."""
    from senaudit.layout.proof import proof_marks
    from senaudit.typeset.characters import proof_characters
    from senaudit.typeset.faces import find_family

    texts = list(texts)
    yield from proof_marks(texts)
    yield from proof_characters(texts, lambda: find_family(font))


def for_each_audience(choices: Choices, guide: Guide | None = None) -> Iterator[tuple[str, Choices, Guide | None]]:
    """Yield each group's id, and the choices and content of its document; None if no question chosen is for it.

    `guide` is the content, if it has been read already. Raises SenauditError for mistakes in it, before the first.
    """
    from senaudit.content.select import select

    guide = guide or read_content(choices)
    for name in guide.audiences:
        asked = [q for chapter in guide.chapters for q in chapter.questions if not q.audiences or name in q.audiences]
        yield name, replace(choices, audiences=(name,)), select(guide, (), (), (name,)) if asked else None


def render_document(choices: Choices, guide: Guide) -> Element:
    """Return the Element tree of the document."""
    from senaudit.layout.render import render

    values = {"guide": guide, "with_sheets": choices.with_sheets}
    return render(f"{choices.kind}.xml.j2", choices.template_folders, values)


def read_theme(choices: Choices) -> Theme:
    """Return the look that was chosen, at the size that was chosen. Raises SenauditError for one that is wrong."""
    from senaudit.typeset.theme import theme_of

    return theme_of(*_read_look(choices), choices.text_size)


def _read_look(choices: Choices) -> tuple[Settings, Place]:
    """Return the settings of the look that was chosen, and its place.

    Raises SenauditError for one that is a link out of its folder: what is there is not even read.
    """
    from senaudit.source.look import read_look

    name = f"looks/{choices.look}.yaml"
    folder = next(each for each in choices.template_folders if (each / name).is_file() or each == shipped("templates"))
    if folder != shipped("templates") and leads_out(folder, folder / name):
        message = "this look is a link that leads out of its folder"
        raise SenauditError([Problem(Place(str(folder / name)), message, "put a copy of the file in its place")])
    return read_look(folder / name)


def check(choices: Choices) -> tuple[Problem, ...]:
    """Read content, templates and looks, set every document in each look, and return the warnings.

    Sheets are set for everybody, and for each group that content has words for. Raises SenauditError with the problems
    and warnings of all of them, each once.
    """
    guide = read_content(choices)
    problems: dict[Problem, None] = {}
    warnings = dict.fromkeys(guide.warnings)
    for kind, whose in _every_document(choices, guide):
        for large_print in (False, True):
            each = replace(choices, kind=kind, large_print=large_print, with_sheets=kind == "guide")
            try:
                layout_input = read_layout_input(each, whose)
                warnings |= dict.fromkeys(page_warnings(layout_input, _set(each, layout_input)[1]))
            except SenauditError as error:
                problems |= dict.fromkeys(error.problems)
    if problems:
        raise SenauditError([*problems, *warnings])
    return tuple(warnings)


def _every_document(choices: Choices, guide: Guide) -> Iterator[tuple[Kind, Guide]]:
    yield from ((kind, guide) for kind in KINDS)
    spoken_to = {name for chapter in guide.chapters for question in chapter.questions for name in question.wordings}
    for name, _, fewer in for_each_audience(choices, guide):
        if fewer and name in spoken_to:
            yield "sheets", fewer


def file_name(choices: Choices, chapters: Iterable[str]) -> str:
    """Return a file name that says what is inside: `sheets-support.pdf`. `chapters` are the ids of those in it."""
    words = [choices.kind, *(chapters if choices.chapters else ()), *choices.questions, *choices.audiences]
    if choices.with_sheets:
        words.append("with-sheets")
    if choices.text_size:
        words.append(f"{choices.text_size}-point")
    elif choices.large_print:
        words.append("large-print")
    if choices.paper and choices.paper != PAPER[choices.kind]:
        words.append(choices.paper)
    joined = "-".join(words)
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in joined)
    return f"{'-'.join(filter(None, safe.split('-')))}.pdf"
