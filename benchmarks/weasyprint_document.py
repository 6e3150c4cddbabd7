"""The guide, the sheets and the poster as HTML with a style sheet for print, in the way that people use WeasyPrint.

They are written from senaudit's Element tree. Text, order, sizes, headings, bookmarks, contents, call-outs, feet,
links, sheets with their running heads, and faces are the same. Icons, the speech tail, checklists in two columns, blank
pages, and words that repeat where a page ends inside a block are left out.
"""

from __future__ import annotations

from html import escape
from string import Template

from benchmarks.description import PANEL, ROOM
from senaudit.layout.markup import Element
from senaudit.typeset.theme import PAPERS, Theme

_STYLE = Template("""
@font-face { font-family: Arimo; src: url(fonts/Arimo-Regular.latin.ttf) }
@font-face { font-family: Arimo; src: url(fonts/Arimo-Bold.latin.ttf); font-weight: bold }
@font-face { font-family: Arimo; src: url(fonts/Arimo-Italic.latin.ttf); font-style: italic }
@font-face { font-family: Arimo; src: url(fonts/Arimo-BoldItalic.latin.ttf); font-weight: bold; font-style: italic }
@page { size: A4; margin: ${head}pt ${right}pt ${foot}pt ${left}pt; font-size: ${small}pt }
@page :right {
  @bottom-left { content: string(part) } @bottom-center { content: string(owner) } @bottom-right { content: $number }
}
@page :left {
  margin-left: ${right}pt; margin-right: ${left}pt;
  @bottom-left { content: $number } @bottom-center { content: string(owner) } @bottom-right { content: string(part) }
}
@page cover { @bottom-left { content: none } @bottom-center { content: none } @bottom-right { content: none } }
@page sheets:right { margin-top: ${sheets_head}pt; margin-left: ${inner}pt; margin-right: ${outer}pt }
@page sheets:left { margin-top: ${sheets_head}pt; margin-left: ${outer}pt; margin-right: ${inner}pt }
@page sheets { @top-left { content: element(running, first-except); width: 100%; font-size: ${body}pt } }
.running { position: running(running); display: flex; gap: 1.5em }
@page poster {
  size: A3; margin: ${poster_margin}pt;
  @bottom-left { content: none } @bottom-center { content: none } @bottom-right { content: none }
}
html { font: ${body}pt/${leading} Arimo }
body, h1, h2, h3, h4, p, ol, ul, dl, dt, dd, figure { margin: 0 }
a { color: inherit }
.cover { page: cover } .part { page-break-before: always } .sheets { page: sheets; page-break-before: always }
.foot { string-set: part attr(data-part), owner attr(data-owner) }
h1, h2, h3, h4 { margin-top: ${heading_above}pt; line-height: ${heading_leading}; bookmark-level: none }
h1 { font-size: ${title}pt } h2 { font-size: ${section}pt } h3 { font-size: ${subheading}pt }
h4, h3.group { font-size: ${label}pt }
[data-level="0"] { bookmark-level: 1; bookmark-label: attr(data-label) }
[data-level="1"] { bookmark-level: 2; bookmark-label: attr(data-label) }
p, dt, dd { margin-top: ${paragraph}pt; orphans: 2; widows: 2 }
.cover { padding-top: 60mm }
.cover h1 { font-size: ${cover}pt; border: solid; border-width: ${bar}pt 0; padding: 1em 0 }
.subtitle, .summary, .closing-line { font-size: ${subheading}pt } .lead, .closing-line, .label, dt { font-weight: bold }
.questions { page-break-before: always } .divider { padding-top: 55mm } .divider h1 { font-size: ${divider}pt }
.divider .numeral { font-size: ${divider_numeral}pt; line-height: 1; font-weight: bold }
.question h2 {
  font-size: ${question}pt; border-top: ${rule}pt solid; margin: ${question_above}pt 0 0 -${gutter}pt;
  padding: 0.6em 0 0 ${gutter}pt
}
.question .numeral { float: left; margin-left: -${gutter}pt; font-size: ${numeral}pt; line-height: 1 }
.contents p { margin-top: 2pt; line-height: ${heading_leading} }
.contents .level0 {
  font-size: ${label}pt; font-weight: bold; border-top: ${thin_rule}pt solid; padding-top: 0.3em;
  margin-top: ${paragraph}pt
}
.contents a { text-decoration: none } .contents a::after { content: leader(".") target-counter(attr(href), page) }
ol, ul { padding-left: ${indent}pt } li { margin-top: ${item}pt } li > p:first-child { margin-top: 0 }
li .label + p { margin-top: 0 } ol > li::marker { font-weight: bold } li ul { list-style-type: "– " }
.letter { list-style-type: lower-alpha } .tick { list-style-type: none }
.tick li p::before, .choice::before {
  content: ""; display: inline-block; width: 0.7em; height: 0.7em; border: ${thin_rule}pt solid; margin-right: 0.4em
}
dt { page-break-after: avoid } dd { margin-top: 0 }
aside {
  margin: ${callout}pt -${padding}pt 0; padding: ${padding}pt; page-break-inside: avoid;
  border: 0 solid; box-decoration-break: clone
}
aside > :first-child { margin-top: 0 } aside .label { font-size: ${label}pt; page-break-after: avoid }
.parents { border-width: ${rule}pt; border-radius: 9pt }
.schools { border-width: ${rule}pt; border-left-width: ${bar}pt }
.guidance, .closing { border-width: ${thin_rule}pt 0 } .quote { border-left-width: ${bar}pt }
.field { display: flex; gap: 1em } .blank { flex: 1; border-bottom: ${thin_rule}pt solid }
table { width: 100%; table-layout: fixed; border-collapse: collapse; margin-top: ${paragraph}pt }
th, td { border: ${rule}pt solid; padding: ${cell_padding}pt; text-align: left; vertical-align: top }
tbody { page-break-inside: avoid } th { font-weight: normal }
td { height: ${write_on}pt; box-sizing: border-box } td p { margin: 0; font-weight: bold }
th h3 { margin: 0; font-size: ${body}pt; line-height: ${leading} }
figure img { width: ${picture_width}pt; height: ${picture_height}pt; object-fit: contain; object-position: left }
.poster { page: poster; font-size: ${poster_strip}pt; line-height: ${poster_leading} }
.poster h1 { font-size: ${poster_title}pt; line-height: 1.1; margin: 0 } .poster > .lead { font-weight: normal }
.poster > .lead { font-size: ${poster_lead}pt }
.poster > .closing-line { font-size: ${poster_closing}pt; font-weight: bold; text-align: center }
.panels { display: grid; grid-template-columns: 1fr 1fr; gap: ${poster_gap}pt; margin-top: ${poster_gap}pt }
.panel { border: 2pt solid; border-radius: 9pt; padding: ${poster_padding}pt; height: ${panel_height}pt }
.panel { font-size: ${panel_text}pt; box-sizing: border-box }
.panel h2 { font-size: ${panel_heading}pt; margin: 0 } .panel .numeral { font-size: ${panel_numeral}pt; float: left }
.panel .numeral { font-weight: bold; line-height: 1; margin-right: 0.2em } .panel p { clear: left }
""")
_INLINE = {"strong": "strong", "em": "em"}
_PARAGRAPHS = {"closing": "closing-line"}


