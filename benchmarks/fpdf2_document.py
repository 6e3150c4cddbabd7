"""Make the guide, the sheets and the poster with fpdf2, in the way that its documentation teaches.

`python -m benchmarks.fpdf2_document FILE…` makes a PDF next to each file, which holds a `description`. The program uses
cells that break lines, `header` and `footer` for the running heads and the feet, sections for headings and bookmarks,
links to named places, a placeholder for the contents, and tables. A dry run measures blocks that must stay together,
because `unbreakable` would copy the whole document each time. fpdf2 tags titles and pictures. The text is in the middle
of the page. Icons, the speech tail, checklists in two columns, blank pages, the rules of the contents, and words that
repeat where a page ends inside a block are left out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from fpdf import FPDF, TextStyle
from fpdf.outline import OutlineSection

Node = list[Any]  # a tag, its attributes, and its children
FACES = {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}
MARKS = {"strong": "**", "em": "__"}
MARKED = re.compile(r"\*\*|__|--|~~|\\")
COUNTERS = {"page-number": "{page}", "page-count": "{nb}"}
SIZES = {"subtitle": "subheading", "summary": "subheading", "closing": "subheading"}
GAP = 2.0  # between the entries of the contents


class Document(FPDF):
    """A document that writes itself from its description. All lengths are in points."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.look: dict[str, float] = document["look"]
        self.feet: list[str] = []
        self.running: list[Node] = []  # the fields of the running head of the part's further pages
        self.width = 0.0  # of the column
        self.height: float | None = None  # the height measured so far; None while drawing
        self.fresh = False  # whether the page is empty, so that the next part need not begin another
        super().__init__(unit="pt", format="A3" if document["kind"] == "poster" else "A4")
        for style, name in FACES.items():
            self.add_font("Arimo", style, f"fonts/Arimo-{name}.latin.ttf")
        self.set_title(document["title"])
        self.set_subject(document["subject"])
        self.set_lang(document["lang"])
        self.set_font("Arimo", "", self.look["body"])
        self.c_margin = 0
        if document["kind"] == "poster":
            self.poster(document["body"])
        else:
            self.all(document["body"])

    # Pages.

    def header(self) -> None:
        """Draw the running head's fields side by side, each with its words or a line to write on."""
        size, gap, x = self.look["body"], self.look["body"] * 1.5, self.l_margin
        shares = [float(attributes.get("width", "30")) for _, attributes, _ in self.running]
        room = self.epw - gap * (len(shares) - 1)
        for (_, _, (label, *filled)), share in zip(self.running, shares, strict=True):
            width = room * share / sum(shares)
            self.set_xy(x, self.t_margin - size * 1.75)
            self.field(label, filled[:1], size, width)
            x += width + gap
        self.set_xy(self.l_margin, self.t_margin)

    def footer(self) -> None:
        """Draw the foot's three cells, with the page number at the outer edge."""
        self.set_font("Arimo", "", self.look["small"])
        cells = self.feet if self.page_no() % 2 else self.feet[::-1]
        for words, align in zip(cells, "LCR", strict=False):
            self.set_xy((self.w - self.width) / 2, -self.look["foot_line"] - self.look["small"])
            self.cell(self.width, text=words.replace("{page}", str(self.page_no())), align=align)

    def part(self, width: float, head: float, foot: Node | None = None, running: Node | None = None) -> None:
        """Begin a part on a new page, with a column of this width. The page before it keeps its own foot."""
        self.running = []
        if not self.fresh:
            self.add_page()
        self.fresh = False
        self.width, side = width, (self.w - width) / 2
        self.set_margins(side, head, side)
        self.set_auto_page_break(True, self.look["foot"])
        self.set_xy(side, head)
        self.feet = [markdown(cell[2][0][2]) for cell in foot[2]] if foot else []
        self.running = running[2] if running else []

    def section(self, kind: str, children: list[Node]) -> None:
        """Write a section. The cover and sections with a foot begin on a new page."""
        look, foot = self.look, next((child for child in children if child[0] == "foot"), None)
        if kind == "cover":
            self.part(look["measure"], look["head"])
            self.ln(170)
        elif kind == "sheets":
            running = next((child for child in children if child[0] == "head"), None)
            self.part(self.w - look["inner"] - look["outer"], look["sheets_head"], foot, running)
        elif foot:
            self.part(look["measure"], look["head"], foot)
        if kind == "divider":
            self.ln(155)
            self.words(children[0][1]["number"], look["divider_numeral"], bold=True, leading=1)
        self.all(children)
        if kind == "divider":
            self.add_page()

    # Drawing, or measuring if `height` is not None.

    def words(self, text: str, size: float, bold: bool = False, leading: float = 0, **more: Any) -> None:
        """Write a text as wide as the column, with line breaks."""
        self.set_font("Arimo", "B" if bold else "", size)
        settings = {"w": self.epw, "h": size * (leading or self.look["leading"]), "align": "L", **more}
        self.set_x(self.l_margin)
        if self.height is None:
            self.multi_cell(text=text, **settings, new_x="LMARGIN", new_y="NEXT")
        else:
            self.height += self.multi_cell(text=text, **settings, dry_run=True, output="HEIGHT")

    def space(self, height: float) -> None:
        """Leave space, except at the top of a page."""
        if self.height is not None:
            self.height += height
        elif self.y > self.t_margin:
            self.ln(height)

    def measure(self, draw: Callable[[list[Node]], None], nodes: list[Node]) -> float:
        """Return the height that `draw` would need for these nodes."""
        self.height = 0.0
        draw(nodes)
        height, self.height = self.height, None
        return height

    def keep(self, height: float) -> None:
        """Go to the next page if a block of this height does not fit here, but fits on a whole page."""
        if self.height is None and height <= self.eph and self.will_page_break(height):
            self.add_page()

    def indented(self, by: float, draw: Callable[[], None]) -> None:
        """Draw in a column whose left edge is moved in by this length."""
        self.set_left_margin(self.l_margin + by)
        draw()
        self.set_left_margin(self.l_margin - by)

    # Blocks.

    def all(self, nodes: list[Node]) -> None:
        """Write elements in order."""
        for tag, attributes, children in nodes:
            self.block(tag, attributes, children)

    def block(self, tag: str, attributes: dict[str, str], children: list[Any]) -> None:
        """Write an element."""
        look, kind = self.look, attributes.get("kind", "")
        match tag:
            case "section":
                self.section(kind, children)
            case "contents":
                self.contents(children)
            case "question":
                self.question(children)
            case "heading":
                self.heading(attributes, children)
            case "label":
                self.space(look["paragraph"])
                self.text_of(children, look["label" if "level" in attributes else "body"], bold=True)
            case "para":
                self.space(look["paragraph"])
                self.text_of(children, look[SIZES.get(kind, "body")], bold=kind in ("lead", "closing"))
            case "list":
                self.items(kind, attributes, children)
            case "note":
                self.note(kind, children)
            case "form":
                for _, _, (label, *filled) in children:
                    self.field(label, filled, look["body"])
            case "table":
                self.audit(children)
            case "figure" if "file" in attributes:
                self.image(
                    attributes["file"],
                    h=look["picture_height"],
                    w=look["picture_width"],
                    keep_aspect_ratio=True,
                    alt_text=attributes["alt"],
                )
                self.ln(look["picture_height"])

    def text_of(self, children: list[Any], size: float = 0, bold: bool = False, **more: Any) -> None:
        """Write an element's inline content as wide as the column."""
        if all(isinstance(part, str) for part in children):
            self.words("".join(children), size or self.look["body"], bold, **more)
        else:
            self.words(markdown(children), size or self.look["body"], bold, markdown=True, **more)

    def heading(self, attributes: dict[str, str], children: list[Any], size: float = 0) -> None:
        """Write a heading. If it is in the outline it is a section, so that fpdf2 tags it."""
        look, kind, level = self.look, attributes.get("kind", ""), attributes["level"]
        sizes = {"1": look["title"], "2": look["section"], "3": look["subheading"]}
        kinds = {"cover": look["cover"], "divider": look["divider"], "group": look["label"]}
        size = size or kinds.get(kind) or sizes.get(level, look["label"])
        self.keep(size * 5)
        self.space(look["question"] * 0.6 if kind == "question" else look["heading_above"])
        if kind == "cover":
            self.rule(look["bar"], size / 2)
        if "outline" in attributes:
            number, words = attributes.get("number"), plain(children)
            style = TextStyle("Arimo", "B", size, b_margin=size * (look["heading_leading"] - 1))
            self.set_section_title_styles(style, style)
            title = f"{number}. {words}" if number else words
            self.add_link(self.y, self.l_margin, name=attributes["bookmark"])
            self.start_section(title, int(attributes["outline"]))
        else:
            self.text_of(children, size, bold=True, leading=look["heading_leading"])
        if kind == "cover":
            self.space(size / 2)
            self.rule(look["bar"], size / 2)

    def rule(self, thickness: float, below: float) -> None:
        """Draw a rule across the column."""
        self.set_line_width(thickness)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
        self.ln(below)

    def question(self, children: list[Node]) -> None:
        """Write a question: a rule, its number and title, and its blocks."""
        (_, attributes, title), *rest = children
        self.keep(110)
        self.space(self.look["question_above"])
        self.rule(self.look["rule"], 1)
        self.heading({**attributes, "kind": "question"}, title, self.look["question"])
        self.all(rest)

    def contents(self, entries: list[Node]) -> None:
        """Leave as many pages as the contents need. The contents are written at the end."""
        line = self.look["body"] * self.look["heading_leading"]
        pages, y = 1, self.y - self.t_margin
        for entry in entries:
            for _ in range(round(self.measure(self.entries, [entry]) // line)):
                if y + line > self.eph:
                    pages, y = pages + 1, 0.0
                y += line
            y += GAP
        self.insert_toc_placeholder(Document.write_contents, pages=pages)
        self.fresh = True

    def entries(self, entries: list[Node]) -> None:
        """Write the entries without page numbers, to measure them."""
        for _, attributes, words in entries:
            self.entry(f"{attributes.get('number', '')}. {plain(words)}", attributes["level"] == "0", "", None)

    def entry(self, title: str, bold: bool, page: str, link: int | None) -> None:
        """Write an entry: its title, a leader of dots and its page number."""
        size = self.look["label" if bold else "body"]
        width = self.epw - 3 * size
        self.words(title, size, bold, self.look["heading_leading"], w=width, link=link or "")
        if self.height is not None:
            self.height += GAP
            return
        line = size * self.look["heading_leading"]
        last = self.multi_cell(width, line, title, align="L", dry_run=True, output="LINES")[-1]
        start = self.l_margin + self.get_string_width(last) + size / 2
        dots = "." * int((self.w - self.r_margin - 2 * size - start) / self.get_string_width("."))
        self.set_xy(start, self.y - line)
        self.cell(self.w - self.r_margin - 2 * size - start, line, dots, align="R")
        self.cell(2 * size, line, page, align="R", link=link or "", new_x="LMARGIN", new_y="NEXT")
        self.ln(GAP)

    def write_contents(self, outline: list[OutlineSection]) -> None:
        """Write the contents on the pages left for them."""
        for section in outline:
            link = self.add_link(page=section.page_number)
            self.entry(section.name, section.level == 0, str(section.page_number), link)

    def items(self, kind: str, attributes: dict[str, str], items: list[Node]) -> None:
        """Write a list. Terms begin at the left edge."""
        size, start = self.look["body"], int(attributes.get("start", "1"))
        for number, (_, _, children) in enumerate(items, start):
            self.space(self.look["paragraph" if kind == "terms" else "item"])
            if kind == "terms":
                self.item(children)
                continue
            markers = {"number": f"{number}.", "letter": f"{chr(96 + number)}.", "tick": ""}
            if self.height is None:
                self.keep(size * self.look["leading"])
                self.set_font("Arimo", "B" if kind in ("number", "letter") else "", size)
                self.set_x(self.l_margin)
                if kind == "tick":
                    self.box(self.l_margin, size)
                self.cell(self.look["indent"], size * self.look["leading"], markers.get(kind, "•"))
            self.indented(self.look["indent"], partial(self.item, children))

    def item(self, children: list[Node]) -> None:
        """Write an item, without space above its first block or between a label and its paragraph."""
        first, *rest = children
        if "bookmark" in first[1] and self.height is None:
            self.add_link(self.y, self.l_margin, name=first[1]["bookmark"])
        self.text_of(first[2], bold=first[0] == "label")
        if first[0] == "label" and rest and rest[0][0] == "para":
            self.text_of(rest.pop(0)[2])
        self.all(rest)

    def box(self, x: float, size: float) -> None:
        """Draw a box to tick on the line at the pen."""
        self.set_line_width(self.look["thin_rule"])
        self.rect(x, self.y + size * 0.36, size * 0.7, size * 0.7)

    def note(self, kind: str, children: list[Node]) -> None:
        """Write a call-out with its outline. It is not split if it fits on a page."""
        look, padding = self.look, self.look["padding"]
        height = self.measure(self.all, children) + 2 * padding
        self.keep(height + look["callout"])
        self.space(look["callout"])
        page, top = self.page, self.y
        left, width = self.l_margin - padding, self.epw + 2 * padding
        self.ln(padding - look["paragraph"])
        self.all(children)
        self.ln(padding)
        self.set_line_width(look["thin_rule"] if kind in ("guidance", "closing") else look["rule"])
        if kind == "parents" and self.page == page:
            self.rect(left, top, width, self.y - top, round_corners=True, corner_radius=9)
        elif kind == "schools" and self.page == page:
            self.rect(left, top, width, self.y - top)
        elif kind in ("guidance", "closing"):
            if self.page == page:
                self.line(left, top, left + width, top)
            self.line(left, self.y, left + width, self.y)
        if kind in ("schools", "quote") and self.page == page:
            self.set_line_width(look["bar"])
            self.line(left, top, left, self.y)

    def field(self, label: Node, filled: list[Node], size: float, wide: float = 0) -> None:
        """Write a field of a form: boxes to tick, the words filled in, or a line to write on.

        A field of a running head is `wide` points wide, and has no second line.
        """
        line, name, right = size * 1.75, plain(label[2]), self.x + wide if wide else self.w - self.r_margin
        self.set_font("Arimo", "B", size)
        self.cell(self.get_string_width(name) + size, line, name)
        self.set_font("Arimo", "", size)
        self.set_line_width(self.look["thin_rule"])
        for tag, _, words in filled:
            width = self.get_string_width(plain(words)) + 2.2 * size
            if self.x + width > self.w - self.r_margin and not wide:
                self.ln(line)
            if tag == "choice":
                self.box(self.x, size)
                self.set_x(self.x + size)
            self.cell(width - size, line, plain(words))
        if not filled:
            self.line(self.x, self.y + line - 4, right, self.y + line - 4)
        self.ln(line)

    def audit(self, children: list[Node]) -> None:
        """Write the audit sheets: a table for each question, which stands above its two boxes on the same page."""
        look, (head, *rows) = self.look, children
        self.space(look["paragraph"])
        labels = [f"**{markdown(cell[2][0][2])}**" for cell in head[2][1:]]
        for row in rows:
            (_, attributes, title), *rest = row[2][0][2]
            question = "\n".join([f"**{attributes['number']} {markdown(title)}**", *map(lines, rest)])
            self.set_font("Arimo", "", look["body"])
            self.set_line_width(look["rule"])
            leading, room = look["body"] * look["leading"], self.epw - 2 * look["cell_padding"]
            height = self.multi_cell(room, leading, question, align="L", markdown=True, dry_run=True, output="HEIGHT")
            self.keep(height + 2 * look["cell_padding"] + look["room"])
            with self.table(
                col_widths=(1, 1),
                first_row_as_headings=False,
                line_height=leading,
                markdown=True,
                text_align="LEFT",
                v_align="TOP",
                padding=look["cell_padding"],
            ) as table:
                table.row().cell(question, colspan=2)
                table.row(labels, min_height=look["room"])

    # The poster.

    def poster(self, children: list[Node]) -> None:
        """Write the poster: title, lead, panels, closing line, and the school's fields and logo."""
        look = self.look
        self.set_margin(look["poster_margin"])
        self.set_auto_page_break(False)
        self.add_page()
        for tag, attributes, below in children:
            match tag:
                case "heading":
                    self.heading(attributes, below, look["poster_title"])
                case "para" if attributes["kind"] == "lead":
                    self.text_of(below, look["poster_lead"], leading=look["poster_leading"])
                case "para":
                    self.text_of(below, look["poster_closing"], bold=True, align="C")
                case "grid":
                    self.panels(below)
                case "form":
                    for _, _, (label, *filled) in below:
                        self.field(label, filled, look["poster_strip"])
                case _:
                    self.block(tag, attributes, below)

    def panels(self, panels: list[Node]) -> None:
        """Write the poster's panels in two columns."""
        look, gap, inset = self.look, self.look["poster_gap"], self.look["poster_padding"]
        width, height, first = (self.epw - gap) / 2, look["panel_height"], self.y + self.look["poster_gap"]
        for index, (_, attributes, ((_, _, title), (_, _, text))) in enumerate(panels):
            x, y = self.l_margin + index % 2 * (width + gap), first + index // 2 * (height + gap)
            self.set_line_width(2)
            self.rect(x, y, width, height, round_corners=True, corner_radius=9)
            self.set_xy(x + inset, y + inset)
            self.set_font("Arimo", "B", look["panel_numeral"])
            self.cell(look["panel_numeral"], look["panel_numeral"] * 1.1, attributes["number"])
            self.set_font("Arimo", "B", look["panel_heading"])
            room = width - 2 * inset - look["panel_numeral"]
            self.multi_cell(room, look["panel_heading"] * 1.2, plain(title), align="L", new_x="LEFT", new_y="NEXT")
            self.set_font("Arimo", "", look["panel_text"])
            self.set_xy(x + inset, self.y + 10)
            self.multi_cell(width - 2 * inset, look["panel_text"] * 1.25, plain(text), align="L")
        self.set_xy(self.l_margin, first + (len(panels) + 1) // 2 * (height + gap))


def markdown(children: list[Any]) -> str:
    """Return inline content with fpdf2's marks."""
    return "".join(MARKED.sub(r"\\\g<0>", part) if isinstance(part, str) else _marked(*part) for part in children)


def _marked(tag: str, attributes: dict[str, str], children: list[Any]) -> str:
    if tag == "link":
        return f"[{markdown(children)}]({attributes['href']})"
    mark = MARKS.get(tag, "")
    return COUNTERS.get(tag) or f"{mark}{markdown(children)}{mark}"


def plain(children: list[Any]) -> str:
    """Return inline content without marks."""
    return "".join(part if isinstance(part, str) else plain(part[2]) for part in children)


def lines(node: Node) -> str:
    """Return a block of a table's cell as lines of text."""
    tag, _, children = node
    if tag == "list":
        return "\n".join(f"–  {line}" for item in children for line in map(lines, item[2]))
    return markdown(children)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        document = Document(json.loads(Path(name).read_text("utf-8")))
        document.output(str(Path(name).with_suffix(".fpdf2.pdf")))
