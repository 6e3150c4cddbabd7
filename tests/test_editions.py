"""What holds for every edition alike: options, files, messages, many schools, and that a PDF pays for none of them."""

from __future__ import annotations

import json
import re
import shutil
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from edition_words import NEEDS, every_edition, typed_as, words_of
from PIL import Image
from test_cli import AS_TYPED, completed, modules_imported_by, process, run
from test_merge import Counted
from watching import Watch

import senaudit
from senaudit.cli.options import PURPOSES
from senaudit.files.shipped import shipped
from senaudit.problems import UsageError
from senaudit.recipe.request import _SHOWN, FORMATS, KINDS, Format, Kind, Request, Sources, file_name, request_for
from senaudit.recipe.steps import build
from senaudit.schools import merged
from senaudit.schools.manifest import shared_key
from senaudit.schools.merged import MergedPacks
from senaudit.schools.table import read_table

every_kind = pytest.mark.parametrize("kind", KINDS)

WITH_PAGES = {"pdf", "brf"}
NO_TEXT = {"pdf": "a PDF", "docx": "a Word file"}
"""Editions whose files are no text, and what such a file is called."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of every test: empty, and away from the project."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(kind: str, form: str, *options: object) -> bytes:
    """Return the file that a command makes. It has a name of its own, which is deleted again."""
    path = Path(f"made.{form}")
    result = run("build", kind, "--font", "arimo", "--output", path, *options)
    assert result.exit_code == 0, result.stderr
    data = path.read_bytes()
    path.unlink()
    return data


def said(count: int | None) -> str:
    return "" if count is None else f": {count} page{'' if count == 1 else 's'}"


# The format and the name


def test_each_edition_has_a_purpose_in_the_help_and_says_what_it_shows() -> None:
    assert set(FORMATS) <= set(PURPOSES)
    assert set(_SHOWN) == set(FORMATS)
    for kind in (*KINDS, "pack"):
        told = " ".join(run("build", kind, "--help").stdout.split())
        assert f"--format {'|'.join(FORMATS)} What kind of file" in told
        assert ", ".join(f"{form} {PURPOSES[form]}" for form in FORMATS) in told
    assert completed("senaudit build guide --format ") == list(FORMATS)


@every_edition
@every_kind
def test_an_ending_or_an_option_chooses_the_edition(folder: Path, kind: Kind, form: Format) -> None:
    by_option = run("build", kind, "--format", form.upper())
    by_ending = run("build", kind, "--output", f"other.{form.upper()}")
    document = senaudit.build(kind, format=form)
    assert (document.page_count is not None) == (form in WITH_PAGES)
    assert (by_option.exit_code, by_ending.exit_code) == (0, 0)
    assert by_option.stderr == f"{kind}.{form}{said(document.page_count)}\n"
    assert by_ending.stderr == f"other.{form.upper()}{said(document.page_count)}\n"
    assert {path.name for path in folder.iterdir()} == {f"{kind}.{form}", f"other.{form.upper()}"}
    assert {path.read_bytes() for path in folder.iterdir()} == {document.data}


@pytest.mark.parametrize(("form", "other"), list(permutations(FORMATS, 2)))
def test_an_ending_that_disagrees_is_refused_before_anything_is_made(folder: Path, form: str, other: str) -> None:
    for ending in (other, other.upper()):
        result = run("build", "poster", "--format", form, "--output", f"x.{ending}")
        assert result.exit_code == 2
        assert f"--format {form} makes no “.{ending}” file, and the file is to be called x.{ending}" in result.stderr
        assert f"help: leave out --format, or call it x.{form}" in result.stderr
    assert not list(folder.iterdir())


def test_an_unknown_edition_is_refused_with_those_that_there_are() -> None:
    result = run("build", "poster", "--format", "epub")
    assert result.exit_code == 2
    assert "--format cannot be “epub”" in result.stderr
    assert f"help: type {', '.join(FORMATS[:-1])} or {FORMATS[-1]}" in result.stderr
    with pytest.raises(UsageError, match="there is no format “epub”"):
        senaudit.build("guide", format="epub")  # type: ignore[arg-type]


@every_edition
def test_a_folder_is_not_named_as_a_file_of_an_edition(form: Format) -> None:
    for command in (("pack",), ("sheets", "--each-audience")):
        result = run("build", *command, "--output", f"x.{form}")
        assert result.exit_code == 2
        assert "help: name a folder with --output, such as x\n" in result.stderr


@every_edition
def test_a_dash_sends_the_file_and_nothing_else_to_standard_output(folder: Path, form: Format) -> None:
    whole = made("poster", form)
    done = process("build", "poster", "--font", "arimo", "--output", "-", "--format", form)
    assert (done.returncode, done.stdout) == (0, whole)
    assert done.stderr.decode().startswith("standard output")
    assert not list(folder.iterdir())


@every_edition
def test_only_a_text_may_go_to_a_terminal(monkeypatch: pytest.MonkeyPatch, form: Format) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda stream: True)
    result = run("build", "poster", "--output", "-", "--format", form)
    assert result.exit_code == (2 if form in NO_TEXT else 0)
    if form in NO_TEXT:
        assert f"{NO_TEXT[form]} is not for a terminal to show" in result.stderr
        assert f"--output - > file.{form}" in result.stderr


# What is chosen

WELCOME = "What kind of welcome do parents get at your school?"
PHONE = "How easily can parents reach you by phone?"
TALK = "Who can parents talk to?"


@every_edition
@pytest.mark.parametrize(
    ("options", "has", "lacks"),
    [
        ("--chapter support", TALK, PHONE),
        ("--question 1:3", PHONE, TALK),
        ("--question telephone --with-sheets", "Current practice", TALK),
        ("--audience midday-staff", WELCOME, PHONE),
    ],
)
def test_a_choice_of_questions_holds(form: Format, options: str, has: str, lacks: str) -> None:
    words = words_of(made("guide", form, *options.split()), form)
    assert "".join(has.split()) in words
    assert "".join(lacks.split()) not in words


CHOICES: dict[str, dict[str, Any]] = {
    "large-print": {"large_print": True},
    "18-point": {"text_size": 18},
    "one-sided": {"one_sided": True},
    "Letter": {"paper": "Letter"},
}
"""Choices of how a document looks, by the words for them in a file's name."""


