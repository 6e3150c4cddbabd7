"""Any slip of an editor's hand in the shipped content builds or is reported with its place, and no word is lost.

Files are damaged by bytes and by lines. Most runs end with the Element tree, which is what every document is made of;
a few are set as PDFs and read back.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any, cast
from unicodedata import normalize

import pypdf
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senaudit.content.model import Guide
from senaudit.content.school import School
from senaudit.content.text import Text
from senaudit.files.shipped import shipped
from senaudit.problems import Place, Problem, SenauditError
from senaudit.recipe.reading import proofed
from senaudit.recipe.request import KINDS, Request, request_for
from senaudit.recipe.steps import build, render_document
from senaudit.school.load import load_guide

CONTENT = shipped("content")
NAMES = sorted(
    path.relative_to(CONTENT).as_posix()
    for path in CONTENT.rglob("*.yaml")
    if (path.parent.name in ("content", "chapters") or path.stem == "england") and path.stem != "findings"
)
"""Files of content. The words of documents that are made of filled-in sheets are not in the three documents."""

NOT_WORDING = {"id", "after", "audiences", "numbering", "icon", "language", "line", "chapters", "logo", "passage"}
"""Fields that are ids or choices and not wording, and a label that is only in the alternative text of a logo."""

SIGNS = st.sampled_from(list("\t\n\r #:-{}[]&*!|>'\"%@`,?\\~<=.()\x00\x1b\x85\u2028\ufeff\u00a0\u00ad\u202eé😀שन"))
ODD_BYTES = st.sampled_from([b"\xe9", b"\x93", b"\xff\xfe", b"\x00", b"\xc3", b"\r", b"\xef\xbb\xbf", b"\x81"])


@cache
def original(name: str) -> bytes:
    return (CONTENT / name).read_bytes()


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return the name of a content file, and its bytes after a few slips."""
    name = draw(st.sampled_from(NAMES))
    data = original(name)
    for _ in range(draw(st.integers(1, 3))):
        data = draw(st.sampled_from([_bytes, _lines]))(draw, data)
    return name, data


def _bytes(draw: st.DrawFn, data: bytes) -> bytes:
    at = draw(st.integers(0, len(data)))
    slip = draw(st.sampled_from(["insert", "odd", "delete", "change", "truncate"]))
    if slip == "insert":
        return data[:at] + draw(SIGNS).encode() + data[at:]
    if slip == "odd":
        return data[:at] + draw(ODD_BYTES) + data[at:]
    if slip == "delete":
        return data[:at] + data[at + draw(st.integers(1, 12)) :]
    if slip == "change":
        return data[:at] + draw(SIGNS).encode() + data[at + 1 :]
    return data[:at]


def _lines(draw: st.DrawFn, data: bytes) -> bytes:
    lines = data.split(b"\n")
    at, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    slip = draw(
        st.sampled_from(["delete", "duplicate", "swap", "indent", "outdent", "tab", "join", "comment", "quote"])
    )
    line = lines[at]
    if slip == "delete":
        lines[at : at + 1] = []
    elif slip == "duplicate":
        lines[other:other] = [line]
    elif slip == "swap":
        lines[at], lines[other] = lines[other], line
    elif slip == "indent":
        lines[at] = b" " * draw(st.integers(1, 4)) + line
    elif slip == "outdent":
        lines[at] = line[draw(st.integers(1, 4)) :]
    elif slip == "tab":
        lines[at] = b"\t" + line.lstrip()
    elif slip == "join":
        lines[at : at + 2] = [b" ".join(lines[at : at + 2])]
    elif slip == "comment":
        lines[at] = line + b" # and more"
    else:
        lines[at] = line.replace(b": ", b': "', 1)
    return b"\n".join(lines)


def words_in(text: str) -> list[str]:
    """Return the words of a text without terms: at the start of a sentence a term is printed with a capital."""
    return re.findall(r"\w+", text.casefold())


