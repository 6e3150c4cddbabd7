"""Audit sheets and posters in two languages: each text in both, each in its own direction, and one pair of boxes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pypdf
import pytest
from archived import problems
from declaration import by_pdfium, by_pypdf, without_controls
from filling_programs import by_pikepdf
from made_words import is_rtl, made, made_translation
from printing_programs import flattened
from programs import needs_noto
from test_cli import run as senaudit_run
from test_geometry import Laid, overlap
from test_script_pages import check_pages, ink, runs
from translating import begun, fill_in
from word_files import found
from word_filling import by_word, changed

import senaudit
from senaudit.layout.answers import blanks_of
from senaudit.layout.markup import Element
from senaudit.layout.roles import AGAIN
from senaudit.layout.wording import line
from senaudit.problems import SenauditError, UsageError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import Format, Kind, Request, request_for
from senaudit.recipe.steps import build, prepare
from senaudit.typeset.page import Border, Page, Run

PAIRS = [("en", "ur"), ("ur", "en"), ("en", "ar"), ("en", "ta"), ("en", "pa"), ("en", "pl"), ("ar", "pl")]
LOOKS: list[tuple[Kind, dict[str, Any]]] = [
    ("sheets", {}),
    ("sheets", {"large_print": True}),
    ("sheets", {"text_size": 18}),
    ("sheets", {"text_size": 24}),
    ("sheets", {"rating": True, "audiences": ("parents",)}),
    ("sheets", {"fillable": True, "paper": "Letter"}),
    ("poster", {}),
    ("poster", {"large_print": True}),
    ("poster", {"paper": "A4"}),
]
CASES = [
    pytest.param(kind, look, pair, id=f"{'-'.join(pair)} {kind} {look or ''}", marks=needs_noto)
    for pair in PAIRS
    for kind, look in LOOKS
    if not look or pair in PAIRS[:2] or (pair == ("en", "ta") and look == {"large_print": True} and kind == "sheets")
]
each_document = pytest.mark.parametrize(("kind", "look", "pair"), CASES)
each_pair = pytest.mark.parametrize("pair", [pytest.param(pair, id="-".join(pair), marks=needs_noto) for pair in PAIRS])


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a school's folder with translations in made-up words."""
    first, *others = sorted({language for pair in PAIRS for language in pair} - {"en"})
    folder = made_translation(tmp_path_factory.mktemp("schools") / "school", first)
    for language in others:
        fill_in(begun(folder, language), lambda entry, language=language: made(entry, language))  # type: ignore[misc]
    return folder


@cache
def _laid(request: Request) -> Laid:
    return Laid(request)


def asked(school: Path, kind: Kind, pair: tuple[str, ...], **choices: Any) -> Request:
    return request_for(kind, school=school, languages=pair, font="arimo", **choices)


def tree(request: Request) -> Element:
    return prepare(request, read_content(request)).element


def alone(school: Path, kind: Kind, language: str, **choices: Any) -> Element:
    """Return the document in one language."""
    return tree(request_for(kind, school=school, language=language, font="arimo", **choices))


def texts(document: Element, *tags: str) -> list[str]:
    return [line(each) for each in document.walk() if each.tag in tags]


# What is in both languages


@each_pair
def test_each_question_and_prompt_stands_in_both_and_there_is_one_pair_of_boxes(
    school: Path, pair: tuple[str, str]
) -> None:
    document = tree(asked(school, "sheets", pair))
    first, second = (alone(school, "sheets", language) for language in pair)
    rows, of_first, of_second = (
        [each for each in one.walk() if each.tag == "row"] for one in (document, first, second)
    )
    assert len(rows) == len(of_first) == len(of_second) == 40
    for row, one, other in zip(rows, of_first, of_second, strict=True):
        assert [child.tag for child in row.elements] == ["cell", "answer", "answer"]
        questions = [child for child in row.elements[0].elements if child.tag == "heading"]
        assert [line(each) for each in questions] == [*texts(one, "heading"), *texts(other, "heading")]
        assert [bool(each.get("number")) for each in questions] == [True, False]
        assert {each.get("lang") for each in questions} == {first.get("lang"), second.get("lang")}
        whole = row.elements[0].text()
        for paragraph in (*texts(one, "para"), *texts(other, "para")):
            assert paragraph in line(row.elements[0]) or paragraph in whole
        for tag in ("item", "answer"):
            assert sum(each.tag == tag for each in row.walk()) == sum(each.tag == tag for each in one.walk())


