"""Labels that are whole phrases: everything in them can be put where a language has it, and nothing is glued on."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from asking import guide_in

from senaudit.content import findings, labels, letter
from senaudit.content.text import Pattern
from senaudit.files.shipped import shipped
from senaudit.languages import LANGUAGES, language_of
from senaudit.layout.contents import sign_lists
from senaudit.layout.markup import Element
from senaudit.layout.roles import marker
from senaudit.problems import NOWHERE, SenauditError
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Format, Kind, Sources, request_for
from senaudit.recipe.steps import build, render_document, title_of

TEMPLATES = sorted(shipped("templates").glob("*.j2"))

TURNED = {
    "page": "{count} / {number} seite",
    "return-to-by": "Bis {date} an {where}",
    "return-to": "Zu {where}",
    "named": "«{name}» {words}",
    "numbered": "{words} ({number})",
    "chapter-sheets": "Bögen {number} zu {chapter}",
    "chapter-number": "{number}. Kapitel",
    "question-number": "{number}. Frage",
    "title": "{document} - {title}",
    "title-group": "Für {group}: {document}",
    "title-name": "{name} | {title}",
    "title-large-print": "Groß: {title}",
    "continued": "Noch: {name}",
    "prompts": "{prompts}? Bedenken",
    "list-semicolon": "{first} / {next}",
    "older": "({term}) {meaning}",
    "checked": "{month}: {edition}",
    "logo": "{school}s Logo",
    "list-number": "({number})",
    "list-letter": "{letter} –",
}
"""Labels in another order than the English ones, as other languages need it."""


@pytest.fixture
def school(tmp_path: Path) -> Path:
    (tmp_path / "school.yaml").write_text(
        "name: Oak Hill\nreturn_to: the office\nreturn_by: 14 July\nreview_date: May 2027\n", "utf-8"
    )
    lines = (f'  {name}: "{words}"\n' for name, words in TURNED.items())
    (tmp_path / "labels.yaml").write_text(f"labels:\n{''.join(lines)}", "utf-8")
    return tmp_path


def text_of(kind: Kind, school: Path, format_: Format = "txt", **choices: object) -> str:
    return build(request_for(kind, school=school, format=format_, **choices)).data.decode()  # type: ignore[arg-type]


def test_what_is_filled_in_stands_where_the_label_has_it(school: Path) -> None:
    text = text_of("sheets", school, audiences=["teachers"])
    title, *lines = text.splitlines()
    assert title == "Oak Hill | Für Teachers: audit sheets - Partners with Parents"
    assert "Bögen 1 zu Communication" in lines
    assert "«1. Frage» How welcoming is your school?" in lines or any(each.startswith("«1. Frage» ") for each in lines)
    assert "Bis 14 July an the office" in lines
    assert "«Next review» May 2027" in lines
    assert any(re.fullmatch(r".+ / .+\? Bedenken", each) for each in lines)
    assert "Think about" not in text


def test_the_pages_have_it_too(school: Path) -> None:
    request = request_for("sheets", school=school, large_print=True, font="arimo")
    document = render_document(request, read_guide(request.sources))
    feet = [foot.text() for section in document.elements for foot in section.elements if foot.tag == "foot"]
    assert all("/  seite" in " ".join(foot.split(" ")) for foot in feet)
    assert title_of(document, request) == "Groß: Oak Hill | audit sheets - Partners with Parents"
    assert build(request).page_count


def test_a_web_page_has_the_number_where_the_label_has_it(school: Path) -> None:
    page = text_of("guide", school, "html")
    assert '<span class="number">1<span class="unseen">. Kapitel» </span></span>' in page
    assert "(Statement) Education, health and care plan" in re.sub("<[^>]*>", "", page)


def test_a_guide_says_that_something_goes_on_in_the_words_of_the_label(school: Path) -> None:
    from senaudit.recipe.steps import typeset_document
    from senaudit.typeset.page import Run

    _, _, pages = typeset_document(request_for("guide", school=school, font="arimo"))
    runs = [piece.text for page in pages for piece in page.pieces if isinstance(piece, Run)]
    assert any(text.startswith("Noch: ") for text in runs)
    assert not any("(continued)" in text for text in runs)


def test_bookmarks_have_the_number_where_the_label_has_it(school: Path) -> None:
    document = build(request_for("guide", school=school, font="arimo"))
    with pikepdf.open(io.BytesIO(document.data)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert "Communication (1)" in titles
    assert not any(re.match(r"\d", title) for title in titles)


def test_the_items_of_lists_have_the_sign_that_the_label_has() -> None:
    lists = [Element("list", {"kind": kind}, NOWHERE) for kind in ("number", "letter", "bullet")]
    signs = {"lang": "ur", "list-number": "({number})", "list-letter": "{letter} –"}
    document = Element("document", signs, NOWHERE, [*lists])
    sign_lists(document, document.walk())
    numbers, letters, bullets = lists
    assert [marker(numbers, number) for number in (1, 12)] == ["(1)", "(12)"]
    assert [marker(letters, number) for number in (1, 2)] == ["ا –", "ب –"]
    assert marker(bullets, 1) == ""


def test_every_edition_prints_the_sign_after_a_number_that_the_label_has(school: Path) -> None:
    text = text_of("guide", school)
    assert "(1) " in text
    assert not re.search(r"(?m)^ *\d+\. [A-Z]", text)
    page = text_of("guide", school, "html")
    style = '@counter-style signs-number-28-29 { system: numeric; symbols: "0" "1"'
    assert style in page
    assert 'suffix: ") "; prefix: "\\28 " }' in page
    assert 'class="number signs-number-28-29"' in page
    with zipfile.ZipFile(io.BytesIO(build(request_for("guide", school=school, format="docx")).data)) as word:
        assert 'w:lvlText w:val="(%1)"' in word.read("word/numbering.xml").decode()


def test_a_sign_cannot_break_a_style_sheet_or_a_word_file(school: Path) -> None:
    (school / "labels.yaml").write_text("labels:\n  list-number: '</style>\"{number}\"&\\'\n", "utf-8")
    page = text_of("guide", school, "html")
    assert page.count("</style>") == 1
    assert 'suffix: "\\22 \\26 \\5c  "' in page
    with zipfile.ZipFile(io.BytesIO(build(request_for("guide", school=school, format="docx")).data)) as word:
        ElementTree.fromstring(word.read("word/numbering.xml"))


@pytest.mark.parametrize(
    ("words", "lacking"),
    [("Seite {number}", "{count} is missing"), ("Seite", "{number} and {count} are missing")],
)
def test_a_placeholder_that_is_missing_is_told_at_its_place_with_the_whole_phrase(
    tmp_path: Path, words: str, lacking: str
) -> None:
    (tmp_path / "school.yaml").write_text("name: Oak\n", "utf-8")
    (tmp_path / "labels.yaml").write_text(f'labels:\n  page: "{words}"\n', "utf-8")
    with pytest.raises(SenauditError) as raised:
        guide_in(shipped("content"), school=tmp_path)
    (problem,) = raised.value.problems
    assert (problem.kind, str(problem.place)[-15:]) == ("missing-placeholder", "labels.yaml:2:9")
    assert lacking in problem.message
    assert "Page {number} of {count}" in problem.hint


def test_a_school_with_the_labels_of_an_earlier_version_is_told_what_to_write(tmp_path: Path) -> None:
    old = {"page": "Seite", "of": "von", "return": "Zurück", "return-to": "an", "title-for": "für", "point": "Punkt"}
    (tmp_path / "school.yaml").write_text("name: Oak\n", "utf-8")
    lines = (f"  {name}: {words}\n" for name, words in old.items())
    (tmp_path / "labels.yaml").write_text(f"labels:\n{''.join(lines)}", "utf-8")
    with pytest.raises(SenauditError) as raised:
        guide_in(shipped("content"), school=tmp_path)
    hints = [problem.hint for problem in raised.value.problems]
    assert len(hints) == len(old)
    for example in ("Page {number} of {count}", "Please return to {where}", "{document} for {group}"):
        assert any(example in hint for hint in hints)


def test_every_label_of_an_earlier_version_has_a_successor() -> None:
    for module in (labels, findings):
        assert set(module.REPLACED.values()) <= module.PATTERNS.keys()
        known = labels.LABELS if module is labels else findings.FINDINGS
        assert module.REPLACED.keys().isdisjoint(known)


def test_a_label_with_placeholders_is_not_printed_with_its_braces(tmp_path: Path) -> None:
    template = '<document kind="guide" title="x" lang="en"><para>{{ guide.labels.page }}</para></document>'
    (tmp_path / "guide.xml.j2").write_text(template, "utf-8")
    with pytest.raises(SenauditError) as raised:
        build(request_for("guide", templates=tmp_path))
    (problem,) = raised.value.problems
    assert "filled(count=…, number=…)" in problem.message


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("{{ guide.labels.page }} <page-number/> {{ guide.labels.of }} <page-count/>", "filled(count=…, number=…)"),
        ("{{ guide.labels.of }}", "of"),
        ('{{ guide.labels["title-for"] | plain }}', "title-for"),
        ("{{ (guide.chapters[0].id | first).upper() }}", "upper"),
    ],
)
def test_a_template_of_an_earlier_version_is_told_what_is_new(tmp_path: Path, old: str, said: str) -> None:
    template = f'<document kind="guide" title="x" lang="en"><para>{old}</para></document>'
    (tmp_path / "guide.xml.j2").write_text(template, "utf-8")
    with pytest.raises(SenauditError) as raised:
        build(request_for("guide", templates=tmp_path))
    (problem,) = raised.value.problems
    assert said in problem.message
    assert problem.hint
    assert str(problem.place).endswith("guide.xml.j2:1:1")


def test_marks_may_go_on_around_what_is_filled_in(school: Path) -> None:
    labels_file = school / "labels.yaml"
    labels_file.write_text(labels_file.read_text("utf-8") + '  for-group: "**Für {group}** *only*"\n', "utf-8")
    page = text_of("sheets", school, "html", audiences=["teachers"])
    assert "<strong>Für Teachers</strong> <em>only</em>" in page


def test_no_document_has_braces_left() -> None:
    for kind in ("guide", "sheets", "poster", "letter"):
        request = request_for(kind, school=None)
        document = render_document(request, read_guide(Sources(), with_letter=True))
        assert "{" not in document.text()


def test_the_form_of_a_number_may_leave_the_number_out() -> None:
    """An Arabic dual says two in the word itself."""
    assert "count" not in Pattern("دقيقتان", guide_in(shipped("content")).title.place).placeholders
    assert set(findings.COUNTED) <= findings.PATTERNS.keys()
    assert all("{count}" in findings.PATTERNS[name] for name in findings.COUNTED)
    assert "{count}" in letter.PATTERNS["about"]


def test_words_have_the_form_of_their_number(tmp_path: Path) -> None:
    content = tmp_path / "content"
    for path in shipped("content").rglob("*.yaml"):
        copy = content / path.relative_to(shipped("content"))
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8").replace("\nlanguage: en-GB\n", "\nlanguage: pl\n")
        if path.name == "letter.yaml":
            text = text.replace(
                "  about: about {count} minutes", "  about-many: około {count} minut\n  about: {count}!"
            )
            text = text.replace("about: {count}!", 'about: "{count}!"')
        copy.write_text(text, "utf-8")
    assert "około 80 minut" in text_of_letter(content)


def text_of_letter(content: Path) -> str:
    return build(request_for("letter", content=content, format="txt")).data.decode()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_joins_words_to_a_label(path: Path) -> None:
    """Between what is printed there are tags, spaces between sentences, and no words or signs of the template's own.

    Two lines to write on have numbers. The code of a form is for machines.
    """
    source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    source = re.sub(r"\{% macro code\(.*?endmacro %\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    source = re.sub(r'[\w-]*="[^"]*"', "", source)
    words = re.sub(r"<[^>]*>", " ", source).split()
    assert words in ([], ["1", "2"])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_changes_the_case_of_letters(path: Path) -> None:
    assert not re.search(r"\.(?:upper|lower|capitalize|casefold)\(", path.read_text("utf-8"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_dates_of_the_plan_are_in_the_language_of_the_content(code: str) -> None:
    from senaudit.audit.plan import Plan
    from senaudit.audit.planned import printed_plan

    guide = read_guide(Sources(), with_findings=True)._replace(language=code)
    printed = printed_plan(Plan((), {}), guide, date(2026, 9, 3))
    assert printed.as_of == language_of(code).in_words(date(2026, 9, 3))
