"""The web page edition in a real browser: for all readers, at every size, in light and dark, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest
from asking import pack_for, with_changes
from browser import NARROW, WIDE, Pages, place
from conftest import content_of
from programs import needs_chromium

from senaudit.layout.answers import blanks_of
from senaudit.recipe.request import Request, request_for
from senaudit.recipe.steps import render_document

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = needs_chromium

PART = ("communication:3,10,13", "support:1")
POSTER = request_for("poster")
SHEETS = request_for("sheets", questions=PART)
SHORT = {
    "guide": request_for("guide", questions=PART),
    "guide-with-sheets": request_for("guide", questions=PART, with_sheets=True),
    "sheets": SHEETS,
    "poster": POSTER,
    "sheets-for-parents": request_for("sheets", questions=PART, audiences=("parents",), large_print=True),
    "school-sheets": pack_for("sheets", "both", questions=PART),
    "school-poster": pack_for("poster", "oak", text_size=24),
}
WHOLE = {
    "guide-with-sheets": pack_for("guide", "both", with_sheets=True),
    "large-guide-with-sheets": request_for("guide", with_sheets=True, text_size=24),
    "sheets": request_for("sheets"),
}
DOCUMENTS = [
    *(pytest.param(request, id=name) for name, request in SHORT.items()),
    *(pytest.param(request, id=f"whole-{name}", marks=pytest.mark.slow) for name, request in WHOLE.items()),
]
RULES = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22a", "wcag22aa", "wcag22aaa"),
    "best-practice",
]
CONTROLS = "a[href], button, input, textarea, select, summary, [tabindex='0']"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_axe_finds_nothing_in_light_and_dark_wide_and_narrow(pages: Pages, document: Request) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = pages.open(document)
    pairs = [("light", WIDE), ("dark", NARROW)]
    for scheme, size in pairs if document in WHOLE.values() else [*pairs, ("light", NARROW), ("dark", WIDE)]:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
        assert found["passes"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == [], f"{scheme} {size}"


WORDS = "form textarea, form input[type=text]"
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter(element => {
  const box = element.getBoundingClientRect();
  return box.width && (box.right > innerWidth + 0.5 || box.left < -0.5);
}).map(element => element.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_is_wider_than_a_narrow_window_or_a_page_at_400_per_cent(pages: Pages, document: Request) -> None:
    page = pages.open(document, viewport=NARROW, device_scale_factor=4)
    page.eval_on_selector_all(WORDS, "controls => controls.forEach(control => { control.value = 'W'.repeat(2000); })")
    skip = page.evaluate(TOO_WIDE)
    assert [each for each in skip if 'class="skip"' not in each] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


# By the keyboard, and as heard


def names_of(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield the role, the name and the description of each control in the accessibility tree, in the page's order."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    for index in range(page.locator(CONTROLS).count()):
        found = session.send("Runtime.evaluate", {"expression": f'document.querySelectorAll("{CONTROLS}")[{index}]'})
        only = {"objectId": found["result"]["objectId"], "fetchRelatives": False}
        (node,) = session.send("Accessibility.getPartialAXTree", only)["nodes"]
        yield tuple(node.get(key, {}).get("value", "") for key in ("role", "name", "description"))
    session.detach()


FOCUSED = f"""() => {{
  const element = document.activeElement, box = element.getBoundingClientRect(), style = getComputedStyle(element);
  const bar = element.closest(".tools") ? null : document.querySelector(".tools")?.getBoundingClientRect();
  const isSeen = box.bottom > 0 && box.top < innerHeight && !(bar && box.top < bar.bottom && box.bottom > bar.top);
  return [[...document.querySelectorAll("{CONTROLS}")].indexOf(element), style.outlineStyle, isSeen];
}}"""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_control_is_reached_by_the_tab_key_in_order_and_is_seen(pages: Pages, document: Request) -> None:
    page = pages.open(document)
    count = page.locator(CONTROLS).count()
    assert count > 5 or document.kind == "poster"
    for index in range(count):
        page.keyboard.press("Tab")
        place_of, outline, is_seen = page.evaluate(FOCUSED)
        assert place_of == index
        assert outline != "none", f"control {index} shows no focus"
        assert is_seen, f"control {index} is covered"


LONG_MESSAGE = (
    "output => output.textContent = 'Saved with your downloads as: sheets-for-teachers-of-a-school.json '.repeat(2)"
)


@pytest.mark.parametrize("document", [SHEETS, with_changes(SHEETS, large_print=True, text_size=24)])
def test_the_buttons_cover_nothing_on_a_tablet_whatever_the_last_message(pages: Pages, document: Request) -> None:
    page = pages.open(document, viewport={"width": 768, "height": 900})
    page.locator("output").evaluate(LONG_MESSAGE)
    page.locator("textarea").last.focus()
    for key in ["Shift+Tab"] * (page.locator(CONTROLS).count() - 12):
        page.keyboard.press(key)
        place_of, _, is_seen = page.evaluate(FOCUSED)
        assert is_seen, f"control {place_of} is covered"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_control_has_a_name_and_every_place_to_fill_in_one_of_its_own(pages: Pages, document: Request) -> None:
    page = pages.open(document)
    ids = page.eval_on_selector_all(CONTROLS, "controls => controls.map(control => control.name || '')")
    heard: dict[tuple[str, str], str] = {}
    for answer, (role, name, description) in zip(ids, names_of(page), strict=True):
        assert name.strip(), f"a {role} has no name"
        if answer:
            assert heard.setdefault((role, f"{name} {description}"), answer) == answer, "two places sound alike"
    assert {answer for answer in ids if answer} == ids_of(document)


def ids_of(document: Request) -> set[str]:
    """Return the ids of all that can be filled in on a document's sheets."""
    tree = render_document(document, content_of(document))
    blanks = blanks_of(tree)
    lists = [each for each in tree.walk() if each.get("kind") == "tick"]
    both = [item for each in lists for item in each.elements if item.get("line")]
    return {blank.id for blank in blanks.values()} | {blanks[item].line_id for item in both if item in blanks}


