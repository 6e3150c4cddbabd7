"""The look: the sizes, spaces and rules of the documents, read from a file of `templates/looks`.

A look file gives most sizes as multiples of the body size, so that another text size changes them all. The figures
follow UKAAF's and RNIB's clear print guidance, the British Dyslexia Association's style guide (2023), and ISO 838 for
the filing edge.
"""

# No `from __future__ import annotations` here: `NamedTuple` would compile each annotation at every start.
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from senaudit.problems import Place, Problem, SenauditError, did_you_mean

MM = 72 / 25.4
"""Points in a millimetre."""

PAPERS = {"A3": (297 * MM, 420 * MM), "A4": (210 * MM, 297 * MM), "Letter": (8.5 * 72, 11 * 72.0)}
"""Width and height of each paper, upright, in points."""


CHARACTER = 0.4387
"""The width of an average character of English text in Arial, in em: 70 characters in 130 mm at 12 points."""

_TALL = 1.5
"""The letters of Nastaliq are taller than this, in em, and no others."""


class Theme(NamedTuple):
    """A look at one body size. Lengths are in points. Leadings and shares are ratios."""

    # Type: sizes, and leadings: the distance between base lines, as a ratio of the size.
    body: float
    leading: float
    heading_leading: float
    display_leading: float
    small: float
    label: float
    question: float
    numeral: float
    subheading: float
    section: float
    title: float
    cover: float
    divider: float
    divider_numeral: float
    # The page: margins, the gutter in which numerals and icons hang, and the longest line of text.
    inner: float
    outer: float
    head: float
    foot: float
    foot_line: float
    gutter: float
    measure: float
    # The space above each kind of block, the indent of lists, and the padding of call-outs.
    paragraph: float
    item: float
    indent: float
    callout: float
    padding: float
    heading_above: float
    question_above: float
    icon: float
    # A picture in the text is scaled to fit this width and height.
    picture_width: float
    picture_height: float
    # Rules.
    thin_rule: float
    rule: float
    bar: float
    # The audit sheets.
    sheets_head: float
    answer: float
    form_line: float
    question_share: float
    least_characters: float
    most_rows: float
    cell_padding: float
    # The poster, on A3. On smaller paper these are scaled.
    poster_title: float
    poster_margin: float
    poster_gap: float
    poster_padding: float
    poster_heading: float
    poster_numeral: float
    poster_lead: float
    poster_closing: float
    poster_strip: float
    poster_leading: float
    poster_most: float
    poster_picture_width: float
    poster_picture_height: float
    # The direction of paragraphs, if words of other scripts than Latin ones are printed: 1 is from right to left.
    base_level: int | None = None
    # The width that a text takes up, as a ratio of that of the same text in English.
    room: float = 1.0
    # How far letters reach above and below the base line, in em. These are Arial's.
    tall_letters: float = 0.73
    deep_letters: float = 0.212

    def line(self, size: float) -> float:
        """Return the distance between base lines of running text, in points, for a type size in points."""
        return size * self.leading

    @property
    def tick(self) -> float:
        """The side of a box to tick in points. It is 4 mm at the least, and 5 mm in large print."""
        return max(4 * MM, self.body * 1.02)

    @property
    def beside_box(self) -> float:
        """More space between a box and its words, in points: in Nastaliq the first letter may reach out of its line."""
        return self.body * 0.3 if self.tall_letters > _TALL else 0.0

    def heading_line(self, size: float) -> float:
        """Return the distance between base lines of a heading, in points. The lines of large headings are closer."""
        return size * (self.heading_leading if size <= self.question else self.display_leading)


class _LookKey(NamedTuple):
    """A key of a look file: the field of Theme, the unit of its number, and the range that is allowed."""

    name: str
    unit: str
    low: float
    high: float