def test_what_both_languages_say_alike_is_there_once(school: Path) -> None:
    document = tree(asked(school, "sheets", ("en", "ur")))
    names = [each for each in document.walk() if each.tag == "para" and line(each) == "Oak Hill Primary School"]
    english = alone(school, "sheets", "en")
    assert len(names) == sum(line(each) == "Oak Hill Primary School" for each in english.walk() if each.tag == "para")


def test_a_short_name_has_both_languages_as_the_label_says(school: Path) -> None:
    document = tree(asked(school, "sheets", ("en", "pl")))
    english, polish = (alone(school, "sheets", language) for language in ("en", "pl"))
    for tag in ("label", "choice", "header"):
        both = texts(document, tag)
        if tag == "header":
            assert len(both) == 3
        else:
            pairs = list(zip(texts(english, tag), texts(polish, tag), strict=True))
            assert both == [f"{one} / {other}" if one != other else one for one, other in pairs]


def test_feet_are_in_the_first_language(school: Path) -> None:
    document, english = tree(asked(school, "sheets", ("en", "ur"))), alone(school, "sheets", "en")
    assert texts(document, "foot") == texts(english, "foot")


def test_a_poster_has_its_messages_one_by_one(school: Path) -> None:
    document = tree(asked(school, "poster", ("en", "ur")))
    panels = [each for each in document.walk() if each.tag == "panel"]
    assert len(panels) == 6
    for panel in panels:
        assert [(child.tag, bool(child.get(AGAIN))) for child in panel.elements] == [
            ("heading", False),
            ("heading", True),
            ("para", False),
            ("para", True),
        ]


def test_not_translated_texts_are_printed_once_and_the_page_says_so(school: Path, tmp_path: Path) -> None:
    folder = made_translation(tmp_path / "partly", "pl")
    path = folder / "languages" / "pl.po"
    fill_in(path, lambda entry: "" if entry.msgctxt.startswith("support:") else entry.msgstr)
    request = asked(folder, "sheets", ("en", "pl"), chapters=("support",))
    with pytest.raises(SenauditError, match="not translated into Polish"):
        build(request)
    document = tree(request._replace(partly=True))
    headings = [each for each in document.walk() if each.get("kind") == "row"]
    assert headings
    assert not any(each.get(AGAIN) for each in headings)
    assert "Not everything is translated yet" in document.text() or "translated" in document.text()


def test_a_template_that_makes_other_tags_in_the_second_language_is_told(school: Path, tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    shipped = Path(senaudit.__file__).parents[1] / "templates" / "poster.xml.j2"
    words = shipped.read_text("utf-8").replace(
        '<para kind="lead">', '{% if guide.language == "ur" %}<page-break/>{% endif %}<para kind="lead">'
    )
    (templates / "poster.xml.j2").write_text(words.replace("<page-break/>", ""), "utf-8")
    tree(asked(school, "poster", ("en", "ur"), templates=templates))
    sheets = (shipped.parent / "sheets.xml.j2").read_text("utf-8")
    sheets = sheets.replace("<foot>", '{% if guide.language == "ur" %}<head/>{% endif %}<foot>')
    sheets = sheets.replace("<head/>", "<para>x</para>")
    (templates / "sheets.xml.j2").write_text(sheets, "utf-8")
    with pytest.raises(SenauditError, match="other tags in it in the second language"):
        tree(asked(school, "sheets", ("en", "ur"), templates=templates))


# How it is set


@each_document
def test_no_words_touch_rules_other_words_or_the_edge(
    school: Path, kind: Kind, look: dict[str, Any], pair: tuple[str, str]
) -> None:
    document = _laid(asked(school, kind, pair, **look))
    check_pages(document.pages)
    least = min(document.theme.small, document.theme.body)
    assert all(run.size >= least - 0.01 for page in document.pages for run in runs(page))


def sides(document: Laid, page: Page, tag: str, kind: str = "") -> list[tuple[list[Run], list[Run]]]:
    """Return the runs of each block of a page and those of the same in the second language."""
    found: dict[Element, list[Run]] = {}
    for each in runs(page):
        block = document.holder(each.element, tag)
        if block is not None and block.get("kind") == kind and each.text.strip() not in ("", block.get("number")):
            found.setdefault(block, []).append(each)
    blocks = list(found)
    return [(found[one], found[two]) for one, two in pairwise(blocks) if two.get(AGAIN) and not one.get(AGAIN)]


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if "ta" not in pair], ids="-".join)  # Tamil is too wide
@needs_noto
def test_questions_stand_side_by_side_on_one_base_line_each_at_its_own_edge(
    school: Path, pair: tuple[str, str]
) -> None:
    document = _laid(asked(school, "sheets", pair))
    count = 0
    for page in document.pages:
        left, _, right, _ = page.frame
        for one, other in sides(document, page, "heading", "row"):
            assert min(run.y for run in one) == pytest.approx(min(run.y for run in other), abs=0.02)
            first_is_left = not is_rtl(pair[0])
            a, b = (one, other) if first_is_left else (other, one)
            assert max(run.x + run.width for run in a) <= min(run.x for run in b)
            for runs_of, language in ((one, pair[0]), (other, pair[1])):
                edges = [run.x for run in runs_of], [run.x + run.width for run in runs_of]
                if is_rtl(language):
                    assert right - max(edges[1]) < 40 or runs_of is one
                else:
                    assert min(edges[0]) - left < 40 or runs_of is other
            count += 1
    assert count >= 38


