"""Readers of the model's blocks: points, steps, call-outs and the other contents of questions and sections."""

from __future__ import annotations

from collections.abc import Container
from typing import TypeVar

from senaudit.content.entries import list_of, list_or
from senaudit.content.fields import Fields, Reader, Reading, one_of, text, text_or, with_schema, word, yes_or_no
from senaudit.content.messages import is_empty, kind_of
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
from senaudit.content.prose import UNDER_POINTS, as_blocks, as_body, as_led_list, as_list, one_paragraph, paragraphs
from senaudit.content.text import Text
from senaudit.problems import did_you_mean, nearest
from senaudit.source.nodes import Mapping, Node

T = TypeVar("T")

PASSAGE = "passage"
"""The kind of block that names a passage of the terms, and is printed as what that says."""

ICONS = ("phone", "calendar", "form", "money")
"""The names of the action graphics."""

_CONTENTS = ("lead", "paragraphs", "points", "steps", "groups", "actions", "closing")

LedPoints = tuple[Text | None, tuple[Point, ...]]
"""A list's lead-in line, if it has one, and its entries."""

_icon = one_of(ICONS, "an icon")
_numbering = one_of(("numbers", "letters"), "a kind of numbering")
_NUMBERED = "How steps are numbered: 1, 2, 3 or a, b, c."


def listed(read: Reader[tuple[T, ...]], entry: str = "") -> Reader[tuple[T, ...]]:
    """Return a reader of a list, or of a text that is one. `entry` is the field of an entry with points under it."""
    return with_schema(read)(lambda reading, node: read(reading, as_list(reading, node, entry)))


texts = listed(list_of(text))


@with_schema(text)
def _lead(reading: Reading, node: Node) -> Text:
    """Read a text that has a field for points beside it."""
    one_paragraph(reading, node, UNDER_POINTS)
    return text(reading, node)


@with_schema(text)
def _split(reading: Reading, node: Node) -> tuple[Text, ...]:
    return tuple(text(reading, paragraph) for paragraph in paragraphs(reading, node))


_several = list_of(_split)


@with_schema(texts)
def _paragraphs(reading: Reading, node: Node) -> tuple[Text, ...]:
    """Read a list of paragraphs. An empty line in an entry parts two of them."""
    return tuple(paragraph for entry in _several(reading, node) for paragraph in entry)


def _point(reading: Reading, node: Node) -> Point:
    with reading.fields(node, "a point") as fields:
        return Point(
            text=fields.required("point", text, "The point."),
            points=fields.optional("points", points, (), "Points under it."),
            line=fields.optional("line", yes_or_no, "no", "yes: a line to write on stands after it.") == "yes",
        )


point = text_or(Point, _point)
points = listed(list_of(point), "point")


def _step(reading: Reading, node: Node) -> Step:
    with reading.fields(node, "a step") as fields:
        return Step(
            text=fields.required("step", text, "The step, or its short name."),
            detail=fields.optional("detail", _lead, None, "What the step is about."),
            points=fields.optional("points", points, (), "Points under it."),
        )


step = text_or(Step, _step)
steps = listed(list_of(step), "step")


def group(reading: Reading, node: Node) -> Group:
    """Read a group: a `title` and either `points` or `steps`."""
    with reading.fields(node, "a group") as fields:
        hint = "add the one or take the other out"
        fields.either("points-or-steps", "points", "steps", "a group has either points or steps", hint)
        return Group(
            title=fields.required("title", text, "The small title."),
            points=fields.optional("points", points, (), "Points under the title."),
            steps=fields.optional(
                "steps", steps, (), "Steps under the title; their numbers go on from the group before."
            ),
        )


groups = list_of(group)


def action(reading: Reading, node: Node) -> Action:
    """Read an action graphic: its `icon` and `text`."""
    with reading.fields(node, "an action") as fields:
        return Action(
            icon=fields.required("icon", _icon, "The picture."),
            text=fields.required("text", text, "The words beside it."),
        )


actions = list_of(action)


def _led_points(reading: Reading, node: Node) -> LedPoints:
    with reading.fields(node, "a list with a lead") as fields:
        lead = fields.optional("lead", _lead, None, "The line that leads in the list.")
        return lead, fields.required("points", points, "The entries of the list.")


