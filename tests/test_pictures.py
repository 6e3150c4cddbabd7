"""A user's own pictures: which are read, their shape and shade in print, and which are refused, with help."""

from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from senaudit.pictures import raster as pictures
from senaudit.pictures.raster import FINEST, PictureFile, Pixels, read_picture, too_coarse, unseen
from senaudit.problems import FileError, Place, Problem, SenauditError

PLACE = Place(Path("school.yaml"), 4, 7, "logo: logo.png", 8)
INCH = 72.0
RED, BLUE, WHITE, BLACK = (255, 0, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., PictureFile]:
    """Write bytes to a file, and return it as the source of a picture."""

    def write(data: bytes, name: str = "logo.png", grey: bool = False) -> PictureFile:
        (tmp_path / name).write_bytes(data)
        return PictureFile(tmp_path / name, PLACE, grey)

    return write


Write = Callable[..., PictureFile]


def read(source: PictureFile, width: float = INCH, height: float = INCH) -> Pixels:
    return read_picture(source, width, height)[0]


def colour(pixels: Pixels, x: int, y: int) -> tuple[int, ...]:
    found = pixels.image.getpixel((x, y))
    return found if isinstance(found, tuple) else (int(found or 0),) * 3


def problem_of(source: PictureFile) -> Problem:
    with pytest.raises(SenauditError) as raised:
        read(source)
    (problem,) = raised.value.problems
    assert problem.place == PLACE
    assert problem.hint
    assert not problem.warning
    return problem


