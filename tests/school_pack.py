"""Packs of schools: the shipped content with changes as schools make them, and names and logos of every shape."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw

from senaudit.content.model import Chapter, Guide, Question, Wording
from senaudit.content.school import Logo, School
from senaudit.content.text import Text
from senaudit.problems import Place

LONG = "Ysgol Gyfun Gymraeg Llanfair-yn-y-Cwmwd and St Bartholomew’s Church of England Voluntary Aided Primary School"
ALT = "A crest: an oak tree over water"
PLACE = Place(Path("school.yaml"), 3, 7, "logo: logo.png", 8)

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 120">
<defs><linearGradient id="g"><stop stop-color="#c00"/><stop offset="1" stop-color="#00c"/></linearGradient></defs>
<circle cx="60" cy="60" r="50" fill="url(#g)"/><path d="M120 20 L180 100 L120 100 Z" opacity="0.5"/></svg>
"""


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


@cache
def logo(name: str) -> Path:
    """Return the path of a logo: "wide.png" (an ellipse on a transparent ground), "tall.png", or "drawn.svg"."""
    path = Path(_folder().name, name)
    if name == "drawn.svg":
        path.write_text(SVG, "utf-8")
        return path
    size = (1600, 400) if name == "wide.png" else (200, 900)
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((0, 0, size[0] - 1, size[1] - 1), fill=(0, 90, 40, 255))
    image.save(path)
    return path


def text(words: str, line: int = 1) -> Text:
    return Text(words, Place(Path("school.yaml"), line, 1))


def school(name: str) -> School:
    """Return a school: "oak" (short name), "long" (long name without short_name) or "both" (long name with one)."""
    whole = School(
        text("Oak Hill Primary School"),
        text("Oak Hill"),
        Logo(logo("wide.png"), text(ALT), False, PLACE),
        authority=text("Nottinghamshire County Council"),
        service=text("Ask Us Nottinghamshire"),
        service_contact=text("0800 121 7772"),
        senco=text("Mrs Gwenllian Ŵyn-Jones"),
        senco_contact=text("0115 496 0000, senco@oakhill.example"),
        return_to=text("Mrs Jones"),
        return_where=text("the school office"),
        return_by=text("14 July 2026"),
        audit_date=text("June 2026"),
        review_date=text("July 2027"),
    )
    if name == "oak":
        return whole
    grey = Logo(logo("tall.png" if name == "long" else "drawn.svg"), text(ALT), True, PLACE)
    short = LONG if name == "long" else "Llanfair and St Bartholomew’s"
    return whole._replace(name=text(LONG), short_name=text(short), logo=grey)


def bare(name: str = "Oak Hill") -> School:
    """Return a school with nothing filled in but its name."""
    return School(text(name), text(name))


def own(guide: Guide, name: str) -> Guide:
    """Return the guide of that school: question numbers with letters, dropped questions, words for parents."""
    first, *others = guide.chapters
    return guide._replace(chapters=(_changed(first), *others), school=school(name))


def _changed(chapter: Chapter) -> Chapter:
    numbers = {4: "3a", 12: "12m"}
    questions = [
        question._replace(number=numbers.get(place, question.number), wordings=_wordings(question))
        for place, question in enumerate(chapter.questions, 1)
    ]
    left_out = questions[0]._replace(id="gone", number="4", question=text("Is this left out?"))
    return chapter._replace(questions=tuple(questions), left_out=(left_out,))


def _wordings(question: Question) -> dict[str, Wording]:
    return {"parents": Wording(text(f"For a parent: {question.question}"))} if question.number == "1" else {}
