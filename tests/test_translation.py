"""A translation of the content: every text is asked for once, and no English is left on a page without a word."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pikepdf
import polib
import pytest
from edition_words import words_of
from sample_content import change
from translating import SCHOOL, begun, entry_of, fill_in, pseudo, school_in, translated

import senaudit
from senaudit.files.shipped import shipped
from senaudit.problems import Place, Problem, SenauditError, UsageError
from senaudit.recipe.check import check
from senaudit.recipe.fillable import FORM_CODE
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import Format, Kind, Request, Sources, file_name
from senaudit.recipe.steps import render_document
from senaudit.recipe.translating import state_of, translate
from senaudit.school.load import load_guide
from senaudit.school.translations import translation_of

DOCUMENTS: list[tuple[Kind, dict[str, object]]] = [
    ("guide", {"with_sheets": True}),
    ("guide", {"text_size": 24}),
    ("sheets", {"rating": True}),
    ("sheets", {"audiences": ("parents",), "large_print": True}),
    ("sheets", {"fillable": True}),
    ("poster", {}),
    ("letter", {}),
    ("letter", {"audiences": ("parents",)}),
]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a school's folder with a pseudo-translation into Polish."""
    return translated(tmp_path_factory.mktemp("schools") / "school")


def problems_of(school: Path) -> list[Problem]:
    """Return what is wrong with the translation of a school."""
    return list(state_of(Sources(school=school), "pl").faults)


