"""The language of templates: Jinja's, closed. A template cannot use what is not named here.

`Generator` compiles a template so that it counts what it does. For that it puts filters into the template, whose names,
such as “(rounds)”, cannot be typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import BuiltinMethodType, MethodType
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.sandbox import safe_range
from jinja2.tests import TESTS
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from senaudit.layout.limits import DEEPEST_EXPRESSION, DEEPEST_STATEMENTS

FUNCTIONS: dict[str, Any] = {"namespace": Namespace, "range": safe_range}
"""The functions that there are beside a template's own macros."""

TEXT_METHODS = ("endswith", "lstrip", "removeprefix", "removesuffix", "rstrip", "startswith", "strip")
"""The methods of texts. None changes the case of letters, which goes by the language: a Turkish i has other capitals.
"""
MAPPING_METHODS = ("get", "items", "keys", "values")
LOOP_ATTRIBUTES = (
    *("cycle", "depth", "depth0", "first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex"),
    "revindex0",
)
_ATTRIBUTES: tuple[tuple[type, tuple[str, ...]], ...] = (
    (str, TEXT_METHODS),
    (Mapping, MAPPING_METHODS),
    (LoopContext, LOOP_ATTRIBUTES),
)
"""The attributes that a kind of value has. The content has its fields."""


def _whole(test: Any) -> Callable[..., Any]:
    """Return a test of whole numbers. Of a text, `%` would make a longer text."""

    def tested(*numbers: Any) -> Any:
        if not all(isinstance(number, int) for number in numbers):
            raise TypeError("this is for whole numbers")
        return test(*numbers)

    return tested


_PLAIN_TESTS = (
    *("boolean", "defined", "false", "float", "integer", "iterable", "mapping", "none", "number", "sameas"),
    *("sequence", "string", "true", "undefined"),
)
IS: dict[str, Any] = {
    **{name: TESTS[name] for name in _PLAIN_TESTS},
    **{name: _whole(TESTS[name]) for name in ("divisibleby", "even", "odd")},
}
"""The tests: what may stand after `is`."""


def has_attribute(value: Any, name: str) -> bool:
    """Return whether a template may use an attribute of a value."""
    if name in getattr(type(value), "_fields", ()):
        return True
    if isinstance(value, Namespace | TemplateModule):  # a template's own names
        return not name.startswith("_")
    return any(name in names for kind, names in _ATTRIBUTES if isinstance(value, kind))


def is_method(value: Any) -> bool:
    """Return whether a value is one of the methods or functions that work with plain values only."""
    return isinstance(value, MethodType | BuiltinMethodType) or value is FUNCTIONS["range"]


def is_callable(value: Any) -> bool:
    """Return whether a template may call a value: a method, a macro, a block or a function."""
    return is_method(value) or value is Namespace or isinstance(value, Macro | BlockReference)


def is_plain(value: Any) -> bool:
    """Return whether a value is a text, a number or None. Only these are printed and compared.

    A list may hold another one twice, and that a third one twice, so that printing or comparing it would never end.
    """
    return value is None or isinstance(value, str | int | float) or hasattr(value, "place")


