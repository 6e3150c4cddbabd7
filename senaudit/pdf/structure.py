"""Turn the Element tree into the structure tree of a PDF. Its roles are those of the table in `layout/roles.py`."""

from __future__ import annotations

from collections.abc import Container, Iterator

from senaudit.layout.markup import INLINE, Element
from senaudit.layout.roles import head_of, role_of
from senaudit.pdf.tagging import StructureElement, text_string
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.page import ARTIFACT
from senaudit.typeset.words import SOFT_HYPHEN, ZERO_WIDTH_SPACE, printed

_UNSEEN = dict.fromkeys(map(ord, f"{SOFT_HYPHEN}{ZERO_WIDTH_SPACE}\u2066\u2067\u2068\u2069"))
"""Takes out the signs that say where words may be broken, and those that isolate words: they are not read."""

REPORT = "a template of your own may be the cause; if you have none, please report this"


class Structure:
    """The structure tree, and (in `of`) the structure element that marks each Element's words. None is an artifact.

    `boxes` and `lines` are the structure elements of what is to be filled in: boxes to tick or to write in, and lines
    to write on. A box or line of these Elements is content, and is heard. `forms` are those of the Elements that have
    `fields`, which are filled in on a screen; each has also whether it is a line. `headings` are the headings of the
    document, `heads` the rows of column heads, and `awaited` the structure elements that need content or are optional,
    all in reading order.
    """

    __slots__ = ("awaited", "boxes", "fields", "forms", "headings", "heads", "lines", "of", "root")

    def __init__(
        self,
        root: StructureElement,
        of: dict[Element | None, StructureElement | None],
        fields: Container[Element] = frozenset(),
    ) -> None:
        self.root = root
        self.of = of
        self.fields = fields
        self.forms: dict[tuple[Element, bool], StructureElement] = {}
        self.boxes: dict[Element | None, StructureElement] = {}
        self.lines: dict[Element | None, StructureElement] = {}
        self.headings: list[Element] = []
        self.heads: list[StructureElement] = []
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

    def put_in_order(self) -> None:
        """Put the words of each block in the order in which they are spoken. They were painted as they stand on lines.

        On a line, words from left to right are painted last to first if those around them run from right to left.
        """
        document = self.root.source
        assert isinstance(document, Element)
        order: dict[object, int] = {element: number for number, element in enumerate(document.walk())}
        for node in self.root.walk():
            words = [kid for kid in node.kids if isinstance(kid, StructureElement) and kid.role in ("Span", "Link")]
            if 1 < len(words) == len(node.kids):
                node.kids = [*sorted(words, key=lambda kid: order.get(kid.source, len(order)))]

    def settle_heads(self) -> None:
        """Leave out the rows of column heads that are not painted, because each box has its column's name in it.

        In a row that is painted, a cell without words heads nothing.
        """
        for row in self.heads:
            if not row.painted and row.parent is not None:
                row.parent.kids.remove(row)
                continue
            for cell in row.kids:
                if isinstance(cell, StructureElement) and isinstance(cell.source, Element):
                    cell.needs_content = bool(cell.source.text().strip())
                    cell.role, cell.entries = (cell.role, cell.entries) if cell.needs_content else ("TD", "")
                    self.awaited.append(cell)


def structure_of(document: Element, fields: Container[Element] = frozenset(), right_to_left: bool = False) -> Structure:
    """Return the structure of a document. `fields` are the Elements that are filled in on a screen.

    If its pages are mirrored, it and its tables are read from `right_to_left` (14.8.5.4.2). Raises SenauditError, with
    places, for skipped heading levels and for two bookmarks of one name.
    """
    direction = "/A<</O/Layout/WritingMode/RlTb>>" if right_to_left else ""
    root = StructureElement("Document", source=document, entries=direction)
    structure = Structure(root, {ARTIFACT: None}, fields)
    structure.of[document] = structure.root
    for child in document.elements:
        _place(child, structure.root, structure, in_cell=False)
    if problems := list(_heading_problems(structure.headings)):
        raise SenauditError(problems)
    return structure


