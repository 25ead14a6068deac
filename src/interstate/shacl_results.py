"""What SHACL validation finds, how paths are shown, and the form in which data go to engines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import Triple

from interstate.findings import Severity


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One violation: which node breaks which rule, and with what.

    ``rule`` is the IRI of the property shape, node shape or SPARQL constraint (of the nearest
    named shape around an anonymous one); ``path`` is in SPARQL's syntax, without angle brackets
    where it is one property; ``value`` is the value's text, or "".
    """

    focus: str
    rule: str
    severity: Severity
    message: str
    path: str
    value: str
    component: str


def bare(path: str) -> str:
    """Return a path without angle brackets where it is one property.

    >>> bare("<https://example.org/p>")
    'https://example.org/p'
    >>> bare("^(<https://example.org/p>)")
    '^(<https://example.org/p>)'
    """
    simple = path.startswith("<") and path.endswith(">") and path.count("<") == 1
    return path[1:-1] if simple else path


def n_triples(triples: Iterable[Triple]) -> bytes:
    """Return triples as N-Triples: the fastest way into both engines, literals as written."""
    written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert written is not None  # it is None only when written to a file
    return written
