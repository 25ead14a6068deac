"""A view laid out for queries, from which claims can be taken away and put back.

Leave-one-out needs the view rebuilt without a claim hundreds of times. Rebuilding the *view* is
cheap; loading a store is not. So the store is kept and only what differs is removed and added, and
only once something is asked whose answer is not known from a rival that asked the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store, Triple

from interstate.errors import InputError
from interstate.graphs import Hierarchy
from interstate.ground import Ground
from interstate.policies import Policy
from interstate.store import close
from interstate.thinning import Thinner
from interstate.views import Contest, View, build_view, claim_of_graph

Row = Mapping[str, NamedNode]


def _quad(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


class Bench:
    """One view in a store, with its closure; see the module."""

    def __init__(
        self,
        ground: Ground,
        hierarchy: Hierarchy,
        policy: Policy,
        contests: tuple[Contest, ...] = (),
    ) -> None:
        """Build the view and load it."""
        self.policy = policy
        self._ground = ground
        self._hierarchy = hierarchy
        self._contests = contests
        self.view: View = build_view(ground, policy, contests)
        self._store = Store()
        self._closed: dict[NamedNode, frozenset[Triple]] = {}
        self._known: dict[NamedNode, tuple[Triple, ...]] = {}
        self._thinner: Thinner | None = None
        self._memo: dict[frozenset[NamedNode], dict[str, list[Row]]] = {}
        self._left_out: frozenset[NamedNode] = frozenset()
        self._put_back: dict[NamedNode, tuple[Triple, ...]] | None = None
        self._counts: Counter[Triple] = Counter()
        self._background = frozenset((*ground.background, *close(ground.background, hierarchy)))
        self._store.bulk_extend(_quad(t, DefaultGraph()) for t in self._background)
        self._change(self.view)

    def _close(self, triples: tuple[Triple, ...]) -> frozenset[Triple]:
        return frozenset((*triples, *close(triples, self._hierarchy)))

    def _change(self, view: View) -> None:
        """Bring the store from the view it holds to ``view``."""
        graphs = {graph: view.graphs.get(graph, ()) for graph in {*self._closed, *view.graphs}}
        self._apply(graphs)
        self.view = view
        self._memo.clear()
        self._thinner = None

    def _apply(self, graphs: Mapping[NamedNode, tuple[Triple, ...]]) -> None:
        """Let the store's ``graphs`` hold these statements, with their closure and union."""
        gone: set[Triple] = set()
        come: set[Triple] = set()
        added: list[Quad] = []
        for graph, new in graphs.items():
            if self._known.get(graph) == new:
                continue
            old = self._closed.get(graph, frozenset())
            closed = self._close(new)
            for triple in old - closed:
                self._store.remove(_quad(triple, graph))
                self._counts[triple] -= 1
                gone.add(triple)
            fresh = closed - old
            added += [_quad(triple, graph) for triple in fresh]
            self._counts.update(fresh)
            come |= fresh
            self._closed[graph] = closed
            self._known[graph] = new
        default = DefaultGraph()
        for triple in gone:
            if self._counts[triple] <= 0 and triple not in self._background:
                self._store.remove(_quad(triple, default))
        added += [_quad(t, default) for t in come if self._counts[t] > 0]
        self._store.bulk_extend(added)

    def build(self, policy: Policy) -> View:
        """Build another policy's view, its graphs named as this bench's own.

        Under one name the graphs keep theirs, so that showing it touches only what differs.
        """
        return build_view(self._ground, replace(policy, name=self.policy.name), self._contests)

    @contextmanager
    def showing(self, view: View) -> Iterator[View]:
        """Let the store hold another view (see :meth:`build`) for a while."""
        assert not self._left_out, "another view is shown only whole"
        before = self.view
        self._change(view)
        try:
            yield view
        finally:
            self._change(before)

    @contextmanager
    def without(self, claims: Iterable[NamedNode]) -> Iterator[None]:
        """Leave root claims out of the store for a while; :attr:`view` stays what it was."""
        left_out = frozenset(claims)
        if self.policy.contested != "keep":
            with self.showing(self.build(self.view.policy.leaving_out(claims=left_out))):
                yield
            return
        before = self._left_out
        self._restore()
        self._left_out = before | left_out
        try:
            yield
        finally:
            self._restore()
            self._left_out = before

    def part(self, without: Iterable[NamedNode]) -> Bench:
        """Return a bench of its own that holds the view without these root claims.

        Queries over few claims are quick, and so is to take claims away from them.
        """
        policy = self.view.policy.leaving_out(claims=without)
        return Bench(self._ground, self._hierarchy, policy, self._contests)

    def _restore(self) -> None:
        if self._put_back is not None:
            self._apply(self._put_back)
            self._put_back = None

    def quads(self) -> Store:
        """Return the store, with those claims left out that are to be left out now."""
        if self._left_out and self._put_back is None:
            if self._thinner is None:
                self._thinner = Thinner(self.view)
            changed = self._thinner.without(self._left_out)
            self._put_back = {graph: self.view.graphs.get(graph, ()) for graph in changed}
            self._apply(changed)
        return self._store

    def bindings(self, query: str) -> set[NamedNode]:
        """Run a SELECT query and return every IRI that any of its variables is bound to."""
        solutions = self.quads().query(query)
        assert isinstance(solutions, QuerySolutions)
        return {node for row in solutions for node in _nodes(row)}

    def rows(self, query: str, names: tuple[str, ...]) -> list[Row]:
        """Run a SELECT query and return its rows, for the columns ``names``.

        Rivals share probes and scopes, so answers are kept, for each set of claims left out.

        Raises:
            InputError: the query does not parse, or lacks a column.
        """
        known = self._memo.setdefault(self._left_out, {})
        if query in known:
            return known[query]
        try:
            solutions = self.quads().query(query)
        except SyntaxError as error:
            raise InputError(
                f"not SPARQL: {error}.", remedy="interstate check names the probe at fault."
            ) from error
        assert isinstance(solutions, QuerySolutions)
        columns = {variable.value for variable in solutions.variables}
        for name in names:
            if name not in columns:
                raise InputError(
                    f"the query has no column ?{name}.",
                    remedy=f"project {' '.join('?' + n for n in names)}.",
                )
        known[query] = [
            {name: value for name in columns if isinstance(value := row[name], NamedNode)}
            for row in solutions
        ]
        return known[query]


def _nodes(values: Iterable[object]) -> Iterator[NamedNode]:
    return (value for value in values if isinstance(value, NamedNode))


def root_of_row(row: Row) -> NamedNode:
    """Return the root claim whose graph a row's ``?claim`` is.

    Raises:
        InputError: the row has no claim, or one that is no claim's graph.
    """
    graph = row.get("claim")
    if graph is None or "/view/" not in graph.value:
        raise InputError(
            "a row's ?claim is no claim's graph.", remedy="bind it by GRAPH ?claim { … }."
        )
    return claim_of_graph(graph)