def _place(element: Element, parent: StructureElement, structure: Structure, in_cell: bool) -> None:
    """Add an Element and its descendants to the structure, below `parent`."""
    tag, role = element.tag, role_of(element).pdf
    if role is None or (tag == "figure" and not element.get("alt")):
        for each in element.walk():
            structure.of[each] = None
        return
    if tag in INLINE:
        node = _inline(element, parent, role)
    elif tag in ("item", "choice"):
        node = _item(element, parent, structure)
    elif tag == "entry":
        node = _contents_of(parent, element).add("TOCI", element).add("Reference", element).add("Link", element)
    elif not role or (tag == "label" and parent.role == "P") or _part_of_paragraph(element, parent):
        node = parent
        if tag in ("label", "para") and element.get("lang"):  # it joins its parent's kids when its words are painted
            node = StructureElement("Span", parent, element, _entries(element, parent))
    elif tag == "label" and (term := _label_of_term(parent)) is not None:
        node = term
        node.entries += _entries(element, parent)
    else:
        node = parent.add(_detailed(role, element, in_cell, parent), element, _entries(element, parent))
    if tag == "table":
        node.entries += structure.root.entries
    if tag == "field" and len(element.elements) == 1:
        _fill_in(structure, structure.lines, element, node, element)
    elif tag == "answer":
        _fill_in(structure, structure.boxes, element, node, _head_of(element, node))
    elif tag == "header":
        structure.heads.append(node)
    elif tag == "heading" or (tag == "label" and node.role[0] == "H"):
        structure.headings.append(element)
    if tag in ("figure", "entry"):
        node.needs_content = True
        structure.awaited.append(node)
    elif element.children and tag in ("para", "heading", "label"):
        node.optional = in_cell and parent.role == "TH" and _is_column_head(parent)
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


def _inline(element: Element, parent: StructureElement, role: str) -> StructureElement:
    """Return the structure element of an inline Element. It joins its parent's kids when its words are painted."""
    if element.tag == "link" or element.get("lang") or element.get("direction"):
        return StructureElement(role, parent, element, _entries(element, parent))
    return parent


def _detailed(role: str, element: Element, in_cell: bool, parent: StructureElement) -> str:
    """Return a block's role with its level. A question in a table is a paragraph, not a heading of the document.

    Of the cells of a row, the first is its head.
    """
    if element.tag == "cell" and not _is_head(element, parent):
        return "TD"
    if element.get("level"):
        return "P" if in_cell else f"H{element.get('level')}"
    if element.tag == "field" and any(child.tag == "choice" for child in element.elements):
        return "Div"
    return role


def bound(figure: StructureElement, box: tuple[float, float, float, float]) -> None:
    """Set a picture's alternative text, as its Element has it now, and its bounding box (14.8.5.4.3).

    `box` is left, bottom, right and top, in points from the paper's bottom left corner.
    """
    assert isinstance(figure.source, Element)
    assert figure.parent is not None
    corners = " ".join(f"{value:.2f}" for value in box)
    figure.entries = f"{_entries(figure.source, figure.parent)}/A<</O/Layout/BBox[{corners}]>>"


def _entries(element: Element, parent: StructureElement) -> str:
    """Return the further entries of a structure element: language, alternative text, scope, list numbering.

    Words from right to left stand on the page in the order in which they are seen: their element says them in the order
    in which they are spoken. Around the words on the page it would be turned round by PDFium and poppler.
    """
    language = f"/Lang({element.get('lang')})" if element.get("lang") else ""
    if element.get("direction"):
        spoken = element.text() + element.get("then")
        return f"/ActualText{text_string(spoken.translate(_UNSEEN))}{language}"
    if element.tag == "figure":
        return f"/Alt {text_string(element.get('alt'))}{language}"
    if element.tag == "cell" and _is_head(element, parent):
        scope = "Column" if _is_header(parent) else "Row"
        return f"/A<</O/Table/Scope/{scope}>>{language}"
    if element.tag == "list":
        # PDF/UA-1 wants a value of each list in order (7.6), and PDF 1.7 has none for letters without capitals or for
        # other digits (table 347): these are the nearest. What is read aloud is the marker on the page.
        numbering = {"number": "Decimal", "letter": "LowerAlpha", "bullet": "Disc", "answers": "Disc"}.get(
            element.get("kind"), "None"
        )
        return f"/A<</O/List/ListNumbering/{numbering}>>{language}"
    return language


def _is_header(row: StructureElement) -> bool:
    """Return whether a row has the heads of columns."""
    return isinstance(row.source, Element) and row.source.tag == "header"


def _is_head(cell: Element, row: StructureElement) -> bool:
    """Return whether a cell is the head of a column or of a row."""
    return _is_header(row) or (isinstance(row.source, Element) and row.source.elements[0] is cell)


