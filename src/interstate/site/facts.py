"""What is said of a node, property by property, ready for a page."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from interstate.graphs import Index, Term
from interstate.namespaces import IST, PROV, RDF, RDFS, SKOS
from interstate.site.library import Library
from interstate.site.words import time_in_words

Value = NamedNode | Literal | str
Row = tuple[NamedNode | str, tuple[Value, ...]]

HIDDEN = frozenset(
    (
        RDF.type,
        RDFS.label,
        SKOS.altLabel,
        IST.describedIn,
        IST.contentOf,
        IST.affirms,
        IST.rejects,
        IST.rootClaim,
        IST.gloss,
        IST.earliestBegin,
        IST.latestBegin,
        IST.earliestEnd,
        IST.latestEnd,
        PROV.wasAttributedTo,
        PROV.wasDerivedFrom,
    )
)
"""Told elsewhere on the page, or the same thing in the words of another vocabulary."""

_COMPUTED = frozenset((IST.stateAgent, IST.stateTarget, IST.stateBeneficiary))


def rows_of(
    node: NamedNode, library: Library, index: Index | None = None, hidden: Iterable[NamedNode] = ()
) -> list[Row]:
    """Return the properties of a node with their values, by the property's name."""
    left_out = HIDDEN | frozenset(hidden)
    looked_up = index or library.index
    found: dict[NamedNode, list[Term]] = {}
    for predicate, value in looked_up.outgoing(node):
        if predicate not in left_out:
            found.setdefault(predicate, []).append(value)
    basis = "" if _is_plain(found.pop(IST.timeBasis, [])) else " (inferred by the curators)"
    told = {
        value for predicate in found if predicate not in _COMPUTED for value in found[predicate]
    }
    rows: list[Row] = []
    for predicate in sorted(
        found, key=lambda p: (p in _COMPUTED, library.label(p).casefold(), p.value)
    ):
        values = found[predicate]
        if predicate in _COMPUTED and told.issuperset(values):
            continue  # The state itself is named; only servants need to be traced to their state.
        cells = [shown(predicate, value) for value in values]
        if predicate == IST.time and basis:
            cells = [f"{cell}{basis}" if isinstance(cell, str) else cell for cell in cells]
        rows.append((predicate, tuple(cells)))
    return rows


def _is_plain(bases: Iterable[Term]) -> bool:
    """Tell whether a time is as the source states it."""
    return not any(str(getattr(b, "value", "")).endswith("/inferred") for b in bases)


def shown(predicate: NamedNode, value: Term) -> Value:
    """Return a value for a page: times in words, everything else as it is.

    >>> shown(IST.time, Literal("1999-10"))
    'October 1999'
    """
    if isinstance(value, Literal) and predicate in (IST.time, IST.validDuring, IST.coverage):
        return time_in_words(value.value)
    if isinstance(value, (NamedNode, Literal)):
        return value
    return str(value)


def alternatives(node: NamedNode, library: Library) -> list[Literal]:
    """Return a node's other names, each with its language."""
    return [v for v in library.index.objects(node, SKOS.altLabel) if isinstance(v, Literal)]