@every_edition
@pytest.mark.parametrize("word", CHOICES)
def test_a_choice_of_the_look_holds_or_changes_nothing_and_the_name_says_which(form: Format, word: str) -> None:
    """An edition without pages has no paper, for instance. Its name does not say that it has."""
    (choice,) = CHOICES[word]
    plain, other = (senaudit.build("guide", font="arimo", format=form, **choices) for choices in ({}, CHOICES[word]))
    holds = choice in _SHOWN[form]
    assert (plain.data != other.data) == holds
    assert other.file_name == (f"guide-{word}.{form}" if holds else f"guide.{form}")


@every_edition
def test_what_only_paper_forbids_is_refused_only_where_there_is_paper(form: Format) -> None:
    result = run("build", "guide", "--paper", "A3", "--format", form)
    assert result.exit_code == (2 if "paper" in _SHOWN[form] else 0)
    assert ("a guide on A3 needs a text size of 18 or 24 points" in result.stderr) == ("paper" in _SHOWN[form])


@every_edition
def test_a_name_has_the_words_for_all_choices_that_hold_in_one_order(form: Format) -> None:
    request = request_for("guide", large_print=True, one_sided=True, paper="Letter", with_sheets=True, format=form)
    held = [word for word, choice in CHOICES.items() if word != "18-point" and {*choice} <= {*_SHOWN[form]}]
    assert file_name(request, ("support",)) == f"{'-'.join(['guide-support-with-sheets', *held])}.{form}"
    assert file_name(request_for("sheets", format=form), ("support",)) == f"sheets-support.{form}"


@every_edition
def test_each_group_has_a_file_of_its_own(folder: Path, form: Format) -> None:
    options = ("--each-audience", "--chapter", "communication", "--font", "arimo", "--format", form)
    result = run("build", "sheets", *options, "--output", "each")
    assert result.exit_code == 0, result.stderr
    made = {path.name: words_of(path.read_bytes(), form) for path in (folder / "each").iterdir()}
    groups = ("parents", "teachers", "support-staff", "office", "midday-staff", "governors", "agencies")
    assert set(made) == {f"sheets-communication-{group}.{form}" for group in groups}
    for group in ("Parents", "Teachers", "Governors"):
        assert f"For:{group}" in made[f"sheets-communication-{group.lower()}.{form}"]


