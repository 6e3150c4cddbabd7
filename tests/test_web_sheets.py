"""Audit sheets that are filled in on a web page, in a real browser: kept, saved, opened, cleared and undone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from asking import pack_for, with_changes
from browser import Pages, file_with, open_file, place, press, reopen, said, saved
from conftest import content_of
from made_words import made_translation
from programs import needs_chromium

from senaudit.content.labels import LABELS
from senaudit.layout.answers import blanks_of
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import render_document

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = needs_chromium

SHEETS = request_for("sheets", questions=("communication:3,10,13", "support:1"))
"""Two chapters: boxes, boxes to tick, a line to write on, and the school's name twice."""
OAK = pack_for("sheets", "oak", questions=("communication:1,2",))
PRACTICE, ACTION, TICK = (
    "communication:telephone:practice",
    "communication:telephone:action",
    "communication:letters-home:reliable-route-home",
)
SCRIPT = Path(__file__).parents[1] / "senaudit" / "editions" / "web" / "sheets.js"
EDITIONS = Path(__file__).parents[1] / "docs" / "editions.md"

HOSTILE = (
    "</script><img src=x onerror=alert(1)> <!-- ]]> {{ guide }} & &amp;",
    "\"double\" 'single' `back` \\ \\n \\u0000 % = + - @",
    "Łukasz, Siân, Wŷdd, €, 👩🏽‍🏫 🦉, e\u0301",
    "\u200fשלום עולם\u200e and العربية",
    "one\ntwo\n\n\n  four\ttab\n",
    "__proto__ constructor \u2028 \u2029",
    "word " * 400,
    "W" * 2000,
)
NO_ANSWERS = (b"", b"null", b"[]", b"not JSON", b"\xff\xfe{\x00}", b'{"senaudit": 1}', b"[" * 99_999, b"%PDF-1.7")


def words(name: str) -> str:
    """Return the words of a message that the page has for those who fill in."""
    return content_of(SHEETS).labels[f"web-{name}"].value


def answers_in(path: Path) -> dict[str, object]:
    answers = json.loads(path.read_text("utf-8"))["answers"]
    assert isinstance(answers, dict)
    return answers


def kept(page: Page) -> int:
    count = page.evaluate("localStorage.length")
    assert isinstance(count, int)
    return count


def filled_in(page: Page) -> dict[str, object]:
    """Fill in every place of a page, and return what is in it."""
    expected: dict[str, object] = {}
    for number, control in enumerate(page.locator("form [name]").all()):
        name = control.get_attribute("name") or ""
        if name in expected:
            continue
        if control.get_attribute("type") == "checkbox":
            control.check()
            expected[name] = True
        else:
            many = control.evaluate("control => control.type === 'textarea'")
            typed = HOSTILE[number % len(HOSTILE)] if many else f'Line {number}: 😀 </script> " שלום'
            control.fill(typed)
            expected[name] = typed
    return expected


def shown(page: Page) -> dict[str, object]:
    """Return what is filled in at every place of a page. Places of one name have the same."""
    found: dict[str, object] = {}
    for control in page.locator("form [name]").all():
        is_tick = control.get_attribute("type") == "checkbox"
        value = control.is_checked() if is_tick else control.input_value()
        name = control.get_attribute("name") or ""
        assert found.setdefault(name, value) == value
    return found


# Kept in the browser


def test_answers_are_there_again_when_the_page_is_opened_again(pages: Pages) -> None:
    page = pages.open(SHEETS)
    assert said(page) == ""
    expected = filled_in(page)
    reopen(page)
    assert shown(page) == expected
    assert said(page) == words("restored")


def test_answers_of_other_schools_groups_and_documents_do_not_mix(pages: Pages) -> None:
    page = pages.open(SHEETS)
    place(page, PRACTICE).fill("of the first page")
    others = [
        pack_for("sheets", "oak", questions=("communication:3",)),
        pack_for("sheets", "both", questions=("communication:3",)),
        request_for("sheets", questions=("communication:3",), audiences=("parents",)),
        request_for("sheets", questions=("communication:3",), audiences=("teachers",)),
        request_for("sheets", questions=("communication:3",)),
        request_for("guide", questions=("communication:3",), with_sheets=True),
    ]
    keys = set()
    for number, other in enumerate(others):
        another = pages.open(other, beside=page)
        keys.add(another.evaluate("document.documentElement.dataset.key"))
        assert place(another, PRACTICE).input_value() == ""
        place(another, PRACTICE).fill(f"of page {number}")
    assert len(keys) == len(others)
    reopen(page)
    assert place(page, PRACTICE).input_value() == "of the first page"