def document(tree: Element, look: Theme) -> str:
    """Return the HTML source of the guide, sheets or poster of this tree in this look."""
    spare = (PAPERS["A4"][0] - look.inner - look.outer - look.gutter - look.measure - look.padding) / 2
    numbers = [foot.elements[-1] for foot in tree.walk() if foot.tag == "foot"]
    style = _STYLE.substitute(
        **look._asdict(),
        **{f"panel_{name}": size for name, size in PANEL.items()},
        left=look.inner + spare + look.gutter,
        right=look.outer + spare + look.padding,
        write_on=ROOM,
        number=_counter(numbers[0].elements[0]) if numbers else "none",
    )
    body = f'<main class="poster">{_all(tree.elements)}</main>' if tree.get("kind") == "poster" else _all(tree.elements)
    head = f'<meta charset="utf-8"><title>{escape(tree.get("title"))}</title><style>{style}</style>'
    return f'<!DOCTYPE html>\n<html lang="{tree.get("lang")}"><head>{head}</head>\n<body>{body}</body></html>\n'


def _counter(words: Element) -> str:
    """Return a foot's page number as a value of the CSS property “content”."""
    counters = {"page-number": "counter(page)", "page-count": "counter(pages)"}
    parts = [
        counters.get(part.tag, f'"{part.text()}"') if isinstance(part, Element) else f'"{part}"'
        for part in words.children
    ]
    return " ".join(parts)


def _all(elements: list[Element]) -> str:
    return "\n".join(map(_block, elements))


