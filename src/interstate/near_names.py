"""Which node somebody meant who wrote a name that the data do not have.

Names are compared, and labels: who writes ``state:united-states`` may mean ``state:usa``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from interstate.namespaces import RDFS, SKOS
from interstate.query_errors import close_names
from interstate.result_views import short_name


def near_nodes(store: Store, namespace: str, name: str) -> tuple[str, ...]:
    """Return the nodes below ``namespace`` that are called nearly ``name``, as people write them.

    >>> from pyoxigraph import Quad
    >>> usa = NamedNode("https://w3id.org/interstate/id/state/usa")
    >>> store = Store()
    >>> store.add(Quad(usa, RDFS.label, Literal("United States", language="en")))
    >>> near_nodes(store, "https://w3id.org/interstate/id/state/", "untied-states")
    ('state:usa',)
    """
    called: dict[str, set[str]] = {}
    for iri, names in _named(store, namespace):
        for each in names:
            called.setdefault(each, set()).add(iri)
    near = (iri for match in close_names(_slug(name), called) for iri in sorted(called[match]))
    return tuple(short_name(iri) for iri in dict.fromkeys(near))[:3]


def _named(store: Store, namespace: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every IRI below ``namespace`` with its local name and its labels, as slugs."""
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        for node in (quad.subject, quad.predicate):
            if isinstance(node, NamedNode) and node.value.startswith(namespace):
                names = [node.value[len(namespace) :]]
                if quad.predicate in (RDFS.label, SKOS.prefLabel) and node == quad.subject:
                    names += [_slug(quad.object.value)] if isinstance(quad.object, Literal) else []
                yield node.value, tuple(names)


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-")
