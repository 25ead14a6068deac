"""Taking claims out of a view quickly: only the graphs that change are built again.

Leaving out claims can only take away (under a policy that keeps contested values): what no longer
holds, what is no longer described, and computed statements that needed either.
"""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import NamedNode, Triple

from interstate.acceptance import Status
from interstate.views import View, shown_triples


class Thinner:
    """Knows a view's seeds and which graph has which situation."""

    def __init__(self, view: View) -> None:
        """Index ``view`` once."""
        self._view = view
        ground = view.ground
        self._root = {
            node: root for node in view.described if (root := ground.root_of(node)) is not None
        }
        self._nodes: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for node, root in self._root.items():
            self._nodes[root].append(node)
        self._needy = {
            root
            for node, root in self._root.items()
            if any(statement.needs for statement in ground.statements.get(node, ()))
        }
        self._spread = {
            node: tuple(link.target for link in links if link.transparent)
            for node, links in ground.record.links.items()
        }
        self._seeds: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for decision in view.decisions:
            if decision.status is Status.HELD:
                self._seeds[decision.root].append(decision.content.situation)
        for root in view.claims.values():
            self._seeds[root] += self._spread.get(root, ())

    def without(self, claims: frozenset[NamedNode]) -> dict[NamedNode, tuple[Triple, ...]]:
        """Return the graphs that change when ``claims`` are left out, with what they then hold."""
        view = self._view
        held: set[NamedNode] = set()
        described: set[NamedNode] = set()
        agenda = [
            node for root, seeds in self._seeds.items() if root not in claims for node in seeds
        ]
        while agenda:
            node = agenda.pop()
            if node in held:
                continue
            held.add(node)
            root = self._root.get(node)
            if root is not None and root not in claims:
                described.add(node)
                agenda += self._spread.get(node, ())
        lost = view.described - described
        touched = {root for node in lost if (root := self._root.get(node)) is not None}
        changed: dict[NamedNode, tuple[Triple, ...]] = {}
        shown = frozenset(described)
        for root in touched | (self._needy if lost else set()):
            triples = {
                triple
                for node in self._nodes[root]
                if node in described
                for triple in shown_triples(view.ground, view.policy, node, shown)
            }
            graph = view.graph(root)
            after = tuple(sorted(triples, key=str))
            if after != view.graphs[graph]:
                changed[graph] = after
        return changed
