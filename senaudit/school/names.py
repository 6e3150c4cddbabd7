"""How content is filed: what its files and folders are called, and where a school's own folder is."""

from __future__ import annotations

from pathlib import Path

SCHOOL = "school.yaml"
WHOLE_FILES = ("guide.yaml", "introduction.yaml", "labels.yaml", "poster.yaml")
CONTENT_FOLDERS = ("chapters", "terms")
SCHOOL_FOLDERS = ("questions", *CONTENT_FOLDERS, "templates")


def find_school(start: Path) -> Path | None:
    """Return the school's folder that `start` lies in: itself, or the nearest above it that holds school.yaml."""
    return next((folder for folder in (start, *start.parents) if (folder / SCHOOL).is_file()), None)