def _without_lead(entries: tuple[Point, ...]) -> LedPoints:
    return None, entries


def _led(read: Reader[T], entry: str) -> Reader[T]:
    """Return a reader of a list, with or without a lead, or of a text that is one."""
    return with_schema(read)(lambda reading, node: read(reading, as_led_list(reading, node, entry)))


led_points = _led(list_or(_without_lead, points, _led_points), "point")


@with_schema(led_points)
def _ask(reading: Reading, node: Node) -> Ask:
    return Ask(*led_points(reading, node))


@with_schema(led_points)
def _bullets(reading: Reading, node: Node) -> Bullets:
    return Bullets(*led_points(reading, node))


def _led_steps(reading: Reading, node: Node) -> Steps:
    with reading.fields(node, "a list of steps") as fields:
        return Steps(
            lead=fields.optional("lead", _lead, None, "The line that leads in the list."),
            steps=fields.required("steps", steps, "The steps."),
            numbering=fields.optional("numbering", _numbering, "numbers", _NUMBERED),
        )


led_steps = _led(list_or(lambda entries: Steps(None, entries), steps, _led_steps), "step")


@with_schema(text)
def _paragraph(reading: Reading, node: Node) -> Paragraph:
    return Paragraph(text(reading, node))


@with_schema(text)
def _subheading(reading: Reading, node: Node) -> Subheading:
    return Subheading(text(reading, node))


def _quote(reading: Reading, node: Node) -> Quote:
    with reading.fields(node, "a quote") as fields:
        return Quote(
            text=fields.required("text", text, "The words."),
            source=fields.optional("source", text, None, "Who said them."),
        )


def _call_out(kind: str, noun: str) -> Reader[CallOut]:
    def read(reading: Reading, node: Node) -> CallOut:
        with reading.fields(node, noun) as fields:
            title = fields.optional("title", text, None, "A label in place of “Parents say” or “In schools”.")
            return CallOut(kind, title, _body(fields, noun))

    read_either = text_or(lambda words: CallOut(kind, None, Body(paragraphs=(words,))), read)
    return with_schema(read_either)(lambda reading, node: read_either(reading, as_body(reading, node)))


def guidance(reading: Reading, node: Node) -> CallOut:
    """Read guidance. Its title is required: it is the label of the box, and there is no usual label."""
    with reading.fields(node, "guidance") as fields:
        hint = 'add a line "title: …": it is printed as the label of the box'
        title = fields.required("title", text, "What it is about: the label of its box.", hint)
        return CallOut("guidance", title, _body(fields, "guidance"))


def _body(fields: Fields, noun: str) -> Body:
    if not any(name in fields for name in _CONTENTS):
        fields.wrong("nothing-to-print", f"{noun} holds nothing to print", f"add one of {', '.join(_CONTENTS)}")
    if "numbering" in fields and "steps" not in fields and "groups" not in fields:
        fields.wrong(
            "nothing-to-number", "there are no steps to number here", "add steps, or delete the line", "numbering"
        )
    return Body(
        lead=fields.optional("lead", _lead, None, "The line that leads in what follows, for example “It helps if…”."),
        paragraphs=fields.optional("paragraphs", _paragraphs, (), "Paragraphs, one after the other."),
        points=fields.optional("points", points, (), "Bullet points."),
        steps=fields.optional("steps", steps, (), "Steps, numbered in their order."),
        groups=fields.optional("groups", groups, (), "Points or steps under small titles."),
        actions=fields.optional("actions", actions, (), "Small pictures with words, for letters home."),
        closing=fields.optional("closing", _paragraphs, (), "Paragraphs at the end."),
        numbering=fields.optional("numbering", _numbering, "numbers", _NUMBERED),
    )


