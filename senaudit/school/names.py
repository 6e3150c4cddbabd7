"""The names of the files and folders of content, and the search for a school's own folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

SCHOOL = "school.yaml"
GUIDE_FILES = ("guide.yaml", "introduction.yaml", "labels.yaml", "poster.yaml")
FINDINGS, LETTER = "findings.yaml", "letter.yaml"
WHOLE_FILES = (*GUIDE_FILES, FINDINGS, LETTER)
"""The files that a school can have its own of. The last two are read only for the documents that need them."""
CONTENT_FOLDERS = ("chapters", "terms")
RESULTS = "audit-pack"
"""The folder of finished documents in a school's folder."""
AUDIT = "audit.yaml"
"""The file that makes a folder that of an audit. Nothing in such a folder is a part of the content."""
SUPPLEMENT = "supplement"
"""The folder of content that holds the supplement: its chapters and its terms."""
LANGUAGES = "languages"
"""The folder of translations, in a folder of content and in a school's own: a PO file for each language."""
CATALOGUE = r"[a-z]{2,3}(-[a-z0-9]{2,8})*\.po"
"""The form of a PO file's name: the tag of its language (BCP 47) in small letters."""
FONTS = "fonts"
"""The folder of a school's own fonts, for scripts that the usual ones do not have."""
SCHOOL_FOLDERS = ("questions", *CONTENT_FOLDERS, LANGUAGES, FONTS, "templates")


def languages_of(*folders: Path) -> list[str]:
    """Return the tags of the languages that have a file in one of the folders, sorted."""
    paths = (path for folder in folders for path in (folder / LANGUAGES).glob("*.po"))
    return sorted({path.stem for path in paths if re.fullmatch(CATALOGUE, path.name) and path.is_file()})


def find_school(start: Path) -> Path | None:
    """Return the nearest folder with a school.yaml, from `start` upwards; None if there is none.

    A folder of that name, or a link to nothing, counts: it may be a mistake, and must not be passed over in silence.
    """
    return next((folder for folder in (start, *start.parents) if os.path.lexists(folder / SCHOOL)), None)
