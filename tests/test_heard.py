"""What a listener hears: whole documents as PDFium, the reader of Chrome, finds them in the tags of the file.

Each line is what a screen reader says in one go: what it is, and its words. Words in square brackets are heard and are
not printed. Elements that only hold others are not heard: they indent what is in them. A difference is a change of what
is read aloud: read the file aloud, and if it is meant, run these tests with --refresh.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
import pytest
from asking import pack_for
from conftest import built_document

from senaudit.recipe.request import Request, request_for

Compare = Callable[[str, str], None]

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

CHAPTER = ("communication",)
QUESTIONS = ("communication:10,13",)
DOCUMENTS: dict[str, Request] = {
    "sheets.standard": request_for("sheets", chapters=CHAPTER, font="arimo"),
    "sheets.large-print": request_for("sheets", chapters=CHAPTER, large_print=True, font="arimo"),
    "sheets.school": pack_for("sheets", chapters=CHAPTER, font="arimo"),
    "sheets.parents": request_for("sheets", chapters=CHAPTER, audiences=("parents",), font="arimo"),
    "sheets.checklists": request_for("sheets", questions=("involvement:7,8",), font="arimo"),
    "guide.standard": request_for("guide", questions=QUESTIONS, with_sheets=True, font="arimo"),
    "guide.large-print": request_for("guide", questions=QUESTIONS, large_print=True, font="arimo"),
    "poster.standard": request_for("poster", font="arimo"),
    "poster.large-print": request_for("poster", large_print=True, font="arimo"),
    "poster.school": pack_for("poster", font="arimo"),
}
every_document = pytest.mark.parametrize("name", DOCUMENTS)


class Node(NamedTuple):
    """An element of a page's structure: its role, what is said instead of its parts, and its parts in order.

    The parts are elements and the words of marks.
    """

    role: str
    instead: str
    scope: str
    parts: list[Node | str]

    def nodes(self, role: str) -> list[Node]:
        return [part for part in self.parts if isinstance(part, Node) and part.role == role]

    def walk(self) -> Iterator[Node]:
        yield self
        for part in self.parts:
            if isinstance(part, Node):
                yield from part.walk()


class Listener:
    """Reads a page of a PDF by its tags, as PDFium gives them."""

    def __init__(self, page: Any) -> None:
        self.marks: dict[int, str] = defaultdict(str)
        text_page = page.get_textpage()
        for index in range(pdfium.FPDFPage_CountObjects(page)):
            shown = pdfium.FPDFPage_GetObject(page, index)
            if pdfium.FPDFPageObj_GetType(shown) == pdfium.FPDF_PAGEOBJ_TEXT:
                words = _text(pdfium.FPDFTextObj_GetText, shown, text_page, unit=ctypes.c_ushort)
                self.marks[pdfium.FPDFPageObj_GetMarkedContentID(shown)] += words
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        self.roots = [
            self.node(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
            for index in range(pdfium.FPDF_StructTree_CountChildren(tree))
        ]
        pdfium.FPDF_StructTree_Close(tree)

    def node(self, element: Any) -> Node:
        said = [_text(read, element) for read in (pdfium.FPDF_StructElement_GetAltText, _ACTUAL_TEXT)]
        assert not all(said) or len(set(said)) == 1, "two readers hear two things"
        parts = list(self.parts(element))
        return Node(_text(pdfium.FPDF_StructElement_GetType, element), max(said), _scope(element), parts)

    def parts(self, element: Any) -> Iterator[Node | str]:
        for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
            mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if child:
                yield self.node(child)
            elif mark >= 0:
                yield self.marks[mark]


_ACTUAL_TEXT = pdfium.FPDF_StructElement_GetActualText


def _text(read: Callable[..., int], *of: Any, unit: Any = ctypes.c_char) -> str:
    """Return a text that PDFium writes into a buffer as UTF-16, with a zero at its end."""
    size = read(*of, None, 0)
    buffer = ctypes.create_string_buffer(size + 2)
    read(*of, ctypes.cast(buffer, ctypes.POINTER(unit)) if unit is not ctypes.c_char else buffer, size)
    return buffer.raw[:size].decode("utf-16-le").rstrip("\0")


def _scope(element: Any) -> str:
    """Return whether a cell is the head of a column or of a row."""
    for index in range(max(0, pdfium.FPDF_StructElement_GetAttributeCount(element))):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, index)
        value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, b"Scope")
        if value:
            size = ctypes.c_ulong()
            buffer = ctypes.create_string_buffer(64)
            pdfium.FPDF_StructElement_Attr_GetStringValue(value, buffer, 64, size)
            return buffer.raw[: size.value].decode("utf-16-le").rstrip("\0").lower()
    return ""


# What is said


INLINE = ("Span", "Link", "Reference", "Form", "Figure", "Lbl")
COUNTED = {"L": ("list", "LI"), "TOC": ("contents", "TOCI"), "Table": ("table", "TR")}
SAID = {"BlockQuote": "quotation", "TR": "row"}


def heard(node: Node, depth: int = 0) -> Iterator[str]:
    """Yield the lines in which an element is heard. An element in a line of text is heard in that line."""
    name, line = announced(node), list[str]()
    for part in [*in_one_go(node), None]:
        if isinstance(part, str) or (part is not None and part.role in INLINE):
            line.append(part if isinstance(part, str) else inline(part))
            continue
        if words := " ".join([*name.split(), *" ".join(line).split()]):
            yield "  " * depth + words
            depth += 1
        name, line = "", []
        if part is not None:
            yield from heard(part, depth)


def in_one_go(node: Node) -> list[Node | str]:
    """Return the parts of an element. The words of an item follow its label, those of a cell what the cell is."""
    if node.role == "LI":
        *label, body = node.parts
        assert isinstance(body, Node)
        assert body.role == "LBody"
        is_term = any(isinstance(part, str) for each in label if isinstance(each, Node) for part in each.parts)
        return [*label, *(body.parts if is_term else without_paragraph(body))]
    return without_paragraph(node) if node.role in ("TH", "TD") else node.parts


def without_paragraph(node: Node) -> list[Node | str]:
    """Return the parts of an element, and for a paragraph at its beginning that one's parts."""
    first, *rest = node.parts or [""]
    return [*(first.parts if isinstance(first, Node) and first.role == "P" else [first]), *rest]


