"""Files that are made to harm: each is refused within the limits, nothing in it is run, and the others are read."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from filling_programs import by_pikepdf
from test_reading import ANY, ONE, empty, kinds

from senaudit.audit.accepting import MOST_BLANKS, Expected
from senaudit.audit.reading import read_returns

pytest.importorskip("resource", reason="this system has no such limits")

PAGE = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << >>"
FIELD = b"/Type /Annot /Subtype /Widget /FT /Tx /F 4 /Rect [0 0 9 9]"


def pdf(objects: Mapping[int, bytes]) -> bytes:
    """Return a PDF with these objects. The first is its catalogue."""
    data, places = b"%PDF-1.7\n", {}
    for number, content in sorted(objects.items()):
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = max(objects) + 1
    lines = (b"%010d 00000 n \n" % places[at] if at in places else b"0000000000 00000 f \n" for at in range(1, size))
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, b"".join(lines))
    return data + table + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))


def stream(content: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


@cache
def bomb() -> bytes:
    """Return packed bytes that unfold to a gigabyte."""
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(1000)), packer.flush()])


def sheets(kids: bytes = b"3 0 R", **other: bytes) -> bytes:
    """Return a PDF of one page with one field, some of whose objects are others."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        2: b"<< /Type /Pages /Kids [%s] /Count 1 >>" % kids,
        3: b"<< %s /Annots [4 0 R] /Contents 5 0 R >>" % PAGE,
        4: b"<< %s /T (a:b:c) /V (Fine) >>" % FIELD,
        5: stream(b"", b""),
    }
    return pdf({**objects, **{int(name[1:]): content for name, content in other.items()}})


