"""The styles of a Word document. All that a page looks like is said here: paragraphs have a style, and nothing else.

Large print is another set of the same styles. The distance between paragraphs is before them. In a call-out it is after
them, so that the bar at its side is not broken under its label.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from senaudit.editions.word.elements import style_id
from senaudit.editions.word.look import POSTER_LINE, POSTER_TEXT, Look, margins, twips

FONT = "Arial"
"""The typeface. It is on every school's machine; LibreOffice has one of the same widths."""

_LINE_OF_FONT = 1.149
"""The distance of Arial's lines, set solid, in sizes."""

INK = "1F3864"
"""The colour of links and bars: its contrast with white is 11.6, and in black and white it is nearly black."""

INDENT = 1.35
"""The indent of a list, in sizes."""

CALL_OUT_INDENT = 1.2

NOTES = {
    "Parents Say": ("single", 36),
    "In Schools": ("double", 12),
    "Guidance": ("single", 12),
    "Quote": ("dotted", 24),
}
"""The bar at the side of each call-out, and its width in eighths of a point. They differ in black and white too."""

LEVELS = range(1, 7)

LIST_LEVELS = 1, 2, 3
"""The levels of lists in lists. Those that are deeper look like the last one."""

LIST_STYLES = [
    (f"{call_out} List {kind}{f' {level}' * (level > 1)}".strip(), call_out, kind, level)
    for call_out, kind, level in product(("", *NOTES), ("Bullet", "Number"), LIST_LEVELS)
]
"""The styles of lists: name, call-out, kind and level. Each has the numbering whose id is its place, from 1."""

TIGHT = 1.2
"""The distance of lines in questions, the heads of columns and such checklists."""

VERY_LARGE = 18
"""The size of text in points from which the lines of checklists stand closer."""


class Style(NamedTuple):
    """A style of paragraphs. Lengths are in sizes of the text: before, after and left. `size` is a ratio.

    `line` is the least height of a line to write on. `level` is that of a heading, from 1. `borders` is XML. `number`
    is the id of a list's numbering.
    """

    name: str
    based_on: str = "Normal"
    next: str = "Body Text"
    size: float = 1
    bold: bool = False
    before: float | None = None
    after: float | None = None
    left: float = 0
    hanging: float = 0
    with_next: bool = False
    whole: bool = False
    new_page: bool = False
    level: int = 0
    align: str = ""
    line: float = 0
    lines: float = 0
    borders: str = ""
    number: str = ""


BUILT_IN = {
    **{f"Heading {level}": f"heading {level}" for level in LEVELS},
    **{f"TOC {level}": f"toc {level}" for level in (1, 2, 3)},
    "Footer": "footer",
    "Header": "header",
    "Page Number": "page number",
}
"""Names that Word writes with small letters in a file."""

_KNOWN = {
    *("Title", "Subtitle", "TOC Heading", "Body Text"),
    *(name for name, call_out, *_ in LIST_STYLES if not call_out),
    *("Quote", "Strong", "Emphasis", "Hyperlink"),
}
"""Other styles that Word has of itself."""

CHARACTERS = {
    "Strong": "<w:b/><w:bCs/>",
    "Emphasis": "<w:i/><w:iCs/>",
    "Hyperlink": f'<w:color w:val="{INK}"/><w:u w:val="single"/>',
    "Page Number": "",
}
"""The styles of words in a paragraph."""


def names_of(look: Look) -> set[str]:
    """Return the names of all styles of a document."""
    tables = {TABLE, DATA_TABLE} if look.has_data else {TABLE}
    return {style.name for style in _paragraphs(look)} | CHARACTERS.keys() | tables


TABLE, DATA_TABLE = "Audit Sheet", "Data Table"
"""The styles of tables."""


