"""How easily a text reads: the school grade of Flesch and Kincaid, from the lengths of its sentences and words.

The formula and its figures are those of J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, Derivation of
New Readability Formulas for Navy Enlisted Personnel, Research Branch Report 8-75, 1975.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[’-][^\W\d_]+)*|\d+")
_SENTENCE = re.compile(r"\S.*?[.?!…:;]+[”’)]*(?=\s|$)")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüŵŷ]+")
_INNER = re.compile(r"([aeiouy][^aeiouy]{1,3})(?<!l)e(ment|ful|less|ly|work|thing|times?|body|mail)$")
_SILENT = re.compile(r"(?:(?<=[^aeiouyl])e|(?<=[aeiouy]l)e|(?<![aeiouycgszx])(?<!ch)(?<!sh)es|(?<=[^aeiouydt])ed)$")


def syllables(word: str) -> int:
    """Count the syllables of a word: its groups of vowels, at least one.

    A last e is silent (“some”), but not behind a consonant and an l (“able”). So is the e of a last “es”, but not
    behind c, g, s, x, z, ch or sh (“pages”), the e of a last “ed”, but not behind d or t (“needed”), and an e before
    some endings (“involvement”, “homework”). Each letter of an abbreviation is a syllable, and so is each figure of a
    number. A word with hyphens is counted part by part.
    """
    if word.isdigit() or re.search(r"[A-Z].*[A-Z]", word):
        return len(word)
    parts = [part for part in re.split(r"[-’]", word.lower()) if part not in ("s", "t", "m", "re", "ll", "ve", "d")]
    return sum(max(1, len(_VOWELS.findall(_SILENT.sub("", _INNER.sub(r"\1\2", part))))) for part in parts)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text. A colon or semicolon ends one too, as in Flesch’s own count.

    Words that do not end like a sentence, such as a point “Class teacher” of a list, are none.
    """
    return [part for part in _SENTENCE.findall(text) if _WORD.search(part)]


def grade(texts: Iterable[str]) -> float:
    """Return the school grade in which the sentences of texts are understood: years at an American school."""
    found = [part for text in texts for part in sentences(text)]
    words = [word for part in found for word in _WORD.findall(part)]
    return 0.39 * len(words) / len(found) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
