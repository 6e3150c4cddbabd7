"""Compare a translation with the words that it translates: what both must have, and what belongs to another script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import TYPE_CHECKING

from senaudit.languages import LETTERS, language_of, letters_of
from senaudit.problems import Problem
from senaudit.source.nodes import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from senaudit.content.fields import Reading

_ENOUGH = 5
"""So many texts in letters of another script are no chance: a single one may be a name."""
_NOT_OF_WORDS = re.compile(r"\{[^{}]*\}|\]\([^()\s]*\)|https?://\S+|\S+@\S+")
_CODE = re.compile(r"&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]{2,8});|</?[A-Za-z][^<>]*>")
_LOST = re.compile(r"[^\W\d_]+(?:\?[^\W\d_]+)+")
_SHAPED = re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufe70-\ufefc]+")
"""The shapes that Arabic letters have in words (Unicode’s charts, Arabic Presentation Forms), but no whole words."""
_OFTEN = 3
"""If a sign is wrong in more texts of a file, only the first is told, with the number of all."""

_PLACEHOLDER = re.compile(r"(?<!\{)\{([A-Za-z][\w.-]*)\}(?!\})")
_TARGET = re.compile(r"\]\(([^()\s]*)\)")
_STRONG, _EMPHASIS = re.compile(r"\*\*(?=\S).+?\*\*", re.DOTALL), re.compile(r"(?<!\*)\*(?![\s*]).+?\*", re.DOTALL)

_ARABIC, _GREEK, _CHINESE, _OTHER = (
    "\u0620-\u064a\u066e-\u06d3\u0750-\u077f",
    "\u0370-\u03ff",
    "\u4e00-\u9fff",
    "A-Za-z\u00c0-\u024f\u0400-\u04ff",
)
_SIGNS = (
    *((_ARABIC, sign, right) for sign, right in zip("?,;", "؟،؛", strict=True)),
    (_GREEK, "?", ";"),
    *((_CHINESE, sign, right) for sign, right in zip("?,;!", "？，；！", strict=True)),
    *((_OTHER, sign, right) for sign, right in zip("؟،؛？，；！", "?,;?,;!", strict=True)),
)
"""Letters, a sign that does not belong after them, and the one that does. Source: Unicode's charts of these scripts."""


def names_in(words: str) -> list[str]:
    """Return the names of the placeholders in a text, as the terms have them: {Senco} and {senco.gen} are senco."""
    names = [name.partition(".")[0] for name in _PLACEHOLDER.findall(words)]
    return list(dict.fromkeys(name[0].lower() + name[1:] for name in names))


def compared(reading: Reading, original: str, words: Scalar) -> None:
    """Note the problems of a translation beside its original. All have their places in the translation."""
    _note_placeholders(reading, original, words)
    _note_targets(reading, original, words)
    _note_marks(reading, original, words)


def _note_placeholders(reading: Reading, original: str, words: Scalar) -> None:
    """Note what is filled in in only one of the two. Order and number make no difference."""
    theirs, own = names_in(original), names_in(words.value)
    for name in _without(theirs, own):
        if _is_pattern(reading, name):  # the reader of patterns knows which of them may be left out
            continue
        message = f"“{{{name}}}” of the original is missing here"
        hint = f"write {{{name}}} where its words are to stand, or a form of it, such as {{{name}.gen}}"
        reading.wrong("placeholder-missing", words.place, message, hint)
    for name in _without(own, theirs):
        typed = next(typed for typed in _PLACEHOLDER.findall(words.value) if name in names_in(f"{{{typed}}}"))
        known = f"it has {', '.join(f'{{{each}}}' for each in theirs)}" if theirs else "it has nothing in braces"
        message = f"“{{{typed}}}” is not in the original"
        reading.wrong("placeholder-added", words.find(f"{{{typed}}}"), message, f"delete it: {known}")


def _is_pattern(reading: Reading, name: str) -> bool:
    """Return whether a name in braces is a placeholder of a label, and no term."""
    words = (reading.terms or {}).get(name)
    return words is not None and words.value == f"{{{name}}}"


def _note_targets(reading: Reading, original: str, words: Scalar) -> None:
    theirs, own = _TARGET.findall(original), _TARGET.findall(words.value)
    for target in _without(theirs, own):
        message = f"the link to {target} is missing here"
        reading.wrong("link-missing", words.place, message, f"write the words that lead there as [words]({target})")
    for target in _without(own, theirs):
        message = f"the original has no link to “{target}”"
        hint = f"write {' or '.join(theirs)} there" if theirs else "take the link out"
        reading.wrong("link-added", words.find(target), message, hint)


