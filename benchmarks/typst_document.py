"""The guide as a typst document, written as one would by hand, from the very Element tree that senaudit sets.

Text, order, sizes, headings, bookmarks, contents, call-outs, feet, sheets and faces are the same. Icons, the speech
tail and checklists in two columns are left out, and pages end where typst ends them: it has the less to do.
`python -m benchmarks.typst_document FOLDER` writes FOLDER/guide.typ and FOLDER/fonts.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from textwrap import indent

from senaudit.build import Choices, read_content, read_theme, render_document
from senaudit.layout.markup import Element
from senaudit.pdf.fonts import FACE_NAMES, find_family
from senaudit.pdf.theme import Theme

# What typst would read as more than the sign itself.
_MARKUP = re.compile(r"[\\`*_#$@<>\[\]~/:]|-(?=[-?])|\.(?=\.)|^[=+-]|(?<=^\d)\.")
_TEMPLATE = r"""
#let gap(ratio) = (ratio / 1pt - 1) * 1em  // from a line's base line to the top of the next
#let spare = (210mm - look.inner - look.outer - look.gutter - look.measure - look.padding) / 2
#let sides = (inside: look.inner + spare + look.gutter, outside: look.outer + spare + look.padding)
#set page("a4", margin: (..sides, top: look.head, bottom: look.foot))
#set text(look.body, font: "Arimo Latin", lang: "en", region: "GB", fallback: false, hyphenate: false, top-edge: 1em)
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
#show outline.entry.where(level: 1): set text(weight: "bold")

