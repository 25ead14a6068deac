"""Count entities and axioms with rdflib alone, by the shape of the triples: a second opinion.

Nothing here is shared with our reader or with the OWL API, so that three code bases must agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

DECLARED = {
    OWL.AnnotationProperty: "AnnotationProperty",
    OWL.Class: "Class",
    OWL.DatatypeProperty: "DataProperty",
    OWL.ObjectProperty: "ObjectProperty",
    RDFS.Datatype: "Datatype",
}
NAMED: dict[Node, str] = {
    **dict.fromkeys(DECLARED, "Declaration"),
    OWL.TransitiveProperty: "TransitiveObjectProperty",
}
PROPERTIES = {
    OWL.AnnotationProperty: "Annotation",
    OWL.DatatypeProperty: "Data",
    OWL.ObjectProperty: "Object",
}
BUILT_IN = {
    RDFS.label,
    RDFS.comment,
    RDFS.isDefinedBy,
    RDFS.seeAlso,
    OWL.deprecated,
    OWL.versionInfo,
    OWL.priorVersion,
    OWL.backwardCompatibleWith,
    OWL.incompatibleWith,
}


def parse(paths: Iterable[Path]) -> Graph:
    """Read Turtle files into one rdflib graph."""
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def kinds(closure: Graph) -> Mapping[Node, str]:
    """Map each property of the closure to Object, Data or Annotation."""
    found: dict[Node, str] = dict.fromkeys(BUILT_IN, "Annotation")
    for cls, word in PROPERTIES.items():
        found.update(dict.fromkeys(closure.subjects(RDF.type, cls), word))
    return found


def entities(graph: Graph) -> Mapping[str, int]:
    """Count the entities that a graph declares, by kind."""
    counts = dict.fromkeys(DECLARED.values(), 0)
    for cls, word in DECLARED.items():
        counts[word] = len({s for s in graph.subjects(RDF.type, cls) if isinstance(s, URIRef)})
    return counts


def individuals(graph: Graph, closure: Graph) -> int:
    """Count the individuals that a graph speaks of: typed, or at either end of a fact."""
    word = kinds(closure)
    found: set[Node] = set()
    for subject, predicate, value in graph:
        if predicate == RDF.type:
            if not str(value).startswith(str(OWL)) and value != RDFS.Datatype:
                found.add(subject)
        elif word.get(predicate) == "Object":
            found |= {subject, value}
        elif word.get(predicate) == "Data":
            found.add(subject)
    return len({node for node in found if isinstance(node, URIRef)})


def header_annotations(graph: Graph) -> int:
    """Count what a header says about its ontology beyond identity and imports."""
    return sum(
        1
        for header in graph.subjects(RDF.type, OWL.Ontology)
        for predicate in graph.predicates(header)
        if predicate not in (RDF.type, OWL.imports, OWL.versionIRI)
    )


def axioms(graph: Graph, closure: Graph) -> Mapping[str, int]:
    """Count the axioms of a graph by kind, for the kinds that this project uses."""
    word = kinds(closure)
    counts: Counter[str] = Counter()
    headers = set(graph.subjects(RDF.type, OWL.Ontology))
    for subject, predicate, value in graph:
        if isinstance(subject, BNode) or subject in headers:
            if value == OWL.AllDisjointClasses:
                counts["DisjointClasses"] += 1
            continue
        if predicate == RDF.type:
            counts[NAMED.get(value) or "ClassAssertion"] += 1
        elif predicate == RDFS.subClassOf:
            counts["SubClassOf"] += 1
        elif predicate in (OWL.equivalentClass, OWL.intersectionOf):
            counts["EquivalentClasses"] += 1
        elif predicate == OWL.disjointWith:
            counts["DisjointClasses"] += 1
        elif predicate == OWL.propertyChainAxiom:
            counts["SubPropertyChainOf"] += 1
        elif predicate == RDFS.subPropertyOf:
            counts[f"Sub{word[subject]}PropertyOf"] += 1
        elif predicate in (RDFS.domain, RDFS.range):
            aspect = "Domain" if predicate == RDFS.domain else "Range"
            counts[f"{word[subject]}Property{aspect}"] += 1
        elif word[predicate] == "Annotation":
            counts["AnnotationAssertion"] += 1
        else:
            assert isinstance(value, Literal) == (word[predicate] == "Data"), (predicate, value)
            counts[f"{word[predicate]}PropertyAssertion"] += 1
    return dict(sorted(counts.items()))
