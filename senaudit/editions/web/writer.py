"""Writes Elements as HTML. Each HTML element of the table of roles is a method here, or in `sheets.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from senaudit.editions.web.data_table import data_table
from senaudit.editions.web.ids import ANSWERS, MAIN, Ids
from senaudit.editions.web.markup import Markup
from senaudit.editions.web.pictures import data_address
from senaudit.editions.web.sheets import LINES, answer, choice, field, item_on_sheet, said, tools
from senaudit.languages import direction, runs_left_to_right, with_isolated_numbers
from senaudit.layout.answers import blanks_of
from senaudit.layout.markup import Element
from senaudit.layout.roles import head_of, is_from_right, role_of, runs_from_right
from senaudit.layout.wording import (
    box_to_tick,
    heading_number,
    heard_with_number,
    one_line,
    picture_line,
    unseen_address,
)
from senaudit.pictures.raster import PictureFile

_NAMED = ("chapter", "part", "sheets", "letter")
"""The kinds of sections that are landmarks with the name of their heading. More of them would be no help."""

_TITLES = ("cover", "poster")
"""The kinds of headings that are the title of the whole document."""

_DEEPEST = 6
"""HTML's last level of headings."""


class Levels:
    """The levels of headings on the page: one title, and under it no level is left out, whatever the templates have."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def next(self, level: str) -> str:
        """Return the level on the page of the next heading."""
        while self._open and self._open[-1] >= int(level):
            self._open.pop()
        self._open.append(int(level))
        return str(min(len(self._open) + 1, _DEEPEST))


class Target(NamedTuple):
    """A heading that the contents lead to, and the Element that holds it."""

    heading: Element
    holder: Element


class Writer:
    """Writes the body of a page."""

    def __init__(self, document: Element, pictures: Mapping[str, PictureFile]) -> None:
        self.document = document
        self.markup = Markup()
        self.ids = Ids(document)
        self.blanks = blanks_of(document)
        self.heads: dict[Element, Element] = {}
        self._questions: dict[Element, Element] = {}
        for table in document.walk():
            for row in table.elements[1:] if table.get("kind") == "audit" else ():
                self.heads |= {answer: head_of(answer, row, table) for answer in row.elements[1:]}
                self._questions |= dict.fromkeys(row.walk(), row.elements[0].elements[0])
        self._pictures = pictures
        self._is_rtl = direction(document.get("lang")) == "rtl"
        self._levels = Levels()
        headings = [Target(each, holder) for holder in document.walk() for each in holder.elements]
        headings = [each for each in headings if each.heading.tag == "heading"]
        first = next((each for each in document.walk() if each.tag == "heading" or each.get("level")), None)
        self._title = first if first is not None and first.get("kind") in _TITLES else None
        self._headings = {each.heading.get("bookmark"): each for each in headings if each.heading.get("bookmark")}

    # The page

    def page(self) -> None:
        """Write the page: a cover and contents, and then the main part. A document without a title gets one."""
        parts = self.document.elements
        has_contents = any(element.tag == "contents" for part in parts for element in part.elements)
        sheets = [part for part in parts if part.tag == "section" and part.get("kind") == "sheets"]
        if has_contents or len(sheets) > 1:
            self._skip_link()
        if self._title is None:
            with self.markup.block("header", {}), self.markup.block("h1", {}, lines=False):
                said(self, "title")
        elif parts and parts[0].get("kind") == "cover" and not self.blanks.keys() & set(parts[0].walk()):
            self.write(parts.pop(0), self.document)
        while parts and any(element.tag == "contents" for element in parts[0].elements):
            self._contents_part(parts.pop(0))
        if len(sheets) > 1 and not has_contents:
            self._contents_of(sheets)
        with self.markup.block("main", {"id": MAIN, "tabindex": "-1"}):
            self._main(parts)

    def _main(self, parts: list[Element]) -> None:
        if not self.blanks:
            for part in parts:
                self.write(part, self.document)
            return
        with self.markup.block("form", {"id": ANSWERS, "method": "dialog", "autocomplete": "off"}):
            tools(self)
            for part in parts:
                self.write(part, self.document)

    def _skip_link(self) -> None:
        if words := self.document.get("web-skip"):
            self._line("a", {"class": "skip", "href": f"#{MAIN}"}, words)

    def _contents_part(self, part: Element) -> None:
        with self.markup.block("nav", self.named(part, part.get("kind"))):
            self.blocks(part, self.document)

    def _contents_of(self, sheets: list[Element]) -> None:
        """Write contents of sheets, which have none on paper."""
        block = self.markup.block
        with block("nav", {"aria-label": self.document.get("contents") or None}), block("ol", {"class": "contents"}):
            for sheet in sheets:
                heading = next((each for each in sheet.elements if each.tag == "heading"), None)
                if heading and heading.get("bookmark"):
                    with block("li", {}, lines=False):
                        self._entry_link(heading.get("bookmark"), heading)

    # Blocks

    def write(self, element: Element, holder: Element) -> None:
        """Write an Element in its form. `holder` is the Element that holds it."""
        name = role_of(element).web
        if name is not None:
            FORMS[name](self, element, holder)

    def blocks(self, element: Element, holder: Element) -> None:
        """Write all that the Element holds."""
        for child in element.elements:
            self.write(child, element)

    def block(self, element: Element, holder: Element) -> None:
        """Write an element that holds blocks, with its kind or tag as its class."""
        kind = element.get("kind") or element.tag
        columns = element.get("columns")
        attributes = self.named(element, f"{kind} columns-{columns}" if columns else kind)
        with self.markup.block(role_of(element).web or "div", attributes):
            self.blocks(element, holder)

    def named(self, element: Element, kind: str) -> dict[str, str | None]:
        """Return the attributes of an element that has blocks. A large part is named by its heading."""
        inside = [child for part in element.elements for child in (part, *part.elements) if part.tag != "question"]
        heading = next((each for each in inside if each.tag == "heading"), None)
        is_named = heading is not None and element.tag == "section" and element.get("kind") in _NAMED
        named_by = self.ids.of(heading, "heading") if heading is not None and is_named else None
        return {"class": kind, **self.language(element), "aria-labelledby": named_by}

    def para(self, element: Element, holder: Element) -> None:
        """Write a line of words."""
        kind = element.get("kind") or (element.tag if element.tag != "para" else None)
        bookmark = self.ids.of(element, "") if element.get("bookmark") else None
        with self.markup.block("p", {"class": kind, "id": bookmark, **self.language(element)}, lines=False):
            self.inline(element)

    def heading(self, element: Element, holder: Element) -> None:
        """Write a heading with its number. What is only heard of a number is seen by its place and size."""
        is_title = element is self._title
        level = "1" if is_title else self._levels.next(element.get("level"))
        name = self.ids.of(element, holder.get("id") or "heading")
        is_numbered = any(heading_number(element, holder, self.document))
        attributes = {"class": "numbered" if is_numbered else None, "id": name, **self.language(element)}
        with self.markup.block(f"h{level}", attributes, lines=False):
            if is_numbered:
                self._number(element, holder)
                with self.markup.tag("span", {}):
                    self.inline(element)
            else:
                self.inline(element)

    def _number(self, heading: Element, holder: Element) -> None:
        before, number, after = heading_number(heading, holder, self.document)
        if not number:
            return
        before, after = heard_with_number(self.document, before, after)
        with self.markup.tag("span", {"class": "number"}):
            if before:
                self._line("span", {"class": "what"}, before, inline=True)
            self.markup.words(number)
            self._line("span", {"class": "unseen"}, after, inline=True)

    def note(self, element: Element, holder: Element) -> None:
        """Write a call-out. Its label is its heading, and its name."""
        first = element.elements[0]
        attributes: dict[str, str | None] = {"class": element.get("kind"), **self.language(element)}
        if first.tag == "label":
            attributes["aria-labelledby"] = self.ids.of(first, "call-out")
        with self.markup.block("aside", {"role": "note", **attributes}):
            for child in element.elements:
                if child is first and first.tag == "label":
                    level = f"h{self._levels.next(first.get('level'))}" if first.get("level") else "p"
                    label = {"class": "label", "id": self.ids.of(first, "call-out"), **self.language(first)}
                    with self.markup.block(level, label, lines=False):
                        self.inline(first)
                else:
                    self.write(child, element)

    def figure(self, element: Element, holder: Element) -> None:
        """Write a picture. Decoration is left out."""
        words, picture = one_line(element.get("alt")), self._pictures.get(element.get("picture"))
        if words and picture:
            source, width, height = data_address(picture)
            size = {"width": str(width), "height": str(height)}
            with self.markup.block("p", {"class": "picture"}, lines=False):
                self.markup.begin("img", {"src": source, "alt": words, **size})
        elif words:
            self._line("p", {"class": "picture"}, picture_line(self.document, words))

    # Lists

    def items(self, element: Element, holder: Element) -> None:
        """Write a list."""
        kind, start = element.get("kind"), element.get("start", "1")
        has_terms = kind == "terms" and all(item.elements[0].tag in LINES for item in element.elements)
        attributes = {
            "class": f"{kind} {signs_of(element)}" if signs_of(element) else kind,
            "type": "a" if kind == "letter" else None,
            "start": start if kind in ("number", "letter") and start != "1" else None,
            "role": "list"
            if kind in ("tick", "actions")
            else None,  # one browser takes no list from a list without marks
            **self.language(element),
        }
        with self.markup.block("ul" if kind == "terms" and not has_terms else role_of(element).web or "ul", attributes):
            for item in element.elements:
                self._term(item) if has_terms else self.write(item, element)

    def item(self, element: Element, holder: Element) -> None:
        """Write an item. One that holds a single paragraph is that."""
        if element in self.blanks:
            item_on_sheet(self, element, holder)
        else:
            first, *others = element.elements
            if first.tag != "para":
                first, others = Element("para", {}, element.place), element.elements
            turned = not self._is_rtl and holder.get("kind") == "answers" and is_from_right(element)
            with self.markup.block("li", self.language(element) | ({"dir": "rtl"} if turned else {}), bool(others)):
                self._first_line(element, holder, first)
                self.markup.line() if others else None
                for child in others:
                    self.write(child, element)

    def _first_line(self, item: Element, holder: Element, words: Element) -> None:
        """Write the first line of an item: the box before it, its words, and the line after it."""
        if not (words.children or holder.get("kind") == "tick" or item.get("line")):
            return
        with self.markup.tag("span", {"class": "words", **self.language(words)}):
            if holder.get("kind") == "tick":
                self.unticked()
            self.inline(words)
            if item.get("line"):
                self.line_to_write_on()

    def unticked(self) -> None:
        """Write a box that can be ticked only on paper."""
        with self.markup.tag("span", {"class": "box"}):
            self._line("span", {"class": "unseen"}, f"{box_to_tick(self.document, '')} ", inline=True)

    def line_to_write_on(self) -> None:
        """Write a line that can be written on only on paper."""
        with self.markup.tag("span", {"class": "line"}):
            self._line("span", {"class": "unseen"}, f" {self.document.get('blank')}", inline=True)

    def _term(self, item: Element) -> None:
        first, *others = item.elements
        with self.markup.block("div", {"class": "term", **self.language(item)}):
            bookmark = self.ids.of(first, "") if first.get("bookmark") else None
            with self.markup.block("dt", {"id": bookmark, **self.language(first)}, lines=False):
                self.inline(first)
            if others:
                with self.markup.block("dd", {}):
                    for child in others:
                        self.write(child, item)

    # The contents

    def contents(self, element: Element, holder: Element) -> None:
        """Write the contents, as a list in a list."""
        entries = [each for each in element.elements if each.tag == "entry"]
        if not entries:
            return
        with self.markup.block("ol", {"class": "contents", "role": "list"}):
            for number, entry in enumerate(entries):
                is_inner = entry.get("level") != "0"
                if is_inner and (number == 0 or entries[number - 1].get("level") == "0"):
                    self.markup.begin("ol", {"role": "list"})
                self.markup.begin("li", {})
                self.write(entry, element)
                following = entries[number + 1].get("level") if number + 1 < len(entries) else "0"
                if is_inner or following == "0":
                    self.markup.end("li")
                if is_inner and following == "0":
                    self.markup.end("ol")
                    self.markup.end("li")
                self.markup.line()

    def entry(self, element: Element, holder: Element) -> None:
        """Write an entry of the contents: a link with the words of its heading."""
        self._entry_link(element.get("to"), element)

    def _entry_link(self, bookmark: str, words: Element) -> None:
        with self.markup.tag("a", {"href": self.ids.address(bookmark)}):
            if bookmark in self._headings:
                self._number(*self._headings[bookmark])
            with self.markup.tag("span", {}):
                self.inline(words, links=False)

    # Words

    def inline(self, element: Element, links: bool = True) -> None:
        """Write the words that an Element holds. Without `links`, those of a link are only words."""
        for child in element.children:
            if isinstance(child, str):
                self.markup.words(with_isolated_numbers(child, self._is_rtl))
                continue
            name = role_of(child).web
            if name is None:
                continue
            if name == "bdi" or (child.tag == "text" and not self._is_rtl and runs_from_right(child.text())):
                to = "rtl" if runs_from_right(child.text(), child.get("lang")) else "ltr"
                name, attributes = "bdi", dict[str, str | None](dir=to)
            elif name == "a" and links:
                attributes = self._link(child)
                if self._is_rtl and runs_left_to_right(child.text()):
                    attributes["dir"] = "ltr"
            else:
                name, attributes = ("span" if child.get("lang") else "") if name in ("", "a") else name, {}
            if not name:
                self.inline(child, links)
            else:
                with self.markup.tag(name, {**self.language(child), **attributes}):
                    self.inline(child, links and name != "a")

    def _link(self, link: Element) -> dict[str, str | None]:
        if link.get("kind") == "reference":
            return {"href": self.ids.address(link.get("href").removeprefix("#"))}
        return {"href": link.get("href"), "data-address": unseen_address(link) or None}

    def question(self, element: Element) -> str | None:
        """Return the id of the heading of the question that an Element of an audit sheet belongs to."""
        heading = self._questions.get(element)
        return self.ids.of(heading, "question") if heading else None

    def language(self, element: Element) -> dict[str, str | None]:
        """Return the attributes of an Element's own language."""
        if not (language := element.get("lang")):
            return {}
        other = direction(language)
        return {"lang": language, "dir": other if other != direction(self.document.get("lang")) else None}

    def _line(self, name: str, attributes: Mapping[str, str | None], words: str, inline: bool = False) -> None:
        """Write an element with plain words; nothing if there are none."""
        if words.strip():
            self.markup.begin(name, attributes)
            self.markup.words(words)
            self.markup.end(name)
            if not inline:
                self.markup.line()


def signs_of(listing: Element) -> str:
    """Return the name of a list’s letters, digits or sign in its style sheet; "" for those that every browser has."""
    first, sign = (listing.get("letters") or listing.get("digits"))[:1], listing.get("sign")
    kind = listing.get("kind") if sign else ""
    around = first + sign.replace(f"{{{kind}}}", "")
    return "-".join(filter(None, ("signs", kind, *[f"{ord(each):x}" for each in around]))) if first or sign else ""


FORMS: dict[str, Callable[[Writer, Element, Element], None]] = {
    "": Writer.blocks,
    "header": Writer.block,
    "section": Writer.block,
    "div": Writer.block,
    "blockquote": Writer.block,
    "h": Writer.heading,
    "p": Writer.para,
    "aside": Writer.note,
    "img": Writer.figure,
    "ul": Writer.items,
    "ol": Writer.items,
    "dl": Writer.items,
    "li": Writer.item,
    "nav": Writer.contents,
    "a": Writer.entry,
    "table": data_table,
    "input": field,
    "label": choice,
    "textarea": answer,
}
"""The HTML elements of this edition in the table of roles, but for those that stand in a line."""