@needs_noto
def test_in_large_type_one_language_stands_above_the_other(school: Path) -> None:
    document = _laid(asked(school, "sheets", ("en", "ur"), text_size=18))
    count = 0
    for page in document.pages:
        for one, other in sides(document, page, "heading", "row"):
            assert max(run.y for run in one) < min(run.y for run in other)
            count += 1
    assert count >= 38


@needs_noto
def test_the_heads_of_further_pages_name_the_school_if_that_takes_no_more_room(school: Path) -> None:
    document = _laid(asked(school, "sheets", ("en", "ur"), text_size=24))
    named = [page for page in document.pages if any("Oak Hill Primary School" in run.text for run in runs(page))]
    printed = [page for page in document.pages if page.body]
    assert len(named) == len(printed) > 60


@needs_noto
def test_a_message_stands_under_the_same_message_each_at_its_own_edge(school: Path) -> None:
    document = _laid(asked(school, "poster", ("en", "ur")))
    (page,) = document.pages
    panels = [piece for piece in page.body if isinstance(piece, Border) and piece.kind == "rounded"]
    for panel in panels:
        within = [run for run in runs(page) if panel.x < run.x < panel.x + panel.width]
        within = [run for run in within if panel.y < run.y < panel.y + panel.height]
        numbers = [run for run in within if run.text.strip().isdigit()]
        assert len(numbers) == 2
        assert numbers[0].text.strip() == numbers[1].text.strip()
        upper, lower = sorted(numbers, key=lambda run: run.y)
        assert upper.x - panel.x < panel.width / 4
        assert panel.x + panel.width - lower.x - lower.width < panel.width / 4


@needs_noto
def test_boxes_leave_as_much_room_to_write_as_those_of_one_language(school: Path) -> None:
    """In English and Tamil, labels have two lines."""
    alone_set = _laid(request_for("sheets", school=school, language="ta", font="arimo"))
    found = rooms(_laid(asked(school, "sheets", ("en", "ta"))))
    assert len(found) == 80
    assert min(found) >= min(rooms(alone_set)) - 1


def rooms(document: Laid) -> list[float]:
    """Return the height of each box below its label, in points."""
    heights = []
    for boxes in document.answers.values():
        for number, box in boxes:
            labels = [run for run in runs(document.pages[number]) if run.element is box.element or is_in(run, box)]
            heights.append(box.y + box.height - max(run.y for run in labels))
    return heights


def is_in(run: Run, box: Border) -> bool:
    return box.x < run.x < box.x + box.width and box.y < run.y < box.y + box.height


# The PDF, and what comes back


@needs_noto
def test_each_text_names_its_language_in_the_pdf(school: Path) -> None:
    data = senaudit.build("sheets", school=school, languages=("en", "ur"), chapters=["support"], font="arimo").data
    with pikepdf.open(io.BytesIO(data)) as file:
        assert str(file.Root.Lang) == "en-GB"
        languages: dict[str, int] = {}
        waiting = [file.Root.StructTreeRoot.K]
        while waiting:
            node = waiting.pop()
            if isinstance(node, pikepdf.Array):
                waiting += list(node)
            elif isinstance(node, pikepdf.Dictionary):
                if "/Lang" in node:
                    languages[str(node.Lang)] = languages.get(str(node.Lang), 0) + 1
                if "/K" in node:
                    waiting.append(node.K)
        assert languages["ur"] > 12


