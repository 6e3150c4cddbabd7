"""Signs that an edition cannot print: their names are printed in brackets, so that none are lost."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache, partial, reduce

from senaudit.audit.returns import Return
from senaudit.content.model import Guide
from senaudit.content.text import Text, phrase
from senaudit.languages import language_of
from senaudit.problems import Problem
from senaudit.recipe.reading import fonts_to_get, unprintable
from senaudit.recipe.request import Format, Request

_JOINING = "\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"
"""What joins emoji, and colours their skin or themselves."""

_FLAG = "[\U0001f1e6-\U0001f1ff]"
"""A letter of a flag: two of them are one."""

_NO_LETTERS = ("So", "Sk", "Sm", "Sc", "Cn", "Co")
"""The categories of signs that are named one by one."""

_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")

_MOST_MARKS = 4
"""So many marks on a letter are printed: more belong to no language, and would run into the lines above and below."""

_SCRIPTS = {"Cjk": "Chinese", "Hangul": "Korean", "Hiragana": "Japanese", "Katakana": "Japanese"}
"""Scripts by the first word of their letters' names in Unicode, where people call them otherwise."""

_BULLETS = dict.fromkeys(map(ord, "\uf0b7\uf0a7\uf0d8"), "•")
"""Word's own bullets, which no other font has."""


def without_controls(words: str) -> str:
    """Return words without control characters and codes of no character, which no edition may have."""
    if words.isprintable():
        return words
    return "".join(sign for sign in words if sign == "\t" or not _is_control(sign))


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") or ord(sign) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(sign) <= 0xFDEF


class SignNames:
    """Returns words with the names of signs that an edition cannot print, and counts the `changed` words.

    `said` are the labels and findings in this language, as in “[Arabic, 12 letters]”. `fonts` says what to do to have
    a font for the scripts that could be set.
    """

    fonts: tuple[str, ...] = ()

    def __init__(self, lacking: Set[str], said: Mapping[str, Text], language: str = "en") -> None:
        self.changed: set[str] = set()
        plain = {sign: unicodedata.normalize("NFKC", sign) for sign in lacking}
        self._plain = _BULLETS | {ord(sign): like for sign, like in plain.items() if like.isascii()}
        lacking = {sign for sign in lacking if ord(sign) not in self._plain}
        self._unseen = {ord(sign): None for sign in lacking if unicodedata.category(sign) in _UNSEEN}
        named = {sign for sign in lacking if ord(sign) not in self._unseen}
        one_by_one = {sign for sign in named if unicodedata.category(sign) in _NO_LETTERS}
        script = _class_of(named - one_by_one)
        sign = _class_of(one_by_one)
        joined = f"{sign}(?:\u200d{sign}|[{_JOINING}])*"
        self._named = re.compile(f"(?P<script>{script}(?:[^\\w\\[\\]]*{script})*)|(?P<flag>{_FLAG}{{2}})|{joined}")
        self._has_names = bool(named)
        self._said, self._language = said, language_of(language)
        self.named = lru_cache(maxsize=10_000)(self._named_signs)

    def __call__(self, words: str) -> str:
        """Return words as the edition can print them."""
        words = without_controls(words)
        return words if words.isascii() else self.named(words)

    def _named_signs(self, words: str) -> str:
        changed = words.translate(self._plain)
        changed = self._named.sub(self._name, changed) if self._has_names else changed
        changed = "".join(_few_marks(changed.translate(self._unseen)))
        if changed != words:
            self.changed.add(words)
        return changed

    def _name(self, match: re.Match[str]) -> str:
        signs = match[0]
        if match["flag"]:
            letters = "".join(unicodedata.name(sign)[-1] for sign in signs)
            return self._in_place(phrase(self._said["flag"], letters=letters))
        scripts = Counter(_script_of(sign) for sign in signs if unicodedata.category(sign)[0] in "LN")
        if match["script"] and scripts:
            named = [self._counted(script, count) for script, count in scripts.items()]
            return self._in_place(reduce(partial(self._joined, "list-semicolon"), named))
        names = [name for sign in signs if (name := _name_of(sign))]
        return self._in_place(reduce(partial(self._joined, "list-comma"), names, ""))

    def _in_place(self, words: str) -> str:
        return phrase(self._said["unprinted"], words=words)

    def _counted(self, script: str, count: int) -> str:
        label = self._language.form_of("letters", count, self._said)
        return phrase(self._said[label], script=script, count=self._language.number(count))

    def _joined(self, sign: str, first: str, following: str) -> str:
        return phrase(self._said[sign], first=first, next=following) if first else following


def _class_of(signs: Set[str]) -> str:
    """Return the pattern of one of the signs; with none, one that nothing fits."""
    return f"[{re.escape(''.join(sorted(signs)))}]" if signs else "(?!)"


def _script_of(letter: str) -> str:
    """Return the name of a letter's script: the first word of the letter's name in Unicode."""
    script = unicodedata.name(letter, f"U+{ord(letter):04X}").partition(" ")[0].capitalize()
    return _SCRIPTS.get(script, script)


def _name_of(sign: str) -> str:
    """Return what a sign is called in Unicode, or its code; "" for what only joins and colours others."""
    if re.match(f"[{_JOINING}]", sign):
        return ""
    return unicodedata.name(sign, f"U+{ord(sign):04X}").lower() if sign.strip() else ""


def _few_marks(words: str) -> Iterator[str]:
    marks = 0
    for sign in words:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            yield sign


def signs_for(request: Request, guide: Guide, returns: Iterable[Return], name: str = "") -> SignNames:
    """Return what makes the words of returns, and an audit's name, such as the requested edition can print."""
    returns = list(returns)
    words = (text for given in returns for texts in (given.asked, given.answers) for text in texts.values())
    characters = frozenset(name).union(*(text for text in words if text is not True))
    languages = dict.fromkeys((guide.language, *(given.language for given in returns)))
    spoken = tuple(filter(None, languages))
    names = SignNames(unprintable(request, characters, spoken), guide.labels | guide.findings, guide.language)
    names.fonts = fonts_to_get(request, characters, spoken)
    return names


def signs_warning(signs: SignNames, edition: Format) -> Problem | None:
    """Return a warning if signs had to be named; None if none had to be."""
    count = len(signs.changed)
    if not count:
        return None
    what = "the PDF’s font lacks" if edition == "pdf" else "Braille lacks"
    message = f"{what} signs of {count} {'texts' if count > 1 else 'text'}, such as emoji: their names are printed"
    hint = "; ".join(signs.fonts) or "make another edition too, which has them as they were typed"
    return Problem("signs-named", None, message, hint, warning=True, values=(("count", str(count)),))
