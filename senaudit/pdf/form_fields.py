"""The fields of audit sheets that are filled in on a screen (ISO 32000-1, 12.7), over the tags of the document.

A page has a box with an outline, or a line, for each blank already. Here each gets a widget: the place of a field on a
page. A field may have several: the school's name stands at the head of every sheet, and what is typed on one of them
stands on all.

ISO 14289-1 requires a widget inside a Form element that holds nothing else (7.18.4), words that describe it (7.18.1),
and tabbing in the order of the structure (7.18.3). The build stops if one of these is not so. What the head of a
further sheet repeats comes after the questions in this order, so that nobody has to pass it again on each sheet.
"""

# No `from __future__ import annotations` here: `NamedTuple` would compile each annotation at every start.
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from senaudit.layout.markup import Element
from senaudit.pdf.form_font import FormFont, FormResources
from senaudit.pdf.form_widgets import (
    Box,
    Field,
    FieldKind,
    FieldName,
    HiddenWidget,
    TextLook,
    TickLook,
    Widget,
    default_appearance,
    size_of,
)
from senaudit.pdf.structure import Structure
from senaudit.pdf.tagging import IndirectObject, LinkAnnotation, StructureElement, TaggedCanvas, TaggingError, reference
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.lists import BELOW_WORDS
from senaudit.typeset.page import Border, Page, Rule, Run

LinkToAdd = tuple[StructureElement, Callable[[], LinkAnnotation]]
"""A link's structure element, and the function that adds the link to the page and returns it."""

_LINE = 1.15
_BELOW = 0.23
"""The height of a field on a line to write on, and how far below the words' base line it goes, in em.

Programs set a single line in the middle of its field: so it has the base line of the words before it.
"""


class Form(NamedTuple):
    """What the fields of a document are. `size` is that of what is typed, and `padding` the space around it, in points.

    `names` are those of the Elements to fill in, and `lines` those of the lines of Elements that have a box to tick as
    well. `repeated` are the names of lines at the heads of further sheets, with the sections that these are in.
    `filled_in` has the words of places that are filled in already. They are words of the page; a hidden field has them
    for programs. `facts` are such a field too, and say what the sheets are.
    """

    names: Mapping[Element, FieldName]
    lines: Mapping[Element, FieldName]
    repeated: Mapping[Element, tuple[FieldName, Element]]
    filled_in: Mapping[FieldName, str]
    facts: tuple[FieldName, str]
    size: float
    padding: float

    @property
    def hidden(self) -> list[tuple[FieldName, str]]:
        """The hidden fields, each with its value."""
        return [self.facts, *self.filled_in.items()]

    def is_like(self, other: "Form") -> bool:
        """Return whether another form has the same fields, but for what hidden ones say."""
        hidden, others = ([name.id for name, _ in form.hidden] for form in (self, other))
        return hidden == others and self[:3] == other[:3] and self[-2:] == other[-2:]


class FieldPlace(NamedTuple):
    """A place to fill in on a page: its Element, whether it is a line, and its box."""

    element: Element
    is_line: bool
    box: Box


