"""What the faces cannot print is a problem at its place in the content, never an empty box on the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.problems import Place, PlacedText, Problem, SenauditError
from senaudit.typeset.faces import Family

# ASCII, Latin-1 and Latin Extended-A, and Windows’ own quotes and dashes: every Arial has had them since Windows 95.
_EVERYWHERE = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x180)])) | frozenset("–—‘’“”…€")

_ASCII = frozenset(map(chr, range(0x20, 0x7F)))

_RIGHT_TO_LEFT = ("R", "AL", "AN")
_POINTS = frozenset(map(chr, range(0x0590, 0x0900)))
"""Hebrew, Arabic, Syriac, Thaana, N’Ko and their neighbours, with the signs over and under their letters."""

_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Blocks of scripts whose letters are put in another order or joined when they are set (Unicode 16, chapters 9 to 15).
_SHAPED = (
    (0x0900, 0x0DFF),  # Devanagari to Sinhala
    (0x0E00, 0x0FFF),  # Thai, Lao, Tibetan
    (0x1000, 0x109F),  # Myanmar
    (0x1700, 0x18AF),  # the scripts of the Philippines, Khmer, Mongolian
    (0x1900, 0x1AAF),  # Limbu to Tai Tham
    (0x1B00, 0x1C4F),  # Balinese to Lepcha
    (0x1CD0, 0x1CFF),  # Vedic signs
    (0xA800, 0xA82F),  # Syloti Nagri
    (0xA840, 0xA8FF),  # Phags-pa to Devanagari Extended
    (0xA930, 0xAADF),  # Rejang to Tai Viet
    (0xAAE0, 0xAAFF),  # Meetei Mayek
    (0xABC0, 0xABFF),
    (0x10A00, 0x10A5F),  # Kharoshthi
    (0x11000, 0x11FFF),  # Brahmi and what came of it
)
_PICTURED = "So", "Sk", "Cn"
_OTHER_PROGRAM = "leave it out, and make a page in that script with another program"


class _Faults(NamedTuple):
    """Characters that cannot be printed as they should be, by the reason; and the font that lacks the last ones."""

    unseen: frozenset[str]
    backwards: frozenset[str]
    shaped: frozenset[str]
    lacking: frozenset[str]
    font: str

    def __bool__(self) -> bool:
        return bool(self.unseen or self.backwards or self.shaped or self.lacking)


def printed_characters(elements: Iterable[Element]) -> frozenset[str]:
    """Return the characters of all that is printed of Elements, words and numbers; ASCII's are always among them."""
    unusual = [text for text, _ in _texts(elements) if not (text.isascii() and text.isprintable())]
    return _ASCII.union(*unusual)


def check_characters(elements: Sequence[Element], characters: frozenset[str], family: Family) -> None:
    """Raise SenauditError for every one of the characters of a document that cannot be printed as it should be.

    That is a character that a face in use lacks, one that nobody sees, and the letters of a script that would be set
    in the wrong order or shape. `elements` are all those of the document.
    """
    emphasised = any(element.tag == "em" for element in elements)
    faces = [family.face(strong, em) for strong in (False, True) for em in (False, True) if emphasised or not em]
    printed = "".join(characters)
    faults = _sorted_out(characters, set().union(*(face.lacks(printed) for face in faces)), family.name)
    if faults:
        told = ((place, each) for text, place in _texts(elements) for each in _told(text, faults))
        problems = (Problem(kind, place, message, hint) for place, (kind, _, message, hint) in told)
        raise SenauditError(dict.fromkeys(problems))


def proof_characters(texts: Iterable[PlacedText], find_family: Callable[[], Family]) -> Iterator[Problem]:
    """Yield the problems of characters that no family can print as they should be, each at the place it was typed at.

    The faces are looked for only where a text holds more than every Arial has.
    """
    texts = list(texts)
    # U+FFFD stands for what was told already, where the content was read.
    characters = set().union(*(text.value for text in texts)) - {"\ufffd"}
    if characters <= _EVERYWHERE:
        return
    family = find_family()
    lacking = family["regular"].lacks("".join(characters))
    while lacking and family.wider:
        family = family.wider
        lacking = family["regular"].lacks(lacking)
    faults = _sorted_out(characters, set(lacking), family.name)
    for text in texts if faults else ():
        for kind, words, message, hint in _told(text.value, faults):
            place = text.find(words)
            if place is not None:  # else it came in with a term, which is at fault itself
                yield Problem(kind, place, message, hint)


