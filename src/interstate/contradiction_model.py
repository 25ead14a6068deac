"""What a contradiction is made of: two sides, what it is about, how their values relate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from interstate.comparisons import Relation
from interstate.ground import TIMES
from interstate.namespaces import IST
from interstate.views import Contest, Stake

KINDS = ("time", "value", "role", "office", "count", "existence", "cause", "evaluation")
"""In what respect two claims do not fit; "role" is "office" where the role is an office."""

VOICES = ("one voice", "one source", "two sources")
"""Whose values differ: one speaker's, those of two voices of one source, or of two sources."""

_STATES = frozenset((IST.stateAgent, IST.stateTarget, IST.stateBeneficiary))


@dataclass(frozen=True, slots=True)
class Side:
    """One side: the claim that describes the situation, in whose voice, where, with what value.

    ``gloss`` is what the claim itself says; inside another claim, ``told`` is what the outermost
    one says of it. ``items`` are the claims that list a set's items, if the side is their number.
    ``passages`` and ``citations`` are where all these stand and what they cite.
    """

    claim: NamedNode
    node: NamedNode
    values: tuple[str, ...]
    root: NamedNode
    source: str
    depth: int
    speakers: tuple[NamedNode, ...]
    passages: tuple[NamedNode, ...]
    citations: tuple[NamedNode, ...]
    gloss: str
    told: str
    items: tuple[NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims that do not fit: in what respect, about what, and how their values relate."""

    kind: str
    relation: Relation
    about: NamedNode
    label: str
    role: NamedNode | None
    first: Side
    second: Side
    voices: str
    recorded: tuple[NamedNode, ...]

    @property
    def is_different(self) -> bool:
        """Tell a contradiction from a coarser, finer or partly other value."""
        return self.relation is Relation.DIFFERENT

    def contests(self) -> Iterator[Contest]:
        """Yield what a view that does not keep contested values has to choose between."""
        if not self.is_different:
            return
        first: frozenset[NamedNode] = frozenset()
        second = first
        if self.kind == "time":
            first = second = TIMES
        elif self.kind in ("role", "office") and self.role is not None:
            more = _STATES if self.kind == "role" else frozenset()
            first = second = frozenset({self.role}) | more
        elif self.kind == "count" and self.role is not None:
            second = frozenset({self.role})
            # A set's stated size is one of its statements; a figure is a situation of its own.
            first = second if self.role == IST.statedSize else first
        yield Contest(Stake(self.first.node, first), Stake(self.second.node, second))


@dataclass(frozen=True, slots=True)
class Tension:
    """A contradiction that the curators found by reading."""

    node: NamedNode
    kind: str
    label: str
    note: str
    claims: tuple[NamedNode, ...]
    found: bool


@dataclass(frozen=True, slots=True)
class Contradictions:
    """What queries found, different and merely coarser or finer, and what reading found."""

    found: tuple[Contradiction, ...]
    tensions: tuple[Tension, ...]

    def different(self) -> tuple[Contradiction, ...]:
        """Return the contradictions proper."""
        return tuple(c for c in self.found if c.is_different)

    def near(self) -> tuple[Contradiction, ...]:
        """Return what is only coarser, finer or partly other."""
        return tuple(c for c in self.found if not c.is_different)

    def contests(self) -> tuple[Contest, ...]:
        """Return what views may have to choose between."""
        return tuple(contest for found in self.found for contest in found.contests())


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of a contradiction query."""

    kind: str
    about: NamedNode
    role: NamedNode | None
    first: NamedNode
    first_claim: NamedNode
    second: NamedNode
    second_claim: NamedNode
    is_single: bool = False
