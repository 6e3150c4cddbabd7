"""Turn the Element tree into the structure tree of a PDF. The role of each Element is decided here, and only here."""

from __future__ import annotations

from collections.abc import Iterator

from senaudit.layout.markup import INLINE, Element
from senaudit.pdf.tagging import StructureElement, text_string
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.page import ARTIFACT

REPORT = "a template of your own may be the cause; if you have none, please report this"

ROLES = {"ParentView": "Sect", "SchoolExample": "Sect", "Guidance": "Sect", "Closing": "Sect"}
"""Our own roles, and the standard role that each is mapped to."""

_NOTES = {
    "parents": "ParentView",
    "schools": "SchoolExample",
    "guidance": "Guidance",
    "closing": "Closing",
    "quote": "BlockQuote",
}
_TAGS = {
    "question": "Sect",
    "para": "P",
    "label": "P",
    "list": "L",
    "contents": "TOC",
    "form": "Div",
    "field": "P",
    "table": "Table",
    "header": "TR",
    "row": "TR",
    "answer": "TD",
    "panel": "Sect",
    "figure": "Figure",
}
_NOTHING = ("foot", "head", "continued", "page-break")
"""Tags that become artifacts: running heads and feet, page breaks and repeated labels."""

_TRANSPARENT = ("grid", "label", "choice")
"""Tags without a structure element of their own. A label has one unless its parent is a paragraph."""


class Structure:
    """The structure tree, and (in `of`) the structure element that marks each Element's words. None is an artifact.

    `headings` are the headings of the document. `awaited` are the structure elements that need content or are optional.
    Both are in reading order.
    """

    __slots__ = ("awaited", "headings", "of", "root")

    def __init__(self, root: StructureElement, of: dict[Element | None, StructureElement | None]) -> None:
        self.root = root
        self.of = of
        self.headings: list[Element] = []
        self.awaited: list[StructureElement] = []

    def element_of(self, element: Element | None, what: str) -> StructureElement | None:
        """Return the structure element that marks an Element, or None for an artifact.

        Raises SenauditError for an Element that is not in the document. `what` is its name in the message.
        """
        if element is None or element not in self.of:
            message = f"{what} belongs to no element of the document"
            raise SenauditError(
                [Problem("internal-error", element.place if element is not None else None, message, REPORT)]
            )
        return self.of[element]


def structure_of(document: Element) -> Structure:
    """Return the structure of a document.

    Raises SenauditError, with places, for skipped heading levels and for two bookmarks of one name.
    """
    structure = Structure(StructureElement("Document", source=document), {ARTIFACT: None})
    structure.of[document] = structure.root
    for child in document.elements:
        _place(child, structure.root, structure, in_cell=False)
    if problems := list(_heading_problems(structure.headings)):
        raise SenauditError(problems)
    return structure


def _place(element: Element, parent: StructureElement, structure: Structure, in_cell: bool) -> None:
    """Add an Element and its descendants to the structure, below `parent`."""
    tag = element.tag
    if tag in _NOTHING or (tag == "figure" and not element.get("alt")):
        for each in element.walk():
            structure.of[each] = None
        return
    if tag in INLINE:
        node = _inline(element, parent)
    elif tag == "item":
        node = _item(element, parent, structure)
    elif tag == "entry":
        node = parent.add("TOCI", element).add("Reference", element).add("Link", element)
    elif (tag in _TRANSPARENT and (tag != "label" or parent.role == "P")) or _part_of_paragraph(element, parent):
        node = parent
    else:
        node = parent.add(_role(element, in_cell), element, _entries(element, parent))
    if tag == "heading":
        structure.headings.append(element)
    if tag in ("figure", "entry"):
        node.needs_content = True
        structure.awaited.append(node)
    elif element.children and tag in ("para", "heading", "label"):
        node.optional = in_cell and parent.role == "TH" and _is_first_head(parent)
        node.needs_content = not node.optional
        structure.awaited.append(node)
    structure.of.setdefault(element, node)
    for child in element.children:
        if type(child) is not Element:  # quicker than `isinstance`, and this runs for every Element
            continue
        if child.tag == "text" and len(child.children) == 1 and type(child.children[0]) is str and not child.attributes:
            structure.of[child] = node  # the quick way for most Elements: plain words of the content
        else:
            _place(child, node, structure, in_cell or tag == "cell")