def set_words(path: Path, context: str, words: str) -> int:
    """Translate a text anew, and return the line of its words."""
    entry_of(path, context)
    fill_in(path, lambda entry: words if entry.msgctxt == context else entry.msgstr)
    lines = path.read_text("utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if line == f'msgstr "{polib.escape(words)}"')


# Every text, once


def test_every_text_of_the_content_is_asked_for_once() -> None:
    file = polib.pofile(translate(Sources(content=shipped("content")), "pl").data.decode())
    assert max(Counter((entry.msgctxt, entry.msgid) for entry in file).values()) == 1
    asked = Counter(entry.msgid for entry in file)
    for terms in ("england", "wales", "england-2002"):
        loaded = load_guide(shipped("content"), terms, with_supplement=True, with_findings=True, with_letter=True)
        texts = {re.sub(r"[ \n]+", " ", text.typed.value).strip() for text in loaded.texts if text.typed}
        assert texts
        assert texts <= asked.keys()


@pytest.mark.parametrize(("kind", "choices"), DOCUMENTS, ids=[f"{kind}-{'-'.join(given)}" for kind, given in DOCUMENTS])
@pytest.mark.parametrize("form", ["pdf", "docx", "html", "txt"])
def test_no_english_word_is_on_a_translated_page(
    school: Path, kind: Kind, choices: dict[str, object], form: Format
) -> None:
    if form != "pdf":
        choices = {name: value for name, value in choices.items() if name not in ("fillable",)}
    document = senaudit.build(kind, school=school, language="pl", format=form, font="arimo", **choices)  # type: ignore[arg-type]
    kept = rf"https?://\S+|www\.\S+|\b[CIS][1-3]\b|\b[a-h]\b|·\s?{FORM_CODE}"
    words = re.sub(kept, "", words_of(document.data, form))
    assert re.findall(r"[A-Za-z]{2,}", words) == []
    assert pseudo("Parents")[:3] in words or kind == "letter"


def test_a_catalogue_has_the_order_of_print_and_says_where_each_text_is_printed(tmp_path: Path) -> None:
    file = polib.pofile(f"{begun(school_in(tmp_path / 'school'))}")
    contexts = [entry.msgctxt for entry in file]
    in_order = ["guide title", "terms:england:sen", "labels contents", "introduction title", "communication title"]
    in_order += ["communication:welcome question", "communication:telephone question", "involvement title"]
    in_order += ["support title", "guide glossary title", "guide:licence title", "poster title", "letter title"]
    assert sorted(in_order, key=contexts.index) == in_order
    questions = [re.search("chapter ([0-9]+), question ([0-9]+)([a-z]?)", entry.comment) for entry in file]
    numbers = [(int(found[1]), int(found[2]), found[3]) for found in questions if found]
    assert numbers == sorted(numbers)
    comments = {entry.msgctxt: entry.comment for entry in file}
    assert comments["communication:telephone question"].startswith("Guide and audit sheets: chapter 1, question 3.")
    assert comments["communication:telephone ask"].startswith("Guide: chapter 1, question 3.")
    assert comments["poster messages heading"] == "Poster.\nThe message, in a few words."
    assert comments["terms:england:senco"] == "In texts, where they have {senco} (terms of england)."
    assert all(entry.comment.strip() for entry in file)
    assert {path for entry in file for path, _ in entry.occurrences} >= {"poster.yaml", "chapters/support.yaml"}


# What is not translated


def test_a_document_with_an_untranslated_text_is_refused_and_one_without_is_made(tmp_path: Path) -> None:
    school = translated(tmp_path / "school")
    path = school / "languages/pl.po"
    fill_in(path, lambda entry: "" if entry.msgctxt == "poster messages heading" else entry.msgstr)
    with pytest.raises(SenauditError) as error:
        senaudit.build("poster", school=school, language="pl")
    (problem,) = error.value.problems
    assert problem.kind == "not-translated"
    assert problem.message == "6 texts of this document are not translated into Polish"
    assert problem.place is not None
    assert (problem.place.path, problem.place.source) == (path, 'msgstr ""')
    assert senaudit.build("sheets", school=school, language="pl").page_count


def test_texts_that_the_file_lacks_are_told_with_the_command_that_adds_them(tmp_path: Path) -> None:
    """Their place is the school’s file, or none: nobody translates in the files that came with senaudit."""
    school = translated(tmp_path / "school")
    (school / "school.yaml").write_text(f"{SCHOOL}audit_date: Autumn 2026\n", "utf-8")
    with pytest.raises(SenauditError) as error:
        senaudit.build("sheets", school=school, language="pl")
    (problem,) = error.value.problems
    assert problem.kind == "not-in-catalogue"
    assert problem.message == "a text of this document is not translated into Polish, and not even in its file"
    assert problem.place is not None
    assert problem.place.path == school / "school.yaml"
    (left,) = [each for each in check(Sources(school=school), "pl") if each.kind == "texts-not-in-catalogue"]
    assert re.fullmatch(r"1 of [\d,]+ texts is not translated into Polish yet, and not even in the file", left.message)
    (school / "languages/pl.po").write_text("", "utf-8")
    with pytest.raises(SenauditError, match="texts of this document are not translated into Polish, and not even"):
        senaudit.build("poster", school=school, language="pl")


def test_a_fuzzy_translation_is_none(tmp_path: Path) -> None:
    school = translated(tmp_path / "school")
    path = school / "languages/pl.po"
    text = path.read_text("utf-8")
    at = text.index('msgctxt "poster closing"')
    path.write_text(f"{text[:at]}#, fuzzy\n{text[at:]}", "utf-8")
    with pytest.raises(SenauditError, match="a text of this document is not translated into Polish"):
        senaudit.build("poster", school=school, language="pl")


def test_a_term_that_is_not_translated_is_missing_wherever_it_is_printed(tmp_path: Path) -> None:
    school = translated(tmp_path / "school")
    fill_in(school / "languages/pl.po", lambda entry: "" if entry.msgctxt == "terms:england:sen" else entry.msgstr)
    with pytest.raises(SenauditError, match="a text of this document is not translated"):
        senaudit.build("guide", school=school, language="pl")


@pytest.mark.parametrize("left", ["school|parents", "^labels(?! partly)", "^(poster|letter|communication)"])
def test_partly_prints_the_rest_in_its_own_language_and_says_so(tmp_path: Path, left: str) -> None:
    school = translated(tmp_path / "school")
    fill_in(
        school / "languages/pl.po",
        lambda entry: "" if re.search(left, f"{entry.msgctxt} {entry.msgid}") else entry.msgstr,
    )
    kinds: tuple[Kind, ...] = ("guide", "sheets", "poster", "letter")
    for kind in kinds:
        request = Request(kind, sources=Sources(school=school), language="pl", partly=True)
        element = render_document(request, read_content(request))
        assert element.get("lang") == "pl"
        foreign = [each for each in element.walk() if each.get("lang") == "en-GB"]
        assert foreign or (kind == "poster" and "labels" in left), "the poster’s labels are heard, and not seen"
        assert pseudo("Not all of this is translated yet") in element.text()
        for each in foreign:
            assert not re.search("[а-я]", each.text())
        marked = {each for one in foreign for each in one.walk()}
        others = [each for each in element.walk() if each.tag == "text" and each not in marked]
        words = "".join(child for each in others for child in each.children if isinstance(child, str))
        assert not re.search("[A-Za-z]{3}", re.sub(r"https?://\S+|www\.\S+", "", words))


def test_a_language_without_a_file_is_no_choice(tmp_path: Path) -> None:
    school = school_in(tmp_path / "school")
    with pytest.raises(UsageError, match="there is no translation into Polish"):
        senaudit.build("poster", school=school, language="pl")
    assert senaudit.build("poster", school=school, language="en").file_name == "poster-en.pdf"


def test_braille_is_in_english_only(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Braille is made in English only"):
        senaudit.build("poster", language="pl", format="brf")


def test_the_name_of_a_file_has_the_language() -> None:
    assert file_name(Request("sheets", language="pl"), ("support",)) == "sheets-support-pl.pdf"


# What is wrong with it


@pytest.mark.parametrize(
    ("words", "kind", "found"),
    [
        ("Бев {senco}", "placeholder-missing", ""),
        ("Бев {sen} {sen_in_full} {senco}", "placeholder-added", "{senco}"),
    ],
)
def test_what_is_filled_in_is_compared_as_a_set(tmp_path: Path, words: str, kind: str, found: str) -> None:
    school = translated(tmp_path / "school")
    context = "guide subtitle"
    line = set_words(school / "languages/pl.po", context, words.replace("{sen} ", ""))
    problems = [problem for problem in problems_of(school) if problem.kind == kind]
    assert problems
    place = problems[0].place
    assert place is not None
    assert (place.path, place.line) == (school / "languages/pl.po", line)
    if found:
        assert place.source[place.column - 1 :][: place.width] == found


def test_the_order_and_the_capitals_of_what_is_filled_in_make_no_difference(tmp_path: Path) -> None:
    school = translated(tmp_path / "school")
    set_words(school / "languages/pl.po", "guide subtitle", "{Sen_in_full} {sen_in_full}")
    assert problems_of(school) == []


def test_a_letter_that_no_font_has_and_a_mark_without_its_other_half_are_faults(tmp_path: Path) -> None:
    school = translated(tmp_path / "school")
    for words, kind in (("Бев ⵣ", "letter-lacking"), ("Бев **гут", "star-alone")):
        line = set_words(school / "languages/pl.po", "poster closing", words)
        (problem,) = problems_of(school)
        assert problem.kind == kind
        assert problem.place is not None
        assert problem.place.line == line


def test_check_tells_the_faults_and_what_is_missing(tmp_path: Path) -> None:
    school = translated(tmp_path / "school")
    fill_in(school / "languages/pl.po", lambda entry: "" if entry.msgctxt.startswith("letter") else entry.msgstr)
    left = [problem for problem in check(Sources(school=school), "pl") if problem.kind == "texts-not-translated"]
    assert len(left) == 1
    assert left[0].warning
    assert re.match(r"[0-9]+ of [0-9,]+ texts are not translated into Polish yet", left[0].message)
    set_words(school / "languages/pl.po", "guide subtitle", "Бев")
    with pytest.raises(SenauditError, match="of the original is missing here"):
        check(Sources(school=school), "pl")


# Contexts


def test_a_text_that_is_put_in_shifts_no_other(tmp_path: Path) -> None:
    """And what had a translation has it still, under another number of the question and of the point."""
    school = translated(tmp_path / "school")
    before = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(f"{school / 'languages/pl.po'}")}
    (school / "questions").mkdir()
    question = "add: communication:biscuits\nquestion: Are there biscuits?\nblocks:\n  - ask: [Which?]\n"
    (school / "questions/biscuits.yaml").write_text(question, "utf-8")
    path = begun(school)
    after = polib.pofile(f"{path}")
    new = [(entry.msgctxt, entry.msgid) for entry in after if not entry.msgstr]
    assert new == [("communication:biscuits question", "Are there biscuits?"), ("communication:biscuits ask", "Which?")]
    assert {(entry.msgctxt, entry.msgid) for entry in after if entry.msgstr and not entry.obsolete} == before


def test_an_untranslated_build_reads_nothing_of_languages(tmp_path: Path) -> None:
    program = (
        "import sys, senaudit; senaudit.build('poster'); "
        "print([name for name in sys.modules if name == 'polib' or 'translat' in name or 'catalogue' in name])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Whose words they are, and in which language


def test_a_translated_text_may_refer_to_more_than_a_school_has_if_the_text_may(tmp_path: Path) -> None:
    """A shipped text may, and a school's own may not, in whichever file its translation stands."""
    content = shutil.copytree(shipped("content"), tmp_path / "content")
    change(content, "poster.yaml", "title: Partners with Parents", 'title: "[Partners](see:communication:tea)"')
    school = school_in(tmp_path / "school")
    sources = Sources(content, school)
    for _ in range(2):
        written = translate(sources, "pl")
        written.path.parent.mkdir(exist_ok=True)
        written.path.write_bytes(written.data)
        fill_in(written.path)
        assert state_of(sources, "pl").faults == ()
        (school / "letter.yaml").write_text("title: Our letter\n", "utf-8")
    (school / "letter.yaml").write_text('title: "[Our letter](see:communication:tea)"\n', "utf-8")
    with pytest.raises(SenauditError, match="nothing in the guide is called “communication:tea”"):
        translate(sources, "pl")


def test_every_edition_says_in_which_language_the_rest_is(tmp_path: Path) -> None:
    school = translated(tmp_path / "school")
    fill_in(school / "languages/pl.po", lambda entry: "" if entry.msgctxt == "labels date" else entry.msgstr)
    built = {
        form: senaudit.build("sheets", school=school, language="pl", partly=True, format=form).data
        for form in ("pdf", "docx", "html")
    }
    assert b'<span lang="en-GB">Date</span>' in built["html"]
    assert b'<html lang="pl"' in built["html"]
    with zipfile.ZipFile(io.BytesIO(built["docx"])) as package:
        document, styles = (package.read(f"word/{name}.xml").decode() for name in ("document", "styles"))
    assert 'w:lang w:val="pl"' in styles
    assert re.search('<w:lang w:val="en-GB"/></w:rPr><w:t[^>]*>Date', document)
    with pikepdf.open(io.BytesIO(built["pdf"])) as pdf:
        spans = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Span"]
        assert str(pdf.Root.Lang) == "pl"
        assert spans
        assert {str(span.get("/Lang")) for span in spans} == {"en-GB"}


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("PL.po", "call it pl.po"),
        ("pl_PL.po", "call it pl-pl.po"),
        ("pl.po.txt", "call it pl.po"),
        ("polski.po", "pl.po for Polish"),
    ],
)
def test_a_file_that_is_not_called_like_its_language_is_told(tmp_path: Path, name: str, hint: str) -> None:
    school = school_in(tmp_path / "school")
    (school / "languages").mkdir()
    (school / "languages/pl.mo").write_bytes(b"of Poedit")
    (school / "languages" / name).write_text("", "utf-8")
    with pytest.raises(SenauditError) as error:
        senaudit.build("poster", school=school)
    (problem,) = error.value.problems
    assert (problem.kind, problem.place) == ("file-not-read", Place(school / "languages" / name))
    assert hint in problem.hint


