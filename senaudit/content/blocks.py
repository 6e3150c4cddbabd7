"""How the blocks of the model read themselves: points, steps, call-outs and what else a question or section holds."""

from __future__ import annotations

from senaudit.content.fields import Fields, Reader, Reading, T, list_of, one_of, text
from senaudit.content.messages import is_empty, kind
from senaudit.content.model import (
    Action,
    Ask,
    Block,
    Body,
    Bullets,
    CallOut,
    Group,
    Paragraph,
    Point,
    Quote,
    Step,
    Steps,
    Subheading,
)
from senaudit.content.text import Text
from senaudit.problems import did_you_mean
from senaudit.source.nodes import Mapping, Node, Scalar

ICONS = ("phone", "calendar", "form", "money")
"""The action graphics that can be drawn."""

_CONTENTS = ("lead", "paragraphs", "points", "steps", "groups", "actions", "closing")

_icon = one_of(ICONS, "an icon")
_numbering = one_of(("numbers", "letters"), "a kind of numbering")


def point(reading: Reading, node: Node) -> Point:
    """Read a point: a text, or `point` and the `points` under it."""
    if isinstance(node, Scalar):
        return Point(text(reading, node))
    with Fields(reading, node, "a point") as fields:
        return Point(text=fields.required("point", text), points=fields.optional("points", points, ()))


points = list_of(point)


def step(reading: Reading, node: Node) -> Step:
    """Read a step: a text, or `step` with a `detail` or `points`."""
    if isinstance(node, Scalar):
        return Step(text(reading, node))
    with Fields(reading, node, "a step") as fields:
        return Step(
            text=fields.required("step", text),
            detail=fields.optional("detail", text, None),
            points=fields.optional("points", points, ()),
        )


steps = list_of(step)


def group(reading: Reading, node: Node) -> Group:
    """Read a group: a `title` and either `points` or `steps`."""
    with Fields(reading, node, "a group") as fields:
        if ("points" in fields) == ("steps" in fields):
            fields.wrong("points-or-steps", "a group has either points or steps", "add the one or take the other out")
        return Group(
            title=fields.required("title", text),
            points=fields.optional("points", points, ()),
            steps=fields.optional("steps", steps, ()),
        )


def action(reading: Reading, node: Node) -> Action:
    """Read an action graphic: its `icon` and `text`."""
    with Fields(reading, node, "an action") as fields:
        return Action(icon=fields.required("icon", _icon), text=fields.required("text", text))


def with_lead(name: str, read: Reader[tuple[T, ...]]) -> Reader[tuple[Text | None, tuple[T, ...]]]:
    """Return a reader of a list, or of a `lead` and the list in the field `name`: the lead, if any, and the entries."""

    def read_led(reading: Reading, node: Node) -> tuple[Text | None, tuple[T, ...]]:
        if not isinstance(node, Mapping):
            return None, read(reading, node)
        with Fields(reading, node, "a list with a lead") as fields:
            return fields.optional("lead", text, None), fields.required(name, read)

    return read_led


led_points = with_lead("points", points)


def _ask(reading: Reading, node: Node) -> Ask:
    return Ask(*led_points(reading, node))


def _bullets(reading: Reading, node: Node) -> Bullets:
    return Bullets(*led_points(reading, node))


def _steps(reading: Reading, node: Node) -> Steps:
    if not isinstance(node, Mapping):
        return Steps(None, steps(reading, node))
    with Fields(reading, node, "a list of steps") as fields:
        return Steps(
            lead=fields.optional("lead", text, None),
            steps=fields.required("steps", steps),
            numbering=fields.optional("numbering", _numbering, "numbers"),
        )


def _paragraph(reading: Reading, node: Node) -> Paragraph:
    return Paragraph(text(reading, node))


def _subheading(reading: Reading, node: Node) -> Subheading:
    return Subheading(text(reading, node))