def test_answers_are_there_in_large_print_too(pages: Pages) -> None:
    page = pages.open(SHEETS)
    place(page, PRACTICE).fill("mine")
    large = pages.open(with_changes(SHEETS, large_print=True), beside=page)
    assert place(large, PRACTICE).input_value() == "mine"
    open_file(large, saved(page))
    assert not pages.asked, "a file is for both"


def test_the_school_s_name_is_the_same_on_the_sheets_of_each_chapter(pages: Pages) -> None:
    page = pages.open(SHEETS)
    schools, groups = page.locator("[name=school]"), page.locator("[name='completed-by:parents']")
    assert (schools.count(), groups.count()) == (2, 2)
    schools.last.fill("Elm")
    groups.last.check()
    assert schools.first.input_value() == "Elm"
    assert groups.first.is_checked()
    reopen(page)
    assert [each.input_value() for each in schools.all()] == ["Elm", "Elm"]


def test_two_windows_with_the_same_sheets_show_the_same_answers(pages: Pages) -> None:
    from playwright.sync_api import expect

    path = pages.write(SHEETS)
    page = pages.open(path)
    other = pages.open(path, beside=page)
    place(page, PRACTICE).fill("typed in one")
    expect(place(other, PRACTICE)).to_have_value("typed in one")
    pages.answers = [True]
    press(page, "clear")
    expect(place(other, PRACTICE)).to_have_value("")


FILL_UP = """
for (let size = 1 << 22; size >= 1; size >>= 1) {
  try {
    for (let n = 0; n < 9; n++) localStorage.setItem(`full-${size}-${n}`, "x".repeat(size));
  } catch {}
}
"""


def test_a_browser_that_keeps_nothing_says_so_once_and_asks_before_unsaved_answers_are_lost(pages: Pages) -> None:
    page = pages.open(SHEETS)
    page.evaluate(FILL_UP)
    place(page, PRACTICE).press_sequentially("abc")
    assert said(page) == words("unkept")
    page.evaluate("document.querySelector('output').textContent = ''")
    place(page, PRACTICE).press_sequentially("def")
    assert said(page) == ""
    pages.answers = [True, True]
    reopen(page)
    place(page, PRACTICE).press_sequentially("abc")
    path = saved(page)
    reopen(page)
    assert pages.asked == ["beforeunload"], "answers in a file may be left"
    open_file(page, path)
    page.close(run_before_unload=True)
    assert pages.asked == ["beforeunload"]
    pages.answers = []


def test_a_browser_that_has_room_again_keeps_all_answers(pages: Pages) -> None:
    page = pages.open(SHEETS)
    page.evaluate(FILL_UP)
    place(page, PRACTICE).press_sequentially("abc")
    page.evaluate("localStorage.clear()")
    place(page, PRACTICE).press_sequentially("d")
    page.close(run_before_unload=True)
    assert not pages.asked


def test_a_page_that_is_come_back_to_has_what_was_typed_meanwhile(pages: Pages) -> None:
    """A browser may keep a page as it was left: it has heard of nothing since."""
    page = pages.open(SHEETS)
    place(page, PRACTICE).fill("old")
    page.evaluate("""() => {
      const [key] = Object.keys(localStorage);
      localStorage.setItem(key, localStorage.getItem(key).replace('"old"', '"new"'));
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    }""")
    assert place(page, PRACTICE).input_value() == "new"


@pytest.mark.parametrize("name", ["elements", "dataset", "addEventListener"])
def test_a_place_to_fill_in_may_have_any_id(pages: Pages, name: str) -> None:
    """What a form has of that name is then another thing."""
    path = pages.write(SHEETS)
    path.write_bytes(path.read_bytes().replace(b'name="date"', f'name="{name}"'.encode()))
    page = pages.open(path)
    place(page, name).fill("mine")
    reopen(page)
    assert place(page, name).input_value() == "mine"
    assert answers_in(saved(page)) == {name: "mine"}


