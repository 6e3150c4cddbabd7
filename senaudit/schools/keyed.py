"""Make packs, each with the key of what it was really made from.

Files may change while a batch runs, and change back. So what a pack is made from is noted as it is read. The pack gets
a key only if that is what the key's digest was made from. A pack without a key is made again by the next run.
"""

from __future__ import annotations

from senaudit.files.reading import noting
from senaudit.recipe.steps import Document
from senaudit.schools.batch import Order
from senaudit.schools.manifest import row_key, shared_key
from senaudit.schools.merged import MergedPacks
from senaudit.schools.row import SchoolRow


class KeyedPacks:
    """Makes the packs of an order. `is_current` is false when the files that schools share are not the order's."""

    def __init__(self, order: Order) -> None:
        """Raises FileError if a font of the order cannot be found."""
        self._order = order
        with noting() as self._shared:
            self.is_current = shared_key(order.requests) == order.shared
        self._packs = MergedPacks(order.requests, order.folder)

    def pack(self, row: SchoolRow) -> tuple[tuple[Document, ...], str]:
        """Return a row's documents, and their key for the manifest, or "" if their files changed meanwhile.

        Raises as `MergedPacks.documents` does.
        """
        with noting() as own:
            key = row_key(self._order.shared, row, self._order.folder)
        with noting() as read:
            documents = tuple(self._packs.documents(row))
        self.is_current &= read.agree_with(self._shared, own)
        return documents, key if self.is_current else ""