@needs_noto
def test_no_space_is_lost_between_spoken_words(school: Path) -> None:
    request = asked(school, "sheets", ("en", "ur"), chapters=("support",))
    again = [each for each in tree(request).walk() if each.tag == "para" and each.get(AGAIN)]
    notes = next(each for each in again if any(child.tag == "strong" for child in each.walk()))
    spoken: list[str] = []
    with pikepdf.open(io.BytesIO(build(request).data)) as file:
        waiting = [file.Root.StructTreeRoot.K]
        while waiting:
            node = waiting.pop()
            kids = node.get("/K") if isinstance(node, pikepdf.Dictionary) else node
            if isinstance(kids, pikepdf.Array):
                waiting += [each for each in list(kids) if isinstance(each, pikepdf.Dictionary | pikepdf.Array)]
                spans = [each for each in list(kids) if isinstance(each, pikepdf.Dictionary)]
                spoken.append("".join(str(each.get("/ActualText", "")) for each in spans))
            elif isinstance(kids, pikepdf.Dictionary):
                waiting.append(kids)
    assert without_controls(notes.text()) in spoken


@pytest.mark.parametrize(
    ("kind", "pair", "fillable"),
    [
        pytest.param(kind, pair, fillable, id=f"{kind} {'-'.join(pair)}{' fillable' * fillable}", marks=needs_noto)
        for pair in (("en", "ur"), ("ur", "en"), ("en", "ta"), ("en", "pl"))
        for kind, fillable in (("sheets", False), ("sheets", True), ("poster", False))
    ],
)
def test_the_checkers_find_nothing(
    school: Path, kind: Kind, pair: tuple[str, str], fillable: bool, tmp_path: Path
) -> None:
    data = senaudit.build(kind, school=school, languages=pair, fillable=fillable, font="arimo").data
    file = tmp_path / "document.pdf"
    file.write_bytes(data)
    assert outloud.check(str(file), layers={"conformance"}).errors == 0
    assert pdfua.validate(str(file)).findings == ()
    if not fillable:
        assert problems(data) == {}
    assert data == senaudit.build(kind, school=school, languages=pair, fillable=fillable, font="arimo").data


@needs_noto
@pytest.mark.parametrize("pair", [("en", "ur"), ("ur", "en")], ids="-".join)
@pytest.mark.parametrize("look", [{}, {"large_print": True}], ids=["standard", "large print"])
def test_fields_cover_no_letters_of_either_language(school: Path, pair: tuple[str, str], look: dict[str, Any]) -> None:
    request = asked(school, "sheets", pair, fillable=True, **look)
    pages = _laid(request).pages
    with pikepdf.open(io.BytesIO(build(request).data)) as file:
        for page, printed in zip(file.pages, pages, strict=True):
            letters = [box for run in runs(printed) for box in ink(run)]
            for widget in page.get("/Annots", []):
                left, bottom, right, top = (float(value) for value in widget.Rect)
                field = left, printed.height - top, right, printed.height - bottom
                assert not [box for box in letters if overlap(field, box)], widget.get("/T")


