"""Where the files that come with senaudit are: the same question in a checkout, an editable install and a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """Return the folder of the shipped "content", "templates" or "fonts".

    A wheel carries all three inside the package. In a checkout content and templates stand at the top, where people
    edit them; the fonts are made by the build and are always inside.
    """
    inside = _PACKAGE / "data" / name
    if name == "fonts" or inside.is_dir():
        return inside
    return _PACKAGE.parent / name
