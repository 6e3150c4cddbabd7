"""What stands where in a Word file: its paragraphs, in pieces that know their control, their row and their cell.

What a person deleted with changes tracked is left out; what was put in counts. Words of a table or a text box that
stands in a cell belong to that cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from senaudit.audit.word_parts import WordParts, XmlNode

BOX, TICKED = "☐□▢❏❑", "☒☑✓✔✗✘⊠🗹🗷🗸"
"""The signs of a box that is not ticked, and of one that is."""

_SKIPPED = frozenset(
    ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "tblPrEx", "instrText", "rt")
) | {"del", "moveFrom", "delText", "delInstrText", "annotationRef", "footnoteRef", "endnoteRef", "separator"}
"""What holds no words that count: properties, and what was deleted."""

_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_REFERENCES = {"commentReference": "comments", "footnoteReference": "footnote", "endnoteReference": "endnote"}
_PICTURES = frozenset(("drawing", "pict", "object", "ink", "contentPart", "altChunk", "subDoc"))
_OFF = frozenset(("0", "false", "off"))

_MOST_COPIES = 200
"""The most times that LibreOffice is thought to have written a control: once for each part of its text."""

_PROMPTS = frozenset(("Click or tap here to enter text.", "Click here to enter text.", "Click here to enter text"))
"""What Word in English shows in an empty control."""

Cell = tuple[int, int, int]
"""The numbers of a table, of a row of it, and of a cell of that row, from 0."""


class Piece(NamedTuple):
    """Text of a paragraph. `tag` is that of the control that it stands in, "" outside. A box to tick has `ticked`."""

    text: str
    tag: str = ""
    ticked: bool | None = None


class Paragraph:
    """A paragraph: its pieces, its cell if it stands in a table, the bookmarks that begin in it, and what hangs on it.

    `notes` are comments and notes, by kind and number, each with the tag of the control that it hangs on. `pictures`
    has the tag for each picture or drawing. `printed` is the name of the bookmark of printed words that it is part of.
    One that `begins` a control is no paragraph of the file.
    """

    def __init__(self, cell: Cell | None, printed: str, bookmarks: list[str], begins: bool = False) -> None:
        self.cell, self.printed, self.bookmarks, self.begins = cell, printed, bookmarks, begins
        self.pieces: list[Piece] = []
        self.notes: list[tuple[str, str, str]] = []
        self.pictures: list[str] = []

    @property
    def text(self) -> str:
        """All its text."""
        return "".join(piece.text for piece in self.pieces)


def paragraphs_of(parts: WordParts, node: XmlNode, printed: str = "") -> list[Paragraph]:
    """Return the paragraphs of a part, or of a note. The names of bookmarks of printed words begin with `printed`."""
    walker = _Walker(parts.placeholders | _PROMPTS, printed)
    walker.walk(node)
    return [each for each in walker.paragraphs if each.pieces or each.notes or each.pictures or each.cell]


class _Walker:
    def __init__(self, placeholders: frozenset[str], printed: str) -> None:
        self.placeholders, self.mark = placeholders, printed
        self.paragraphs: list[Paragraph] = []
        self.cell: Cell | None = None
        self.tag = ""
        self.tables = 0
        self.printed: dict[str, str] = {}
        self.anchors: dict[str, str] = {}
        self.waiting: list[str] = []  # bookmarks that began between paragraphs
        self.inside = False

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph that is being read."""
        if not self.paragraphs:
            self._paragraph()
        return self.paragraphs[-1]

    def _paragraph(self, begins: bool = False) -> None:
        bookmarks, self.waiting = self.waiting, []
        self.paragraphs.append(Paragraph(self.cell, next(iter(self.printed.values()), ""), bookmarks, begins))

    def walk(self, node: XmlNode) -> None:
        """Read an element and what it holds."""
        name = node.name
        if name in _SKIPPED:
            return
        if name == "t":
            self._add("".join(child for child in node.children if isinstance(child, str)))
        elif name in _SIGNS:
            self._add(_SIGNS[name])
        elif name == "sym":
            self._add(_sign(node))
        elif name == "p":
            self._paragraph()
            before, self.inside = self.inside, True
            self._all(node)
            self.inside = before
        elif name == "tbl" and self.cell is None:
            self._table(node)
        elif name == "sdt":
            self._control(node)
        elif name == "AlternateContent":
            for kind in ("Fallback", "Choice"):
                if (found := node.child(kind)) is not None:
                    self._all(found)
                    break
        else:
            self._mark(node)

    def _mark(self, node: XmlNode) -> None:
        """Take what is not text: bookmarks, the anchors of comments, pictures; and read what is in it."""
        name = node.name
        if name == "bookmarkStart":
            if self.mark and node.get("name").startswith(self.mark):
                self.printed[node.get("id")] = node.get("name")
                if self.inside and not self.paragraph.text:
                    self.paragraph.printed = node.get("name")
            (self.paragraph.bookmarks if self.inside else self.waiting).append(node.get("name"))
        elif name == "bookmarkEnd":
            self.printed.pop(node.get("id"), None)
        elif name == "commentRangeStart":
            self.anchors[node.get("id")] = self.tag
        elif name in _REFERENCES:
            tag = self.tag or self.anchors.get(node.get("id"), "")
            self.paragraph.notes.append((_REFERENCES[name], node.get("id"), tag))
        elif name in _PICTURES:
            if not any(each.name == "txbxContent" for each in node.walk()):
                self.paragraph.pictures.append(self.tag)
            self._all(node)
        else:
            self._all(node)

    def _all(self, node: XmlNode) -> None:
        for child in _single(node.elements):
            self.walk(child)

    def _add(self, text: str) -> None:
        """Add text. Each sign of a box to tick is a piece of its own."""
        start = 0
        for at, sign in enumerate(text):
            if sign in BOX or sign in TICKED:
                if at > start:
                    self.paragraph.pieces.append(Piece(text[start:at], self.tag))
                self.paragraph.pieces.append(Piece(sign, self.tag, None if self.tag else sign in TICKED))
                start = at + 1
        if start < len(text):
            self.paragraph.pieces.append(Piece(text[start:], self.tag))

    def _table(self, table: XmlNode) -> None:
        for number, row in enumerate(_within(table, "tr")):
            if _is_deleted(row, "trPr", "del"):
                continue
            for at, cell in enumerate(_within(row, "tc")):
                self.cell = self.tables, number, at
                if not _is_deleted(cell, "tcPr", "cellDel"):
                    before, self.tag = self.tag, _tags_around(row, cell) or self.tag
                    self._all(cell)
                    self.tag = before
        self.cell = None
        self.tables += 1

    def _control(self, node: XmlNode) -> None:
        properties, content = node.child("sdtPr"), node.child("sdtContent")
        if content is None:
            return
        tag = next((each.get("val") for each in properties.elements if each.name == "tag"), "") if properties else ""
        before, self.tag = self.tag, tag or self.tag
        box = properties.child("checkbox") if properties else None
        if box is not None:
            self._box(box, content)
        elif not self._is_prompt(properties, content):
            if tag:
                self._begin(content)
            self._all(content)
        else:
            self._begin(content)
        self.tag = before

    def _begin(self, content: XmlNode) -> None:
        """Note that a control is here, whether something is in it or not."""
        if any(each.name in ("p", "tbl") for each in content.elements):
            self._paragraph(begins=True)
        self.paragraph.pieces.append(Piece("", self.tag))

    def _box(self, box: XmlNode, content: XmlNode) -> None:
        """Add a box to tick. Words that somebody typed in place of its sign stand beside it."""
        checked = box.child("checked")
        shown = _shown(content)
        is_ticked = checked is not None and checked.get("val") not in _OFF
        is_ticked |= any(sign in TICKED for sign in shown) or shown.strip().casefold() in ("x", "v", "√", "yes")
        self.paragraph.pieces.append(Piece("", self.tag, is_ticked))
        left = "".join(sign for sign in shown if sign not in BOX and sign not in TICKED).strip()
        if left and left.casefold() not in ("x", "v", "√", "yes"):
            self.paragraph.pieces.append(Piece(left))

    def _is_prompt(self, properties: XmlNode | None, content: XmlNode) -> bool:
        """Return whether a control shows what it shows when nothing is typed into it.

        LibreOffice drops the mark of such words, so that the words are compared too; and some programs leave the mark
        where words were typed.
        """
        words = " ".join(_shown(content).split())
        if words in self.placeholders:
            return True
        if properties is None or properties.child("showingPlcHdr") is None:
            return False
        runs = [each for each in content.walk() if each.name == "r" and _shown(each).strip()]
        return all(_style(run) == "PlaceholderText" for run in runs)


