"""Opens a Word file: its parts as plain trees of XML, within limits, and what the file says of itself.

A file may be made by anybody. No part is unpacked that is too large, or of which there is too much; none may have a
document type, so that XML has no entities that multiply or are fetched; nothing is run, and no link is followed.
"""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

MOST_BYTES = 20_000_000
"""The most unpacked bytes of all parts that are read. Ten people's sheets, saved by LibreOffice, have half of it."""
MOST_ELEMENTS = 600_000
DEEPEST = 120
"""The most elements of all parts, and in one another. Ordinary ones are 20 deep."""

_CHUNK = 65_536
_DAMAGE = (
    BadZipFile,
    ExpatError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)
"""What zipfile and the parser raise for a part that is not as it should be, is locked, or is packed in another way."""

_MAIN = "/officeDocument"
"""How the kind of the relationship to the main part ends, in both versions of the format."""
_NOTES = {"comments": "comments", "footnotes": "footnote", "endnotes": "endnote"}
"""The parts with notes, by their names in word/, and the names of their kinds."""

FACTS = "senaudit"
"""How the names of the properties begin that say whose sheets these are."""


class TooMuchError(Exception):
    """A file has more in it than sheets have."""


class DamagedError(Exception):
    """A part that is needed is missing, or cannot be read."""


class XmlNode:
    """An element of XML, without its namespaces. `children` are elements and text."""

    __slots__ = ("attributes", "children", "name")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes = name, attributes
        self.children: list[XmlNode | str] = []

    def get(self, name: str) -> str:
        """Return an attribute, or ""."""
        return self.attributes.get(name, "")

    @property
    def elements(self) -> list[XmlNode]:
        """The elements that it holds."""
        return [child for child in self.children if isinstance(child, XmlNode)]

    def child(self, *path: str) -> XmlNode | None:
        """Return the first element at the end of a path, or None."""
        found: XmlNode | None = self
        for name in path:
            found = next((child for child in found.elements if child.name == name), None) if found else None
        return found

    def walk(self) -> Iterator[XmlNode]:
        """Yield this element and all within it, in their order."""
        waiting = [self]
        while waiting:
            yield (node := waiting.pop())
            waiting.extend(reversed(node.elements))

    def text(self) -> str:
        """Return all text in it."""
        return "".join(child for node in self.walk() for child in node.children if isinstance(child, str))


class WordParts(NamedTuple):
    """The parts of a Word file. `notes` are comments and notes, by their kind and their number in the file.

    `facts` are what the file says of itself, by name. `placeholders` are what an empty control shows. `feet` are the
    parts at the foot of pages.
    """

    document: XmlNode
    notes: dict[tuple[str, str], XmlNode]
    facts: dict[str, str]
    placeholders: frozenset[str]
    feet: list[XmlNode]


def word_parts(data: bytes) -> WordParts:
    """Return the parts of a Word file. Raises TooMuchError or DamagedError."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _Package(archive).parts()
    except _DAMAGE as error:
        raise DamagedError from error


class _Package:
    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.bytes = self.elements = 0

    def parts(self) -> WordParts:
        main = self._main()
        document = self.read(main)
        folder = posixpath.dirname(main)
        notes: dict[tuple[str, str], XmlNode] = {}
        for part, kind in _NOTES.items():
            if root := self.optional(f"{folder}/{part}.xml"):
                notes |= {(kind, note.get("id")): note for note in root.elements}
        glossary = self.optional(f"{folder}/glossary/document.xml")
        shown = (node for node in glossary.walk() if node.name == "docPartBody") if glossary else ()
        feet = sorted(name for name in self.names if name.startswith(f"{folder}/footer"))
        return WordParts(
            document,
            notes,
            self._facts(),
            frozenset(" ".join(body.text().split()) for body in shown),
            [foot for name in feet[:100] if (foot := self.optional(name))],
        )

    def _main(self) -> str:
        """Return the name of the main part. Word on the web may call it document2.xml."""
        relations = self.optional("_rels/.rels")
        for relation in relations.elements if relations else ():
            if relation.get("Type").endswith(_MAIN):
                return posixpath.normpath(relation.get("Target").lstrip("/"))
        return "word/document.xml"

    def _facts(self) -> dict[str, str]:
        root = self.optional("docProps/custom.xml")
        told = root.elements if root else []
        return {
            each.get("name").removeprefix(FACTS).strip(): each.text()
            for each in told
            if each.get("name").partition(" ")[0] == FACTS
        }

    def optional(self, name: str) -> XmlNode | None:
        """Return a part; None if there is none, or it is damaged."""
        try:
            return self.read(name) if name in self.names else None
        except _DAMAGE:
            return None

    def read(self, name: str) -> XmlNode:
        """Return a part. It is not unpacked if it says that it is too large, and zipfile unpacks no more than it says.

        Raises TooMuchError, or what is in _DAMAGE.
        """
        entry = self.archive.getinfo(name)
        self.bytes += entry.file_size
        if self.bytes > MOST_BYTES:
            raise TooMuchError
        tree = _Tree(self)
        parser = ParserCreate(namespace_separator="|")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = tree.begin, tree.end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = tree.add_text, tree.refuse
        with self.archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk)
        parser.Parse(b"", True)
        return tree.root.elements[0]


class _Tree:
    """The handlers of the parser: they build the tree of a part."""

    def __init__(self, package: _Package) -> None:
        self.package = package
        self.root = XmlNode("", {})
        self._open = [self.root]

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        self.package.elements += 1
        if self.package.elements > MOST_ELEMENTS or len(self._open) > DEEPEST:
            raise TooMuchError
        node = XmlNode(_local(name), {_local(key): value for key, value in attributes.items()})
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._open.pop()

    def add_text(self, text: str) -> None:
        """Take text."""
        self._open[-1].children.append(text)

    def refuse(self, *declared: object) -> None:
        """Refuse a document type. Sheets have none."""
        raise TooMuchError


def _local(name: str) -> str:
    return name.rpartition("|")[2]