def _note_marks(reading: Reading, original: str, words: Scalar) -> None:
    """Note a warning if words are strong or emphasised in only one of the two."""
    for mark, pattern in (("**", _STRONG), ("*", _EMPHASIS)):
        theirs, own = bool(pattern.search(original)), bool(pattern.search(words.value))
        if theirs != own:
            where, other = ("in the original", "here") if theirs else ("here", "in the original")
            message = f"words between {mark} and {mark} stand {where}, and none {other}"
            reading.warnings.append(
                Problem("marks-differ", words.place, message, "mark the same words in both, or none", warning=True)
            )


def signs_of_other_scripts(texts: Iterable[Scalar]) -> Iterator[Problem]:
    """Yield a warning for each sign of punctuation of another script than that of the letter before it.

    If a sign is wrong in many texts of a file, only the first is told, with their number.
    """
    found: dict[tuple[Path | None, str], list[Problem]] = {}
    for words in texts:
        if words.value.isascii():
            continue
        for letters, sign, right in _SIGNS:
            if sign in words.value and (match := re.search(f"[{letters}]{re.escape(sign)}", words.value)):
                message = f"“{sign}” is not of the script of the words before it"
                place = words.find(match[0])
                if place.width == len(match[0]):
                    place = place._replace(column=place.column + 1, width=1)
                problem = Problem("sign-of-other-script", place, message, f"write {right}", warning=True)
                found.setdefault((place.path, sign), []).append(problem)
    yield from _grouped(found.values())


def traces_of_programs(texts: Iterable[tuple[str, Scalar]]) -> Iterator[Problem]:
    """Yield a warning for each trace of a program in a translation. `texts` are originals with translations.

    Programs that translate leave codes of web pages, and Excel question marks in the place of letters. Some PDFs have
    the shapes of Arabic letters, often from the last to the first.
    """
    found: dict[tuple[Path | None, str], list[Problem]] = {}
    for original, words in texts:
        for match in _CODE.finditer(words.value) if "&" in words.value or "<" in words.value else ():
            if match[0] not in original:
                message = f"“{match[0]}” is a code of web pages, and would be printed as it stands"
                sign = unescape(match[0]).replace("\xa0", "a space")
                hint = f"write {sign}" if sign != match[0] else "take it out; in **strong words** the stars mark them"
                problem = Problem("code-of-web-pages", words.find(match[0]), message, hint, warning=True)
                found.setdefault((words.place.path, match[0]), []).append(problem)
        for match in _LOST.finditer(_NOT_OF_WORDS.sub("", words.value)) if "?" in words.value else ():
            if match[0] not in original:
                message = f"in “{match[0]}” a question mark stands inside a word: some program has lost the letter"
                problem = Problem("lost-letter", words.find(match[0]), message, "type the letter again", warning=True)
                found.setdefault((words.place.path, "?"), []).append(problem)
        if not words.value.isascii() and (shapes := _SHAPED.search(words.value)):
            message = f"“{shapes[0]}” has the shapes of letters in the place of letters, as text from some PDFs has"
            hint = "type these words anew: they may be backwards too"
            problem = Problem("shapes-of-letters", words.find(shapes[0]), message, hint, warning=True)
            found.setdefault((words.place.path, "shapes"), []).append(problem)
    yield from _grouped(found.values())


def _grouped(found: Iterable[list[Problem]]) -> Iterator[Problem]:
    """Yield the problems of each group; of a large one the first, with the number of all."""
    for first, *others in found:
        if len(others) < _OFTEN:
            yield from (first, *others)
        else:
            message = f"{first.message}; so in {len(others) + 1:,} texts of this file"
            yield first._replace(message=message, hint=f"{first.hint}; so in each of them")


def letters_of_another_script(texts: Iterable[Scalar], language: str) -> Iterator[Problem]:
    """Yield a warning if most texts are in letters of another script than the language’s, at the first that is."""
    known = language_of(language)
    if known.script not in LETTERS and known.script != "Hant":
        return
    own = "Hans" if known.script == "Hant" else known.script
    found: dict[str, list[Scalar]] = {}
    for words in texts:
        found.setdefault(letters_of(_NOT_OF_WORDS.sub("", words.value)), []).append(words)
    found.pop("", None)
    code, wrong = max(found.items(), key=lambda pair: len(pair[1]), default=(own, []))
    if code == own or len(wrong) < _ENOUGH:
        return
    first = wrong[0].place
    message = (
        f"{len(wrong):,} of {sum(map(len, found.values())):,} texts are in {LETTERS[code]} letters, such as this one, "
        f"and {known.name} ({language}) is laid out for {LETTERS[own]} ones"
    )
    plain = language.partition("-")[0]
    tag = plain if language_of(plain).script == code else f"{plain}-{code.lower()}"
    hint = f"translate them, or rename the file to {tag}.po"
    yield Problem("letters-of-another-script", first, message, hint, values=(("language", tag),), warning=True)


def _without(names: Iterable[str], others: Iterable[str]) -> list[str]:
    left_out = set(others)
    return [name for name in dict.fromkeys(names) if name not in left_out]