def _single(elements: list[XmlNode]) -> Iterator[XmlNode]:
    """Yield elements, and of a control that LibreOffice has multiplied only one.

    LibreOffice 7.4 writes a control whose text has several scripts or fonts once with all its text, and then once for
    each part: with that part, and with all the text again.
    """
    at = 0
    while at < len(elements):
        yield (first := elements[at])
        at += 1
        whole, end = _shown(first) if first.name == "sdt" else "", at
        while whole and end < min(len(elements), at + _MOST_COPIES) and _is_like(first, elements[end]):
            end += 1
        copies = [_shown(each) for each in elements[at:end]]
        if copies and all(each.endswith(whole) for each in copies):
            at = end if "".join(each[: -len(whole)] for each in copies) == whole else at


def _is_like(one: XmlNode, other: XmlNode) -> bool:
    titles = [[each.child("sdtPr", name) for name in ("alias", "tag")] for each in (one, other)]
    names = [[title.get("val") if title else "" for title in pair] for pair in titles]
    return other.name == "sdt" and names[0] == names[1] and not names[0][1]


def _shown(node: XmlNode) -> str:
    return "".join(_shown_parts(node))


def _shown_parts(node: XmlNode) -> Iterator[str]:
    if node.name in _SKIPPED:
        return
    if node.name == "t":
        yield from (child for child in node.children if isinstance(child, str))
    elif node.name == "sym":
        yield _sign(node)
    elif node.name in _SIGNS:
        yield _SIGNS[node.name]
    for child in node.elements:
        yield from _shown_parts(child)


