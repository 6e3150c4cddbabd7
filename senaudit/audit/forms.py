"""Which audit sheets a school has given out. Prints of them are read by where words stand on their pages."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from senaudit.content.select import Selection
from senaudit.recipe.request import Sources


class Forms(NamedTuple):
    """The sources of the sheets, and the selections that were given out. Whole sheets are known without any.

    `since` is the folder of the audit before: what was agreed on then may be printed on the sheets.
    """

    sources: Sources = Sources()
    selections: tuple[Selection, ...] = ()
    since: Path | None = None


WHOLE = Forms()
"""The shipped sheets, whole."""
