"""Finds the characters that the faces cannot print. Each is a problem at its place, never an empty box on a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from senaudit.layout.markup import Element
from senaudit.layout.proof import DELETE_PRIVATE, TAKE_OUT, UNSEEN, code_of, private_message, unseen_message
from senaudit.problems import Place, PlacedText, Problem, SenauditError
from senaudit.typeset.faces import ISOLATES, Family, MissingScript
from senaudit.typeset.words import UNPRINTED

if TYPE_CHECKING:
    from senaudit.typeset.scripts import Script

# ASCII, Latin-1 and Latin Extended-A, and Windows’ own quotes and dashes: every Arial has had them since Windows 95.
_IN_ANY_ARIAL = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x180)])) | frozenset(
    "–—‘’“”…€"
)

T = TypeVar("T")

_ASCII = frozenset(map(chr, range(0x20, 0x7F)))

_RIGHT_TO_LEFT = ("R", "AL", "AN")
_RTL_BLOCKS = frozenset(map(chr, range(0x0590, 0x0900)))
"""Hebrew, Arabic, Syriac, Thaana, N’Ko and their neighbours, with the marks above and below their letters."""

# Blocks of scripts whose letters are reordered or joined when they are set (Unicode 16, chapters 9 to 15).
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
    (0x11000, 0x11FFF),  # Brahmi and its descendants
)
_SHAPES = "<isolated>", "<initial>", "<medial>", "<final>"
"""What Unicode says of characters that are no letters, but the shapes that Arabic letters have in words."""
_SHAPE_OF_LETTER = "type the words anew: this is the shape of a letter, as it is copied from some PDFs"
_SYMBOLS = "So", "Sk", "Cn"
_OFTEN = 3
"""If a character is at fault in more texts of a file, only the first is reported, with the number of all."""

_BY_SIGN = ("letter-lacking", "unseen-character")
_OTHER_PROGRAM = "leave it out, and make a page in that script with another program"


class _Faults(NamedTuple):
    """The characters that cannot be printed as they should be, by reason.

    `font` is the name of the font that has no glyphs for the `lacking` characters. Those of private use areas are
    among them, even if it has: each font has other signs there, and a screen reader has none (ISO 19005-2, 6.2.11.7.3).
    `missing` are the scripts that could be set with another font, by their letters. `strange` are letters of a script
    that is set, which its font lacks, each with the script's name.
    """

    unseen: frozenset[str]
    backwards: frozenset[str]
    shaped: frozenset[str]
    lacking: frozenset[str]
    font: str
    missing: Mapping[str, MissingScript]
    strange: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.unseen or self.backwards or self.shaped or self.lacking or self.missing or self.strange)


def printed_characters(elements: Iterable[Element]) -> frozenset[str]:
    """Return the characters of the words and numbers that are printed of the Elements, and always all of ASCII.

    Soft hyphens and the like are left out: each font has a hyphen, and nothing else is printed of them. So are the
    signs with which the program isolates words.
    """
    unusual = [text for text, _ in _printed_texts(elements) if not (text.isascii() and text.isprintable())]
    return _ASCII.union(*unusual) - UNPRINTED - frozenset(ISOLATES)


def check_characters(elements: Sequence[Element], characters: frozenset[str], family: Family) -> None:
    """Raise SenauditError for all characters of a document that cannot be printed as they should be.

    They are the characters that a face in use lacks, invisible ones, and the letters of scripts that would be set in
    the wrong order or shape. `elements` are all Elements of the document; `characters` are its `printed_characters`.
    """
    emphasised = any(element.tag == "em" for element in elements)
    faces = [family.face(strong, em) for strong in (False, True) for em in (False, True) if emphasised or not em]
    characters = characters - family.set_by_scripts(characters)
    printed = "".join(characters)
    lacking = set().union(*(face.lacks(printed) for face in faces))
    faults = _faults_among(characters, lacking, family.name, family.missing, family.scripts)
    if faults:
        problems = (
            Problem(kind, place, message, hint)
            for text, place in _printed_texts(elements)
            for kind, _, message, hint in _explained(text, faults)
        )
        raise SenauditError(dict.fromkeys(problems))


def unprintable(characters: AbstractSet[str], family: Family) -> frozenset[str]:
    """Return those of the characters that cannot be printed as they should be, by this family or a wider one."""
    characters = characters - UNPRINTED - family.set_by_scripts(characters)
    family = family.for_text(characters)
    printed = "".join(characters)
    lacking = {*family["regular"].lacks(printed), *family["bold"].lacks(printed)}
    faults = _faults_among(characters, lacking, "", {}, {})
    return faults.unseen | faults.backwards | faults.shaped | faults.lacking


def proof_characters(
    texts: Iterable[PlacedText], find_family: Callable[[AbstractSet[str]], Family]
) -> Iterator[Problem]:
    """Yield a problem for each character that no family can print, at the place where it was typed.

    `find_family` gets the characters. It is called only if some versions of Arial lack one of them.
    """
    texts = list(texts)
    # U+FFFD replaces characters that were reported when the content was read.
    characters = set().union(*(text.value for text in texts)) - UNPRINTED - {"\ufffd"}
    if characters <= _IN_ANY_ARIAL:
        return
    family = find_family(characters)
    characters = characters - family.set_by_scripts(characters)
    missing, scripts, lacking = family.missing, family.scripts, family["regular"].lacks("".join(characters))
    while lacking and family.wider:
        family = family.wider
        lacking = family["regular"].lacks(lacking)
    faults = _faults_among(characters, set(lacking), family.name, missing, scripts)
    if faults:
        yield from _of_each_file(_proofed(texts, faults))


def _proofed(texts: Iterable[PlacedText], faults: _Faults) -> Iterator[tuple[str, Problem]]:
    """Yield the problems of the texts, each with the first character at fault."""
    for text in texts:
        for kind, words, message, hint in _explained(text.value, faults):
            place = text.find(words)
            if place is not None:  # else the words come from a term, which has the problem at its own place
                yield words[0], Problem(kind, place, message, hint)


def _of_each_file(found: Iterable[tuple[str, Problem]]) -> Iterator[Problem]:
    """Yield the problems. If a character is at fault in many texts of a file, yield the first, with their number."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for sign, problem in found:
        path = problem.place and problem.place.path
        groups.setdefault((path, problem.kind, sign if problem.kind in _BY_SIGN else problem.hint), []).append(problem)
    for first, *others in groups.values():
        if len(others) < _OFTEN:
            yield from (first, *others)
        else:
            count = len(others) + 1
            values = (*first.values, ("count", str(count)))
            yield first._replace(message=f"{first.message}; so in {count:,} texts of this file", values=values)


