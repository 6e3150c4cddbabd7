"""Proof the content: find broken links, marks that would print as stars, and Word's error messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from senaudit.layout.inline import leads_somewhere, printed_marks, refers
from senaudit.problems import NOWHERE, Fix, Place, PlacedText, Problem

# Few texts need these patterns, so they are not compiled here: `re` compiles a pattern at its first use and caches it.
# The brackets of a Markdown link. An address may have one pair of round brackets inside it.
_LINK = r"\[(?P<text>[^\[\]]*)\](?P<gap>\s*)\((?P<address>[^()]*(?:\([^()]*\)[^()]*)*)(?P<end>\)?)"
_TURNED = r"\((?P<text>[^()]*)\)\[(?P<address>(?:https?://|www\.|mailto:)[^\s\[\]]*)\]"
_ADDRESS = r"(?i)\s*<?(?:https?:|www\.|mailto:)"
_MARKED = r"\*\*[^\s*](?:[^*]*[^\s*])?\*\*|(?<!\*)\*[^\s*](?:[^*]*[^\s*])?\*(?!\*)"

# Word's messages in place of a broken cross-reference (Microsoft Support, “Error! Bookmark not defined”).
_FROM_WORD = (
    r"(?i)(?:Error! )?Bookmark not defined"
    r"|Error! (?:Reference source not found|No bookmark name given|Not a valid \w+)"
)

_PILED = 5
"""So many marks on a letter belong to no language that is set here: Vietnamese has two, phonetics up to four."""
_BEYOND_LATIN = rf".[^\x00-\u02ff]{{{_PILED},}}"

UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""The categories of characters that nobody sees."""
_FOR_SHAPING = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060"
"""Those of them that a text may need: where a line may be broken, letters and emoji joined, and scripts meet."""
DELETE_PRIVATE = "delete it; a point’s dot is printed of itself"
TAKE_OUT = "take it out of this text, or the code that stands for it"


def proof_marks(texts: Iterable[PlacedText]) -> Iterator[Problem]:
    """Yield the problems of the texts: broken links, Word's error messages, piles of combining marks.

    A stray star is a warning.
    """
    for text in texts:
        value = text.value
        if "\ufffd" in value:  # it replaces a mistake that was reported already, which may have been half of a mark
            continue
        if not value.isascii() and (piled := _piled(value)):
            hint = "delete the marks, or all but those that belong to the letter"
            message = f"{len(piled) - 1:,} marks are piled up on the letter “{piled[0]}”"
            yield Problem("piled-marks", text.find(piled) or text.find(""), message, hint)
        if "[" in value:
            for match in re.finditer(_LINK, value):
                yield from _link(text, match)
            yield from (_turned(text, match) for match in re.finditer(_TURNED, value))
        if "*" in value and "*" in re.sub(_MARKED, "", value):
            yield from _stars(text)
        if "!" in value or "ookmark" in value or "BOOKMARK" in value:
            yield from _from_word(text)


def _piled(text: str) -> str:
    """Return the first letter with so many combining marks that they would run into other lines, and its marks."""
    for match in re.finditer(_BEYOND_LATIN, text):
        signs = "".join("m" if unicodedata.category(each) in ("Mn", "Me") else "-" for each in match[0])
        if found := re.search(f".?m{{{_PILED},}}", signs):
            return match[0][found.start() : found.end()]
    return ""


def proof_signs(texts: Iterable[PlacedText]) -> Iterator[Problem]:
    """Yield the problems of characters that are no mistake of a font: no program shows them, or each another sign."""
    for text in texts:
        for sign in () if text.value.isprintable() else dict.fromkeys(text.value):
            if told := _sign_problem(sign):
                kind, message, hint = told
                if place := text.find(sign):  # else it comes from a term, which has the problem at its own place
                    yield Problem(kind, place, message, hint)


def _sign_problem(sign: str) -> tuple[str, str, str] | None:
    """Return the kind, message and help of a character that belongs in no text; None for any other."""
    category = unicodedata.category(sign)
    if category == "Co":
        return "letter-lacking", private_message(sign), DELETE_PRIVATE
    if (category in UNSEEN and sign not in _FOR_SHAPING) or ord(sign) & 0xFFFE == 0xFFFE:
        return "unseen-character", unseen_message(sign), TAKE_OUT
    return None


def unseen_message(sign: str) -> str:
    """Return the message of a character that nobody sees."""
    return f"there is an invisible character here ({code_of(sign)})"


def private_message(sign: str) -> str:
    """Return the message of a character of a private use area."""
    return f"the sign U+{ord(sign):04X} is one of a symbol font’s own, as Word makes them; no other font has it"


