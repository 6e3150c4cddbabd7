"""The benchmarks give the same guide, with all its words, to every program; and they print complete results."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

from benchmarks import typst_document, weasyprint_document
from benchmarks.__main__ import ALONE
from benchmarks.content import repeated_content, write_schools
from benchmarks.description import description
from benchmarks.documents import write_fonts, write_language
from benchmarks.staged import STAGES
from benchmarks.table import ratio, size, table
from benchmarks.timing import ROOT, Usage, measure, run
from benchmarks.works import LANGUAGES, PEERS, SENAUDIT, WORKS, Command, Work, work
from senaudit.layout.markup import Element
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import FORMATS, KINDS, Kind, request_for
from senaudit.recipe.steps import read_theme, render_document
from senaudit.typeset.faces import find_family
from senaudit.typeset.theme import Theme

NOTHING = ("-c", "pass")
MODULES = """
import atexit, pathlib, sys
atexit.register(lambda: pathlib.Path("modules.txt").write_text(" ".join(sys.modules)))
"""


def described(tree: Element, look: Theme) -> str:
    """Return the words of a description, element by element."""

    def words(node: list[object]) -> Iterator[str]:
        for child in node[2] if isinstance(node[2], list) else ():
            if isinstance(child, str):
                yield child
            else:
                yield from words(child)

    return "\n".join(text for node in description(tree, look)["body"] for text in words(node))


GIVEN: dict[str, Callable[[Element, Theme], str]] = {
    "typst": lambda tree, look: typst_document.document(tree, look).replace("\\", ""),
    "weasyprint": lambda tree, look: unescape(weasyprint_document.document(tree, look)),
    "fpdf2 and platypus": described,
}
"""The text that each peer is given, without escapes."""

PLACES = {
    "typst": ("#link(<{}>)", " <{}>"),
    "weasyprint": ('<a href="#{}">', ' id="{}"'),
}
"""How a link, and the place that it leads to, are written for a peer with a language of its own."""


def tree_of(kind: Kind, school: Path | None = None) -> tuple[Element, Theme]:
    choices = request_for(kind, with_sheets=kind == "guide", font="arimo", school=school)
    return render_document(choices, read_content(choices)), read_theme(choices)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_schools(tmp_path_factory.mktemp("schools"), 1)[0].parent


@pytest.mark.parametrize("peer", GIVEN)
def test_a_peer_is_given_every_question_of_the_guide_and_of_its_sheets(peer: str) -> None:
    choices = request_for("guide", with_sheets=True, font="arimo")
    guide = read_content(choices)
    given = GIVEN[peer](render_document(choices, guide), read_theme(choices))
    for chapter in guide.chapters:
        for question in chapter.questions:
            assert given.count(str(question.question)) >= 2, question.id


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("peer", GIVEN)
def test_a_peer_is_given_all_that_a_school_s_documents_say(peer: str, kind: Kind, school: Path) -> None:
    tree, look = tree_of(kind, school)
    given = GIVEN[peer](tree, look)
    texts = [element for element in tree.walk() if element.tag == "text"]
    words = {part for text in texts for each in text.walk() for part in each.children if isinstance(part, str)}
    repeated = {each.text() for label in tree.walk() if label.tag == "continued" for each in label.walk()}
    assert not {text for text in words - repeated - above_no_column(tree) if text not in given}


def above_no_column(tree: Element) -> set[str]:
    """Return the heads of the questions' column, which is none where questions stand above their boxes."""
    return {header.elements[0].text() for header in tree.walk() if header.tag == "header"}


@pytest.mark.parametrize("peer", GIVEN)
def test_a_peer_is_given_each_link_and_where_it_leads(peer: str) -> None:
    tree, look = tree_of("guide")
    given = json.dumps(description(tree, look)["body"]) if peer not in PLACES else GIVEN[peer](tree, look)
    link, place = PLACES.get(peer, ('"href": "#{}"', '"bookmark": "{}"'))
    listed = [each.get("to") for each in tree.walk() if each.tag == "entry" and peer == "weasyprint"]
    led_to = within(tree)
    assert len(led_to) > 20
    for name in led_to:
        assert given.count(link.format(name)) == [*led_to, *listed].count(name), name
        assert place.format(name) in given, name


