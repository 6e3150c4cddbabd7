"""The guide, the sheets and the poster as typst documents, in the way that people write them by hand.

They are written from senaudit's Element tree. Text, order, sizes, headings, bookmarks, contents, call-outs, feet,
links, sheets with their running heads, and faces are the same. Icons, the speech tail, checklists in two columns, blank
pages, and words that repeat where a page ends inside a block are left out, and typst chooses where pages end. So it has
less to do than senaudit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from textwrap import indent

from benchmarks.description import PANEL, ROOM
from senaudit.layout.markup import Element
from senaudit.typeset.theme import Theme

# Characters that typst would not read as themselves.
_MARKUP = re.compile(r"[\\`*_#$@<>\[\]~/:]|-(?=[-?])|\.(?=\.)|^[=+-]|(?<=^\d)\.")
_TEMPLATE = r"""
#let gap(ratio) = (ratio / 1pt - 1) * 1em  // from a line's base line to the top of the next
#let spare = (210mm - look.inner - look.outer - look.gutter - look.measure - look.padding) / 2
#let sides = (inside: look.inner + spare + look.gutter, outside: look.outer + spare + look.padding)
#set page("a4", margin: (..sides, top: look.head, bottom: look.foot))
#set text(look.body, font: fonts, lang: language, region: region, fallback: false, hyphenate: false, top-edge: 1em)
#set par(leading: gap(look.leading), spacing: look.paragraph + gap(look.leading))
#set smartquote(enabled: false)
#set list(marker: ([•], [–]), spacing: look.item + gap(look.leading))
#set enum(numbering: n => strong[#n.], spacing: look.item + gap(look.leading))
#set table.cell(breakable: false)
#set table(stroke: look.rule)
#show heading: set par(leading: gap(look.heading-leading))
#show heading: set block(above: look.heading-above + 0.25em, below: look.paragraph + 0.4em)
#show heading: it => { set text((look.title, look.section, look.subheading, look.label).at(it.level - 1)); it }
#show selector.or(heading.where(level: 3), heading.where(level: 4)): set heading(bookmarked: false)
#show terms.item: it => block(below: look.paragraph + 0.4em)[*#it.term* \ #it.description]
#show outline.entry.where(level: 1): it => block(
  width: 100%, above: look.heading-above * 0.6, stroke: (top: look.thin-rule), inset: (top: 0.3em),
  text(look.label, weight: "bold", it),
)
#let dots = (thickness: 0.75pt, cap: "round", dash: (0pt, 4pt))  // one line; typst's own leader is 2,000 full stops
#set outline.entry(fill: line(length: 100%, stroke: dots))