def code_of(sign: str) -> str:
    """Return a character's code, and its name if it has one: “U+1F989, owl”."""
    name = unicodedata.name(sign, "").lower()
    name = "a Chinese character" if name.startswith("cjk") else name
    return f"U+{ord(sign):04X}, {name}" if name else f"U+{ord(sign):04X}"


def _link(text: PlacedText, match: re.Match[str]) -> Iterator[Problem]:
    """Yield the problem of one link, if it has one."""
    words, address = match["text"], match["address"]
    if match.string[: match.start()].endswith("!"):
        message = "a text holds no pictures: “![” begins one in Markdown"
        hint = "delete it, from the “!” on; the one picture in a pack is the logo of school.yaml"
        yield Problem("picture-in-text", _at(text, f"!{match[0]}"), message, hint)
        return
    address_at = _at(text, match[0], match.start("address") - match.start(), len(address.rstrip()))
    if match["gap"] and not re.match(_ADDRESS, address):
        return  # not a link: words in round brackets after words in square brackets
    if not match["end"]:
        place = _at(text, match[0], match.start("address") - 1 - match.start(), 1)
        yield Problem(
            "link-not-closed", place, "the address of this link is not closed", 'type a ")" right after the address'
        )
    elif match["gap"]:
        place = _at(text, match[0], match.start("gap") - match.start(), len(match["gap"]))
        right = f"[{words}]({address})"
        message = "a space parts this link’s words from its address"
        yield Problem("link-with-space", place, message, f"take it out: {right}", fix=_fix(text, match[0], right))
    elif not address.strip():
        message = "this link has no address"
        yield Problem(
            "link-without-address",
            _at(text, match[0]),
            message,
            f"type it between the round brackets: [{words}](https://…)",
        )
    elif not words.strip():
        message = "this link has no words to click on"
        yield Problem("link-without-words", _at(text, match[0]), message, "write them between the square brackets")
    elif address.lower().startswith("www."):
        message = "the address of this link does not say “https://”"
        right = f"[{words}](https://{address})"
        yield Problem("link-without-https", address_at, message, f"write {right}", fix=_fix(text, match[0], right))
    elif re.search(r"\s", address):
        message = "there is a space in the address of this link"
        yield Problem(
            "space-in-address", address_at, message, "leave only the address between the round brackets, without spaces"
        )
    elif not leads_somewhere(address) and not refers(address):
        message = f"the link “{address}” leads nowhere a reader could go"
        if re.fullmatch(r"[^\s@/:]+@[^\s@/:]+\.\w+", address):
            right = f"[{words}](mailto:{address})"
            yield Problem("link-leads-nowhere", address_at, message, f"write {right}", fix=_fix(text, match[0], right))
        else:
            hint = f"write [{words}](https://…) with the whole address, as a browser shows it"
            yield Problem("link-leads-nowhere", address_at, message, hint)


def _turned(text: PlacedText, match: re.Match[str]) -> Problem:
    message = "the brackets of this link stand the wrong way round"
    right = f"[{match['text']}]({match['address']})"
    return Problem("link-turned", _at(text, match[0]), message, f"write {right}", fix=_fix(text, match[0], right))


def _fix(text: PlacedText, words: str, right: str) -> Fix | None:
    """Return the fix that replaces these words; None if they are not found in one line."""
    place = _at(text, words)
    return Fix(place, right) if place.source[place.column - 1 :].startswith(words) else None


def _stars(text: PlacedText) -> Iterator[Problem]:
    for stars, words in printed_marks(text.value):
        what, sign = ("bold", "**") if len(stars) > 1 else ("emphasis", "*")
        place = _at(text, words, words.index(stars), len(stars))
        message = f"this “{stars}” has no partner and is printed as it stands"
        hint = f"for {what}, type {sign} right before its first word and right after its last; else leave it"
        yield Problem("star-alone", place, message, hint, warning=True)


def _from_word(text: PlacedText) -> Iterator[Problem]:
    for match in re.finditer(_FROM_WORD, text.value):
        message = "Word has put this in place of a reference that leads nowhere"
        yield Problem("broken-reference", _at(text, match[0]), message, "delete it, or write what the reference was to")


def _at(text: PlacedText, words: str, start: int = 0, width: int | None = None) -> Place:
    """Return the place of `width` characters of `words`, beginning at index `start`.

    Without `width` it is the place of all words. If the words cannot be found, it is the place of the whole text.
    """
    place = text.find(words)
    if place is None:
        place = text.find("")
    if place is None or not place.source.startswith(words, place.column - 1):
        return place or NOWHERE
    return place._replace(column=place.column + start, width=len(words) if width is None else width)
