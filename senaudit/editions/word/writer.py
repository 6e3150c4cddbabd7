"""The Word edition: the words of a document in named styles, to be changed by whoever gets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from senaudit.editions.edition_input import EditionInput
from senaudit.editions.word import sheets
from senaudit.editions.word.chains import introducing
from senaudit.editions.word.controls import Controls
from senaudit.editions.word.elements import (
    Bookmarks,
    Node,
    add,
    add_break,
    add_field,
    add_link,
    add_run,
    begin_field,
    end_field,
    has_words_from_right,
    name_of,
    node,
    paragraph,
)
from senaudit.editions.word.feet import Feet, Section
from senaudit.editions.word.lists import Lists
from senaudit.editions.word.look import PICTURE, look_of
from senaudit.editions.word.package import WordFile
from senaudit.editions.word.styles import LIST_LEVELS, styles_xml
from senaudit.layout.answers import blanks_of
from senaudit.layout.markup import Element
from senaudit.layout.roles import AGAIN, role_of
from senaudit.layout.wording import heading_line, headings_of, labelled, line, one_line, picture_line

CONTENTS = 'TOC \\h \\z \\n \\o "1-2" \\t "Chapter Title,1"'
"""The field of the contents. They lead to headings, and have no page numbers: Word’s pages are not ours."""


_STARTS = ("cover", "divider", "part", "sheets", "letter")
"""The kinds of sections that start a page."""


def word_of(given: EditionInput) -> bytes:
    """Return a document as a Word file. Raises SenauditError for a picture that cannot be used."""
    writer = Writer(given)
    writer.blocks(given.element)
    writer.close()
    return writer.file.data(given, writer.look, styles_xml(writer.look), writer.lists.xml())


class Writer:
    """Writes Elements into the body of a Word file. `WRITERS` has the function for each tag."""

    def __init__(self, given: EditionInput) -> None:
        self.given, self.document = given, given.element
        self.look = look_of(given)
        self.file = WordFile()
        self.holder = self.file.body
        self.lists, self.bookmarks = Lists(self.look), Bookmarks()
        self.feet = Feet(self.look, self.file.add_foot)
        self.headings = headings_of(self.document)
        self.blanks, self.controls = blanks_of(self.document), Controls()
        self.introducing = introducing(self.document)
        self.section = Section()
        self.chapter_foot: Element | None = None
        self.note = ""  # the style of the call-out that is being written
        self.list_level = 0
        self.language = ""  # "" is the document's own
        self._levels: list[int] = []

    # What others call to write

    def add(self, block: Node) -> None:
        """Add a paragraph or table."""
        self.holder.append(block)

    def paragraph(self, style: str, number: str = "") -> Node:
        """Add an empty paragraph in a style, and return it."""
        made = paragraph(style, number)
        self.holder.append(made)
        return made

    @contextmanager
    def inside(self, holder: Node) -> Iterator[None]:
        """Within a `with`, add blocks to this cell or control."""
        before, self.holder = self.holder, holder
        try:
            yield
        finally:
            self.holder = before

    @contextmanager
    def speaking(self, element: Element) -> Iterator[None]:
        """Within a `with`, words are in the language of this Element, if it has one of its own."""
        before, self.language = self.language, element.get("lang") or self.language
        try:
            yield
        finally:
            self.language = before

    def words(self, holder: Node, element: Element, style: str = "", language: str = "") -> None:
        """Add the words of an Element to a paragraph. `style` is the id of a style of words."""
        language = language or element.get("lang") or self.language
        for child in element.children:
            if isinstance(child, str):
                add_run(holder, child, style, language)
            else:
                _INLINE.get(child.tag, _text)(self, holder, child, style, child.get("lang") or language)
        if element.get(AGAIN) and holder.tag == name_of("w:p"):
            from senaudit.editions.word.direction import say_again  # few documents are in two languages

            say_again(holder, element, self.look)

    def write(self, element: Element, holder: Element) -> None:
        """Write an Element. `holder` is the Element that holds it."""
        if role_of(element).word is not None:
            with self.speaking(element):
                WRITERS[element.tag](self, element, holder)

    def blocks(self, element: Element, style: str = "") -> None:
        """Write all that the Element holds. `style` is one for its paragraphs that have none of their own."""
        for child in element.elements:
            if style and child.tag == "para":
                self.words(self.paragraph(style), child)
            else:
                self.write(child, element)

    def styled(self, name: str) -> str:
        """Return the name of a style, or of the one that stands for it in the call-out that is being written."""
        if not self.note:
            return name
        return self.note if name == "Body Text" else f"{self.note} {name}"

    def level(self, element: Element) -> int:
        """Return a heading's level. It is never more than one below the level of the heading that it stands under."""
        level = int(element.get("level"))
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        return len(self._levels)

    # Sections

    def start(self, section: Section) -> None:
        """Start a section of pages. One in which nothing stands is left out."""
        if len(self.holder):
            self.holder[-1:] = [self.holder[-1], *self._end()]
        self.section = section

    def _end(self) -> list[Node]:
        """End the section in the properties of its last paragraph.

        A table needs a paragraph after it for them, and so does a field: LibreOffice leaves out the numbers of pages in
        a foot that it finds within one.
        """
        last = self.holder[-1]
        more = []
        if last.tag != name_of("w:p") or last.find(".//" + name_of("w:fldChar")) is not None:
            more.append(last := paragraph("Section End"))
        last[0].append(self.feet.properties(self.section))
        return more

    def close(self) -> None:
        """End the document."""
        if not len(self.holder) or self.holder[-1].tag != name_of("w:p"):
            self.add(paragraph("Section End"))
        self.holder.append(self.feet.properties(self.section))
        if self.look.hand.is_rtl:
            from senaudit.editions.word.direction import mirror

            mirror(self.file.body)
        elif has_words_from_right(self.document.text()):
            from senaudit.editions.word.direction import direct_words

            direct_words(self.file.body)

    # Blocks

    def _section(self, element: Element, holder: Element) -> None:
        kind = element.get("kind")
        foot = next((child for child in element.elements if child.tag == "foot"), None)
        if kind == "chapter":
            self.chapter_foot = foot
        elif kind in _STARTS:
            follows = self.chapter_foot if holder.get("kind") == "chapter" else None
            cover = kind in ("cover", "divider")
            after_divider = holder.get("kind") == "chapter" and kind == "part"
            self.start(Section(foot or follows, cover, not after_divider, kind == "sheets"))
        before = len(self.holder)
        self.blocks(element)
        if kind == "action":  # no page ends near its ends
            made = self.holder[before:-1]
            for each in {*made[:2], *made[-4:]}:
                each[0].insert(1, node("w:keepNext"))

    def _blocks(self, element: Element, holder: Element) -> None:
        self.blocks(element)

    def _heading(self, element: Element, holder: Element) -> None:
        role = "Heading" if self.note else role_of(element).word
        level = self.level(element) if role != "Title" else 0
        style = f"{role} {level}" if role == "Heading" else str(role)
        if any(child.tag == "contents" for child in holder.elements) and level == 1:
            style = "TOC Heading"
        made = self.paragraph(self.styled(style))
        words = heading_line(element, holder, self.document)
        self._marked(made, element, words.removesuffix(line(element)))

    def _marked(self, made: Node, element: Element, before: str = "") -> None:
        """Add words with a bookmark around them, if they have one, and with the number `before` them."""
        bookmark = element.get("bookmark")
        end = self.bookmarks.begin(made, bookmark) if bookmark else None
        if before:
            add_run(made, before)
        self.words(made, element)
        if end is not None:
            made.append(end)

    def _para(self, element: Element, holder: Element) -> None:
        role = role_of(element).word or "Body Text"
        if role == "Body Text" and element in self.introducing:
            role = "Lead-In"
        self.words(self.paragraph(self.styled(role) if role != "Subtitle" else role), element)

    def _label(self, element: Element, holder: Element) -> None:
        style = self.styled("Label")
        if element.get("level"):
            level = self.level(element)
            style = f"{style} {level}" if self.note else f"Heading {level}"
        self._marked(self.paragraph(style), element)

    def _note(self, element: Element, holder: Element) -> None:
        before, self.note = self.note, role_of(element).word or self.note
        self.blocks(element)
        self.note = before

    def _list(self, element: Element, holder: Element) -> None:
        kind = element.get("kind")
        if kind == "terms":
            for item in element.elements:
                self._term(item)
            return
        self.list_level += 1
        style, is_ticked = str(role_of(element).word), kind == "tick"
        if not is_ticked:
            style = self.styled(f"{style} {min(self.list_level, max(LIST_LEVELS))}".removesuffix(" 1"))
        number = self.lists.number(
            kind,
            int(element.get("start", "1")),
            in_call_out=bool(self.note),
            letters=element.get("letters"),
            sign=element.get("sign"),
        )
        for item in element.elements:
            with self.speaking(item):
                self._item(item, style, number, is_ticked)
        self.list_level -= 1

    def _item(self, item: Element, style: str, number: str, is_ticked: bool) -> None:
        """Write an item. Its label and paragraphs are one paragraph: a call-out's bar is not broken in it."""
        children = item.elements
        made = self.paragraph("Line to Write On" if item.get("line") and is_ticked else style, number)
        if not self.look.hand.is_rtl and has_words_from_right(item.text()):
            from senaudit.editions.word.direction import turned  # few documents need it

            turned(made, item)
        if is_ticked:
            sheets.add_box(self, made, item)
            add_run(made, " ")
        while children and children[0].tag in ("label", "para"):
            child = children.pop(0)
            if child.tag == "label":
                self._run_in(made, child, children)
            else:
                self.words(made, child)
            if children and children[0].tag in ("label", "para") and child.tag == "para":
                add_break(made)
        sheets.add_line(self, made, item)
        for child in children:
            self.write(child, item)

    def _run_in(self, made: Node, label: Element, others: list[Element]) -> None:
        """Add a label, with a colon if words follow it."""
        self.words(made, label, "Strong")
        if others and others[0].tag == "para":
            colon = labelled(self.document, line(label)).removeprefix(line(label))
            add_run(made, f"{colon} ")

    def _term(self, item: Element) -> None:
        for child in item.elements:
            if child.tag == "label":
                self._marked(self.paragraph("Glossary Term"), child)
            elif child.tag == "para":
                self.words(self.paragraph("Glossary Entry"), child)
            else:
                self.write(child, item)

    def _figure(self, element: Element, holder: Element) -> None:
        alt, source = one_line(element.get("alt")), self.given.pictures.get(element.get("picture"))
        if source:
            add(self.paragraph("Figure"), "w:r").append(self.file.picture(source, PICTURE, alt))
        elif alt:
            add_run(self.paragraph(self.styled("Body Text")), picture_line(self.document, alt))

    def _contents(self, element: Element, holder: Element) -> None:
        entries = [child for child in element.elements if child.tag == "entry"]
        for number, entry in enumerate(entries):
            made = self.paragraph(f"{role_of(entry).word} {int(entry.get('level')) + 1}")
            if not number:
                begin_field(made, CONTENTS)
            link = add_link(made, bookmark=self.bookmarks.name(entry.get("to")))
            words = self.headings[entry.get("to")]
            if any("lang" in each.attributes for each in entry.walk()):
                add_run(link, words.removesuffix(line(entry)))
                self.words(link, entry)
            else:
                add_run(link, words)
            if number == len(entries) - 1:
                end_field(made)

    # Forms

    def _field(self, element: Element, holder: Element) -> None:
        sheets.write_field(self, element)

    def _table(self, element: Element, holder: Element) -> None:
        if element.get("kind") == "audit":
            sheets.write_table(self, element, holder)
            return
        from senaudit.editions.word.data_table import write_data_table

        write_data_table(self, element)