def two_halves(left: object = RED, right: object = BLUE, size: tuple[int, int] = (40, 20)) -> Image.Image:
    image = Image.new("RGB", size, left)  # type: ignore[arg-type]
    image.paste(right, (size[0] // 2, 0, *size))  # type: ignore[arg-type]
    return image


# What is read


def palette(transparent: bool) -> bytes:
    image = two_halves().quantize(4)
    blue = image.getpixel((39, 0))
    return saved(image, transparency=blue) if transparent else saved(image)


def with_alpha() -> Image.Image:
    """A picture that is red on the left and transparent blue on the right."""
    image = two_halves().convert("RGBA")
    image.paste((0, 0, 255, 0), (20, 0, 40, 20))
    return image


def grey_of_16_bits() -> bytes:
    image = Image.new("I;16", (40, 20))
    for x in range(40):
        for y in range(20):
            image.putpixel((x, y), 0x8080 if x < 20 else 0xFFFF)
    return saved(image)


def png(width: int, height: int, depth: int, colours: int, data: bytes, interlaced: bool = False) -> bytes:
    """Return a PNG made by hand from its header and rows of pixels."""
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, interlaced)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def interlaced() -> bytes:
    """Return 40 × 20 grey pixels in the seven passes of Adam7: dark on the left, white on the right."""
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    rows = b""
    for left, top, across, down in passes:
        for _ in range(top, 20, down):
            rows += b"\0" + bytes(64 if x < 20 else 255 for x in range(left, 40, across))
    return png(40, 20, 8, 0, rows, interlaced=True)


DARK = (0x80,) * 3
READ = {
    "colours": (saved(two_halves()), RED, BLUE),
    "transparent": (saved(with_alpha()), RED, WHITE),
    "grey": (saved(two_halves().convert("L")), (76,) * 3, (29,) * 3),
    "grey and transparent": (saved(with_alpha().convert("LA")), (76,) * 3, WHITE),
    "black and white": (saved(two_halves(BLACK, WHITE).convert("1")), BLACK, WHITE),
    "a palette": (palette(False), RED, BLUE),
    "a palette with a transparent colour": (palette(True), RED, WHITE),
    "a colour that is transparent": (saved(two_halves(), transparency=BLUE), RED, WHITE),
    "grey of 16 bits": (grey_of_16_bits(), DARK, WHITE),
    "colours of 16 bits": (png(2, 1, 16, 2, b"\0" + b"\xff\xff\0\0\0\0" + b"\0\0\0\0\xff\xff"), RED, BLUE),
    "interlaced": (interlaced(), (64,) * 3, WHITE),
    "JPEG": (saved(two_halves(), "JPEG", quality=100, subsampling=0), RED, BLUE),
    "a grey JPEG": (saved(two_halves().convert("L"), "JPEG", quality=100), (76,) * 3, (29,) * 3),
    "a JPEG in inks": (saved(two_halves().convert("CMYK"), "JPEG", quality=100, subsampling=0), RED, BLUE),
    "a JPEG in steps": (saved(two_halves(), "JPEG", quality=100, subsampling=0, progressive=True), RED, BLUE),
}


@pytest.mark.parametrize(("data", "left", "right"), READ.values(), ids=READ)
def test_a_picture_is_printed_in_its_colours_on_white(
    write: Write, data: bytes, left: tuple[int, ...], right: tuple[int, ...]
) -> None:
    pixels = read(write(data))
    ends = colour(pixels, 0, 0), colour(pixels, pixels.width - 1, 0)
    assert pixels.mode in ("L", "RGB")
    assert all(
        abs(a - b) <= 3 for end, meant in zip(ends, (left, right), strict=True) for a, b in zip(end, meant, strict=True)
    )


@pytest.mark.parametrize("name", ["logo.png", "logo.jpg", "logo.svg", "logo", "LOGO.TXT"])
@pytest.mark.parametrize("data", [READ["colours"][0], READ["JPEG"][0]], ids=["PNG", "JPEG"])
def test_what_a_file_is_its_content_says_and_not_its_name(write: Write, name: str, data: bytes) -> None:
    assert (read(write(data, name)).width, read(write(data, name)).height) == (40, 20)


@pytest.mark.parametrize(("turn", "corner"), [(1, RED), (2, BLUE), (3, BLUE), (6, RED), (8, BLUE)])
def test_a_photo_is_turned_as_its_camera_says(write: Write, turn: int, corner: tuple[int, ...]) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    pixels = read(write(saved(two_halves(), "JPEG", quality=100, subsampling=0, exif=exif)))
    assert (pixels.width, pixels.height) == ((20, 40) if turn in (6, 8) else (40, 20))
    assert all(abs(a - b) <= 3 for a, b in zip(colour(pixels, 0, 0), corner, strict=True))


def test_the_first_picture_of_several_is_printed(write: Write) -> None:
    moving = saved(two_halves(), save_all=True, append_images=[two_halves(BLUE, RED)])
    assert b"acTL" in moving
    assert colour(read(write(moving)), 0, 0) == RED


def test_in_grey_a_picture_has_one_shade_a_pixel(write: Write) -> None:
    pixels = read(write(saved(two_halves()), grey=True))
    assert (pixels.mode, len(pixels.data)) == ("L", 40 * 20)
    assert [colour(pixels, x, 0)[0] for x in (0, 39)] == [76, 29]


# Its shape and size


@pytest.mark.parametrize("size", [(400, 100), (100, 400), (137, 91), (100, 100), (1, 1)])
def test_a_picture_fills_its_room_in_its_own_shape(write: Write, size: tuple[int, int]) -> None:
    pixels, width, height = read_picture(write(saved(Image.new("L", size))), 200.0, 90.0)
    assert (pixels.width, pixels.height) == size
    assert width / height == pytest.approx(size[0] / size[1])
    assert width == pytest.approx(200) or height == pytest.approx(90)
    assert width <= 200.001
    assert height <= 90.001


def test_no_more_pixels_are_printed_than_a_good_printer_has_dots(write: Write) -> None:
    pixels, width, height = read_picture(write(saved(two_halves(size=(3000, 1500)))), INCH, INCH)
    assert (width, height) == (INCH, INCH / 2)
    assert (pixels.width, pixels.height) == (FINEST, FINEST / 2)
    assert len(pixels.data) == FINEST * FINEST // 2 * 3
    assert [colour(pixels, x, 100) for x in (0, FINEST - 1)] == [RED, BLUE]


def test_what_is_transparent_leaves_no_edge_when_a_picture_is_made_smaller(write: Write) -> None:
    image = with_alpha().resize((2000, 1000), Image.Resampling.NEAREST)
    pixels = read(write(saved(image)))
    edge = {colour(pixels, x, 10) for x in range(pixels.width)}
    assert all(red == 255 and green == blue for red, green, blue in edge), (
        "the colour that cannot be seen shows through"
    )


@pytest.mark.parametrize(("pixels_across", "rough"), [(149, True), (150, False), (600, False)])
def test_a_picture_whose_pixels_will_be_seen_is_warned_of(write: Write, pixels_across: int, rough: bool) -> None:
    pixels, width, _ = read_picture(write(saved(Image.new("L", (pixels_across, 50)))), INCH, INCH)
    problems = too_coarse([(pixels, width)])
    assert [(problem.place, problem.warning) for problem in problems] == [(PLACE, True)] * rough
    assert all("149 dots" in problem.message and "300 pixels wide" in problem.hint for problem in problems)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">%s</svg>'
UNSEEN = {
    "white": saved(two_halves(WHITE, WHITE)),
    "nearly white": saved(two_halves((240, 250, 255), WHITE)),
    "white, of a camera": saved(two_halves(WHITE, (250, 250, 250)), "JPEG"),
    "transparent": saved(Image.new("RGBA", (40, 20), (0, 0, 0, 0))),
    "white on nothing": saved(Image.new("LA", (40, 20), (255, 128))),
    "white shapes": SVG % b'<path d="M1 1h9v9" fill="#fff"/>',
    "no shapes": SVG % b"",
}
SEEN = {
    "two colours": saved(two_halves()),
    "pale yellow": saved(two_halves((255, 255, 200), WHITE)),
    "pale grey": saved(two_halves((239, 239, 239), WHITE)),
    "a little": saved(two_halves(BLACK, WHITE, size=(2, 40)).resize((40, 40)).crop((18, 0, 40, 40))),
}


@pytest.mark.parametrize("grey", [True, False])
@pytest.mark.parametrize("what", [*UNSEEN, *SEEN])
def test_a_picture_that_cannot_be_seen_on_white_paper_is_warned_of(write: Write, what: str, grey: bool) -> None:
    pixels = read(write((UNSEEN | SEEN)[what], grey=grey))
    problems = unseen([pixels])
    told = what in UNSEEN or (what == "pale yellow" and grey)  # which is as good as white in grey
    assert [(problem.place, problem.warning) for problem in problems] == [(PLACE, True)] * told
    assert all("can be seen on white paper" in problem.message and problem.hint for problem in problems)


@pytest.mark.parametrize("command", [["check"], ["build", "poster", "--output", "out.pdf"]])
def test_a_school_with_a_white_logo_is_warned_once(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "logo.svg").write_bytes(UNSEEN["white shapes"])
    (tmp_path / "school.yaml").write_text("name: Oak Hill\nlogo: logo.svg\n", "utf-8")
    arguments = [sys.executable, "-m", "senaudit", *command, "--school", "."]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).count("school.yaml:2:7: warning: nothing of this picture can be seen") == 1


