"""Views: what holds, if one believes the claims that a policy accepts.

A view is a pure function of the data and a policy. It is a dataset with one graph for each
accepted root claim, so that every statement is traceable to the claim that makes it; accounts are
replaced by the reference situations that they are accounts of. The rules:

* What an accepted claim asserts holds, and holding spreads along ``ist:involves`` only: what is
  demanded, threatened, feared or supposed does not come to hold by being mentioned.
* An inner claim's content holds only if every stance on the way to it is one that the policy lets
  carry. That the inner claim was made holds all the same.
* A situation's statements stand in the graph of the claim that describes it, and only if that
  claim's content is accepted. A claim that merely refers to it brings the link and no more; with
  no accepted description the situation *holds undescribed* and is listed as such.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from interstate.acceptance import Decision, Status, decide
from interstate.description import Origin
from interstate.graphs import Hierarchy
from interstate.ground import TIMES, Ground
from interstate.namespaces import DCTERMS, ID, IST, PREFIXES, PROV, RDF
from interstate.policies import Policy

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Stake:
    """One side of a contest: a situation, and the roles in contest (none: the whole of it)."""

    node: NamedNode
    predicates: frozenset[NamedNode] = frozenset()


@dataclass(frozen=True, slots=True)
class Contest:
    """Two sides that cannot both be right."""

    first: Stake
    second: Stake


@dataclass(frozen=True, slots=True)
class View:
    """What holds under a policy; graphs, claims and situations are sorted by IRI.

    ``held`` gives for each situation (accounts, not references) the root claims by which it
    holds; ``undescribed`` the references or situations that hold without a description;
    ``contested`` the roles of a situation that are left out because they lost a contest.
    """

    policy: Policy
    ground: Ground
    graphs: Mapping[NamedNode, tuple[Triple, ...]]
    claims: Mapping[NamedNode, NamedNode]
    held: Mapping[NamedNode, frozenset[NamedNode]]
    described: frozenset[NamedNode]
    undescribed: tuple[NamedNode, ...]
    decisions: tuple[Decision, ...]
    contested: Mapping[NamedNode, frozenset[NamedNode]]

    def accepted(self) -> tuple[NamedNode, ...]:
        """Return the accepted root claims."""
        return tuple(self.claims.values())

    def having(self, status: Status) -> tuple[Decision, ...]:
        """Return the decisions of one kind."""
        return tuple(d for d in self.decisions if d.status is status)

    def triples(self) -> tuple[Triple, ...]:
        """Return the union of the graphs, sorted."""
        return tuple(sorted({t for found in self.graphs.values() for t in found}, key=str))

    def why(self, triple: Triple) -> tuple[NamedNode, ...]:
        """Return the root claims that a statement of the view rests on, () if it has no such.

        A statement can rest on several at once: a minister's act as the state's act rests on the
        claim of the act and on that of the office.
        """
        found: set[NamedNode] = set()
        subject = triple.subject
        if not isinstance(subject, NamedNode):
            return ()
        for node in (subject, *self.ground.record.accounts.get(subject, ())):
            root = self.ground.root_of(node) if node in self.described else None
            if root is None:
                continue
            for statement in self.ground.statements.get(node, ()):
                if statement.triple == triple and triple in self.graphs.get(self.graph(root), ()):
                    found.add(root)
                    # Opaque to its own claim, it holds by others'.
                    if root not in self.held[node]:
                        found.update(self.held[node])
                    for need in statement.needs:
                        if need <= self.described:
                            found.update(filter(None, map(self.ground.root_of, need)))
        return tuple(sorted(found, key=str))

    def graph(self, root: NamedNode) -> NamedNode:
        """Return the name of a root claim's graph."""
        return graph_name(self.policy.name, root)

    def digest(self) -> str:
        """Return the SHA-256 of the view's sorted statements, graph by graph."""
        digest = hashlib.sha256()
        for graph, triples in self.graphs.items():
            for triple in triples:
                digest.update(f"{triple} {self.claims[graph]} .\n".encode())
        return digest.hexdigest()


def graph_name(view: str, root: NamedNode) -> NamedNode:
    """Return the name of the graph in which a view has what one root claim says.

    >>> graph_name("default", NamedNode("https://w3id.org/interstate/id/doe-1999/c001")).value
    'https://w3id.org/interstate/id/view/default/doe-1999/c001'
    """
    return NamedNode(f"{PREFIXES['view']}{view}/{root.value.removeprefix(ID)}")


