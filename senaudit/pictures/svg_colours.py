"""Settles the colours of an SVG as CSS says, and writes them in the way that the renderer knows.

resvg paints black, or not at all, what it cannot read: `color(display-p3 …)`, `var()`, `currentcolor`. CSS drops
a declaration that is not understood, so that the one before it counts. Colours that are sRGB in another spelling are
written anew, such as `hwb(0 0% 20%)`. If nothing is left, the drawing is refused: it would be black by accident.
Most drawings have only plain colours, and stay as they are. For the others, tinycss2 and cssselect2 read the CSS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

_SVG = "http://www.w3.org/2000/svg"
_INITIAL = {
    "color": "#000",  # the first, because “currentColor” in the others means it
    "fill": "#000",
    "stroke": "none",
    "stop-color": "#000",
    "flood-color": "#000",
    "lighting-color": "#fff",
}
"""The properties that are colours, each with its value where nothing is said."""
_PAINTS = ("fill", "stroke")
_INHERITED = ("color", *_PAINTS)

_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use", "text", "tspan"}
_PAINTED = {
    **dict.fromkeys(_SHAPES, _PAINTS),
    "stop": ("stop-color",),
    "feFlood": ("flood-color",),
    "feDropShadow": ("flood-color",),
    "feDiffuseLighting": ("lighting-color",),
    "feSpecularLighting": ("lighting-color",),
}
"""The elements that are seen, and the properties that they are painted with."""

_PRINTERS = {"icc-color", "icc-named-color", "device-gray", "device-rgb", "device-cmyk", "device-nchannel"}
"""Functions that follow a colour, and say how a press prints it. Source: SVG 1.1, “Specifying paint”; SVG Color 1.2."""

_PLAIN = re.compile(
    r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|rgb\(\s*\d+\s*,\s*\d+\s*,\s*\d+\s*\)|url\(#[\w.:-]+\)"
    "|none|inherit|currentColor|black|white|gr[ae]y|silver|red|green|blue|yellow|orange|purple|navy|maroon|teal"
)
_SAID = re.compile(
    rf"""(?i)(?<![\w-])({"|".join(_INITIAL)})\s*(?:=\s*(?:"([^"]*)"|'([^']*)')|:\s*([^;}}"'<]*))""",
)
_HIDING = ("\\", "/*", "&#", "media=", "@media", "@layer", "var(")
"""With these a colour can be written so that the pattern above misses it, or the renderer misses the colour."""

_PRINTED = {"all", "print", "(prefers-color-scheme:light)"}
"""The media queries, without spaces, that hold on paper."""


_NESTED = r"\{[^{}]*\{"
"""A rule of a style sheet in another, or in a group."""


class UnknownColourError(Exception):
    """A shape has a colour that is not known, and no other. `args` is its text."""


class NestedRuleError(Exception):
    """A rule of a style sheet holds another, which the renderer does not know. `args` is the selector of the outer."""


def settled(drawing: str) -> str:
    """Return a drawing with colours that the renderer knows. Raises UnknownColourError or NestedRuleError."""
    if _is_plain(drawing):
        return drawing
    root = ElementTree.fromstring(drawing)
    _Settler(root).run()
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(root, "unicode")


def _is_plain(drawing: str) -> bool:
    """Return whether all colours of a drawing are such as the renderer knows for certain."""
    if any(sign in drawing for sign in _HIDING) or re.search(_NESTED, drawing):
        return False
    for found in _SAID.finditer(drawing):
        name, value = found[1], next(text for text in found.groups()[1:] if text is not None).strip()
        if not _PLAIN.fullmatch(value) or name not in _INITIAL or (value == "none" and name not in _PAINTS):
            return False
    return True


class _Declared(NamedTuple):
    """A declaration of a property, or of a custom property, with the tokens of its value."""

    name: str
    value: list[Any]


class _Computed(NamedTuple):
    """An element's custom properties, and what is known of its colours. It hands down the first, and some of the rest.

    A colour is None if nothing is said of it, "" if it is known, and else the text that was not understood.
    """

    custom: dict[str, list[Any]]
    colours: dict[str, str | None]