class FormFields(IndirectObject):
    """The form of a document (12.7.2), as it is drawn page by page."""

    def __init__(self, form: Form, canvas: TaggedCanvas, structure: Structure, flush_right: bool = False) -> None:
        """What is typed stands `flush_right` in a document from right to left.

        Raises SenauditError for fields without a name or words; FileError without the font."""
        _check_names(form)
        self.form = form
        self.flush_right = flush_right
        self.canvas = canvas
        self.structure = structure
        self.resources = FormResources(FormFont())
        self.fields: dict[str, Field] = {}
        self.places: dict[Widget, FieldPlace] = {}
        self.hidden: list[HiddenWidget] = []
        self.orders: list[list[StructureElement]] = []
        self.looks: dict[tuple[object, ...], TextLook | TickLook] = {}

    def add(self, page: Page, links: Sequence[LinkToAdd]) -> tuple[list[LinkAnnotation], list[Widget]]:
        """Add a page's links and widgets to the canvas, in the order of the structure.

        Returns them in the order of the page's pieces.
        Raises SenauditError for two fields of one name that are not alike.
        """
        places = places_of(page, self.form, self.structure)
        if not places:
            return [add() for _, add in links], []
        nodes = [node for node, _ in links] + list(self._forms(places))
        adding: list[Callable[[], Any]] = [add for _, add in links]
        adding += [partial(self._add, place, node) for place, node in zip(places, nodes[len(links) :], strict=True)]
        for node in nodes:
            node.attach()
        known: dict[StructureElement, list[int]] = {}
        positions = [_position(node, known) for node in nodes]
        in_order = sorted(range(len(nodes)), key=lambda index: positions[index])
        added = {index: adding[index]() for index in in_order}
        self.orders.append([nodes[index] for index in in_order])
        if not self.hidden:
            self._add_hidden()
        annotations = [added[index] for index in range(len(nodes))]
        return annotations[: len(links)], annotations[len(links) :]

    def _forms(self, places: list[FieldPlace]) -> Iterator[StructureElement]:
        """Yield the Form element of each place. Those at the head of a further sheet are made now."""
        head: StructureElement | None = None
        for element, is_line, _ in places:
            if element not in self.form.repeated:
                yield self.structure.forms[element, is_line]
                continue
            if head is None:
                section = self.structure.of[self.form.repeated[element][1]]
                assert section is not None
                head = section.add("P", element)
            yield head.add("Form", element)

    def _add(self, place: FieldPlace, node: StructureElement) -> Widget:
        field = self._field(place)
        looks = _looks(field, place.box)
        if looks not in self.looks:
            self.looks[looks] = TickLook(place.box) if field.kind == "tick" else TextLook(place.box, self.resources)
        widget = Widget(field, self.canvas.next_key, place.box, self.canvas.page, self.looks[looks])
        self.canvas.annotate(node, widget)
        field.widgets.append(widget)
        self.places[widget] = place
        return widget

    def _field(self, place: FieldPlace) -> Field:
        """Return the field of a place, which may have other places already."""
        name = _name_of(place, self.form, self.structure)
        kind: FieldKind = "line" if place.is_line else "box" if place.element.tag == "answer" else "tick"
        field = self.fields.get(name.id)
        if field is None:
            field = self.fields[name.id] = Field(name, kind, self.form.size, self.flush_right)
        elif (field.name, field.kind) != (name, kind):
            message = f"two places to fill in are named “{name.id}”, and what is typed in one would stand in both"
            hint = "give each row, answer, field and choice an id of its own"
            raise SenauditError([Problem("duplicate-field-name", place.element.place, message, hint)])
        return field

    def _add_hidden(self) -> None:
        for name, value in self.form.hidden:
            self.hidden.append(widget := HiddenWidget(name, value, self.form.size, self.canvas.page))
            self.canvas.add_untagged(widget)

    def finish(self) -> None:
        """Add the form to the document. Raises SenauditError for a blank without a field, or a field out of order."""
        self._check()
        self.resources.font.print_pages(self.canvas.document)
        self.canvas.add_to_catalog(AcroForm=self)

    def _check(self) -> None:
        forms = self.structure.forms
        unprinted = [each for each in self.form.names if (each, False) not in forms and (each, True) not in forms]
        unprinted += [element for (element, _), node in forms.items() if len(node.kids) != 1]
        if unprinted:
            hint = "put it where the shipped templates have it"
            raise SenauditError(
                Problem("not-printed", each.place, f"this <{each.tag}> is not printed where it stands", hint)
                for each in dict.fromkeys(unprinted)
            )
        order = {node: number for number, node in enumerate(self.canvas.root.walk())}
        for nodes in self.orders:
            numbers = [order.get(node, -1) for node in nodes]
            if -1 in numbers or any(number > after for number, after in pairwise(numbers)):
                raise TaggingError("a field is not in the structure, or not in its order", nodes)

    def format(self, document: Any) -> bytes:
        """Return the form's dictionary."""
        fields = " ".join(
            reference(each, document) for each in (*(field.root for field in self.fields.values()), *self.hidden)
        )
        resources = reference(self.resources, document)
        return f"<</Fields[{fields}]/DR {resources}{default_appearance(self.form.size)}>>".encode("ascii")

    def boxes(self, page: Page, widgets: Sequence[Widget]) -> list[Box] | None:
        """Return the boxes that a page's widgets have on the page as it is now; None if it has other fields."""
        now, then = places_of(page, self.form, self.structure), [self.places[widget] for widget in widgets]
        return [place.box for place in now] if [each[:2] for each in now] == [each[:2] for each in then] else None

    def are_shared(self, boxes: Mapping[Widget, Box]) -> bool:
        """Return whether widgets with these boxes share a look if, and only if, they do so now."""
        looks = {(id(widget.look), _looks(widget.field, box)) for widget, box in boxes.items()}
        return len(looks) == len({now for now, _ in looks}) == len({then for _, then in looks}) and all(
            size_of(widget.box) == size_of(boxes[widget]) for widget in boxes if isinstance(widget.look, TickLook)
        )

    def moved(self, boxes: Mapping[Widget, Box]) -> Iterator[tuple[IndirectObject, bytes]]:
        """Yield the objects of widgets that have other boxes than before, with their new contents."""
        document = self.canvas.document
        for widget, box in boxes.items():
            if box != widget.box:
                yield widget, widget.moved(box).format(document)
                if isinstance(widget.look, TextLook):
                    yield widget.look, TextLook(box, self.resources).format(document)

    def said_anew(self, form: Form) -> Iterator[tuple[IndirectObject, bytes]]:
        """Yield the hidden fields with the contents that they have in a form that is like this one."""
        for widget, (name, value) in zip(self.hidden, form.hidden, strict=True):
            yield widget, HiddenWidget(name, value, widget.size, widget.page).format(self.canvas.document)