def test_a_page_whose_answers_are_kept_may_be_left(pages: Pages) -> None:
    page = pages.open(SHEETS)
    place(page, PRACTICE).press_sequentially("abc")
    page.close(run_before_unload=True)
    assert not pages.asked


def test_what_a_school_has_printed_may_be_altered_and_taken_away(pages: Pages) -> None:
    page = pages.open(OAK)
    assert place(page, "school").input_value() == "Oak Hill Primary School"
    place(page, "school").fill("")
    place(page, "date").fill("July")
    reopen(page)
    assert (place(page, "school").input_value(), place(page, "date").input_value()) == ("", "July")
    path = saved(page)
    assert answers_in(path) == {"school": "", "date": "July"}
    pages.answers = [True]
    press(page, "clear")
    assert place(page, "school").input_value() == "Oak Hill Primary School"
    assert place(page, "date").input_value() == "June 2026"


# Saved to a file, and opened from one


def test_a_message_names_the_file_in_each_of_two_languages(pages: Pages, tmp_path: Path) -> None:
    school = made_translation(tmp_path / "school", "pl")
    page = pages.open(request_for("sheets", school=school, languages=("en", "pl"), questions=("communication:3",)))
    path = saved(page)
    english, _, polish = said(page).partition(" / ")
    assert english == words("saved").replace("{file}", path.name)
    assert polish.endswith(path.name)


def test_a_file_restores_all_answers_byte_for_byte(pages: Pages) -> None:
    page = pages.open(SHEETS)
    expected = filled_in(page)
    first = saved(page)
    assert said(page) == words("saved").replace("{file}", first.name)
    pages.answers = [True]
    press(page, "clear")
    assert said(page) == words("cleared")
    assert kept(page) == 0
    assert not any(shown(page).values())
    open_file(page, first)
    assert said(page) == words("opened").replace("{file}", first.name)
    assert shown(page) == expected
    assert saved(page).read_bytes() == first.read_bytes()


def test_a_file_has_all_that_its_answers_are_collated_by(pages: Pages) -> None:
    page = pages.open(pack_for("sheets", "oak", questions=("communication:2",), audiences=("parents",)))
    place(page, "communication:who-is-who:action").fill("Ask")
    text = saved(page).read_text("utf-8")
    assert text.startswith('{\n  "senaudit": 1,\n')
    file = json.loads(text)
    table = (
        (Path(__file__).parents[1] / "docs" / "editions.md")
        .read_text("utf-8")
        .partition("\nA file of answers has:\n")[2]
    )
    assert re.findall("`([a-z]+)`(?=[^|]* \\| )", table.partition("\n\nAnswers")[0]) == list(file)
    assert text == json.dumps(file, ensure_ascii=False, indent=2) + "\n"
    assert re.fullmatch("[0-9a-f]{16}", file.pop("id"))
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", file.pop("changed"))
    assert re.fullmatch("[0-9a-f]{16}", file.pop("key"))
    question = next(each for each in file["asked"].values() if each.startswith("Question 2"))
    assert file == {
        "senaudit": 1,
        "document": "sheets",
        "title": "Partners with Parents: audit sheets (Communication 2) for Parents, Oak Hill",
        "language": "en-GB",
        "school": "Oak Hill Primary School",
        "group": "parents",
        "edition": "2026",
        "answers": {
            "school": "Oak Hill Primary School",
            "date": "June 2026",
            "communication:who-is-who:action": "Ask",
        },
        "asked": {
            "school": "School",
            "date": "Date",
            "communication:who-is-who:practice": question,
            "communication:who-is-who:action": question.replace("How it is now", "What would help"),
        },
    }


def test_a_file_has_the_ids_of_the_sheets_in_their_order(pages: Pages) -> None:
    page = pages.open(SHEETS)
    expected = filled_in(page)
    file = json.loads(saved(page).read_text("utf-8"))
    document = render_document(SHEETS, content_of(SHEETS))
    blanks = blanks_of(document)
    lines = {blanks[each].line_id for each in document.walk() if each.get("line") and each in blanks}
    assert file["answers"] == expected
    assert list(file["answers"]) == list(file["asked"])
    assert [each for each in file["answers"] if each not in lines] == list(dict.fromkeys(b.id for b in blanks.values()))
    assert all(file["asked"].values())


