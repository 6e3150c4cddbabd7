"""What is asked for: which document, which questions, from which files, and how it looks."""

# Annotations are no texts here, as they are elsewhere: `NamedTuple` would compile each of them at every start.
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from senaudit.content.select import Selection

if TYPE_CHECKING:
    from senaudit.typeset.faces import FontChoice

Kind = Literal["guide", "sheets", "poster"]
KINDS: tuple[Kind, ...] = ("guide", "sheets", "poster")
PAPER: dict[Kind, str] = {"guide": "A4", "sheets": "A4", "poster": "A3"}
"""The paper that each document is made for."""


class Sources(NamedTuple):
    """Where files are read from: a folder of content, a school's own folder, a folder of templates and looks.

    None is what comes with senaudit. The school's files are laid over those of the content.
    """

    content: Path | None = None
    school: Path | None = None
    templates: Path | None = None


class Appearance(NamedTuple):
    """How a document looks. A `text_size` (points) implies large print; no `paper` is the document's own."""

    large_print: bool = False
    text_size: int | None = None
    paper: str | None = None
    font: "FontChoice" = "auto"

    @property
    def look(self) -> str:
        """The name of the look."""
        return "large-print" if self.large_print or self.text_size else "standard"


class Request(NamedTuple):
    """What somebody asks for. `with_sheets` sets each chapter's audit sheets after it, in the guide."""

    kind: Kind
    selection: Selection = Selection()
    sources: Sources = Sources()
    appearance: Appearance = Appearance()
    with_sheets: bool = False

    @property
    def paper(self) -> str:
        """The name of the paper."""
        return self.appearance.paper or PAPER[self.kind]


def request_for(
    kind: Kind,
    *,
    chapters: Iterable[str] = (),
    questions: Iterable[str] = (),
    audiences: Iterable[str] = (),
    content: Path | None = None,
    school: Path | None = None,
    templates: Path | None = None,
    large_print: bool = False,
    text_size: int | None = None,
    paper: str | None = None,
    font: "FontChoice" = "auto",
    with_sheets: bool = False,
) -> Request:
    """Return the request that says all this; what is left out is as usual."""
    return Request(
        kind,
        Selection(tuple(chapters), tuple(questions), tuple(audiences)),
        Sources(content, school, templates),
        Appearance(large_print, text_size, paper, font),
        with_sheets,
    )


def pack_of(asked: Request) -> tuple[Request, ...]:
    """Return the requests for the documents of a pack, as asked for the guide; what one cannot have is left out."""
    poster = asked._replace(kind="poster", selection=Selection(), with_sheets=False)
    return asked, asked._replace(kind="sheets", with_sheets=False), poster


def file_name(asked: Request, chapters: Iterable[str]) -> str:
    """Return a file name that says what is inside: `sheets-support.pdf`. `chapters` are the ids of those in it."""
    selection, appearance = asked.selection, asked.appearance
    words = [asked.kind, *(chapters if selection.chapters else ()), *selection.questions, *selection.audiences]
    if asked.with_sheets:
        words.append("with-sheets")
    if appearance.text_size:
        words.append(f"{appearance.text_size}-point")
    elif appearance.large_print:
        words.append("large-print")
    if asked.paper != PAPER[asked.kind]:
        words.append(asked.paper)
    joined = "-".join(words)
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in joined)
    return f"{'-'.join(filter(None, safe.split('-')))}.pdf"