class _Settler:
    """Goes through a drawing, and writes at each element the colours that it has by its attributes and style sheets."""

    def __init__(self, root: ElementTree.Element) -> None:
        import cssselect2

        self.root = cssselect2.ElementWrapper.from_xml_root(root)
        self.rules = cssselect2.Matcher()
        self.ids = {element.get("id") for element in root.iter()}
        for sheet in root.iter(f"{{{_SVG}}}style"):
            printed = _is_for_paper(sheet.get("media") or "all")
            sheet.text = "\n".join(self._rules("".join(sheet.itertext()))) if printed else ""
            del sheet[:]

    def run(self) -> None:
        self._settle(self.root, _Computed({}, dict.fromkeys(_INHERITED)))

    def _rules(self, sheet: str | list[Any]) -> Iterator[str]:
        """Note the rules of a style sheet that hold on paper, and yield each without its colours."""
        import cssselect2
        import tinycss2

        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if rule.type == "at-rule" and _is_printed(rule):
                yield from self._rules(rule.content)
            if rule.type != "qualified-rule":
                continue
            if any(token.type == "{} block" for token in rule.content):
                raise NestedRuleError(_shown(rule.prelude))
            declarations = _declarations(rule.content)
            yield f"{tinycss2.serialize(rule.prelude)}{{{_left(declarations)}}}"
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:  # CSS drops such a rule
                continue
            for selector in selectors:
                if selector.pseudo_element is None:
                    self.rules.add_selector(selector, declarations)

    def _settle(self, wrapper: Any, parent: _Computed) -> None:
        element = wrapper.etree_element
        computed = parent
        namespace, _, tag = str(element.tag).rpartition("}")
        if namespace == f"{{{_SVG}":
            computed = self._computed(element, self._declared(wrapper), parent)
            for name in _PAINTED.get(tag, ()):
                if text := computed.colours.get(name):
                    raise UnknownColourError(text)
        for child in wrapper.iter_children():
            self._settle(child, computed)

    def _declared(self, wrapper: Any) -> list[_Declared]:
        """Return what is declared for an element; of two declarations the later counts."""
        import tinycss2

        element = wrapper.etree_element
        declared = [
            _Declared(name, tinycss2.parse_component_value_list(element.attrib.pop(name)))
            for name, value in list(element.attrib.items())
            if name in _INITIAL or ("var(" in value and name != "style")
        ]
        inline = _declarations(element.get("style", ""))
        styles = [*(declarations for *_, declarations in self.rules.match(wrapper)), inline]
        for important in (False, True):
            for declaration in (each for declarations in styles for each in declarations):
                if declaration.important == important:
                    declared.append(_Declared(_name(declaration), declaration.value))
        if inline:
            element.set("style", _left(inline))
        return declared

    def _computed(self, element: ElementTree.Element, declared: list[_Declared], parent: _Computed) -> _Computed:
        """Return what is known of an element, and write its colours as attributes."""
        custom = {**parent.custom, **{name: value for name, value in declared if name.startswith("--")}}
        variables = _Variables(custom)
        colours = {name: parent.colours[name] for name in _INHERITED}
        for name in _INITIAL:
            texts = [value for each, value in declared if each == name]
            known = (self._known(name, variables.replaced(value)) for value in reversed(texts))
            colour = next((text for text in known if text), None)
            if colour == "inherit" and name in _INHERITED:
                continue
            if colour:
                element.set(name, colour)
                colours[name] = colours["color"] or "" if "currentColor" in colour else ""
            elif texts and colours.get(name) is None:
                colours[name] = _shown(texts[-1])
        _set_variables(element, declared, variables)
        return _Computed(custom, colours)

    def _known(self, name: str, value: list[Any] | None) -> str | None:
        """Return a value of a property as the renderer knows it, or None if it is not understood."""
        tokens = [token for token in value or () if token.type not in ("whitespace", "comment")]
        if not tokens:
            return None
        first, *rest = tokens
        if name in _PAINTS and (part := _part(first)):
            instead = self._known(name, rest) if rest else ""
            return None if instead is None and part not in self.ids else f"url(#{part}) {instead or ''}".strip()
        if not all(token.type == "function" and token.lower_name in _PRINTERS for token in rest):
            return None
        return (not rest and _keyword(name, first)) or _srgb(first)