#let foot(..cells) = context {
  let cells = if calc.odd(here().page()) { cells.pos() } else { cells.pos().rev() }
  text(look.small, grid(columns: (1fr, auto, 1fr), align: (left, center, right), ..cells))
}
#let part(foot: none, body) = { set page(footer: foot); body }
#let edges = (inside: look.inner, outside: look.outer, top: look.sheets-head)
#let sheets(foot: none, head: none, body) = {
  let further = context if query(<sheets>).all(it => it.location().page() != here().page()) { head }
  set page(margin: edges, header: further, footer: foot)
  [#metadata(none) <sheets>]
  body
}
#let running(widths, ..fields) = grid(columns: widths, column-gutter: 1.5em, ..fields)
#let named(level, body) = {
  show heading: set text(look.label)
  show heading: set block(above: look.item, below: look.item + 0.4em)
  heading(level: level, outlined: false, body)
}
#let cover(body) = page[#v(1fr) #body #v(1.6fr)]
#let cover-title(title) = {
  show heading: it => block(width: 100%, stroke: (y: look.bar), inset: (y: 1em), text(look.cover, it.body))
  heading(outlined: false, title)
}
#let divider(name, number, title, summary) = page[
  #show heading: it => block(text(look.divider, it.body))
  #v(1fr) #text(look.divider-numeral, weight: "bold", number)
  #heading(numbering: (..) => number, title)#name
  #text(look.subheading, summary) #v(2fr)
]
#let question(name, number, title) = {
  show heading: it => block(
    width: 100%, above: look.question-above + 0.25em, stroke: (top: look.rule), inset: (top: 0.6em),
    outset: (left: look.gutter), place(dx: -look.gutter, text(look.numeral, number)) + text(look.question, it.body),
  )
  [#heading(level: 2, numbering: (..) => number, title)#name]
}
#let (rules, bar) = ((y: look.thin-rule), (left: look.bar))
#let outlines = (parents: look.rule, schools: (..bar, rest: look.rule), guidance: rules, closing: rules, quote: bar)
#let callout(kind, body) = block(
  width: 100%, spacing: look.callout + 0.4em, outset: (x: look.padding), inset: (y: look.padding), body,
  stroke: outlines.at(kind), radius: if kind == "parents" { 9pt } else { 0pt }, breakable: kind == "guidance",
)
#let blank = box(width: 1fr, line(length: 100%, stroke: look.thin-rule))
#let tick = box(width: 0.7em, height: 0.7em, stroke: look.thin-rule)
#let audit(question, ..labels) = block(breakable: false, spacing: 0pt, table(
  columns: (1fr, 1fr), rows: (auto, look.room), inset: look.cell-padding,
  table.cell(colspan: 2, question), ..labels.pos().map(strong),
))
#let picture(file, alt) = box(
  width: look.picture-width, height: look.picture-height,
  image(file, alt: alt, width: 100%, height: 100%, fit: "contain"),
)
#let poster(body) = {
  set page("a3", margin: look.poster-margin)
  set text(look.poster-strip)
  show heading.where(level: 1): it => block(text(look.poster-title, it.body))
  show heading.where(level: 2): it => block(text(look.panel-heading, it.body))
  body
}
#let panels(..panels) = grid(columns: (1fr, 1fr), gutter: look.poster-gap, ..panels)
#let panel(number, title, body) = block(
  width: 100%, height: look.panel-height, stroke: 2pt, radius: 9pt, inset: look.poster-padding,
  grid(columns: (auto, 1fr), column-gutter: 0.6em, text(look.panel-numeral, strong(number)), title)
    + text(look.panel-text, body),
)
"""


def document(tree: Element, look: Theme, language: str = "en", fonts: Sequence[str] = ()) -> str:
    """Return the source of a typst document: the guide, sheets or poster of this tree in this look.

    `fonts` are those of the language's script, beside Arimo.
    """
    lengths = {name: size for name, size in look._asdict().items() if size is not None}
    lengths |= {**{f"panel_{name}": size for name, size in PANEL.items()}, "room": ROOM}
    sizes = ", ".join(f"{name.replace('_', '-')}: {size:g}pt" for name, size in lengths.items())
    title = _string(tree.get("title"))
    body = f"#poster[\n{_poster(tree)}\n]" if tree.get("kind") == "poster" else _all(tree.elements)
    region = '"GB"' if language == "en" else "none"
    named = "".join(f'"{name}", ' for name in ("Arimo Latin", *fonts))
    words = f'#let (language, region, fonts) = ("{language}", {region}, ({named}))'
    return f"#set document(title: {title}, date: none)\n{words}\n#let look = ({sizes})\n{_TEMPLATE}\n{body}\n"


def _poster(tree: Element) -> str:
    """Return a poster's blocks. Its lead and closing line have their own sizes."""
    lead, closing = (child for child in tree.elements if child.tag == "para")
    lines = {
        id(lead): f"#text(look.poster-lead)[{_line(lead)}]",
        id(closing): f"#align(center, text(look.poster-closing)[*{_line(closing)}*])",
    }
    return "\n\n".join(lines.get(id(child)) or _block(child) for child in tree.elements)


def _all(elements: list[Element]) -> str:
    return "\n\n".join(filter(None, map(_block, elements)))


