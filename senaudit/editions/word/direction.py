"""Documents that are written from right to left: direction of runs, tables and sections in Word.

Word does not find the direction of words by itself, as other programs do: a run of words from right to left says so,
and one without that is from left to right. This goes over a finished part, so that no run can be forgotten.
"""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import groupby

from senaudit.editions.hands import PLAIN, hand_of
from senaudit.editions.word.elements import Node, add, name_of, node
from senaudit.editions.word.look import Look
from senaudit.languages import (
    ISOLATE,
    NUMBERS,
    POP_ISOLATE,
    RTL_LETTERS,
    direction,
    runs_left_to_right,
)
from senaudit.layout.markup import Element
from senaudit.layout.roles import is_from_right, runs_from_right

_ISOLATED = re.compile(f"{ISOLATE}([^{ISOLATE}{POP_ISOLATE}]*){POP_ISOLATE}")
_LETTER = f"(?![{RTL_LETTERS}])[^\\W\\d_]"
_LTR_WORDS = re.compile(f"{_LETTER}(?:[^{RTL_LETTERS}{ISOLATE}{POP_ISOLATE}|\n]*(?![{RTL_LETTERS}])\\w)?")
"""Words from left to right: from a letter to the last letter or figure before words from right to left."""
_RTL_WORDS = re.compile(f"[{RTL_LETTERS}](?:(?:(?!{_LETTER}).)*[{RTL_LETTERS}])?", re.DOTALL)
"""Words from right to left: from a letter to the last one before letters from left to right."""
_STRONG = re.compile(f"(?!،)[{RTL_LETTERS}]")
"""Letters from right to left. The comma of Arabic has no direction of its own."""
_ISOLATES = ISOLATE + POP_ISOLATE
_MARK = "\u200f"
"""The sign that stands for a letter from right to left, and is not printed."""
_BRACKETS = {")": "(", "]": "["}
_RTL, _LANG, _TEXT = name_of("w:rtl"), name_of("w:lang"), name_of("w:t")


SIDES = {"": "", "left": "start", "right": "end"}
"""Sides as a paragraph from right to left has them. Word takes “left” for its beginning, and LibreOffice does not."""


def mirrored(borders: str) -> str:
    """Return borders of paragraphs from right to left. Those at a side are the paper’s left and right in Word."""
    order = "top", "left", "bottom", "right", "between"  # ECMA-376, part 1, CT_PBdr
    borders = borders.replace("<w:left ", "<w:right ")
    found = {match[1]: match[0] for match in re.finditer("<w:([a-z]+) .*?/>", borders)}
    return "".join(found[side] for side in order if side in found)


def mirror(part: Node) -> None:
    """Say the direction of all runs and tables of a part, and of its sections, in a document from right to left."""
    for table in part.iter(name_of("w:tblPr")):
        table.insert(1, node("w:bidiVisual"))
    for section in part.iter(name_of("w:sectPr")):
        section.extend([node("w:bidi"), node("w:rtlGutter")])
    for paragraph in [*part.iter(name_of("w:p"))]:
        _direct(paragraph)


def direct_words(part: Node) -> None:
    """Say the direction of the words from right to left in a part of a document from left to right."""
    for paragraph in [*part.iter(name_of("w:p"))]:
        if _is_turned(paragraph):
            _direct(paragraph)
            continue
        for run in [*paragraph.iter(name_of("w:r"))]:
            text = run.find(_TEXT)
            if text is not None and run.find(f".//{_RTL}") is None and _STRONG.search(text.text or ""):
                found = [False] * len(text.text)
                for match in _RTL_WORDS.finditer(text.text):
                    found[slice(*match.span())] = [True] * len(match[0])
                _split(run, [(sign, not from_right) for sign, from_right in zip(text.text, found, strict=True)])


def turned(paragraph: Node, item: Element) -> None:
    """Let the paragraph of an item begin at its right if all was said from right to left: an answer in Urdu."""
    if is_from_right(item):
        add(paragraph[0], "w:bidi")


def say_again(paragraph: Node, element: Element, look: Look) -> None:
    """Let a paragraph in the second language of a document begin on its own side, with the fonts of that language."""
    from_right = direction(element.get("lang")) == "rtl"
    if from_right != look.hand.is_rtl:
        add(paragraph[0], "w:bidi", None if from_right else "0")
    for run in [*paragraph.iter(name_of("w:r"))]:
        say(run, element, look)


def _is_turned(paragraph: Node) -> bool:
    return paragraph.find(f"{name_of('w:pPr')}/{name_of('w:bidi')}") is not None