def within(tree: Element) -> list[str]:
    """Return where each link that stays in the document leads."""
    links = [each.get("href") for each in tree.walk() if each.tag == "link"]
    return [href.removeprefix("#") for href in links if href.startswith("#")]


@pytest.mark.parametrize("peer", GIVEN)
def test_a_peer_is_given_the_running_head_of_each_chapter_s_sheets_and_the_labels_of_their_boxes(peer: str) -> None:
    tree, look = tree_of("sheets")
    given = GIVEN[peer](tree, look)
    assert given.count("Completed by") == 6  # in each chapter's form and running head
    assert given.count("Points for action") == (40 if peer in PLACES else 3)  # the Python programs repeat it themselves


@pytest.mark.parametrize("peer", PLACES)
def test_a_peer_is_given_the_labels_of_call_outs_as_headings(peer: str) -> None:
    tree, look = tree_of("guide")
    labels = [each for each in tree.walk() if each.tag == "label" and each.get("level")]
    heading = {"typst": "#named(", "weasyprint": '<h3 class="label">'}[peer]
    assert GIVEN[peer](tree, look).count(heading) == len(labels) > 50


@pytest.mark.slow
def test_platypus_prints_every_question(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    for path in find_family("arimo").files.values():
        (tmp_path / "fonts" / path.name).write_bytes(path.read_bytes())
    tree, look = tree_of("guide")
    (tmp_path / "guide.json").write_text(json.dumps(description(tree, look)), "utf-8")
    run(("-m", "benchmarks.platypus_document", "guide.json"), tmp_path)
    reader = PdfReader(tmp_path / "guide.platypus.pdf")
    printed = "".join("".join(page.extract_text() for page in reader.pages).split())
    questions = [element.text() for element in tree.walk() if element.get("kind") == "row"]
    assert len(questions) == 40
    assert not [text for text in questions if printed.count("".join(text.split())) < 2]
    boxes = [page for page in reader.pages if "Points for action" in page.extract_text()]
    assert sum(page.extract_text().count("Points for action") for page in boxes) >= 40
    assert all("Completed by" in page.extract_text() for page in boxes)
    links = [link.get_object() for page in reader.pages for link in page.get("/Annots", ())]
    entries = [element for element in tree.walk() if element.tag == "entry"]
    assert sum("/Dest" in link for link in links) >= len(entries) + len(within(tree))


@pytest.mark.slow
def test_senaudit_without_tags_prints_the_same_words(tmp_path: Path) -> None:
    def words(*before: str) -> list[str]:
        name = f"{len(before)}.pdf"
        arguments = ["build", "sheets", "--chapter", "support", "--quiet", "--output", name]
        run(("-c", "; ".join([*before, SENAUDIT]), *arguments), tmp_path)
        reader = PdfReader(tmp_path / name)
        assert ("/StructTreeRoot" in reader.root_object) == (not before)
        return [page.extract_text() for page in reader.pages]

    assert words() == words("import benchmarks.untagged")


def test_repeated_content_is_as_many_chapters_and_is_right(tmp_path: Path) -> None:
    guide = read_content(request_for("guide", content=repeated_content(tmp_path, 3), font="arimo"))
    assert len(guide.chapters) == 9
    assert not guide.warnings


def test_the_table_of_schools_says_what_their_folders_say(tmp_path: Path) -> None:
    logos = write_schools(tmp_path, 3)
    with (tmp_path / "schools.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["name"] for row in rows}) == 3
    for row, logo in zip(rows, logos, strict=True):
        own = read_content(request_for("guide", school=logo.parent, font="arimo")).school
        assert own is not None
        assert own.logo is not None
        assert tmp_path / row.pop("logo") == own.logo.path
        assert row == {name: str(getattr(own, name)) for name in row}


def test_each_work_is_done_by_senaudit_and_by_every_peer() -> None:
    for name in WORKS:
        programs = [command.program for command in work(name, PEERS).commands]
        assert programs[0] == "senaudit"
        assert name in ALONE or set(PEERS) < set(programs)


def test_sheets_with_fields_are_compared_with_those_without() -> None:
    plain, fields = work("fillable", ()).commands
    assert fields.against == plain.program
    assert set(fields.words) - set(plain.words) == {"--fillable", "sheets--fillable.pdf"}
    assert set(plain.words) - set(fields.words) == {"sheets.pdf"}


def test_each_edition_is_measured_against_the_pdf(tmp_path: Path) -> None:
    each = work("editions", ())
    assert [command.program for command in each.commands] == ["senaudit", *FORMATS[1:]]
    assert {command.against for command in each.commands} == {"senaudit"}
    text = next(command for command in each.commands if command.program == "txt")
    taken = measure([replace(text, rounds=1)], tmp_path)
    assert not taken[1]
    assert size([tmp_path / text.files]) == (0, (tmp_path / "edition.txt").stat().st_size)


def test_the_guide_is_made_once_of_the_shipped_content_itself_and_more_often_of_copies() -> None:
    """An installed senaudit uses compiled content, so the benchmark must too."""
    once, ten_times = (work(name, ()).commands[0].words for name in ("1", "10"))
    assert "--content" not in once
    assert ten_times[ten_times.index("--content") + 1] == "content-10"


def test_what_is_compiled_when_senaudit_is_installed_is_there_to_be_measured(tmp_path: Path) -> None:
    run(("-c", f"{MODULES}\n{SENAUDIT}", *["build", "poster", "--quiet", "--output", "poster.pdf"]), tmp_path)
    assert "yaml" not in (tmp_path / "modules.txt").read_text("utf-8").split()


OF_SCRIPTS = {
    *("uharfbuzz", "polib", "senaudit.pdf.composed_font", "senaudit.pdf.glyph_table"),
    *(f"senaudit.typeset.{name}" for name in ("bidi", "directed", "scripts", "script_family", "shaping")),
}


def test_an_english_pack_imports_nothing_that_sets_other_scripts(tmp_path: Path) -> None:
    school = tmp_path / "school"
    school.mkdir()
    (school / "school.yaml").write_text("name: Oak Hill\nsenco_contact: 0115 977 4050\n", "utf-8")
    for kind in KINDS:
        words = ["build", kind, "--school", str(school), "--quiet", "--output", "made.pdf"]
        run(("-c", f"{MODULES}\n{SENAUDIT}", *words), tmp_path)
        assert not OF_SCRIPTS.intersection((tmp_path / "modules.txt").read_text("utf-8").split())
    assert all(importlib.util.find_spec(name) for name in OF_SCRIPTS)


def test_the_guide_in_a_language_is_compared_with_typst_s_of_the_same_words(tmp_path: Path) -> None:
    for language in LANGUAGES:
        ours, theirs = work(language, PEERS).commands
        assert (ours.program, theirs.program, theirs.against) == ("senaudit", "typst", "senaudit")
        assert language in ours.words
    assert not work("ta", ("weasyprint",)).commands[1:]
    write_fonts(tmp_path)
    write_language(tmp_path, "ta")
    given = (tmp_path / "ta.typ").read_text("utf-8")
    assert 'let (language, region, fonts) = ("ta", none, ("Arimo Latin", "Noto Sans Tamil", ))' in given
    assert (tmp_path / "fonts" / "NotoSansTamil-Regular.ttf").exists()
    asked = request_for("guide", school=tmp_path / "ta", language="ta", font="arimo")
    questions = [each.text() for each in render_document(asked, read_content(asked)).walk() if each.tag == "question"]
    plain = given.replace("\\", "")
    assert len(questions) > 30
    assert all(text.split()[0] in plain for text in questions)


def test_typst_is_given_one_dashed_line_for_a_leader_as_senaudit_draws_it() -> None:
    tree, look = tree_of("guide")
    given = typst_document.document(tree, look)
    assert "#set outline.entry(fill: line(" in given


def test_a_program_is_compared_with_senaudit_like_with_like(tmp_path: Path) -> None:
    each = work("1", ("typst",), rounds=1)
    bare = replace(each, commands=tuple(replace(command, files="") for command in each.commands))
    taken = {"senaudit": 1.0, "senaudit untagged": 2.0, "typst": 4.0, "typst untagged": 4.0}
    lines = list(table(bare, {name: [Usage(cpu, 1.0, 1.0)] for name, cpu in taken.items()}, {}, tmp_path))
    ratios = {line[:20].strip(): re.findall(r"\d\.\d\d(?= \()", line) for line in lines[2:-1]}
    assert ratios == {"senaudit": [], "senaudit untagged": ["0.50"], "typst": ["0.25"], "typst untagged": ["0.50"]}


def test_a_work_that_takes_minutes_is_left_out_aloud_and_done_when_it_is_asked_for(tmp_path: Path) -> None:
    left_out = work("50", ("weasyprint",))
    assert left_out.commands[-1].rounds == 0
    lines = list(table(left_out, {command.program: [] for command in left_out.commands}, {}, tmp_path))
    assert "--work 50 --peer weasyprint" in lines[-2]
    assert work("50", ("weasyprint",), all_of_them=True).commands[-1].rounds == 1


def test_a_program_that_fails_is_told_and_stops_no_other(tmp_path: Path) -> None:
    wrong = Command("wrong", ("-c", "import no_such_module"), "", 2)
    commands = (Command("senaudit", NOTHING, "", 2), wrong, Command("right", NOTHING, "", 1))
    usages, failures = measure(commands, tmp_path)
    assert [len(usages[name]) for name in ("senaudit", "wrong", "right")] == [2, 0, 1]
    assert failures == {"wrong": "ModuleNotFoundError: No module named 'no_such_module'"}
    lines = list(table(Work("help", "a work", commands), usages, failures, tmp_path))
    assert any(line.startswith("wrong") and "no_such_module" in line for line in lines)


def test_what_a_program_made_before_is_gone_when_it_runs_again(tmp_path: Path) -> None:
    fill = "import pathlib; pathlib.Path('packs').mkdir()"
    _, failures = measure([Command("senaudit", ("-c", fill), "", 2, output_folder="packs")], tmp_path)
    assert not failures


def test_a_ratio_is_the_median_of_the_rounds_ratios() -> None:
    ours = [Usage(cpu, 0, 0) for cpu in (10, 30, 90)]
    theirs = [Usage(cpu, 0, 0) for cpu in (20, 100, 90)]
    assert ratio(ours, theirs) == "0.50 (0.30 to 1.00, 3 pairs)"


def test_the_functions_of_each_stage_are_there() -> None:
    for names in STAGES.values():
        for each in names:
            module, _, name = each.partition(":")
            found: object = importlib.import_module(module)
            for part in name.split("."):
                found = getattr(found, part)
            assert callable(found), each


@pytest.mark.slow
def test_the_profile_sees_each_stage_and_adds_up_to_the_whole() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--profile", "--rounds", "1"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    spent = {line[:20].strip(): float(line[20:28]) for line in told.splitlines()[1:]}
    assert all(spent[stage] > 0 for stage in STAGES)
    *stages, whole = spent.values()
    assert sum(stages) == pytest.approx(whole, abs=0.05 * len(stages) + 0.05)
    assert spent["the end"] > 0


def test_what_is_measured_again_is_looked_up_and_what_is_set_is_set_once() -> None:
    """A guide is laid out in one pass, and each word is measured once for each face.

    Only the points of a checklist are set anew: where two columns of them do not fit, one does. And a cover's picture
    is set again, when the words have left it its room.
    """
    program = """
import sys
from collections import Counter
from senaudit.recipe.request import Request, request_for
from senaudit.recipe.steps import typeset_document
from senaudit.typeset import compose
from senaudit.typeset import paginate

composed, original = [], compose.compose
def counting(element, *others):
    composed.append(element)
    return original(element, *others)
for module in [each for name, each in sys.modules.items() if name.startswith("senaudit")]:
    if getattr(module, "compose", None) is original:
        module.compose = counting
tree, family, pages = typeset_document(request_for("guide", with_sheets=True, font="arimo"))
checklists = [each for each in tree.walk() if each.tag == "list" and each.get("kind") == "tick"]
points = {id(element) for each in checklists for element in each.walk()}
picture = next(each for each in tree.walk() if each.tag == "figure")
times = Counter(id(element) for element in composed if id(element) not in points)
print(times.pop(id(picture)))
print(max(times.values()), sum(id(element) in times for element in tree.walk()))
print(len(family["regular"].widths) + len(family["bold"].widths), len(tree.text().split()))
"""
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    picture, most, elements, measured, words = map(int, told.stdout.split())
    assert picture == 2
    assert most == 1
    assert elements > 700
    assert measured < words / 3
