"""The blanks of a form: a label and a line to write on, or a label and boxes to tick."""

from __future__ import annotations

from senaudit.layout.markup import Element
from senaudit.pdf.fonts import Family
from senaudit.pdf.page import Outline, Piece, Rule
from senaudit.pdf.text import Fragment, Line, break_lines, first_baseline, line_width, parted, set_lines, spans
from senaudit.pdf.theme import Theme


def form_pieces(form: Element, theme: Theme, family: Family, width: float, size: float) -> tuple[list[Piece], float]:
    """Return a form's pieces, from its top left corner, and its height in points.

    Fields stand side by side where both labels leave room to write; a field with choices has lines of its own.
    """
    pieces: list[Piece] = []
    y = 0.0
    row: list[Element] = []
    for field in form.elements:
        if any(child.tag == "choice" for child in field.elements):
            y += _blanks(row, pieces, theme, family, width, size, y)
            y += _choices(field, pieces, theme, family, width, size, y)
            row = []
        else:
            row.append(field)
    y += _blanks(row, pieces, theme, family, width, size, y)
    return pieces, y


def _blanks(
    fields: list[Element], pieces: list[Piece], theme: Theme, family: Family, width: float, size: float, top: float
) -> float:
    """Add one line of blanks, shared by the fields' widths (percent), and return its height."""
    if not fields:
        return 0.0
    height = max(theme.form_line, size * 1.5)
    baseline = top + height - size * 0.45
    shares = [float(field.get("width", "100")) for field in fields]
    free = width - size * 1.5 * (len(fields) - 1)
    x = 0.0
    for field, share in zip(fields, shares, strict=True):
        wide = free * share / sum(shares)
        line = _label(field, family, size, wide)
        pieces += _on(line, x, baseline, size, theme)
        start = x + line_width(line) + size * 0.5
        pieces.append(Rule(start, baseline + 2.0, x + wide, baseline + 2.0, theme.thin_rule, "", field))
        x += wide + size * 1.5
    return height


def _choices(
    field: Element, pieces: list[Piece], theme: Theme, family: Family, width: float, size: float, top: float
) -> float:
    """Add a label and its boxes to tick, on as many lines as they need, and return their height.

    The boxes stand right of the label, or under it where they would have little room there.
    """
    leading = size * 1.75
    label, *choices = field.elements
    line = break_lines(spans(label, family, strong=True), size, width)[0]
    baseline = top + leading - size * 0.45
    pieces += _on(line, 0.0, baseline, size, theme)
    x = indent = line_width(line) + size
    if indent > width / 4:
        x, indent, baseline = 0.0, 0.0, baseline + leading
    side = size * 0.85
    for choice in choices:
        words = break_lines(spans(choice, family), size, 1e6)[0]
        wide = side + size * 0.4 + line_width(words)
        if x + wide > width and x > indent:
            x, baseline = indent, baseline + leading
        pieces.append(Outline(x, baseline - side + size * 0.08, side, side, theme.rule, "square", choice))
        pieces += _on(words, x + side + size * 0.4, baseline, size, theme)
        x += wide + size * 1.1
    return baseline - top + size * 0.45


def _label(field: Element, family: Family, size: float, width: float) -> Line:
    return break_lines(spans(field.elements[0], family, strong=True), size, width)[0]


def _on(line: Line, x: float, baseline: float, size: float, theme: Theme) -> list[Piece]:
    """Return a line with its base line at `baseline`."""
    first: Fragment = line[0]
    pieces = set_lines([line], x, size, size, theme)
    rise = first_baseline(first.span.face, size, size)
    return [parted(piece.moved(0.0, baseline - rise)) for piece in pieces]
