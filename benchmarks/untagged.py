"""senaudit without tags, for comparison: it writes neither marks nor a structure tree.

Importing this module changes `senaudit.pdf.draw` in this process.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from senaudit.layout.markup import Element
from senaudit.pdf import draw
from senaudit.pdf.object_streams import PdfCanvas
from senaudit.pdf.structure import Structure
from senaudit.pdf.tagging import StructureElement


class UntaggedCanvas(PdfCanvas):
    """A canvas that ignores marks."""

    END = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self._doc.Catalog.MarkInfo, self._doc.Catalog.StructTreeRoot

    def mark(self, element: StructureElement) -> str:
        """Return no operator."""
        return ""

    @staticmethod
    def artifact(kind: str = "") -> str:
        """Return no operator."""
        return ""

    def _setAnnotations(self, page: Any) -> None:  # noqa: N802
        super()._setAnnotations(page)
        del page.Tabs

    def check_painted(self, elements: object = None) -> None:
        """Check nothing."""


class _Everything(dict[int, "StructureElement | None"]):
    """Gives every Element the same structure element."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: int) -> StructureElement:
        return _ONLY


_ONLY = StructureElement("Document")


def _no_structure(document: Element, fields: Container[Element], is_rtl: bool) -> Structure:
    return Structure(_ONLY, _Everything())


vars(draw).update(PdfCanvas=UntaggedCanvas, structure_of=_no_structure)