@lru_cache(maxsize=16)
def styles_xml(look: Look) -> bytes:
    """Return the file of styles. Documents of one look share it."""
    size, line, hand = _half_points(look.body), _line(look.lines, look), look.hand
    own = {"cs" if hand.complex else "eastAsia": hand.font} if hand.font else {}
    fonts = "".join(f' w:{script}="{own.get(script, FONT)}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    complex_language = look.language if hand.complex else "ar-SA"
    normal = "<w:pPr><w:bidi/></w:pPr>" if hand.is_rtl else ""
    styles = "".join(_written(style, look) for style in _paragraphs(look))
    characters = "".join(
        f'<w:style w:type="character" w:styleId="{style_id(name)}"{_custom(name)}><w:name w:val="{_in_file(name)}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{properties}</w:rPr></w:style>'
        for name, properties in CHARACTERS.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault>'
        f'<w:rPr><w:rFonts{fonts}/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val="{look.language}" w:eastAsia="{look.language}" w:bidi="{complex_language}"/>'
        "</w:rPr></w:rPrDefault>"
        f'<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:before="0" w:after="0" w:line="{line}" '
        'w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"{normal}</w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        f"{_TABLES}{_DATA if look.has_data else ''}{styles}{characters}</w:styles>"
    ).encode()


_RULES = "".join(
    f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:semiHidden/></w:style>'
    f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id(TABLE)}"><w:name w:val="{TABLE}"/>'
    f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{_RULES}</w:tblBorders><w:tblCellMar>'
    '<w:top w:w="85" w:type="dxa"/><w:left w:w="113" w:type="dxa"/><w:bottom w:w="85" w:type="dxa"/>'
    '<w:right w:w="113" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
_DATA_RULES = "".join(
    f'<w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="auto"/>'
    for side, width in (("top", 8), ("bottom", 8), ("insideH", 6))
)
_DATA = (
    f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id(DATA_TABLE)}"><w:name w:val="{DATA_TABLE}"/>'
    f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{_DATA_RULES}</w:tblBorders><w:tblCellMar>'
    '<w:top w:w="57" w:type="dxa"/><w:left w:w="113" w:type="dxa"/><w:bottom w:w="57" w:type="dxa"/>'
    '<w:right w:w="113" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def _paragraphs(look: Look) -> list[Style]:
    return [
        *_headings(look),
        Style("Body Text", before=POSTER_TEXT if look.margin else 0.6),
        Style("Lead-In", "Body Text", before=0.6, with_next=True, next="List Bullet"),
        Style("Lead", "Body Text", size=1.15 if look.margin else 1, bold=not look.margin, before=0.8),
        *_lists("", "Normal"),
        Style("TOC 1", bold=True, before=0.6, with_next=True, lines=TIGHT),
        *(Style(f"TOC {level}", left=INDENT * (level - 1), before=0.2, lines=TIGHT) for level in (2, 3)),
        Style("Glossary Term", bold=True, before=0.7, with_next=True, next="Glossary Entry"),
        Style("Glossary Entry", left=INDENT, before=0.1),
        Style("Figure", before=0.6, whole=True),
        Style("Label", bold=True, before=0.9, with_next=True),
        *_forms(look),
        Style("Header"),
        Style("Footer", lines=TIGHT, before=_above_foot(look), align="right", next="Footer"),
        Style("Footer Even", "Footer", align="left", next="Footer Even"),
        Style("Section End", line=0.05),
        *([Style("Table Text", next="Table Text")] if look.has_data else []),
        *([_below_last_time()] if look.has_last_time else []),
        *(style for name, bar in NOTES.items() for style in _call_out(look, name, *bar)),
    ]


def _headings(look: Look) -> list[Style]:
    """Return the styles of titles and headings. On a poster, a rule stands over each message."""
    first = (look.heading, look.above) if look.margin else (1.85, 0)
    sizes = {1: first, 2: (look.heading, 1.6), 3: (1.1, 1.1), **dict.fromkeys((4, 5, 6), (1, 0.8))}
    rule = {1: _borders(top=("single", 18))} if look.margin else {}
    plain = Style("", bold=True, with_next=True, whole=True, lines=TIGHT)
    title, chapter = look.title / look.body, look.chapter / look.body
    above = 0 if look.margin else look.above
    return [
        *(
            plain._replace(name=f"Heading {level}", size=size, before=before, level=level, borders=rule.get(level, ""))
            for level, (size, before) in sizes.items()
        ),
        plain._replace(name="Title", size=title, before=above),
        Style("Subtitle", size=1.25, before=1, lines=1.3),
        Style("Chapter Title", "Heading 1", size=chapter, before=_ABOVE_CHAPTER / look.body, after=1, level=1),
        Style("TOC Heading", "Heading 1", size=1.85, level=1),
    ]


_ABOVE_CHAPTER = 200
"""The points above the title of a chapter on its own page."""


def _forms(look: Look) -> list[Style]:
    """Return the styles of what is filled in. In very large print, long checklists would not fit on a page."""
    box = Style("Box to Tick", next="Box to Tick", before=0.2, left=INDENT, hanging=INDENT, whole=True)
    return [
        Style("Field", before=0.8, whole=True),
        Style(
            "Line to Write On",
            "Field",
            line=POSTER_LINE if look.margin else 2.4,
            before=0.2,
            borders=_borders(bottom=("single", 8)),
        ),
        box._replace(before=0.1, lines=TIGHT) if look.body >= VERY_LARGE else box,
        Style("Audit Question", bold=True, before=0, level=look.row_level, lines=TIGHT),
        Style("Column Head", bold=True, lines=TIGHT),
        Style("Answer", next="Answer"),
    ]


def _below_last_time() -> Style:
    """Return the style of an answer under what was answered last time, with a rule between them."""
    return Style("Answer Below", "Answer", next="Answer Below", before=0.5, borders=_borders(top=("single", 8)))


def _above_foot(look: Look) -> float:
    """Return the space between the text and the foot, in sizes. A foot of one line fills all of its margin.

    LibreOffice 7.4 does not always keep a part of the margin free that no foot fills.
    """
    sides = margins(look, look.measure)
    return max(0, (sides["bottom"] - sides["footer"]) / look.body - TIGHT - 0.1)


def _lists(call_out: str, based_on: str) -> list[Style]:
    """Return the styles of lists."""
    styles = []
    before, after = (None, 0.3) if call_out else (0.3, None)
    for number, (name, where, _, level) in enumerate(LIST_STYLES, 1):
        if where == call_out:
            left, hanging = _list_indents(level, bool(call_out))
            style = Style(name, based_on, name, before=before, after=after, left=left, hanging=hanging)
            styles.append(style._replace(number=str(number)))
    return styles


def _list_indents(level: int, in_call_out: bool) -> tuple[float, float]:
    """Return the indent of a list, and how far its first line hangs, in sizes.

    In a call-out, all lines begin at one edge: its bar is drawn there.
    """
    left = level * INDENT
    return (left + CALL_OUT_INDENT, left) if in_call_out else (left, INDENT)


def indents(level: int, in_call_out: bool, look: Look) -> str:
    """Return the XML of a list's indents. LibreOffice reads them at the numbering, and Word at the style."""
    left, hanging = _list_indents(level, in_call_out)
    return f'<w:ind w:left="{twips(left * look.body)}" w:hanging="{twips(hanging * look.body)}"/>'


def _call_out(look: Look, name: str, line: str, width: int) -> list[Style]:
    """Return the styles of a call-out. The label has a rule over it, so that two call-outs are never one.

    A white rule, and the space above it, part the label from what is said: there the bar goes on beside them.
    """
    bar = _borders(left=(line, width))
    head = _borders(top=("single", 4), left=(line, width))
    head += f'<w:bottom w:val="single" w:sz="2" w:space="{round(look.body / 4)}" w:color="FFFFFF"/>'
    writing = _borders(left=(line, width), bottom=("single", 8))
    above = 0.6 if name == "Quote" else None  # it has no label
    body = Style(name, next=name, before=above, after=0.35, left=CALL_OUT_INDENT, borders=bar)
    more = body._replace(based_on=name)
    label = more._replace(bold=True, with_next=True, before=0.9, after=0, borders=head)
    return [
        body,
        more._replace(name=f"{name} Lead-In", with_next=True),
        more._replace(name=f"{name} Lead", bold=True),
        label._replace(name=f"{name} Label"),
        *(
            label._replace(name=f"{name} Label {level}", based_on=f"Heading {level}", level=level, size=1.1)
            for level in LEVELS
        ),
        *(
            Style(f"{name} Heading {level}", f"Heading {level}", name, 1, True, 0.3, 0.2, CALL_OUT_INDENT, borders=bar)
            for level in LEVELS
        ),
        *_lists(name, name),
        more._replace(name=f"{name} Line to Write On", before=0, after=0, line=2.4, borders=writing),
        more._replace(name=f"{name} Field"),
    ]


def _borders(**sides: tuple[str, int]) -> str:
    """Return the XML of borders. Between paragraphs of one kind there is one too if it has a line to write on."""
    if "bottom" in sides:
        sides["between"] = sides["bottom"]
    return "".join(
        f'<w:{side} w:val="{line}" w:sz="{width}" w:space="{_SPACES[side]}" w:color="auto"/>'
        for side, (line, width) in sides.items()
    )


_SPACES = {"left": 8, "top": 4, "bottom": 1, "between": 1}
"""The points between the words and each border."""


def _written(style: Style, look: Look) -> str:
    """Return the XML of a style. Source of its order: CT_Style, CT_PPrBase and EG_RPrBase in ECMA-376."""
    based_on = f'<w:basedOn w:val="{style_id(style.based_on)}"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id(style.name)}"{_custom(style.name)}>'
        f'<w:name w:val="{_in_file(style.name)}"/>{based_on}<w:next w:val="{style_id(style.next)}"/><w:qFormat/>'
        f"<w:pPr>{_paragraph_properties(style, look)}</w:pPr><w:rPr>{_letters(style, look)}</w:rPr></w:style>"
    )


