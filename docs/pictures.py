"""Makes the pictures of pages in the README: `python docs/pictures.py`, with the `test` extra installed."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import ImageOps

from senaudit.recipe.request import request_for
from senaudit.recipe.steps import build

WIDTH = 480
"""Width of a picture, in pixels."""

PICTURES = {
    "guide": request_for("guide", font="arimo"),
    "sheets": request_for("sheets", font="arimo"),
    "poster": request_for("poster", font="arimo"),
    "large-print": request_for("guide", large_print=True, font="arimo"),
    "school": request_for("guide", school=Path(__file__).with_name("oak-hill-primary"), font="arimo"),
    "school-sheets": request_for(
        "sheets", audiences=("parents",), school=Path(__file__).with_name("oak-hill-primary"), font="arimo"
    ),
    "school-poster": request_for("poster", school=Path(__file__).with_name("oak-hill-primary"), font="arimo"),
}
QUESTION = "What kind of welcome do parents get"
"""The page of the guide to show is the one on which this question is asked."""


def page_of(document: pypdfium2.PdfDocument, words: str) -> int:
    """Return the index of the second page that holds `words`: the contents name them first."""
    return [n for n in range(len(document)) if words in document[n].get_textpage().get_text_range()][1]


def main() -> None:
    """Write one picture for each document, beside this file."""
    for name, choices in PICTURES.items():
        document = pypdfium2.PdfDocument(build(choices).data)
        cover = choices.kind != "guide" or choices.sources.school
        page = document[0 if cover else page_of(document, QUESTION)]
        picture = page.render(scale=2 * WIDTH / page.get_width()).to_pil().convert("L")
        picture = ImageOps.expand(picture.resize((WIDTH, picture.height * WIDTH // picture.width)), 1, fill=128)
        picture.quantize(16).save(Path(__file__).with_name(f"{name}.png"), optimize=True)


if __name__ == "__main__":
    main()
