"""Tagged PDF with ReportLab's canvas: the meaning of a page, apart from its look.

A PDF page is a string of painting operators. They do not say which words are a heading, in which order to read, or
which words are only the running foot. Tagged PDF adds two things (ISO 32000-1, 14.7 and 14.8):

- **Marked content** in the page's operators. `/P <</MCID 4>> BDC … EMC` is piece 4 of this page's content. Rules, boxes
  and feet are not content. They are artifacts, between `/Artifact BMC … EMC` (14.8.2.2), because nothing may be left
  unmarked (ISO 14289-1, 7.1).
- **The structure tree**: structure elements with a role (H1, P, L, Table …; 14.8.4) in reading order. The kids of an
  element are elements, marks (by number and page) and annotations (by reference; 14.7.4). The parent tree leads back
  from a page and the number of a mark to its element (14.7.4.4).

ISO 14289-1 requires all of this (7.1). It also requires links inside Link elements with a description (7.18.5), tabbing
in the order of the structure (7.18.3), a title shown in the window (7.1), the natural language (7.2), and the name of
the standard in the metadata (clause 5). The metadata are not written here.

`StructureElement` is a node of the structure tree. `TaggedCanvas` is ReportLab's canvas with `mark`, `artifact`,
`tagged_link` and `add_to_catalog`; it writes the tree when the file is saved.

These private names of ReportLab are used, and a test holds each of them: `Canvas._doc` (the document, to refer to its
objects and to a font's subsets), `Canvas._setAnnotations` (the only method that sees each finished page),
`PDFPage.__NoDefault__` and `PDFCatalog.__NoDefault__` (the keys of a page and of the catalog that are written) and
`PDFObject.__RefOnly__` (makes an object indirect).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas


class TaggingError(ValueError):
    """Content that cannot be tagged correctly. `source` is the object that the structure element was made from."""

    def __init__(self, message: str, source: object = None) -> None:
        super().__init__(message)
        self.source = source


class LongStringError(TaggingError):
    """A text that is too long for a string of a PDF."""


class IndirectObject(pdfdoc.PDFObject):
    """An object that is written once in the file, and is referred to by its number (7.3.10). It is of one document."""

    __RefOnly__ = 1
    referred_to = ""

    def format(self, document: Any) -> bytes:
        """Return the object as it is written, without white space around it."""
        raise NotImplementedError


class StructureElement:
    """An element of the structure tree: its role, its parent, and its kids in reading order.

    `entries` are further entries of its dictionary in PDF syntax (`/A<</O/Table/Scope/Column>>`). `source` is the
    object that it was made from. If nothing is painted for an element, it is left out if it is `optional`, and it is a
    mistake if it `needs_content`.
    """

    __slots__ = "attached", "entries", "kids", "needs_content", "optional", "parent", "reference", "role", "source"

    def __init__(
        self, role: str, parent: StructureElement | None = None, source: object = None, entries: str = ""
    ) -> None:
        self.role = role
        self.parent = parent
        self.source = source
        self.entries = entries
        self.needs_content = False
        self.optional = False
        self.kids: list[StructureElement | _Mark | _Annotation] = []
        self.attached = parent is None
        self.reference = ""

    def add(self, role: str, source: object = None, entries: str = "") -> StructureElement:
        """Add a new element at the end of this one's kids, and return it."""
        kid = StructureElement(role, self, source, entries)
        kid.attach()
        return kid

    def attach(self) -> None:
        """Add the element to the end of its parent's kids, if it is not there. Inline ones are added when painted."""
        if not self.attached and self.parent is not None:
            self.attached = True
            self.parent.attach()
            self.parent.kids.append(self)

    def walk(self) -> list[StructureElement]:
        """Return this element and all its descendants, in reading order."""
        elements, waiting = [], [self]
        while waiting:
            elements.append(element := waiting.pop())
            # `type` is quicker than `isinstance`, and a document has thousands of structure elements.
            waiting += [kid for kid in reversed(element.kids) if type(kid) is StructureElement]
        return elements

    @property
    def painted(self) -> bool:
        """Whether anything was painted for this element or a descendant."""
        return any(type(kid) is _Mark or (type(kid) is StructureElement and kid.painted) for kid in self.kids)

    def format(self, document: Any) -> bytes:
        """Return the element's dictionary.

        The page of its first mark is its own page. Marks on other pages name their page (14.7.4.2).
        """
        parent, entries = (self.parent.reference, self.entries) if self.parent else (self.entries, "")
        if len(self.kids) == 1 and type(mark := self.kids[0]) is _Mark:  # most elements of a document
            return f"<</S/{self.role}/P {parent}/Pg {mark.page.reference}/K {mark.number}{entries}>>".encode("ascii")
        first: _PageMarks | None = None
        kids = []
        for kid in self.kids:
            if type(kid) is StructureElement:
                kids.append(kid.reference)
            elif type(kid) is _Mark:
                page, number = kid
                first = first or page
                kids.append(f"{number}" if page is first else f"<</Type/MCR/Pg {page.reference}/MCID {number}>>")
            elif type(kid) is _Annotation:
                kids.append(f"<</Type/OBJR/Pg {kid.page.reference}/Obj {reference(kid.annotation, document)}>>")
        page_entry = f"/Pg {first.reference}" if first else ""
        kids_entry = f"/K {kids[0]}" if len(kids) == 1 else f"/K[{' '.join(kids)}]" if kids else ""
        return f"<</S/{self.role}/P {parent}{page_entry}{kids_entry}{entries}>>".encode("ascii")