def claim_of_graph(graph: NamedNode) -> NamedNode:
    """Return the root claim whose graph this is.

    >>> claim_of_graph(NamedNode("https://w3id.org/interstate/id/view/default/doe-1999/c001")).value
    'https://w3id.org/interstate/id/doe-1999/c001'
    """
    return NamedNode(f"{ID}{graph.value.removeprefix(PREFIXES['view']).split('/', 1)[1]}")


def build_view(ground: Ground, policy: Policy, contests: Iterable[Contest] | None = None) -> View:
    """Build the view of a policy; cost grows linearly with the accepted claims.

    ``contests`` are the contradictions of the data; a policy that keeps contested values needs
    none (see :class:`interstate.study.Study`, which finds them when they are wanted).

    Raises:
        ValueError: the policy chooses among contested values, and no contests are given.
    """
    if contests is None:
        if policy.contested != "keep":
            raise ValueError(f"the view '{policy.name}' cannot be built without the contests")
        contests = ()
    decisions = decide(ground, policy)
    view = _hold(ground, policy, decisions, {}, frozenset())
    if policy.contested == "keep":
        return view
    predicates, whole = _losers(view, contests)
    if whole:
        decisions = tuple(_without(decisions, whole, ground, policy))
    return _hold(ground, policy, decisions, predicates, whole)


def _hold(
    ground: Ground,
    policy: Policy,
    decisions: tuple[Decision, ...],
    without: Mapping[NamedNode, frozenset[NamedNode]],
    dropped: frozenset[NamedNode],
) -> View:
    """Spread what holds and put each situation's statements in its describing claim's graph."""
    description = ground.derived.description
    held: dict[NamedNode, set[NamedNode]] = {}
    accepted: set[Origin] = set()
    roots: dict[NamedNode, None] = {}
    agenda: list[tuple[NamedNode, NamedNode]] = []
    for decision in decisions:
        if decision.status is Status.REJECTED:
            continue
        roots[decision.root] = None
        accepted.add(Origin(decision.root, decision.root))
        if decision.status is Status.HELD:
            accepted.add(Origin(decision.content.claim, decision.content.situation))
            agenda.append((decision.content.situation, decision.root))
    links = ground.record.links
    for root in roots:
        agenda += [(link.target, root) for link in links.get(root, ()) if link.transparent]
    while agenda:
        node, root = agenda.pop()
        if node in dropped or root in held.setdefault(node, set()):
            continue
        held[node].add(root)
        # What a node involves is part of its description: without one, nothing spreads from it.
        if description.origins.get(node) in accepted:
            agenda += [(link.target, root) for link in links.get(node, ()) if link.transparent]
    described = frozenset(node for node in held if description.origins.get(node) in accepted)
    graphs: dict[NamedNode, set[Triple]] = {graph_name(policy.name, root): set() for root in roots}
    for node in described:
        root_claim = ground.root_of(node)
        if root_claim is None:
            continue
        graphs[graph_name(policy.name, root_claim)].update(
            shown_triples(ground, policy, node, described, without.get(node, frozenset()))
        )
    record = ground.record
    shown = {record.reference(node) for node in described}
    bare = {record.reference(node) for node in held} - shown
    return View(
        policy=policy,
        ground=ground,
        graphs={graph: tuple(sorted(triples, key=str)) for graph, triples in sorted_items(graphs)},
        claims={graph_name(policy.name, root): root for root in sorted(roots, key=str)},
        held={node: frozenset(by) for node, by in sorted_items(held)},
        described=described,
        undescribed=tuple(sorted(bare, key=str)),
        decisions=decisions,
        contested=dict(sorted_items(without)),
    )


def sorted_items(table: Mapping[NamedNode, _V]) -> list[tuple[NamedNode, _V]]:
    """Return a table's items by IRI."""
    return sorted(table.items(), key=lambda item: item[0].value)


def shown_triples(
    ground: Ground,
    policy: Policy,
    node: NamedNode,
    described: frozenset[NamedNode],
    without: frozenset[NamedNode] = frozenset(),
) -> Iterator[Triple]:
    """Yield what a view shows of a situation that holds, given all that is ``described``."""
    left_out = without | (TIMES if is_undated(ground, policy, node) else frozenset())
    for statement in ground.statements.get(node, ()):
        if statement.triple.predicate in left_out:
            continue
        if not statement.needs or any(need <= described for need in statement.needs):
            yield statement.triple


