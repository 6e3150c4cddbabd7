"""The school whose pack it is: what is printed of it, and where its logo is."""

# Annotations are no texts here, as they are elsewhere: `NamedTuple` would compile each of them at every start.
from pathlib import Path
from typing import NamedTuple

from senaudit.content.text import Text
from senaudit.problems import Place


class Logo(NamedTuple):
    """A school's logo: its file, what it says to who cannot see it, and whether it is printed in shades of grey.

    `place` is where the school's file names it.
    """

    path: Path
    text: Text
    grey: bool
    place: Place


class School(NamedTuple):
    """The school whose pack this is: what it says of itself in school.yaml. Dates are printed as they were typed.

    The service is the one that gives parents information, advice and support; contacts are a telephone number, an
    address, or both. `return_to`, `return_where` and `return_by` say who collects the audit sheets.
    `terms` is the name of the file of terms that the school chose.
    """

    name: Text
    short_name: Text
    logo: Logo | None = None
    authority: Text | None = None
    service: Text | None = None
    service_contact: Text | None = None
    senco: Text | None = None
    senco_contact: Text | None = None
    return_to: Text | None = None
    return_where: Text | None = None
    return_by: Text | None = None
    audit_date: Text | None = None
    review_date: Text | None = None
    terms: Text | None = None
