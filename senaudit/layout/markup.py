"""The layout vocabulary and the Element tree, the waist of the program.

Templates say what a thing is. Every edition is written from the tree that `parse` returns. The vocabulary
is closed: an unknown tag or attribute is a problem at the template's line, and is never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from senaudit.problems import Place, Problem, SenauditError, did_you_mean


class Element:
    """One node of the tree: its tag, attributes, children in order, and its place in a template or in the content.

    If its words come from the content, `place` is their place and `written_at` is the place of the tag in the template.
    The children of a block are Elements. The children of a line of text are strings and inline Elements.
    Elements may share their attributes, which are replaced, never changed.
    """

    __slots__ = ("attributes", "children", "place", "tag", "written_at")

    def __init__(
        self,
        tag: str,
        attributes: Mapping[str, str],
        place: Place,
        children: list[Element | str] | None = None,
        written_at: Place | None = None,
    ) -> None:
        self.tag = tag
        self.attributes = attributes
        self.place = place
        self.children = [] if children is None else children
        self.written_at = written_at

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute's value, or `default`."""
        return self.attributes.get(name, default)

    @property
    def elements(self) -> list[Element]:
        """The children that are Elements."""
        return [child for child in self.children if type(child) is Element]

    def walk(self) -> list[Element]:
        """Return this Element and all its descendants, in reading order."""
        elements = []
        waiting = [self]
        while waiting:
            element = waiting.pop()
            elements.append(element)
            children = element.children
            if len(children) != 1:
                waiting += [child for child in reversed(children) if type(child) is Element]
            elif type(children[0]) is Element:
                waiting.append(children[0])
        return elements

    def text(self) -> str:
        """Return all the words of this Element and its descendants, in reading order."""
        return "".join([child if isinstance(child, str) else child.text() for child in self.children])


class Tag(NamedTuple):
    """One tag of the vocabulary: its content ("blocks", "inline" or "nothing") and its attributes.

    `values` are the values that an attribute may have, for those that have a closed list.
    """

    holds: str
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    values: tuple[tuple[str, frozenset[str]], ...] = ()


def _tag(holds: str, required: str = "", optional: str = "", **values: str) -> Tag:
    closed = tuple((name, frozenset(choices.split())) for name, choices in values.items())
    return Tag(holds, frozenset(required.split()), frozenset(optional.split()), closed)


_TAG = re.compile(r"<[^\W\d][\w.:-]*")
_STAMP = re.compile("(.+):([0-9]{1,9}):([0-9]{1,9})")
_WIDTHS = re.compile("[1-9][0-9]?( [1-9][0-9]?)*")
_LANGUAGE = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
"""The form of a language tag (BCP 47)."""

LISTS = "bullet number letter tick actions terms answers"
NOTES = "parents schools guidance quote closing last-time"