@every_edition
def test_a_school_s_folder_holds_with_its_logo_terms_and_questions(folder: Path, form: Format) -> None:
    school = folder / "oak"
    (school / "questions").mkdir(parents=True)
    Image.new("RGB", (600, 250), (30, 90, 160)).save(school / "logo.png")
    particulars = {"name": "Ysgol y Bryn", "terms": "wales", "senco": "Mrs Rees"}
    logo = {"logo": "logo.png", "logo_text": "A red oak"}
    change = {"change": "communication:telephone", "question": "Do you ring back?"}
    (school / "questions/own.yaml").write_text(json.dumps(change), "utf-8")
    (school / "school.yaml").write_text(json.dumps(particulars), "utf-8")
    plain = made("guide", form, "--school", school)
    words = words_of(plain, form)
    assert all(each in words for each in ("YsgolyBryn", "MrsRees", "Doyouringback?", "ALNCo"))
    assert "SENCO" not in words
    assert "YsgolyBryn" in words_of(made("poster", form, "--school", school), form)
    (school / "school.yaml").write_text(json.dumps({**particulars, **logo}), "utf-8")
    assert made("guide", form, "--school", school) != plain


@every_edition
def test_one_s_own_templates_hold(folder: Path, form: Format) -> None:
    text = (shipped("templates") / "poster.xml.j2").read_text("utf-8")
    (folder / "mine").mkdir()
    own = text.replace("else poster.closing }}", "else 'Mind the step' }}")
    assert own != text
    (folder / "mine/poster.xml.j2").write_text(own, "utf-8")
    assert "Mindthestep" in words_of(made("poster", form, "--templates", "mine"), form)


@every_edition
def test_the_result_is_opened_if_that_is_asked_for(monkeypatch: pytest.MonkeyPatch, form: Format) -> None:
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    assert run("build", "poster", "--format", form, "--open", "--quiet").output == ""
    assert opened == [f"poster.{form}"]


def test_a_pack_has_every_edition_that_is_asked_for(folder: Path) -> None:
    forms = [form for form in FORMATS if form not in NEEDS]
    options = [word for form in forms for word in ("--format", form)]
    result = run("build", "pack", *options, "--large-print", "--chapter", "support")
    assert result.exit_code == 0, result.stderr
    wanted = set()
    for form in forms:
        large = "-large-print" if "large_print" in _SHOWN[form] else ""
        wanted |= {f"guide-support{large}.{form}", f"sheets-support{large}.{form}", f"poster{large}.{form}"}
    assert {path.name for path in (folder / "audit-pack").iterdir()} == wanted


@every_edition
def test_a_watch_makes_the_file_again_on_each_save(folder: Path, form: Format) -> None:
    (folder / "school.yaml").write_text("name: Oak\n", "utf-8")
    with Watch(folder, "poster", "--format", form) as watch:
        watch.next("^made at ")
        made = folder / "audit-pack" / f"poster.{form}"
        assert "Oak" in words_of(made.read_bytes(), form)
        (folder / "school.yaml").write_text("name: [\n", "utf-8")
        watch.next("^kept the last good one at ")
        (folder / "school.yaml").write_text("name: Elm\n", "utf-8")
        watch.next("^made again at ")
        assert "Elm" in words_of(made.read_bytes(), form)


# Mistakes

MISTAKES: dict[str, tuple[tuple[str, ...], str]] = {
    "a chapter that there is not": (("--chapter", "suport"), ""),
    "a question that there is not": (("--question", "1:99"), ""),
    "a folder that is not there": (("--content", "missing"), ""),
    "a school's folder that is none": (("--school", "missing"), ""),
    "a place to write that is not there": (("--output", "missing/x.{form}"), ""),
    "broken YAML": ((), "name: [\n"),
    "an unknown field": ((), "nam: Oak\n"),
    "a logo that is not there": ((), "name: Oak\nlogo: none.png\n"),
    "a character that nobody sees": ((), 'name: "Oak\\x07Hill"\n'),
    "a mark that turns words round": ((), 'name: "Oak\\u202eHill"\n'),
    "a sign of a private font": ((), 'name: "Oak\\uf0b7Hill"\n'),
    "a template that prints nothing": (("--templates", "blank"), ""),
    "an icon that there is not": (("--templates", "odd"), ""),
}
"""Options, and a school's file, that are wrong, by what is wrong with them."""