def test_a_schools_own_word_for_a_term_is_translated_and_its_names_are_not(tmp_path: Path) -> None:
    form = f"{SCHOOL}senco: Mrs Okafor\nauthority: Anytown Council\nown_terms:\n  senco: inclusion lead\n"
    school = translated(tmp_path / "school", form)
    path = school / "languages/pl.po"
    assert entry_of(path, "school own_terms:senco").msgid == "inclusion lead"
    assert "Okafor" not in path.read_text("utf-8")
    words = senaudit.build("guide", school=school, language="pl", format="txt").data.decode()
    assert pseudo("inclusion lead") in words
    assert {"Mrs Okafor", "Anytown Council"} <= set(re.findall("Mrs Okafor|Anytown Council", words))
    set_words(path, "school own_terms:senco", "")
    words = senaudit.build("guide", school=school, language="pl", partly=True, format="txt").data.decode()
    assert pseudo("inclusion lead") not in words
    assert "inclusion lead" in words


def test_a_file_of_forms_is_no_file_of_terms(tmp_path: Path) -> None:
    school = translated(tmp_path / "school")
    (school / "terms").mkdir()
    (school / "terms/pl.yaml").write_text("forms:\n  senco:\n    gen: цоординатора\n", "utf-8")
    fill_in(school / "languages/pl.po", lambda entry: entry.msgstr.replace("{senco}", "{senco.gen}"))
    found = read_content(Request("guide", sources=Sources(school=school), language="pl"))
    assert [problem.kind for problem in found.warnings if problem.kind == "terms-not-chosen"] == []
    document = senaudit.build("guide", school=school, language="pl", format="txt")
    assert "цоординатора" in document.data.decode()