VOCABULARY: dict[str, Tag] = {
    # The document and its parts. A section of kind "part" starts a page. "cover" and "divider" fill a page each.
    "document": _tag(
        "blocks",
        "kind title lang",
        "subject author school group edition both unticked box blank named named-sign numbered chapter-numbers "
        "chapter-number question-number title-large-print title-point picture contents braille "
        "web-skip web-save web-open web-clear web-print web-private web-no-script web-saved web-opened web-restored "
        "web-cleared web-unkept web-unreadable web-other-school web-other-sheets web-unknown web-replaced web-ask-open "
        "web-ask-clear list-number list-letter",
        kind="guide sheets poster letter collation plan handover",
    ),
    "section": _tag("blocks", "kind", kind="cover divider part chapter topic action sheets letter"),
    "question": _tag("blocks"),
    "foot": _tag("blocks"),
    "head": _tag("blocks"),  # the fields at the top of a chapter's further sheets
    "page-break": _tag("nothing"),
    # Text.
    "heading": _tag(
        "inline",
        "level",
        "number numbered bookmark outline kind",
        kind="cover divider poster group row",
        level="1 2 3 4 5 6",
        outline="0 1",
    ),
    "para": _tag("inline", "", "kind", kind="subtitle summary lead lead-in closing"),
    "list": _tag("blocks", "kind", "start letters digits sign", kind=LISTS),  # the last three are the language’s
    "item": _tag("blocks", "", "icon id line original", line="yes"),  # a line to write on; what was translated
    "label": _tag("inline", "", "level bookmark", level="1 2 3 4 5 6"),  # with a level, it is a heading of the document
    "note": _tag("blocks", "kind", kind=NOTES),
    # The first follows the label or heading of what goes on from the page before; the foot is for a note that goes on.
    "continued": _tag("inline", "", "kind", kind="foot"),
    "figure": _tag("nothing", "alt", "icon picture"),  # one of the two; alt="" is decoration
    "contents": _tag("blocks"),  # the entries come from the headings that have an outline level
    "entry": _tag("inline", "to level", "number"),
    # The audit sheets.
    "form": _tag("blocks"),
    "field": _tag("blocks", "", "width id"),
    "choice": _tag("inline", "", "id"),
    "table": _tag("blocks", "kind", "title widths", kind="audit data"),  # "data" stands in running text
    "header": _tag("blocks"),
    "row": _tag("blocks", "", "id"),  # the id of its question
    "cell": _tag("blocks"),
    "answer": _tag("blocks", "", "id"),  # the id of its column; it holds what was answered last time
    # The poster.
    "grid": _tag("blocks", "columns"),
    "panel": _tag("blocks", "number"),
    # Inline tags. `text` is a piece of content with its place.
    "text": _tag("inline", "at"),
    "bdi": _tag("inline"),  # words whose direction and language are their own: an answer, or a question as it was asked
    "strong": _tag("inline"),
    "abbr": _tag("inline"),  # on audit sheets, an abbreviation and its meaning: printed if the questions have it
    "em": _tag("inline"),
    "link": _tag("inline", "href", "kind", kind="address reference"),  # with a kind, it has no rule under it
    "page-number": _tag("nothing"),
    "page-count": _tag("nothing"),
    "repeated": _tag("nothing"),  # in a <continued>, the words of what goes on
}
DEEPEST = 100
"""More tags than this do not stand in each other. A shipped document has 14."""

_MOST_PROBLEMS = 200
"""Where there are more problems than this, a document is not read to its end."""

NUMBERS = ("start", "columns", "width")
"""Attributes whose values are whole numbers from 1 to 9999."""

_NO_ATTRIBUTES: Mapping[str, str] = {}

INLINE = frozenset({"text", "bdi", "strong", "abbr", "em", "link", "page-number", "page-count", "repeated"})


def parse(
    markup: str,
    places: Sequence[Place],
    stamp: str,
    locate: dict[str, Path],
    lines: Mapping[str, Sequence[str]] | None = None,
) -> Element:
    """Return the Element tree of rendered markup.

    `places` are the places in the content that `<text at="n">` refers to. `stamp` is the name of the attribute in which
    each tag has its place in a template, as "name:line:column". `locate` has the path of each template by its name, the
    outermost first, and `lines` its lines. Raises SenauditError with every unknown tag, attribute and value, and all
    misplaced text; if there are very many, with the first ones.
    """
    return _Parser(places, stamp, locate, lines or {}).run(markup)