class Generator(CodeGenerator):
    """Jinja's compiler, for templates that are closed and counted."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """Write the code of a template. Raises TemplateSyntaxError for what is not in the language."""
        if (deep := _too_deep(node)) is not None:
            self.fail("too many blocks or brackets stand in each other here", deep.lineno)
        if (modifier := node.find(nodes.ScopedEvalContextModifier)) is not None:
            self.fail("texts are always escaped: {% autoescape %} is not used", modifier.lineno)
        if (loop := next((each for each in node.find_all(nodes.For) if each.recursive), None)) is not None:
            self.fail("“recursive” is not used: write a macro that calls itself", loop.lineno)
        super().visit_Template(_Counting(self.environment).visit(node), frame)


def _too_deep(template: nodes.Node) -> nodes.Node | None:
    """Return a node that stands in too many others, or None. This does not call itself, however deep they are."""
    blocks = (nodes.For, nodes.If, nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.With, nodes.AssignBlock)
    waiting: list[tuple[nodes.Node, int, int]] = [(template, 0, 0)]
    while waiting:
        node, statements, expressions = waiting.pop()
        statements += isinstance(node, (*blocks, nodes.Block, nodes.ScopedEvalContextModifier))
        expressions = expressions + 1 if isinstance(node, nodes.Expr) else 0
        if statements > DEEPEST_STATEMENTS or expressions > DEEPEST_EXPRESSION:
            return node
        waiting += [(child, statements, expressions) for child in node.iter_child_nodes()]
    return None


def _size(parts: list[nodes.Node]) -> int:
    """Return the number of nodes of a part of a template, which is the number of steps that it takes at most."""
    return sum(1 + _size(list(part.iter_child_nodes())) for part in parts)


class _Counting(NodeTransformer):
    """Puts the filters into a template that count what it does: see `LayoutEnvironment`."""

    def __init__(self, environment: Any) -> None:
        self.environment = environment

    def filtered(self, name: str, node: Any, *arguments: nodes.Expr) -> nodes.Filter:
        """Return the node with one of the counting filters."""
        return nodes.Filter(
            node, name, list(arguments), [], None, None, lineno=node.lineno, environment=self.environment
        )

    def _counted(self, node: Any) -> Any:
        """Return a template, macro or block that counts its steps each time that it is run."""
        steps = nodes.Const(_size(node.body), lineno=node.lineno, environment=self.environment)
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(self.filtered("(steps)", steps), lineno=node.lineno))
        return node

    visit_Template = visit_Macro = visit_CallBlock = visit_Block = _counted  # noqa: N815 - Jinja's names

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja's name
        """Return a loop that counts the steps of all its rounds before the first."""
        size = _size([*node.body, *([node.test] if node.test else [])])
        self.generic_visit(node)
        node.iter = self.filtered("(rounds)", node.iter, nodes.Const(1 + size, environment=self.environment))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - Jinja's name
        """Return `a ~ b` as a filter."""
        self.generic_visit(node)
        return self.filtered("(joined)", nodes.Tuple(node.nodes, "load", lineno=node.lineno))

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:  # noqa: N802 - Jinja's name
        """Return `a[b:c]` as a filter."""
        self.generic_visit(node)
        if not isinstance(node.arg, nodes.Slice):
            return node
        nothing = nodes.Const(None, environment=self.environment)
        ends = (node.arg.start, node.arg.stop, node.arg.step)
        return self.filtered("(part)", node.node, *(end or nothing for end in ends))

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802 - Jinja's name
        """Return a comparison that counts its characters, unless one side stands in the template."""
        self.generic_visit(node)
        operands = [node.expr, *(each.expr for each in node.ops)]
        searches = any(each.op in ("in", "notin") for each in node.ops)
        if len(operands) == 2 and not searches and any(isinstance(each, nodes.Const) for each in operands):
            return node
        if not isinstance(node.expr, nodes.Const):
            node.expr = self.filtered("(compared)", node.expr)
        for operand in node.ops:
            name = "(searched)" if operand.op in ("in", "notin") else "(compared)"
            operand.expr = self.filtered(name, operand.expr)
        return node

    def _named(self, node: Any) -> Any:
        """Return an inclusion or import whose template has a plain name."""
        self.generic_visit(node)
        if isinstance(node.template, nodes.List | nodes.Tuple):
            node.template.items = [self.filtered("(key)", item) for item in node.template.items]
        elif not isinstance(node.template, nodes.Const):
            node.template = self.filtered("(key)", node.template)
        return node

    visit_Include = visit_Import = visit_FromImport = visit_Extends = _named  # noqa: N815 - Jinja's names

    def visit_Dict(self, node: nodes.Dict) -> nodes.Dict:  # noqa: N802 - Jinja's name
        """Return a mapping whose keys are plain."""
        self.generic_visit(node)
        for pair in node.items:
            if not isinstance(pair.key, nodes.Const):
                pair.key = self.filtered("(key)", pair.key)
        return node