def _paragraph_properties(style: Style, look: Look) -> str:
    em = look.body
    flags = {"keepNext": style.with_next, "keepLines": style.whole, "pageBreakBefore": style.new_page}
    parts = [f"<w:{name}/>" for name, holds in flags.items() if holds]
    if style.number:
        parts.append(f'<w:numPr><w:numId w:val="{style.number}"/></w:numPr>')
    if style.borders:
        parts.append(f"<w:pBdr>{_mirrored(style.borders) if look.hand.is_rtl else style.borders}</w:pBdr>")
    spacing = "".join(
        f' w:{side}="{twips(value * em)}"'
        for side, value in (("before", style.before), ("after", style.after))
        if value is not None
    )
    if style.line:
        spacing += f' w:line="{twips(style.line * em)}" w:lineRule="{"atLeast" if style.line > 1 else "exact"}"'
    elif style.lines:
        spacing += f' w:line="{_line(style.lines, look)}" w:lineRule="auto"'
    if spacing:
        parts.append(f"<w:spacing{spacing}/>")
    if style.left:
        parts.append(f'<w:ind w:left="{twips(style.left * em)}" w:hanging="{twips(style.hanging * em)}"/>')
    if style.align:
        parts.append(f'<w:jc w:val="{_ALIGNED[style.align] if look.hand.is_rtl else style.align}"/>')
    if style.level:
        parts.append(f'<w:outlineLvl w:val="{style.level - 1}"/>')
    return "".join(parts)


