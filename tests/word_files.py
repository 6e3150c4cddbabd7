"""The Word documents that the tests look at, and what they read in them. Each is built once in a process."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from asking import pack_for
from conftest import built_document, content_of
from lxml import etree

from senaudit.layout.markup import Element
from senaudit.recipe.request import KINDS, Request, request_for
from senaudit.recipe.steps import render_document

Node = Any
"""An element of lxml, which has no types."""

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
}

_LOOKS: dict[str, dict[str, Any]] = {"": {}, " large": {"large_print": True}, " 24": {"text_size": 24}}

WORD_DOCUMENTS: dict[str, Request] = {
    f"{kind}{look}": request_for(kind, format="docx", **asked) for kind in KINDS for look, asked in _LOOKS.items()
} | {
    "guide with sheets": request_for("guide", format="docx", with_sheets=True),
    "guide with sheets 24": request_for("guide", format="docx", with_sheets=True, text_size=24),
    "guide one-sided": request_for("guide", format="docx", one_sided=True),
    "sheets one-sided": request_for("sheets", format="docx", one_sided=True),
    "sheets of one group": request_for("sheets", format="docx", audiences=("parents",)),
    "guide of a school": pack_for("guide", "oak", format="docx", with_sheets=True, text_size=18),
    "sheets of a school 24": pack_for("sheets", "long", format="docx", text_size=24),
    "sheets of a school": pack_for("sheets", "both", format="docx"),
    "poster of a school": pack_for("poster", "oak", format="docx"),
    "poster of a school large": pack_for("poster", "long", format="docx", large_print=True),
}
"""Every kind of document in every look, and as schools and groups have it, by a name of its own."""

LEAST_TYPE = {name: 24 if "24" in name else 14 for name in WORD_DOCUMENTS if "large" in name or "24" in name}
"""The size of type in points that documents in large print have at least, by their names."""

SHEETS = [name for name in WORD_DOCUMENTS if "sheets" in name or name == "guide of a school"]


def word_file(name: str) -> bytes:
    """Return the bytes of a document."""
    return built_document(WORD_DOCUMENTS[name]).data


@cache
def tree_of(name: str) -> Element:
    """Return the Element tree of a document."""
    choices = WORD_DOCUMENTS[name]
    return render_document(choices, content_of(choices))


@cache
def parts_of(name: str) -> dict[str, bytes]:
    """Return the parts of a document, by their names in its package."""
    with ZipFile(BytesIO(word_file(name))) as package:
        return {part: package.read(part) for part in package.namelist()}


@cache
def part(name: str, path: str = "word/document.xml") -> Node:
    """Return a part of a document as XML."""
    return etree.fromstring(parts_of(name)[path])


def pages_of(name: str) -> list[str]:
    """Return the names of the parts that are printed: the text, feet and heads."""
    return [path for path in parts_of(name) if path.startswith(("word/document", "word/footer", "word/header"))]


def found(node: Node, path: str) -> list[Node]:
    """Return what an XPath finds, with the prefixes of `SPACES`."""
    return node.xpath(path, namespaces=SPACES)  # type: ignore[no-any-return]


def value(node: Node, path: str = ".", name: str = "val") -> str:
    """Return the attribute `w:val`, or another of the same space, of the first element that a path finds; or ""."""
    nodes = found(node, path)
    return nodes[0].get(f"{{{SPACES['w']}}}{name}", "") if nodes else ""


def words_in(node: Node) -> str:
    """Return the words of a paragraph, or of all paragraphs in an element: a line each. A tab is one too."""
    paragraphs = [node] if node.tag.endswith("}p") else found(node, ".//w:p")
    return "\n".join("".join(_words(paragraph)) for paragraph in paragraphs)


def _words(paragraph: Node) -> Iterator[str]:
    for each in found(paragraph, ".//w:t | .//w:tab[parent::w:r] | .//w:br"):
        yield each.text or "" if each.tag.endswith("}t") else "\t" if each.tag.endswith("}tab") else "\n"


class Styles:
    """The styles of a document, with what each has from those that it is based on."""

    def __init__(self, name: str) -> None:
        self.root = part(name, "word/styles.xml")
        self.by_id = {value(style, ".", "styleId"): style for style in found(self.root, "w:style")}
        self.default = next(
            value(style, ".", "styleId")
            for style in found(self.root, "w:style[@w:type='paragraph']")
            if value(style, ".", "default") == "1"
        )

    def of(self, paragraph: Node) -> str:
        """Return the id of a paragraph's style."""
        return value(paragraph, "w:pPr/w:pStyle") or self.default

    def line(self, style: str) -> Iterator[Node]:
        """Yield a style and those that it is based on, and then the document's defaults."""
        while style:
            node = self.by_id[style]
            yield node
            style = value(node, "w:basedOn")
        yield found(self.root, "w:docDefaults/w:rPrDefault")[0]
        yield found(self.root, "w:docDefaults/w:pPrDefault")[0]

    def get(self, style: str, path: str, name: str = "val") -> str:
        """Return a value of a style: its own, or the nearest one of those that it is based on; or ""."""
        return next((value(node, path, name) for node in self.line(style) if found(node, path)), "")

    def has(self, style: str, flag: str) -> bool:
        """Return whether a style has a property that is either on or off."""
        for node in self.line(style):
            if found(node, flag):
                return value(node, flag) not in ("0", "false", "off")
        return False

    def level(self, paragraph: Node) -> int:
        """Return the level of a heading, from 1; 0 for a paragraph that is none."""
        own = found(paragraph, "w:pPr/w:outlineLvl")
        level = value(own[0]) if own else self.get(self.of(paragraph), "w:pPr/w:outlineLvl")
        return int(level) + 1 if level not in ("", "9") else 0
