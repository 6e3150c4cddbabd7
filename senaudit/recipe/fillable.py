"""Sheets that are filled in on a screen: the names of their fields, and what a filled-in file says of itself."""

# No `from __future__ import annotations` here: `NamedTuple` would compile each annotation at every start.
from functools import lru_cache
from typing import NamedTuple

from senaudit.content.model import Guide
from senaudit.layout.answers import blanks_of, repeated_blanks, words_asked
from senaudit.layout.markup import Element
from senaudit.layout.wording import line
from senaudit.pdf.form_fields import Form
from senaudit.pdf.form_widgets import FieldName
from senaudit.recipe.sources import digest
from senaudit.typeset.layout_cache import UNCACHED, LayoutCache
from senaudit.typeset.theme import Theme

FACTS = "senaudit"
"""The name of the hidden field with the facts of the form. No id of a blank is like it."""

_VERSION = 1
"""The version of the facts. It is that of the file of answers that a web page saves, which has facts of the same names.
"""

_CODE = "\ue000form-code\ue000"
"""Stands for the code until the questions are known. Nobody types these signs, and no font has them."""
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 5
"""The signs of a form's code, which leave out those that look alike, and how many it has."""

FORM_CODE = f"[{_SIGNS}]{{{_LENGTH}}}"
"""The pattern of a form's code."""


class _Names(NamedTuple):
    """What stays the same while only a school's words change: the names of fields, and the form's digest."""

    names: dict[Element, FieldName]
    lines: dict[Element, FieldName]
    repeated: dict[Element, tuple[FieldName, Element]]
    filled_in: dict[Element, FieldName]
    digest: str


def with_form_code(guide: Guide) -> Guide:
    """Return the guide of a document that is filled in on a screen. `print_form_code` puts in the code itself."""
    return guide._replace(form_code=_CODE)


def form_code(document: Element) -> str:
    """Return the code of a document's form: a short form of its digest, the same for every school, look and paper."""
    number = int(_names_of(document).digest, 16)
    return "".join(_SIGNS[number // len(_SIGNS) ** place % len(_SIGNS)] for place in range(_LENGTH))


def print_form_code(document: Element) -> None:
    """Put the form's code into the feet of a document whose guide is from `with_form_code`.

    It is short enough for a foot: prints and pictures of filled-in sheets have no other facts of their form.
    """
    code = form_code(document)
    holders = (each for section in document.walk() if section.tag == "section" for each in section.elements)
    for foot in (each for each in holders if each.tag == "foot"):
        for element in foot.walk():
            for index, child in enumerate(element.children):
                if isinstance(child, str) and _CODE in child:
                    element.children[index] = child.replace(_CODE, code)


def form_digest(document: Element) -> str:
    """Return the digest of what a document of audit sheets asks: the same for every school, look and paper."""
    return _names_of(document).digest


def form_of(document: Element, theme: Theme, cache: LayoutCache = UNCACHED) -> Form:
    """Return the form of a document in this look. What stays the same in further ones is in `cache`."""
    names = cache.once("fields", None, lambda: _names_of(document))
    filled_in = {name: " ".join(map(line, field.elements[1:])) for field, name in names.filled_in.items()}
    what = FieldName(FACTS, document.get("title"))
    told = {"document": document.get("kind"), "form": names.digest}
    told |= {name: document.get(name) for name in ("school", "group", "edition", "title")}
    facts = _json({**told, "language": document.get("lang")})
    typed = theme.body, theme.cell_padding
    return Form(names.names, names.lines, names.repeated, filled_in, (what, facts), *typed)


def _json(told: dict[str, str]) -> str:
    """Return the facts as JSON. Python's own module for it would be a good part of what fields cost."""
    words = (f'"{name}": "{value.translate(_ESCAPES)}"' for name, value in told.items())
    return f'{{"senaudit": {_VERSION}, {", ".join(words)}}}'


_ESCAPES = {ord(sign): f"\\{sign}" for sign in '"\\'} | {code: f"\\u{code:04x}" for code in range(32)}


@lru_cache(maxsize=1)
def _names_of(document: Element) -> _Names:
    names, lines, filled_in = {}, {}, {}
    blanks = blanks_of(document)
    for element, blank in blanks.items():
        if element.tag == "field" and len(element.elements) > 1:
            filled_in[element] = FieldName(blank.id, blank.full_name)
            continue
        names[element] = FieldName(blank.id, blank.full_name)
        if element.get("line"):
            lines[element] = FieldName(blank.line_id, blank.full_name)
    sheets = [each for each in document.walk() if each.tag == "section" and each.get("kind") == "sheets"]
    heads = ((head, section) for section in sheets for head in section.elements if head.tag == "head")
    sections = {field: section for head, section in heads for field in head.elements}
    repeated = {
        field: (FieldName(blank.id, blank.full_name), sections[field])
        for section in sheets
        for field, blank in repeated_blanks(section).items()
    }
    return _Names(names, lines, repeated, filled_in, digest(words_asked(blanks.values())))