def _letters(style: Style, look: Look) -> str:
    size = _half_points(look.body * style.size)
    bold = "<w:b/><w:bCs/>" if style.bold else ""
    return f'{bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


_ALIGNED = {"left": "start", "right": "end"}
"""Sides as a paragraph from right to left has them. Word takes “left” for its beginning, and LibreOffice does not."""


def _mirrored(borders: str) -> str:
    """Return borders of paragraphs from right to left. Those at a side are the paper’s left and right in Word."""
    order = "top", "left", "bottom", "right", "between"  # ECMA-376, part 1, CT_PBdr
    borders = borders.replace("<w:left ", "<w:right ")
    found = {match[1]: match[0] for match in re.finditer("<w:([a-z]+) .*?/>", borders)}
    return "".join(found[side] for side in order if side in found)


def _line(lines: float, look: Look) -> int:
    """Return a distance of lines in 240ths of the font’s own. In a script with tall letters it is never less."""
    if not look.hand.font:
        return round(240 * lines / _LINE_OF_FONT)
    return max(240, round(240 * lines / look.hand.solid))


def _half_points(points: float) -> int:
    return round(points * 2)


def _in_file(name: str) -> str:
    return BUILT_IN.get(name, name)


def _custom(name: str) -> str:
    """Return the attribute of a style that Word does not have of itself."""
    return "" if name in BUILT_IN or name in _KNOWN else ' w:customStyle="1"'
