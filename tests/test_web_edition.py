"""The web page edition, without a browser: every word once and in order, names, links, headings, digests, colours."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from asking import documents_of_a_school, pack_for
from conftest import content_of
from PIL import Image
from school_pack import ALT, LONG
from test_cli import run
from test_text_edition import GROUPS, TERMS, heading_with, number_before, words

from senaudit.editions.edition_input import EditionInput
from senaudit.editions.web.ids import Ids
from senaudit.editions.web.page import page_of
from senaudit.editions.web.writer import Levels
from senaudit.layout.answers import blanks_of
from senaudit.layout.markup import Element, parse
from senaudit.layout.render import STAMP
from senaudit.recipe.request import KINDS, TEXT_SIZES, Request, request_for
from senaudit.recipe.steps import build, render_document

FOLDER = Path(__file__).parents[1] / "senaudit" / "editions" / "web"
STYLE = (FOLDER / "page.css").read_text("utf-8")
SCRIPT = (FOLDER / "sheets.js").read_text("utf-8")

EMPTY = {"meta", "img", "input", "br", "hr", "link", "base"}
"""Elements of HTML that have no end."""

LINES = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "dt", "label", "legend", "button", "title", "textarea", "output"}
"""Elements that hold words, and no blocks."""


@dataclass
class Node:
    """An element of a page."""

    name: str
    attributes: dict[str, str]
    around: Node | None = None
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, *names: str) -> list[Node]:
        return [each for each in self.walk() if each.name in names]

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def is_a(self, kind: str) -> bool:
        return kind in self.get("class").split()

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def inside(self, name: str) -> bool:
        return self.around is not None and (self.around.name == name or self.around.inside(name))


class Reader(HTMLParser):
    """Reads a page that is written without a mistake: each element ends, and an attribute stands once."""

    def __init__(self) -> None:
        super().__init__()
        self.root = self.open = Node("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), (tag, attrs)
        assert self.open.name not in LINES or tag in {"span", "strong", "em", "a", "input", "img", "label"}, (
            tag,
            attrs,
        )
        node = Node(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(node)
        if tag not in EMPTY:
            self.open = node

    def handle_endtag(self, tag: str) -> None:
        assert self.open.name == tag, f"</{tag}> ends <{self.open.name}>"
        assert self.open.around
        self.open = self.open.around

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def page(data: bytes) -> Node:
    reader = Reader()
    reader.feed(data.decode("utf-8"))
    reader.close()
    assert reader.open is reader.root, f"<{reader.open.name}> does not end"
    return reader.root


def pack(kind: str, name: str = "oak", **choices: object) -> Request:
    return pack_for(kind, name, format="html", with_sheets=kind == "guide", **choices)  # type: ignore[arg-type]


@cache
def made(request: Request) -> Node:
    return page(build(request, guide=content_of(request)).data)


PACKS = [
    *(pack(kind) for kind in KINDS),
    *(pack(kind, "long", large_print=True) for kind in KINDS),
    pack("sheets", audiences=("parents",), questions=("support:2-3",)),
    request_for("guide", format="html"),
]
every_pack = pytest.mark.parametrize("choices", PACKS, ids=lambda request: f"{request.kind}-{request.appearance.look}")


def written(markup: str, attributes: str = "", kind: str = "guide", lang: str = "en") -> Node:
    """Return the page of a document with this markup."""
    text = f'<document kind="{kind}" title="T" lang="{lang}" {attributes}>{markup}</document>'
    document = parse(text, [], STAMP, {"t": Path("t")})
    return page(page_of(EditionInput(document, "T", {}, False, 12, 1.42, (595.3, 841.9), False, None)))


def sole(node: Node, name: str) -> Node:
    (found,) = node.all(name)
    return found


# The words


def expected(
    element: Element, document: Element, blanks: set[Element], around: tuple[Element, ...] = ()
) -> Iterator[str]:
    """Yield what is to be read of an Element, in order. This is said a second time here, for the comparison."""
    tag, holder = element.tag, around[-1] if around else element
    if tag in ("foot", "head", "continued", "page-break", "header", "page-number", "page-count"):
        return
    if tag == "entry":
        yield from heading_with(document, element.get("to"))
        return
    if tag == "heading":
        yield from number_before(element, holder, document)
    elif (tag == "choice" or (tag == "item" and holder.get("kind") == "tick")) and element not in blanks:
        yield document.get("box")
    elif tag == "answer":
        table, row = around[-2:]
        yield table.elements[0].elements[row.elements.index(element)].text()
    elif tag == "figure" and element.get("alt"):
        yield element.get("alt")
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from expected(child, document, blanks, (*around, element))
    if ((tag == "field" and len(element.elements) == 1) or element.get("line")) and element not in blanks:
        yield document.get("blank")


def read(node: Node) -> Iterator[str]:
    """Yield what is read of a page, without what the page has for those who use it."""
    if node.name in ("script", "style", "head", "noscript") or node.is_a("skip") or node.is_a("tools"):
        return
    if node.is_a("private") or (node.name == "nav" and node.get("aria-label")):
        return
    yield node.get("alt") or node.get("value")
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from read(child)


def compare(root: Node, document: Element) -> None:
    """Assert that a page has all words of a document, in order and once."""
    titled = any(each.get("kind") in ("cover", "poster") for each in document.walk() if each.tag == "heading")
    own = () if titled else (document.get("title"),)
    parts = (*own, *expected(document, document, set(blanks_of(document))))
    assert [word for part in read(root) for word in words(part)] == [word for part in parts for word in words(part)]


@pytest.mark.parametrize("group", GROUPS[:3])
@pytest.mark.parametrize("terms", TERMS)
def test_every_word_of_the_tree_is_on_the_page_in_order_and_once(terms: str, group: str, tmp_path: Path) -> None:
    for request, guide in documents_of_a_school(tmp_path, terms, group, "html"):
        compare(page(build(request, guide=guide).data), render_document(request, guide))


@every_pack
def test_every_word_of_a_pack_is_on_its_page(choices: Request) -> None:
    compare(made(choices), render_document(choices, content_of(choices)))


def test_the_words_of_the_buttons_and_messages_are_the_document_s() -> None:
    """They are content, so that a translation has them too."""
    document = render_document(PACKS[1], content_of(PACKS[1]))
    root = made(PACKS[1])
    assert [each.text() for each in root.all("button")] == [
        document.get(f"web-{action}") for action in ("save", "open", "clear", "print")
    ]
    assert [each.get("data-action") for each in root.all("button")] == ["save", "open", "clear", "print"]
    said = {name: value for name, value in sole(root, "output").attributes.items() if name.startswith("data-")}
    assert said["data-saved"] == document.get("web-saved")
    shown = {"skip", "private", "no-script", "save", "open", "clear", "print"}
    names = {name for name in document.attributes if name.startswith("web-")}
    assert {f"web-{name.removeprefix('data-')}" for name in said} == names - {f"web-{name}" for name in shown}
    assert document.get("web-private") in root.text()
    assert set(re.findall(r"\bwords\.(\w+)", SCRIPT)) == {
        re.sub("-([a-z])", lambda letter: letter[1].upper(), name.removeprefix("data-")) for name in said
    }, "the script says no other words"


# A page that asks nothing of any other place


@every_pack
def test_the_page_loads_nothing_and_its_policy_names_what_it_has_itself(choices: Request) -> None:
    root = made(choices)
    assert not root.all("link", "base", "iframe", "object", "embed", "audio", "video", "svg")
    assert all(each.get("src").startswith("data:image/png;base64,") for each in root.all("img"))
    for node in root.walk():
        assert node.name == "img" or "src" not in node.attributes
        assert not [name for name in node.attributes if name.startswith("on") or name in ("style", "action", "srcset")]
    policy = dict(part.split(" ", 1) for part in policy_of(root).split("; "))
    style, scripts = sole(root, "style"), root.all("script")
    assert policy.pop("style-src") == f"'{digest(style.text())}'"
    assert [policy.pop("script-src")] == [f"'{digest(each.text())}'" for each in scripts] if scripts else True
    assert policy == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'", "img-src": "data:"}
    assert not re.search(r"url\(|@import|@font-face|expression", style.text())


def policy_of(root: Node) -> str:
    (policy,) = (each for each in root.all("meta") if each.get("http-equiv") == "Content-Security-Policy")
    return policy.get("content")


def digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def test_a_page_has_the_script_only_where_there_is_something_to_fill_in() -> None:
    assert [bool(made(choices).all("script")) for choices in PACKS] == [
        *(True, True, False, False),  # guide, sheets, poster, letter
        *(True, True, False, False),
        True,
        False,
    ]
    for choices in PACKS:
        root = made(choices)
        assert [each.text() for each in root.all("script")] == [SCRIPT] * len(root.all("form"))
        assert len(root.all("button")) == 4 * len(root.all("form"))


# Its parts


@every_pack
def test_the_page_says_what_it_is_and_in_which_language(choices: Request) -> None:
    root = made(choices)
    document = render_document(choices, content_of(choices))
    html = sole(root, "html")
    facts = {each.get("name"): each.get("content") for each in root.all("meta")}
    assert (html.get("lang"), html.get("dir")) == ("en-GB", "ltr")
    large = ", large print" if choices.appearance.large_print else ""
    assert sole(root, "title").text() == document.get("title") + large
    assert facts["description"] == document.get("subject")
    assert facts["author"] == document.get("author")
    assert facts["viewport"] == "width=device-width, initial-scale=1", "nobody is kept from enlarging it"
    assert facts["color-scheme"] == "light dark"


@every_pack
def test_ids_stand_once_and_every_reference_leads_somewhere(choices: Request) -> None:
    root = made(choices)
    ids = [each.get("id") for each in root.walk() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[^\s]+", each) for each in ids)
    for node in root.walk():
        named = [each for name in ("for", "aria-labelledby", "aria-describedby") for each in node.get(name).split()]
        assert {*named, *([node.get("href")[1:]] if node.get("href").startswith("#") else [])} <= set(ids), (
            node.attributes
        )
    targets = {each.get("href")[1:] for nav in root.all("nav") for each in nav.all("a")}
    marks = {
        each.get("bookmark") for each in render_document(choices, content_of(choices)).walk() if each.get("outline")
    }
    assert targets == (marks if root.all("nav") else set())


@every_pack
def test_there_is_one_title_and_no_level_of_headings_is_left_out(choices: Request) -> None:
    levels = [int(each.name[1]) for each in made(choices).walk() if re.fullmatch("h[1-6]", each.name)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("1 2 3", "2 3 4"),
        ("1 3 3 2", "2 3 3 3"),
        ("4 1", "2 2"),
        ("2 5 6 5 3", "2 3 4 3 3"),
        ("1 2 3 4 5 6", "2 3 4 5 6 6"),
    ],
)
def test_levels_go_down_by_one_whatever_a_template_has(levels: str, expected: str) -> None:
    open_levels = Levels()
    assert " ".join(map(open_levels.next, levels.split())) == expected


@every_pack
def test_all_stands_in_a_landmark_and_each_landmark_has_a_name_of_its_own(choices: Request) -> None:
    root = made(choices)
    body = sole(root, "body")
    parts = [each for each in body.children if isinstance(each, Node)]
    assert [each.name for each in parts if each.is_a("skip")] == (["a"] if root.all("nav") else [])
    assert parts[0].is_a("skip") == bool(root.all("nav")), "the first of the page"
    assert {each.name for each in parts} - {"a", "script"} <= {"header", "nav", "main"}
    assert sole(root, "main").get("id") == "main"
    regions = [each for each in root.all("section") if "aria-labelledby" in each.attributes]
    assert len({each.get("aria-labelledby") for each in regions}) == len(regions)
    assert len(regions) < 20, "more would be no help"
    assert all(each.get("role") == "note" and each.get("aria-labelledby") for each in root.all("aside"))


@every_pack
def test_lists_are_lists_and_no_control_or_link_is_without_words(choices: Request) -> None:
    root = made(choices)
    for node in root.all("ul", "ol"):
        assert {child.name for child in node.children if isinstance(child, Node)} == {"li"}
        assert not "".join(child for child in node.children if isinstance(child, str)).strip()
    for node in root.all("a", "button", "label", "legend", "h1", "h2", "h3", "h4", "dt", "title"):
        assert node.text().strip(), node
    assert all(node.get("alt") for node in root.all("img"))


# What is filled in


@pytest.mark.parametrize("choices", [each for each in PACKS if each.kind != "poster" and each.sources.school])
def test_every_place_to_fill_in_is_a_control_of_one_form_with_a_name_of_its_own(choices: Request) -> None:
    root = made(choices)
    document = render_document(choices, content_of(choices))
    controls = root.all("input", "textarea")
    assert all(each.inside("form") for each in controls)
    wanted: list[str] = []
    for element, blank in blanks_of(document).items():
        ticked = element.tag == "item" and element.get("line")
        wanted += [blank.id, blank.line_id] if ticked else [blank.id]
    assert [each.get("name") for each in controls] == wanted
    by_id = {each.get("id"): each for each in root.walk() if each.get("id")}
    labels = {each.get("for"): each for each in root.all("label")}
    names: dict[str, set[str]] = {}
    for each in controls:
        named = [by_id[one].text() for one in each.get("aria-labelledby").split()]
        label = labels.get(each.get("id")) or (each.around if each.around and each.around.name == "label" else None)
        name = " ".join(named) or (label.text() if label else "")
        assert name.strip(), each.attributes
        if each.name == "textarea" and not each.is_a("text"):
            assert label is not None
            assert label.text() == named[1], "what is seen is in what is heard"
        described = [by_id[one].text() for one in each.get("aria-describedby").split()]
        names.setdefault(f"{each.get('type')} {name} {described}", set()).add(each.get("name"))
    assert all(len(ids) == 1 for ids in names.values())


def test_what_the_school_has_filled_in_stands_in_its_line_or_box() -> None:
    def filled(name: str) -> list[str]:
        controls = made(pack("sheets", name)).all("input", "textarea")
        return [each.get("value") or each.text() for each in controls if each.get("name") == "school"]

    assert filled("oak") == ["Oak Hill Primary School"] * 3
    assert filled("long") == [LONG] * 3


def test_answers_of_other_schools_and_groups_are_kept_apart_but_not_of_other_looks() -> None:
    several: list[dict[str, object]] = [
        {"kind": "sheets"},
        {"kind": "sheets", "audiences": ("parents",)},
        {"kind": "sheets", "chapters": ("support",)},
        {"kind": "guide"},
        {"kind": "sheets", "name": "both"},
    ]
    keys = [sole(made(pack(**each)), "html").get("data-key") for each in several]  # type: ignore[arg-type]
    assert len(set(keys)) == len(keys)
    assert sole(made(pack("sheets", large_print=True)), "html").get("data-key") == keys[0]
    about = sole(made(pack("sheets", audiences=("parents",))), "html")
    assert (about.get("data-document"), about.get("data-group")) == ("sheets", "parents")
    assert not sole(made(pack("sheets")), "html").get("data-group"), "they are for everybody"
    assert about.get("data-school") == "Oak Hill Primary School"


def test_a_box_on_a_page_that_is_not_filled_in_is_said_and_seen() -> None:
    items = '<list kind="tick"><item><para>Yes</para></item><item line="yes"><para>Other</para></item></list>'
    fields = "<form><field><label>Name</label></field><field><label>For</label><choice>All</choice></field></form>"
    root = written(items + fields, 'unticked="box, not ticked" blank="blank"')
    assert not root.all("input", "form", "script")
    assert words(root.all("ul")[0].text()) == words("Box, not ticked: Yes. Box, not ticked: Other blank")
    assert words(root.all("div")[0].text()) == words("Name blank For Box, not ticked: All")


# Words as typed

HOSTILE = ("</script><script>x</script>", "<!-- --> ]]>", '" onload="x', "&amp; &#65; 'x' `{{ x }}`", "owl 🦉 שלום")


@pytest.mark.parametrize("typed", [*HOSTILE, "</title></textarea></style> <b> \" ' that is a long name"])
def test_what_is_typed_is_on_the_page_as_typed_and_nowhere_in_the_script(tmp_path: Path, typed: str) -> None:
    (tmp_path / "school.yaml").write_text("name: '" + typed.replace("'", "''") + "'\n", "utf-8")
    result = run("build", "sheets", "--school", tmp_path, "--output", tmp_path / "x.html")
    assert result.exit_code == 0, result.stderr
    root = page((tmp_path / "x.html").read_bytes())
    assert sole(root, "title").text().endswith(f", {typed}")
    assert sole(root, "h1").text().endswith(f", {typed}")
    assert sole(root, "html").get("data-school") == typed
    assert {each.get("value") or each.text() for each in root.walk() if each.get("name") == "school"} == {typed}
    assert sole(root, "script").text() == SCRIPT


def test_a_bookmark_may_be_any_words() -> None:
    markup = (
        '<contents/><heading level="1" bookmark="a b/ŵ%" outline="0">One</heading>'
        '<heading level="1" bookmark="main" outline="0">Two</heading>'
        '<para><link href="#a b/ŵ%" kind="reference">there</link></para>'
    )
    document = parse(f'<document kind="guide" title="T" lang="en">{markup}</document>', [], STAMP, {"t": Path("t")})
    ids = Ids(document)
    assert ids.address("a b/ŵ%") == "#a-b-%C5%B5-"
    assert ids.address("main") == "#main-2", "the page has a part of this name already"
    assert [ids.new("school"), ids.new("school"), ids.new("school-2")] == ["school", "school-2", "school-2-2"]
    assert ids.address("nowhere") == "#main"


# Looks


@pytest.mark.parametrize(("size", "expected"), [(None, "116.7%"), *((size, f"{size / 12:.4%}") for size in TEXT_SIZES)])
def test_large_print_is_larger_by_as_much_as_on_paper(size: int | None, expected: str) -> None:
    def shown(**choices: object) -> float:
        style = sole(made(request_for("poster", format="html", **choices)), "style").text()  # type: ignore[arg-type]
        (found,) = re.findall(r"^html \{ font-size: ([\d.]+)%; \}$", style, re.MULTILINE)
        return float(found)

    assert shown() == 100, "the size that the reader has chosen for all pages"
    assert shown(large_print=True, text_size=size) == pytest.approx(float(expected.rstrip("%")), abs=0.1)


def test_sizes_on_the_screen_follow_the_reader_s_own() -> None:
    screen, _, paper = STYLE.partition("/* On paper */")
    assert paper
    assert set(re.findall(r"(?<![\w-])-?[\d.]+(px|pt|mm|cm|in)\b", screen.replace("1px", ""))) == set()
    assert "line-height: 1.5" in STYLE or "/1.5 " in STYLE
    assert "!important" not in STYLE


def colours(scheme: str) -> dict[str, str]:
    start = STYLE.index("@media screen and (prefers-color-scheme: dark)") if scheme == "dark" else 0
    block = STYLE[STYLE.index(":root {", start) :].partition("}")[0]
    return dict(re.findall(r"--([\w-]+): (#\w{6});", block))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours. Source: WCAG 2.2, “contrast ratio”."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_seen_clearly_on_every_ground_in_light_and_dark(scheme: str) -> None:
    colour = colours(scheme)
    assert len(colour) == 13
    for ground in ("paper", "parents", "schools", "guidance"):
        for words_ in ("ink", "quiet", "accent", "link"):
            assert contrast(colour[words_], colour[ground]) >= 7, (words_, ground)
    for edge in ("edge", "parents-bar", "schools-bar", "guidance-bar"):
        assert contrast(colour[edge], colour["paper"]) >= 3, edge
    used = set(re.findall(r"var\(--([\w-]+)\)", STYLE))
    assert used == set(colour)
    assert set(re.findall(r"#\w{3,8}\b", STYLE)) <= {*colours("light").values(), *colours("dark").values(), "#8a8a8a"}


def test_a_poster_is_printed_on_its_usual_paper() -> None:
    assert "@page { size: 297mm 420mm; margin: 14mm; }" in sole(made(PACKS[2]), "style").text()
    assert not [rule for rule in re.findall(r"@page[^{]*{([^}]*)}", STYLE) if "size" in rule], "others take any paper"


# Details


def test_a_logo_is_in_the_page_with_its_words() -> None:
    image = sole(made(PACKS[0]), "img")
    drawn = Image.open(BytesIO(b64decode(image.get("src").partition(",")[2])))
    assert image.get("alt") == ALT
    assert drawn.size == (800, 200), "fine enough for any screen, and no finer"
    assert (image.get("width"), image.get("height")) == ("400", "100")
    assert not made(PACKS[-1]).all("img"), "decoration is left out"


def test_a_link_whose_words_hide_its_address_has_it_for_paper() -> None:
    link = '<para><link href="{}">{}</link></para>'
    away, mail, shown = (
        sole(written(link.format(*each)), "a").attributes
        for each in (("https://a.org/b", "this"), ("mailto:a@b.org", "us"), ("https://a.org", "a.org"))
    )
    assert away == {"href": "https://a.org/b", "data-address": "https://a.org/b"}
    assert mail == {"href": "mailto:a@b.org", "data-address": "a@b.org"}
    assert shown == {"href": "https://a.org"}
    assert "attr(data-address)" in STYLE


def test_parts_in_another_language_say_so() -> None:
    root = written('<para lang="cy">Croeso</para><para>A <strong lang="ar">مرحبا</strong></para>', lang="he-IL")
    html = sole(root, "html")
    assert (html.get("lang"), html.get("dir")) == ("he-IL", "rtl")
    welsh = root.all("p")[0]
    assert (welsh.get("lang"), welsh.get("dir")) == ("cy", "ltr")
    assert sole(root, "strong").attributes == {"lang": "ar"}


def test_steps_keep_their_numbers_and_letters() -> None:
    inner = '<list kind="letter" start="3"><item><para>One</para></item></list>'
    root = written(f'<list kind="number" start="9"><item><label>Name</label><para>Words</para>{inner}</item></list>')
    outer, lettered = root.all("ol")
    assert (outer.get("start"), outer.get("type")) == ("9", "")
    assert (lettered.get("start"), lettered.get("type")) == ("3", "a")


def test_a_template_from_before_this_edition_still_gives_a_page() -> None:
    """It has no words for the links and buttons of a page: these are left out."""
    cells = "".join(f"<cell><para>{head}</para></cell>" for head in ("Q", "Now", "Next"))
    row = '<row><cell><heading level="3" number="2">Why?</heading></cell><answer/><answer/></row>'
    sheets = f'<section kind="sheets"><table kind="audit"><header>{cells}</header>{row}</table></section>'
    root = written(sheets, kind="sheets")
    assert not root.all("button")
    assert [each.text() for each in root.all("h1", "h2")] == ["T", "2. Why?"]
    assert [each.text() for each in root.all("label")] == ["Now", "Next"]


CELLS = "<cell><para>Q</para></cell><cell><para>Now</para></cell><cell><para>Next</para></cell>"
NOTE = '<note kind="guidance"><label level="2">w1</label><para>w2</para></note>'
TICKED = '<list kind="tick"><item line="yes"><list kind="bullet"><item><para>w1</para></item></list></item></list>'
SHEETS = (
    '<section kind="sheets"><form><field id="school"><label>w2</label></field></form>'
    f'<table kind="audit"><header>{CELLS}</header>'
    f'<row id="r"><cell><heading level="3">w3</heading>{TICKED}</cell><answer/><answer/></row></table></section>'
)
TITLE = '<heading level="5" kind="cover">w4</heading>'
UNUSUAL = {
    "a list as a term": f'<list kind="terms"><item>{TICKED}</item></list>',
    "a link in a link": '<para><link href="https://a.org">w1 <link href="https://b.org">w2</link></link></para>',
    "a title after other headings": f'<heading level="3">w1</heading>{TITLE}',
    "a title as a term": f'<list kind="terms"><item>{TITLE}</item></list>',
    "a call-out before a title": f"{NOTE}{TITLE}",
    "a box to tick before a list": TICKED,
    "sheets on the cover": f'<section kind="cover">{TITLE}{SHEETS}</section>',
}


@pytest.mark.parametrize("markup", UNUSUAL.values(), ids=UNUSUAL)
def test_templates_of_one_s_own_may_nest_as_they_like(markup: str) -> None:
    root = written(markup, 'unticked="box, not ticked" blank="blank"')
    headings = [each.name for each in root.walk() if re.fullmatch("h[1-6]", each.name)]
    assert headings[:1] == ["h1"]
    assert headings.count("h1") == 1
    assert not [each for each in root.all("a") if each.inside("a")]
    assert all(
        child.name != "li" or each.name in ("ul", "ol")
        for each in root.walk()
        for child in each.children
        if isinstance(child, Node)
    )
    assert all(each.all("dt") for each in root.all("dl"))
    assert all(each.inside("form") for each in root.all("input", "textarea"))
    assert set(re.findall(r"\bw\d\b", markup)) <= set(re.findall(r"\bw\d\b", root.text()))


def test_a_page_is_the_same_each_time() -> None:
    request = request_for("sheets", questions=("support:2",), format="html")
    assert build(request).data == build(request).data
