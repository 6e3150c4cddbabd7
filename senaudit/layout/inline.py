"""The inline marks that content may use: Markdown's `**strong**`, `*em*` and `[text](https://…)`.

Everything else is printed as typed. The Markdown library is imported only for a text that has a mark.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from senaudit.problems import Place, Problem, SenauditError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MARK = re.compile(r"\*|\]\(")
_SIGNS = re.compile(r"[&<>'\"*\]]")
# Few texts need these patterns, so they are not compiled here: `re` compiles a pattern at its first use and caches it.
_REACHABLE = r"(?i)https?://[^\W_]|https?://\[|mailto:[^\s@]+@[^\s@]"
_STARS = r"\*+"
_WORD = r"\w+"
_BEFORE_STARS = ".,;:!?’”)"
"""Characters other than letters and digits before which a mark may end."""
_IN_NUMBER = r"(?<=[\d)]) (?=[\d(])"
_TAGS = {"strong_open": "<strong>", "strong_close": "</strong>", "em_open": "<em>", "em_close": "</em>"}


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero").enable(["emphasis", "link"])
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # `_markup` checks links, because it knows their place
    return reader


def _tokens(text: str) -> list[Token]:
    return _reader().parseInline(text)[0].children or []


def marked_up(text: str, place: Place) -> str:
    """Return `text` escaped, with its inline marks as `<strong>`, `<em>` and `<link href>`.

    Raises SenauditError at `place` for a link without an https:, http: or mailto: address.
    """
    if not _SIGNS.search(text):  # most texts
        return text
    if not _MARK.search(text):
        return str(escape(text))
    return "".join(_markup(token, place) for token in _tokens(text))


def plain(value: Any) -> str:
    """Return a content text without its inline marks, for an attribute."""
    text = str(value)
    if not _MARK.search(text):
        return text
    return "".join(_as_typed(token) for token in _tokens(text))


def leads_somewhere(href: str) -> bool:
    """Return whether a link in a PDF can open this address: a web page or an e-mail address."""
    return re.match(_REACHABLE, href) is not None


def printed_marks(text: str) -> list[tuple[str, str]]:
    """Return the stars that look like a mark but are printed, because they have no partner.

    Each result is a pair: the stars, and the stars with the word next to them. Up to three stars look like a mark at
    one end of a word; between two letters or two spaces they are ordinary characters.
    """
    unmarked = "".join(_as_typed(token) for token in _tokens(text))
    found, last = [], 0
    for stars in re.finditer(_STARS, unmarked):
        start, end = stars.span()
        following = re.compile(_WORD).match(unmarked, end)
        if end - start > 3:
            continue
        if following and not _in_word(unmarked[start - 1 : start]):
            found.append((stars[0], stars[0] + following[0]))
            last = following.end()
        elif not following:
            before = start
            while before > last and (_in_word(unmarked[before - 1]) or unmarked[before - 1] in _BEFORE_STARS):
                before -= 1
            if before < start:
                found.append((stars[0], unmarked[before:end]))
                last = end
    return found


def _in_word(character: str) -> bool:
    """Return whether a character is a letter, a digit or an underscore, as `\\w` is."""
    return character.isalnum() or character == "_"


def unbroken(contact: Any) -> Any:
    """Return a content text with no-break spaces between groups of digits, so that a telephone number is not split."""
    return contact._replace(value=re.sub(_IN_NUMBER, "\u00a0", contact.value)) if contact else contact


def _as_typed(token: Token) -> str:
    """Return the token's own characters. An underscore is not a mark here, so it is printed as typed."""
    return token.markup if token.markup.startswith("_") else token.content


def _markup(token: Token, place: Place) -> str:
    if token.type in _TAGS and token.markup.startswith("*"):
        return _TAGS[token.type]
    if token.type == "link_open":
        href = str(token.attrGet("href"))
        if not leads_somewhere(href):
            raise SenauditError(
                [
                    Problem(
                        "link-leads-nowhere",
                        place,
                        f"the link “{href}” leads nowhere a reader could go",
                        "write [text](https://…)",
                    )
                ]
            )
        return f'<link href="{escape(href)}">'
    if token.type == "link_close":
        return "</link>"
    return str(escape(_as_typed(token)))