def test_a_file_of_forms_cannot_be_chosen_as_terms(tmp_path: Path) -> None:
    school = translated(tmp_path / "school")
    (school / "terms").mkdir()
    (school / "terms/pl.yaml").write_text("forms:\n  senco:\n    gen: цоординатора\n", "utf-8")
    (school / "school.yaml").write_text("name: Oak\nterms: pl\n", "utf-8")
    with pytest.raises(SenauditError, match="there are no terms “pl”"):
        senaudit.build("poster", school=school)


def test_a_school_that_has_not_translated_a_text_has_that_of_the_content(tmp_path: Path) -> None:
    content = shutil.copytree(shipped("content"), tmp_path / "content")
    shutil.copytree(translated(tmp_path / "school") / "languages", content / "languages")
    fill_in(tmp_path / "school/languages/pl.po", lambda entry: "Свои" if entry.msgctxt == "poster title" else "")
    found = translation_of(content, tmp_path / "school", "pl").entries
    assert found["poster title", "Partners with Parents"].words.value == "Свои"
    assert found["poster contact", "Talk to"].words.value == pseudo("Talk to")


# Labels that are patterns


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("pl", ["", "-few", "-many", "-one"]),
        ("vi", [""]),
        ("cy", ["", "-few", "-many", "-one", "-two", "-zero"]),
    ],
)
def test_words_with_numbers_have_the_forms_of_the_language(tmp_path: Path, language: str, forms: list[str]) -> None:
    school = translated(tmp_path / "school", language=language)
    path = school / f"languages/{language}.po"
    contexts = [entry.msgctxt for entry in polib.pofile(f"{path}")]
    assert sorted(name for name in contexts if name.startswith("letter about")) == [
        f"letter about{form}" for form in forms
    ]
    fill_in(path, lambda entry: f"{{count}} {entry.msgctxt}" if "letter about" in entry.msgctxt else entry.msgstr)
    guide = read_content(Request("letter", sources=Sources(school=school), language=language))
    assert guide.letter
    found = {name: str(words) for name, words in guide.letter.labels.items() if name.startswith("about")}
    assert found == {f"about{form}": f"{{count}} letter about{form}" for form in forms}
    assert guide.warnings == ()


def test_a_placeholder_of_a_label_that_is_missing_is_told_once_at_its_line(tmp_path: Path) -> None:
    school = translated(tmp_path / "school")
    line = set_words(school / "languages/pl.po", "labels page", "Стр. {number}")
    (problem,) = problems_of(school)
    assert problem.message == "{count} is missing here"
    assert problem.place is not None
    assert (problem.place.path, problem.place.line) == (school / "languages/pl.po", line)
