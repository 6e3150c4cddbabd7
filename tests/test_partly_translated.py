"""A document that is translated in part says of each text in which language it is: in a PDF and in a Word file."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from test_conformance import Mark, Node, Tagged
from translating import ACCENTED, begun, fill_in, pseudo, school_in

from senaudit.layout.markup import Element
from senaudit.pdf.structure import structure_of
from senaudit.problems import NOWHERE
from senaudit.recipe.request import Kind, request_for
from senaudit.recipe.steps import build

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ENGLISH, _POLISH = re.compile(r"\b[A-Za-z]{3,}\b"), re.compile(f"[{ACCENTED}]{{3,}}")


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a school with a translation of half of its texts. The labels are all translated."""
    school = school_in(tmp_path_factory.mktemp("schools") / "school")

    def words(context: str, original: str) -> str:
        is_label = context.startswith("labels") or " labels" in context
        return pseudo(original) if is_label or zlib.crc32(f"{context}{original}".encode()) % 2 else ""

    fill_in(begun(school), lambda entry: words(entry.msgctxt, entry.msgid))
    return school


def language(node: Node | None) -> str:
    while node is not None:
        if "Lang" in node.attributes:
            return str(node.attributes["Lang"])
        node = node.parent
    return "pl"


def wrong(words: str, language: str) -> bool:
    """Return whether words are in the other one of the two languages."""
    words = re.sub(r"https?://\S+|www\.\S+", "", words)
    return bool((_POLISH if language != "pl" else _ENGLISH).search(words))


@pytest.mark.parametrize("kind", ["poster", "letter", "sheets"])
def test_each_text_of_a_pdf_is_in_its_language(school: Path, kind: Kind) -> None:
    tagged = Tagged(build(request_for(kind, school=school, language="pl", partly=True, font="arimo")).data)
    languages = set()
    for node in tagged.nodes:
        marks = [kid for kid in node.kids if isinstance(kid, Mark)]
        words = " ".join(tagged.shown[mark].text for mark in marks if mark in tagged.shown)
        assert not wrong(words, language(node)), (node.role, language(node), words)
        languages.add(language(node))
    assert languages == {"pl", "en-GB"}


@pytest.mark.parametrize("kind", ["poster", "letter", "sheets", "guide"])
def test_each_text_of_a_word_file_is_in_its_language(school: Path, kind: Kind) -> None:
    """So is the list of the headings of the guide."""
    data = build(request_for(kind, school=school, language="pl", partly=True, format="docx")).data
    with zipfile.ZipFile(BytesIO(data)) as word:
        document = etree.fromstring(word.read("word/document.xml"))
    for run in document.iter(f"{_W}r"):
        said = run.find(f"{_W}rPr/{_W}lang")
        words = "".join(part.text or "" for part in run.iter(f"{_W}t"))
        tag = "pl" if said is None else str(said.get(f"{_W}val"))
        assert not wrong(words, tag), (tag, words)


@pytest.mark.parametrize("holder", ["field", "item"])
@pytest.mark.parametrize("tag", ["label", "para"])
def test_words_without_an_element_of_their_own_keep_their_language(holder: str, tag: str) -> None:
    words = Element(tag, {"lang": "en-GB"}, NOWHERE, ["Name"])
    held = Element(holder, {}, NOWHERE, [words])
    listing = Element("list", {"kind": "bullet"}, NOWHERE, [held])
    form = Element("form", {}, NOWHERE, [held])
    document = Element("document", {"lang": "ur"}, NOWHERE, [listing if holder == "item" else form])
    node = structure_of(document).of[words]
    assert node is not None
    assert "/Lang(en-GB)" in node.entries
    assert node.source is words
