"""A document in two languages: two trees of one shape become one, in which each text stands in both.

A heading or a paragraph is followed by the same in the second language, and both name their language. A short name,
such as that of a box, has both in one line, for it is the name of one thing. What both languages say alike, such as a
school's name, is there once. So there are no more boxes to write in than in one language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from senaudit.layout.markup import VOCABULARY, Element
from senaudit.layout.roles import AGAIN
from senaudit.layout.wording import BOTH, SECOND_LANGUAGE, WHICH, filled, in_one_line, line
from senaudit.problems import Problem, SenauditError

_ONCE = frozenset({"foot", "continued"})
"""What stands in the first language only: it has no room for two."""

_IN_ONE_LINE = frozenset({"label", "choice"})
"""Tags whose words have both languages in one line. So have those of a field, the heads of columns, and boxes to tick.
"""

_ONLY_ONCE = frozenset({"bookmark", "outline", "number"})
"""Attributes of a heading that its translation has not: it is the same heading."""

_IN_BOTH = re.compile("title|subject|web-.+")
"""What a document says by its attributes in both languages: of itself, and to those who fill it in on a web page."""


def in_two_languages(first: Element, second: Element) -> Element:
    """Return the document with each text in both languages. `second` is the same document in another language.

    Raises SenauditError if a template makes other tags in the second language.
    """
    languages = first.get("lang"), second.get("lang")
    together = first.get("both", BOTH)
    said = {name: (words, second.get(name)) for name, words in first.attributes.items() if _IN_BOTH.fullmatch(name)}
    said = {name: (one, other) for name, (one, other) in said.items() if one and other and one != other}
    joined = {name: filled(together, first=one, second=other) for name, (one, other) in said.items()}
    apart = {f"{which}-{name}": words for name, both in said.items() for which, words in zip(WHICH, both, strict=True)}
    first.attributes = {**first.attributes, **joined, **apart, SECOND_LANGUAGE: languages[1]}
    first.children = list(_children(first, second, languages, together))
    return first


def _children(
    first: Element, second: Element, languages: tuple[str, str], together: str, is_name: bool = False
) -> Iterator[Element | str]:
    """Yield the children of an Element in both languages. If it `is_name`, they are the name of one thing."""
    one, other = first.elements, second.elements
    if [child.tag for child in one] != [child.tag for child in other]:
        message = f"this <{first.tag}> has other tags in it in the second language than in the first"
        hint = "have the template print the same tags whatever the words are"
        raise SenauditError([Problem("unlike-languages", first.written_at or first.place, message, hint)])
    is_name = is_name or first.tag in ("field", "header") or first.get("kind") == "tick"
    for child, same in zip(one, other, strict=True):
        if child.tag in _ONCE:
            yield child
        elif VOCABULARY[child.tag].holds != "inline":
            if child.tag == "item":
                child.attributes = {**child.attributes, "original": child.get("original") or line(child.elements[0])}
            child.children = list(_children(child, same, languages, together, is_name))
            yield child
        elif _letters(child) == _letters(same):
            yield child
        elif child.tag in _IN_ONE_LINE or is_name:
            child.children = list(_in_one_line(child, same, languages, together))
            yield child
        else:
            yield from _one_after_the_other(child, same, languages)


def _letters(block: Element) -> str:
    """Return the letters and digits of a block. Languages may have other signs around the same name and number."""
    return "".join(filter(str.isalnum, block.text()))


def _in_one_line(first: Element, second: Element, languages: tuple[str, str], together: str) -> Iterator[Element | str]:
    """Yield words in both languages, as the document has them stand together: “School / Szkoła”."""
    both = zip((first, second), languages, strict=True)
    yield from in_one_line(together, [Element("bdi", {"lang": tag}, each.place, each.children) for each, tag in both])


def _one_after_the_other(first: Element, second: Element, languages: tuple[str, str]) -> Iterator[Element]:
    """Yield a block, and after it the same in the second language."""
    first.attributes = {**first.attributes, "lang": languages[0]}
    yield first
    kept = {name: value for name, value in second.attributes.items() if name not in _ONLY_ONCE}
    attributes = {**kept, "lang": languages[1], AGAIN: "yes"}
    yield Element(second.tag, attributes, second.place, second.children, second.written_at)