#let foot(..cells) = context {
  let cells = if calc.odd(here().page()) { cells.pos() } else { cells.pos().rev() }
  text(look.small, grid(columns: (1fr, auto, 1fr), align: (left, center, right), ..cells))
}
#let part(foot: none, body) = { set page(footer: foot); body }
#let edges = (inside: look.inner, outside: look.outer, top: look.sheets-head)
#let sheets(foot: none, body) = { set page(margin: edges, footer: foot); body }
#let cover(body) = page[#v(1fr) #body #v(1.6fr)]
#let cover-title(title) = {
  show heading: it => block(width: 100%, stroke: (y: look.bar), inset: (y: 1em), text(look.cover, it.body))
  heading(outlined: false, title)
}
#let divider(number, title, summary) = page[
  #show heading: it => block(text(look.divider, it.body))
  #v(1fr) #text(look.divider-numeral, weight: "bold", number)
  #heading(numbering: (..) => number, title)
  #text(look.subheading, summary) #v(2fr)
]
#let question(number, title) = {
  show heading: it => block(
    width: 100%, above: look.question-above + 0.25em, stroke: (top: look.rule), inset: (top: 0.6em),
    outset: (left: look.gutter), place(dx: -look.gutter, text(look.numeral, number)) + text(look.question, it.body),
  )
  heading(level: 2, numbering: (..) => number, title)
}
#let (rules, bar) = ((y: look.thin-rule), (left: look.bar))
#let outlines = (parents: look.rule, schools: (..bar, rest: look.rule), guidance: rules, closing: rules, quote: bar)
#let callout(kind, body) = block(
  width: 100%, spacing: look.callout + 0.4em, outset: (x: look.padding), inset: (y: look.padding), body,
  stroke: outlines.at(kind), radius: if kind == "parents" { 9pt } else { 0pt }, breakable: kind == "guidance",
)
#let blank = box(width: 1fr, line(length: 100%, stroke: look.thin-rule))
#let tick = box(width: 0.7em, height: 0.7em, stroke: look.thin-rule)
#let room = box(height: 52mm)  // up to four rows a page, as senaudit has them
#let shares = (look.question-share / 1pt * 100%, 1fr, 1fr)
#let audit(heads, ..rows) = table(columns: shares, inset: look.cell-padding, table.header(..heads), ..rows)
"""


def document(tree: Element, look: Theme) -> str:
    """Return the text of the typst document that makes the tree of a guide in that look."""
    sizes = ", ".join(f"{name.replace('_', '-')}: {getattr(look, name):g}pt" for name in Theme.__annotations__)
    title = json.dumps(tree.get("title"), ensure_ascii=False)
    return f"#set document(title: {title}, date: none)\n#let look = ({sizes})\n{_TEMPLATE}\n{_all(tree.elements)}\n"


def _all(elements: list[Element]) -> str:
    return "\n\n".join(filter(None, map(_block, elements)))


def _block(element: Element) -> str:
    """Return a block element as markup; raise ValueError for one that a guide does not have."""
    kind, below = element.get("kind"), element.elements
    match element.tag:
        case "foot" | "figure" | "continued":  # a foot is an argument of its section, and typst repeats no label
            return ""
        case "section" if kind == "divider":
            return f"#divider[{below[0].get('number')}][{_line(below[0])}][{_line(below[1])}]"
        case "section" if kind in ("cover", "sheets") or below[0].tag == "foot":
            cells = "".join(f"[{_line(cell.elements[0])}], " for e in below if e.tag == "foot" for cell in e.elements)
            name = "part" if kind == "chapter" else kind
            return f"#{name}{f'(foot: foot({cells}))' if cells else ''}[\n{_all(below)}\n]"
        case "section" | "form":
            return _all(below)
        case "contents":
            return "#outline(title: none, depth: 2, indent: 0pt)"
        case "question":
            return f"#question[{below[0].get('number')}][{_line(below[0])}]\n\n{_all(below[1:])}"
        case "heading" if element.get("level") == "1" and not element.get("bookmark"):
            return f"#{'cover-title' if kind else 'heading(outlined: false)'}[{_line(element)}]"
        case "heading":
            return f"{'=' * int(element.get('level'))} {_line(element)}"
        case "label":
            return f"*{_line(element)}* \\"
        case "para":
            return f"*{_line(element)}*" if kind in ("lead", "closing") else _line(element)
        case "list":
            return _list(element)
        case "note":
            return f'#callout("{kind}")[\n{_all(below)}\n]'
        case "field":
            label, *choices = map(_line, below)
            return f"*{label}* {' #h(1em) '.join(f'#tick {choice}' for choice in choices) or '#blank'}"
        case "table":
            heads = "".join(f"[*{_line(cell.elements[0])}*], " for cell in below[0].elements)
            return f"#audit(({heads}),\n{_all(below[1:])})"
        case "row":
            title, *prompts = below[0].elements
            return f"  [*{title.get('number')} {_line(title)}*\n\n{_all(prompts)}], room, room,"
    raise ValueError(element.tag)


def _line(part: Element | str) -> str:
    """Return inline content, or the element that holds it, as markup."""
    if isinstance(part, str):
        return _MARKUP.sub(r"\\\g<0>", part)
    if part.tag == "page-number":
        return "#context here().page()"
    inside = "".join(map(_line, part.children))
    call = {"strong": "#strong", "em": "#emph", "link": f"#link({json.dumps(part.get('href'))})"}.get(part.tag)
    return f"{call}[{inside}]" if call else inside


def _list(element: Element) -> str:
    kind = element.get("kind")
    if kind == "terms":
        return "\n".join("/ {}: {}".format(*map(_line, item.elements)) for item in element.elements)
    items = []
    for number, item in enumerate(element.elements, int(element.get("start", "1"))):
        marker = f"{number}. " if kind in ("number", "letter") else "- "
        items.append(marker + indent("\n".join(map(_block, item.elements)), " " * len(marker)).lstrip())
    setting = {"letter": '#set enum(numbering: "a.")', "tick": "#set list(marker: tick)"}.get(kind)
    return "\n".join(["#[", setting, *items, "]"] if setting else items)


if __name__ == "__main__":
    folder, choices = Path(sys.argv[1]), Choices("guide", with_sheets=True, font="arimo")
    tree = render_document(choices, read_content(choices))
    (folder / "guide.typ").write_text(document(tree, read_theme(choices)), "utf-8")
    (folder / "fonts").mkdir()
    for name in FACE_NAMES:  # the very files that senaudit embeds
        shutil.copy(find_family("arimo").for_text(tree.text()).files[name], folder / "fonts")
