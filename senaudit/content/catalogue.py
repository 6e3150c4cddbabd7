"""The catalogue of a language: a PO file, as translators' programs read and write it.

Each entry has the context of a text, its words and their translation. An entry whose text is there no longer is kept
as an obsolete one. Only the translation of the same text is ever taken over for changed words, and it is fuzzy then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

import polib

from senaudit.content.catalogue_text import catalogue_text
from senaudit.content.translation import Key, Original, Translated
from senaudit.languages import language_of
from senaudit.problems import Place, Problem
from senaudit.source.nodes import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 8_000_000
"""Bytes of a catalogue. One of all texts has about a million, in letters of three bytes two, and old ones stay."""

FUZZY = "fuzzy"
_OBSOLETE = "#~"
_FOLDERS = ("chapters", "questions", "terms")
_LINE = re.compile(r'(?:msg(?:ctxt|id|id_plural|str(?:\[\d\])?)\s*)?"(?:[^"\\]|\\.)*"')
_LIKENESS = 0.6
"""How similar (difflib's ratio) a text of a list is to the one before it in the same place that was changed to it."""

_TYPE = "Content-Type"
_HEADER = (
    ("Project-Id-Version", "senaudit"),
    ("Report-Msgid-Bugs-To", ""),
    ("PO-Revision-Date", ""),
    ("Last-Translator", ""),
    ("Language-Team", ""),
    ("Language", ""),
    ("MIME-Version", "1.0"),
    (_TYPE, "text/plain; charset=UTF-8"),
    ("Content-Transfer-Encoding", "8bit"),
)
"""The header of a new file, in the order of GNU gettext."""


class Catalogue(NamedTuple):
    """A PO file that has been read: its path, polib's value of it, and the translations by their keys."""

    path: Path
    file: polib.POFile
    entries: Mapping[Key, Translated]


class Counts(NamedTuple):
    """How far a catalogue is: its texts, those that are translated, and those whose translation is fuzzy."""

    total: int
    translated: int
    fuzzy: int

    @property
    def percent(self) -> int:
        """The share of translated texts, rounded down: 100 is all of them."""
        return self.translated * 100 // self.total if self.total else 100


def read_catalogue(data: bytes, path: Path, language: str) -> tuple[Catalogue, list[Problem]]:
    """Return the catalogue in a file that holds `data`, and its problems. After a mistake it may be empty."""
    if len(data) > MOST_BYTES:
        message = f"this file has more than {MOST_BYTES:,} bytes"
        hint = "delete the entries at its end that are there no longer: they begin with #~"
        return new_catalogue(path, language), [Problem("file-too-large", Place(path), message, hint)]
    text, problems = catalogue_text(data, path, language)
    lines = text.splitlines()
    if broken := list(_not_lines_of_po(path, lines)):
        return new_catalogue(path, language), [*problems, *broken]
    try:
        # polib takes a text without a line end for the name of a file.
        file = polib.pofile("\n".join([*lines, "", ""]), encoding="utf-8", wrapwidth=_WIDTH)
    except (OSError, ValueError) as error:
        return new_catalogue(path, language), [*problems, _not_po(path, lines, _line_of(error))]
    problems += _header_problems(path, lines, file, language)
    entries: dict[Key, Translated] = {}
    for entry in file:
        if entry.obsolete:
            continue
        words = _words(path, lines, entry)
        key = entry.msgctxt or "", entry.msgid
        if entry.msgid_plural:
            message = "this entry has a plural, and no text of senaudit has one"
            problems.append(Problem("plural-entry", words.place, message, "delete the entry"))
        elif key in entries:
            first = entries[key].words.place
            message, hint = "this text of the same context is here a second time", "delete one of the two entries"
            problems.append(Problem("duplicate-entry", words.place, message, hint, first=first))
        else:
            entries[key] = Translated(words, entry.fuzzy)
    return Catalogue(path, file, entries), problems


_WIDTH = 78
"""Characters of a line, as polib and gettext wrap it."""


def new_catalogue(path: Path, language: str) -> Catalogue:
    """Return the empty catalogue of a language."""
    return Catalogue(path, _new_file(language), {})


def _new_file(language: str) -> polib.POFile:
    file = polib.POFile(wrapwidth=_WIDTH)
    file.header = f"senaudit in {language_of(language).name}. What stands in braces, such as {{senco}}, stays as it is."
    file.metadata = {**dict(_HEADER), "Language": language.replace("-", "_", 1)}
    return file


def _not_lines_of_po(path: Path, lines: Sequence[str]) -> Iterator[Problem]:
    """Yield what is said of the lines that are none of a PO file.

    Of a conflict only the beginning is told, and of a file that begins as another kind only that.
    """
    inside = False
    first = next((number for number, line in enumerate(lines, 1) if line.strip()), 0)
    for at in _broken(lines):
        source = lines[at - 1]
        is_end, was_inside = source.startswith(">>>>>>>"), inside
        inside = not is_end and (inside or source.startswith("<<<<<<<"))
        if at == first and not inside:
            message = "this is not a PO file"
            yield Problem(
                "not-a-catalogue", Place(path, at, 1, source, len(source)), message, "export it as PO (gettext)"
            )
            return
        if inside and not was_inside:
            message = "a program has put the changes of two people here, one after the other"
            hint = "keep the better words, and delete the lines with <<<<<<<, ======= and >>>>>>>"
            yield Problem("merge-conflict", Place(path, at, 1, source, len(source)), message, hint)
        elif not inside and not (is_end and was_inside):
            yield _not_po(path, lines, at)


def _broken(lines: Iterable[str]) -> Iterator[int]:
    """Yield the number of each line that is none of a PO file. polib would cut letters off some of them."""
    for number, line in enumerate(lines, 1):
        typed = line.strip().removeprefix(_OBSOLETE).strip()
        if typed and not typed.startswith(("#", "|")) and not _LINE.fullmatch(typed):
            yield number


def _line_of(error: Exception) -> int:
    """Return the number of the line that polib could not read. It stands at the end of polib's message."""
    found = re.search(r"line (\d+)", str(error))
    return int(found[1]) if found else 0


def _not_po(path: Path, lines: Sequence[str], number: int) -> Problem:
    number = min(number, len(lines))
    source = lines[number - 1] if number else ""
    place = Place(path, number, 1 if number else 0, source, len(source) or 1)
    hint = 'write msgctxt, msgid and msgstr, each with its words between " and ", and \\" for a quote mark in them'
    return Problem("not-a-catalogue", place, "this is not a line of a PO file, or not in its place", hint)


def _header_problems(path: Path, lines: Sequence[str], file: polib.POFile, language: str) -> Iterator[Problem]:
    """Yield the problem of a header that names another language than the file."""
    said = file.metadata.get("Language", "").strip()
    tag = said.replace("_", "-").split(".")[0].split("@")[0].lower()
    if tag and tag.partition("-")[0] != language.partition("-")[0]:
        named = (number for number, line in enumerate(lines, 1) if re.match(r'(?:msgstr )?"Language:', line))
        number = next((number for number in named if said in lines[number - 1]), 0)
        source = lines[number - 1] if number else ""
        place = Place(path, number, source.find(said) + 1, source, len(said)) if number else Place(path)
        message = f"the header says that this is “{said}”, and the file is called {path.name}"
        yield Problem("language-differs", place, message, f"write Language: {language}, or rename the file")


def _words(path: Path, lines: Sequence[str], entry: polib.POEntry) -> Scalar:
    """Return the translation of an entry, with the lines that it has in the file."""
    at = max((entry.linenum or 0) - 1, 0)
    while at < len(lines) and not lines[at].lstrip("#~ \t").startswith("msgstr"):
        at += 1
    first = at = min(at, len(lines) - 1)
    while at + 1 < len(lines) and lines[at + 1].strip().startswith('"'):
        at += 1
    if at > first and lines[first].rstrip().endswith('""'):
        first += 1
    source = lines[first]
    column = source.find('"') + 1
    typed = source[column:].rstrip().removesuffix('"')
    place = Place(path, first + 1, column + 1, source, len(typed) or 1)
    return Scalar(
        normalize("NFC", entry.msgstr),
        place,
        tuple(lines[first : at + 1]) if at > first or "\n" in entry.msgstr else (),
    )


def counted(entries: Mapping[Key, Translated], keys: Iterable[Key]) -> Counts:
    """Return how far a catalogue is with the texts that have these keys."""
    found = [entries.get(key) for key in dict.fromkeys(keys)]
    ready = sum(each is not None and each.is_ready for each in found)
    fuzzy = sum(each is not None and each.is_fuzzy and bool(each.words.value.strip()) for each in found)
    return Counts(len(found), ready, fuzzy)


def updated(catalogue: Catalogue, originals: Sequence[Original], comments: Mapping[Key, str]) -> bytes:
    """Return the file of a catalogue that has these texts, in their order.

    `comments` say where each text is printed. What has been translated stays. A text whose words have changed gets its
    old translation as a fuzzy one, with the old words. What is there no longer is kept as obsolete if it had a
    translation.
    """
    before = {(entry.msgctxt or "", entry.msgid): entry for entry in reversed(catalogue.file)}
    keys = dict.fromkeys((original.context, original.words) for original in originals)
    changed = _changed([key for key, entry in before.items() if not entry.obsolete][::-1], list(keys))
    file = polib.POFile(wrapwidth=_WIDTH)
    file.header, file.metadata = catalogue.file.header, _header(catalogue)
    file.metadata_is_fuzzy = catalogue.file.metadata_is_fuzzy
    places = {(original.context, original.words): original.place.path for original in originals}
    taken: set[Key] = set()
    for key in keys:
        old = before.get(key)
        source = before[changed[key]] if old is None and key in changed else None
        entry = _entry(key, old, source)
        taken |= {key, changed[key]} if source else {key}
        entry.comment = comments.get(key, "")
        path = places[key]
        entry.occurrences = [(_name(path), "")] if path else []
        file.append(entry)
    file.extend(_obsolete(entry) for entry in catalogue.file if _is_left(entry, before, taken))
    return f"{file}".encode()


def _header(catalogue: Catalogue) -> dict[str, str]:
    """Return the header of a catalogue with what it lacks, and the encoding in which it is written."""
    usual, found = _new_file(catalogue.path.stem).metadata, catalogue.file.metadata
    header = {**found, **{name: value for name, value in usual.items() if name not in found}}
    if not re.search(r"charset=utf-?8\b", header[_TYPE], re.IGNORECASE):
        header[_TYPE] = usual[_TYPE]
    return header


def _name(path: Path) -> str:
    """Return the name of a file of content, with its folder if that is no folder of everything."""
    return f"{path.parent.name}/{path.name}" if path.parent.name in _FOLDERS else path.name


def _is_left(entry: polib.POEntry, before: Mapping[Key, polib.POEntry], taken: set[Key]) -> bool:
    key = entry.msgctxt or "", entry.msgid
    return key not in taken and before[key] is entry and bool(entry.msgstr)


def _entry(key: Key, old: polib.POEntry | None, source: polib.POEntry | None) -> polib.POEntry:
    """Return the entry of a text: as it was, or with the translation of its words before they changed."""
    if source is not None:
        flags = [*(flag for flag in source.flags if flag != FUZZY), FUZZY]
        words_before = source.previous_msgid if source.fuzzy and source.previous_msgid else source.msgid
        return polib.POEntry(
            msgctxt=key[0], msgid=key[1], msgstr=source.msgstr, flags=flags, previous_msgid=words_before,
            tcomment=source.tcomment,
        )  # fmt: skip
    if old is None:
        return polib.POEntry(msgctxt=key[0], msgid=key[1], msgstr="")
    earlier = old.previous_msgid if old.fuzzy else None
    return polib.POEntry(
        msgctxt=key[0], msgid=key[1], msgstr=old.msgstr, flags=old.flags, previous_msgid=earlier,
        tcomment=old.tcomment,
    )  # fmt: skip


def _obsolete(entry: polib.POEntry) -> polib.POEntry:
    return polib.POEntry(
        msgctxt=entry.msgctxt, msgid=entry.msgid, msgstr=entry.msgstr, flags=entry.flags, tcomment=entry.tcomment,
        obsolete=True,
    )  # fmt: skip


def _changed(before: Sequence[Key], now: Sequence[Key]) -> dict[Key, Key]:
    """Return the keys of texts whose words have changed, each with the key before.

    A text is the same one if it is alone in its context, before and now. In a list it must stand between the same texts
    as before, and be like what stood there: anything else is another text.
    """
    changed: dict[Key, Key] = {}
    lists_before, lists_now = _by_context(before), _by_context(now)
    for context, words in lists_now.items():
        old = lists_before.get(context, [])
        if len(old) == len(words) == 1 and old != words:
            changed[context, words[0]] = context, old[0]
        elif old != words:
            for tag, start, end, first, last in SequenceMatcher(None, old, words, autojunk=False).get_opcodes():
                if tag == "replace" and end - start == last - first:
                    pairs = zip(old[start:end], words[first:last], strict=True)
                    alike = [pair for pair in pairs if _is_alike(SequenceMatcher(None, *pair))]
                    changed |= {(context, new): (context, earlier) for earlier, new in alike if earlier not in words}
    return changed


def _is_alike(texts: SequenceMatcher[str]) -> bool:
    """Return whether two texts are alike. Those of very different lengths are not compared letter by letter."""
    return texts.real_quick_ratio() >= _LIKENESS and texts.ratio() >= _LIKENESS


def _by_context(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for context, words in keys:
        found.setdefault(context, []).append(words)
    return found