@every_edition
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_as_for_a_pdf_and_an_old_file_survives(folder: Path, form: Format, mistake: str) -> None:
    options, school = MISTAKES[mistake]
    for name, inside in (("blank", ""), ("odd", '<figure icon="peple" alt=""/><para>Words</para>')):
        (folder / name).mkdir()
        template = f'<document kind="guide" title="T" lang="en-GB">{inside}</document>'
        (folder / name / "guide.xml.j2").write_text(template, "utf-8")
    if school:
        (folder / "school.yaml").write_text(school, "utf-8")
    told = []
    for each in ("pdf", form):
        kept = folder / f"x.{each}"
        kept.write_text("the last good one", "utf-8")
        words = [word.format(form=each) for word in options]
        words += [] if "--output" in words else ["--output", kept.name]
        result = run("build", "guide", "--messages", "json", "--format", each, *words)
        told.append((result.exit_code, result.stdout.replace(f"x.{each}", "x")))
        assert kept.read_text("utf-8") == "the last good one"
    assert told[0] == told[1]
    assert told[0][0] in (1, 2, 3)
    assert json.loads(told[0][1])


@every_edition
def test_a_white_logo_is_warned_of_as_for_a_pdf(folder: Path, form: Format) -> None:
    Image.new("RGB", (900, 300), "white").save(folder / "logo.png")
    (folder / "school.yaml").write_text("name: Oak\nlogo: logo.png\n", "utf-8")
    told = [run("build", "poster", "--messages", "json", "--format", each) for each in ("pdf", form)]
    assert {(each.exit_code, each.stdout.replace(f".{form}", ".pdf")) for each in told} == {(0, told[0].stdout)}
    assert "picture-unseen" in told[1].stdout


# The same bytes, and words as typed


@every_edition
@every_kind
def test_the_same_bytes_come_out_whatever_the_time_the_zone_the_folder_and_the_seed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind, form: Format
) -> None:
    Image.new("RGB", (600, 250), (30, 90, 160)).save("logo.png")
    (folder / "school.yaml").write_text("name: Oak & Elm\nlogo: logo.png\nlogo_text: Trees\n", "utf-8")
    (folder / "other").mkdir()
    options = ("build", kind, "--font", "arimo", "--format", form, "--output", "-", "--quiet")
    found = set()
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima")):
        found.add(process(*options, "--school", folder, PYTHONHASHSEED=seed, TZ=zone).stdout)
        monkeypatch.chdir("other" if seed == "1" else "..")
    assert len(found) == 1
    assert len(found.pop()) > 500


HOSTILE = (
    *AS_TYPED,
    "<w:p> <w:t xml:space='preserve'>x</w:t>",
    "</script><script>alert(1)</script>",
    "]]> --> <!-- <![CDATA[x]]>",
    "&xxe; &#x41; %s $x \\u0041",
    "- # 1. not a list",
    "“Ŵyn” ‘Łoś’ ½ é",
)
NOT_IN_A_FONT = ("owl 🦉", "שלום", "مرحبا")
"""Words that no PDF can have, because its font does not, and no Braille, and that every other edition has."""


@every_edition
@every_kind
def test_what_is_typed_is_read_as_typed(folder: Path, kind: Kind, form: Format) -> None:
    """In the school's name, and in each kind of text of a question."""
    has_questions = kind in ("guide", "sheets")
    hostile = HOSTILE if form in ("pdf", "brf") else (*HOSTILE, *NOT_IN_A_FONT)
    own = {
        "change": "communication:telephone",
        "question": HOSTILE[0],
        "prompts": hostile,
        "blocks": [
            {"ask": hostile},
            {"parents": {"paragraphs": hostile, "points": hostile}},
            {"guidance": {"title": HOSTILE[1], "steps": [{"step": each, "detail": each} for each in hostile]}},
        ],
    }
    (folder / "questions").mkdir()
    (folder / "questions/own.yaml").write_text(json.dumps(own, ensure_ascii=False), "utf-8")
    for name in hostile[:1] if has_questions else hostile:
        (folder / "school.yaml").write_text(json.dumps({"name": name}, ensure_ascii=False), "utf-8")
        options = ("--question", "telephone") if has_questions else ()
        words = words_of(made(kind, form, *options), form)
        assert typed_as(name, form) in words
        for typed in hostile if has_questions else ():
            assert words.count(typed_as(typed, form)) >= (1 if kind == "sheets" else 5), typed


# Imports

OWN: dict[str, set[str]] = {
    "pdf": {"reportlab", "senaudit.pdf"},
    "docx": {"docx", "lxml", "senaudit.editions.word"},
    "html": {"senaudit.editions.web"},
    "txt": {"senaudit.editions.text"},
    "brf": {"senaudit.editions.braille"},
}
"""What each edition imports for itself, and no other edition does."""


