"""The folders of the files that come with senaudit, in a checkout, an editable install or a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """Return the folder of the shipped "content", "templates" or "fonts".

    A wheel has all three inside the package. In a checkout, content and templates are at the top, where people edit
    them. The fonts are made by the build and are always inside the package.
    """
    inside = _PACKAGE / "data" / name
    if name == "fonts" or inside.is_dir():
        return inside
    return _PACKAGE.parent / name


def is_shipped(path: Path | None) -> bool:
    """Return whether a file came with senaudit."""
    return path is not None and any(path.is_relative_to(shipped(name)) for name in ("content", "templates", "fonts"))
