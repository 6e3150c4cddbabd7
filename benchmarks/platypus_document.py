"""Make the guide, the sheets and the poster with ReportLab's Platypus, in the way that its manual teaches.

`python -m benchmarks.platypus_document FILE…` makes a PDF next to each file, which holds a `description`. The program
uses styles, a page template for each part and its foot, a table of contents that `multiBuild` fills in, bookmarks,
links, `KeepTogether`, and a table of sheets whose rows stay together, with a running head. Platypus writes no tags. The
text is in the middle of the page. Icons, the speech tail, checklists in two columns, blank pages, the rules of the
contents, and words that repeat where a page ends inside a block are left out.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.pagesizes import A3, A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    Image,
    KeepTogether,
    ListFlowable,
    ListItem,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)
from reportlab.platypus.tableofcontents import TableOfContents

Node = list[Any]  # a tag, its attributes, and its children
FACES = {"normal": "Regular", "bold": "Bold", "italic": "Italic", "boldItalic": "BoldItalic"}
ALL = (0, 0), (-1, -1)
BOX = "\N{LOWER RIGHT SHADOWED WHITE SQUARE}"  # ZapfDingbats, which every PDF reader has, shows it as an empty square
TICK = f'<font face="ZapfDingbats">{BOX}</font> '
WORDS = {"subtitle": "subheading", "summary": "subheading", "closing": "subheading"}
MARKS = {"strong": "b", "em": "i"}


class Template(BaseDocTemplate):
    """A document whose headings become bookmarks and entries of the contents."""

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  # ReportLab's name
        """Add a heading with a bookmark to the contents and the outline."""
        if hasattr(flowable, "bookmark"):
            name, level, title = flowable.bookmark
            self.canv.bookmarkPage(name)
            self.canv.addOutlineEntry(title, name, level, closed=level > 0)
            self.notify("TOCEntry", (level, escape(title), self.page, name))


class PageCount(Flowable):
    """Comes last, and draws the number of pages in every foot that has left room for it."""

    def __init__(self, size: float) -> None:
        super().__init__()
        self.size = size

    def draw(self) -> None:
        """Define the form that the feet draw."""
        self.canv.beginForm("page-count")
        self.canv.setFont("Arimo", self.size)
        self.canv.drawString(0, 0, str(self.canv.getPageNumber()))
        self.canv.endForm()


class Writer:
    """Turns a description into page templates and flowables."""

    def __init__(self, look: dict[str, float]) -> None:
        self.look = look
        self.templates: list[PageTemplate] = []
        self.styles: dict[tuple[Any, ...], ParagraphStyle] = {}

    def style(self, size: float, bold: bool = False, **more: Any) -> ParagraphStyle:
        """Return the paragraph style with these settings. The same settings give the same object."""
        key = size, bold, *more.items()
        if key not in self.styles:
            settings = {"spaceBefore": self.look["paragraph"], "leading": size * self.look["leading"], **more}
            font = "Arimo-Bold" if bold else "Arimo"
            self.styles[key] = ParagraphStyle(f"style-{len(self.styles)}", fontName=font, fontSize=size, **settings)
        return self.styles[key]

    def paragraph(self, children: list[Any], size: float = 0, bold: bool = False, **more: Any) -> Paragraph:
        """Return a paragraph in a style."""
        return Paragraph(markup(children), self.style(size or self.look["body"], bold, **more))

    # Pages.

    def document(self, document: dict[str, Any]) -> list[Flowable]:
        """Return the story of a whole document."""
        if document["kind"] == "poster":
            margin = self.look["poster_margin"]
            frame = Frame(margin, margin, A3[0] - 2 * margin, A3[1] - 2 * margin, 0, 0, 0, 0)
            self.templates.append(PageTemplate("poster", [frame], pagesize=A3))
            return self.poster(document["body"])
        return [*self.all(document["body"]), PageCount(self.look["small"])]

    def part(self, width: float, head: float, foot: Node | None = None, running: Node | None = None) -> list[Flowable]:
        """Add a page template for a part with this foot, and one for its further pages if they have a running head.

        Return the flowables that begin the part.
        """
        name, bottom, left = f"part-{len(self.templates)}", self.look["foot"], (A4[0] - width) / 2
        frame = Frame(left, bottom, width, A4[1] - head - bottom, 0, 0, 0, 0)
        cells = [cell[2][0][2] for cell in foot[2]] if foot else []
        first = not self.templates
        draw = partial(self.foot, cells, left, width)
        self.templates.append(PageTemplate(name, [frame], onPage=draw))
        begin = [] if first else [NextPageTemplate(name), PageBreak()]
        if running is None:
            return begin
        further = f"{name}-further"
        drawn = partial(self.head, running[2], left, width, draw)
        self.templates[-1].autoNextPageTemplate = further
        self.templates.append(PageTemplate(further, [frame], onPage=drawn))
        return begin

    def head(
        self, fields: list[Node], left: float, width: float, foot: Any, canvas: Canvas, template: Template
    ) -> None:
        """Draw a running head's fields side by side, and the foot. A field has words, or a line to write on."""
        size, gap = self.look["body"], self.look["body"] * 1.5
        shares = [float(attributes.get("width", "30")) for _, attributes, _ in fields]
        room, x, y = width - gap * (len(fields) - 1), left, A4[1] - self.look["sheets_head"] + size / 2
        for (_, _, (label, *filled)), share in zip(fields, shares, strict=True):
            name, wide = words(label[2]), room * share / sum(shares)
            canvas.setFont("Arimo-Bold", size)
            canvas.drawString(x, y, name)
            start = x + stringWidth(name, "Arimo-Bold", size) + size / 2
            canvas.setFont("Arimo", size)
            if filled:
                canvas.drawString(start, y, words(filled[0][2]))
            else:
                canvas.setLineWidth(self.look["thin_rule"])
                canvas.line(start, y - 2, x + wide, y - 2)
            x += wide + gap
        foot(canvas, template)

    def foot(self, cells: list[list[Any]], left: float, width: float, canvas: Canvas, template: Template) -> None:
        """Draw a foot's three cells, with the page number at the outer edge."""
        y = self.look["foot_line"]
        canvas.setFont("Arimo", self.look["small"])
        for cell, place in zip(cells if template.page % 2 else cells[::-1], (0, 0.5, 1), strict=False):
            words = "".join(_number(part, template.page) for part in cell)
            wide = stringWidth(words, "Arimo", self.look["small"])
            x = left + (width - wide) * place
            counted = cell[-1][0] == "page-count"
            if counted:
                x -= place * 2 * self.look["small"]
                canvas.saveState()
                canvas.translate(x + wide, y)
                canvas.doForm("page-count")
                canvas.restoreState()
            canvas.drawString(x, y, words)

    def section(self, kind: str, children: list[Node]) -> list[Flowable]:
        """Return a section. The cover and sections with a foot begin on a new page with its own template."""
        look, foot = self.look, next((child for child in children if child[0] == "foot"), None)
        if kind == "cover":
            return [*self.part(look["measure"], look["head"]), Spacer(0, 60 * mm), *self.all(children)]
        if kind == "divider":
            size = look["divider_numeral"]
            numeral = self.paragraph([children[0][1]["number"]], size, bold=True, leading=size)
            return [Spacer(0, 55 * mm), numeral, *self.all(children), PageBreak()]
        if foot is None:
            return self.all(children)
        width, head = look["measure"], look["head"]
        if kind == "sheets":
            width, head = A4[0] - look["inner"] - look["outer"], look["sheets_head"]
        running = next((child for child in children if child[0] == "head"), None)
        return [*self.part(width, head, foot, running), *self.all(children)]

    # Blocks.

    def all(self, nodes: list[Node]) -> list[Flowable]:
        """Return the flowables of elements, in order."""
        return [flowable for node in nodes for flowable in self.block(*node)]

    def block(self, tag: str, attributes: dict[str, str], children: list[Any]) -> list[Flowable]:
        """Return the flowables of an element."""
        kind = attributes.get("kind", "")
        match tag:
            case "section":
                return self.section(kind, children)
            case "contents":
                return [self.contents()]
            case "question":
                return self.question(children)
            case "heading" if kind == "cover":
                rule = HRFlowable("100%", self.look["bar"], color="black", spaceAfter=self.look["cover"] / 2)
                return [rule, self.heading(attributes, children), Spacer(0, self.look["cover"] / 2), rule]
            case "heading":
                return [self.heading(attributes, children)]
            case "label":
                return [
                    self.paragraph(
                        children, self.look["label" if "level" in attributes else "body"], True, keepWithNext=1
                    )
                ]
            case "para":
                return [self.paragraph(children, self.look[WORDS.get(kind, "body")], kind in ("lead", "closing"))]
            case "list":
                return self.listing(kind, attributes, children)
            case "note":
                return [self.note(kind, children)]
            case "form":
                return [self.field(*child[2]) for child in children]
            case "table":
                return [Spacer(0, self.look["paragraph"]), self.table(children)]
            case "figure" if "file" in attributes:
                size = self.look["picture_width"], self.look["picture_height"]
                return [Image(attributes["file"], *size, kind="proportional", hAlign="LEFT")]
        return []

    def contents(self) -> TableOfContents:
        """Return the table of contents."""
        leading = self.look["body"] * self.look["heading_leading"]
        contents = TableOfContents(dotsMinLevel=0, tableStyle=[("TOPPADDING", *ALL, 0), ("BOTTOMPADDING", *ALL, 0)])
        contents.levelStyles = [
            self.style(self.look[size], size == "label", leading=leading, spaceBefore=2, rightIndent=30)
            for size in ("label", "body")
        ]
        return contents

    def heading(self, attributes: dict[str, str], children: list[Any], **more: Any) -> Paragraph:
        """Return a heading. If it is in the outline, it has its bookmark, level and title as an attribute."""
        look, kind = self.look, attributes.get("kind")
        sizes = {"1": look["title"], "2": look["section"], "3": look["subheading"]}
        kinds = {"cover": look["cover"], "divider": look["divider"], "group": look["label"]}
        size = more.pop("size", 0) or kinds.get(kind) or sizes.get(attributes["level"], look["label"])
        spaces = {"spaceBefore": look["heading_above"], "leading": size * look["heading_leading"], "keepWithNext": 1}
        number, bullet = attributes.get("number"), more.pop("bullet", None)
        heading = Paragraph(markup(children), self.style(size, True, **{**spaces, **more}), bulletText=bullet)
        if "outline" in attributes:
            title = f"{number}. {words(children)}" if number else words(children)
            heading.bookmark = attributes["bookmark"], int(attributes["outline"]), title
        return heading

    def question(self, children: list[Node]) -> list[Flowable]:
        """Return a question: a rule, its title with the number in the gutter, and its blocks."""
        look, (_, attributes, title) = self.look, children[0]
        above, below = look["question_above"], look["question"] * 0.3
        rule = HRFlowable("100%", look["rule"], color="black", spaceBefore=above, spaceAfter=below)
        rule.keepWithNext = 1
        hanging = {"bulletFontName": "Arimo-Bold", "bulletFontSize": look["numeral"], "bulletIndent": -look["gutter"]}
        size = look["question"]
        heading = self.heading(attributes, title, size=size, spaceBefore=0, bullet=attributes["number"], **hanging)
        return [rule, heading, *self.all(children[1:])]

    def listing(self, kind: str, attributes: dict[str, str], items: list[Node]) -> list[Flowable]:
        """Return a list. Terms are paragraphs."""
        if kind == "terms":
            return [self.named(*item[2], above=self.look["paragraph"]) for item in items]
        style: dict[str, Any] = {"bulletFontSize": self.look["body"], "leftIndent": self.look["indent"]}
        if kind in ("number", "letter"):
            style |= {"bulletType": "1" if kind == "number" else "a", "start": int(attributes.get("start", "1"))}
            style |= {"bulletFontName": "Arimo-Bold", "bulletFormat": "%s."}
        else:
            style |= {"bulletType": "bullet", "bulletFontName": "Arimo", "start": "•"}
            if kind == "tick":
                style |= {"bulletFontName": "ZapfDingbats", "start": BOX}
        return [ListFlowable([ListItem(self.item(item[2])) for item in items], **style)]

    def item(self, children: list[Node]) -> list[Flowable]:
        """Return the flowables of a list item."""
        first, *rest = children
        if first[0] == "label" and rest and rest[0][0] == "para":
            return [self.named(first, rest[0], above=self.look["item"]), *self.all(rest[1:])]
        return [self.paragraph(first[2], spaceBefore=self.look["item"]), *self.all(rest)]

    def named(self, label: Node, meaning: Node, above: float) -> Paragraph:
        """Return a paragraph that begins with its label on a line of its own."""
        style = self.style(self.look["body"], spaceBefore=above)
        name = f"<a name={quoteattr(label[1]['bookmark'])}/>" if "bookmark" in label[1] else ""
        return Paragraph(f"{name}<b>{markup(label[2])}</b><br/>{markup(meaning[2])}", style)

    def note(self, kind: str, children: list[Node]) -> Flowable:
        """Return a call-out: a table of one column with a row for each block. It is not split if it fits on a page."""
        look, padding = self.look, self.look["padding"]
        box = [("BOX", *ALL, look["rule"], "black")]
        bar = [("LINEBEFORE", *ALL, look["bar"], "black")]
        rules = [(f"LINE{side}", (0, row), (-1, row), look["thin_rule"], "black") for side, row in _ENDS]
        outlines = {"parents": [*box, ("ROUNDEDCORNERS", [9] * 4)], "schools": box + bar, "quote": bar}
        sides = [(f"{side}PADDING", *ALL, padding) for side in ("LEFT", "RIGHT")]
        between = [(f"{side}PADDING", *ALL, look["item"] / 2) for side in ("TOP", "BOTTOM")]
        ends = [(f"{end}PADDING", (0, row), (-1, row), padding) for end, row in (("TOP", 0), ("BOTTOM", -1))]
        rows = [[flowable] for child in children for flowable in self.row(child)]
        style = [*sides, *between, *ends, *outlines.get(kind, rules)]
        table = Table(rows, [look["measure"] + 2 * padding], style=style)
        return KeepTogether([Spacer(0, look["callout"]), table])

    def row(self, node: Node) -> list[Flowable]:
        """Return the rows of a call-out for a block. Each list item is a row, so that a page can end between items."""
        tag, attributes, children = node
        if tag != "list":
            return self.block(*node)
        numbered = enumerate(children, int(attributes.get("start", "1")))
        items = [self.listing(attributes["kind"], {"start": str(number)}, [item]) for number, item in numbered]
        return [flowable for item in items for flowable in item]

    def field(self, label: Node, *filled: Node, size: float = 0) -> Flowable:
        """Return a field of a form: boxes to tick, the words filled in, or a line to write on."""
        size = size or self.look["body"]
        name, style = f"<b>{markup(label[2])}</b>", self.style(size)
        if not filled:
            wide = stringWidth(words(label[2]), "Arimo-Bold", size) + size
            line = [("LINEBELOW", (1, 0), (1, 0), self.look["thin_rule"], "black"), ("LEFTPADDING", *ALL, 0)]
            return Table([[Paragraph(name, style), ""]], [wide, None], style=line)
        tick = TICK if filled[0][0] == "choice" else ""
        return Paragraph(" &nbsp; ".join([name, *(tick + markup(each[2]) for each in filled)]), style)

    def table(self, children: list[Node]) -> Table:
        """Return the table of audit sheets: each question stands above its two boxes, on the same page."""
        look, (head, *rows) = self.look, children
        data: list[list[Any]] = []
        for row in rows:
            (_, attributes, title), *rest = row[2][0][2]
            question = self.paragraph([f"{attributes['number']} ", *title], bold=True)
            data.append([[question, *self.all(rest)], ""])
            data.append([self.paragraph(cell[2][0][2], bold=True) for cell in head[2][1:]])
        width = A4[0] - look["inner"] - look["outer"]
        paddings = [(f"{side}PADDING", *ALL, look["cell_padding"]) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
        style = [("GRID", *ALL, look["rule"], "black"), ("VALIGN", *ALL, "TOP"), *paddings]
        for first in range(0, len(data), 2):
            style += [("SPAN", (0, first), (1, first)), ("NOSPLIT", (0, first), (1, first + 1))]
        return Table(data, [width / 2, width / 2], style=style, minRowHeights=[0, look["room"]] * len(rows))

    # The poster.

    def poster(self, children: list[Node]) -> list[Flowable]:
        """Return the poster's story: title, lead, panels, closing line, and the school's fields and logo."""
        look = self.look
        sizes = {"lead": ("poster_lead", False), "closing": ("poster_closing", True)}
        story: list[Flowable] = []
        for tag, attributes, below in children:
            match tag:
                case "heading":
                    size = look["poster_title"]
                    story.append(self.heading(attributes, below, size=size, leading=size * 1.1))
                case "para":
                    name, bold = sizes[attributes["kind"]]
                    story.append(
                        self.paragraph(below, look[name], bold, leading=look[name] * 1.25, alignment=int(bold))
                    )
                case "grid":
                    story += [Spacer(0, look["poster_gap"]), self.panels(below)]
                case "form":
                    story += [self.field(*field[2], size=look["poster_strip"]) for field in below]
                case _:
                    story += self.block(tag, attributes, below)
        return story

    def panels(self, panels: list[Node]) -> Table:
        """Return the poster's panels: a table of boxes in two columns."""
        look, gap = self.look, self.look["poster_gap"]
        width = (A3[0] - 2 * look["poster_margin"] - gap) / 2
        inset = [(f"{side}PADDING", *ALL, look["poster_padding"] - 3) for side in ("LEFT", "RIGHT", "TOP")]
        outline = [("BOX", *ALL, 2, "black"), ("ROUNDEDCORNERS", [9] * 4), ("VALIGN", *ALL, "TOP"), *inset]
        columns = look["panel_numeral"], width - look["panel_numeral"]
        boxes = []
        for _, attributes, ((_, _, title), (_, _, text)) in panels:
            numeral = self.paragraph([attributes["number"]], look["panel_numeral"], bold=True, leading=60)
            heading = self.paragraph(title, look["panel_heading"], bold=True, leading=look["panel_heading"] * 1.25)
            below = self.paragraph(text, look["panel_text"], leading=look["panel_text"] * 1.25)
            heights = look["panel_height"] * 0.5, look["panel_height"] * 0.5
            style = [*outline, ("SPAN", (0, 1), (1, 1)), ("TOPPADDING", (0, 1), (1, 1), 0)]
            boxes.append(Table([[numeral, heading], [below, ""]], columns, heights, style=style))
        rows = [[boxes[index], "", boxes[index + 1]] for index in range(0, len(boxes), 2)]
        bare = [(f"{side}PADDING", *ALL, 0) for side in ("LEFT", "RIGHT", "TOP")]
        return Table(rows, [width, gap, width], style=[*bare, ("BOTTOMPADDING", *ALL, gap)])


_ENDS = (("ABOVE", 0), ("BELOW", -1))


def _number(part: str | Node, page: int) -> str:
    """Return a piece of a foot as text. The number of pages is "" here, because `PageCount` draws it later."""
    if isinstance(part, str):
        return part
    return str(page) if part[0] == "page-number" else ""


def markup(children: list[Any]) -> str:
    """Return inline content in Platypus's markup."""
    return "".join(escape(part) if isinstance(part, str) else _marked(*part) for part in children)


def _marked(tag: str, attributes: dict[str, str], children: list[Any]) -> str:
    if tag == "link":
        return f"<a href={quoteattr(attributes['href'])}>{markup(children)}</a>"
    mark = MARKS.get(tag, "font")
    return f"<{mark}>{markup(children)}</{mark}>"


def words(children: list[Any]) -> str:
    """Return inline content without marks."""
    return "".join(part if isinstance(part, str) else words(part[2]) for part in children)


def register_fonts(folder: Path) -> None:
    """Register the faces in `folder`."""
    names = {style: f"Arimo-{name}" if name != "Regular" else "Arimo" for style, name in FACES.items()}
    for style, name in FACES.items():
        registerFont(TTFont(names[style], folder / f"Arimo-{name}.latin.ttf"))
    registerFontFamily("Arimo", **names)


def make(source: Path) -> None:
    """Make a PDF from the description in a file."""
    document = json.loads(source.read_text("utf-8"))
    writer = Writer(document["look"])
    story = writer.document(document)
    template = Template(
        str(source.with_suffix(".platypus.pdf")),
        pageTemplates=writer.templates,
        title=document["title"],
        subject=document["subject"],
        author="senaudit",
        lang=document["lang"],
    )
    template.multiBuild(story)


if __name__ == "__main__":
    register_fonts(Path("fonts"))
    for name in sys.argv[1:]:
        make(Path(name))