def _looks(field: Field, box: Box) -> tuple[object, ...]:
    """Return what is the same for widgets of one look: boxes to tick of one size, or places of one field.

    What is typed in one of these places stands in the others too. Programs change the look of a field for words, so
    that no two fields share it.
    """
    return ("" if field.kind == "tick" else field.name.id, *size_of(box))


def places_of(page: Page, form: Form, structure: Structure) -> list[FieldPlace]:
    """Return the places to fill in on a page, in the order of its pieces."""
    lowest: dict[Element | None, float] = {}
    shapes: list[Rule | Border] = []
    for piece in page.body:
        if type(piece) is Run:  # quicker than `isinstance`: most pieces are runs
            if (element := piece.element) is not None and element.tag == "answer":
                foot = max(piece.bounds[3], piece.y + piece.face.deep * piece.size)
                lowest[element] = max(lowest.get(element, 0.0), foot)
        elif (type(piece) is Rule or type(piece) is Border) and piece.element is not None:
            shapes.append(piece)
    places: list[FieldPlace] = []
    for shape in shapes:
        is_line = isinstance(shape, Rule)
        assert shape.element is not None
        if (shape.element, is_line) in structure.forms or (is_line and shape.element in form.repeated):
            box = _line_box(shape, page, form) if isinstance(shape, Rule) else _box(shape, page, form, lowest)
            places.append(FieldPlace(shape.element, is_line, box))
    return places


def _line_box(line: Rule, page: Page, form: Form) -> Box:
    bottom = page.height - line.y + BELOW_WORDS - form.size * _BELOW
    return _rounded(line.x, bottom, line.to_x - line.x, form.size * _LINE)


def _box(border: Border, page: Page, form: Form, lowest: Mapping[Element | None, float]) -> Box:
    """Return the box of a field in an outline, under the words that stand in it."""
    inside = form.padding if border.element is not None and border.element.tag == "answer" else 0.0
    top = lowest.get(border.element, border.y + inside / 2)
    bottom = border.y + border.height - inside / 2
    return _rounded(border.x + inside, page.height - bottom, border.width - 2 * inside, bottom - top)


def _rounded(left: float, bottom: float, width: float, height: float) -> Box:
    """Return a box in tenths of a point. Boxes of one size have one size after it too."""
    x, y = round(left * 10), round(bottom * 10)
    return x, y, x + round(width * 10), y + round(height * 10)


def _name_of(place: FieldPlace, form: Form, structure: Structure) -> FieldName:
    element = place.element
    if element in form.repeated:
        return form.repeated[element][0]
    has_box = place.is_line and (element, False) in structure.forms
    return form.lines[element] if has_box else form.names[element]


def _position(node: StructureElement, known: dict[StructureElement, list[int]]) -> list[int]:
    """Return the place of a structure element in the tree: positions compare as the elements are read.

    `known` has those that were asked for before, while the tree was as it is now.
    """
    if node.parent is None:
        return []
    if node not in known:
        known[node] = [*_position(node.parent, known), node.parent.kids.index(node)]
    return known[node]


def _check_names(form: Form) -> None:
    """Raise SenauditError with every field that has no name, or no words."""
    problems = []
    named = [*form.names.items(), *((element, name) for element, (name, _) in form.repeated.items())]
    for element, (name, tooltip) in named:
        if not all(name.split(":")) or "." in name:
            message = f"a place to fill in on a screen needs a name, and “{name}” is none"
            hint = "give each row, answer, field and choice an id without full stops, as the shipped templates do"
            problems.append(Problem("field-without-name", element.place, message, hint))
        if not tooltip.strip():
            message = "nothing says what is to be filled in here: those who do not see the page would not know"
            problems.append(Problem("field-without-words", element.place, message, "give it a label"))
    if problems:
        raise SenauditError(dict.fromkeys(problems))
