"""Every PDF conforms to PDF/UA-1, by two checkers, qpdf, and our own reading, which is stricter than both.

Kinds, sizes and papers are tried in pairs, and the documents of three schools beside them.

The reading takes nothing from senaudit but the Element tree: it parses each page's operators and the structure tree
with pikepdf, turns the codes that are shown into words by the fonts' own maps, and compares those with the Elements'.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pytest
from asking import has_paper, pack_for, pack_in, with_changes
from conftest import built_document, content_of, set_document
from pairs import in_pairs
from running_heads import owners, wordings
from school_pack import ALT

from senaudit.layout.markup import INLINE, Element
from senaudit.recipe.request import PAPER, Kind, Request, request_for
from senaudit.recipe.steps import build
from senaudit.typeset.page import Run

FORMS: tuple[tuple[Kind, bool], ...] = (
    *(("guide", False), ("guide", True), ("sheets", False)),
    *(("poster", False), ("letter", False)),
)
SIZES: tuple[tuple[bool, int | None], ...] = ((False, None), (True, None), (False, 18))
SHIPPED = in_pairs(
    [
        asked
        for kind, with_sheets in FORMS
        for large, size in SIZES
        for paper in ("A4", "A3", "Letter")
        for plain in [request_for(kind, with_sheets=with_sheets, font="arimo")]
        if has_paper(asked := with_changes(plain, large_print=large, text_size=size, paper=paper))
    ],
    lambda each: ((each.kind, each.with_sheets), each.appearance._replace(paper=None), each.paper),
)
PACKS = [
    pack_for(kind, with_sheets=with_sheets, large_print=pack == "long", audiences=audiences, font="arimo", pack=pack)
    for kind, with_sheets in FORMS
    for pack in ("oak", "long", "both")
    for audiences in ((), ("parents",))
    if not audiences or kind == "sheets"
]
"""Documents of schools with different logos, their own words, numbers with letters, and return lines."""
DOCUMENTS = SHIPPED + PACKS
GUIDES = tuple(choices for choices in DOCUMENTS if choices.kind == "guide")
SHEETS = tuple(choices for choices in DOCUMENTS if choices.kind == "sheets" or choices.with_sheets)
POSTERS = tuple(choices for choices in DOCUMENTS if choices.kind == "poster")


TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


def named(choices: Request) -> str:
    """Return the test id of a document."""
    size = f"{choices.appearance.text_size}-point" if choices.appearance.text_size else choices.appearance.look
    whose = f"{pack_in(choices)}{'-parents' if choices.selection.audiences else ''}-" if pack_in(choices) else ""
    sheets = "-with-sheets" if choices.with_sheets else ""
    return f"{whose}{choices.kind}{sheets}-{size}-{choices.appearance.paper or PAPER[choices.kind]}"


every_document = pytest.mark.parametrize("choices", DOCUMENTS, ids=named)
every_pack = pytest.mark.parametrize("choices", PACKS, ids=named)
every_guide = pytest.mark.parametrize("choices", GUIDES, ids=named)
every_sheet = pytest.mark.parametrize("choices", SHEETS, ids=named)
every_poster = pytest.mark.parametrize("choices", POSTERS, ids=named)


def elements_of(choices: Request) -> Element:
    return set_document(choices)[0]


def blank_pages(choices: Request) -> list[int]:
    """Return the indexes of the blank pages before chapters that start on a right-hand page."""
    return [index for index, page in enumerate(set_document(choices)[2]) if not page.pieces]


# Reading a page

CONSTRUCTING = frozenset(["m", "l", "c", "v", "y", "h", "re", "W", "W*", "n"])
SHOWING = frozenset(["Tj", "TJ", "'", '"'])
PAINTING = frozenset(["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"]) | SHOWING
STATE = frozenset(["q", "Q", "cm", "w", "J", "j", "M", "d", "i", "gs", "g", "G", "rg", "RG", "k", "K", "Tf", "Tm"])


class Marked(NamedTuple):
    """The content of one marked sequence. For artifacts `number` is -1 and `role` "Artifact"."""

    role: str
    number: int
    kind: str
    strings: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.strings)


def code_map(font: Any) -> dict[int, str]:
    """Return the meaning of each one-byte code of a font, by its ToUnicode map."""
    written = font.ToUnicode.read_bytes().decode("ascii")
    (space,) = re.findall(r"begincodespacerange\s+(.*?)\s+endcodespacerange", written, re.DOTALL)
    assert re.fullmatch(r"<\w\w>\s*<\w\w>", space), f"codes of more than one byte: {space}"
    ranges = "\n".join(re.findall(r"beginbfrange\s+(.*?)\s+endbfrange", written, re.DOTALL))
    meanings = {}
    for first, last, sign in re.findall(r"<(\w\w)>\s*<(\w\w)>\s*<(\w{4})>", ranges):
        for step in range(int(last, 16) - int(first, 16) + 1):
            meanings[int(first, 16) + step] = chr(int(sign, 16) + step)
    characters = "\n".join(re.findall(r"beginbfchar\s+(.*?)\s+endbfchar", written, re.DOTALL))
    for code, sign in re.findall(r"<(\w+)>\s*<(\w+)>", characters):
        assert int(code, 16) not in meanings, f"the code {code} has two meanings"
        meanings[int(code, 16)] = bytes.fromhex(sign).decode("utf-16-be")
    return meanings


class PageReader:
    """Reads a page's operators. Every operator that is not allowed is a failed assertion."""

    def __init__(self, page: pikepdf.Page, maps: dict[tuple[int, int], dict[int, str]]) -> None:
        self.page = page
        self.maps = maps
        self.fonts: Any = page.resources.get("/Font", {})
        self.codes: dict[int, str] = {}
        self.marked: list[Marked] = []
        self.open: tuple[str, int, str, int] | None = None
        self.shown: list[str] = []
        self.text_object = 0  # number of the text object that is open, 0 for none
        self.text_objects = 0
        self.constructing = False

    def read(self) -> list[Marked]:
        for instruction in pikepdf.parse_content_stream(self.page):
            self.operator(str(instruction.operator), list(instruction.operands))
        assert self.open is None, "a mark is never closed"
        assert not self.text_object, "a text object is never closed"
        assert not self.constructing, "a path is never painted"
        return self.marked

    def operator(self, operator: str, operands: list[Any]) -> None:
        if operator in CONSTRUCTING or operator in PAINTING:
            assert self.open is not None, f"{operator} stands outside every mark"
            self.constructing = operator in CONSTRUCTING and operator != "n"
            if operator in SHOWING:
                self.show(operator, operands)
            return
        assert not self.constructing, f"{operator} stands inside a path"
        if operator in ("BMC", "BDC"):
            self.begin(operator, operands)
        elif operator == "EMC":
            self.end()
        elif operator == "BT":
            assert not self.text_object, "BT inside a text object"
            self.text_objects += 1
            self.text_object = self.text_objects
        elif operator == "ET":
            assert self.text_object, "ET outside a text object"
            assert self.open is None or self.open[3] != self.text_object, "ET inside a mark"
            self.text_object = 0
        else:
            assert operator in STATE, f"unknown operator {operator}"
            if operator == "Tf":
                self.choose(self.fonts[str(operands[0])])

    def choose(self, font: Any) -> None:
        if font.objgen not in self.maps:
            self.maps[font.objgen] = code_map(font)
        self.codes = self.maps[font.objgen]

    def show(self, operator: str, operands: list[Any]) -> None:
        assert operator == "Tj", f"text is shown by {operator}"
        assert self.text_object, "Tj outside a text object"
        words = "".join(self.codes[code] for code in bytes(operands[0]))
        assert "\0" not in words, f"a code of “{words}” has no meaning"
        self.shown.append(words)

    def begin(self, operator: str, operands: list[Any]) -> None:
        assert self.open is None, "a mark stands inside a mark"
        role, number, kind = str(operands[0])[1:], -1, ""
        properties: Any = operands[1] if operator == "BDC" else {}
        if role == "Artifact":
            assert "/MCID" not in properties, "an artifact has a number"
            kind = str(properties["/Type"])[1:] if "/Type" in properties else ""
        else:
            number = int(properties["/MCID"])
        self.open = (role, number, kind, self.text_object)
        self.shown = []

    def end(self) -> None:
        assert self.open is not None, "EMC closes nothing"
        role, number, kind, text_object = self.open
        assert text_object == self.text_object, "a mark straddles BT or ET"
        self.marked.append(Marked(role, number, kind, tuple(self.shown)))
        self.open = None