def _one_of_kinds(kinds: dict[str, tuple[Reader[Block], str]], where: str) -> Reader[tuple[Block, ...]]:
    """Return a reader of a block of one of these kinds, each with its reader and its description for editors.

    It reads the name of a passage too, and returns the blocks of that passage. `where` names the holder of the block
    in messages: "a question".
    """
    fields: dict[str, object] = {
        name: {"description": description, "allOf": [read]} for name, (read, description) in kinds.items()
    }
    fields[PASSAGE] = {"description": "What the file of terms says under this name.", "type": "string"}

    @with_schema(
        {"type": "object", "properties": fields, "additionalProperties": False, "minProperties": 1, "maxProperties": 1}
    )
    def read(reading: Reading, node: Node) -> tuple[Block, ...]:
        if not isinstance(node, Mapping) or not node.entries:
            found = "nothing" if is_empty(node) else kind_of(node)
            message = f"{found} stands here where “{next(iter(kinds))}: …” or the like belongs"
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
        if key.value == PASSAGE:
            return _passage(reading, value, kinds, where)
        if key.value not in kinds:
            message = f"“{key.value}” is not a kind of text that {where} can hold"
            known = (*kinds, PASSAGE)
            hint, right = did_you_mean(key.value, known), nearest(key.value, known)
            raise reading.wrong("unknown-block", key.place, message, hint, fix=right)
        read_block, use = kinds[key.value]
        return (reading.under(key.value, read_block, value, use),)

    return read


def _passage(reading: Reading, node: Node, kinds: Container[str], where: str) -> tuple[Block, ...]:
    """Return the blocks of a passage of the terms, by its name. They must be of kinds that stand here."""
    name = word(reading, node)
    if reading.passages is None or reading.terms is None:  # the file of terms is wrong, and that is told
        return ()
    if name not in reading.passages and reading.is_own(reading.terms_place) and not reading.is_own(node.place):
        message = f"the guide needs a passage “{name}”, and these terms have none"
        hint = f'add "{name}:" below "passages:" in this file'
        raise reading.wrong("missing-passage", reading.terms_place, message, hint)
    if name not in reading.passages:
        hint = did_you_mean(name, reading.passages) or 'add it below "passages:" in the file of terms'
        right = nearest(name, reading.passages)
        raise reading.wrong("unknown-passage", node.place, f"the terms have no passage “{name}”", hint, fix=right)
    wrong = [block.kind for block in reading.passages[name] if block.kind not in kinds]
    if wrong:
        message = f"the passage “{name}” holds “{wrong[0]}”, which {where} cannot hold"
        raise reading.wrong("unknown-block", node.place, message, "put it into a section of the introduction")
    return reading.passages[name]


parents = _call_out("parents", "a parent view")
schools = _call_out("schools", "a school example")


def joined(read: Reader[tuple[tuple[T, ...], ...]]) -> Reader[tuple[T, ...]]:
    """Return a reader of a list of which each entry gives several values. It returns all of them."""

    @with_schema(read)
    def read_joined(reading: Reading, node: Node) -> tuple[T, ...]:
        return tuple(value for values in read(reading, node) for value in values)

    return read_joined


_QUESTION_BLOCKS: dict[str, tuple[Reader[Block], str]] = {
    "ask": (_ask, "Smaller questions under the audit question."),
    "parents": (parents, "What parents say: a text, or points with a lead."),
    "schools": (schools, "What some schools do: a text, or points with a lead."),
    "guidance": (guidance, "How to do something: a title, and points or steps."),
}
_RUNNING_TEXT: dict[str, tuple[Reader[Block], str]] = {
    "text": (_paragraph, "A paragraph."),
    "heading": (_subheading, "A small heading."),
    "points": (_bullets, "Bullet points, with or without a lead."),
    "steps": (led_steps, "Numbered steps, with or without a lead."),
    "quote": (_quote, "Words set apart, with who said them."),
}

BLOCK_KINDS = frozenset((*_QUESTION_BLOCKS, *_RUNNING_TEXT, PASSAGE))
"""The names of all kinds of blocks, as typed in the files."""

question_block = _one_of_kinds(_QUESTION_BLOCKS, "a question")
question_blocks = joined(list_of(question_block))
section_block = _one_of_kinds(_RUNNING_TEXT | _QUESTION_BLOCKS, "a section")
_section_blocks = joined(list_of(section_block))
section_blocks: Reader[tuple[Block, ...]] = with_schema(_section_blocks)(
    lambda reading, node: _section_blocks(reading, as_blocks(reading, node))
)