def test_a_later_file_of_the_same_answers_is_known_by_its_id_and_after_clearing_it_is_another(pages: Pages) -> None:
    page = pages.open(SHEETS)
    place(page, PRACTICE).fill("one")
    first = json.loads(saved(page).read_text("utf-8"))
    reopen(page)
    place(page, PRACTICE).fill("two")
    later = json.loads(saved(page).read_text("utf-8"))
    assert later["id"] == first["id"]
    assert later["changed"] > first["changed"]
    pages.answers = [True]
    press(page, "clear")
    place(page, PRACTICE).fill("one")
    assert json.loads(saved(page).read_text("utf-8"))["id"] != first["id"]


def test_the_proposed_name_of_a_file_says_who_filled_it_in(pages: Pages) -> None:
    page = pages.open(SHEETS)
    place(page, "completed-by:support staff").check()
    place(page, "completed-by:parents").check()
    pattern = (
        r"partners-with-parents-audit-sheets-communication-.*-parents-support-staff-20\d\d-\d\d-\d\d-[0-9a-f]{4}\.json"
    )
    assert re.fullmatch(pattern, saved(page).name)
    key = page.evaluate("document.documentElement.dataset.key")
    pages.answers = [True]
    open_file(page, file_with(pages, id="../\u202e/", key=key))
    assert re.fullmatch(r"partners-with-parents-[\w-]+-\d\d\.json", saved(page).name), "no name ends oddly"


def test_what_is_no_file_of_answers_is_refused_and_changes_nothing(pages: Pages) -> None:
    page = pages.open(SHEETS)
    place(page, PRACTICE).fill("mine")
    files = [
        file_with(pages, senaudit=2),
        file_with(pages, senaudit="1"),
        file_with(pages, answers=[]),
        file_with(pages, answers={PRACTICE: 5}),
        file_with(pages, answers={PRACTICE: {"a": "b"}}),
        file_with(pages, answers={TICK: False}),
        file_with(pages, asked=None),
        file_with(pages, asked={PRACTICE: 1}),
        file_with(pages, school=None),
        file_with(pages, id=7),
    ]
    for number, data in enumerate(
        (b"", b"null", b"[]", b"not JSON", b"\xff\xfe{\x00}", b'{"senaudit": 1}', b"[" * 99999)
    ):
        files.append(pages.folder / f"other-{number}.json")
        files[-1].write_bytes(data)
    files.append(pages.folder / "large.json")
    files[-1].write_text(file_with(pages).read_text("utf-8") + " " * 5_000_000, "utf-8")
    for path in files:
        open_file(page, path)
        assert said(page) == words("unreadable").replace("{file}", path.name)
    page.evaluate("() => { Blob.prototype.text = () => Promise.reject(new DOMException('gone', 'NotFoundError')); }")
    open_file(page, files[0])
    assert said(page) == words("unreadable").replace("{file}", files[0].name), "a file may be gone when it is read"
    assert place(page, PRACTICE).input_value() == "mine"
    assert not pages.asked


def test_a_file_of_another_school_or_of_other_sheets_is_asked_about(pages: Pages) -> None:
    page = pages.open(OAK)
    name = "communication:who-is-who:practice"
    elm = file_with(pages, school="Elm", answers={name: "of Elm"})
    other = file_with(pages, school="Oak Hill Primary School", title="Other sheets", answers={name: "of other sheets"})
    of_elm = words("other-school").replace("{school}", "Elm")
    for path, doubt in ((elm, of_elm), (other, words("other-sheets").replace("{title}", "Other sheets"))):
        pages.answers = [False]
        open_file(page, path)
        assert pages.asked.pop() == f"{doubt}\n\n{words('ask-open')}"
        assert place(page, name).input_value() == ""
        assert said(page) == ""
    pages.answers = [True]
    open_file(page, other)
    assert place(page, name).input_value() == "of other sheets"


def test_answers_that_would_be_replaced_are_asked_about(pages: Pages) -> None:
    page = pages.open(SHEETS)
    place(page, ACTION).fill("first")
    path = saved(page)
    open_file(page, path)
    assert not pages.asked, "the same answers replace nothing"
    place(page, ACTION).fill("second")
    place(page, TICK).check()
    pages.answers = [False, True]
    open_file(page, path)
    assert pages.asked == [f"{words('replaced')}\n\n{words('ask-open')}"]
    assert place(page, ACTION).input_value() == "second"
    open_file(page, path)
    assert place(page, ACTION).input_value() == "first"
    assert not place(page, TICK).is_checked(), "answers of two files do not mix"