def _block(element: Element) -> str:
    """Return a block element as HTML. Raises ValueError for a tag that is in none of the documents."""
    kind, below = element.get("kind"), element.elements
    match element.tag:
        case "foot" | "continued":  # a foot comes first in its section, and nothing is printed again
            return ""
        case "head":
            fields = (
                f'<div style="flex: {field.get("width") or 30}">{_field(*field.elements[:2])}</div>' for field in below
            )
            return f'<div class="running">{"".join(fields)}</div>'
        case "section":
            return _section(element)
        case "contents":
            return f'<nav class="contents">{"".join(map(_entry, below))}</nav>'
        case "question":
            return f'<section class="question">{_all(below)}</section>'
        case "heading":
            return _heading(element)
        case "label":
            name = f"h{element.get('level')}" if element.get("level") else "p"
            return f'<{name} class="label">{_line(element)}</{name}>'
        case "para":
            return f'<p class="{_PARAGRAPHS.get(kind, kind)}">{_line(element)}</p>'
        case "list" if kind == "terms":
            return "<dl>{}</dl>".format(
                "".join(
                    f'<dt id="{term.get("bookmark")}">{_line(term)}</dt><dd>{_line(meaning)}</dd>'
                    for term, meaning in (item.elements for item in below)
                )
            )
        case "list":
            name = "ol" if kind in ("number", "letter") else "ul"
            items = "".join(f"<li>{_all(item.elements)}</li>" for item in below)
            before = int(element.get("start", "1")) - 1
            style = f' style="counter-reset: list-item {before}"' if before else ""
            return f'<{name} class="{kind}"{style}>{items}</{name}>'
        case "note":
            return f'<aside class="{kind}">{_all(below)}</aside>'
        case "figure":
            alt = escape(element.get("alt"))
            return f'<figure><img src="{element.get("file")}" alt="{alt}"></figure>' if element.get("file") else ""
        case "form":
            return "".join(_field(*field.elements) for field in below)
        case "table":
            boxes = "".join(f"<td>{_block(cell.elements[0])}</td>" for cell in below[0].elements[1:])
            questions = (_all(row.elements[0].elements) for row in below[1:])
            rows = (f'<tbody><tr><th colspan="2">{each}</th></tr><tr>{boxes}</tr></tbody>' for each in questions)
            return f"<table>{''.join(rows)}</table>"
        case "grid":
            return f'<div class="panels">{_all(below)}</div>'
        case "panel":
            numeral = f'<span class="numeral">{element.get("number")}</span>'
            return f'<section class="panel">{numeral}{_all(below)}</section>'
    raise ValueError(element.tag)


def _section(element: Element) -> str:
    kind, below = element.get("kind"), element.elements
    foot = next((child for child in below if child.tag == "foot"), None)
    if foot is not None:
        part, owner = (escape(cell.elements[0].text()) for cell in foot.elements[:2])
        running = f'<div class="foot" data-part="{part}" data-owner="{owner}"></div>'
        return f'<section class="{"part" if kind == "chapter" else kind}">{running}{_all(below)}</section>'
    name = "questions" if kind == "part" else kind  # inside a chapter, after its divider
    return f'<section class="{name}">{_all(below)}</section>'


def _heading(element: Element) -> str:
    number, kind = element.get("number"), element.get("kind")
    name = f"h{element.get('level')}"
    words = _line(element)
    if number and kind == "row":
        words = f"{number} {words}"
    elif number:
        words = f'<span class="numeral">{number}</span> {"<br>" if kind == "divider" else ""}{words}'
    label = escape(f"{number}. {element.text()}" if number else element.text())
    level = f' data-level="{element.get("outline")}" data-label="{label}"' if element.get("outline") else ""
    return f'<{name} class="{kind}" id="{element.get("bookmark")}"{level}>{words}</{name}>'.replace(' id=""', "")


def _entry(entry: Element) -> str:
    words = f"{entry.get('number')} {_line(entry)}" if entry.get("number") else _line(entry)
    return f'<p class="level{entry.get("level")}"><a href="#{entry.get("to")}">{words}</a></p>'


def _field(label: Element, *words: Element) -> str:
    if any(each.tag == "choice" for each in words):
        filled = " ".join(f'<span class="choice">{_line(each)}</span>' for each in words)
        return f"<p><strong>{_line(label)}</strong> {filled}</p>"
    filled = "<br>".join(map(_line, words)) or '<span class="blank"></span>'
    return f'<p class="field"><strong>{_line(label)}</strong> {filled}</p>'


def _line(part: Element | str) -> str:
    """Return inline content, or the element around it, as HTML."""
    if isinstance(part, str):
        return escape(part)
    inside = "".join(map(_line, part.children))
    if part.tag == "link":
        return f'<a href="{escape(part.get("href"))}">{inside}</a>'
    name = _INLINE.get(part.tag)
    return f"<{name}>{inside}</{name}>" if name else inside