def say(run: Node, said: Element, look: Look) -> None:
    """Say the language and the fonts of words that have those of their own, and whether they are from right to left."""
    language, properties = said.get("lang"), run.find(name_of("w:rPr"))
    is_directed = look.hand.is_rtl or _is_turned(run.getparent())
    from_right = not is_directed and runs_from_right(said.text(), language)
    hand = hand_of(language) if language else PLAIN
    if properties is None:
        run.insert(0, properties := node("w:rPr"))
    if hand.font:
        kind = "cs" if hand.complex else "eastAsia"
        properties.insert(len(properties.findall(name_of("w:rStyle"))), node("w:rFonts", **{kind: hand.font}))
    told = properties.find(_LANG)
    if told is not None and hand.font:
        told.set(name_of("w:bidi" if hand.complex else "w:eastAsia"), language)
    signs = [*([node("w:rtl")] if from_right else []), *([node("w:cs")] if hand.complex and not hand.is_rtl else [])]
    for sign in signs:
        properties.append(sign) if told is None else told.addprevious(sign)


def _direct(paragraph: Node) -> None:
    """Put runs of one direction in the places of the runs of a paragraph."""
    runs = [*paragraph.iter(name_of("w:r"))]
    texts = [_text_of(run) for run in runs]
    words = "".join(texts)
    is_ltr = _left_to_right(words)
    at = 0
    for run, text in zip(runs, texts, strict=True):
        end = at + len(text)
        if _stands_apart(run) and runs_left_to_right(text):
            is_ltr[at:end] = [True] * len(text)
        at = end
    marked = _turned_back(words, is_ltr)
    at = 0
    for run, text in zip(runs, texts, strict=True):
        _split(run, [(_MARK * (at + place in marked) + sign, is_ltr[at + place]) for place, sign in enumerate(text)])
        at += len(text)


def _text_of(run: Node) -> str:
    """Return the words of a run; for one without words, such as a break, a line end. Numbers do not break."""
    text = run.find(_TEXT)
    if text is None:
        return "\n"
    return NUMBERS.sub(lambda match: match[0].replace(" ", "\u00a0"), text.text or "")


def _turned_back(words: str, is_ltr: list[bool]) -> set[int]:
    """Return the places of signs and figures between words from left to right that are not among these.

    Without a mark, a program that finds the direction by itself would take them along.
    """
    found, at, follows = set(), 0, False
    for ltr, stretch in groupby(is_ltr):
        end = at + len([*stretch])
        said = words[at:end].strip(_ISOLATES)
        before = _STRONG.split(said, maxsplit=1)[0]
        if follows and not ltr and said and (re.search(r"\w", before) or (before == said and end < len(words))):
            found.add(at + words[at:end].index(said))
        at, follows = end, ltr or (follows and not said)
    return found


def _left_to_right(words: str) -> list[bool]:
    """Return for each character of a paragraph whether it stands among words from left to right."""
    found = [False] * len(words)
    stretches = [match.span(1) for match in _ISOLATED.finditer(words) if runs_left_to_right(match[1])]
    stretches += [match.span() for match in NUMBERS.finditer(words)]
    for match in _LTR_WORDS.finditer(words):
        start, end = match.span()
        closing = words[end : end + 1]
        inside = words[start:end]
        if closing in _BRACKETS and inside.count(_BRACKETS[closing]) > inside.count(closing):
            end += 1
        stretches.append((start, end))
    for start, end in stretches:
        found[start:end] = [True] * (end - start)
    return found


def _stands_apart(run: Node) -> bool:
    """Return whether a run is a link, or is in a language that is written from left to right."""
    language = run.find(f".//{_LANG}")
    own = "" if language is None else language.get(name_of("w:val"))
    return run.getparent().tag == name_of("w:hyperlink") or (bool(own) and direction(own) == "ltr")


def _split(run: Node, told: list[tuple[str, bool]]) -> None:
    """Put a run for each stretch of one direction in the place of a run. Signs that isolate words are left out."""
    if run.find(_TEXT) is None:
        _mark(run)
        return
    told = [(sign, ltr) for sign, ltr in told if sign not in _ISOLATES]
    for ltr, stretch in groupby(told, key=lambda each: each[1]):
        made = deepcopy(run)
        made.find(_TEXT).text = "".join(sign for sign, _ in stretch)
        if not ltr:
            _mark(made)
        run.addprevious(made)
    run.getparent().remove(run)


def _mark(run: Node) -> None:
    """Say that a run is from right to left, and that its language is that of such words."""
    properties = run.find(name_of("w:rPr"))
    if properties is None:
        run.insert(0, properties := node("w:rPr"))
    language = properties.find(_LANG)
    if language is None:
        properties.append(node("w:rtl"))
    else:
        language.addprevious(node("w:rtl"))
        language.set(name_of("w:bidi"), language.get(name_of("w:val")))
