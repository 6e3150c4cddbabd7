"""Fill terms into texts: `{service}` is printed as the words that the terms have for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from senaudit.content.text import Text
from senaudit.problems import Fix, Place, Problem, did_you_mean, nearest
from senaudit.source.nodes import Scalar

if TYPE_CHECKING:
    from senaudit.content.fields import Reading

_FROM_THE_RIGHT = "[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
"""Letters of scripts that are written from right to left."""
_TERM = re.compile(r"(?<!\{)\{([A-Za-z][\w-]*)\}(?!\})")
_NAMED = re.compile(r"(?<!\{)\{[A-Za-z][\w.-]*\}(?!\})")
"""A term in braces, or a form of one."""
_SPACED_TERM = re.compile(r"\{(?=\s|[\w-]+\s)\s*([A-Za-z][\w-]*)\s*\}")


def filled(reading: Reading, node: Scalar, value: str, terms: dict[str, Text]) -> tuple[str, Place]:
    """Return the value with its terms filled in, and the text's place. `{Term}` begins with a capital letter.

    If a school's own term stands in a shipped text, the longest of them is to blame for what is wrong with the whole.
    """
    own: list[Text] = []

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        lowered = name if name in terms else name[0].lower() + name[1:]
        if lowered not in terms:
            _note_unknown(reading, node, match, terms)
            return match[0]
        term = terms[lowered]
        if reading.is_own(term.place):
            own.append(term)
        words = term.value if lowered == name else capital(term.value, reading.language)
        return words if value.isascii() else isolated(words, value)

    for match in _SPACED_TERM.finditer(value):
        if match[1][0].lower() + match[1][1:] in terms:
            hint = f"write {{{match[1]}}}, without spaces, for the words of the term"
            message = f"“{match[0]}” is printed as it stands"
            place = node.find(match[0])
            fix = Fix(place, f"{{{match[1]}}}")
            reading.warnings.append(Problem("spaced-term", place, message, hint, warning=True, fix=fix))
    value, place = _TERM.sub(fill, value), node.place
    if own and not reading.is_own(place):
        place = place._replace(blamed=max(own, key=lambda term: len(term.value)).place)
    return value, place


def isolated(words: str, text: str) -> str:
    """Return words as they are put into a text: if it is written from right to left, and they are not, isolated.

    Then a sign at their end, or a number, stands where it belongs.
    """
    if not re.search(_FROM_THE_RIGHT, text) or re.search(_FROM_THE_RIGHT, words):
        return words
    return f"\u2068{words}\u2069"


def _note_unknown(reading: Reading, node: Scalar, match: re.Match[str], terms: dict[str, Text]) -> None:
    """Note the problem of a term that there is not. A shipped text is right: then the school's own terms lack it."""
    name = match[1]
    message = f"there is no term “{name}”"
    if reading.is_own(reading.terms_place) and not reading.is_own(node.place):
        hint = f'add a line "{name[0].lower() + name[1:]}: …": texts of the guide name it'
        reading.wrong("missing-term", reading.terms_place, message, hint)
    else:
        hint = did_you_mean(name, terms) or "add it to the terms"
        right = nearest(name, terms)
        reading.wrong("unknown-term", node.find(match[0]), message, hint, fix=f"{{{right}}}" if right else None)


def capital(words: str, language: str) -> str:
    """Return words with a capital first letter, as at the start of a sentence in a language."""
    if language.startswith("en"):
        return words[:1].upper() + words[1:]
    from senaudit.languages import language_of  # few builds are in another language

    return language_of(language).capital(words)


def note_terms_in(reading: Reading, words: Text) -> None:
    """Note the problem of a term, or of a form of one, whose words name a term themselves: they are not filled in."""
    if _NAMED.search(words.value):
        message, hint = "a term cannot name another term", "write out the words of the other term"
        reading.wrong("term-in-term", words.place, message, hint)
