"""The web page edition: one HTML file that holds all it needs, and asks nothing of any other place.

A Content-Security-Policy says so to the browser: it takes no style and no script but the page's own, by their digests.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import ascii_lowercase, digits

from senaudit.editions.edition_input import EditionInput
from senaudit.editions.hands import Hand, hand_of
from senaudit.editions.web.markup import Markup
from senaudit.editions.web.writer import Writer, signs_of
from senaudit.languages import direction
from senaudit.layout.markup import Element

USUAL_SIZE = 12.0
"""Points of text that are shown in the size that the reader has chosen for all pages: a browser's 16 pixels."""

_STORED = ("school", "group", "edition")
"""The attributes of a document that go into a file of answers."""


def page_of(edition: EditionInput) -> bytes:
    """Return the web page of a document. Raises SenauditError or FileError for a picture that cannot be used."""
    document = edition.element
    writer = Writer(document, edition.pictures)
    writer.page()
    style = _style(edition)
    script = _part("sheets.js") if writer.blanks else ""
    page = Markup()
    page.raw("<!doctype html>\n")
    with page.block("html", _about(edition) if writer.blanks else _language(document)):
        with page.block("head", {}):
            _head(page, edition, _policy(style, script))
            page.raw(f"<style>{style}</style>\n")
        with page.block("body", {"class": f"{document.get('kind')}{' large' if edition.large else ''}"}):
            page.raw(str(writer.markup))
            if script:
                page.raw(f"<script>{script}</script>\n")
    return str(page).encode()


def _language(document: Element) -> dict[str, str]:
    language = document.get("lang")
    return {"lang": language, "dir": direction(language)}


def _about(edition: EditionInput) -> dict[str, str]:
    """Return the attributes of a page that is filled in: what its file of answers says, and where they are kept.

    Answers are kept apart by the key. It is another one for another school, group, edition or choice, and the same in
    large print.
    """
    document = edition.element
    stored = {f"data-{name}": document.get(name) for name in _STORED}
    key = sha256("\0".join((document.get("kind"), document.get("title"), *stored.values())).encode()).hexdigest()[:16]
    return {
        **_language(document),
        "data-document": document.get("kind"),
        **stored,
        "data-key": key,
    }


