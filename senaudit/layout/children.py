"""Check the children of each tag, once a whole document has been parsed. Every edition relies on these shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
        "hold one audit <table>, before it only <heading>, <para>, <form> and a <head>, and after it only <para>",
    ),
    "table audit": ("header row+", "hold <header> and then <row>s, one at least"),
    "table data": ("header row+", "hold <header> and then <row>s, one at least"),
    "header": ("cell cell cell", "hold <cell><cell><cell> and nothing else"),
    "header cell": ("para", "hold one <para> and nothing else"),
    "row": ("cell answer answer", "hold <cell><answer><answer> and nothing else"),
    "row cell": ("heading any*", "begin with <heading>"),
    "header data": ("cell cell+", "hold <cell>s, two at least, and nothing else"),
    "header data cell": ("para", "hold one <para> and nothing else"),
    "row data": ("cell cell+", "hold <cell>s, two at least, and nothing else"),
    "row data cell": ("(para | list)+", "hold <para>s and <list>s, one at least, and nothing else"),
    "answer": ("note?", "hold nothing, or one <note>"),
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

The key is a tag; or “document”, “section” or “table” with its kind; or “header data” or “row data” for those of a
table of data; or one of these and “cell”, for the cells in it.
"""


def _compiled(shape: str) -> re.Pattern[str]:
    """Return the shape as a pattern that matches a list of tags, each followed by a comma."""
    return re.compile(re.sub("[a-z]+", lambda tag: f"(?:{tag[0].replace('any', '[a-z-]+')},)", shape).replace(" ", ""))


_WITH_KINDS = "document", "section", "table"
_SHAPED = frozenset(name.partition(" ")[0] for name in _SHAPES)
_HOLD_CELLS = frozenset(name.partition(" ")[0] for name in _SHAPES if name.endswith(" cell"))
_EXPRESSIONS = {name: _compiled(shape) for name, (shape, _) in _SHAPES.items()}


def check_children(elements: list[Element]) -> None:
    """Raise SenauditError with a problem, at the tag's place, for every tag that has the wrong children.

    `elements` are all Elements of the document, in reading order.
    """
    problems: list[Problem] = []
    in_data: set[Element] = set()
    for element in elements:
        if element.tag not in _SHAPED:
            continue
        kind = f" {element.get('kind')}" if element.tag in _WITH_KINDS else " data" if element in in_data else ""
        problems += _problems(element, element.tag + kind)
        if element.tag in _HOLD_CELLS:
            for cell in element.elements:
                if cell.tag == "cell":
                    problems += _problems(cell, f"{element.tag}{kind} cell")
        tables = [child for child in element.elements if is_data(child)]
        problems += _data_problems(element, tables) if tables else ()
        in_data.update(each for table in tables for each in table.elements)
    problems += _outline_problems(elements)
    if problems:
        raise SenauditError(dict.fromkeys(problems))  # a mistake in a template's loop is reported once


def is_data(element: Element) -> bool:
    """Return whether an Element is a table of data."""
    return element.tag == "table" and element.get("kind") == "data"


def _data_problems(holder: Element, tables: list[Element]) -> Iterator[Problem]:
    """Yield the problems of tables of data: what they stand in, and the number of their cells."""
    for table in tables:
        if holder.tag not in ("section", "question") or holder.get("kind") == "sheets":
            message = f"a table of data cannot stand in this <{holder.tag}>"
            yield Problem("misplaced-tag", table.place, message, "put it into a <question>, or a part of the document")
        widths, rows = table.get("widths").split(), table.elements
        count = len(rows[0].elements) if rows else 0
        if widths and len(widths) != count:
            message = f"this <table> has {count} columns, and {len(widths)} widths"
            yield Problem("not-widths", table.place, message, "write one width for each column")
        for row in rows[1:]:
            if len(row.elements) != count:
                message = f"this <row> has {len(row.elements)} cells, and its table {count} columns"
                yield Problem("wrong-children", row.place, message, "write one <cell> for each column")


def _problems(element: Element, name: str) -> list[Problem]:
    if name not in _SHAPES:
        return []
    tags = ["data" if is_data(child) else child.tag for child in element.elements]
    if element.tag == "section":
        tags = [tag for tag in tags if tag != "foot"]
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