@needs_noto
@pytest.mark.parametrize("pair", [("en", "ur"), ("ur", "en"), ("en", "pa")], ids="-".join)
def test_both_languages_are_copied_as_they_were_typed(school: Path, pair: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "poster.pdf"
    file.write_bytes(senaudit.build("poster", school=school, languages=pair, font="arimo").data)
    for reader in (by_pdfium, by_pypdf):
        read = re.sub(r"\s", "", without_controls(reader(file)))
        for language in pair:
            panels = [each for each in alone(school, "poster", language).walk() if each.tag == "panel"]
            assert len(panels) == 6
            for words in (words for panel in panels for words in texts(panel, "heading", "para")):
                assert re.sub(r"[\s\u2066-\u2069]", "", words) in read, words


@pytest.mark.parametrize("pair", [("en", "pl"), ("pl", "en")], ids="-".join)
def test_answers_on_sheets_in_two_languages_are_put_together_with_others(
    school: Path, pair: tuple[str, str], tmp_path: Path
) -> None:
    for number, choices in enumerate(({}, {"languages": pair})):
        data = senaudit.build("sheets", school=school, fillable=True, chapters=["support"], **choices).data  # type: ignore[arg-type]
        (tmp_path / f"{number}.pdf").write_bytes(by_pikepdf(data, FILLED))
    result = senaudit_run("collate", tmp_path, "--school", school, "--into", tmp_path / "made", "--csv")
    assert result.exit_code == 0, result.output
    assert "not asked any more" not in result.output
    words = (tmp_path / "made" / "returns.yaml").read_text("utf-8")
    assert words.count("Ring us at noon") == 2
    pages = pypdf.PdfReader(tmp_path / "made" / "collated.pdf").pages
    collated = "".join(page.extract_text() for page in pages)
    assert re.search(r"Translation and interpreting:?\s*2 of 2", collated)


def without_facts(data: bytes) -> bytes:
    """Return a Word file that does not say of itself what it is."""
    return changed(data, lambda root: None, {"docProps/custom.xml": b""})


def without_controls_of(data: bytes) -> bytes:
    """Return a Word file whose boxes have lost their tags, and that says nothing of itself."""

    def lost(root: Any) -> None:
        for control in found(root, "//w:sdt/w:sdtPr/w:tag"):
            control.getparent().remove(control)

    return changed(data, lost, {"docProps/custom.xml": b""})


@pytest.mark.parametrize("pair", [("en", "pl"), ("pl", "en")], ids="-".join)
@pytest.mark.parametrize("lose", [bytes, without_facts, without_controls_of], ids=["whole", "no facts", "no tags"])
def test_word_sheets_in_two_languages_are_read_and_nothing_in_them_was_typed_but_the_answers(
    school: Path, pair: tuple[str, str], lose: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    asked_for = senaudit.build("sheets", school=school, chapters=["support"], languages=pair, format="docx").data
    (tmp_path / "sheets.docx").write_bytes(lose(by_word(asked_for, FILLED)))
    result = senaudit_run("collate", tmp_path, "--school", school, "--into", tmp_path / "made", "--format", "txt")
    assert result.exit_code == 0, result.output
    assert "beside the boxes" not in result.output
    assert "not asked any more" not in result.output
    words = (tmp_path / "made" / "returns.yaml").read_text("utf-8")
    assert words.count("Ring us at noon") == 1
    assert "comment:" not in words
    collated = (tmp_path / "made" / "collated.txt").read_text("utf-8").replace("\xa0", " ")
    assert re.search("\n- (.+ / )?Translation and interpreting( / .+)?: 1 of 1\n", collated)


@pytest.mark.parametrize("pair", [("en", "pl"), ("pl", "en")], ids="-".join)
def test_a_print_of_sheets_in_two_languages_is_told_with_what_to_do(pair: tuple[str, str], tmp_path: Path) -> None:
    school = made_translation(tmp_path / "school", "pl")
    asked_for = senaudit.build("sheets", school=school, chapters=["support"], fillable=True, languages=pair).data
    (tmp_path / "print.pdf").write_bytes(flattened(by_pikepdf(asked_for, FILLED)))
    result = senaudit_run("collate", tmp_path / "print.pdf", "--school", school, "--into", tmp_path / "made")
    assert result.exit_code == 1
    assert "a print of sheets in two languages" in result.output
    assert "ask for the file as it was filled in and saved" in result.output
    assert not (tmp_path / "made").exists()


FILLED: dict[str, str | bool] = {
    "support:access-to-information:practice": "Ring us at noon",
    "support:access-to-information:translation-and-interpreting": True,
}


@pytest.mark.parametrize("pair", [("en", "pl"), ("pl", "en")], ids="-".join)
def test_fields_have_the_names_of_english_sheets_and_say_both(school: Path, pair: tuple[str, str]) -> None:
    data = senaudit.build("sheets", school=school, languages=pair, fillable=True, font="arimo").data
    english = senaudit.build("sheets", school=school, fillable=True, font="arimo").data
    fields, usual = (pypdf.PdfReader(io.BytesIO(each)).get_fields() or {} for each in (data, english))
    assert fields.keys() == usual.keys()
    words = {name: str(field.get("/TU")) for name, field in fields.items()}
    blanks = {blank.id: blank.full_name for blank in blanks_of(tree(asked(school, "sheets", pair))).values()}
    assert blanks.items() <= words.items()
    polish = texts(alone(school, "sheets", "pl"), "heading")
    question = next(name for name in words if name.endswith(":practice"))
    assert usual[question]["/TU"].split(":")[1].split("?")[0].strip() in words[question]
    assert any(heading in words[question] for heading in polish)


@pytest.mark.parametrize("language", ["pl", "ur"])
def test_boxes_to_tick_have_the_same_names_in_every_language(school: Path, language: str) -> None:
    english, other = (blanks_of(alone(school, "sheets", each)) for each in ("en", language))
    assert [blank.id for blank in english.values()] == [blank.id for blank in other.values()]


@pytest.mark.parametrize("form", ["docx", "html", "txt"])
def test_other_editions_have_both_languages(school: Path, form: Format) -> None:
    kinds: tuple[Kind, ...] = ("sheets", "poster")
    for kind in kinds:
        document = senaudit.build(kind, school=school, languages=("en", "ur"), format=form)
        words = words_in(document.data, form)
        for language in ("en", "ur"):
            headings = [each for each in texts(alone(school, kind, language), "heading") if each]
            squeezed = re.sub(r"[\s\u2066-\u2069]", "", words)
            assert all(re.sub(r"[\s\u2066-\u2069]", "", heading) in squeezed for heading in headings)


@needs_noto
@pytest.mark.parametrize("pair", [("en", "ur"), ("ur", "en")], ids="-".join)
def test_a_web_page_says_in_both_languages_what_it_is_and_what_its_buttons_do(
    school: Path, pair: tuple[str, str]
) -> None:
    request = asked(school, "sheets", pair, format="html", chapters=("support",))
    page, document = build(request).data.decode(), tree(request)
    alone_in = {language: alone(school, "sheets", language, chapters=("support",)) for language in pair}
    tags = {language: each.get("lang") for language, each in alone_in.items()}
    for name, tag in [("title", "h1"), *((f"web-{name}", "button") for name in ("save", "open", "clear", "print"))]:
        in_each = [
            f'<bdi lang="{tags[language]}" dir="{"rtl" if is_rtl(language) else "ltr"}">{each.get(name)}</bdi>'
            for language, each in alone_in.items()
        ]
        assert re.search(f"<{tag}[^>]*>{re.escape(' / '.join(in_each))}</{tag}>", page), name
    for name in ("web-private", "web-no-script"):
        for language, each in alone_in.items():
            assert re.search(
                f'<p [^>]*lang="{tags[language]}"[^>]*><bdi [^>]*>{re.escape(each.get(name))}</bdi></p>', page
            )
    assert f"<title>{document.get('title')}</title>" in page


def words_in(data: bytes, form: str) -> str:
    """Return the words of an edition without its tags."""
    if form == "docx":
        import zipfile

        data = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    words = data.decode()
    if form == "txt":
        return words
    import html

    return html.unescape(re.sub(r"<(?:style|script).*?</(?:style|script)>|<[^>]*>", "", words, flags=re.DOTALL))


# The choices


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("sheets --languages en", "is not two languages"),
        ("sheets --languages en,en", "is not two languages"),
        ("sheets --languages en,ur,pl", "is not two languages"),
        ("sheets --languages en,ur,en", "is not two languages"),
        ("sheets --languages=", "“” is not two languages"),
        ("sheets --languages en-GB,en", "“en-gb,en” is twice the language in which the words are written"),
        ("sheets --languages en,polish!", "is not the tag of a language"),
        ("sheets --languages en,ur --language pl", "one language, and for two"),
        ("sheets --languages en,ur --format brf", "Braille"),
        ("poster --languages en,so", "no translation into Somali"),
        ("guide --languages en,ur", "--languages"),
    ],
)
def test_choices_that_cannot_be_are_told(words: str, told: str, tmp_path: Path) -> None:
    result = senaudit_run(
        "build", *words.split(), "-o", f"{tmp_path / 'x.pdf'}" if "brf" not in words else f"{tmp_path / 'x.brf'}"
    )
    assert result.exit_code == 2
    assert told in result.output
    assert not list(tmp_path.iterdir())


def test_only_sheets_and_posters_can_be_in_two_languages() -> None:
    kinds: tuple[Kind, ...] = ("guide", "letter")
    for kind in kinds:
        with pytest.raises(UsageError, match="only audit sheets and posters"):
            request_for(kind, languages=("en", "ur"))


def test_the_name_of_the_file_has_both_languages(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(school)
    result = senaudit_run("build", "sheets", "--languages", "en, PL", "--chapter", "support", "--large-print")
    assert result.exit_code == 0, result.output
    assert "sheets-support-en-pl-large-print.pdf" in result.output


def test_each_group_has_sheets_in_both(school: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    words = ["--languages", "en,pl", "--each-audience", "--school", f"{school}", "-o", f"{folder}"]
    result = senaudit_run("build", "sheets", *words)
    assert result.exit_code == 0, result.output
    assert len(list(folder.glob("sheets-*-en-pl.pdf"))) == 7