def test_answers_to_questions_that_are_not_here_are_said_and_kept_and_written_back(pages: Pages) -> None:
    page = pages.open(SHEETS)
    key = page.evaluate("document.documentElement.dataset.key")
    unknown = {
        "support:gone:practice": "Kept </script>",
        "__proto__": "Kept too",
        "support:gone:tick": True,
        TICK: "text",
    }
    asked = {"support:gone:practice": "Support 9: Current practice", "support:other": "has no answer"}
    path = file_with(pages, key=key, answers={**unknown, PRACTICE: "Known"}, asked=asked)
    pages.answers = [True]
    open_file(page, path)
    assert pages.asked == [f"{words('unknown')}\n\n{words('ask-open')}"]
    reopen(page)
    place(page, PRACTICE).fill("Known still")
    file = json.loads(saved(page).read_text("utf-8"))
    assert file["answers"] == {PRACTICE: "Known still", **unknown}
    assert next(iter(file["answers"])) == PRACTICE
    assert file["asked"]["support:gone:practice"] == "Support 9: Current practice"
    assert "support:other" not in file["asked"]
    pages.answers = [True]
    press(page, "clear")
    assert not answers_in(saved(page))


# While one types


def test_clearing_asks_first(pages: Pages) -> None:
    page = pages.open(SHEETS)
    place(page, PRACTICE).fill("mine")
    pages.answers = [False]
    press(page, "clear")
    assert pages.asked == [words("ask-clear")]
    assert place(page, PRACTICE).input_value() == "mine"
    assert kept(page) == 1


def test_enter_in_a_line_saves_nothing(pages: Pages) -> None:
    page = pages.open(SHEETS)
    place(page, "school").fill("Oak")
    place(page, "school").press("Enter")
    place(page, PRACTICE).press_sequentially("one\ntwo")
    assert place(page, PRACTICE).input_value() == "one\ntwo"
    assert said(page) == ""


def test_an_answer_begins_at_the_side_from_which_its_script_is_written(pages: Pages) -> None:
    page = pages.open(SHEETS)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    places = page.locator("form textarea, form input[type=text], .twin")
    assert set(places.evaluate_all("all => all.map(each => getComputedStyle(each).unicodeBidi)")) == {"plaintext"}


def test_what_is_typed_can_be_undone(pages: Pages) -> None:
    page = pages.open(SHEETS)
    place(page, "school").press_sequentially("Oak")
    place(page, PRACTICE).press_sequentially("one")
    page.keyboard.press("Control+z")
    assert place(page, PRACTICE).input_value() == ""
    page.keyboard.press("Control+Shift+z")
    assert place(page, PRACTICE).input_value() == "one"
    reopen(page)
    assert place(page, PRACTICE).input_value() == "one"


def test_a_box_grows_with_its_answer(pages: Pages) -> None:
    page = pages.open(SHEETS)
    box = place(page, PRACTICE)
    before = box.bounding_box()
    box.fill("A line of an answer\n" * 40)
    after = box.bounding_box()
    assert before
    assert after
    assert after["height"] > 2 * before["height"]
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1")


def test_without_scripts_the_sheets_can_be_read_and_say_so(pages: Pages) -> None:
    page = pages.open(SHEETS, java_script_enabled=False)
    assert page.locator("noscript").inner_text() == words("no-script")
    assert not page.locator(".tools").is_visible(), "its buttons would do nothing"
    place(page, "school").fill("Oak")
    place(page, "school").press("Enter")
    assert page.url.endswith(".html"), "answers do not get into an address"


# The script itself


def test_the_script_is_plain_and_has_no_words_of_its_own() -> None:
    script = SCRIPT.read_text("utf-8")
    assert len(script.splitlines()) <= 300
    assert not re.findall(
        r"\beval\b|new Function|innerHTML|outerHTML|insertAdjacent|document\.write|fetch\(|XMLHttp", script
    )
    used = set(re.findall(r"\bwords\.(\w+)", script))
    known = {re.sub("-(.)", lambda match: match[1].upper(), name.removeprefix("web-")) for name in LABELS}
    assert used
    assert used <= known