class _WrittenElement(IndirectObject):
    """Lets ReportLab write a structure element, which is itself no object of ReportLab's: those take more memory."""

    def __init__(self, element: StructureElement) -> None:
        self.element = element

    def format(self, document: Any) -> bytes:
        """Return the element's dictionary."""
        return self.element.format(document)


def _check_embedded(font: str) -> None:
    if not isinstance(pdfmetrics.getFont(font), TTFont):
        raise TaggingError(f"the font {font} is not embedded")


def text_string(text: str) -> str:
    """Return a text as a PDF string (7.9.2.2): plain if it is printable ASCII, otherwise UTF-16 in hexadecimal.

    Raises LongStringError if it has more than 32,767 bytes (ISO 19005-2, 6.1.13).
    """
    plain = text.isascii() and text.isprintable()
    data = b"" if plain else text.encode("utf-16-be")
    if len(text if plain else data) > _MOST_BYTES:
        raise LongStringError(f"“{text[:40]}…” has {len(text):,} characters")
    return f"({text.translate(_ESCAPES)})" if plain else f"<FEFF{data.hex().upper()}>"


_MOST_BYTES = 32_765
"""The bytes of the longest string, without the two that say that it is UTF-16."""

_Box = tuple[float, float, float, float]
_ESCAPES = {ord(sign): f"\\{sign}" for sign in "\\()"}


class _PageMarks:
    """The structure element of each mark on a page, by number. `page` is ReportLab's page, once it is finished."""

    def __init__(self) -> None:
        self.page: Any = None
        self.elements: list[StructureElement] = []
        self.annotations: list[IndirectObject] = []
        self.reference = ""

    def refer(self, document: Any) -> str:
        """Return a reference to the page."""
        self.reference = self.reference or reference(self.page, document)
        return self.reference


class _Mark(NamedTuple):
    """A mark on a page."""

    page: _PageMarks
    number: int


class _Annotation(NamedTuple):
    """An annotation on a page."""

    page: _PageMarks
    annotation: pdfdoc.PDFObject


class LinkAnnotation(IndirectObject):
    """The annotation of a link (12.5.6.5): `words` describe it, and `key` is its own in the parent tree.

    `leads` returns its target entry when the file is written.
    """

    def __init__(self, key: int, box: _Box, leads: Callable[[], str], words: str) -> None:
        self.key = key
        self.box = box
        self.leads = leads
        self.words = words

    def format(self, document: Any = None) -> bytes:
        """Return the annotation's dictionary."""
        entries = f"/Type/Annot/Subtype/Link/Border[0 0 0]/F 4/StructParent {self.key}"
        entries += f"/Rect[{' '.join(f'{value:.2f}' for value in self.box)}]/Contents{text_string(self.words)}"
        return f"<<{entries}{self.leads()}>>".encode("ascii")


def reference(thing: Any, document: Any) -> str:
    """Return a reference to an object (7.3.10). ReportLab writes the objects that are referred to.

    It takes long to find an object's number, so that one of our own keeps the answer.
    """
    if not isinstance(thing, IndirectObject):
        return _reference(thing, document)
    if not thing.referred_to:
        thing.referred_to = _reference(thing, document)
    return thing.referred_to


def _reference(thing: Any, document: Any) -> str:
    number, generation = document.idToObjectNumberAndVersion[document.Reference(thing).name]
    return f"{number} {generation} R"


