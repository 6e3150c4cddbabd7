"""The audit sheets on a web page. Every place to fill in is a control whose name is the id of its answer.

A place that stands on the sheets of each chapter has a control on each; the script keeps those of one name alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from senaudit.layout.markup import Element
from senaudit.layout.wording import BOTH, in_one_line, line, said_in_each

if TYPE_CHECKING:
    from senaudit.editions.web.markup import Markup
    from senaudit.editions.web.writer import Writer

LINES = ("label", "para")
"""The tags of blocks that are lines of words. Others may hold blocks."""

_LONG = 30
"""A line shows this many characters on a narrow screen. Longer words that a school has filled in have a box."""

_ACTIONS = ("save", "open", "clear", "print")
"""What the buttons do."""


_SHOWN = frozenset(f"web-{name}" for name in ("skip", "private", "no-script", *_ACTIONS))
"""The words of a page that are seen on it. The others are messages."""


def _messages(document: Element) -> dict[str, str]:
    """Return the words that the script says, as attributes: the document's `web-saved` is `data-saved`."""
    said = (name for name in document.attributes if name.startswith("web-") and name not in _SHOWN)
    return {name.replace("web-", "data-", 1): document.get(name) for name in said}


def tools(writer: Writer) -> None:
    """Write the buttons, and where answers are kept. Buttons without words are left out."""
    markup, document = writer.markup, writer.document
    _paragraphs(writer, "web-private", {"class": "private"})
    if document.get("web-no-script"):
        with markup.block("noscript", {}, lines=False):
            _paragraphs(writer, "web-no-script", {})
    with markup.block("div", {"class": "tools"}):
        for action in _ACTIONS:
            if document.get(f"web-{action}"):
                kind = "submit" if action == "save" else "button"
                with markup.block("button", {"type": kind, "data-action": action}, lines=False):
                    said(writer, f"web-{action}")
        with markup.block("output", _messages(document), lines=False):
            pass


def said(writer: Writer, name: str) -> None:
    """Write what the document says by an attribute, on one line: in both languages if it has two."""
    document = writer.document
    if words := said_in_each(document, name):
        phrase = document.get("both", BOTH)
        writer.inline(Element("para", {}, document.place, [*in_one_line(phrase, words)]))
    else:
        writer.markup.words(document.get(name))


def _paragraphs(writer: Writer, name: str, attributes: dict[str, str | None]) -> None:
    """Write what the document says by an attribute, if it does: as one paragraph, or as one in each language."""
    document = writer.document
    for words in said_in_each(document, name):
        with writer.markup.block("p", {**attributes, **writer.language(words)}, lines=False):
            writer.inline(Element("para", {}, document.place, [words]))
    if document.get(name) and not said_in_each(document, name):
        with writer.markup.block("p", attributes, lines=False):
            writer.markup.words(document.get(name))


def field(writer: Writer, element: Element, holder: Element) -> None:
    """Write a field: a line to fill in, boxes to tick, or what has been filled in."""
    label, *filling = element.elements
    markup = writer.markup
    blank = writer.blanks.get(element)
    if filling and filling[0].tag == "choice":
        with markup.block("fieldset", {"class": "field"}):
            with markup.block("legend", {}, lines=False):
                writer.inline(label)
            for child in filling:
                writer.write(child, element)
        return
    with markup.block("div", {"class": "field"}):
        if blank:
            name = writer.ids.new(blank.id)
            with markup.block("label", {"for": name}, lines=False):
                writer.inline(label)
            _control(markup, blank.id, {"id": name}, " ".join(map(line, filling)))
            return
        writer.write(label, element)
        for child in filling:
            writer.write(child, element)
        if not filling:
            with markup.block("p", {}, lines=False):
                writer.line_to_write_on()


def _control(markup: Markup, name: str, attributes: dict[str, str | None], words: str = "") -> None:
    """Write a line to fill in, with the words that are filled in already."""
    if len(words) > _LONG:
        with markup.block("textarea", {"class": "text", "name": name, "rows": "2", **attributes}, lines=False):
            markup.words(words)
    else:
        markup.begin("input", {"type": "text", "name": name, "value": words or None, **attributes})
        markup.line()


def choice(writer: Writer, element: Element, holder: Element) -> None:
    """Write a box to tick with its words. On paper only, it is a picture of a box."""
    with writer.markup.block("p", writer.language(element), lines=False):
        _tick(writer, element, element)


def item_on_sheet(writer: Writer, element: Element, holder: Element) -> None:
    """Write an item with a box to tick, a line to write on, or both."""
    markup, blank = writer.markup, writer.blanks[element]
    first, *others = element.elements
    if first.tag not in LINES:
        first, others = Element("para", {}, element.place, [blank.name]), element.elements
    is_ticked = holder.get("kind") == "tick"
    with markup.block("li", writer.language(element)):
        named = writer.ids.new(f"{blank.id}-words")
        if is_ticked:
            _tick(writer, element, first, named)
        else:
            with markup.block("span", {"id": named, **writer.language(first)}, lines=False):
                writer.inline(first)
        if element.get("line"):
            name = blank.line_id if is_ticked else blank.id
            question = writer.question(element)
            attributes = {"id": writer.ids.new(name), "aria-labelledby": named, "aria-describedby": question}
            _control(markup, name, attributes)
        for child in others:
            writer.write(child, element)


def _tick(writer: Writer, element: Element, words: Element, named: str | None = None) -> None:
    """Write a box to tick, in its label. `named` is the id of its words."""
    blank, markup = writer.blanks.get(element), writer.markup
    with markup.block("label" if blank else "span", {"class": "tick"}, lines=False):
        if blank:
            attributes = {
                "name": blank.id,
                "id": writer.ids.new(blank.id),
                "aria-describedby": writer.question(element),
            }
            markup.begin("input", {"type": "checkbox", **attributes})
        else:
            writer.unticked()
        with markup.tag("span", {"id": named, **writer.language(words)}):
            writer.inline(words)


def answer(writer: Writer, element: Element, holder: Element) -> None:
    """Write a box to write in. It is named by its question and by the head of its column."""
    head = writer.heads[element]
    markup, blank = writer.markup, writer.blanks.get(element)
    with markup.block("div", {"class": "answer"}):
        writer.blocks(element, holder)
        if blank is None:
            writer.write(head.elements[0], head)
            with markup.block("p", {}, lines=False):
                writer.line_to_write_on()
            return
        name = writer.ids.new(blank.id)
        with markup.block("label", {"for": name, "id": f"{name}-head"}, lines=False):
            writer.inline(head.elements[0])
        named = f"{writer.question(element)} {name}-head"
        with markup.block(
            "textarea", {"name": blank.id, "id": name, "aria-labelledby": named, "rows": "6"}, lines=False
        ):
            pass
