"""Check the children of each tag, once a whole document has been parsed. Every edition relies on these shapes."""

from __future__ import annotations

import re

from senaudit.layout.markup import Element
from senaudit.problems import Problem, SenauditError

_SHAPES: dict[str, tuple[str, str]] = {
    "document poster": (
        "heading para grid para form figure?",
        "hold <heading><para><grid><para><form>, in this order, and at most a <figure> after them",
    ),
    "grid": ("panel+", "hold <panel>s, one at least, and nothing else"),
    "panel": ("heading para", "hold <heading><para> and nothing else"),
    "section divider": ("heading any*", "begin with <heading>"),
    "section sheets": (
        "(heading | para | form)* head? table para*",
        "hold one <table>, before it only <heading>, <para>, <form> and a <head>, and after it only <para>",
    ),
    "table": ("header row+", "hold <header> and then <row>s, one at least"),
    "header": ("cell cell cell", "hold <cell><cell><cell> and nothing else"),
    "header cell": ("para", "hold one <para> and nothing else"),
    "row": ("cell answer answer", "hold <cell><answer><answer> and nothing else"),
    "row cell": ("heading any*", "begin with <heading>"),
    "foot": ("cell+", "hold <cell>s, one at least, and nothing else"),
    "foot cell": ("para+", "hold <para>s, one at least, and nothing else"),
    "form": ("field+", "hold <field>s, one at least, and nothing else"),
    "head": ("field+", "hold <field>s, one at least, and nothing else"),
    "field": (
        "label (para* | choice*)",
        "begin with <label>, and then hold nothing but <para>s or nothing but <choice>s",
    ),
    "question": ("heading any*", "begin with <heading>"),
    "list": ("item+", "hold <item>s, one at least, and nothing else"),
    "item": ("(label | heading | para | list | note | figure)+", "hold a <para> or a <list>"),
    "note": (
        "any* (heading | para | list | note | figure | form | question | section) any*",
        "hold a <para> or a <list>",
    ),
    "contents": ("continued?", "hold at most a <continued>: its entries are made of the document's headings"),
}
"""The children of each tag: a regular expression over tags, and the same in words.

The key is a tag; or “document” or “section” with its kind; or a tag and “cell”, for the cells in it.
"""


def _compiled(shape: str) -> re.Pattern[str]:
    """Return the shape as a pattern that matches a list of tags, each followed by a comma."""
    return re.compile(re.sub("[a-z]+", lambda tag: f"(?:{tag[0].replace('any', '[a-z-]+')},)", shape).replace(" ", ""))


_SHAPED = frozenset(name.partition(" ")[0] for name in _SHAPES)
_HOLD_CELLS = frozenset(name.partition(" ")[0] for name in _SHAPES if name.endswith(" cell"))
_EXPRESSIONS = {name: _compiled(shape) for name, (shape, _) in _SHAPES.items()}


def check_children(elements: list[Element]) -> None:
    """Raise SenauditError with a problem, at the tag's place, for every tag that has the wrong children.

    `elements` are all Elements of the document, in reading order.
    """
    problems: list[Problem] = []
    for element in elements:
        if element.tag not in _SHAPED:
            continue
        kind = f" {element.get('kind')}" if element.tag in ("document", "section") else ""
        problems += _problems(element, element.tag + kind)
        if element.tag in _HOLD_CELLS:
            for cell in element.elements:
                if cell.tag == "cell":
                    problems += _problems(cell, f"{element.tag} cell")
    problems += _outline_problems(elements)
    if problems:
        raise SenauditError(dict.fromkeys(problems))  # a mistake in a template's loop is reported once


def _problems(element: Element, name: str) -> list[Problem]:
    if name not in _SHAPES:
        return []
    tags = [child.tag for child in element.elements if child.tag != "foot" or element.tag != "section"]
    if not _EXPRESSIONS[name].fullmatch(f"{','.join(tags)}," if tags else ""):
        message = f"this <{element.tag}> must {_SHAPES[name][1]}"
        return [Problem("wrong-children", element.place, message, "compare it with the shipped templates")]
    if name == "document poster":
        figures = [child for child in element.elements if child.tag == "figure" and "picture" not in child.attributes]
        return [
            Problem("figure-without-picture", each.place, "a poster’s <figure> is a picture", 'write picture="logo"')
            for each in figures
        ]
    return []


def _outline_problems(elements: list[Element]) -> list[Problem]:
    """Return a problem if the first heading of the outline is not at the outermost level."""
    first = next((each for each in elements if each.tag == "heading" and each.get("outline")), None)
    if first is None or first.get("outline") == "0":
        return []
    place = first.written_at or first.place
    return [
        Problem(
            "outline-begins-inside", place, "the first heading of the outline is an outermost one", 'write outline="0"'
        )
    ]
