"""Judging candidates: do the values of two accounts fit, and if not, whose are they?"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from interstate.citing import citations_of
from interstate.comparisons import Relation, compare_figures, compare_sets, figure, wholes_of
from interstate.contradiction_model import Candidate, Contradiction, Side, Tension
from interstate.graphs import Term
from interstate.ground import Ground, source_of
from interstate.namespaces import IST, PREFIXES, RDFS
from interstate.times import compare_times

_NOTIONS = frozenset((IST.hasMeasure, IST.aidKind, IST.hasLegalBasis))
"""Roles filled by notions, of which several fit one thing: other ones do not contradict."""


class Judge:
    """Compares the values of candidates; holds what the comparisons need."""

    def __init__(self, ground: Ground) -> None:
        """Index what stands for what, and what the curators recorded."""
        self._ground = ground
        self._record = ground.record
        self._index = ground.record.index
        self._wholes = wholes_of(ground.record)
        index = self._index
        self._sides_of_tensions = {
            tension: frozenset(index.nodes(tension, IST.hasSide))
            for tension in index.subjects_of_type(IST.Tension)
        }
        notes = {
            note: frozenset((*index.nodes(note, IST.annotates), *proposed))
            for note in index.subjects_of_type(IST.EditorialNote)
            if (proposed := index.nodes(note, IST.proposes))
        }
        self._records = notes | self._sides_of_tensions

    def judge(self, candidate: Candidate) -> Contradiction | None:
        """Return the contradiction (or near one) that a candidate is, None if values are equal."""
        relation, first, second = self._compare(candidate)
        if relation is Relation.EQUAL:
            return None
        sides = (
            self._side(candidate.first_claim, candidate.first, first),
            self._side(candidate.second_claim, candidate.second, second, self._listing(candidate)),
        )
        kind = "office" if candidate.role == IST.hasOffice else candidate.kind
        return Contradiction(
            kind=kind,
            relation=relation,
            about=candidate.about,
            label=self._index.label(candidate.about),
            role=candidate.role,
            first=sides[0],
            second=sides[1],
            voices=_voices(*sides),
            recorded=self._recorded(*sides),
        )

    def _compare(self, c: Candidate) -> tuple[Relation, tuple[str, ...], tuple[str, ...]]:
        index = self._index
        if c.kind == "time":
            bounds = self._ground.derived.bounds
            texts = (index.text(c.first, IST.time),), (index.text(c.second, IST.time),)
            if c.first not in bounds or c.second not in bounds:
                return Relation.EQUAL, *texts
            relation = {
                "disjoint": Relation.DIFFERENT,
                "coarser": Relation.COARSER,
                "finer": Relation.FINER,
                "overlap": Relation.PARTIAL,
                "equal": Relation.EQUAL,
            }[compare_times(bounds[c.first], bounds[c.second])]
            return relation, *texts
        if c.kind == "value":
            first, second = figure(c.first, self._record), figure(c.second, self._record)
            return compare_figures(first, second), (_figure(first),), (_figure(second),)
        if c.kind == "count":
            return self._count(c)
        if c.kind == "role" and c.role is not None:
            values = self._fillers(c.first, c.role), self._fillers(c.second, c.role)
            relation = compare_sets(*values, self._wholes, single=c.is_single)
            if relation is Relation.DIFFERENT and self._is_vague(c.role, *values):
                relation = Relation.PARTIAL
            return relation, self._names(values[0]), self._names(values[1])
        if c.role is not None:
            return (
                Relation.DIFFERENT,
                self._names(index.objects(c.first, c.role)),
                self._names(index.objects(c.second, c.role)),
            )
        if c.kind == "existence" and not self._same(c.first, c.second):
            return Relation.EQUAL, (), ()
        return Relation.DIFFERENT, ("is so",), ("is not so",)

    def _same(self, told: NamedNode, denied: NamedNode) -> bool:
        """Tell whether what is denied is what is told: its kind, and no role with other fillers.

        To deny a refusal is not to deny the acceptance that another source tells of.
        """
        index, hierarchy = self._index, self._record.hierarchy
        kinds = index.types(told)
        if not all(hierarchy.is_a(kinds, kind) for kind in index.types(denied)):
            return False
        fillers: dict[NamedNode, list[Term]] = {}
        for role, value in index.outgoing(denied):
            if role in hierarchy.below(IST.hasParticipant) or role == IST.hasPlace:
                fillers.setdefault(role, []).append(value)
        return not any(
            compare_sets(others, values, self._wholes) is Relation.DIFFERENT
            for role, values in fillers.items()
            if (others := index.objects(told, role))
        )

    def _fillers(self, node: NamedNode, role: NamedNode) -> tuple[Term, ...]:
        """Return a role's fillers; a situation by what it is an account of."""
        found = {
            self._record.reference(value) if isinstance(value, NamedNode) else value
            for value in self._index.objects(node, role)
        }
        return tuple(sorted(found, key=str))

    def _is_vague(self, role: NamedNode, *sides: Iterable[Term]) -> bool:
        """Tell whether other fillers of a role need not exclude one another.

        Several notions fit one measure, and several agents can be in one condition or attitude;
        of two places one may lie in the other; and an unnamed group may well be the agent that
        another account names.
        """
        below = self._record.hierarchy.below
        if role in _NOTIONS or role == IST.hasHolder or role in below(IST.hasPlace):
            return True
        return any(
            isinstance(value, NamedNode) and IST.Group in self._index.types(value)
            for side in sides
            for value in side
        )

    def _count(self, c: Candidate) -> tuple[Relation, tuple[str, ...], tuple[str, ...]]:
        index = self._index
        if c.role == IST.statedSize:
            stated = index.text(c.first, IST.statedSize)
            if c.first == c.second:
                listed = str(len(index.nodes(c.first, IST.hasItem)))
                return Relation.DIFFERENT, (f"{stated} stated",), (f"{listed} listed",)
            other = index.text(c.second, IST.statedSize)
            return Relation.DIFFERENT, (f"{stated} stated",), (f"{other} stated",)
        assert c.role is not None
        counted = figure(c.first, self._record)
        names = index.objects(c.second, c.role)
        listed_figure = (str(len(names)), "at-least")
        # A list is open: more names than the figure contradict it, fewer do not.
        relation = compare_figures(counted, listed_figure)
        shown = (f"{len(names)} listed: {', '.join(self._names(names))}",)
        kept = relation if relation is Relation.DIFFERENT else Relation.EQUAL
        return kept, (_figure(counted),), shown

    def _names(self, values: Iterable[Term]) -> tuple[str, ...]:
        return tuple(
            self._index.label(v) if isinstance(v, NamedNode) else str(v.value) for v in values
        )

    def _listing(self, c: Candidate) -> tuple[NamedNode, ...]:
        """Return the claims that list the items of a set whose stated size is another."""
        if c.role != IST.statedSize or c.first != c.second:
            return ()
        describing = self._ground.derived.description.claim_of
        found = {
            claim
            for item in self._index.nodes(c.second, IST.hasItem)
            if (claim := describing(item)) is not None
        }
        # The set's own claim needs no second mention where it alone lists the items.
        return () if found == {c.second_claim} else tuple(sorted(found, key=str))

    def _side(
        self,
        claim: NamedNode,
        node: NamedNode,
        values: tuple[str, ...],
        items: tuple[NamedNode, ...] = (),
    ) -> Side:
        attribution, index = self._ground.derived.attribution, self._index
        root = attribution.root.get(claim, claim)
        # A number of items stands where the items stand, not where the set is named.
        roots = sorted({attribution.root.get(item, item) for item in items} or {root}, key=str)
        return Side(
            claim=claim,
            node=node,
            values=values,
            root=root,
            source=source_of(root),
            depth=attribution.depth.get(claim, 0),
            speakers=tuple(sorted(self._ground.speakers.get(claim, ()), key=str)),
            passages=_each(index.nodes(claim, IST.anchoredAt) for claim in roots),
            citations=_each(citations_of(claim, index) for claim in roots),
            # The outermost claim's gloss may say the reverse: that it disputes the inner one.
            gloss=index.text(claim, IST.gloss) or index.text(claim, RDFS.label),
            told="" if claim == root else index.text(root, IST.gloss),
            items=items,
        )

    def _recorded(self, first: Side, second: Side) -> tuple[NamedNode, ...]:
        """Return the tensions and corrections that name both sides."""
        return tuple(
            record
            for record, claims in sorted(self._records.items(), key=lambda item: item[0].value)
            if claims & {first.claim, first.root} and claims & {second.claim, second.root}
        )

    def tensions(self, found: Iterable[Contradiction]) -> tuple[Tension, ...]:
        """Return what was recorded by reading, and whether a query found it too."""
        matched = {t for c in found if c.is_different for t in c.recorded}
        index = self._index
        return tuple(
            Tension(
                node=tension,
                kind=", ".join(
                    kind.value.removeprefix(PREFIXES["tension-kind"])
                    for kind in index.nodes(tension, IST.tensionKind)
                ),
                label=index.label(tension),
                note=index.text(tension, IST.note),
                claims=tuple(sorted(claims, key=str)),
                found=tension in matched,
            )
            for tension, claims in sorted(self._sides_of_tensions.items(), key=lambda t: t[0].value)
        )


def _each(groups: Iterable[Iterable[NamedNode]]) -> tuple[NamedNode, ...]:
    """Return all nodes of some groups once, in order."""
    return tuple(dict.fromkeys(node for group in groups for node in group))


def _figure(value: tuple[str, str]) -> str:
    number, bound = value
    return f"{bound.replace('-', ' ')} {number}".strip()


def _voices(first: Side, second: Side) -> str:
    if first.source != second.source:
        return "two sources"
    # Two claims that name nobody are not thereby one person's.
    is_one = bool(first.speakers) and first.speakers == second.speakers
    return "one voice" if is_one else "one source"
