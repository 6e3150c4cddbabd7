"""Sets a block and the same in another language side by side, or one above the other where the column is narrow.

Each language has its own leading and its own direction. The first lines of the two stand on one base line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from senaudit.layout.markup import Element
from senaudit.layout.roles import with_translation
from senaudit.typeset.box import Box, reach, stacked
from senaudit.typeset.compose import Column, Composer, Context
from senaudit.typeset.faces import Family
from senaudit.typeset.page import Piece, Run
from senaudit.typeset.theme import CHARACTER, Theme

_GAP = 1.5
"""The space between two languages side by side, in em."""

_FEWEST = 30
"""Lines of fewer characters would be broken too often: then one language stands above the other."""

Make = Callable[[list[Element], Theme, Family, float], Box]

_LARGEST = (
    *("leading", "heading_leading", "display_leading", "poster_leading"),
    *("room", "tall_letters", "deep_letters"),
)
"""What a line with words of several languages has of that language which needs most."""


def looks_of(
    theme: Theme, languages: Iterable[str], family: Family, in_hand_of_arabic: bool, in_two: bool
) -> tuple[Theme, dict[str, Theme]]:
    """Return the look of a document, whose own language is the first; if it is `in_two`, that of each of them too.

    Lines of a document in two languages have words of both.
    """
    from senaudit.languages import in_naskh
    from senaudit.typeset.scripts import written_in

    looks = {}
    for language in languages:
        tag = in_naskh(language) if in_hand_of_arabic else language
        looks[language] = written_in(theme, tag) if family.scripts else theme
    own = next(iter(looks.values()))
    if not in_two:
        return own, {}
    return own._replace(**{name: max(getattr(look, name) for look in looks.values()) for name in _LARGEST}), looks


def in_both_languages(
    children: Iterable[Element], context: Context, column: Column, make: Composer
) -> Iterator[tuple[Element, list[Box]]]:
    """Yield each block with its boxes, as `make` composes it. They are of both languages if it is said again."""
    theme = context.theme
    gap = theme.body * _GAP
    column = column._replace(width=column.width - theme.beside_box)  # at its end, a language may begin
    half = (column.width - gap) / 2
    is_wide = half >= _FEWEST * theme.body * CHARACTER * theme.room
    first = second = column
    if is_wide:
        first, second = column._replace(width=half), column._replace(x=column.x + half + gap, width=half)
    for child, again in with_translation(children):
        if again is None:
            yield child, make(child, context, column)
            continue
        one, other = _in_its_look(child, context, first, make), _in_its_look(again, context, second, make)
        if is_wide:
            yield child, [_side_by_side(one, other)]
        else:
            other[0].before = max(theme.item / 2, reach(other[0])[0])
            yield child, [*one, *other]


def _in_its_look(element: Element, context: Context, column: Column, make: Composer) -> list[Box]:
    """Return the boxes of a block in the look of its language, in the direction of that language."""
    language = element.get("lang")
    look = context.looks.get(language, context.theme)
    boxes = make(element, context._replace(theme=look, family=context.family.speaking(language)), column)
    for box in boxes:
        box.pieces = as_seen(_in_faces_of(context.family, box.pieces), look, context.theme, column)
    return boxes


def _in_faces_of(family: Family, pieces: list[Piece]) -> list[Piece]:
    """Return pieces in the faces of the document's family: a PDF has each font once."""
    return [piece._replace(face=family.own(piece.face)) if isinstance(piece, Run) else piece for piece in pieces]


def as_seen(pieces: list[Piece], look: Theme, around: Theme, column: Column) -> list[Piece]:
    """Return pieces of a column in their look, as they stand on a page in the look that is `around` them.

    All pages of a document are mirrored at the end, or none: what runs the other way is mirrored in its column.
    """
    if (look.base_level or 0) == (around.base_level or 0):
        return pieces
    from senaudit.typeset.directed import mirrored_piece

    parts = (part for piece in pieces for part in ([piece] if look.base_level else _without_space_at_end(piece)))
    return [mirrored_piece(piece, 2 * column.x + column.width) for piece in parts]


def _without_space_at_end(piece: Piece) -> list[Piece]:
    """Return a Run and the spaces at its end as two Runs, so that it is the same when it is mirrored twice."""
    if not isinstance(piece, Run) or not (words := piece.text.rstrip(" ")) or words == piece.text:
        return [piece]
    spaces = piece.text[len(words) :]
    wide = piece.face.widths[spaces] * piece.size
    width = piece.width - wide
    return [piece._replace(text=words, width=width), piece._replace(x=piece.x + width, text=spaces, width=wide)]


def _side_by_side(one: list[Box], other: list[Box]) -> Box:
    """Return the boxes of two columns as one box, with their first words on one base line."""
    before, cost = max(one[0].before, other[0].before), one[0].cost
    one[0].before = other[0].before = 0.0
    whole = [stacked(boxes) for boxes in (one, other)]
    base_lines = [next((piece.y for piece in box.pieces if isinstance(piece, Run)), 0.0) for box in whole]
    pieces, height = [], 0.0
    for box, base_line in zip(whole, base_lines, strict=True):
        down = max(base_lines) - base_line
        pieces += [piece.moved(0.0, down) for piece in box.pieces]
        height = max(height, box.height + down)
    return Box(height, pieces, before, cost)


def in_each_language(
    blocks: Iterable[Element],
    theme: Theme,
    looks: Mapping[str, Theme],
    family: Family,
    width: float,
    make: Make,
    between: float | None,
) -> Box:
    """Return blocks in both languages as a box. What is not said again is in both.

    `make` returns the box of blocks in a look, a family and a width. The languages stand side by side, or, if
    there is a space `between` them, the second under the first.
    """
    pairs = list(with_translation(blocks))
    languages = [[block for block, _ in pairs]]
    if any(again for _, again in pairs):
        languages.append([again or block for block, again in pairs])
    gap = theme.body * _GAP
    if beside := between is None and len(languages) > 1:
        width = (width - gap) / 2
    made: list[list[Box]] = []
    for words, (language, look) in zip(languages, looks.items(), strict=False):
        box = make(words, look, family.speaking(language), width)
        box.pieces = as_seen(_in_faces_of(family, box.pieces), look, theme, Column(0.0, width))
        box.before = between or 0.0 if made else 0.0
        made.append([box])
    if beside:
        made[1][0].pieces = [piece.moved(width + gap, 0.0) for piece in made[1][0].pieces]
    return _side_by_side(*made) if beside else stacked([box for boxes in made for box in boxes])
