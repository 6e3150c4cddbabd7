"""Documents in the languages of parents: two articles of the Universal Declaration of Human Rights, and what copies."""

from __future__ import annotations

import json
import re
import subprocess
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2  # type: ignore[import-untyped]
import yaml
from programs import NODE, PDFJS, PDFTOTEXT
from sample_content import change, write_sample

from senaudit import build

FOLDER = Path(__file__).parent / "languages"
ARTICLES: dict[str, list[str]] = yaml.safe_load((FOLDER / "declaration.yaml").read_text("utf-8"))
"""The paragraphs of the articles, by language."""

_HYPHEN = re.compile("[\ufffe-][\r\n]*")
"""A hyphen. Where a line ends with one, readers leave it out, or have a sign of their own."""
_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""The signs that poppler puts around words of the other direction."""


def written(language: str, folder: Path, paragraphs: list[str] | None = None) -> bytes:
    """Return a guide in this language, whose introduction has these paragraphs. Without them, it has the articles."""
    paragraphs = paragraphs or ARTICLES[language]
    content = write_sample(folder / f"content-{language}")
    change(content, "guide.yaml", "language: en-GB", f"language: {language}")
    texts = "".join(f"      - text: {json.dumps(text, ensure_ascii=False)}\n" for text in paragraphs)
    introduction = f"title: {json.dumps(words_of(paragraphs[0], language)[0], ensure_ascii=False)}\n"
    introduction += f"sections:\n  - id: articles\n    title: Articles\n    blocks:\n{texts}"
    (content / "introduction.yaml").write_text(introduction, "utf-8")
    return build("guide", content=content, font="arimo").data


def words_of(text: str, language: str) -> list[str]:
    """Return the words of a text. Chinese has no spaces: each of its signs is a word.

    Hyphens do not count: a line may end behind one, and some readers then take it out.
    """
    text = re.sub(r"[-\x02\ufffe]\s*", "", without_controls(text))
    return [sign for sign in text if not sign.isspace()] if language == "zh" else text.split()


def without_controls(text: str) -> str:
    """Return a text without the signs that a reader adds where the direction changes."""
    return _CONTROLS.sub("", text)


def copied(paragraphs: list[str], text: str, language: str) -> float:
    """Return the share of the words that are in a copied text as they are and in their order, in per cent."""
    wanted = [word for paragraph in paragraphs for word in words_of(_HYPHEN.sub("", paragraph), language)]
    got = words_of(_HYPHEN.sub("", text), language)
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return 100 * sum(block.size for block in blocks) / len(wanted)


def by_poppler(path: Path) -> str:
    """Return a file's text as Evince copies it."""
    done = subprocess.run([PDFTOTEXT.path, "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def by_pdfium(path: Path) -> str:
    """Return a file's text as Chrome and Edge copy it."""
    file = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in file)
    finally:
        file.close()


def by_pdfjs(path: Path) -> str:
    """Return a file's text as Firefox copies it."""
    command = [NODE.path, str(FOLDER / "read.cjs"), PDFJS.path, str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    pages: list[str] = json.loads(done.stdout)
    return "\n".join(pages)


def by_pypdf(path: Path) -> str:
    """Return a file's text as pypdf reads it."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(path.read_bytes())).pages)
