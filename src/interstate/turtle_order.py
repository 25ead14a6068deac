"""Where blocks and predicates stand: fixed by what they are, never by how often they are named."""

from __future__ import annotations

from collections.abc import Iterable

from interstate.namespaces import VOCABULARIES

_BLOCKS = {
    f"{VOCABULARIES['owl']}{name}": rank
    for rank, name in enumerate(
        ("Ontology", "AnnotationProperty", "Class", "ObjectProperty", "DatatypeProperty")
    )
}

_FIRST = (
    "a",
    # Before all other literals of a header: the OWL API 5.1.9 forgets the first annotation of an
    # ontology that follows an import, if one stood before it (tests/owlapi/test_modules.py).
    "owl:imports",
    "rdfs:label",
    "skos:altLabel",
    "skos:definition",
    "skos:scopeNote",
    "skos:example",
    # hierarchy, domain, range
    "rdfs:subClassOf",
    "owl:equivalentClass",
    "rdfs:subPropertyOf",
    "owl:equivalentProperty",
    "rdfs:domain",
    "rdfs:range",
    # shapes
    "sh:targetClass",
    "sh:targetNode",
    "sh:targetSubjectsOf",
    "sh:targetObjectsOf",
    "sh:target",
    "sh:path",
    "sh:message",
    "sh:severity",
)
_LAST = ("sh:property", "sh:sparql", "dcterms:source", "rdfs:isDefinedBy", "owl:deprecated")

_PREDICATES = {name: rank - len(_FIRST) for rank, name in enumerate(_FIRST)} | {
    name: rank for rank, name in enumerate(_LAST, start=1)
}


def block_rank(types: Iterable[str]) -> int:
    """Return the place of a subject's block by the IRIs of its types: headers first, data last.

    >>> block_rank(["http://www.w3.org/2002/07/owl#Ontology"]) < block_rank([])
    True
    """
    return min((_BLOCKS.get(iri, len(_BLOCKS)) for iri in types), default=len(_BLOCKS))


def predicate_rank(name: str) -> tuple[int, str]:
    """Return the sort key of a predicate by its prefixed name.

    >>> sorted(["owl:deprecated", "rdfs:label", "ist:page", "a"], key=predicate_rank)
    ['a', 'rdfs:label', 'ist:page', 'owl:deprecated']
    """
    return _PREDICATES.get(name, 0), name
