"""What a document cannot have in its edition, such as the signs that no font of this computer has."""

from __future__ import annotations

from collections.abc import Sequence

from senaudit.recipe.request import Request
from senaudit.recipe.sources import own_fonts


def unprintable(request: Request, characters: frozenset[str], languages: Sequence[str] = ()) -> frozenset[str]:
    """Return those of the characters that a document cannot have in its edition, such as those that no font has.

    `languages` are those of its words: Urdu has a font of its own.
    """
    if request.format == "pdf":
        from senaudit.typeset import characters as printing
        from senaudit.typeset.faces import family_for

        family = family_for(request.appearance.font, characters, languages, own_fonts(request.sources))
        return printing.unprintable(characters, family)
    if request.format == "brf":
        from senaudit.editions.braille.liblouis import find_liblouis

        return frozenset(find_liblouis().lacks(characters))
    return frozenset()


def fonts_to_get(request: Request, characters: frozenset[str], languages: Sequence[str]) -> tuple[str, ...]:
    """Return what to do to have a font for each script of these characters that this computer has none for."""
    from senaudit.typeset.faces import family_for

    if request.format != "pdf":
        return ()
    missing = family_for(request.appearance.font, characters, languages, own_fonts(request.sources)).missing
    return tuple(dict.fromkeys(each.hint for each in missing.values()))
