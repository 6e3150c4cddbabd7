"""Fills in audit sheets as Word files: as Word writes them, and by LibreOffice itself."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree
from programs import LIBREOFFICE
from word_files import SPACES, found, value

from senaudit.layout.answers import cut

W = f"{{{SPACES['w']}}}"
MAIN = "word/document.xml"

Answers = Mapping[str, str | bool]
Node = Any


def changed(data: bytes, change: Callable[[Node], None], more: Mapping[str, bytes] = {}) -> bytes:
    """Return a Word file whose text was changed, with further parts. A part of no bytes is taken out."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == MAIN:
                root = etree.fromstring(part)
                change(root)
                part = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            if name not in more:
                after.writestr(name, part)
        for name, part in more.items():
            if part:
                after.writestr(name, part)
    return file.getvalue()


def by_word(data: bytes, answers: Answers) -> bytes:
    """Fill in a file as Word does: text in controls, a paragraph or a break for each line, and ticks."""

    def fill(root: Node) -> None:
        for control in found(root, "//w:sdt"):
            name = value(control, "w:sdtPr/w:tag")
            answer = next((words for tag, words in answers.items() if cut(tag) == name), "")
            if answer is True:
                tick(control)
            elif answer:
                put(control, str(answer))

    return changed(data, fill)


def tick(control: Node) -> None:
    """Tick a box, as Word does."""
    found(control, "w:sdtPr/w14:checkbox/w14:checked")[0].set(f"{{{SPACES['w14']}}}val", "1")
    found(control, "w:sdtContent//w:t")[0].text = "☒"


def put(control: Node, words: str) -> None:
    """Type words into a control."""
    content = control.find(f"{W}sdtContent")
    paragraphs = content.findall(f"{W}p")
    if not paragraphs:
        for child in list(content):
            content.remove(child)
        content.append(run(words))
        return
    first, lines = paragraphs[0], words.split("\n")
    for line in lines[1:]:
        more = deepcopy(first)
        content.append(more)
        more.append(run(line))
    first.append(run(lines[0]))


def run(words: str) -> Node:
    """Return a run of words, with a break for each line end, and a tab for each tab."""
    made = etree.Element(f"{W}r")
    for number, line in enumerate(words.split("\n")):
        if number:
            etree.SubElement(made, f"{W}br")
        for at, part in enumerate(line.split("\t")):
            if at:
                etree.SubElement(made, f"{W}tab")
            text = etree.SubElement(made, f"{W}t")
            text.text = part
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def control_of(root: Node, tag: str) -> Node:
    """Return the first control with a tag."""
    return next(each for each in found(root, "//w:sdt") if value(each, "w:sdtPr/w:tag") == tag)


def by_libreoffice(data: bytes, kinds: tuple[str, ...] = ("docx",)) -> bytes:
    """Open a file in LibreOffice and save it, in one kind after the other."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "sheets.docx"
        path.write_bytes(data)
        for number, kind in enumerate(kinds):
            out = folder / str(number)
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            command = [LIBREOFFICE.path, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(path)]
            subprocess.run(command, check=True, capture_output=True, timeout=180)
            path = out / f"sheets.{kind}"
        return path.read_bytes()