# Reading the structure tree

INLINE_ROLES = frozenset(["Span", "Link", "Reference"])
STANDARD = (
    INLINE_ROLES
    | frozenset(["Document", "Part", "Sect", "Div", "BlockQuote", "Note", "Figure", "TOC", "TOCI", "P"])
    | frozenset(["H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "Form"])
)
CALL_OUTS = {
    "parents": "ParentView",
    "schools": "SchoolExample",
    "guidance": "Guidance",
    "closing": "Closing",
    "quote": "BlockQuote",
}


class Mark(NamedTuple):
    """A kid of an element: marked content on a page."""

    page: int
    number: int


class Annotation(NamedTuple):
    """A kid of an element: an annotation, and the page that the element names for it."""

    page: int
    objgen: tuple[int, int]


@dataclass(eq=False)
class Node:
    """An element of the structure tree. `attributes` are those that a screen reader may use."""

    role: str
    objgen: tuple[int, int]
    parent: Node | None
    attributes: dict[str, str]
    kids: list[Node | Mark | Annotation] = field(default_factory=list)

    @property
    def nodes(self) -> list[Node]:
        return [kid for kid in self.kids if isinstance(kid, Node)]

    @property
    def roles(self) -> list[str]:
        return [kid.role for kid in self.nodes]

    @property
    def marks(self) -> list[Mark]:
        """The marks of this element itself, without those of elements under it."""
        return [kid for kid in self.kids if isinstance(kid, Mark)]

    @property
    def annotations(self) -> list[Annotation]:
        return [kid for kid in self.kids if isinstance(kid, Annotation)]

    def walk(self) -> Iterator[Node]:
        yield self
        for kid in self.nodes:
            yield from kid.walk()

    @property
    def pages(self) -> list[int]:
        """The indexes of the pages that have parts of this element."""
        return sorted({mark.page for node in self.walk() for mark in node.marks})


def is_heading(node: Node) -> bool:
    return re.fullmatch("H[1-6]", node.role) is not None


class Tagged:
    """A PDF as a listener meets it: its structure tree, and the content of each page's marks."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(data))
        maps: dict[tuple[int, int], dict[int, str]] = {}
        self.pages = [PageReader(page, maps).read() for page in self.pdf.pages]
        self.page_index = {page.objgen: index for index, page in enumerate(self.pdf.pages)}
        self.shown = {
            Mark(index, marked.number): marked
            for index, page in enumerate(self.pages)
            for marked in page
            if marked.number >= 0
        }
        self.tree: Any = self.pdf.Root.StructTreeRoot
        assert not isinstance(self.tree.K, pikepdf.Array), "the tree has several roots"
        self.document = self.node(self.tree.K, None)
        self.nodes = list(self.document.walk())
        self.by_objgen = {node.objgen: node for node in self.nodes}

    def node(self, written: Any, parent: Node | None) -> Node:
        role = str(written.S)[1:]
        holder = self.tree if parent is None else self.pdf.get_object(parent.objgen)
        assert written.P.objgen == holder.objgen, f"a {role} names another parent than the one that it stands under"
        node = Node(role, written.objgen, parent, dict(described(written)))
        own_page = self.page_index[written.Pg.objgen] if "/Pg" in written else -1
        kids = written.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            node.kids.append(self.kid(kid, node, own_page))
        return node

    def kid(self, kid: Any, node: Node, own_page: int) -> Node | Mark | Annotation:
        if isinstance(kid, int):
            assert own_page >= 0, f"a mark of a {node.role} is on no page"
            return Mark(own_page, kid)
        page = self.page_index[kid.Pg.objgen] if "/Pg" in kid else own_page
        kind = str(kid.get("/Type", ""))
        if kind == "/MCR":
            return Mark(page, int(kid.MCID))
        if kind == "/OBJR":
            return Annotation(page, kid.Obj.objgen)
        return self.node(kid, node)

    def words(self, node: Node) -> str:
        """Return the words that are read aloud for an element and everything under it."""
        return " ".join(self.text(node).split())

    def text(self, node: Node) -> str:
        """Return an element's text as it is marked, with spaces added only between blocks."""
        parts = []
        for kid in node.kids:
            if isinstance(kid, Node):
                parts.append(self.text(kid) if kid.role in INLINE_ROLES else f" {self.text(kid)} ")
            elif isinstance(kid, Mark):
                parts.append(self.shown[kid].text)
        return "".join(parts)

    def of_role(self, *roles: str) -> list[Node]:
        return [node for node in self.nodes if node.role in roles]

    def artifacts(self, page: int, kind: str) -> str:
        """Return the words of a page's artifacts of one kind."""
        found = (marked.strings for marked in self.pages[page] if marked.number < 0 and marked.kind == kind)
        return " ".join(" ".join(words.split()) for strings in found for words in strings)


def described(written: Any) -> Iterator[tuple[str, str]]:
    """Yield the language, the replacement texts and the attributes in an element's dictionary."""
    for name in ("Lang", "Alt", "ActualText", "E", "T"):
        if f"/{name}" in written:
            yield name, str(written[f"/{name}"])
    attributes = written.get("/A", {})
    for name, value in attributes.items():
        numbers = isinstance(value, pikepdf.Array)
        yield name[1:], " ".join(map(str, value)) if numbers else str(value).removeprefix("/")


@cache
def tagged(choices: Request) -> Tagged:
    """Return a document as it is read aloud. It is read once for all tests."""
    return Tagged(built_document(choices).data)


# What the Elements say


def spoken(element: Element, pages: Mapping[str, int], unprinted: frozenset[int] = frozenset()) -> str:
    """Return an Element's words as they should be read aloud: with numbers from its attributes.

    Running heads and feet are not read. `pages` are the numbers of the pages on which bookmarks stand; `unprinted` are
    Elements that are on no page.
    """
    if element.tag in ("head", "foot", "continued") or id(element) in unprinted:
        return ""
    if element.tag == "table" and id(element.elements[0]) in unprinted:
        names = " ".join(names_in_boxes(element, unprinted))
        return " ".join(f"{spoken(row, pages, unprinted)} {names}" for row in element.elements[1:])
    parts = [f"{number} "] if (number := element.get("number")) and element.tag != "panel" else []
    items = 0
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
            continue
        if element.tag == "list":
            parts.append(f" {label_of(element, items)} ")
            items += 1
        if element.tag == "panel" and child.tag == "heading":
            parts.append(f"{element.get('number')} ")
        words = spoken(child, pages, unprinted)
        parts.append(words if child.tag in INLINE else f" {words} ")
    if element.tag == "entry":
        parts.append(f" {pages[element.get('to')]}")
    return "".join(parts)


def label_of(element: Element, index: int) -> str:
    """Return the number or letter of a list item, or ""."""
    place = int(element.get("start", "1")) + index
    return {"number": f"{place}.", "letter": f"{chr(ord('a') + (place - 1) % 26)}."}.get(element.get("kind"), "")


def folded(words: str) -> str:
    return " ".join(words.split())


def found(element: Element, *tags: str) -> list[Element]:
    return [each for each in element.walk() if each.tag in tags]


def headings(document: Element) -> list[Element]:
    """Return the headings of the document, with the labels of call-outs. A question at the head of a row is none."""
    return [each for each in found(document, "heading", "label") if each.get("level") and each.get("kind") != "row"]


@cache
def page_numbers(choices: Request) -> dict[str, int]:
    """Return the page number on which each bookmark's heading begins, according to the tags."""
    there = [node for node in tagged(choices).nodes if is_heading(node)]
    pairs = zip(headings(elements_of(choices)), there, strict=True)
    return {heading.get("bookmark"): node.pages[0] + 1 for heading, node in pairs if heading.get("bookmark")}


def term_pages(choices: Request) -> dict[str, int]:
    """Return the page number on which each entry of the glossary begins, according to the tags."""
    labels = [each for each in found(elements_of(choices), "label") if each.get("bookmark")]
    there = tagged(choices)
    terms = {there.words(node): node.pages[0] + 1 for node in there.of_role("Lbl") if node.pages}
    return {label.get("bookmark"): terms[folded(label.text())] for label in labels}


@cache
def unprinted_heads(choices: Request) -> frozenset[int]:
    """Return the rows of column heads that are on no page, because each box has its column's name in it."""
    document, _, pages = set_document(choices)
    printed = {id(piece.element) for page in pages for piece in page.pieces if isinstance(piece, Run)}
    headers = found(document, "header")
    return frozenset(id(header) for header in headers if not any(id(each) in printed for each in header.walk()))


def names_in_boxes(table: Element, unprinted: frozenset[int]) -> list[str]:
    """Return the words in the boxes of each row: the columns' names, if they have no heads."""
    header = table.elements[0]
    return [folded(cell.text()) if id(header) in unprinted else "" for cell in header.elements[1:]]


def said(choices: Request, element: Element) -> str:
    return folded(spoken(element, page_numbers(choices), unprinted_heads(choices)))


# The checkers


def checked_by_outloud(file: Path) -> Any:
    return outloud.check(str(file), layers={"conformance"})


@every_document
def test_outloud_finds_no_error(choices: Request, tmp_path: Path) -> None:
    result = checked_by_outloud(written(choices, tmp_path))
    assert result.error is None
    assert result.stats["tagged"] is True
    assert result.stats["pages"] == built_document(choices).page_count
    assert [each for each in result.findings if each.severity == "error"] == []
    assert result.errors == 0
    assert result.runs


@every_document
def test_pdfua_finds_nothing(choices: Request, tmp_path: Path) -> None:
    report = pdfua.validate(str(written(choices, tmp_path)))
    assert report.findings == ()
    assert report.exit_code == 0
    assert report.skipped == ()
    assert len(report.outcomes) == pdfua.coverage().implemented_rules > 0


def written(choices: Request, folder: Path) -> Path:
    """Write a document to a file for the checkers."""
    file = folder / f"{named(choices)}.pdf"
    file.write_bytes(built_document(choices).data)
    return file


@pytest.mark.xdist_group(str(POSTERS[0]))
def test_the_checkers_do_find_what_is_not_tagged(tmp_path: Path) -> None:
    untagged = tmp_path / "untagged.pdf"
    with pikepdf.open(written(POSTERS[0], tmp_path)) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.Root.MarkInfo
        pdf.save(untagged)
    assert checked_by_outloud(untagged).errors > 0
    assert any(each.severity is pdfua.Severity.ERROR for each in pdfua.validate(str(untagged)).findings)


@every_document
def test_qpdf_finds_nothing(choices: Request) -> None:
    with pikepdf.open(BytesIO(built_document(choices).data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.get_warnings() == []


@every_document
def test_the_same_choices_give_the_same_bytes(choices: Request) -> None:
    assert build(choices, guide=content_of(choices)).data == built_document(choices).data


# The catalog

NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


def titled(choices: Request) -> str:
    """Return the title of a file: that of its document, and the words for its look."""
    appearance = choices.appearance
    large = ["large print"] if appearance.large_print or appearance.text_size else []
    size = [f"{appearance.text_size} point"] if appearance.text_size else []
    return ", ".join([elements_of(choices).get("title"), *large, *size])


@every_document
def test_the_catalog_says_what_the_file_is(choices: Request) -> None:
    document = elements_of(choices)
    catalog: Any = tagged(choices).pdf.Root
    assert catalog.MarkInfo.Marked is True
    assert "/Suspects" not in catalog.MarkInfo
    assert str(catalog.Lang) == document.get("lang") == "en-GB"
    assert catalog.ViewerPreferences.DisplayDocTitle is True
    assert str(tagged(choices).pdf.docinfo["/Title"]) == titled(choices)
    assert tagged(choices).pdf.pdf_version == "1.7"


@every_document
def test_the_metadata_stand_plain_in_the_file(choices: Request) -> None:
    metadata = tagged(choices).pdf.Root.Metadata
    assert "/Filter" not in metadata
    assert (str(metadata.Type), str(metadata.Subtype)) == ("/Metadata", "/XML")
    packet = metadata.read_raw_bytes()
    assert packet in built_document(choices).data
    described = ElementTree.fromstring(packet.decode("utf-8-sig"))
    (title,) = described.findall(".//dc:title/rdf:Alt/rdf:li", NAMES)
    assert title.text == titled(choices)
    assert title.get("{http://www.w3.org/XML/1998/namespace}lang") == "x-default"
    assert [part.text for part in described.iterfind(".//pdfuaid:part", NAMES)] == ["1"]
    assert [each.text for each in described.iterfind(".//dc:language/rdf:Bag/rdf:li", NAMES)] == ["en-GB"]


@every_document
def test_the_tab_key_follows_the_structure_on_every_page(choices: Request) -> None:
    assert [str(page.get("/Tabs")) for page in tagged(choices).pdf.pages] == ["/S"] * len(tagged(choices).pages)


@every_document
def test_every_role_is_a_standard_one_or_stands_for_one(choices: Request) -> None:
    there = tagged(choices)
    meanings = {name[1:]: str(meaning)[1:] for name, meaning in there.tree.RoleMap.items()}
    assert not meanings.keys() & STANDARD, "a standard role is given another meaning"
    assert set(meanings.values()) <= STANDARD
    assert {node.role for node in there.nodes} <= STANDARD | meanings.keys()
    assert there.document.role == "Document"


# Marks and elements. That nothing is painted outside a mark, and that marks are well placed, PageReader asserts.


@every_document
def test_everything_painted_stands_in_a_mark(choices: Request) -> None:
    there = tagged(choices)
    assert len(there.pages) == built_document(choices).page_count
    for index, page in enumerate(there.pages):
        assert any(marked.number >= 0 for marked in page) or index in blank_pages(choices)


@every_document
def test_a_blank_page_has_no_mark_no_operator_and_no_place_in_the_structure(choices: Request) -> None:
    there = tagged(choices)
    assert blank_pages(choices) or choices.kind != "guide"
    for index in blank_pages(choices):
        page = there.pdf.pages[index]
        assert not list(pikepdf.parse_content_stream(page))
        assert "/StructParents" not in page
        assert "/Annots" not in page
    in_tree = {page for node in there.nodes for page in node.pages}
    assert not in_tree & set(blank_pages(choices))


@every_document
def test_a_page_number_its_marks_from_nought_and_each_once(choices: Request) -> None:
    for page in tagged(choices).pages:
        numbers = [marked.number for marked in page if marked.number >= 0]
        assert sorted(numbers) == list(range(len(numbers)))


def parent_tree(there: Tagged) -> dict[int, Any]:
    """Return the entries of the parent tree by number. The numbers must rise."""
    assert "/Kids" not in there.tree.ParentTree
    numbers = list(there.tree.ParentTree.Nums)
    keys = [int(key) for key in numbers[::2]]
    assert all(key < following for key, following in pairwise(keys))
    assert there.tree.ParentTreeNextKey > keys[-1]
    return dict(zip(keys, numbers[1::2], strict=True))


@every_document
def test_every_mark_leads_to_its_element_and_back(choices: Request) -> None:
    there = tagged(choices)
    parents = parent_tree(there)
    for index, page in enumerate(there.pdf.pages):
        if index in blank_pages(choices):
            continue
        elements = parents[int(page.obj.StructParents)]
        marked = {each.number: each for each in there.pages[index] if each.number >= 0}
        assert len(elements) == len(marked)
        for number, content in marked.items():
            node = there.by_objgen[elements[number].objgen]
            assert Mark(index, number) in node.marks
            assert node.role == content.role
    in_tree = Counter(mark for node in there.nodes for mark in node.marks)
    assert set(in_tree.values()) == {1}
    assert in_tree.keys() == there.shown.keys()


@every_document
def test_the_parent_tree_has_nothing_but_pages_and_links(choices: Request) -> None:
    there = tagged(choices)
    blank = blank_pages(choices)
    pages = [int(page.obj.StructParents) for index, page in enumerate(there.pdf.pages) if index not in blank]
    links = [int(annotation.StructParent) for _, annotation in link_annotations(there)]
    assert sorted(pages + links) == list(parent_tree(there))


@every_document
def test_no_element_stands_in_the_tree_twice(choices: Request) -> None:
    there = tagged(choices)
    assert len(there.by_objgen) == len(there.nodes)


@every_document
def test_nothing_is_marked_that_shows_nothing(choices: Request) -> None:
    """Every mark shows words, except those of a school's logo and of boxes and lines to fill in."""
    there = tagged(choices)
    figures = {mark for node in there.of_role("Figure") for mark in node.marks}
    assert len(figures) == bool(pack_in(choices) and choices.kind != "sheets")
    wordless = figures | {mark for node in there.of_role("Form") for mark in node.marks}
    assert all(bool(marked.text.strip()) != (mark in wordless) for mark, marked in there.shown.items())


@every_pack
def test_a_logo_is_a_figure_with_its_words_and_its_place_in_its_own_shape(choices: Request) -> None:
    """It is drawn where its box says, with room around it, in the picture's proportions."""
    there = tagged(choices)
    for figure in there.of_role("Figure"):
        assert figure.attributes["Alt"] == ALT
        assert figure.attributes["O"] == "Layout"
        (page,) = figure.pages
        left, bottom, right, top = map(float, figure.attributes["BBox"].split())
        (drawn,) = pictures_on(there.pdf.pages[page])
        assert (drawn.left, drawn.bottom) == pytest.approx((left, bottom), abs=0.01)
        assert (drawn.width, drawn.height) == pytest.approx((right - left, top - bottom), abs=0.01)
        image: Any = there.pdf.pages[page].resources["/XObject"][drawn.name]
        assert drawn.width / drawn.height == pytest.approx(int(image.Width) / int(image.Height), rel=0.01)
        assert str(image.ColorSpace) == ("/DeviceRGB" if pack_in(choices) == "oak" else "/DeviceGray")


class Drawn(NamedTuple):
    """A picture on a page: its resource name and its place, in points from the foot of the page."""

    name: str
    left: float
    bottom: float
    width: float
    height: float


def pictures_on(page: pikepdf.Page) -> Iterator[Drawn]:
    """Yield the pictures of a page, each with the operator before it that moves and scales it."""
    for moving, drawing in pairwise(pikepdf.parse_content_stream(page)):
        if str(drawing.operator) == "Do":
            assert str(moving.operator) == "cm"
            width, turned, slanted, height, left, bottom = (float(value) for value in moving.operands)
            assert (turned, slanted) == (0, 0)
            yield Drawn(str(drawing.operands[0]), left, bottom, width, height)


# Words


@every_document
def test_the_tree_reads_word_for_word_as_the_elements_do(choices: Request) -> None:
    there, document = tagged(choices), elements_of(choices)
    assert there.words(there.document).split() == said(choices, document).split()


@every_document
def test_headings_begin_with_the_first_level_and_skip_none(choices: Request) -> None:
    there = tagged(choices)
    nodes = [node for node in there.nodes if is_heading(node)]
    levels = [int(node.role[1]) for node in nodes]
    assert levels[0] == 1
    assert all(level <= before + 1 for before, level in pairwise(levels))
    expected = headings(elements_of(choices))
    assert levels == [int(heading.get("level")) for heading in expected]
    if choices.kind != "poster":  # there a panel has the number of its heading
        assert [there.words(node) for node in nodes] == [said(choices, heading) for heading in expected]


@every_document
def test_the_languages_of_elements_are_those_of_the_tree(choices: Request) -> None:
    expected = [each.get("lang") for each in elements_of(choices).walk() if each.get("lang") and each.tag != "document"]
    assert [node.attributes["Lang"] for node in tagged(choices).nodes if "Lang" in node.attributes] == expected


# Links


def link_annotations(there: Tagged) -> Iterator[tuple[int, Any]]:
    for index, page in enumerate(there.pdf.pages):
        for annotation in page.obj.get("/Annots", []):
            yield index, annotation


@every_document
def test_every_link_is_described_printed_and_held_by_its_element(choices: Request) -> None:
    there = tagged(choices)
    parents = parent_tree(there)
    held = Counter(each for node in there.nodes for each in node.annotations)
    on_pages = Counter(Annotation(index, annotation.objgen) for index, annotation in link_annotations(there))
    assert held == on_pages
    assert all(count == 1 for count in held.values())
    for index, annotation in link_annotations(there):
        assert str(annotation.Subtype) == "/Link"
        assert str(annotation.Contents).strip()
        assert int(annotation.F) & 0b111111 == 0b100, "printed, and not hidden"
        node = there.by_objgen[parents[int(annotation.StructParent)].objgen]
        assert node.role == "Link"
        assert Annotation(index, annotation.objgen) in node.annotations
        assert index in {mark.page for mark in node.marks}
    for link in there.of_role("Link"):
        assert link.annotations
        assert there.words(link)


@every_document
def test_links_in_the_text_say_where_they_lead(choices: Request) -> None:
    there = tagged(choices)
    links = [node for node in there.of_role("Link") if node.parent is not None and node.parent.role != "Reference"]
    expected = found(elements_of(choices), "link")
    assert len(links) == len(expected)
    places = page_numbers(choices) | term_pages(choices)
    for node, link in zip(links, expected, strict=True):
        assert there.words(node) == folded(link.text())
        for each in node.annotations:
            annotation: Any = there.pdf.get_object(each.objgen)
            if link.get("kind") == "reference":
                assert there.page_index[annotation.Dest[0].objgen] + 1 == places[link.get("href")[1:]]
                assert folded(str(annotation.Contents)) == folded(link.text())
            else:
                assert str(annotation.A.URI) == str(annotation.Contents) == link.get("href")


@every_guide
def test_the_contents_are_entries_that_lead_to_their_headings(choices: Request) -> None:
    there = tagged(choices)
    entries = found(elements_of(choices), "entry")
    assert len(entries) == len([each for each in headings(elements_of(choices)) if each.get("outline")]) > 50
    numbers = page_numbers(choices)
    items = there.of_role("TOCI")
    for item, entry in zip(items, entries, strict=True):
        (reference,) = item.nodes
        assert (reference.role, reference.roles) == ("Reference", ["Link"])
        (link,) = reference.nodes
        assert link.marks
        assert not link.nodes
        assert there.words(link) == said(choices, entry)
        (each,) = link.annotations
        annotation: Any = there.pdf.get_object(each.objgen)
        assert there.page_index[annotation.Dest[0].objgen] + 1 == numbers[entry.get("to")]
        assert folded(str(annotation.Contents)) == folded(entry.text())


@every_guide
def test_the_entries_of_a_chapter_stand_in_contents_of_its_own_after_its_entry(choices: Request) -> None:
    there = tagged(choices)
    contents, *inner = there.of_role("TOC")
    levels = "".join("." if item.parent is contents else ":" for item in there.of_role("TOCI"))
    assert levels == "".join(".:"[int(entry.get("level"))] for entry in found(elements_of(choices), "entry"))
    assert [node for node in contents.nodes if node.role == "TOC"] == inner
    assert not re.search("TOC TOC", " ".join(node.role for node in contents.nodes).replace("TOCI", "."))
    assert all(set(node.roles) == {"TOCI"} for node in inner)


# Lists, tables, call-outs


def parents_of(document: Element) -> dict[int, Element]:
    return {id(child): element for element in document.walk() for child in element.elements}


def listed(element: Element) -> list[Element]:
    """Return the items of a list, or the choices of a field."""
    return [child for child in element.elements if child.tag in ("item", "choice")]


NUMBERING = {"number": "Decimal", "letter": "LowerAlpha", "bullet": "Disc"}


@every_document
def test_lists_hold_items_with_bodies_and_stand_inside_the_item_that_they_belong_to(choices: Request) -> None:
    there, document = tagged(choices), elements_of(choices)
    above = parents_of(document)
    nodes, lists = there.of_role("L"), [each for each in found(document, "list", "field") if listed(each)]
    assert len(nodes) == len(lists)
    for node, element in zip(nodes, lists, strict=True):
        kind = element.get("kind")
        assert node.attributes == {"O": "List", "ListNumbering": NUMBERING.get(kind, "None")}
        assert node.roles == ["LI"] * len(listed(element))
        assert not node.marks
        assert node.parent is not None
        assert (node.parent.role == "LBody") == (above[id(element)].tag == "item")
        for index, (item, each) in enumerate(zip(node.nodes, listed(element), strict=True)):
            assert item.roles == (["LBody"] if kind in ("bullet", "actions") else ["Lbl", "LBody"])
            assert not item.marks
            assert there.words(item) == folded(f"{label_of(element, index)} {said(choices, each)}")
            *label, body = item.nodes
            if kind == "terms":
                assert there.words(label[0]) == folded(each.elements[0].text())
            elif len(label) == 1:
                assert there.words(label[0]) == label_of(element, index)
                assert label[0].roles == ([] if label_of(element, index) else ["Form"])
            assert there.words(body)
    for node in there.of_role("LI", "Lbl", "LBody"):
        assert node.parent is not None
        assert node.parent.role == ("L" if node.role == "LI" else "LI")


def check_table(there: Tagged, node: Node, table: Element, unprinted: frozenset[int]) -> None:
    """Check the heads and cells of an audit table: every row has as many cells, and no head or box is silent."""
    header, *elements = table.elements
    rows = node.nodes
    if id(header) not in unprinted:
        assert [cell.role for cell in rows[0].nodes] == ["TH"] * 3
        assert [cell.attributes for cell in rows[0].nodes] == [{"O": "Table", "Scope": "Column"}] * 3
        assert [there.words(cell) for cell in rows[0].nodes] == [folded(cell.text()) for cell in header.elements]
        rows = rows[1:]
    for row, element in zip(rows, elements, strict=True):
        assert row.roles == ["TH", "TD", "TD"]
        head, *answers = row.nodes
        assert head.attributes == {"O": "Table", "Scope": "Row"}
        assert there.words(head) == folded(spoken(element, {}))
        assert [there.words(answer) for answer in answers] == names_in_boxes(table, unprinted)
        assert [answer.roles for answer in answers] == [["Form"]] * 2
        assert not any(is_heading(each) for each in row.walk())


@every_sheet
def test_tables_have_heads_for_rows_and_each_box_is_named_by_its_column(choices: Request) -> None:
    there, document = tagged(choices), elements_of(choices)
    tables = found(document, "table")
    assert len(there.of_role("Table")) == len(tables) > 0
    for node, table in zip(there.of_role("Table"), tables, strict=True):
        assert node.roles == ["TR"] * len(node.nodes)
        check_table(there, node, table, unprinted_heads(choices))
    for node in there.of_role("TH", "TD", "TR"):
        assert node.parent is not None
        assert node.parent.role == ("Table" if node.role == "TR" else "TR")


@every_guide
def test_a_call_out_is_one_element_over_all_its_pages(choices: Request) -> None:
    there = tagged(choices)
    notes = found(elements_of(choices), "note")
    nodes = there.of_role(*CALL_OUTS.values())
    assert [node.role for node in nodes] == [CALL_OUTS[note.get("kind")] for note in notes]
    for node, note in zip(nodes, notes, strict=True):
        assert there.words(node) == said(choices, note)
        labels = [child for child in note.elements if child.tag == "label"]
        if labels:
            assert there.words(node.nodes[0]) == folded(labels[0].text())


def test_call_outs_paragraphs_lists_and_tables_do_run_over_pages() -> None:
    """Each kind does in one of the guides: otherwise the tests of split elements would test nothing."""
    split = {node.role for choices in GUIDES for node in tagged(choices).nodes if len(node.pages) > 1}
    assert {"ParentView", "Guidance", "Sect", "Part", "L", "LI", "LBody", "Table", "TOC", "P"} <= split


# Artifacts


def repeated_words(note: Element) -> tuple[str, str]:
    """Return a call-out's words at the head of each further page, and those at the foot of each page but the last."""
    words: dict[str, list[str]] = {"": [], "foot": []}
    for child in note.elements:
        if child.tag in ("label", "continued"):
            words[child.get("kind")].append(folded(child.text()))
    return " ".join(words[""]), " ".join(words["foot"])


def repeated_phrases(document: Element) -> set[str]:
    """Return the words that may be printed twice: those of continued call-outs, and column heads."""
    phrases: set[str] = set()
    for note in found(document, "note"):
        phrases.update(repeated_words(note))
    for contents in found(document, "contents"):
        words = [child.text() for child in contents.elements if child.tag == "continued"]
        chapters = [entry for entry in contents.elements if entry.get("level") == "0"]
        phrases |= {folded(" ".join([entry.get("number"), entry.text(), *words])) for entry in chapters}
    for section in found(document, "section"):
        if section.get("kind") == "sheets":
            phrases |= {folded(child.text()) for child in section.elements if child.tag == "para"}
    for head in found(document, "head"):
        phrases |= {folded(child.text()) for field in head.elements for child in field.elements}
    return {phrase for phrase in phrases if phrase}


def foot_of(choices: Request, page: int) -> str:
    """Return the words of the footer on a page, cell by cell."""
    document, _, pages = set_document(choices)
    owners = {id(each): foot for foot in found(document, "foot") for each in foot.walk()}
    feet = {
        id(owners[id(piece.element)]): owners[id(piece.element)]
        for piece in pages[page].pieces
        if isinstance(piece, Run) and id(piece.element) in owners
    }
    printed = {id(piece.element) for piece in pages[page].pieces if isinstance(piece, Run)}
    numbers = {"page-number": str(page + 1), "page-count": str(len(pages))}
    assert len(feet) <= 1
    wordings = [
        [each for each in cell.elements if any(id(e) in printed for e in each.walk())]  # the shorter or longer
        for foot in feet.values()
        for cell in foot.elements
    ]
    assert all(len(chosen) <= 1 for chosen in wordings)
    return " ".join(filled(chosen, numbers) for each in wordings for chosen in each)


def filled(element: Element, numbers: Mapping[str, str]) -> str:
    parts = [
        child if isinstance(child, str) else numbers.get(child.tag) or filled(child, numbers)
        for child in element.children
    ]
    return folded("".join(parts))


def squeezed(words: str) -> str:
    """Return the words without spaces: a line made of pieces, such as a label and a name, has extra spaces."""
    return words.replace(" ", "")


@every_document
def test_artifacts_are_feet_and_what_is_printed_again_and_nothing_else(choices: Request) -> None:
    there, document = tagged(choices), elements_of(choices)
    repeated = sorted(map(squeezed, repeated_phrases(document)), key=len, reverse=True)
    phrases = "|".join(map(re.escape, repeated))
    heads = [squeezed(each) for _, *title in owners(document) for each in wordings(*title)]
    running_head = "|".join(map(re.escape, heads))
    feet = 0
    for index in range(len(there.pages)):
        assert there.artifacts(index, "") == "", "words that are decoration"
        words, foot = squeezed(there.artifacts(index, "Pagination")), squeezed(foot_of(choices, index))
        feet += bool(foot)
        assert words.endswith(foot)
        again = words.removesuffix(foot)
        assert re.fullmatch(rf"(?:{running_head})?(?:{phrases})*", again), again
        assert {marked.kind for marked in there.pages[index] if marked.number < 0} <= {"", "Pagination"}
    covers = [section for section in found(document, "section") if section.get("kind") == "cover"]
    without = len(covers) + len(blank_pages(choices))
    assert feet == (0 if choices.kind == "poster" else len(there.pages) - without)


def test_column_heads_are_read_once_and_repeated_as_artifacts(tmp_path: Path) -> None:
    """In a look in which the questions stand beside their boxes; in the shipped ones each box has its column's name."""
    (tmp_path / "looks").mkdir()
    shipped = (TEMPLATES / "looks" / "standard.yaml").read_text("utf-8")
    look = re.sub("least-characters: [0-9]+", "least-characters: 20", shipped)
    (tmp_path / "looks" / "standard.yaml").write_text(look, "utf-8")
    choices = request_for("sheets", templates=tmp_path, font="arimo")
    there, document = Tagged(build(choices).data), elements_of(choices)
    for node, table in zip(there.of_role("Table"), found(document, "table"), strict=True):
        check_table(there, node, table, frozenset())
        heads = " ".join(folded(cell.text()) for cell in table.elements[0].elements)
        assert node.nodes[0].pages == node.pages[:1]
        assert len(node.pages) > 1
        for page in node.pages:
            assert there.artifacts(page, "Pagination").count(heads) == (page != node.pages[0])


@every_guide
def test_the_label_of_a_call_out_is_read_once_and_repeated_as_an_artifact(choices: Request) -> None:
    there = tagged(choices)
    notes = found(elements_of(choices), "note")
    expected: dict[int, Counter[str]] = {index: Counter() for index in range(len(there.pages))}
    for node, note in zip(there.of_role(*CALL_OUTS.values()), notes, strict=True):
        head, foot = repeated_words(note)
        label = next((folded(child.text()) for child in note.elements if child.tag == "label"), "")
        if label:
            assert there.words(node).count(label) == folded(note.text()).count(label)
            for page in node.pages[1:]:
                expected[page][head] += 1
            for page in node.pages[:-1]:
                expected[page][foot] += 1
    marks = {phrase for note in notes for phrase in repeated_words(note) if phrase}
    for page, phrases in expected.items():
        text = there.artifacts(page, "Pagination")
        for phrase in marks:
            assert text.count(phrase) == phrases[phrase], f"“{phrase}” on page {page + 1}"


# Boxes to tick, and lines and boxes to write in


def blanks_of(document: Element) -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of each box and line that is to be filled in, in reading order."""
    above = parents_of(document)
    for each in document.walk():
        if each.tag == "field" and above[id(each)].tag == "head":
            continue  # it is printed again, and heard in the form
        if each.tag == "field" and [child.tag for child in each.elements] == ["label"]:
            yield "tv", folded(each.text())
        elif each.tag == "choice":
            yield "cb", folded(each.text())
        elif each.tag == "item" and above[id(each)].get("kind") == "tick":
            yield "cb", folded(each.elements[0].text())
            if each.get("line"):
                yield "tv", folded(each.elements[0].text())
        elif each.tag == "answer":
            row = above[id(each)]
            head = above[id(row)].elements[0].elements[row.elements.index(each)]
            yield "tv", folded(head.text())


@every_document
def test_each_box_and_line_to_fill_in_is_heard_once_and_no_other(choices: Request) -> None:
    """A form that is not interactive says what it is, and has a role, so that it needs no field (7.18.4)."""
    there = tagged(choices)
    forms = there.of_role("Form")
    heard = {"cb": "box, not ticked", "tv": "blank"}
    state = {"cb": {"checked": "off"}, "tv": {}}
    assert [node.attributes for node in forms] == [
        {"O": "PrintField", "Role": role, "Desc": name, "Alt": heard[role], "ActualText": heard[role], **state[role]}
        for role, name in blanks_of(elements_of(choices))
    ]
    for node in forms:
        assert node.parent is not None
        assert node.parent.role in ("P", "TD", "Lbl", "LBody")
        assert node.parent.kids[-1] is node, "what it is for is heard before"
        (mark,) = node.marks
        assert node.kids == [mark]


# The poster


@every_poster
def test_the_poster_reads_title_lead_panels_closing_line_and_form(choices: Request) -> None:
    there, document = tagged(choices), elements_of(choices)
    (grid,) = found(document, "grid")
    panels = grid.elements
    logo = ["Figure"] * bool(pack_in(choices))
    assert there.document.roles == ["H1", "P", *["Sect"] * len(panels), "P", "Div", *logo]
    title, lead, closing, form = (child for child in document.elements if child.tag not in ("grid", "figure"))
    first, second, *sections, last, strip = there.document.nodes[: len(panels) + 4]
    pairs = ((first, title), (second, lead), (last, closing), (strip, form))
    assert [there.words(node) for node, _ in pairs] == [folded(spoken(element, {})) for _, element in pairs]
    for number, (section, panel) in enumerate(zip(sections, panels, strict=True), 1):
        heading, message = panel.elements
        assert section.roles == ["H2", "P"]
        assert [there.words(node) for node in section.nodes] == [
            f"{number} {folded(heading.text())}",
            folded(message.text()),
        ]