def test_the_same_picture_is_the_same_bytes_in_another_process(write: Write) -> None:
    source = write(saved(two_halves(size=(1999, 777)).convert("RGBA")))
    code = (
        "import sys, zlib; from pathlib import Path; from senaudit.problems import Place;"
        "from senaudit.pictures.raster import PictureFile, read_picture;"
        "print(zlib.crc32(read_picture(PictureFile(Path(sys.argv[1]), Place('x')), 72.0, 72.0)[0].data))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(pictures.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code, source.path], env=environment, capture_output=True, check=True)
    assert int(done.stdout) == zlib.crc32(read(source).data) == zlib.crc32(read(source).data)


# What is refused

NO_PICTURES = {
    "words": (b"A logo\n", "is no picture", "name another file"),
    "a GIF": (saved(two_halves(), "GIF"), "is a GIF picture", "save it as PNG"),
    "a BMP": (saved(two_halves(), "BMP"), "is a BMP picture", "save it as PNG"),
    "a TIFF": (saved(two_halves(), "TIFF"), "is a TIFF picture", "save it as PNG"),
    "a WebP": (saved(two_halves(), "WEBP"), "is a WebP picture", "save it as PNG"),
    "a PDF": (b"%PDF-1.7\n", "is a PDF", "save it as PNG"),
    "a Word document": (b"PK\x03\x04word/", "is a Word document", "save it as PNG"),
    "a compressed drawing": (b"\x1f\x8b\x08", "compressed", "save it as PNG"),
    "a web page": (b"<html><body></body></html>", "is a web page", "a PNG, a JPEG or an SVG"),
    "another XML": (b"<logo/>", "is no picture", "a PNG, a JPEG or an SVG"),
    "noughts": (bytes(1000), "is no picture", "name another file"),
    "nothing": (b"", "is empty", "copy it anew"),
    "a PNG cut off": (saved(two_halves(size=(400, 400)))[:-200], "is broken or cut off", "copy it anew"),
    "the head of a PNG": (READ["colours"][0][:40], "is broken or cut off", "copy it anew"),
    "a PNG's signature": (b"\x89PNG\r\n\x1a\n", "is broken or cut off", "copy it anew"),
    "a JPEG cut off": (READ["JPEG"][0][:300], "is broken or cut off", "copy it anew"),
    "a JPEG's signature": (b"\xff\xd8\xff\xe0", "is broken or cut off", "copy it anew"),
    "a line": (saved(Image.new("L", (2100, 100))), "more than 20 times", "cut it to its motif"),
    "a PNG of 100 million pixels": (png(10_000, 10_000, 1, 0, b""), "more than 50 million pixels", "smaller"),
    "a PNG of 4 thousand million": (png(65_000, 65_000, 8, 6, b""), "more than 50 million pixels", "smaller"),
    "a PNG that unfolds": (png(2**31 - 1, 2**31 - 1, 16, 6, bytes(1000)), "more than 50 million pixels", "smaller"),
}


@pytest.mark.parametrize(("data", "message", "hint"), NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_refused_at_the_place_that_names_it(
    write: Write, data: bytes, message: str, hint: str
) -> None:
    problem = problem_of(write(data))
    assert message in problem.message
    assert "“logo.png”" in problem.message
    assert hint in problem.hint


def test_a_picture_that_is_not_there_is_refused_with_the_name_that_may_have_been_meant(write: Write) -> None:
    source = write(READ["colours"][0], "crest.png")
    problem = problem_of(PictureFile(source.path.with_name("crset.png"), PLACE))
    assert problem.message == "there is no file “crset.png”"
    assert problem.hint == 'did you mean "crest.png"?'
    problem = problem_of(PictureFile(source.path.parent / "pictures" / "crest.png", PLACE))
    assert problem.message == "there is no folder “pictures”"


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "logo.png").mkdir()
    assert "is a folder" in problem_of(PictureFile(tmp_path / "logo.png", PLACE)).message


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Windows has no such pipes; there the file does not exist."""
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "logo.png")
    problem = problem_of(PictureFile(tmp_path / "logo.png", PLACE))
    assert "there is no file" in problem.message
    assert "did you mean" not in problem.hint  # a link to nothing, or a pipe, is not what may have been meant


def test_a_file_inside_a_file_cannot_be_read(write: Write) -> None:
    source = write(READ["colours"][0])
    with pytest.raises(SenauditError) as raised:
        read(PictureFile(source.path / "logo.png", PLACE))
    assert isinstance(raised.value, FileError) or "there is no" in raised.value.problems[0].message
    assert raised.value.problems[0].place == PLACE


def test_a_file_of_more_than_20_mb_is_refused_before_it_is_read_whole(write: Write) -> None:
    assert "larger than 20 MB" in problem_of(write(READ["colours"][0] + bytes(20_000_000))).message


def test_words_that_unfold_inside_a_png_are_refused(write: Write) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * 30_000_000, zip=True)
    data = saved(two_halves(), pnginfo=info)
    assert len(data) < 100_000
    assert "broken" in problem_of(write(data)).message


@pytest.mark.parametrize("tail", [b"PK\x03\x04", b"<script>alert(1)</script>", b"%PDF-1.7", b"<svg/>"])
@pytest.mark.parametrize("kind", ["colours", "JPEG"])
def test_of_a_file_that_is_several_things_at_once_only_the_pixels_are_used(
    write: Write, tail: bytes, kind: str
) -> None:
    source = write(READ[kind][0] + tail * 100)
    assert read(source).data == read(write(READ[kind][0], "plain")).data


@pytest.mark.parametrize("seed", range(150))
@pytest.mark.parametrize("kind", ["a palette with a transparent colour", "JPEG", "a JPEG in steps", "interlaced"])
def test_a_damaged_picture_is_printed_or_refused_at_its_place(write: Write, kind: str, seed: int) -> None:
    """Bytes are changed, removed and doubled; a seed makes the damage repeatable."""
    chance = random.Random(seed)
    data = bytearray(READ[kind][0])
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(8, len(data))
        data[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
    refused: tuple[Problem, ...] = ()
    try:
        pixels = read(write(bytes(data)))
    except SenauditError as error:
        refused = error.problems
    if refused:
        assert [problem.place for problem in refused] == [PLACE]
    else:
        assert len(pixels.data) == pixels.width * pixels.height * (3 if pixels.mode == "RGB" else 1)


# Pillow itself


LATE = """
import sys
{first}
from senaudit.__main__ import main
try:
    main()
finally:
    print("PIL._imaging" in sys.modules, file=sys.stderr)
"""


def built_alone(folder: Path, *arguments: str, first: str = "") -> tuple[bytes, bool]:
    """Build the poster in a fresh process, in which warnings are errors. Return it, and whether Pillow was loaded."""
    command = [sys.executable, "-W", "error", "-c", LATE.format(first=first), "build", "poster", "--quiet", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [*command, "--output", "poster.pdf"], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return (folder / "poster.pdf").read_bytes(), done.stderr.splitlines()[-1] == "True"


def test_a_document_without_pictures_does_not_load_pillow(tmp_path: Path) -> None:
    plain, loaded = built_alone(tmp_path)
    assert not loaded
    assert built_alone(tmp_path, first="from PIL import Image; Image.init()") == (plain, True)


@pytest.mark.parametrize("name", ["logo.png", "logo.jpg", "logo.svg"])
def test_a_picture_is_the_same_whether_pillow_is_loaded_before_or_when_it_is_needed(name: str, tmp_path: Path) -> None:
    kind = {"logo.png": "PNG", "logo.jpg": "JPEG"}.get(name)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
    (tmp_path / name).write_bytes(saved(Image.new("RGB", (300, 200), RED), kind) if kind else svg)
    (tmp_path / "school.yaml").write_text(f"name: Oak Hill\nlogo: {name}\n", "utf-8")
    late, loaded = built_alone(tmp_path, "--school", ".")
    assert loaded
    assert b"/Subtype/Image" in late
    assert built_alone(tmp_path, "--school", ".", first="from PIL import Image; Image.init()") == (late, True)