def _inline(element: Element, parent: StructureElement) -> StructureElement:
    """Return the structure element of an inline Element. It joins its parent's kids when its words are painted."""
    if element.tag == "link":
        return StructureElement("Link", parent, element, _entries(element, parent))
    return StructureElement("Span", parent, element, _entries(element, parent)) if element.get("lang") else parent


def _role(element: Element, in_cell: bool) -> str:
    """Return the role of a block. A question in a table is a paragraph, not a heading of the document."""
    if element.tag == "heading":
        return "P" if in_cell else f"H{element.get('level')}"
    if element.tag == "section":
        return "Part" if element.get("kind") == "chapter" else "Sect"
    if element.tag == "note":
        return _NOTES[element.get("kind")]
    if element.tag == "cell":
        return "TH"
    return _TAGS[element.tag]


def bound(figure: StructureElement, box: tuple[float, float, float, float]) -> None:
    """Set a picture's alternative text, as its Element has it now, and its bounding box (14.8.5.4.3).

    `box` is left, bottom, right and top, in points from the paper's bottom left corner.
    """
    assert isinstance(figure.source, Element)
    assert figure.parent is not None
    corners = " ".join(f"{value:.2f}" for value in box)
    figure.entries = f"{_entries(figure.source, figure.parent)}/A<</O/Layout/BBox[{corners}]>>"


def _entries(element: Element, parent: StructureElement) -> str:
    """Return the further entries of a structure element: language, alternative text, scope, list numbering."""
    language = f"/Lang({element.get('lang')})" if element.get("lang") else ""
    if element.tag == "figure":
        return f"/Alt {text_string(element.get('alt'))}{language}"
    if element.tag == "cell":
        holder = parent.source
        scope = "Column" if isinstance(holder, Element) and holder.tag == "header" else "Row"
        return f"/A<</O/Table/Scope/{scope}>>{language}"
    if element.tag == "list":
        numbering = {"number": "Decimal", "letter": "LowerAlpha", "bullet": "Disc"}.get(element.get("kind"), "None")
        return f"/A<</O/List/ListNumbering/{numbering}>>{language}"
    return language


def _item(element: Element, parent: StructureElement, structure: Structure) -> StructureElement:
    """Return the body of a list item. A numbered item also gets a label, which marks its number."""
    item = parent.add("LI", element)
    holder = parent.source
    if isinstance(holder, Element) and holder.get("kind") in ("number", "letter"):
        structure.of[element] = item.add("Lbl", element)
    return item.add("LBody", element)


def _part_of_paragraph(element: Element, parent: StructureElement) -> bool:
    """Return whether a paragraph needs no structure element: it fills in a field, or is a whole list item."""
    holder = parent.source
    if element.tag != "para" or not isinstance(holder, Element):
        return False
    return holder.tag == "field" or (parent.role == "LBody" and len(holder.children) == 1)


def _is_first_head(cell: StructureElement) -> bool:
    """Return whether a cell is the first head of a table. It is not painted if questions are above their boxes."""
    row = cell.parent
    return row is not None and isinstance(row.source, Element) and row.source.tag == "header" and row.kids[0] is cell


def _heading_problems(headings: list[Element]) -> Iterator[Problem]:
    before, names = 0, set[str]()
    for element in headings:
        if element.get("kind") != "row":
            level = int(element.get("level"))
            if level > before + 1:
                message = f"a heading of level {level} follows one of level {before}"
                yield Problem("heading-level-skipped", element.place, message, f"make it level {before + 1}")
            before = level
        name = element.get("bookmark")
        if name and name in names:
            yield Problem(
                "duplicate-bookmark",
                element.place,
                f"two bookmarks are named “{name}”",
                "give one of them another name",
            )
        names.add(name)