def words_of(data: bytes) -> set[str]:
    """Return the words of all values of a file, as YAML reads them, without fields that are not wording.

    What speaks to one audience (`for_parents`) is left out too: it is printed on that audience's sheets alone.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return set(_words(yaml.load(data.decode(encoding), Loader=yaml.CBaseLoader)))


def _words(value: object, within_terms: bool = False) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in NOT_WORDING and not key.startswith("for_"):
                yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        # A term in braces is printed as its own words, and marks are not printed.
        plain = re.sub(r"\{[A-Za-z][\w-]*\}|\]\([^)\s]*\)|[*\[\]]", " ", normalize("NFC", value))
        yield from words_in(plain)


def unused_terms(files: dict[str, bytes]) -> set[str]:
    """Return the words of terms that no text uses. They need not be printed."""
    typed = b"".join(data for name, data in files.items() if not name.startswith("terms/")).decode(errors="replace")
    used = {name.lower() for name in re.findall(r"\{([A-Za-z][\w-]*)\}", typed)}
    terms = yaml.load(files["terms/england.yaml"], Loader=yaml.CBaseLoader)["terms"]
    return {word for name, words in terms.items() if name.lower() not in used for word in words_in(words)}


def for_a_school(guide: Guide) -> Guide:
    """Return the guide for a school with all fields filled in and a dropped question, so that all labels are used."""
    said = {name: Text("said", Place(Path("school.yaml"), 1, 1)) for name in School._fields if name != "logo"}
    first, *others = guide.chapters
    return guide._replace(
        school=School(**cast(Any, said)), chapters=(first._replace(left_out=first.questions[:1]), *others)
    )


def attempt(content: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of all documents, or None if mistakes prevent them; and all problems."""
    try:
        guide = for_a_school(proofed(load_guide(content, with_supplement=True, with_letter=True), "arimo"))
        kinds = [request_for(kind, content=content, font="arimo", with_sheets=kind == "guide") for kind in KINDS]
        made = [" ".join(_pieces(choices, guide)) for choices in kinds]
        group = guide._replace(audience=next(iter(guide.audiences)))
        return "\n".join([*made, *_pieces(request_for("sheets", content=content, font="arimo"), group)]), guide.warnings
    except SenauditError as error:
        return None, error.problems


_SAID = (
    *("subject", "unticked", "box", "blank", "named", "named-sign", "numbered", "chapter-number", "question-number"),
    *("title-large-print", "title-point", "braille"),
)


def _pieces(choices: Request, guide: Guide) -> Iterator[str]:
    for element in render_document(choices, guide).walk():
        yield from (child for child in element.children if isinstance(child, str))
        # These are heard, or said in a plain text, in Braille or on a web page, and not printed.
        yield from (element.get(name) for name in _SAID)
        yield from (words for name, words in element.attributes.items() if name.startswith("web-"))
        yield element.get("picture") if element.tag == "document" else ""
        yield element.get("title") if (element.tag, choices.kind) == ("document", "letter") else ""


def pointed_at(problems: tuple[Problem, ...]) -> str:
    return "\n".join(f"{problem} {problem.place.source if problem.place else ''}" for problem in problems)


@cache
def folder() -> Path:
    """A copy of the content for the whole run. Each example writes one file, and restores it."""
    return Path(copytree(CONTENT, Path(tempfile.mkdtemp()) / "content"))


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(damaged())
def test_any_slip_builds_or_is_told_with_its_place_and_loses_no_word(slip: tuple[str, bytes]) -> None:
    name, data = slip
    content = folder()
    (content / name).write_bytes(data)
    try:
        made, told = attempt(content)
    finally:
        (content / name).write_bytes(original(name))
    for problem in told:
        assert problem.message
        assert problem.place
        assert problem.place.path
        assert problem.hint
    if made is None:
        assert any(not problem.warning for problem in told)
    else:
        found = set(words_in(f"{made}\n{pointed_at(told)}"))
        missing = words_of(data) - found - unused_terms({**{each: original(each) for each in NAMES}, name: data})
        assert not missing, (name, missing)


def test_the_words_of_the_shipped_content_are_all_in_the_documents() -> None:
    """The test above is not empty: there are words, and none is missing before the damage."""
    text, told = attempt(CONTENT)
    assert text is not None
    assert not told
    found = set(words_in(text)) | unused_terms({name: original(name) for name in NAMES})
    assert sum(len(words_of(original(name))) for name in NAMES) > 1500
    assert {name: words_of(original(name)) - found for name in NAMES} == {name: set() for name in NAMES}


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(damaged())
def test_what_builds_can_be_read_back_from_the_pdf(slip: tuple[str, bytes]) -> None:
    name, data = slip
    content = folder()
    school = Path(tempfile.mkdtemp())
    (school / "school.yaml").write_text("name: Oak\nsupplement: yes\n", "utf-8")
    choices = request_for("guide", content=content, school=school, font="arimo", with_sheets=True)
    (content / name).write_bytes(data)
    try:
        made, _ = attempt(content)
        pdf = build(choices).data if made is not None else b""
    finally:
        (content / name).write_bytes(original(name))
    if pdf and name not in ("poster.yaml", "labels.yaml", "terms/england.yaml"):
        pages = pypdf.PdfReader(BytesIO(pdf)).pages
        printed = "".join(words_in(" ".join(page.extract_text() for page in pages)))
        assert all(word in printed for word in words_of(data))
