"""The inline marks that content may use: Markdown's `**strong**`, `*em*`, `[text](https://…)` and `[text](see:name)`.

Everything else is printed as typed. A web or email address among the words leads there; `addressed` finds it. The
Markdown library is imported only for a text that has another mark than a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from senaudit.problems import Place, Problem, SenauditError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MARK = re.compile(r"\*|\]\(")
_SIGNS = re.compile(r"[&<>'\"*\]]")
_IN_ADDRESS = re.compile(r"\.\w")
# Few texts need these patterns, so they are not compiled here: `re` compiles a pattern at its first use and caches it.
_REFERENCE = r"\[([^\[\]*\\]+)\]\(([Ss]ee:[\w:-]+)\)"
_REACHABLE = r"(?i)https?://[^\W_]|https?://\[|mailto:[^\s@]+@[^\s@]"
_LABEL = r"[^\W_]+(?:-+[^\W_]+)*"
_DOMAIN = rf"{_LABEL}(?:\.{_LABEL})*"
_ENDINGS = "com|cymru|edu|eu|ie|info|net|org|uk|wales"
"""The last part of a web address that is typed without “https://” and “www.”. Written small, none of them begins a
sentence or ends a file's name."""
_END = r"(?=[\s,:;!?)\]}>'\"’”»…–—|*]|\.(?!\w)|\Z)"
_WEB = rf"(?:https?://{_DOMAIN}|www\.{_LABEL}\.{_DOMAIN}|(?:{_LABEL}\.)+(?-i:{_ENDINGS}))(?::[0-9]{{1,5}})?"
_MAIL = rf"(?:mailto:)?(?P<name>[\w+'-]+(?:\.[\w+'-]+)*)@(?P<at>(?:{_LABEL}\.)+[^\W\d_]{{2,}})"
_ADDRESS = (
    rf"(?i)(?<![^\s(\[{{<>\"'“‘„«»:;,|*–—])(?:(?<!'){_MAIL}{_END}"
    rf"|(?P<host>{_WEB})(?:{_END}|(?=[/?#])(?P<path>[^\s<>\"“”„’‘«»…]*)))"
)
_AFTER_ADDRESS = ".,:;!?'*–—|"
"""Signs that belong to the sentence, and not to the address before them."""
_STARS = r"\*+"
_WORD = r"\w+"
_BEFORE_STARS = ".,;:!?’”)"
"""Characters other than letters and digits before which a mark may end."""
_IN_NUMBER = r"(?<=[\d)]) (?=[\d(])"
_TAGS = {"strong_open": "<strong>", "strong_close": "</strong>", "em_open": "<em>", "em_close": "</em>"}


class Said(str):
    """Words that somebody wrote on a sheet, or that were asked there, and their language; "" if it is not known.

    They are printed as they are: nothing in them is a mark.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, words: str, language: str = "") -> Said:
        """Return the words. If most of their letters are not of the language's script, their language is not known."""
        from senaudit.languages import language_of, letters_of  # only answers need it

        made = super().__new__(cls, words)
        script = language_of(language).script.replace("Hant", "Hans")
        made.language = language if language and letters_of(words) == script else ""
        return made


def isolated(words: Said, language: str) -> str:
    """Return words as markup in a document of this language: as a `<bdi>` if theirs, or their direction, is another."""
    from senaudit.languages import direction
    from senaudit.layout.roles import isolating

    own = "" if is_like(words.language, language) else words.language
    if not own and not isolating(words, direction(language) == "rtl", ""):
        return str(escape(str(words)))
    tag = f'<bdi lang="{escape(own)}">' if own else "<bdi>"
    return f"{tag}{escape(str(words))}</bdi>"


def is_like(tag: str, other: str) -> bool:
    """Return whether two tags are of one language: en-GB and en are."""
    return tag.lower().partition("-")[0] == other.lower().partition("-")[0]


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero").enable(["emphasis", "link"])
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # `_markup` checks links, because it knows their place
    return reader


def _tokens(text: str) -> list[Token]:
    return _reader().parseInline(text)[0].children or []


def marked_up(text: str, place: Place) -> str:
    """Return `text` escaped, with its inline marks and addresses as `<strong>`, `<em>` and `<link href>`.

    Raises SenauditError at `place` for a link without an https:, http: or mailto: address.
    """
    if not _SIGNS.search(text) or not _MARK.search(text):
        return _with_links(text)
    words, *references = re.split(_REFERENCE, text)
    if any(map(_MARK.search, (words, *references[2::3]))):
        return "".join(_markup(_tokens(text), place))
    referred = zip(references[::3], references[1::3], references[2::3], strict=True)
    links = (f"{_reference(href)}{escape(named)}</link>{_with_links(after)}" for named, href, after in referred)
    return "".join((_with_links(words), *links))