def packed_objects() -> bytes:
    """Return a PDF whose objects are in a stream that unfolds to a gigabyte."""
    data = b"%PDF-1.7\n"
    at = len(data)
    data += b"1 0 obj\n" + stream(bomb(), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") + b"\nendobj\n"
    table = len(data)
    places = ((0, 0), (1, at), (2, 1), (1, table))
    lines = b"".join(bytes([kind]) + place.to_bytes(4, "big") + b"\0" for kind, place in places)
    data += b"3 0 obj\n" + stream(lines, b"/Type /XRef /Size 4 /W [1 4 1] /Root 2 0 R")
    return data + b"\nendobj\nstartxref\n%d\n%%%%EOF" % table


def doubling() -> bytes:
    """Return a PDF of 40 objects whose tree has 2 to the 37th pages."""
    tree = {at: b"<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>" % (at + 1, at + 1) for at in range(3, 40)}
    tree[2] = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", **tree, 40: b"<< %s >>" % PAGE})


WORD = b'<w:document xmlns:w="urn:w"><w:body>%s</w:body></w:document>'


def word(document: bytes, **parts: bytes) -> bytes:
    """Return a Word file with this text and further parts."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", document)
        for name, data in parts.items():
            package.writestr(f"word/{name}.xml", data)
    return file.getvalue()


def word_that_says_it_is_small() -> bytes:
    """Return a Word file whose text is a thousand times as large as its directory says."""
    size = 50_000_000
    return word(b" " * size).replace(size.to_bytes(4, "little"), (size // 1000).to_bytes(4, "little"))


def laughing(words: bytes = b"&e9;") -> bytes:
    """Return the text of a Word file with entities that would multiply to a thousand million words."""
    names = b"".join(b'<!ENTITY e%d "%s">' % (at + 1, b"&e%d;" % at * 10) for at in range(9))
    return b'<!DOCTYPE w [<!ENTITY e0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">%s]>' % names + WORD % words


HOSTILE = {
    "a Word file that unfolds": lambda: word(WORD % (b" " * 100_000_000)),
    "a Word file that says it is small": word_that_says_it_is_small,
    "a Word file whose comments unfold": lambda: word(WORD % b"<w:p/>", comments=b" " * 100_000_000),
    "a Word file with entities that multiply": lambda: word(laughing()),
    "a Word file with entities that multiply, in UTF-16": lambda: word(laughing().decode().encode("utf-16")),
    "a Word file with a file in it": lambda: word(laughing(b"&file;")),
    "a Word file of a million elements": lambda: word(WORD % (b"<w:p/>" * 1_000_000)),
    "a Word file with an element in an element, 200,000 times": lambda: word(WORD % (b"<w:p>" * 200_000)),
    "a page tree that is its own branch": lambda: sheets(b"2 0 R"),
    "a page tree that goes round": lambda: sheets(_3=b"<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 1 >>"),
    "a page tree that doubles": doubling,
    "a million pages": lambda: sheets(b"3 0 R " * 1_000_000),
    "a million fields on a page": lambda: sheets(_3=b"<< %s /Annots [%s] >>" % (PAGE, b"4 0 R " * 1_000_000)),
    "a list in a list, 200,000 times": lambda: sheets(_1=b"[" * 200_000 + b"]" * 200_000),
    "an answer that unfolds": lambda: sheets(_4=b"<< %s /T (a:b:c) /V 6 0 R >>" % FIELD, _6=stream(bomb())),
    "a page that unfolds": lambda: sheets(_4=b"<< %s /T (x) >>" % FIELD, _5=stream(bomb())),
    "a page that unfolds twice": lambda: sheets(
        _4=b"<< %s /T (x) >>" % FIELD, _5=stream(zlib.compress(bomb()), b"/Filter [/FlateDecode /FlateDecode]")
    ),
    "metadata that unfold": lambda: sheets(
        _1=b"<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R >>", _3=b"<< %s >>" % PAGE, _6=stream(bomb())
    ),
    "objects that unfold": packed_objects,
    "an answer of 20 million signs": lambda: sheets(_4=b"<< %s /T (a:b:c) /V (%s) >>" % (FIELD, b"x" * 20_000_000)),
    "a table in a table, 200,000 times": lambda: b'{"a":' * 200_000,
    "more answers than any sheets have": lambda: json.dumps(
        {"senaudit": 1, "edition": "1", "asked": {}, "answers": {f"a:b:{at}": "x" for at in range(MOST_BLANKS + 1)}}
    ).encode(),
    "an id that no file can hold": lambda: json.dumps(
        {"senaudit": 1, "edition": "1", "asked": {}, "answers": {"a:b:" + "\x7fŷ" * 400: "x"}}
    ).encode(),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_made_to_harm_is_refused_and_the_others_are_read(make: object, tmp_path: Path) -> None:
    assert callable(make)
    (tmp_path / "a.pdf").write_bytes(make())
    (tmp_path / "b.pdf").write_bytes(by_pikepdf(empty(), {ONE: "Fine"}))
    returns, problems = read_returns([tmp_path], ANY)
    assert [each.answers for each in returns] == [{ONE: "Fine"}]
    assert problems
    assert all(each.place and each.place.path == tmp_path / "a.pdf" and each.hint for each in problems)
    assert any(each.severity == "error" for each in problems)


@pytest.mark.parametrize(
    "loop",
    [
        {"_4": b"<< %s /Parent 4 0 R /T (a:b:c) /V (Fine) >>" % FIELD},
        {"_4": b"<< %s /Kids [4 0 R] /T (a:b:c) /V (Fine) >>" % FIELD},
        {"_1": b"<< /Type /Catalog /Pages 2 0 R /Names << /JavaScript 6 0 R >> >>", "_6": b"<< /Kids [6 0 R] >>"},
    ],
)
def test_names_that_point_at_themselves_are_followed_once(loop: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(sheets(**loop))
    returns, problems = read_returns([tmp_path], Expected(group="office"))
    assert not [each for each in problems if each.severity == "error"]
    assert [list(each.answers.values()) for each in returns] == [["Fine"]]


def test_nothing_in_a_file_is_run(tmp_path: Path) -> None:
    launched = tmp_path / "launched"
    address = b"<< /S /URI /URI (file:///etc/passwd) >>"
    command = b"<< /S /Launch /F (/usr/bin/touch) /P (%s) /Next %s >>" % (bytes(launched), address)
    script = b"<< /S /JavaScript /JS (this.getField\\('a:b:c'\\).value = 'changed') >>"
    names = b"/Names << /JavaScript << /Names [(a) %s] >> >>" % script
    data = sheets(
        _1=b"<< /Type /Catalog /Pages 2 0 R /OpenAction %s %s >>" % (command, names),
        _4=b"<< %s /T (a:b:c) /V (Fine) /A %s /AA << /C %s /K %s >> >>" % (FIELD, command, script, script),
    )
    (tmp_path / "a.pdf").write_bytes(data)
    (counted,), problems = read_returns([tmp_path], Expected(group="office"))
    assert counted.answers == {"a:b:c": "Fine"}
    assert kinds(problems) == ["facts-missing"]
    assert not launched.exists()