@every_edition
@every_kind
def test_an_edition_imports_what_it_needs_and_nothing_of_another(kind: Kind, form: Format) -> None:
    imported = modules_imported_by("build", kind, "--format", form, "--output", "-", "--quiet")
    imported |= {name.rpartition(".")[0] for name in imported}
    assert imported >= OWN[form]
    assert not imported & set().union(*(own for other, own in OWN.items() if other != form))


def test_a_pdf_imports_no_other_edition_and_a_text_no_pages() -> None:
    imported = modules_imported_by("build", "guide", "--output", "-", "--quiet")
    assert "senaudit.layout.roles" in imported
    assert not {name for name in imported if name.startswith(("senaudit.editions", "ctypes"))}
    imported = modules_imported_by("build", "guide", "--output", "-", "--quiet", "--format", "txt")
    assert not [name for name in imported if name.startswith(("senaudit.typeset", "PIL."))]


# Many schools


@every_edition
def test_many_schools_have_files_as_if_each_were_made_alone(folder: Path, form: Format) -> None:
    """The tree that schools share is filled in for each. An address is a link, and a logo has words of its own."""
    Image.new("RGB", (600, 250), (30, 90, 160)).save("logo.png")
    rows = (
        "Oak Hill,Mrs A,www.oak.org,logo.png,Two trees\n",
        "Elm & Co,Mr B,www.elm.org,logo.png,An elm\n",
        "<b>Ash</b>,Ms C,www.ash.org,logo.png,An ash\n",
    )
    (folder / "schools.csv").write_text("name,senco,return_where,logo,logo_text\n" + "".join(rows), "utf-8")
    asked = tuple(
        request_for(kind, format=form, font="arimo", large_print=True, with_sheets=kind == "guide") for kind in KINDS
    )
    packs = MergedPacks(asked, folder)
    alone = folder / "alone"
    alone.mkdir()
    shutil.copy("logo.png", alone)
    for row in read_table(folder / "schools.csv")[1]:
        (alone / "school.yaml").write_text(json.dumps({name: str(words) for name, words in row.cells}), "utf-8")
        own = [build(each._replace(sources=Sources(school=alone))) for each in asked]
        assert [each.data for each in packs.documents(row)] == [each.data for each in own]
        assert [each.file_name for each in packs.documents(row)] == [each.file_name for each in own]


def test_what_schools_share_is_rendered_once_for_each_edition(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    rendered = Counted(monkeypatch, merged, "prepare")
    (folder / "schools.csv").write_text("name\n" + "".join(f"School {number}\n" for number in range(3)), "utf-8")
    forms = [form for form in FORMATS if form not in NEEDS]
    packs = MergedPacks(tuple(request_for(kind, format=form, font="arimo") for form in forms for kind in KINDS), folder)
    for row in read_table(folder / "schools.csv")[1]:
        names = [document.file_name for document in packs.documents(row)]
        assert names == [f"{kind}.{form}" for form in forms for kind in KINDS]
    assert rendered.calls == len(KINDS) * len(forms)


def test_packs_in_braille_are_out_of_date_when_liblouis_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {}
    for version in ("3.24.0", "3.99.0"):
        monkeypatch.setattr("senaudit.schools.manifest.liblouis_version", lambda version=version: version)
        for form in ("brf", "txt"):
            keys[form, version] = shared_key((Request("poster", format=form),))
    assert keys["brf", "3.24.0"] != keys["brf", "3.99.0"]
    assert keys["txt", "3.24.0"] == keys["txt", "3.99.0"]


@every_edition
def test_a_table_s_files_are_up_to_date_the_second_time_and_made_again_when_one_is_damaged(
    folder: Path, form: Format
) -> None:
    (folder / "schools.csv").write_text("name\nOak\nElm\n", "utf-8")
    options = ("--schools", "schools.csv", "--into", "packs", "--jobs", "1", "--font", "arimo")
    again = ("build", "poster", *options, "--format", form)
    first = process(*again).stderr.decode()
    assert re.search("^Oak: 1 file(, [0-9]+ pages?)?$", first, re.MULTILINE)
    assert (" page" in first) == (form in WITH_PAGES)
    assert "2 packs made, 0 up to date" in first
    assert "0 packs made, 2 up to date" in process(*again).stderr.decode()
    (folder / f"packs/oak/poster.{form}").write_text("damaged", "utf-8")
    assert "1 pack made, 1 up to date" in process(*again).stderr.decode()
    other = next(each for each in ("txt", "pdf") if each != form)
    assert "2 packs made, 0 up to date" in process(*again, "--format", other).stderr.decode()
