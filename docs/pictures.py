"""Makes the pictures of pages in the README and here: `python docs/pictures.py`, with the `test` extra installed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pypdfium2
from PIL import ImageOps

from senaudit.audit.collation import collation
from senaudit.audit.last_time import last_times
from senaudit.audit.returns import Return
from senaudit.content.model import Guide
from senaudit.recipe.reading import read_contents
from senaudit.recipe.request import Request, request_for
from senaudit.recipe.steps import build

WIDTH = 480
"""Width of a picture, in pixels."""

SCHOOL = Path(__file__).with_name("oak-hill-primary")
TELEPHONE = "communication:telephone"

PICTURES = {
    "guide": request_for("guide", font="arimo"),
    "sheets": request_for("sheets", font="arimo"),
    "poster": request_for("poster", font="arimo"),
    "large-print": request_for("guide", large_print=True, font="arimo"),
    "school": request_for("guide", school=SCHOOL, font="arimo"),
    "school-sheets": request_for("sheets", audiences=("parents",), school=SCHOOL, font="arimo"),
    "school-poster": request_for("poster", school=SCHOOL, font="arimo"),
    "collated": request_for("collation", questions=(TELEPHONE,), school=SCHOOL, font="arimo"),
    "asked-again": request_for(
        "sheets",
        questions=(TELEPHONE, "communication:letters-home"),
        school=SCHOOL,
        since=SCHOOL / "autumn-2026",
        font="arimo",
    ),
}
SAID = {
    "parents": [
        ("You get through at once.", "Please ring back on the same day."),
        ("Nobody answers after three.", "A message that says when the office is open."),
        ("It is always engaged before school.", ""),
        ("Good. They know my name.", ""),
        ("I write instead. I do not like to ring.", "A text would be enough."),
    ],
    "office": [
        ("One of us answers, from 8 to 5.", "A second line before school."),
        ("We take messages.", "A book for messages that everybody reads."),
        ("We know most parents.", ""),
        ("We ring back when we can.", "A time each day for ringing back."),
        ("New parents do not know the number.", "The number on every letter."),
    ],
}
"""What parents and the office of a school that does not exist say: current practice, and points for action."""
QUESTION = "What kind of welcome do parents get"
"""The page of the guide to show is the one on which this question is asked."""


def page_of(document: pypdfium2.PdfDocument, words: str) -> int:
    """Return the index of the second page that holds `words`: the contents name them first."""
    return [n for n in range(len(document)) if words in document[n].get_textpage().get_text_range()][1]


def returns() -> list[Return]:
    """Return what was said, each as one return."""
    blanks = f"{TELEPHONE}:practice", f"{TELEPHONE}:action"
    asked = dict.fromkeys(blanks, "")
    made = []
    for group, replies in SAID.items():
        for number, words in enumerate(replies, 1):
            name, answers = (
                f"{group}-{number}",
                {blank: said for blank, said in zip(blanks, words, strict=True) if said},
            )
            about = (name, "", name, 1, "fields", "", "", group, (), "en-GB", "", "", "")
            made.append(Return(*about, asked, answers))
    return made


def findings_of(request: Request, guide: Guide) -> Mapping[str, object] | None:
    """Return what a document prints beside the guide: what was said, or what was agreed on last time."""
    if request.kind == "collation":
        return {"collation": collation(returns(), guide)}
    return {"since": last_times(request, guide)} if request.since else None


def main() -> None:
    """Write one picture for each document, beside this file."""
    for name, choices in PICTURES.items():
        guide = read_contents([choices])[0]
        document = pypdfium2.PdfDocument(build(choices, guide=guide, findings=findings_of(choices, guide)).data)
        cover = choices.kind != "guide" or choices.sources.school
        page = document[0 if cover else page_of(document, QUESTION)]
        picture = page.render(scale=2 * WIDTH / page.get_width()).to_pil().convert("L")
        picture = ImageOps.expand(picture.resize((WIDTH, picture.height * WIDTH // picture.width)), 1, fill=128)
        picture.quantize(16).save(Path(__file__).with_name(f"{name}.png"), optimize=True)


if __name__ == "__main__":
    main()
