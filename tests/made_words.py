"""A translation in made-up words, for tests of pages: words of the Universal Declaration stand for the guide’s own."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import polib
from declaration import ARTICLES
from translating import begun, fill_in, school_in

from senaudit.typeset.scripts import main_script

SCHOOL = """\
name: Oak Hill Primary School
senco: Mrs A. Okafor
senco_contact: 0115 977 4050, senco@oakhill.sch.uk
return_to: Mrs Smith
return_where: the office
return_by: 14 July
review_date: June 2027
"""
_KEPT = re.compile(r"(\{[^}]*\}|\]\([^)]*\)|https?://\S+|www\.\S+)")
_HAN = re.compile("[\u4e00-\u9fff]{2}")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_MONTH = re.compile(r"[A-Z][a-z]+ 20\d\d")
_SIGNS = {
    "ar": str.maketrans("?,;", "؟،؛"),
    "ur": str.maketrans("?,;.", "؟،؛۔"),
    "zh": str.maketrans("?,;:.", "？，；：。"),
}
_SHARE = {"ta": 0.68, "bn": 0.9}
"""So many words are kept of each text: a language with long words says the same with fewer."""


def made_translation(folder: Path, language: str, form: str = SCHOOL) -> Path:
    """Return a school's folder with a translation in which each text has about as many words as the English one."""
    school = school_in(folder, form)
    path = begun(school, language)
    fill_in(path, lambda entry: made(entry, language))
    return school


def made(entry: polib.POEntry, language: str) -> str:
    """Return the words that stand for a text: always the same ones, with what stands in braces, links and figures."""
    if _MONTH.fullmatch(entry.msgid):
        return str(entry.msgid)
    random = Random(f"{entry.msgctxt} {entry.msgid}")
    own = [word.strip(".,;:()‘’“”۔،؛।") for text in ARTICLES[language] for word in text.split()]
    own = _HAN.findall("".join(own)) if language == "zh" else [word for word in own if len(word) > 1]
    at = random.randrange(len(own))
    share = _SHARE.get(language, 1.0)
    count = len(_WORD.findall(entry.msgid))

    def word(found: re.Match[str]) -> str:
        nonlocal at
        at = random.randrange(len(own)) if count < 4 else at + 1
        is_left_out = count > 4 and found.string[found.start() - 1 :][:1] != "[" and random.random() > share
        return "" if is_left_out else own[at % len(own)]

    parts = (part if _KEPT.fullmatch(part) else _WORD.sub(word, part) for part in _KEPT.split(entry.msgid))
    words = re.sub(r" +(?=[ .,;:?!)])|(?<=[(“‘]) +", "", "".join(parts)).strip()
    words = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", words)
    signs = _SIGNS.get(language, {})
    return "".join(part if _KEPT.fullmatch(part) else part.translate(signs) for part in _KEPT.split(words))


def is_rtl(language: str) -> bool:
    """Return whether a language is written from right to left."""
    script = main_script(language)
    return script is not None and script.is_rtl