def address(href: str) -> dict[str, str]:
    """Return the attributes of the link of an address."""
    return {"href": href, "kind": "address"}


def addressed(text: str) -> list[tuple[str, str]]:
    """Return the parts of a text without marks, each with the address that it leads to, or "".

    A part that leads somewhere is a web or email address as it was typed, without the full stop or bracket after it.
    Only what is surely an address is one: with “https://”, “www.”, a well-known ending such as “.org”, or an @.
    """
    parts, start = [], 0
    for match in re.finditer(_ADDRESS, text):
        end = match.end() - _signs_after(match["path"] or "")
        if match.start() > start:
            parts.append((text[start : match.start()], ""))
        parts.append((text[match.start() : end], _href(match, end)))
        start = end
    return [*parts, (text[start:], "")] if start < len(text) or not parts else parts


def _signs_after(path: str) -> int:
    """Return the number of signs at the end of an address's path that belong to the sentence."""
    over = {close: path.count(close) - path.count(opened) for opened, close in ("()", "[]", "{}")}
    end = len(path)
    while end and (path[end - 1] in _AFTER_ADDRESS or over.get(path[end - 1], 0) > 0):
        end -= 1
        if path[end] in over:
            over[path[end]] -= 1
    return len(path) - end


def _href(match: re.Match[str], end: int) -> str:
    """Return the address that was typed, as a URI (RFC 3986, RFC 6068)."""
    if match["name"]:
        return f"mailto:{_encoded(match['name'])}@{_in_ascii(match['at'])}"
    scheme, _, host = match["host"].rpartition("://")
    return f"{scheme.lower() or 'https'}://{_in_ascii(host)}{_encoded(match.string[match.end('host') : end])}"


def _in_ascii(host: str) -> str:
    """Return the name of a host as it is looked up: labels with other letters than ASCII's in Punycode (RFC 5890)."""
    if host.isascii():
        return host
    labels = ((label, label.lower().encode("punycode").decode()) for label in host.split("."))
    return ".".join(label if label.isascii() else f"xn--{looked_up}" for label, looked_up in labels)


def _encoded(words: str) -> str:
    """Return words as they stand in a URI: other characters than its own are percent-encoded (RFC 3986, 2.1)."""
    return re.sub(r"%(?![0-9A-Fa-f]{2})|[^\w.~:/?#\[\]@!$&'()*+,;=%-]|[^\x00-\x7f]", _percent, words)


def _percent(match: re.Match[str]) -> str:
    """Return a character percent-encoded. Soft hyphens and the like, which say where a line may break, are left out."""
    return "".join(f"%{byte:02X}" for byte in match[0].encode()) if match[0].isprintable() else ""


def _with_links(text: str) -> str:
    """Return a text without marks escaped, with its addresses as links."""
    if "//" not in text and not _IN_ADDRESS.search(text):  # most texts
        return str(escape(text)) if _SIGNS.search(text) else text
    return "".join(
        f'<link href="{escape(href)}" kind="address">{escape(words)}</link>' if href else str(escape(words))
        for words, href in addressed(text)
    )


def plain(value: Any) -> str:
    """Return a content text without its inline marks, for an attribute."""
    text = str(value)
    if _MARK.search(text):
        text = re.sub(_REFERENCE, r"\1", text)
    if not _MARK.search(text):
        return text
    return "".join(_as_typed(token) for token in _tokens(text))


def leads_somewhere(href: str) -> bool:
    """Return whether a link in a PDF can open this address: a web page or an e-mail address."""
    return re.match(_REACHABLE, href) is not None


def refers(href: str) -> bool:
    """Return whether a link names another place in the guide: “see:communication:telephone”."""
    return href[:4].lower() == "see:"


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


def _markup(tokens: Iterable[Token], place: Place) -> Iterator[str]:
    """Yield the markup of tokens. The words between two marks are one text, in which addresses are found."""
    words, in_link = "", False
    for token in tokens:
        tag = _tag(token, place)
        if not tag:
            words += _as_typed(token)
            continue
        yield from (str(escape(words)) if in_link else _with_links(words), tag)
        words, in_link = "", token.type == "link_open" or (in_link and token.type != "link_close")
    yield _with_links(words)


def _reference(href: str) -> str:
    """Return the tag of a link to a bookmark, which has the reference's name with hyphens."""
    return f'<link href="#{escape(href[4:].lower().replace(":", "-"))}" kind="reference">'


def _tag(token: Token, place: Place) -> str:
    """Return the tag of a mark, or "" for words."""
    if token.type in _TAGS and token.markup.startswith("*"):
        return _TAGS[token.type]
    if token.type == "link_open":
        href = str(token.attrGet("href"))
        if refers(href):
            return _reference(href)
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
    return "</link>" if token.type == "link_close" else ""