def announced(node: Node) -> str:
    """Return what is said before the words of an element."""
    if re.fullmatch("H[1-6]", node.role):
        return f"heading {node.role[1]}:"
    if node.role in COUNTED:
        name, part = COUNTED[node.role]
        return f"{name} of {len(node.nodes(part))}"
    if node.role == "LI":
        return "" if node.nodes("Lbl") else "•"
    if node.role == "TH":
        return f"head of {node.scope}:"
    if node.role == "TD":
        return "cell:" if node.parts else "empty cell"
    return SAID.get(node.role, "")


def inline(node: Node) -> str:
    """Return the words of an element in a line of text."""
    if node.instead:
        return f"[{node.instead}]"
    words = " ".join(inline(part) if isinstance(part, Node) else part for part in node.parts)
    return f"link: {words}" if node.role == "Link" else words


def pages_of(choices: Request) -> list[Node]:
    """Return what is on each page of a document. Nothing is on a page that is left blank."""
    with closing(pypdfium2.PdfDocument(built_document(choices).data)) as pdf:
        return [Node("Document", "", "", [*Listener(page).roots]) for page in pdf]


def is_read_over(page: Node, choices: Request) -> bool:
    """Return whether a page is in the golden files: of a guide, its contents, its chapters and its glossary are."""
    heads = {inline(node) for node in page.walk() if node.role == "H1"}
    in_chapter = any(node.role == "Part" for node in page.walk())
    return choices.kind != "guide" or in_chapter or bool(heads & {"Contents", "Glossary"})


@every_document
def test_what_is_heard_is_what_was_read_and_approved(name: str, golden: Compare) -> None:
    choices = DOCUMENTS[name]
    pages = [
        "\n".join([f"Page {number}", *heard(page, 1)])
        for number, page in enumerate(pages_of(choices), 1)
        if is_read_over(page, choices)
    ]
    golden(f"heard.{name}.txt", "\n\n".join(pages) + "\n")


def sheets_of(folder: Path, **files: str) -> str:
    """Return all that is heard of a chapter's sheets, for a school with these files."""
    (folder / "school.yaml").write_text("name: Oak Hill\n", "utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    choices = request_for("sheets", chapters=CHAPTER, school=folder, font="arimo")
    return "\n".join(line.strip() for page in pages_of(choices) for line in heard(page))


def test_what_is_filled_in_is_heard_and_is_not_blank(tmp_path: Path) -> None:
    said = sheets_of(tmp_path)
    assert re.search(r"^School Oak Hill$", said, re.M)
    assert re.search(r"^Date \[blank\]$", said, re.M)


def test_the_words_for_boxes_and_blanks_can_be_translated_one_by_one(tmp_path: Path) -> None:
    said = sheets_of(tmp_path, labels="labels:\n  unticked: blwch, heb ei dicio – ŵ\n")
    assert "[blwch, heb ei dicio – ŵ] Parents\n" in said
    assert "box, not ticked" not in said
    assert "Date [blank]\n" in said


def test_a_template_of_an_earlier_version_has_boxes_and_lines_that_are_not_heard(tmp_path: Path) -> None:
    shipped = (TEMPLATES / "sheets.xml.j2").read_text("utf-8")
    earlier = shipped.replace(" {{ parts.said(guide.labels) }}", "")
    assert earlier != shipped
    (tmp_path / "sheets.xml.j2").write_text(earlier, "utf-8")
    choices = request_for("sheets", chapters=CHAPTER, templates=tmp_path, font="arimo")
    said = [line for page in pages_of(choices) for line in heard(page)]
    assert "• Parents" in map(str.strip, said)
    assert not [line for line in said if "[" in line]


@pytest.mark.parametrize(
    ("least", "heads", "box"),
    [
        (20, ["Question", "Current practice", "Points for action"], "cell: [blank]"),
        (60, [], "cell: Current practice [blank]"),
    ],
)
def test_a_box_is_named_by_the_head_of_its_column_or_by_the_words_in_it(
    tmp_path: Path, least: int, heads: list[str], box: str
) -> None:
    """Where the questions stand beside their boxes the columns have heads. In the shipped looks they stand above."""
    (tmp_path / "looks").mkdir()
    shipped = (TEMPLATES / "looks" / "standard.yaml").read_text("utf-8")
    look = re.sub("least-characters: [0-9]+", f"least-characters: {least}", shipped)
    (tmp_path / "looks" / "standard.yaml").write_text(look, "utf-8")
    choices = request_for("sheets", chapters=CHAPTER, templates=tmp_path, font="arimo")
    lines = [line.strip() for page in pages_of(choices) for line in heard(page)]
    assert [line for line in lines if line.startswith("head of column")] == [
        f"head of column: {name}" for name in heads
    ]
    assert box in lines
