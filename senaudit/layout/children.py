"""What the tags must hold, checked once a whole document has been read: every edition relies on these shapes."""

from __future__ import annotations

from senaudit.layout.markup import Element
from senaudit.problems import Problem, SenauditError

_BEGINS: dict[str, tuple[str, ...]] = {
    "question": ("heading",),
    "field": ("label",),
    "table": ("header",),
    "header": ("cell", "cell", "cell"),
    "row": ("cell", "answer", "answer"),
    "panel": ("heading", "para"),
    "poster": ("heading", "para", "grid", "para", "form"),
    "divider": ("heading",),
}
"""What a tag, or a document or section of that kind, holds first."""


def check_children(document: Element) -> None:
    """Raise SenauditError, at the tags' places, for every tag that lacks what it must hold."""
    problems = [problem for element in document.walk() if (problem := _problem(element))]
    if problems:
        raise SenauditError(problems)


def _problem(element: Element) -> Problem | None:
    kind = element.get("kind") if element.tag in ("document", "section") else element.tag
    begins = _BEGINS.get(kind, ())
    tags = tuple(child.tag for child in element.elements if child.tag != "foot")
    if tags[: len(begins)] != begins:
        wanted = "".join(f"<{tag}>" for tag in begins)
        return Problem(element.place, f"this <{element.tag}> must begin with {wanted}", "put them in, in this order")
    if (element.tag, kind) == ("section", "sheets") and "table" not in tags:
        return Problem(element.place, "a section of audit sheets needs a <table>", "put in <header> and <row>s")
    if element.tag == "cell" and not tags:
        return Problem(element.place, "this <cell> is empty", "put in a <para>, or in a row a <heading>")
    if element.tag == "note" and not set(tags) - {"label", "continued"}:
        return Problem(element.place, "this <note> says nothing", "put in a <para> or a <list>")
    return None