def _printed_texts(elements: Iterable[Element]) -> Iterator[tuple[str, Place]]:
    """Yield the words and numbers that are printed, each with its place."""
    for element in elements:
        if "number" in element.attributes:
            yield element.attributes["number"], element.written_at or element.place
        for child in element.children:
            if isinstance(child, str):
                yield child, element.place


def _faults_among(
    characters: AbstractSet[str],
    lacking: AbstractSet[str],
    font: str,
    missing: Mapping[str, MissingScript],
    scripts: Mapping[str, Script],
) -> _Faults:
    of_missing = _of_scripts(characters, missing)
    of_set = _of_scripts(characters & lacking, scripts)
    unusual = characters - _IN_ANY_ARIAL - of_missing.keys() - of_set.keys()
    unseen = {c for c in unusual if unicodedata.category(c) in UNSEEN}
    backwards = {c for c in unusual if unicodedata.bidirectional(c) in _RIGHT_TO_LEFT or c in _RTL_BLOCKS} - unseen
    shaped = {c for c in unusual if any(first <= ord(c) <= last for first, last in _SHAPED)} - unseen - backwards
    private = {c for c in unusual if unicodedata.category(c) == "Co"}  # some fonts have glyphs for some of them
    lacking = (lacking & unusual | private) - unseen - backwards - shaped
    strange = {character: script.name for character, script in of_set.items()}
    return _Faults(
        frozenset(unseen), frozenset(backwards), frozenset(shaped), frozenset(lacking), font, of_missing, strange
    )