def _quote(reading: Reading, node: Node) -> Quote:
    with Fields(reading, node, "a quote") as fields:
        return Quote(text=fields.required("text", text), source=fields.optional("source", text, None))


def _call_out(kind: str, what: str) -> Reader[CallOut]:
    def read(reading: Reading, node: Node) -> CallOut:
        if isinstance(node, Scalar):
            return CallOut(kind, None, Body(paragraphs=(text(reading, node),)))
        with Fields(reading, node, what) as fields:
            return CallOut(kind, fields.optional("title", text, None), _body(fields, what))

    return read


def _guidance(reading: Reading, node: Node) -> CallOut:
    """Read guidance, whose title is the label of its box: no usual one says what it is about."""
    with Fields(reading, node, "guidance") as fields:
        title = fields.required("title", text, "add a line “title: …”: it is printed as the label of the box")
        return CallOut("guidance", title, _body(fields, "guidance"))


def _body(fields: Fields, what: str) -> Body:
    if not any(name in fields for name in _CONTENTS):
        fields.wrong("nothing-to-print", f"{what} holds nothing to print", f"add one of {', '.join(_CONTENTS)}")
    if "numbering" in fields and "steps" not in fields and "groups" not in fields:
        fields.wrong(
            "nothing-to-number", "there are no steps to number here", "add steps, or delete the line", "numbering"
        )
    return Body(
        lead=fields.optional("lead", text, None),
        paragraphs=fields.optional("paragraphs", list_of(text), ()),
        points=fields.optional("points", points, ()),
        steps=fields.optional("steps", steps, ()),
        groups=fields.optional("groups", list_of(group), ()),
        actions=fields.optional("actions", list_of(action), ()),
        closing=fields.optional("closing", list_of(text), ()),
        numbering=fields.optional("numbering", _numbering, "numbers"),
    )


def _one_of_kinds(kinds: dict[str, Reader[Block]], where: str) -> Reader[Block]:
    def read(reading: Reading, node: Node) -> Block:
        if not isinstance(node, Mapping) or not node.entries:
            what = "nothing" if is_empty(node) else kind(node)
            message = f"{what} stands here where “{next(iter(kinds))}: …” or the like belongs"
            raise reading.wrong("block-missing", node.place, message, f"begin it with one of: {', '.join(kinds)}")
        (key, value), *others = node.entries
        if others and is_empty(value):
            message = f"“{others[0][0].value}” stands beside “{key.value}” and not inside it"
            hint = f"put two more spaces before it, and before all else that belongs to “{key.value}”"
            raise reading.wrong("block-beside-field", others[0][0].place, message, hint)
        for other, _ in others:
            message = f"“{other.value}” stands beside “{key.value}” behind one hyphen"
            hint = f"put a hyphen of its own before it, or indent it further if it belongs to “{key.value}”"
            reading.wrong("field-beside-block", other.place, message, hint)
        if key.value not in kinds:
            message = f"“{key.value}” is not a kind of text that {where} can hold"
            raise reading.wrong("unknown-block", key.place, message, did_you_mean(key.value, kinds))
        return kinds[key.value](reading, value)

    return read


_FORMATS: dict[str, Reader[Block]] = {
    "ask": _ask,
    "parents": _call_out("parents", "a parent view"),
    "schools": _call_out("schools", "a school example"),
    "guidance": _guidance,
}
_RUNNING_TEXT: dict[str, Reader[Block]] = {
    "text": _paragraph,
    "heading": _subheading,
    "points": _bullets,
    "steps": _steps,
    "quote": _quote,
}

BLOCK_KINDS = frozenset(_FORMATS | _RUNNING_TEXT)
"""The kinds of blocks, by which they name themselves."""

question_blocks = list_of(_one_of_kinds(_FORMATS, "a question"))
section_blocks = list_of(_one_of_kinds(_RUNNING_TEXT | _FORMATS, "a section"))