def _sign(node: XmlNode) -> str:
    """Return the sign of a font of pictures. Word's own ticks and boxes of Wingdings are known."""
    try:
        code = int(node.get("char"), 16)
    except ValueError:
        return "\ufffd"
    if node.get("font").startswith("Wingdings"):
        known = _WINGDINGS_2 if node.get("font").endswith("2") else _WINGDINGS
        code = ord(known.get(code & 0xFF, chr(code)))
    return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


_WINGDINGS = {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0x4A: "☺"}
_WINGDINGS_2 = {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"}
"""The signs of Microsoft's fonts Wingdings and Wingdings 2 that people tick boxes with."""


def _style(run: XmlNode) -> str:
    style = run.child("rPr", "rStyle")
    return style.get("val") if style else ""


def _within(holder: XmlNode, name: str) -> Iterator[XmlNode]:
    """Yield the rows of a table, or the cells of a row, also those in controls and in changes that put them in."""
    for child in holder.elements:
        if child.name == name:
            yield child
        elif child.name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _within(child, name)


def _tags_around(row: XmlNode, cell: XmlNode) -> str:
    """Return the tag of a control around a whole cell, as Word makes it of a control that fills its cell."""
    for control in row.elements:
        if control.name == "sdt" and cell in (content.elements if (content := control.child("sdtContent")) else ()):
            tag = control.child("sdtPr", "tag")
            return tag.get("val") if tag else ""
    return ""


def _is_deleted(node: XmlNode, properties: str, mark: str) -> bool:
    return node.child(properties, mark) is not None