def _block(element: Element) -> str:
    """Return a block element as markup. Raises ValueError for a tag that is in none of the documents."""
    kind, below = element.get("kind"), element.elements
    match element.tag:
        case "figure" if element.get("file"):
            return f"#picture({_string(element.get('file'))}, {_string(element.get('alt'))})"
        case "foot" | "head" | "figure" | "continued":  # arguments of their section; and what is not printed again
            return ""
        case "section" if kind == "divider":
            name, number = _name(below[0]), below[0].get("number")
            return f"#divider({name})[{number}][{_line(below[0])}][{_line(below[1])}]"
        case "section" if kind in ("cover", "sheets") or below[0].tag == "foot":
            name = "part" if kind == "chapter" else kind
            return f"#{name}({''.join(_margins(below))})[\n{_all(below)}\n]"
        case "section" | "form":
            return _all(below)
        case "contents":
            return "#outline(title: none, depth: 2, indent: 0pt)"
        case "question":
            arguments = f"({_name(below[0])})[{below[0].get('number')}][{_line(below[0])}]"
            return f"#question{arguments}\n\n{_all(below[1:])}"
        case "heading" if element.get("level") == "1" and not element.get("bookmark"):
            return f"#{'cover-title' if kind else 'heading(outlined: false)'}[{_line(element)}]"
        case "heading":
            return f"{'=' * int(element.get('level'))} {_line(element)} {_name(element)}".rstrip()
        case "label" if element.get("level"):
            return f"#named({element.get('level')})[{_line(element)}]"
        case "label":
            return f"*{_line(element)}* \\"
        case "para":
            return f"*{_line(element)}*" if kind in ("lead", "closing") else _line(element)
        case "list":
            return _list(element)
        case "note":
            return f'#callout("{kind}")[\n{_all(below)}\n]'
        case "field":
            return _field(*below)
        case "table":
            labels = "".join(f"[{_line(cell.elements[0])}]" for cell in below[0].elements[1:])
            rows = (f"#audit[{_question(*row.elements[0].elements)}]{labels}" for row in below[1:])
            return "\n\n".join(["#v(look.paragraph)", *rows, "#v(look.paragraph)"])
        case "grid":
            return f"#panels(\n{_all(below)}\n)"
        case "panel":
            title, text = below
            return f"panel[{element.get('number')}][{_block(title)}][{_line(text)}],"
    raise ValueError(element.tag)


def _margins(children: list[Element]) -> Iterator[str]:
    """Yield the arguments of a section with its foot and its running head."""
    for child in children:
        if child.tag == "foot":
            yield f"foot: foot({''.join(f'[{_line(cell.elements[0])}], ' for cell in child.elements)}), "
        elif child.tag == "head":
            widths = "".join(f"{field.get('width', '30')}fr, " for field in child.elements)
            fields = "".join(f"[{_field(*field.elements[:2])}], " for field in child.elements)
            yield f"head: running(({widths}), {fields}), "


def _field(label: Element, *words: Element) -> str:
    filled = [f"#tick {_line(each)}" if each.tag == "choice" else _line(each) for each in words]
    return f"*{_line(label)}* {' #h(1em) '.join(filled) or '#blank'}"


def _question(title: Element, *prompts: Element) -> str:
    return f"*{title.get('number')} {_line(title)}*\n\n{_all(list(prompts))}"


def _name(element: Element) -> str:
    """Return the label that links to an element lead to, or "" if it has none."""
    return f"<{element.get('bookmark')}>" if element.get("bookmark") else ""


def _link(part: Element) -> str:
    """Return where a link leads: a label in this document, or an address."""
    to = part.get("href")
    return f"<{to[1:]}>" if to.startswith("#") else _string(to)


def _line(part: Element | str) -> str:
    """Return inline content, or the element around it, as markup."""
    if isinstance(part, str):
        return _MARKUP.sub(r"\\\g<0>", part)
    if part.tag == "page-number":
        return "#context here().page()"
    if part.tag == "page-count":
        return "#context counter(page).final().first()"
    inside = "".join(map(_line, part.children))
    call = {"strong": "#strong", "em": "#emph", "link": f"#link({_link(part)})"}.get(part.tag)
    return f"{call}[{inside}]" if call else inside


def _list(element: Element) -> str:
    kind = element.get("kind")
    if kind == "terms":
        return "\n".join(
            f"/ {_line(term)} {_name(term)}: {_line(meaning)}"
            for term, meaning in (item.elements for item in element.elements)
        )
    items = []
    for number, item in enumerate(element.elements, int(element.get("start", "1"))):
        marker = f"{number}. " if kind in ("number", "letter") else "- "
        items.append(marker + indent("\n".join(map(_block, item.elements)), " " * len(marker)).lstrip())
    setting = {"letter": '#set enum(numbering: "a.")', "tick": "#set list(marker: tick)"}.get(kind)
    return "\n".join(["#[", setting, *items, "]"] if setting else items)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