def test_the_first_tab_leads_past_the_contents(pages: Pages) -> None:
    page = pages.open(SHORT["guide"])
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    box = skip.bounding_box()
    assert box
    assert box["x"] >= 0 <= box["y"]
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash.length > 1 && document.querySelector(location.hash) !== null")


def test_a_message_is_heard_politely(pages: Pages) -> None:
    page = pages.open(SHEETS)
    snapshot = page.locator(".tools").aria_snapshot()
    assert "status" in snapshot
    assert page.locator("output").evaluate("output => output.ariaLive !== 'assertive'")


# Colours


def lightness(page: Page, selector: str, what: str) -> float:
    """Return how light a colour is: 0 is black, and 255 is white."""
    value = page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{what}")
    numbers = [float(each) for each in re.findall(r"[\d.]+", value)]
    return sum(numbers[:3]) / 3


@pytest.mark.parametrize("name", ["guide", "sheets", "poster"])
def test_a_page_is_light_or_dark_as_its_reader_has_chosen(pages: Pages, name: str) -> None:
    page = pages.open(SHORT[name], color_scheme="light")
    page.evaluate("document.body.append(document.createElement('canvas'))")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        words = lightness(page, "main p", "color")
        assert words < 90 if scheme == "light" else words > 165


def test_in_forced_colours_every_place_to_fill_in_has_an_edge(pages: Pages) -> None:
    page = pages.open(SHEETS, forced_colors="active", color_scheme="dark")
    for control in page.locator("form textarea, form input[type=text], form button").all():
        edges = control.evaluate(
            "control => [getComputedStyle(control).borderStyle, getComputedStyle(control).borderWidth]"
        )
        assert edges[0] != "none"
        assert not edges[1].startswith("0")


# On paper


def printed(page: Page, folder: Path) -> list[str]:
    """Return the words of each page of paper, without spaces and hyphens: a line may be broken at either.

    The pages of all but a poster are numbered. The number is left out.
    """
    path = folder / "printed.pdf"
    page.pdf(path=path, format="A4")
    paper = pypdfium2.PdfDocument(path)
    try:
        words = [re.sub(r"[\s\ufffe\u00ad\u200b-]", "", sheet.get_textpage().get_text_bounded()) for sheet in paper]
    finally:
        paper.close()
    if page.locator("body.poster").count():
        return words
    numbers = [f"{number}/{len(words)}" for number in range(1, len(words) + 1)]
    assert [sheet[: len(number)] for sheet, number in zip(words, numbers, strict=True)] == numbers
    return [sheet.removeprefix(number) for sheet, number in zip(words, numbers, strict=True)]


SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")].filter(element =>
  element.checkVisibility() && !element.closest(".unseen, .what, script") &&
  (element.matches("input, textarea") || [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
).map(element => parseFloat(getComputedStyle(element).fontSize)))"""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_type_on_paper_is_12_points_at_least_and_14_in_large_print(pages: Pages, document: Request) -> None:
    page = pages.open(document)
    for control in page.locator("form textarea").all()[:3]:
        control.fill("A long answer. " * 50)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    appearance = document.appearance
    least = 20 if document.kind == "poster" else appearance.text_size or (14 if appearance.large_print else 12)
    assert page.evaluate(SMALLEST) * 0.75 >= least - 0.01


@pytest.mark.parametrize("large", [False, True])
def test_an_empty_box_has_36_mm_on_paper_and_no_row_is_on_two_pages(pages: Pages, large: bool) -> None:
    page = pages.open(with_changes(SHEETS, large_print=large))
    page.set_viewport_size({"width": 660, "height": 900})
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    heights = page.eval_on_selector_all(".answer .twin", "twins => twins.map(twin => twin.offsetHeight / 96 * 25.4)")
    assert len(heights) == 8
    assert min(heights) >= 36
    breaks = page.eval_on_selector_all(".row", "rows => rows.map(row => getComputedStyle(row).breakInside)")
    assert set(breaks) == {"avoid"}


LONG = 2000


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(SHORT["sheets"], id="part"),
        pytest.param(SHORT["sheets-for-parents"], id="large-print"),
        pytest.param(WHOLE["sheets"], id="whole", marks=pytest.mark.slow),
    ],
)
def test_a_print_has_every_answer_in_full_and_begins_it_on_the_page_of_its_question(
    pages: Pages, document: Request
) -> None:
    page = pages.open(document)
    boxes = page.locator("form textarea").all()
    assert len(boxes) >= 8
    for number, box in enumerate(boxes):
        words = f"Begin{number:02} " + "some words of an answer " * 100
        box.fill(f"{words[: LONG - 6]} End{number:02}")
    place(page, "school").fill("A long name of a school, which a line on paper shows only a part of, to its very end")
    sheets = printed(page, pages.folder)
    whole = "".join(sheets)
    for number, box in enumerate(boxes):
        answer = re.sub(r"\s", "", box.input_value())
        assert answer in whole, f"box {number} is cut off"
        assert whole.count(f"End{number:02}") == 1
    names = page.locator(".answer > label").all_inner_texts()
    questions = page.locator(".row > .cell").all_inner_texts()
    for number in range(len(boxes)):
        before = "" if number % 2 else questions[number // 2][-20:]
        beginning = re.sub(r"[\s-]", "", f"{before}{names[number]}Begin{number:02}")
        assert any(beginning in each for each in sheets), f"box {number} begins on a page without its name"
    assert "toitsveryend" in whole
    assert page.locator(".twin").count() == 0, "the page is as it was"


SEEN = """() => {
  const copy = document.querySelector("main").cloneNode(true);
  for (const element of copy.querySelectorAll(".unseen, .what, .tools, .private, noscript, nav")) element.remove();
  return copy.textContent;
}"""


@pytest.mark.parametrize("script", [True, False])
def test_boxes_that_do_not_fit_below_a_long_question_go_to_the_next_page_whole(pages: Pages, script: bool) -> None:
    large = request_for("sheets", questions=("involvement:7",), large_print=True, text_size=24)
    page = pages.open(large, java_script_enabled=script)
    page.pdf(path=pages.folder / "printed.pdf", format="Letter")
    paper = pypdfium2.PdfDocument(pages.folder / "printed.pdf")
    heads = [sheet.get_textpage().get_text_bounded().count("Points for action") for sheet in paper]
    paper.close()
    assert heads[-1] == sum(heads) == 1, "a page with a part of a box has no words"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_print_has_all_words_of_the_page_and_no_buttons(pages: Pages, document: Request) -> None:
    page = pages.open(document)
    sheets = printed(page, pages.folder)
    assert all(sheets), "no page is empty"
    whole = "".join(sheets)
    missing = [word for word in re.split("[\\s\u00ad\u200b-]+", page.evaluate(SEEN)) if word not in whole]
    assert missing == []
    for button in page.locator("button, .private").all():
        assert re.sub(r"\s", "", button.inner_text()) not in whole


# What a page may do


def test_a_page_runs_no_script_and_loads_no_file_but_its_own(pages: Pages) -> None:
    page = pages.open(SHEETS)
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'run'";
      const picture = document.createElement("img");
      picture.src = "https://example.org/x.png";
      const button = document.createElement("button");
      button.setAttribute("onclick", "document.title = 'run'");
      document.body.append(script, picture, button);
      button.click();
      fetch("https://example.org/x.json").catch(() => {});
    }""")
    page.wait_for_timeout(100)
    assert page.title() != "run"
    assert len(pages.told) >= 4
    assert all("Content Security Policy" in each for each in pages.told)
    pages.told.clear()


@pytest.mark.parametrize("name", ["guide", "poster"])
def test_a_page_without_sheets_has_no_script_and_nothing_to_fill_in(pages: Pages, name: str) -> None:
    page = pages.open(SHORT[name])
    assert page.locator("script, form, textarea, input, button, [data-key]").count() == 0