def is_undated(ground: Ground, policy: Policy, node: NamedNode) -> bool:
    """Tell whether a policy leaves out a situation's time as one that the curators inferred."""
    return not policy.inferred and not ground.is_stated(node, IST.timeBasis)


def _losers(
    view: View, contests: Iterable[Contest]
) -> tuple[dict[NamedNode, frozenset[NamedNode]], frozenset[NamedNode]]:
    """Return what goes: predicates by situation, and whole situations."""
    predicates: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    whole: set[NamedNode] = set()
    denied = {d.content.situation for d in view.having(Status.DENIED)}
    for contest in contests:
        nodes = (contest.first.node, contest.second.node)
        # A denial is contested only by what is accepted too: to dispute a charge that nobody
        # whom the view believes brings is no contest.
        if view.described.isdisjoint(nodes) or not (view.described | denied).issuperset(nodes):
            continue
        for side in _losing(view, contest):
            if side.predicates:
                predicates[side.node] |= side.predicates
            else:
                whole.add(side.node)
    return {node: frozenset(found) for node, found in predicates.items()}, frozenset(whole)


def _losing(view: View, contest: Contest) -> tuple[Stake, ...]:
    if view.policy.contested == "drop":
        return (contest.first, contest.second)
    first, second = (
        view.ground.issued.get(view.ground.root_of(side.node) or side.node, "~")
        for side in (contest.first, contest.second)
    )
    if first == second:
        return ()
    return (contest.second,) if first < second else (contest.first,)


def lost_contest(policy: Policy) -> str:
    """Say why a policy that chooses sides left something out."""
    if policy.contested == "drop":
        return "it is contested, and this view drops both sides"
    return "it is contested, and an earlier source prevails"


def _without(
    decisions: Iterable[Decision], whole: frozenset[NamedNode], ground: Ground, policy: Policy
) -> Iterator[Decision]:
    """Turn contents that lost a contest into rejected ones."""
    why = lost_contest(policy)
    for decision in decisions:
        if decision.content.situation in whole and decision.status is not Status.REJECTED:
            yield Decision(decision.root, decision.content, Status.REPORTED, why)
        else:
            yield decision


def quads_of_view(view: View, hierarchy: Hierarchy | None = None) -> Iterator[Quad]:
    """Yield the view's graphs and, as default graph, their union with what all sources share.

    The default graph also says of each named one from which claim it is derived, and explains
    the policy. With the ontology's ``hierarchy`` each graph also has what follows by subclass and
    subproperty, so that queries may name general terms.
    """
    for graph, triples in graphs_of_view(view, DefaultGraph(), hierarchy):
        for triple in triples:
            yield Quad(triple.subject, triple.predicate, triple.object, graph)
    for triple in _about(view):
        yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())


def _about(view: View) -> Iterator[Triple]:
    """Yield what a view says of itself: its policy in words, and where its graphs come from."""
    node = NamedNode(f"{PREFIXES['view']}{view.policy.name}")
    yield Triple(node, RDF.type, PROV.Entity)
    yield Triple(node, DCTERMS.title, Literal(view.policy.title, language="en"))
    if view.policy.words:
        yield Triple(node, DCTERMS.description, Literal(view.policy.words, language="en"))
    for graph, claim in view.claims.items():
        yield Triple(graph, PROV.wasDerivedFrom, claim)


def graphs_of_view(
    view: View, union: NamedNode | DefaultGraph, hierarchy: Hierarchy | None = None
) -> Iterator[tuple[NamedNode | DefaultGraph, tuple[Triple, ...]]]:
    """Yield each graph of :func:`quads_of_view` with its statements, ``union`` last."""
    from interstate.store import close

    def closed(triples: tuple[Triple, ...]) -> tuple[Triple, ...]:
        return (*triples, *close(triples, hierarchy)) if hierarchy else triples

    together: dict[Triple, None] = {}
    for graph, triples in view.graphs.items():
        found = closed(triples)
        together.update(dict.fromkeys(found))
        yield graph, found
    together.update(dict.fromkeys(closed(view.ground.background)))
    yield union, tuple(together)
