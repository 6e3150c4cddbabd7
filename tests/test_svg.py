"""SVG drawings: how they are drawn, that nothing outside is read, and that nothing in them runs or hangs."""

from __future__ import annotations

import base64
import http.server
import random
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from senaudit.pictures import svg
from senaudit.pictures.raster import PictureFile, Pixels, read_picture
from senaudit.problems import Place, Problem, SenauditError

PLACE = Place(Path("school.yaml"), 4, 7, "logo: logo.svg", 8)
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="100">'
LEFT = '<rect width="100" height="100" fill="#f00"/>'
RIGHT = '<rect x="100" width="100" height="100" fill="#00f"/>'
HALVES = LEFT + RIGHT
RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def drawing(inside: str, head: str = "") -> str:
    return f"{head}{OPEN}{inside}</svg>"


def read(folder: Path, text: str | bytes, grey: bool = False) -> Pixels:
    """Return a drawing as pixels, printed 144 points wide."""
    path = folder / "logo.svg"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_picture(PictureFile(path, PLACE, grey), 144.0, 144.0)[0]


def refused(folder: Path, text: str | bytes) -> Problem:
    with pytest.raises(SenauditError) as raised:
        read(folder, text)
    (problem,) = raised.value.problems
    assert problem.place == PLACE
    assert "“logo.svg”" in problem.message
    assert problem.hint
    return problem


