"""Which rules can the source report? Read from its syntax trees, so that no list can drift.

A rule's name is born as a string and handed on, by calls, to a ``Finding`` or a ``Problem``. This
module follows each name backwards from there: through parameters, conditional expressions,
f-strings with a known start, local names and the tables of a module. What it cannot follow is an
error, unless ``ELSEWHERE`` says why it needs not be followed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src/interstate"

MAKERS: Mapping[str, int] = {"Finding": 3, "Problem": 0}
"""What is made with a rule's name, and the place of the name among the arguments."""

ELSEWHERE: Mapping[str, str] = {
    "f'lint-{rule.name}'": "the names of files in queries/lint",
    "result.rule.rsplit('#', 1)[-1]": "the names of shapes",
    "finding.rule": "handed on from a finding that was made elsewhere",
    "problem.rule": "handed on from a problem that was made elsewhere",
}
"""Expressions that give no name of their own, and whence the names come."""


@dataclass(frozen=True)
class Function:
    """A function, the module that it stands in, and the names of its parameters."""

    module: Path
    node: ast.FunctionDef
    is_method: bool

    @property
    def parameters(self) -> list[str]:
        names = [a.arg for a in (*self.node.args.posonlyargs, *self.node.args.args)]
        return names[1:] if self.is_method else names


class UnknownNameError(AssertionError):
    """A rule's name cannot be followed to where it is born."""


@cache
def trees() -> Mapping[Path, ast.Module]:
    return {p: ast.parse(p.read_text(encoding="utf-8")) for p in sorted(SOURCE.rglob("*.py"))}


@cache
def emitted_rules() -> frozenset[str]:
    """Return the names of all rules that Python code reports."""
    return frozenset(name for rules in rules_by_module().values() for name in rules)


@cache
def rules_by_module() -> Mapping[str, frozenset[str]]:
    """Map each module that makes findings or problems to the names that reach them."""
    found: dict[str, frozenset[str]] = {}
    for module, tree in trees().items():
        names: set[str] = set()
        for function, call in _calls(module, tree):
            place = MAKERS.get(_called(call))
            if place is not None:
                names.update(_names(_argument(call, place, "rule"), module, function))
        if names:
            found[module.stem] = frozenset(names)
    return found


def _calls(module: Path, tree: ast.Module) -> Iterator[tuple[Function | None, ast.Call]]:
    """Yield each call with the function that it stands in."""

    def walk(
        node: ast.AST, function: Function | None, in_class: bool
    ) -> Iterator[tuple[Function | None, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield function, child
            inner = function
            if isinstance(child, ast.FunctionDef):
                static = any(getattr(d, "id", "") == "staticmethod" for d in child.decorator_list)
                inner = Function(module, child, in_class and not static)
            yield from walk(child, inner, isinstance(child, ast.ClassDef))

    return walk(tree, None, False)


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _is_method(call: ast.Call) -> bool:
    """Tell whether a call is one on ``self``; nobody else's rules go through methods."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(receiver, ast.Name) and receiver.id == "self"


def _argument(call: ast.Call, place: int, name: str) -> ast.expr:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if place < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args[:place]):
        return call.args[place]
    raise UnknownNameError(f"line {call.lineno}: {ast.unparse(call)} has no {name}")


def _names(expression: ast.expr, module: Path, function: Function | None) -> set[str]:
    """Return the names that an expression can have as value."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return {expression.value}
    if isinstance(expression, ast.IfExp):
        branches = (expression.body, expression.orelse)
        return {n for branch in branches for n in _names(branch, module, function)}
    if ast.unparse(expression) in ELSEWHERE:
        return set()
    if isinstance(expression, ast.JoinedStr):
        return _joined(expression, module, function)
    if isinstance(expression, ast.Subscript) and isinstance(expression.value, ast.Name):
        return _table(expression.value.id, module)
    if isinstance(expression, ast.Name) and function is not None:
        if expression.id in function.parameters:
            return _passed(function, expression.id)
        values = [
            node.value
            for node in ast.walk(function.node)
            if isinstance(node, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == expression.id for t in node.targets)
        ]
        if values:
            return {n for value in values for n in _names(value, module, function)}
    raise UnknownNameError(f"{module.name}:{expression.lineno}: {ast.unparse(expression)}")


def _joined(text: ast.JoinedStr, module: Path, function: Function | None) -> set[str]:
    found = {""}
    for part in text.values:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        found = {start + end for start in found for end in _names(inner, module, function)}
    return found


def _table(name: str, module: Path) -> set[str]:
    for node in trees()[module].body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        named = any(isinstance(t, ast.Name) and t.id == name for t in targets)
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if named and isinstance(value, ast.Dict):
            return {n for v in value.values for n in _names(v, module, None)}
    raise UnknownNameError(f"{module.name}: no table {name}")


def _passed(function: Function, parameter: str) -> set[str]:
    """Return what all callers of a function pass for a parameter.

    A private function's callers stand in its module; a method's or a public one's anywhere.
    """
    place = function.parameters.index(parameter)
    private = function.node.name.startswith("_")
    found: set[str] = set()
    for module, tree in trees().items():
        if private and module != function.module:
            continue
        for caller, call in _calls(module, tree):
            if _called(call) == function.node.name and _is_method(call) == function.is_method:
                found |= _names(_argument(call, place, parameter), module, caller)
    if not found:
        raise UnknownNameError(f"nobody calls {function.node.name} of {function.module.name}")
    return found