def _item(element: Element, parent: StructureElement, structure: Structure) -> StructureElement:
    """Return the body of a list item or of a choice. Its label marks its number, its term or its box to tick."""
    holder = parent.source
    assert isinstance(holder, Element)
    item = (_choices_of(parent) if element.tag == "choice" else parent).add("LI", element)
    kind = holder.get("kind")
    if kind in ("number", "letter"):
        structure.of[element] = item.add("Lbl", element)
    elif kind == "terms" and element.elements[0].tag == "label":
        item.add("Lbl", element)
    elif (element.tag == "choice" or kind == "tick") and (_heard("unticked", structure) or element in structure.fields):
        name = element if element.tag == "choice" else element.elements[0]
        _fill_in(structure, structure.boxes, element, item.add("Lbl", element), name, "unticked")
    body = item.add("LBody", element)
    if element.get("line"):
        _fill_in(structure, structure.lines, element, body, element.elements[0])
    return body


def _choices_of(field: StructureElement) -> StructureElement:
    """Return the list of a field's choices. The first choice makes it."""
    last = field.kids[-1] if field.kids else None
    if isinstance(last, StructureElement) and last.role == "L":
        return last
    return field.add("L", field.source, "/A<</O/List/ListNumbering/None>>")


def _label_of_term(body: StructureElement) -> StructureElement | None:
    """Return the label of the item with this body, if it stands in a list of terms and has no words yet."""
    first = body.parent.kids[0] if body.role == "LBody" and body.parent is not None else None
    if not isinstance(first, StructureElement) or first.role != "Lbl" or body.kids:
        return None
    holder = first.parent.parent.source if first.parent and first.parent.parent else None
    return first if isinstance(holder, Element) and holder.get("kind") == "terms" else None


def _contents_of(contents: StructureElement, entry: Element) -> StructureElement:
    """Return the list in which an entry of the contents stands: a chapter's own for what is in it (14.8.4.3.3)."""
    if entry.get("level") == "0" or not contents.kids:
        return contents
    last = contents.kids[-1]
    if isinstance(last, StructureElement) and last.role == "TOC":
        return last
    return contents.add("TOC", entry)


def _heard(name: str, structure: Structure) -> str:
    """Return what is heard of a box or line: the document says it. If it does not, they are decoration."""
    document = structure.root.source
    return document.get(name) if isinstance(document, Element) else ""


def _fill_in(
    structure: Structure,
    shapes: dict[Element | None, StructureElement],
    element: Element,
    parent: StructureElement,
    name: Element,
    heard: str = "blank",
) -> None:
    """Add what is heard of a box or line, and the name of what is to be filled in: the words of `name`.

    It is a form that is not interactive (14.8.5.6). It joins its parent's kids when it is painted, after the words. One
    that is interactive holds nothing but its field (14.8.4.5), which has a name of its own.
    """
    if element in structure.fields:
        structure.forms[element, shapes is structure.lines] = StructureElement("Form", parent, element)
        return
    if not _heard(heard, structure):
        return
    words = text_string(_heard(heard, structure))
    role = "cb/checked/off" if heard == "unticked" else "tv"
    attributes = f"/A<</O/PrintField/Role/{role}/Desc{text_string(printed(name.text()))}>>"
    form = StructureElement("Form", parent, element, f"/Alt{words}/ActualText{words}{attributes}")
    form.needs_content = True
    structure.awaited.append(form)
    shapes[element] = form


def _head_of(answer: Element, cell: StructureElement) -> Element:
    """Return the head of an answer's column, or the answer itself if it stands in no table."""
    row = cell.parent
    if row is None or row.parent is None:
        return answer
    holder, table = row.source, row.parent.source
    if not isinstance(holder, Element) or not isinstance(table, Element) or table.tag != "table":
        return answer
    return head_of(answer, holder, table)


def _part_of_paragraph(element: Element, parent: StructureElement) -> bool:
    """Return whether a paragraph needs no structure element: it fills in a field, or is a whole list item."""
    holder = parent.source
    if element.tag != "para" or not isinstance(holder, Element):
        return False
    return holder.tag == "field" or (parent.role == "LBody" and len(holder.children) == 1)


def _is_column_head(cell: StructureElement) -> bool:
    """Return whether a cell is the head of a column. It is not painted where the boxes say what they are for."""
    return cell.parent is not None and _is_header(cell.parent)


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