def _head(page: Markup, edition: EditionInput, policy: str) -> None:
    document = edition.element
    page.begin("meta", {"charset": "utf-8"})
    page.line()
    page.begin("meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    page.line()
    with page.block("title", {}, lines=False):
        page.words(edition.title)
    facts = {
        "viewport": "width=device-width, initial-scale=1",
        "color-scheme": "light dark",
        "author": document.get("author"),
        "description": document.get("subject"),
    }
    for name, content in facts.items():
        if content:
            page.begin("meta", {"name": name, "content": content})
            page.line()


def _style(edition: EditionInput) -> str:
    """Return the style sheet. Its sizes are relative to the reader's own, and large print is that much larger."""
    size = f"{edition.body / USUAL_SIZE * 100:.4g}%"
    across, down = (f"{length / 72 * 25.4:.0f}mm" for length in edition.paper)
    paper = f"@page {{ size: {across} {down}; margin: 14mm; }}\n" if edition.element.get("kind") == "poster" else ""
    kinds = {element.get("kind") for element in edition.element.walk()}
    more = "".join(_part(name) for kind, name in _FURTHER.items() if kind in kinds)
    signs = "".join(dict.fromkeys(_signs(each) for each in edition.element.walk() if each.tag == "list"))
    hand = f"{_hand_style(hand_of(edition.element.get('lang')))}{_styles_of_words(edition.element)}"
    return f"\nhtml {{ font-size: {size}; }}\n{_part('page.css')}{more}{signs}{hand}{paper}"


def _hand_style(hand: Hand) -> str:
    """Return the style of a hand other than that of Latin letters: its fonts, its lines, and the side of numbers."""
    style = ""
    if hand.fonts:
        style = (
            f"{_faces(hand, 'hand')}body {{ font-family: hand, {_LATIN}; }}\n"
            f":is(body, main, {_ALL_LINES}) {{ line-height: {hand.leading}; letter-spacing: 0; }}\n{_POSTER}"
        )
    return f"{style}{_FROM_RIGHT if hand.is_rtl else ''}"


def _styles_of_words(document: Element) -> str:
    """Return the style of words in other languages than the document's: answers, and questions as they were asked."""
    languages = dict.fromkeys(each.get("lang").lower() for each in document.walk() if each.tag == "bdi")
    style, own = "", hand_of(document.get("lang"))
    for language in sorted(languages):
        hand = hand_of(language) if language else None
        if hand is not None and own.fonts and not hand.fonts:
            style += f":is({_ALL_LINES}):lang({language}) {{ line-height: {_LATIN_LEADING}; }}\n"
        if hand is not None and hand.fonts:
            name = f"hand-{language}"
            style += f"{_faces(hand, name)}bdi:lang({language}) {{ font-family: {name}, {_LATIN};"
            style += f" line-height: {hand.leading}; letter-spacing: 0; }}\n"
    return style


def _faces(hand: Hand, family: str) -> str:
    """Return the rules that make a family of the reader’s own fonts for the letters of a hand."""
    plain = [*hand.fonts, *(f"{name} Regular" for name in hand.fonts)]  # as Windows and as Linux call them
    bold = [*(f"{name} Bold" for name in hand.fonts), *plain]
    return "".join(
        f"@font-face {{ font-family: {family}; font-weight: {weight}; unicode-range: {hand.letters};"
        " src: " + ", ".join(f'local("{name}")' for name in found) + "; }\n"
        for weight, found in ((400, plain), (700, bold))
    )


_LATIN = 'Arial, Arimo, "Liberation Sans", Helvetica, sans-serif'
_LATIN_LEADING = 1.4
"""The distance between lines of Latin letters on a page of another hand, in em."""
_ALL_LINES = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, nav a, label, .poster .panel > p, .divider > h2 > .number, .twin"
_POSTER = """\
@media print {
  .poster.poster main { font-size: 17pt; }
  .poster.poster h1 { font-size: 50pt; margin: 0; }
  .poster.poster .lead { font-size: 19pt; }
  .poster.poster .grid { gap: 4mm; margin: 4mm 0; }
  .poster.poster .panel { padding: 3mm 6mm; }
  .poster.poster .panel > h2 { margin: 0; font-size: 21pt; }
  .poster.poster .panel > p { font-size: 17pt; }
  .poster.poster .closing { margin: 0 0 4mm; font-size: 24pt; }
}
"""
"""The sizes of a poster on one page of A3, in a script with more space between its lines."""
_FROM_RIGHT = """\
@media print {
  @page numbered {
    @bottom-right { content: none; }
    @bottom-left { content: counter(page) " / " counter(pages); font: 1rem Arial, Arimo, sans-serif; }
  }
  a[data-address]::after { content: " (\\2066" attr(data-address) "\\2069)"; }
}
"""
"""The style of pages from right to left: page numbers at the outer side, and addresses isolated."""


def _signs(listing: Element) -> str:
    """Return the style of a list’s letters or digits, if they are those of its language."""
    if not (name := signs_of(listing)):
        return ""
    kind = listing.get("kind")
    letters = listing.get("letters").split() or (ascii_lowercase if kind == "letter" else "")
    symbols = " ".join(f'"{each}"' for each in letters or listing.get("digits") or digits)
    before, _, after = listing.get("sign", f"{{{kind}}}.").partition(f"{{{kind}}}")
    counter = f"system: {'alphabetic' if letters else 'numeric'}; symbols: {symbols}; suffix: {_quoted(f'{after} ')}"
    if before:
        counter += f"; prefix: {_quoted(before)}"
    return f"@counter-style {name} {{ {counter} }}\n.{name} {{ list-style-type: {name}; }}\n"


def _quoted(words: str) -> str:
    """Return words as a string of CSS."""
    return '"{}"'.format("".join(each if each.isalnum() or each in ". )" else f"\\{ord(each):x} " for each in words))


_FURTHER = {"data": "data_table.css", "last-time": "last_time.css"}
"""The style sheets of what few documents have, by the kind of an Element."""


def _policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy."""
    parts = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "img-src data:"]
    parts += [f"{kind}-src '{_digest(text)}'" for kind, text in (("style", style), ("script", script)) if text]
    return "; ".join(parts)


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _part(name: str) -> str:
    """Return the text of a file in this folder."""
    return Path(__file__).with_name(name).read_text("utf-8")