class TaggedCanvas(Canvas):
    """ReportLab's canvas with marked content, and a structure tree under `root`.

    `roles` maps non-standard roles to standard ones. `mark` and `artifact` return the operator that opens a mark, and
    `END` closes it. Both must be between BT and ET, or both outside (14.6.1).
    """

    END = "EMC"

    def __init__(self, *args: Any, root: StructureElement, roles: Mapping[str, str], **kwargs: Any) -> None:
        self.root = root
        self.roles = roles
        self.finished: list[_PageMarks] = []
        self.page = _PageMarks()
        self.links: list[StructureElement] = []
        _check_embedded(kwargs.get("initialFontName") or "Helvetica")  # ReportLab's own default
        super().__init__(*args, **kwargs)
        self.document = self._doc
        self.add_to_catalog(MarkInfo=pdfdoc.PDFDictionary({"Marked": "true"}), StructTreeRoot=_TreeRoot(self))

    def mark(self, element: StructureElement) -> str:
        """Return the operator that opens the next mark of this page. The mark becomes a kid of `element`."""
        number = len(self.page.elements)
        self.page.elements.append(element)
        element.attach()
        element.kids.append(_Mark(self.page, number))
        return self.opening(element, number)

    @staticmethod
    def opening(element: StructureElement, number: int) -> str:
        """Return the operator that opens mark `number`, which belongs to `element`."""
        return f"/{element.role}<</MCID {number}>>BDC"

    @staticmethod
    def artifact(kind: str = "") -> str:
        """Return the operator that opens an artifact: "Pagination" for running heads and feet, "" for decoration."""
        return f"/Artifact<</Type/{kind}>>BDC" if kind else "/Artifact BMC"

    def tagged_link(self, element: StructureElement, box: _Box, leads: Callable[[], str], words: str) -> LinkAnnotation:
        """Add a link of `element` over `box` (left, bottom, right, top; points), with `words` as its description.

        `leads` is called when the file is saved. It returns the target entry: /Dest (12.3.2) or /A (12.6).
        """
        link = LinkAnnotation(self.next_key, box, leads, words)
        self.annotate(element, link)
        return link

    @property
    def next_key(self) -> int:
        """The key in the parent tree of the next annotation."""
        return _LINKS + len(self.links)

    def annotate(self, element: StructureElement, annotation: IndirectObject) -> None:
        """Add an annotation of `element` to this page. Its key must be `next_key`."""
        element.attach()
        element.kids.append(_Annotation(self.page, annotation))
        self.links.append(element)
        self.add_untagged(annotation)

    def add_untagged(self, annotation: IndirectObject) -> None:
        """Add an annotation to this page that nobody sees or hears: it must be hidden (ISO 14289-1, 7.18.1)."""
        reference(annotation, self.document)  # it has its number now, before those of what comes later
        self.page.annotations.append(annotation)

    def _setAnnotations(self, page: Any) -> None:  # noqa: N802  # ReportLab's name
        """Give the finished page its annotations, its key in the parent tree, and tabbing in the structure's order.

        A page without marks, such as a blank one, has no key (ISO 32000-1, 7.7.3.3).
        """
        super()._setAnnotations(page)
        if not isinstance(page, pdfdoc.PDFPage):  # it is a form XObject
            return
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.Annots = self.page.annotations
        if self.page.elements:
            page.StructParents = len(self.finished)
        page.Tabs = pdfdoc.PDFName("S")
        self.page.page = page
        self.finished.append(self.page)
        self.page = _PageMarks()

    def setFont(self, name: str, size: float, leading: float | None = None) -> None:  # noqa: N802  # ReportLab's name
        """Set the font. Raises TaggingError if it is not embedded (ISO 14289-1, 7.21.4)."""
        _check_embedded(name)
        super().setFont(name, size, leading)

    def add_to_catalog(self, **entries: Any) -> None:
        """Add entries to the catalog (7.7.2). ReportLab writes only those that are on its list."""
        catalog = self._doc.Catalog
        catalog.__NoDefault__ = [*catalog.__NoDefault__, *entries]
        vars(catalog).update(entries)

    def number_elements(self) -> None:
        """Set the reference of each structure element."""
        for element in self.root.walk():
            element.reference = reference(_WrittenElement(element), self.document)

    def check_painted(self, elements: Sequence[StructureElement] | None = None) -> None:
        """Remove optional elements for which nothing was painted, from `elements` or from the whole tree.

        Raises TaggingError for an element that needs content and has none.
        """
        for element in self.root.walk() if elements is None else elements:
            if element.needs_content and not element.painted:
                raise TaggingError(f"a {element.role} is never painted", element.source)
            if element.optional and element.parent and not element.painted:
                element.parent.kids.remove(element)


_LINKS = 100_000
"""The key of the first link or field in the parent tree. The keys of pages are below it."""


class _TreeRoot(IndirectObject):
    """The root of the structure tree. ReportLab formats it with the catalog, when every mark is known."""

    def __init__(self, canvas: TaggedCanvas) -> None:
        self.canvas = canvas
        self.entries = canvas.root.entries

    def format(self, document: Any) -> bytes:
        """Return the root's dictionary."""
        canvas = self.canvas
        canvas.root.entries = f"{reference(self, document)}{self.entries}"
        for page in canvas.finished:
            page.refer(document)
        canvas.number_elements()
        marked = [(key, page.elements) for key, page in enumerate(canvas.finished) if page.elements]
        pages = [f"{key}[{' '.join(each.reference for each in elements)}]" for key, elements in marked]
        links = [f"{_LINKS + key} {element.reference}" for key, element in enumerate(canvas.links)]
        roles = "".join(f"/{name}/{standard}" for name, standard in canvas.roles.items())
        return (
            f"<</Type/StructTreeRoot/K {canvas.root.reference}/RoleMap<<{roles}>>"
            f"/ParentTreeNextKey {_LINKS + len(links)}/ParentTree<</Nums[{' '.join([*pages, *links])}]>>>>"
        ).encode("ascii")