def _of_scripts(characters: AbstractSet[str], scripts: Mapping[str, T]) -> dict[str, T]:
    """Return those of the characters that belong to some scripts, each with what there is for its script.

    Signs that several scripts share go with the first of these that has letters here.
    """
    if not scripts:
        return {}
    from senaudit.typeset.scripts import SHARED, script_of

    found = {each: scripts[code] for each in sorted(characters) if (code := script_of(each)) in scripts}
    return found | {sign: next(iter(found.values())) for sign in SHARED & characters if found}


def _explained(text: str, faults: _Faults) -> Iterator[tuple[str, str, str, str]]:
    """Yield the problems of a text: the kind, the words at fault, the message and the hint.

    Of each script only the first word is named.
    """
    for script in dict.fromkeys(faults.missing.values()):
        words = _first_word(text, frozenset(letter for letter, each in faults.missing.items() if each is script))
        if words:
            yield script.kind, words, f"“{words}” {script.message}", script.hint
    if words := _first_word(text, faults.backwards):
        message = f"“{words}” is {_script(words)}, which is written from right to left: it would be printed backwards"
        yield "right-to-left-script", words, message, _OTHER_PROGRAM
    if words := _first_word(text, faults.shaped):
        message = f"“{words}” is {_script(words)}, whose letters change their order and shape: it would be misprinted"
        yield "shaped-script", words, message, _OTHER_PROGRAM
    for words in dict.fromkeys(match[0] for match in _pattern_of(faults.lacking).finditer(text)):
        yield "letter-lacking", words, _lacking_message(words[0], faults.font), _lacking_hint(words[0])
    for sign in dict.fromkeys(c for c in text if c in faults.strange) if faults.strange else ():
        hint = _SHAPE_OF_LETTER if unicodedata.decomposition(sign).startswith(_SHAPES) else _lacking_hint(sign)
        yield "letter-lacking", sign, f"the font for {faults.strange[sign]} has no “{sign}” ({code_of(sign)})", hint
    rest = _pattern_of(faults.lacking).sub("", text)
    for sign in dict.fromkeys(c for c in rest if c in faults.unseen):
        yield "unseen-character", sign, unseen_message(sign), TAKE_OUT


def _pattern_of(letters: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for one or more of the letters, with the signs that join emoji and colour their skin."""
    letter = re.escape("".join(sorted(letters)))
    return re.compile(f"[{letter}][{letter}\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*" if letters else "(?!)")


def _first_word(text: str, letters: frozenset[str]) -> str:
    """Return the first word of a text that has one of the letters, from that letter on, or an empty text."""
    start = next((index for index, character in enumerate(text) if character in letters), None)
    return "" if start is None else text[start:].split()[0].rstrip(",.;:!?…”’)")


def _script(words: str) -> str:
    """Return the name of the script that the words begin with: the first word of a letter's name in Unicode."""
    return unicodedata.name(words[0], "a script").partition(" ")[0].capitalize()


def _lacking_message(sign: str, font: str) -> str:
    if unicodedata.category(sign) == "Co":
        return private_message(sign)
    return f"the font {font} has no “{sign}” ({code_of(sign)})"


def _lacking_hint(sign: str) -> str:
    """Return the hint for a character that the font lacks."""
    kind = unicodedata.category(sign)
    if kind == "Co":
        return DELETE_PRIVATE
    if kind in _SYMBOLS:
        return "write in words what it stands for, or leave it out"
    return "write it in other letters, or leave it out"