_LOOK_KEYS = {
    "type.body": _LookKey("body", "points", 11, 48),
    "type.leading": _LookKey("leading", "ratio", 1.15, 2.5),
    "type.heading-leading": _LookKey("heading_leading", "ratio", 1.1, 2),
    "type.display-leading": _LookKey("display_leading", "ratio", 1, 2),
    "type.small": _LookKey("small", "bodies", 0.9, 1.5),
    "type.label": _LookKey("label", "bodies", 1, 2),
    "type.question": _LookKey("question", "bodies", 1.2, 3),
    "type.numeral": _LookKey("numeral", "bodies", 1.2, 4),
    "type.subheading": _LookKey("subheading", "bodies", 1.2, 3),
    "type.section": _LookKey("section", "bodies", 1.2, 4),
    "type.title": _LookKey("title", "bodies", 1.2, 6),
    "type.cover": _LookKey("cover", "bodies", 1.2, 8),
    "type.divider": _LookKey("divider", "bodies", 1.2, 8),
    "type.divider-numeral": _LookKey("divider_numeral", "bodies", 2, 20),
    "page.inner": _LookKey("inner", "mm", 10, 60),
    "page.outer": _LookKey("outer", "mm", 10, 60),
    "page.head": _LookKey("head", "mm", 10, 60),
    "page.foot": _LookKey("foot", "mm", 12, 60),
    "page.foot-line": _LookKey("foot_line", "mm", 10, 40),
    "page.gutter": _LookKey("gutter", "bodies", 1, 10),
    "page.measure": _LookKey("measure", "bodies", 10, 31),
    "space.paragraph": _LookKey("paragraph", "bodies", 0, 5),
    "space.item": _LookKey("item", "bodies", 0, 5),
    "space.indent": _LookKey("indent", "bodies", 0.5, 5),
    "space.call-out": _LookKey("callout", "bodies", 0, 5),
    "space.padding": _LookKey("padding", "bodies", 0.2, 3),
    "space.heading": _LookKey("heading_above", "bodies", 0, 6),
    "space.question": _LookKey("question_above", "bodies", 0, 8),
    "space.icon": _LookKey("icon", "bodies", 0.5, 6),
    "picture.width": _LookKey("picture_width", "mm", 10, 170),
    "picture.height": _LookKey("picture_height", "mm", 10, 200),
    "rules.thin": _LookKey("thin_rule", "points", 0.5, 4),
    "rules.box": _LookKey("rule", "points", 0.75, 4),
    "rules.bar": _LookKey("bar", "points", 1, 12),
    "sheets.head": _LookKey("sheets_head", "mm", 10, 60),
    "sheets.answer": _LookKey("answer", "mm", 20, 200),
    "sheets.form-line": _LookKey("form_line", "mm", 6, 20),
    "sheets.question-share": _LookKey("question_share", "ratio", 0.2, 0.6),
    "sheets.least-characters": _LookKey("least_characters", "count", 10, 60),
    "sheets.most-rows": _LookKey("most_rows", "count", 1, 10),
    "sheets.padding": _LookKey("cell_padding", "points", 2, 20),
    "poster.title": _LookKey("poster_title", "points", 30, 144),
    "poster.margin": _LookKey("poster_margin", "mm", 10, 60),
    "poster.gap": _LookKey("poster_gap", "mm", 2, 40),
    "poster.padding": _LookKey("poster_padding", "mm", 2, 40),
    "poster.heading": _LookKey("poster_heading", "ratio", 1.2, 3),
    "poster.numeral": _LookKey("poster_numeral", "ratio", 1.2, 6),
    "poster.lead": _LookKey("poster_lead", "points", 18, 60),
    "poster.closing": _LookKey("poster_closing", "points", 18, 72),
    "poster.strip": _LookKey("poster_strip", "points", 14, 48),
    "poster.leading": _LookKey("poster_leading", "ratio", 1.1, 2),
    "poster.most": _LookKey("poster_most", "points", 18, 90),
    "poster.picture-width": _LookKey("poster_picture_width", "mm", 10, 120),
    "poster.picture-height": _LookKey("poster_picture_height", "mm", 10, 60),
}


def theme_of(look: Mapping[str, tuple[str, Place]], where: Place, body: float | None = None) -> Theme:
    """Return the Theme of a look. `look` has the value of each key ("type.body") as typed, with its place.

    `where` is the place of the look file. `body` replaces the body size of the look; it is in points. Raises
    SenauditError with all keys that are unknown or missing, and all values that are not numbers in their range.
    """
    problems = [
        Problem("unknown-look-key", look[key][1], f"a look has no setting “{key}”", did_you_mean(key, _LOOK_KEYS))
        for key in look
        if key not in _LOOK_KEYS
    ]
    problems += [
        Problem("missing-look-key", where, f"the setting “{key}” is missing", "copy it from the shipped look")
        for key in _LOOK_KEYS
        if key not in look
    ]
    values = {key: _number(*look[key], key, problems) for key in _LOOK_KEYS if key in look}
    if problems:
        raise SenauditError(problems)
    size = body or values["type.body"]
    lengths: dict[str, Any] = dict(_lengths(values, size))
    return Theme(**lengths)


def _number(typed: str, place: Place, key: str, problems: list[Problem]) -> float:
    look_key = _LOOK_KEYS[key]
    try:
        value = float(typed)
    except ValueError:
        value = float("nan")
    if not look_key.low <= value <= look_key.high:
        unit = {"bodies": "times the body size", "ratio": "", "count": ""}.get(look_key.unit, look_key.unit)
        problems.append(
            Problem(
                "unusable-look-value",
                place,
                f"“{key}” cannot be “{typed}”",
                f"write a number from {look_key.low:g} to {look_key.high:g} {unit}".rstrip(),
            )
        )
    return value


def _lengths(values: Mapping[str, float], body: float) -> Iterator[tuple[str, float]]:
    for key, look_key in _LOOK_KEYS.items():
        scale = {"mm": MM, "bodies": body}.get(look_key.unit, 1.0)
        yield look_key.name, body if key == "type.body" else values[key] * scale