class _Variables:
    """Puts the values of custom properties in place of `var()`, or what stands for those that there are not."""

    def __init__(self, custom: dict[str, list[Any]]) -> None:
        self._custom = custom
        self._found: dict[str, list[Any] | None] = {}

    def replaced(self, tokens: Iterable[Any]) -> list[Any] | None:
        """Return tokens without variables, or None if a variable has neither a value nor a fallback."""
        from tinycss2.ast import FunctionBlock

        result: list[Any] = []
        for token in tokens:
            if token.type != "function":
                result.append(token)
                continue
            if token.lower_name == "var":
                inside = self._value(token.arguments)
            else:
                arguments = self.replaced(token.arguments)
                inside = (
                    None
                    if arguments is None
                    else [FunctionBlock(token.source_line, token.source_column, token.name, arguments)]
                )
            if inside is None:
                return None
            result += inside
        return result

    def _value(self, arguments: list[Any]) -> list[Any] | None:
        comma = next((at for at, token in enumerate(arguments) if token == ","), len(arguments))
        names = [token.value for token in arguments[:comma] if token.type == "ident"]
        name = names[0] if len(names) == 1 else ""
        if name not in self._found:
            self._found[name] = None  # a variable that holds itself has no value
            self._found[name] = self.replaced(self._custom[name]) if name in self._custom else None
        found = self._found[name]
        return self.replaced(arguments[comma + 1 :]) if found is None and comma < len(arguments) else found


def _is_printed(rule: Any) -> bool:
    """Return whether the rules in a group of rules hold on paper, which is not dark. The renderer skips all groups."""
    import tinycss2

    named = rule.lower_at_keyword
    printed = named == "layer" or (named == "media" and _is_for_paper(tinycss2.serialize(rule.prelude)))
    return printed and rule.content is not None


def _is_for_paper(media: str) -> bool:
    return not _PRINTED.isdisjoint("".join(media.lower().split()).split(","))


def _declarations(style: Any) -> list[Any]:
    import tinycss2

    found = tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True)
    return [each for each in found if each.type == "declaration"]


def _name(declaration: Any) -> str:
    return str(declaration.name if declaration.name.startswith("--") else declaration.lower_name)


def _has_variable(tokens: Iterable[Any]) -> bool:
    functions = [token for token in tokens if token.type == "function"]
    return any(each.lower_name == "var" or _has_variable(each.arguments) for each in functions)


def _set_variables(element: ElementTree.Element, declared: list[_Declared], variables: _Variables) -> None:
    """Write what an element declares with variables, colours apart, into its style."""
    import tinycss2

    names = {name for name, value in declared if name not in _INITIAL and _has_variable(value)}
    for name in sorted(name for name in names if not name.startswith("--")):
        values = (variables.replaced(value) for each, value in reversed(declared) if each == name)
        if value := next((tokens for tokens in values if tokens is not None), None):
            element.set("style", f"{element.get('style', '')};{name}:{tinycss2.serialize(value)}".strip(";"))


def _left(declarations: Iterable[Any]) -> str:
    """Return the declarations that the renderer can read for itself."""
    plain = (each for each in declarations if each.lower_name not in _INITIAL and not _has_variable(each.value))
    return ";".join(each.serialize() for each in plain)


def _shown(tokens: Iterable[Any]) -> str:
    """Return a value as it is shown in a message."""
    import tinycss2

    text = " ".join(tinycss2.serialize(tokens).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _part(token: Any) -> str:
    """Return the id of the part of the drawing that is meant by `url(#id)` or `url("#id")`, or ""."""
    texts = [token] if token.type == "url" else []
    if token.type == "function" and token.lower_name == "url":
        texts = [each for each in token.arguments if each.type == "string"]
    return str(texts[0].value)[1:] if texts and texts[0].value.startswith("#") else ""


def _keyword(name: str, token: Any) -> str | None:
    """Return a word that is not a colour as the renderer knows it, or None."""
    word = token.lower_value if token.type == "ident" else ""
    if word in ("none", "context-fill", "context-stroke"):
        return str(word) if name in _PAINTS else None
    if word == "currentcolor":
        return "inherit" if name == "color" else "currentColor"
    if word == "initial" or (word in ("unset", "revert", "revert-layer") and name not in _INHERITED):
        return _INITIAL[name]
    return "inherit" if word in ("inherit", "unset", "revert", "revert-layer") else None


def _srgb(token: Any) -> str | None:
    """Return a colour as #rrggbb or rgba(…) if it is one of sRGB, in whatever spelling; or None."""
    from tinycss2.color4 import parse_color

    try:
        colour = parse_color(token)
        channels = colour.to("srgb").coordinates if colour and colour.space in ("srgb", "hsl", "hwb") else ()
    except Exception:  # for broken values tinycss2 raises errors of several kinds
        return None
    if len(channels) != 3:
        return None
    red, green, blue = (min(255, max(0, int(channel * 255 + 0.5))) for channel in channels)
    return f"#{red:02x}{green:02x}{blue:02x}" if colour.alpha >= 1 else f"rgba({red},{green},{blue},{colour.alpha:.4g})"
