"""The input of the writers of all editions but PDF: the Element tree, and what else a file needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.pictures.raster import PictureFile


class EditionInput(NamedTuple):
    """The input of a writer. `title` is the document's title, with the look if that is large print.

    `pictures` are the school's own pictures, by the names that figures have for them. `large` is whether the look is
    large print; `body` is the size of its text in points, and `leading` the distance of its lines as a ratio of that.
    `paper` is the width and height of the paper in points. `date` is in seconds since 1970; None is no date. `form` is
    the digest of what is asked, "" for a document with nothing to fill in.
    """

    element: Element
    title: str
    pictures: Mapping[str, PictureFile]
    large: bool
    body: float
    leading: float
    paper: tuple[float, float]
    one_sided: bool
    date: int | None
    form: str = ""