def _text(writer: Writer, holder: Node, element: Element, style: str, language: str) -> None:
    writer.words(holder, element, style, language)


def _strong(writer: Writer, holder: Node, element: Element, style: str, language: str) -> None:
    writer.words(holder, element, "Strong", language)


def _said(writer: Writer, holder: Node, element: Element, style: str, language: str) -> None:
    from senaudit.editions.word.direction import say

    say(add_run(holder, element.text(), style, element.get("lang")), element, writer.look)


def _emphasis(writer: Writer, holder: Node, element: Element, style: str, language: str) -> None:
    writer.words(holder, element, "Emphasis", language)


def _link(writer: Writer, holder: Node, element: Element, style: str, language: str) -> None:
    address = element.get("href")
    if address.startswith("#"):
        link = add_link(holder, bookmark=writer.bookmarks.name(address[1:]))
    else:
        link = add_link(holder, relationship=writer.file.add_address(address))
    writer.words(link, element, "Hyperlink", language)


def _number(writer: Writer, holder: Node, element: Element, style: str, language: str) -> None:
    add_field(holder, "PAGE" if element.tag == "page-number" else "NUMPAGES", "PageNumber")


_INLINE: dict[str, Callable[[Writer, Node, Element, str, str], None]] = {
    "bdi": _said,
    "strong": _strong,
    "em": _emphasis,
    "link": _link,
    "page-number": _number,
    "page-count": _number,
}

WRITERS: dict[str, Callable[[Writer, Element, Element], None]] = {
    **dict.fromkeys(("document", "question", "form", "grid", "panel", "cell"), Writer._blocks),
    "section": Writer._section,
    "heading": Writer._heading,
    "para": Writer._para,
    "label": Writer._label,
    "note": Writer._note,
    "list": Writer._list,
    "figure": Writer._figure,
    "contents": Writer._contents,
    "field": Writer._field,
    "table": Writer._table,
    "foot": lambda writer, element, holder: None,
}
"""A function for each tag that stands alone. The others are written by what holds them."""
