"""Schools with a translation, for tests. A pseudo-translation has each text in letters with accents."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import polib

from senaudit.recipe.request import Sources
from senaudit.recipe.translating import translate

LATIN = "abcdefghijklmnopqrstuvwxyz"
ACCENTED = "äþćďęđğħįĵķłœñöøŋřşţüũŵžÿż"
_LETTERS = str.maketrans(LATIN + LATIN.upper(), ACCENTED + ACCENTED.upper())
_KEPT = re.compile(r"(\{[^}]*\}|\]\([^)]*\)|https?://\S+|www\.\S+)")

SCHOOL = 'name: "1234"\nsupplement: yes\nreturn_where: the office\nreturn_by: 14 July\nreview_date: June 2027\n'


def pseudo(words: str) -> str:
    """Return words in letters with accents. What stands in braces, and addresses, stay as they are."""
    return "".join(part if _KEPT.fullmatch(part) else part.translate(_LETTERS) for part in _KEPT.split(words))


def school_in(folder: Path, form: str = SCHOOL) -> Path:
    """Return a school's folder with this school.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "school.yaml").write_text(form, "utf-8")
    return folder


def begun(school: Path, language: str = "pl") -> Path:
    """Write or update the file of a language in a school's folder, and return its path."""
    written = translate(Sources(school=school), language)
    written.path.parent.mkdir(exist_ok=True)
    written.path.write_bytes(written.data)
    return written.path


def fill_in(path: Path, words: Callable[[polib.POEntry], str] = lambda entry: pseudo(entry.msgid)) -> None:
    """Give each text of a file the words of this function; a text for which it returns none stays untranslated."""
    file = polib.pofile(f"{path}", encoding="utf-8")
    for entry in file:
        entry.msgstr = words(entry)
    path.write_text(f"{file}", "utf-8")


def translated(folder: Path, form: str = SCHOOL, language: str = "pl") -> Path:
    """Return a school's folder with a pseudo-translation of everything."""
    school = school_in(folder, form)
    fill_in(begun(school, language))
    return school


def entry_of(path: Path, context: str, words: str = "") -> polib.POEntry:
    """Return the first entry of a file with this context, and with these words if they are given."""
    file = polib.pofile(f"{path}", encoding="utf-8")
    return next(entry for entry in file if entry.msgctxt == context and (not words or entry.msgid == words))
