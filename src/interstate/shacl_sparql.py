"""Run ``sh:sparql`` constraints set-at-a-time: one query for all focus nodes, not one per node.

SHACL *pre-binds* ``$this``: it behaves as if replaced by the focus node everywhere, also in inner
groups. The same answers come from one query when ``$this`` ranges over the focus nodes in each
group where SPARQL would otherwise not know it. So the focus nodes are put into a graph of their
own (which the constraint cannot see) and a pattern over that graph is written at the head of those
groups. ``FILTER NOT EXISTS`` becomes ``OPTIONAL`` and ``!BOUND`` where that means the same, since
the store plans joins inside OPTIONAL well and inside EXISTS not at all: with more than one pattern
it would be quadratic there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from interstate.sparql_tokens import Group, Item, Token, flat, nest, text, variables, words

FOCUS_GRAPH = "urn:interstate:focus"
"""The graph that holds the focus nodes, outside what a constraint can see."""

FOCUS_PREDICATE = "urn:interstate:focus#holds"

_REFUSED = frozenset(
    {"MINUS", "VALUES", "SERVICE", "GRAPH", "FROM", "LATERAL", "LIMIT", "OFFSET"}
    | {"CONSTRUCT", "DESCRIBE", "ASK", "BASE"}
)
_REFUSED_VARIABLES = frozenset({"shapesGraph", "currentShape", "failure"})
_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_FLAG = "interstate_found_"


class ConstraintError(ValueError):
    """A query that SHACL forbids, or that cannot be run for all focus nodes at once."""


def set_query(select: str, focus_set: str, path: str = "") -> str:
    """Turn a constraint's ``sh:select`` into one query over all nodes of ``focus_set``.

    ``path`` replaces ``$PATH``.

    >>> print(set_query("SELECT $this WHERE { FILTER(isBlank($this)) }", "urn:a"))
    SELECT $this WHERE { GRAPH <urn:interstate:focus> \
{ <urn:a> <urn:interstate:focus#holds> ?this } FILTER ( isBlank ( $this )) }

    Raises:
        ConstraintError: the query uses what SHACL forbids beside pre-binding, or what cannot run
            set-at-a-time.
    """
    try:
        query = nest(select)
    except ValueError as error:
        raise ConstraintError(str(error)) from error
    items = _with_path(query.items, path)
    _refuse(items)
    return _Rewriter(items, focus_set).run()


def _with_path(items: tuple[Item, ...], path: str) -> tuple[Item, ...]:
    replaced: list[Item] = []
    for item in items:
        if isinstance(item, Group):
            replaced.append(Group(_with_path(item.items, path)))
        elif item.variable == "PATH":
            if not path:
                raise ConstraintError("$PATH stands in a constraint of a node shape")
            replaced.append(Token("path", path))
        else:
            replaced.append(item)
    return tuple(replaced)


def _refuse(items: tuple[Item, ...]) -> None:
    refused = sorted(words(items) & _REFUSED)
    if refused:
        raise ConstraintError(f"{refused[0]} is forbidden beside pre-bound variables")
    known = sorted(variables(items) & _REFUSED_VARIABLES)
    if known:
        raise ConstraintError(f"${known[0]} is not taken here")
    tokens = list(flat(items))
    for before, token in pairwise(tokens):
        if before.word == "AS" and token.variable == "this":
            raise ConstraintError("$this is bound already and cannot be bound AS something else")


def _is_exists(items: tuple[Item, ...], at: int) -> bool:
    item = items[at] if at < len(items) else None
    return isinstance(item, Token) and item.word == "EXISTS"


@dataclass(frozen=True, slots=True)
class _Filter:
    """A ``FILTER [NOT] EXISTS {…}``: where it ends, whether it is negated, its group."""

    end: int
    negated: bool
    group: Group


def _exists_filter(items: tuple[Item, ...], at: int) -> _Filter | None:
    """Recognise ``FILTER [NOT] EXISTS {…}`` at ``at``, with or without round brackets."""
    item = items[at]
    if not (isinstance(item, Token) and item.word == "FILTER"):
        return None
    at += 1
    brackets = 0
    negated = False
    while at < len(items):
        item = items[at]
        if not isinstance(item, Token):
            return None
        if item.text == "(":
            brackets += 1
        elif item.text == "!" or item.word == "NOT":
            negated = not negated
        elif item.word == "EXISTS":
            break
        else:
            return None
        at += 1
    group = items[at + 1] if at + 1 < len(items) else None
    if not isinstance(group, Group):
        return None
    closing = items[at + 2 : at + 2 + brackets]
    if any(not isinstance(c, Token) or c.text != ")" for c in closing):
        return None
    return _Filter(at + 2 + brackets, negated, group)


class _Rewriter:
    """Rewrites one query; counts the groups that it turns, to name their variables."""

    def __init__(self, items: tuple[Item, ...], focus_set: str) -> None:
        self.items = items
        self.focus = f"GRAPH <{FOCUS_GRAPH}> {{ <{focus_set}> <{FOCUS_PREDICATE}> ?this }}"
        self.turned = 0
        self.has_aggregate = bool(words(items) & _AGGREGATES)
        self.free = _outside_exists(items)

    def run(self) -> str:
        return self._select(self.items)

    def _select(self, items: tuple[Item, ...]) -> str:
        """Rewrite ``SELECT … WHERE {…} …``, a whole query or a nested one."""
        at = next((i for i, item in enumerate(items) if isinstance(item, Group)), None)
        start = next(
            (
                i
                for i, item in enumerate(items)
                if isinstance(item, Token) and item.word == "SELECT"
            ),
            None,
        )
        if at is None or start is None or start > at:
            raise ConstraintError("the query is no SELECT")
        head, body, tail = items[:at], items[at], items[at + 1 :]
        projected = items[start + 1 : at]
        if not _projects_this(projected):
            raise ConstraintError("each SELECT, nested ones too, has to name $this")
        if words(projected + tail) & _AGGREGATES and not _groups_by_this(tail):
            raise ConstraintError("a query that counts or sums needs GROUP BY $this")
        if any(isinstance(item, Group) for item in tail) and "EXISTS" not in words(tail):
            raise ConstraintError("more than one group follows the SELECT")
        assert isinstance(body, Group)
        inner = self._group(body, self.free, bind_this=True)
        return f"{text(head)} {{ {inner} }} {text(tail)}".rstrip()

    def _group(
        self,
        group: Group,
        scope: frozenset[str],
        *,
        bind_this: bool = False,
        sees_outside: bool = False,
    ) -> str:
        """Rewrite what stands in a group.

        ``scope`` are the variables that mean the same inside and outside the group; its own
        filters can see them where it ``sees_outside`` (as in OPTIONAL and EXISTS). ``bind_this``
        puts the focus pattern at its head.
        """
        items = group.items
        parts = [self.focus] if bind_this else []
        tail: list[str] = []
        pending: list[Item] = []
        unsure = scope - _certain(items) if sees_outside else frozenset()
        at = 0
        while at < len(items):
            found = _exists_filter(items, at)
            item = items[at]
            if found is not None and self._can_turn(found, unsure):
                tail.append(self._turned(found, scope))
                at = found.end
            elif isinstance(item, Group):
                parts.append(text(tuple(pending)))
                parts.append(self._nested(item, pending, scope))
                pending = []
                at += 1
            else:
                pending.append(item)
                at += 1
        parts.append(text(tuple(pending)))
        return " ".join(part for part in (*parts, *tail) if part)

    def _nested(self, group: Group, before: list[Item], scope: frozenset[str]) -> str:
        last = before[-1] if before else None
        word = last.word if isinstance(last, Token) else ""
        if word == "EXISTS":
            # Seen from inside EXISTS everything outside is bound, row by row: nothing to add.
            return f"{{ {text(group.items)} }}"
        first = group.items[0] if group.items else None
        if isinstance(first, Token) and first.word == "SELECT":
            return f"{{ {self._select(group.items)} }}"
        mentions = "this" in variables(group.items)
        if word == "OPTIONAL":
            # A filter of OPTIONAL sees $this from outside; BIND does not.
            bind = mentions and "BIND" in words(group.items)
            return f"{{ {self._group(group, scope, bind_this=bind, sees_outside=True)} }}"
        return f"{{ {self._group(group, scope, bind_this=mentions)} }}"

    def _can_turn(self, found: _Filter, unsure: frozenset[str]) -> bool:
        """Tell whether OPTIONAL and BOUND would mean the same as this EXISTS.

        Not so where an inner group has a filter of its own (it would no longer see the outside),
        where rows are counted (EXISTS adds none, OPTIONAL may), or where the EXISTS speaks of
        variables that only the outside of its group binds (``unsure``).
        """
        if self.has_aggregate and not found.negated:
            return False
        inside = found.group.items
        if variables(inside) & unsure:
            return False
        direct = {item.word for item in inside if isinstance(item, Token)}
        if "BIND" in direct or "SELECT" in direct:
            return False
        return not any(
            words(item.items) & {"FILTER", "BIND", "SELECT"}
            for at, item in enumerate(inside)
            if isinstance(item, Group) and not _is_exists(inside, at - 1)
        ) and bool(_certain(inside))

    def _turned(self, found: _Filter, scope: frozenset[str]) -> str:
        self.turned += 1
        number = self.turned
        own = _outside_exists(found.group.items) - scope
        group = _renamed(found.group, own, number)
        inside = scope | _outside_exists(group.items)
        inner = self._group(group, inside, sees_outside=True)
        test = f"{'!' if found.negated else ''}BOUND(?{_FLAG}{number})"
        return f"OPTIONAL {{ {inner} BIND(true AS ?{_FLAG}{number}) }} FILTER({test})"


def _projects_this(projected: tuple[Item, ...]) -> bool:
    depth = 0
    for token in flat(projected):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.variable == "this":
            return True
    return False


def _groups_by_this(tail: tuple[Item, ...]) -> bool:
    tokens = list(flat(tail))
    for at, token in enumerate(tokens):
        if token.word == "BY" and at and tokens[at - 1].word == "GROUP":
            rest = tokens[at + 1 :]
            stop = next((i for i, t in enumerate(rest) if t.word in {"HAVING", "ORDER"}), len(rest))
            return any(t.variable == "this" for t in rest[:stop])
    return False


def _outside_exists(items: tuple[Item, ...]) -> frozenset[str]:
    """Return the variables that occur outside all EXISTS groups."""
    found: set[str] = set()
    for at, item in enumerate(items):
        if isinstance(item, Group):
            if not (at and _is_exists(items, at - 1)):
                found |= _outside_exists(item.items)
        elif item.variable:
            found.add(item.variable)
    return frozenset(found)


def _certain(items: tuple[Item, ...]) -> frozenset[str]:
    """Return the variables of a group's own triple patterns: bound in each of its rows."""
    found: set[str] = set()
    depth = 0
    call = False
    for item in items:
        if isinstance(item, Group):
            call = False
            continue
        if item.word in {"FILTER", "BIND"}:
            call = True
        elif item.text == "(" and (call or depth):
            depth += 1
        elif item.text == ")" and depth:
            depth -= 1
            call = call and depth > 0
        elif item.variable and not depth and not call:
            found.add(item.variable)
    return frozenset(found)


def _renamed(group: Group, names: frozenset[str], number: int) -> Group:
    """Return the group with its own variables renamed, so that two groups do not meet."""
    return Group(
        tuple(
            _renamed(item, names, number)
            if isinstance(item, Group)
            else Token("variable", f"?{item.variable}_{number}_")
            if item.variable in names and item.variable
            else item
            for item in group.items
        )
    )


_PLACE = re.compile(r"\{[?$](\w+)\}")


def fill(message: str, values: Mapping[str, str]) -> str:
    """Put values into a message; places without a value stay as they are.

    >>> fill("{$this} has {?value}, {?other}", {"this": "Ruritania", "value": "2"})
    'Ruritania has 2, {?other}'
    """
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), message)