def ends(pixels: Pixels) -> tuple[object, object]:
    """Return the colours in the middle of the left and the right half."""
    image, y = pixels.image, pixels.height // 2
    return image.getpixel((pixels.width // 4, y)), image.getpixel((3 * pixels.width // 4, y))


def embedded(kind: str = "PNG", size: tuple[int, int] = (10, 10)) -> str:
    """Return a red picture as a data address."""
    target = BytesIO()
    Image.new("RGB", size, RED).save(target, kind)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(target.getvalue()).decode()}"


# What is drawn

DOCTYPE = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
DRAWN = {
    "shapes": drawing(HALVES),
    "a declaration and the usual document type": drawing(HALVES, '<?xml version="1.0" encoding="UTF-8"?>\n' + DOCTYPE),
    "a style sheet of its own": drawing(
        "<style>.a{fill:#f00} .b{fill:url(#g)}</style><linearGradient id='g'><stop stop-color='#00f'/></linearGradient>"
        "<rect class='a' width='100' height='100'/><rect class='b' x='100' width='100' height='100'/>"
    ),
    "parts used again": drawing(
        '<defs><rect id="r" width="100" height="100"/></defs><use xlink:href="#r" fill="#f00"/>'
        '<use href="#r" x="100" fill="#00f"/>'
    ),
    "a reference in quote marks": drawing(
        LEFT + "<style>.b{fill:url( '#g' )}</style><linearGradient id='g'><stop stop-color='#00f'/></linearGradient>"
        "<rect class='b' x='100' width='50' height='100'/><path style='fill: url(\"#g\")' d='M150 0h50v100h-50z'/>"
    ),
    "a picture inside": drawing(f'<image xlink:href="{embedded()}" width="100" height="100"/>{RIGHT}'),
    "a JPEG inside": drawing(f'{HALVES}<image href="{embedded("JPEG")}" width="10" height="10"/>'),
    "notes of an editor": drawing(f'{HALVES}<metadata><a xmlns="urn:x" about="http://example.org/">x</a></metadata>'),
    "an empty text": drawing(f"{HALVES}<text x='1'> </text><title>A crest</title><desc>Two halves</desc>"),
}  # fmt: skip


@pytest.mark.parametrize("text", DRAWN.values(), ids=DRAWN)
def test_a_drawing_is_printed_with_600_dots_to_the_inch_in_its_colours(tmp_path: Path, text: str) -> None:
    pixels = read(tmp_path, text)
    assert (pixels.mode, pixels.width, pixels.height) == ("RGB", 1200, 600)
    assert ends(pixels) == (RED, BLUE)


PIXELS = 'width="200" height="100"'
UNDECLARED = {
    "no namespace": f"<svg {PIXELS}>{HALVES}</svg>",
    "after the usual lines": f'<?xml version="1.0"?>\n{DOCTYPE}<!-- É --><svg\n {PIXELS}>{HALVES}</svg>',
    "xlink": '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><defs><rect id="r" width="100" '
    'height="100"/></defs><use xlink:href="#r" fill="#f00"/><use xlink:href="#r" x="100" fill="#00f"/></svg>',
    "an editor's own": f'<svg {PIXELS} inkscape:version="1"><sodipodi:namedview/>{HALVES}</svg>',
    "with prefixes": f"<svg:svg {PIXELS}>{HALVES.replace('<rect', '<svg:rect')}</svg:svg>",
}


@pytest.mark.parametrize("text", UNDECLARED.values(), ids=UNDECLARED)
def test_a_drawing_that_lacks_the_declaration_of_a_namespace_is_drawn(tmp_path: Path, text: str) -> None:
    assert ends(read(tmp_path, text)) == (RED, BLUE)


def test_another_namespace_is_named_with_the_right_one(tmp_path: Path) -> None:
    problem = refused(tmp_path, '<svg xmlns="https://www.w3.org/2000/svg/" width="9" height="9"/>')
    assert "“https://www.w3.org/2000/svg/”" in problem.message
    assert "http://www.w3.org/2000/svg" in problem.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_drawing_may_be_saved_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    text = drawing(f"{HALVES}<title>Élan</title>", f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>')
    assert ends(read(tmp_path, text.encode(encoding))) == (RED, BLUE)


def test_what_is_transparent_is_white_and_in_grey_there_is_one_shade_a_pixel(tmp_path: Path) -> None:
    text = drawing(LEFT)
    assert ends(read(tmp_path, text)) == (RED, WHITE)
    grey = read(tmp_path, text, grey=True)
    assert (grey.mode, ends(grey)) == ("L", (76, 255))


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ('width="200" height="100"', 2.0),
        ('viewBox="0 0 30 90"', 1 / 3),
        ('width="100%" height="100%" viewBox="0 0 30 20"', 1.5),
        ('width="40mm" viewBox="0 0 40 10"', 4.0),
        ('height="1" viewBox="-3,-4,1.4,1"', 1.4),
        ('viewBox="0 0 0.5 0.2"', 2.5),
        ('width="3in" height="1.5in" viewBox="0 0 7 7"', 2.0),
    ],
)
def test_a_drawing_keeps_its_own_shape(tmp_path: Path, size: str, shape: float) -> None:
    """It is painted to its last corner: nothing is cut off, and nothing is added."""
    all_of_it = '<rect x="-9999" y="-9999" width="99999" height="99999" fill="#f00"/>'
    pixels = read(tmp_path, f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{all_of_it}</svg>')
    assert pixels.width / pixels.height == pytest.approx(shape, rel=0.002)
    assert max(pixels.width, pixels.height) == 1200
    assert {pixels.image.getpixel((x, y)) for x in (2, pixels.width - 3) for y in (2, pixels.height - 3)} == {RED}


def test_nothing_of_a_small_drawing_is_cut_off(tmp_path: Path) -> None:
    """The renderer would round 1.4 to 1, and lose the right end."""
    small = '<rect width="1.4" height="1" fill="#f00"/><rect x="1.3" width="0.1" height="1" fill="#00f"/>'
    pixels = read(tmp_path, f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1.4 1">{small}</svg>')
    assert (pixels.image.getpixel((9, 9)), pixels.image.getpixel((1190, 9))) == (RED, BLUE)


def test_the_same_drawing_gives_the_same_bytes(tmp_path: Path) -> None:
    text = drawing(f'{HALVES}<circle cx="90" cy="50" r="37.3" opacity="0.37"/>')
    assert read(tmp_path, text) == read(tmp_path, text)


# What is refused

TEN = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
REFUSED = {
    "entities that unfold": drawing("&e9;", f'<!DOCTYPE svg [<!ENTITY e0 "x">{TEN}]>'),
    "an entity that is a file": drawing("&e;", '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "an entity of parameters": drawing("", '<!DOCTYPE svg [<!ENTITY % e SYSTEM "http://example.org/e"> %e;]>'),
    "an entity that nobody declares": drawing("&e;", DOCTYPE),
    "a file": drawing('<image xlink:href="file:///etc/passwd" width="9" height="9"/>'),
    "a path": drawing('<image href="/etc/passwd" width="9" height="9"/>'),
    "a path upwards": drawing('<image href="../secret.png" width="9" height="9"/>'),
    "a Windows path": drawing('<image href="C:\\secret.png" width="9" height="9"/>'),
    "a web address": drawing('<image xlink:href="http://example.org/a.png" width="9" height="9"/>'),
    "an address without a scheme": drawing('<image href="//example.org/a.png" width="9" height="9"/>'),
    "a part of another drawing": drawing('<use href="other.svg#a"/>'),
    "a link": drawing('<a href="https://example.org/"><rect width="9" height="9"/></a>'),
    "a picture in a filter": drawing('<filter id="f"><feImage href="/etc/passwd"/></filter>'),
    "a drawing in the drawing": drawing('<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>'),
    "words that are called a picture": drawing('<image href="data:image/png;base64,PHN2Zy8+" width="9" height="9"/>'),
    "a broken picture": drawing(f'<image href="{embedded()[:90]}" width="9" height="9"/>'),
    "a huge picture": drawing(f'<image href="{embedded(size=(8000, 7000))}" width="9" height="9"/>'),
    "huge pictures": drawing(f'<image href="{embedded(size=(3000, 3000))}" width="9" height="9"/>' * 6),
    "a style from elsewhere": drawing("<style>@import 'http://example.org/a.css';</style>"),
    "a style from elsewhere, in capitals": drawing("<style>@IMPORT 'http://example.org/a.css';</style>"),
    "attributes by its document type": drawing("", '<!DOCTYPE svg [<!ATTLIST rect fill CDATA "url(/etc/passwd)">]>'),
    "a fill from elsewhere": drawing('<rect fill="url(http://example.org/a#b)" width="9" height="9"/>'),
    "a fill from a file": drawing("<rect style=\"fill: URL( 'file:///etc/passwd' )\" width='9' height='9'/>"),
    "a fill from elsewhere, in quote marks": drawing("<path style='fill:url( \" /etc/passwd\")' d='M0 0'/>"),
    "a style sheet with a file": drawing("<style>rect{fill:url(/etc/passwd)}</style>"),
    "a style sheet in pieces": drawing("<style>rect{fill:u<!-- -->rl(/etc<![CDATA[/passwd)}]]></style>"),
    "a sheet before it": drawing("", '<?xml-stylesheet href="http://example.org/a.css"?>'),
    "a program": drawing("<script>alert(1)</script>"),
    "a program elsewhere": drawing('<script xlink:href="http://example.org/a.js"/>'),
    "a web page inside": drawing('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'),
    "a frame": drawing('<iframe xmlns="http://www.w3.org/1999/xhtml" src="#a"/>'),
    "words": drawing("<text x='9' y='9'>Oak <tspan>Hill</tspan></text>"),
    "elements too deep": drawing("<g>" * 1000 + HALVES + "</g>" * 1000),
    "parts too deep": drawing(
        "<defs><rect id='a0' width='9' height='9'/>"
        + "".join(f"<g id='a{n}'><use href='#a{n - 1}'/></g>" for n in range(1, 3000))
        + "</defs><use href='#a2999'/>"
    ),
    "parts that unfold": drawing(
        "<defs><rect id='a0' width='9' height='9'/>"
        + "".join(f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 10 + "</g>" for n in range(1, 10))
        + "</defs><use href='#a9'/>"
    ),
    "a part of itself": drawing('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
    "nothing closed": OPEN + HALVES,
    "two drawings": drawing("") + drawing(""),
    "no size": '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>',
    "a size of the window": '<svg xmlns="http://www.w3.org/2000/svg" width="50%" height="9vw"/>',
    "a size without end": '<svg xmlns="http://www.w3.org/2000/svg" width="1e999" height="9"/>',
    "a line": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 999999999"/>',
    "a width of nothing": '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="9"/>',
    "no drawing, with a prefix of nothing": "<x:y/>",
    "no namespace on purpose": "<svg xmlns='' width='9' height='9'><rect width='9' height='9'/></svg>",
    "the drawing of another": '<svg xmlns="http://example.org/"/>',
    "noughts in it": drawing("<title>\0</title>"),
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_reaches_outside_runs_or_unfolds_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text)


HELPS = {
    "words": "turn text into paths",
    "a web address": "embed the picture",
    "a program": "plain SVG",
    "entities that unfold": "plain SVG",
    "nothing closed": "save it again",
}


@pytest.mark.parametrize(("what", "help_"), HELPS.items())
def test_each_help_says_what_to_do_in_the_drawing_program(tmp_path: Path, what: str, help_: str) -> None:
    assert help_ in refused(tmp_path, REFUSED[what]).hint


def test_a_line_is_named_where_there_is_one(tmp_path: Path) -> None:
    assert "(line 3)" in refused(tmp_path, drawing("\n\n<script/>")).message


def test_a_drawing_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "SECONDS", 1)
    endless = '<filter id="f"><feTurbulence baseFrequency="0.1" numOctaves="99999999"/></filter>'
    problem = refused(tmp_path, drawing(f'{endless}<rect width="200" height="100" filter="url(#f)"/>'))
    assert "takes more than 1 seconds to draw" in problem.message


def test_a_computer_without_the_library_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "find_spec", lambda name: None)
    problem = refused(tmp_path, drawing(HALVES))
    assert "resvg-py" in problem.message
    assert problem.hint == "save it as PNG"


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """The requests that a server on this computer received, after the server's own address."""
    heard: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_error(404)

        def log_message(self, *about: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        heard.append(f"http://127.0.0.1:{server.server_port}")
        yield heard
        server.shutdown()


def test_nothing_is_fetched(tmp_path: Path, asked: list[str]) -> None:
    """Not even by the renderer: the document type names the server, and refused files are given to it too."""
    address = asked[0]
    read(tmp_path, drawing(HALVES, f'<!DOCTYPE svg PUBLIC "x" "{address}/dtd">'))
    hostile = (
        f'<image href="{address}/a.png" width="9" height="9"/><style>@import "{address}/a.css";</style>'
        f'<rect clip-path="url({address}/b#c)" width="9" height="9"/><use href="{address}/d.svg#e"/>'
    )
    assert refused(tmp_path, drawing(hostile))
    assert svg.render(svg.Drawing(drawing(hostile), 200, 100), 100, 100)
    assert asked == [address]


def test_a_file_beside_a_drawing_would_be_read_if_it_were_not_refused(tmp_path: Path) -> None:
    """With a renderer that reads no files, the tests above would test nothing."""
    Image.new("RGB", (9, 9), RED).save(tmp_path / "secret.png")
    text = drawing(f'<image href="{tmp_path / "secret.png"}" width="200" height="100"/>')
    assert Image.open(BytesIO(svg.render(svg.Drawing(text, 200, 100), 20, 20))).convert("RGB").getpixel((10, 5)) == RED
    assert "outside" in refused(tmp_path, text).message


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("kind", ["a style sheet of its own", "parts used again"])
def test_a_damaged_drawing_is_printed_or_refused_at_its_place(tmp_path: Path, kind: str, seed: int) -> None:
    """Bytes are changed, removed and doubled; a seed makes the damage repeatable."""
    chance = random.Random(seed)
    data = bytearray(DRAWN[kind].encode())
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(1, len(data))
        data[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
    problems: tuple[Problem, ...] = ()
    try:
        read(tmp_path, bytes(data))
    except SenauditError as error:
        problems = error.problems
    assert [problem.place for problem in problems] in ([], [PLACE])
