"""What is read of an Element in editions without pages: numbers, boxes and addresses as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from senaudit.layout.markup import Element
from senaudit.layout.roles import AGAIN, NUMBERED, role_of

UNPRINTED = dict.fromkeys(map(ord, "\u00ad\u200b\u2060"))
"""Characters that say only where a line may be broken, and where not."""

Marks = Mapping[str, tuple[str, str]]
"""The signs before and after the words of an inline tag, by the tag."""

_NO_MARKS: Marks = {}
_NO_MARK = "", ""

_AFTER_WORDS = ":;,.?!…–—؟،؛۔।॥：；，。？！、"
"""Signs after which a label needs no colon."""

NAMED, NAMED_SIGN = "{name}: {words}", "{name} {words}"
"""How words stand after their name in documents whose templates do not say it."""

BOTH = "{first} / {second}"
"""How words stand in two languages on one line, in such documents."""

WHICH, SECOND_LANGUAGE = ("first", "second"), "second-lang"
"""What the names of attributes begin with that have a document’s words in one of its two languages; and its second one.
"""


def line(element: Element, marks: Marks = _NO_MARKS) -> str:
    """Return the words of an Element as one line, without what only pages show. An address follows the words.

    Only what a person has marked or said among the words gets `marks`, and not what a template makes strong.
    """
    return one_line("".join(_words(element, marks)))


def one_line(words: str) -> str:
    """Return words with one space between them, and without characters that are for the breaking of lines."""
    return " ".join(words.translate(UNPRINTED).split())


def _words(element: Element, marks: Marks, typed: bool = False) -> Iterator[str]:
    """Yield the words. `typed` is whether a person typed them: whether a `text` holds the Element."""
    typed = typed or element.tag == "text"
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif role_of(child).text is not None:
            before, after = marks.get(child.tag, _NO_MARK) if typed or child.tag == "bdi" else _NO_MARK
            yield before
            yield from _words(child, marks, typed)
            yield after
    if element.tag == "link" and (address := unseen_address(element)):
        yield f" ({address})"


def unseen_address(link: Element) -> str:
    """Return the address of a link if the link's words do not have it, or else ""."""
    address = "" if link.get("kind") else link.get("href").removeprefix("mailto:")
    return "" if address.rpartition("://")[2].rstrip("/") in link.text() else address


def labelled(document: Element | None, label: str, words: str = "") -> str:
    """Return words after their label: “School: Oak Hill”. A label that ends with a sign gets no colon.

    The document says how a label and words stand together; without one, they stand as in English.
    """
    if not label:
        return words.strip()
    name, usual = ("named-sign", NAMED_SIGN) if label[-1] in _AFTER_WORDS else ("named", NAMED)
    phrase = document.get(name, usual) if document else usual
    return filled(phrase, name=label, words=words).strip()


def filled(phrase: str, **words: str) -> str:
    """Return a phrase with these words in the places of its placeholders, such as {name}."""
    parts = enumerate(_parts_of(phrase))
    return "".join([words.get(part, f"{{{part}}}") if index % 2 else part for index, part in parts])


@lru_cache
def _parts_of(phrase: str) -> list[str]:
    """Return a phrase's parts. Every second one is the name of a placeholder."""
    return re.split(r"\{([a-z]+)\}", phrase)


def phrase_parts(phrase: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a phrase, each with the name of the placeholder after it; "" after the last."""
    parts = _parts_of(phrase)
    yield from zip(parts[::2], [*parts[1::2], ""], strict=True)


def said_in_each(document: Element, name: str) -> list[Element]:
    """Return what a document in two languages says by an attribute, in each of them; [] if it is in one, or alike."""
    languages = document.get("lang"), document.get(SECOND_LANGUAGE)
    words = ((document.get(f"{which}-{name}"), tag) for which, tag in zip(WHICH, languages, strict=True))
    return [Element("bdi", {"lang": tag}, document.place, [each]) for each, tag in words if each]


def in_one_line(phrase: str, words: Sequence[Element]) -> Iterator[Element | str]:
    """Yield words in two languages as they stand together by a phrase, such as `BOTH`: “School / Szkoła”."""
    named = dict(zip(WHICH, words, strict=True))
    for part, name in phrase_parts(phrase):
        yield from filter(None, (part, named.get(name)))


def said_in_both(document: Element, holder: Element) -> str:
    """Return the words of the first block of an Element: those of both languages, if the next block says it again."""
    first, *others = holder.elements
    if not (others and others[0].get(AGAIN)):
        return line(first)
    return filled(document.get("both", BOTH), first=line(first), second=line(others[0]))


def sheet_name(document: Element, table: Element, row: Element) -> str:
    """Return what the sheet of a question is called: its chapter and its number, “Communication 3”."""
    chapter, number = table.get("title"), row.elements[0].elements[0].get("number")
    if not (chapter and number):
        return chapter or number
    return filled(document.get("chapter-numbers", "{chapter} {numbers}"), chapter=chapter, numbers=number)


def heading_line(heading: Element, holder: Element, document: Element) -> str:
    """Return the words of a heading with its number: “Chapter 1: Communication”, “Question 3: How easily…”.

    `holder` is the Element that holds the heading. A template that has no words for the number prints it alone.
    """
    before, number, after = heading_number(heading, holder, document)
    if not number:
        return line(heading)
    if before or after:
        return labelled(document, f"{before}{number}{after}", line(heading))
    return filled(document.get("numbered", NUMBERED), number=number, words=line(heading))


def heading_number(heading: Element, holder: Element, document: Element) -> tuple[str, str, str]:
    """Return a heading's number, with the words before it, such as “Question ”, and after it.

    All are "" if it has none.
    """
    number = heading.get("number") or (holder.get("number") if holder.tag == "panel" else "")
    what = _WHAT.get(holder.tag) or _WHAT.get(heading.get("kind"), "")
    before, _, after = document.get(what).partition("{number}")
    return (before, number, after) if number else ("", "", "")


def heard_with_number(document: Element, before: str, after: str) -> tuple[str, str]:
    """Return what is heard before and after a heading's number. The arguments are those of `heading_number`."""
    if before or after:
        return before, after + document.get("named", NAMED).partition("{name}")[2].partition("{words}")[0]
    start, _, rest = document.get("numbered", NUMBERED).partition("{number}")
    return start, rest.partition("{words}")[0]


_WHAT = {"question": "question-number", "row": "question-number", "divider": "chapter-number"}
"""The document's attribute with the words for a number, by the tag of the heading's holder or by the heading's kind."""


def headings_of(document: Element) -> dict[str, str]:
    """Return the line of each heading that has a bookmark, by that bookmark. The contents lead to them."""
    return {
        child.get("bookmark"): heading_line(child, holder, document)
        for holder in document.walk()
        for child in holder.elements
        if child.tag == "heading" and child.get("bookmark")
    }


def box_to_tick(document: Element, words: str) -> str:
    """Return the line of a box to tick: “Box, not ticked: Parents”. Without words for the box, it is decoration."""
    return labelled(document, document.get("box") or document.get("unticked"), words)


def picture_line(document: Element, words: str) -> str:
    """Return the line of a picture that is not shown: “Picture: Logo of Oak Hill Primary”."""
    return labelled(document, document.get("picture"), words)


def box_to_fill_in(document: Element, name: str) -> str:
    """Return the line of a box or line to write on: “Current practice: blank”."""
    return labelled(document, name, document.get("blank"))
