"""The colours of SVGs: those that the renderer does not know are settled as CSS says, or the drawing is refused."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from PIL import Image

from senaudit.pictures.raster import PictureFile, read_picture
from senaudit.pictures.svg_colours import NestedRuleError, UnknownColourError, settled
from senaudit.pictures.svg_renderer import draw
from senaudit.problems import Place, SenauditError

PLACE = Place(Path("school.yaml"), 2, 7, "logo: logo.svg", 8)
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="20">'
SIZE = 'width="20" height="20"'
RED, HALF_RED, BLUE = (204, 0, 0), (229, 127, 127), (0, 0, 204)
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def drawing(inside: str) -> str:
    return f"{OPEN}{inside}</svg>"


def colour(inside: str) -> object:
    """Return the colour in the middle of a drawing."""
    return Image.open(BytesIO(draw(OPEN, drawing(inside), 400))).convert("RGB").getpixel((10, 10))


def unknown(inside: str) -> str:
    """Return the colour for which a drawing is refused."""
    with pytest.raises(UnknownColourError) as raised:
        settled(drawing(inside))
    return str(raised.value)


NOT_KNOWN = [
    "color(display-p3 0.8 0 0)",
    "lab(50% 40 59)",
    "lch(52% 72 50)",
    "oklab(60% 0.1 0.1)",
    "oklch(0.6 0.2 30)",
    "color-mix(in srgb, red, blue)",
    "icc-color(ink, 0.1)",
    "device-cmyk(0 1 1 0)",
    "light-dark(red, blue)",
    "var(--missing)",
    "CanvasText",
    "brand",
    "#12345",
    "rgb(204, 0%, 0)",
    "color()",
]
SRGB = {
    "rebeccapurple": (102, 51, 153),
    "RebeccaPurple": (102, 51, 153),
    "hwb(0 0% 20%)": RED,
    "rgb(204 0 0)": RED,
    "rgb(204 0 0 / 50%)": HALF_RED,
    "rgb(80% 0% 0% / .5)": HALF_RED,
    "rgba(204, 0, 0, 50%)": HALF_RED,
    "hsl(0deg 100% 40%)": RED,
    "hsl(1turn 100% 40% / 0.5)": HALF_RED,
    "color(srgb 0.8 0 0)": RED,
    "#CC0000 icc-color(ink, 0.1, 0.2)": RED,
    "rgb(none 0 0)": BLACK,
    "var(--missing, #c00)": RED,
    "var(--missing, var(--gone, rgb(204 0 0 / 50%)))": HALF_RED,
    "rgb(var(--missing, 204), 0, 0)": RED,
    "#C00": RED,
    "DarkBlue": (0, 0, 139),
}
WAYS = {
    "an attribute": '<rect {size} fill="{}"/>',
    "a style": '<rect {size} style="fill: {}"/>',
    "a style sheet": "<style>.a {{ fill: {} }}</style><rect {size} class='a'/>",
    "an outline": '<rect {size} fill="none" stroke-width="40" style="stroke:{};"/>',
    "a colour shift": "<linearGradient id='g'><stop stop-color='{}'/></linearGradient><rect {size} fill='url(#g)'/>",
    "a flood": "<filter id='f'><feFlood style='flood-color:{}'/></filter><rect {size} filter='url(#f)'/>",
    "the current colour": '<g color="{}"><rect {size} fill="currentcolor"/></g>',
}


def way(name: str, value: str) -> str:
    return WAYS[name].replace("{size}", SIZE).replace("{{", "{").replace("}}", "}").replace("{}", value)


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("value", SRGB)
def test_a_colour_of_srgb_is_printed_in_whatever_spelling(name: str, value: str) -> None:
    assert colour(way(name, value)) == SRGB[value]


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("value", NOT_KNOWN)
def test_a_colour_that_is_not_known_is_refused_if_there_is_no_other(name: str, value: str) -> None:
    assert unknown(way(name, value)) == value


INSTEAD = {
    "the declaration before it": '<rect {} style="fill:#c00;fill:?;fill-opacity:1"/>',
    "the declaration after it": '<rect {} style="fill:?;fill:#c00"/>',
    "its attribute": '<rect {} fill="#c00" style="fill:?"/>',
    "the declaration before it in a sheet": "<style>rect{fill:#c00;fill:?}</style><rect {}/>",
    "a rule that counts less": "<style>#a{fill:?} rect{fill:#c00}</style><rect {} id='a'/>",
    "a rule, for a style": "<style>rect{fill:#c00}</style><rect {} style='fill:?'/>",
    "an attribute, for a sheet": "<style>rect{fill:?}</style><rect {} fill='#c00'/>",
    "an important one": "<style>rect{fill:#c00 !important}</style><rect {} fill='#00c' style='fill:?'/>",
    "the group's": "<g fill='#c00'><rect {} fill='?'/></g>",
    "the group's, by a rule": "<style>g > .x{fill:#c00}</style><g><g class='x y'><rect {} style='fill:?'/></g></g>",
    "its fallback": "<rect {} fill='url(#none) #c00' stroke='none' style='fill:?'/>",
    "a stop's attribute": "<linearGradient id='g'><stop stop-color='#c00' style='stop-color:?'/></linearGradient>"
    "<rect {} fill='url(#g)'/>",
    "a sheet in CDATA": "<style><![CDATA[rect{fill:#c00;fill:?}]]></style><rect {}/>",
    "a rule after a broken one": "<style>rect:nonsense(x){fill:#00c} @x{y} rect{fill:#c00;fill:?}</style><rect {}/>",
    "colours of children": "<g fill='?'><rect {} fill='#c00'/></g>",
}


@pytest.mark.parametrize("value", [NOT_KNOWN[0], "var(--missing)", "oklch(0.6 0.2 30)", "nonsense"])
@pytest.mark.parametrize("what", INSTEAD)
def test_in_place_of_a_colour_that_is_not_known_the_one_before_it_counts(what: str, value: str) -> None:
    assert colour(INSTEAD[what].replace("{}", SIZE).replace("?", value)) == RED


def test_a_colour_shift_that_is_there_needs_no_colour_in_its_place() -> None:
    shift = "<linearGradient id='g'><stop stop-color='#c00'/></linearGradient>"
    for address in ("#g", " #g ", '"#g"', " &apos;#g&apos; "):
        assert colour(f"{shift}<rect {SIZE} fill='url({address}) lab(50% 1 1)'/>") == RED


VARIABLES = {
    "in the root": "<style>:root{--brand:#c00}</style><rect {} fill='var(--brand)'/>",
    "in a style": "<g style='--brand:#c00'><rect {} style='fill:var(--brand, #00c)'/></g>",
    "in a rule": "<style>svg{--brand:#c00} .a{fill:var( --brand )}</style><rect {} class='a'/>",
    "by another": "<style>:root{--a:var(--b);--b:hwb(0 0% 20%)}</style><rect {} fill='var(--a)'/>",
    "nearer": "<style>:root{--a:#00c} g{--a:#c00}</style><g><rect {} fill='var(--a)'/></g>",
    "in a channel": "<style>:root{--r:204 0 0}</style><rect {} style='fill:rgb(var(--r) / 100%)'/>",
    "with capitals": "<style>:root{--Brand:#c00;--brand:#00c}</style><rect {} fill='var(--Brand)'/>",
    "not understood": "<style>:root{--a:lab(50% 1 1)}</style><rect {} fill='#c00' style='fill:var(--a)'/>",
    "of itself": "<style>:root{--a:var(--a)}</style><rect {} fill='#c00' style='fill:var(--a)'/>",
    "of themselves, with a fallback": "<style>:root{--a:var(--b);--b:var(--a)}</style><rect {} fill='var(--a, #c00)'/>",
    "that unfold": "<style>:root{--a0:#c00;"
    + "".join(f"--a{n}:{f'var(--a{n - 1}) ' * 2};" for n in range(1, 15))
    + "}</style><rect {} fill='#c00' style='fill:var(--a14)'/>",
}


@pytest.mark.parametrize("what", VARIABLES)
def test_a_variable_has_the_value_that_is_defined_for_it_or_its_fallback(what: str) -> None:
    assert colour(VARIABLES[what].replace("{}", SIZE)) == RED


@pytest.mark.parametrize(
    "line",
    [
        "<style>:root{--w:40}</style><path d='M0 0H20' stroke='#c00' style='stroke-width:var(--w)'/>",
        "<style>path{stroke:#c00;stroke-width:1;stroke-width:var(--w, 40)}</style><path d='M0 0H20'/>",
        "<path d='M0 0H20' stroke='#c00' stroke-width='var(--w, 40)'/>",
        "<path d='M0 0H20' style='stroke:#c00;stroke-width:40;stroke-width:var(--w)'/>",
        f"<rect {SIZE} fill='#c00'/><rect {SIZE} style='fill:#00c;display:var(--d, none)'/>",
    ],
)
def test_variables_hold_for_all_that_a_style_says(line: str) -> None:
    assert colour(line) == RED


@pytest.mark.parametrize(
    "media", ["(prefers-color-scheme: dark)", "screen", "PRINT", "screen, print", "(prefers-color-scheme: light)"]
)
def test_a_sheet_for_screens_does_not_hold(media: str) -> None:
    sheets = f"<style>rect{{fill:#c00}}</style><style media='{media}'>rect{{fill:#00c}}</style>"
    assert colour(f"{sheets}<rect {SIZE}/>") == (BLUE if "print" in media.lower() or "light" in media else RED)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("CURRENTCOLOR", BLUE),
        ("inherit", RED),
        ("unset", RED),
        ("revert", RED),
        ("initial", BLACK),
        ("NONE", (255,) * 3),
    ],
)
def test_the_words_of_css_are_understood(value: str, meant: object) -> None:
    assert colour(f"<g fill='#c00' color='#00c'><rect {SIZE} style='fill:{value}'/></g>") == meant


@pytest.mark.parametrize(
    "sheet",
    [
        "rect{fill:#c00} @media (prefers-color-scheme: dark){rect{fill:#fff}}",
        "@media (prefers-color-scheme: light){rect{fill:#c00}} @media (prefers-color-scheme:dark){rect{fill:#fff}}",
        "@media screen{rect{fill:#00c}} @media screen, print {rect{fill:#c00;fill:lab(1% 1 1)}}",
        ":root{--ink:#fff} @media print{:root{--ink:#c00}} rect{fill:var(--ink)}",
        "@layer brand{@media all{rect{fill:#c00}}}",
        "@import 'x'; @layer a, b; rect{fill:hwb(0 0% 20%)}",
    ],
)
def test_the_rules_for_paper_hold_and_those_for_screens_do_not(sheet: str) -> None:
    assert colour(f"<style>{sheet}</style><rect {SIZE} fill='#00c'/>") == RED


def test_a_shape_of_which_no_colour_is_said_stays_black() -> None:
    assert colour(f"<rect {SIZE}/><g fill='lab(1% 1 1)'/>") == BLACK


def test_what_is_no_colour_stays_as_it_is_when_colours_are_settled() -> None:
    sheet = "<style>.a{fill:rebeccapurple;opacity:.5} @media print{.a{opacity:1}}</style>"
    text = settled(drawing(f"{sheet}<rect {SIZE} class='a' style='stroke:none;fill-opacity:1'/>"))
    assert ".a{opacity:.5}" in text
    assert 'style="fill-opacity:1"' in text
    assert 'fill="#663399"' in text


def test_a_drawing_of_plain_colours_is_not_changed_and_loads_no_reader_of_css() -> None:
    plain = (
        "<style>.a{fill:#c00;stroke:none} .b{fill:url(#g)}</style><linearGradient id='g'><stop stop-color='#00F'/>"
        "</linearGradient><path style='fill:rgb(1, 2, 3);stroke:currentColor' class='a'/><path fill='black'/>"
    )
    code = (
        "import sys; from senaudit.pictures.svg_colours import settled;"
        "print(settled(sys.argv[1]) == sys.argv[1], 'tinycss2' in sys.modules, 'cssselect2' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, drawing(plain)], cwd=Path(__file__).parents[1], capture_output=True, text=True
    )
    assert done.stdout.split() == ["True", "False", "False"], done.stderr


@pytest.mark.parametrize(
    "hidden",
    ["f\\69ll:lab(1% 1 1)", "fill/**/:lab(1% 1 1)", "f&#105;ll:lab(1% 1 1)", "FILL:lab(1% 1 1)", "fill :\nlab(1% 1 1)"],
)
def test_a_colour_in_an_odd_spelling_is_not_missed(hidden: str) -> None:
    assert unknown(f'<rect {SIZE} style="{hidden}"/>') == "lab(1% 1 1)"


PIECES = (
    *(
        "fill",
        "stroke",
        "color",
        ":",
        ";",
        "{",
        "}",
        "(",
        ")",
        ",",
        "/",
        "%",
        "1",
        "50%",
        "'",
        '"',
        "/*",
        "*/",
        "\\",
        "é",
    ),
    *("var(", "--a", "--b", "#c00", "red", "lab(1% 2 3)", "color()", "rgb(", "hwb(0 0% 20%)", "url(", "#g", "inherit"),
    *("@media", "print", "@layer", "!important", ".a", "rect", ">", "~", "*", ":root", ":not(", "::before", "[", "]"),
    *("=", "<!--", "-->", "&", "calc(", ":nth-child(", "2n+1", "|", "none", " ", "\n", "é"),
)


@pytest.mark.parametrize("seed", range(300))
def test_any_style_is_settled_or_refused(seed: int) -> None:
    """The styles are made of pieces of CSS in any order; a seed makes them repeatable."""
    chance = random.Random(seed)
    sheet, style, fill = (escape("".join(chance.choices(PIECES, k=chance.randint(1, most)))) for most in (30, 12, 8))
    style, fill = style.replace('"', "&quot;"), fill.replace('"', "&quot;")
    with suppress(UnknownColourError, NestedRuleError):
        settled(drawing(f'<style>{sheet}</style><g style="{style}"><rect class="a" fill="{fill}"/></g>'))


def test_a_picture_of_an_unknown_colour_is_refused_at_its_place_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(drawing(f"<rect {SIZE} fill='oklch(0.6 0.2 30)'/>"), "utf-8")
    with pytest.raises(SenauditError) as raised:
        read_picture(PictureFile(tmp_path / "logo.svg", PLACE), 144.0, 144.0)
    (problem,) = raised.value.problems
    assert problem.place == PLACE
    assert (
        problem.message
        == "“logo.svg” has the colour “oklch(0.6 0.2 30)”, which cannot be printed, and no other in its place"
    )
    assert problem.hint == "save it as PNG"


@pytest.mark.parametrize("sheet", ["svg { .a { fill: #c00 } }", "@media print { g, svg { rect { fill: #c00 } } }"])
def test_a_rule_in_another_is_refused_for_it_would_be_black(tmp_path: Path, sheet: str) -> None:
    (tmp_path / "logo.svg").write_text(drawing(f'<style>{sheet}</style><rect class="a" {SIZE}/>'), "utf-8")
    with pytest.raises(SenauditError) as raised:
        read_picture(PictureFile(tmp_path / "logo.svg", PLACE), 100, 100)
    (problem,) = raised.value.problems
    assert problem.kind == "drawing-with-nested-rule"
    assert "has a style inside another, in “" in problem.message
    assert problem.hint == "save it as PNG"


def test_the_red_of_a_drawing_program_for_new_screens_is_red(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" '
        'fill="#CC0000" style="fill:#CC0000;fill:color(display-p3 0.8000 0.0000 0.0000);fill-opacity:1;"/></svg>',
        "utf-8",
    )
    pixels, _, _ = read_picture(PictureFile(tmp_path / "logo.svg", PLACE), 144.0, 144.0)
    assert pixels.image.getpixel((300, 100)) == RED