def _texts(elements: Iterable[Element]) -> Iterator[tuple[str, Place]]:
    """Yield all that is printed, words and numbers, with its place."""
    for element in elements:
        if "number" in element.attributes:
            yield element.attributes["number"], element.written_at or element.place
        for child in element.children:
            if type(child) is str:
                yield child, element.place


def _sorted_out(characters: AbstractSet[str], lacking: set[str], font: str) -> _Faults:
    unusual = characters - _EVERYWHERE
    unseen = {c for c in unusual if unicodedata.category(c) in _UNSEEN}
    backwards = {c for c in unusual if unicodedata.bidirectional(c) in _RIGHT_TO_LEFT or c in _POINTS} - unseen
    shaped = {c for c in unusual if any(first <= ord(c) <= last for first, last in _SHAPED)} - unseen - backwards
    lacking = lacking - unseen - backwards - shaped
    return _Faults(frozenset(unseen), frozenset(backwards), frozenset(shaped), frozenset(lacking), font)


def _told(text: str, faults: _Faults) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is at fault in a text: the kind of problem, the words, what is wrong, and the help.

    Of a script the first word is told.
    """
    if words := _first(text, faults.backwards):
        message = f"“{words}” is {_script(words)}, which is written from right to left: it would be printed backwards"
        yield "right-to-left-script", words, message, _OTHER_PROGRAM
    if words := _first(text, faults.shaped):
        message = f"“{words}” is {_script(words)}, whose letters change their order and shape: it would be misprinted"
        yield "shaped-script", words, message, _OTHER_PROGRAM
    for words in dict.fromkeys(match[0] for match in _joined(faults.lacking).finditer(text)):
        yield "letter-lacking", words, _lacking(words[0], faults.font), _instead(words[0])
    rest = _joined(faults.lacking).sub("", text)
    for sign in dict.fromkeys(c for c in rest if c in faults.unseen):
        yield (
            "unseen-character",
            sign,
            f"there is an invisible character here ({_code(sign)})",
            "take it out of this text, or the code that stands for it",
        )


def _joined(letters: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern of the letters in a row, with what joins emoji and colours their skin."""
    each = re.escape("".join(sorted(letters)))
    return re.compile(f"[{each}][{each}\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*" if letters else "(?!)")


def _first(text: str, letters: frozenset[str]) -> str:
    """Return the first word of a text from the first of the letters on, or nothing."""
    start = next((index for index, character in enumerate(text) if character in letters), None)
    return "" if start is None else text[start:].split()[0].rstrip(",.;:!?…”’)")


def _script(words: str) -> str:
    """Return the name of the script that words begin with: the first word of its letters' names in Unicode."""
    return unicodedata.name(words[0], "a script").partition(" ")[0].capitalize()


def _code(sign: str) -> str:
    name = unicodedata.name(sign, "").lower()
    name = "a Chinese character" if name.startswith("cjk") else name
    return f"U+{ord(sign):04X}, {name}" if name else f"U+{ord(sign):04X}"


def _lacking(sign: str, font: str) -> str:
    if unicodedata.category(sign) == "Co":
        return f"the sign U+{ord(sign):04X} is one of a symbol font’s own, as Word makes them; no other font has it"
    return f"the font {font} has no “{sign}” ({_code(sign)})"


def _instead(sign: str) -> str:
    """Return the help for a character that a font lacks."""
    kind = unicodedata.category(sign)
    if kind == "Co":
        return "delete it; a point’s dot is printed of itself"
    if kind in _PICTURED:
        return "write in words what it stands for, or leave it out"
    return "write it in other letters, or leave it out"
