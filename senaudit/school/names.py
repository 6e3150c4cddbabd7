"""The names of the files and folders of content, and the search for a school's own folder."""

from __future__ import annotations

from pathlib import Path

SCHOOL = "school.yaml"
WHOLE_FILES = ("guide.yaml", "introduction.yaml", "labels.yaml", "poster.yaml")
CONTENT_FOLDERS = ("chapters", "terms")
RESULTS = "audit-pack"
"""The folder of finished documents in a school's folder."""
SCHOOL_FOLDERS = ("questions", *CONTENT_FOLDERS, "templates")


def find_school(start: Path) -> Path | None:
    """Return the nearest folder with a school.yaml, from `start` upwards; None if there is none."""
    return next((folder for folder in (start, *start.parents) if (folder / SCHOOL).is_file()), None)