class _Parser:
    def __init__(
        self, places: Sequence[Place], stamp: str, locate: dict[str, Path], lines: Mapping[str, Sequence[str]]
    ) -> None:
        self.places = places
        self.lines = lines
        self.stamp = stamp
        self.locate = locate
        self.stamps: dict[str, Place] = {}
        self.problems: list[Problem] = []
        self.right: dict[tuple[object, ...], Mapping[str, str]] = {}
        self.root: Element | None = None
        self.open: list[Element] = []

    def run(self, markup: str) -> Element:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        try:
            parser.Parse(markup, True)
        except expat.ExpatError as error:
            self.problems.append(self.not_well_formed(error, markup))
        if self.problems or self.root is None:
            raise SenauditError(
                self.problems or [Problem("no-document", self.around, "the template makes no document")]
            )
        return self.root

    def not_well_formed(self, error: expat.ExpatError, markup: str) -> Problem:
        """Return the problem of markup that is not well-formed XML, at the last tag that was parsed."""
        line = [*markup.splitlines(), ""][error.lineno - 1]
        near = line[max(0, error.offset - 30) : error.offset + 30].strip()
        place = self.around
        if "<text" in near and '"' in near:
            return Problem(
                "text-in-attribute", place, "a text stands inside an attribute", "write {{ … | plain }} inside quotes"
            )
        reason = expat.errors.messages[error.code]
        return Problem(
            "broken-markup", place, f"the markup is broken here or soon after ({reason})", f"look near: {near}"
        )

    @property
    def around(self) -> Place:
        """The place of the tag that is open; if none is, the outermost template."""
        return self.open[-1].place if self.open else Place(next(iter(self.locate.values()), None))

    def place_of(self, attributes: dict[str, str]) -> Place:
        """Return a tag's place, and take its stamp from the attributes.

        A tag that a template puts together has no stamp, or a wrong one. Its place is that of the tag around it.
        """
        where = attributes.get(self.stamp, "")
        if where not in self.stamps:
            match = _STAMP.fullmatch(where)
            lines = self.lines.get(match[1]) if match else None
            if match is None or (lines is not None and not 0 < int(match[2]) <= len(lines)):
                return self.around
            name, line, column = match[1], int(match[2]), int(match[3])
            source = lines[line - 1] if lines else ""
            tag = _TAG.match(source, column - 1)
            self.stamps[where] = Place(
                self.locate.get(name) or Path(name), line, column, source, len(tag[0]) if tag else 1
            )
        del attributes[self.stamp]
        return self.stamps[where]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "text" and (place := self.content_place(attributes)):
            attributes.pop("at")
            element = Element(name, attributes or _NO_ATTRIBUTES, place)
        else:
            element = Element(name, attributes, self.place_of(attributes))
            self.check(element)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        if len(self.open) == DEEPEST:
            hint = f"at most {DEEPEST - 1} tags can"
            self.problem("too-deep", element, "too many tags stand in each other here", hint)
        if len(self.open) == DEEPEST or len(self.problems) > _MOST_PROBLEMS:
            raise SenauditError(self.problems)  # what follows is as wrong

    def content_place(self, attributes: dict[str, str]) -> Place | None:
        """Return the place in the content of a `<text>`; None if a template has typed the tag."""
        number = attributes.get("at", "")
        if self.stamp in attributes or not self.open or not re.fullmatch("[0-9]{1,9}", number):
            return None
        return self.places[int(number)] if int(number) < len(self.places) else None

    def end(self, name: str) -> None:
        element = self.open.pop()
        if name == "text" and self.open:  # its place in the content becomes the place of the element around it too
            holder = self.open[-1]
            if holder.tag in ("para", "heading", "label"):
                holder.written_at, holder.place = holder.written_at or holder.place, element.place

    def characters(self, data: str) -> None:
        holder = self.open[-1]
        if holder.tag == "text":  # most of a document
            holder.children.append(data)
            return
        kind = VOCABULARY.get(holder.tag)
        if kind is None or kind.holds == "inline":
            holder.children.append(data if holder.tag in INLINE else _folded(data, holder))
        elif data.strip():
            self.problems.append(
                Problem(
                    "text-outside-para",
                    holder.place,
                    f"text stands directly in <{holder.tag}>",
                    "put it into <para>…</para>",
                )
            )

    def check(self, element: Element) -> None:
        """Check a tag, its attributes and the element around it. A combination that was right before is not checked.

        Elements of one combination share their attributes.
        """
        holder = self.open[-1].tag if self.open else ""
        combination = (element.tag, holder, *element.attributes.items())
        if combination in self.right:
            element.attributes = self.right[combination]
            return
        before = len(self.problems)
        self.check_tag(element)
        if len(self.problems) == before:
            self.right[combination] = element.attributes

    def check_tag(self, element: Element) -> None:
        if element.tag == "text":
            hint = "write the words alone, or {{ … }} for words of the content"
            self.problem("text-typed", element, "<text> stands where {{ … }} has printed words, and is not typed", hint)
            return
        if (element.tag == "document") == bool(self.open):
            message = "the outermost tag is <document>, and no other tag is"
            self.problem("no-document", element, message, 'write <document kind="…" title="…" lang="…"> once')
        tag = VOCABULARY.get(element.tag)
        if tag is None:
            self.problem("unknown-tag", element, f"unknown tag <{element.tag}>", did_you_mean(element.tag, VOCABULARY))
            return
        self.check_attributes(element, tag)
        self.check_values(element)
        if self.open:
            self.check_nesting(element, self.open[-1])

    def check_attributes(self, element: Element, tag: Tag) -> None:
        known = tag.required | tag.optional | {"lang"}
        for name in element.attributes.keys() - known:
            message = f"<{element.tag}> has no attribute “{name}”"
            self.problem("unknown-attribute", element, message, did_you_mean(name, sorted(known)))
        for name in sorted(tag.required - element.attributes.keys()):
            message = f"<{element.tag}> needs the attribute “{name}”"
            self.problem("missing-attribute", element, message, f'write <{element.tag} {name}="…">')
        for name, choices in tag.values:
            value = element.attributes.get(name)
            if value is not None and value not in choices:
                message = f"<{element.tag} {name}> cannot be “{value}”"
                self.problem("unknown-value", element, message, did_you_mean(value, sorted(choices)))

    def check_values(self, element: Element) -> None:
        if element.tag == "figure" and ("icon" in element.attributes) == ("picture" in element.attributes):
            hint = 'write icon="…", or picture="…"'
            self.problem("figure-without-source", element, "<figure> shows an icon or a picture", hint)
        if element.tag == "figure" and element.get("alt").isspace():
            hint = 'write what the picture says, or alt="" for decoration'
            self.problem("blank-alternative", element, "the alternative text is blank", hint)
        if "widths" in element.attributes and not _WIDTHS.fullmatch(element.get("widths")):
            message = f"“{element.get('widths')}” are no widths of columns"
            self.problem("not-widths", element, message, 'write the share of each in hundredths: widths="40 30 30"')
        for name in NUMBERS:
            if name in element.attributes and not re.fullmatch("[1-9][0-9]{0,3}", element.get(name)):
                message = f"“{element.get(name)}” is no number above nought"
                self.problem("not-a-positive-number", element, message, f'write {name}="1"')
        if "outline" in element.attributes and not element.get("bookmark"):
            hint = 'write bookmark="a-name-of-its-own"'
            self.problem("heading-without-bookmark", element, "a heading in the outline needs a bookmark", hint)
        if not _LANGUAGE.fullmatch(element.get("lang", "en")):
            hint = 'write a language tag, such as "en-GB" or "cy"'
            self.problem("not-a-language", element, f"“{element.get('lang')}” is no language", hint)

    def check_nesting(self, element: Element, holder: Element) -> None:
        around = VOCABULARY.get(holder.tag)
        if around is None:
            return
        if element.tag == "label" and "level" in element.attributes and holder.tag != "note":
            message = "only the label of a <note> has a level: it is a heading"
            self.problem("label-without-note", element, message, "write <label>…</label>")
        inline = element.tag in INLINE
        if (around.holds == "inline") != inline or around.holds == "nothing":
            self.problem(
                "wrong-nesting",
                element,
                f"<{element.tag}> cannot stand in <{holder.tag}>",
                f"<{holder.tag}> holds {around.holds}",
            )

    def problem(self, kind: str, element: Element, message: str, hint: str) -> None:
        self.problems.append(Problem(kind, element.place, message, hint))


def _folded(data: str, holder: Element) -> str:
    """Return a template's own text with each run of white space as one space, and none at the start of a line.

    A no-break space stays: it keeps a number with its words.
    """
    folded = " ".join(filter(None, re.split("[ \t\r\n]+", data)))
    lead = " " if data[0] in " \t\r\n" and holder.children else ""
    tail = " " if data[-1] in " \t\r\n" and folded else ""
    return lead + folded + tail
