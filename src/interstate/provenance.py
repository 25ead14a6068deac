"""What holds in a view, each fact with the claims that carry it: the file to open in Protégé.

OWL lets an axiom be annotated, and Protégé shows it behind the @ of every line. Here each fact of
a view is annotated with its claims (links to follow) and, in one line for each claim, with who
says so, where, and in what words of ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.describe import claim_line
from interstate.graphs import Index, merged
from interstate.namespaces import DATA, DCTERMS, IST, OA, ONTOLOGY, OWL, RDF, RDFS
from interstate.result_views import short_name
from interstate.serialise import write_products

if TYPE_CHECKING:
    from interstate.project import Project
    from interstate.views import View

Fact = tuple[Triple, Iterable[NamedNode]]
"""A statement, and the claims that it rests on."""

_CITATION = NamedNode("http://purl.org/dc/terms/bibliographicCitation")
_HEADER = (DCTERMS.license, DCTERMS.creator, DCTERMS.publisher, DCTERMS.issued, OWL.versionInfo)


def facts_of(view: View) -> tuple[tuple[Triple, tuple[NamedNode, ...]], ...]:
    """Return what holds in a view with its root claims, sorted."""
    claims: dict[Triple, set[NamedNode]] = defaultdict(set)
    for graph, triples in view.graphs.items():
        for triple in triples:
            claims[triple].add(view.claims[graph])
    return tuple((t, tuple(sorted(claims[t], key=str))) for t in sorted(claims, key=str))


def annotate(facts: Iterable[Fact], cite: Callable[[NamedNode], str]) -> Iterator[Triple]:
    """Yield each fact, and an ``owl:Axiom`` that names its claims; ``cite`` words one claim.

    >>> from interstate.namespaces import IST
    >>> node, claim = NamedNode("https://example.org/a"), NamedNode("https://example.org/c1")
    >>> fact = Triple(node, RDF.type, IST.State), (claim,)
    >>> [t.predicate.value.rpartition("/")[2] for t in annotate([fact], lambda _: "p. 3")][-2:]
    ['source', 'bibliographicCitation']
    """
    for number, (triple, claims) in enumerate(facts):
        yield triple
        node = BlankNode(f"fact-{number}")
        yield Triple(node, RDF.type, OWL.Axiom)
        yield Triple(node, OWL.annotatedSource, triple.subject)
        yield Triple(node, OWL.annotatedProperty, triple.predicate)
        yield Triple(node, OWL.annotatedTarget, triple.object)
        for claim in claims:
            yield Triple(node, DCTERMS.source, claim)
            yield Triple(node, _CITATION, Literal(cite(claim), language="en"))


def citation(claim: NamedNode, index: Index) -> str:
    """Return who says so, where, and in what words of ours, in one line."""
    line = claim_line(claim, index)
    voices = " ← ".join(voice for voice in line.voices if voice)
    said = f"{voices}: {line.gloss}" if voices and line.gloss else voices or line.gloss
    parts = (line.place, said, f"[{short_name(claim.value)}]")
    return " · ".join(part for part in parts if part)


def names_of_passages(index: Index) -> Iterator[Triple]:
    """Yield a label for each passage and its position, which have none among the data.

    OWL tools show a node by its label, or by the end of its IRI, which is the same in every source.
    """
    for passage in index.subjects_of_type(IST.Passage):
        name = short_name(passage.value)
        parts = [
            f"{word} {text}"
            for word, predicate in (("sentence", IST.sentence), ("p.", IST.page))
            if (text := index.text(passage, predicate))
        ]
        if not index.text(passage, RDFS.label):
            label = Literal(" · ".join((name, ", ".join(parts))) if parts else name, language="en")
            yield Triple(passage, RDFS.label, label)
        for place in index.nodes(passage, OA.hasSelector):
            start, end = index.text(place, OA.start), index.text(place, OA.end)
            if not index.text(place, RDFS.label):
                words = f"{name} · characters {start} to {end}"
                yield Triple(place, RDFS.label, Literal(words, language="en"))


def view_product(project: Project, name: str = "default") -> tuple[str, tuple[Triple, ...]]:
    """Return the IRI and the triples of one ontology: terms, data, and what holds, annotated."""
    view = project.views[name]
    iri = f"{DATA}view/{name}"
    node = NamedNode(iri)
    root = Index(project.corpus.ontology_triples)
    version = root.text(NamedNode(ONTOLOGY), OWL.versionInfo)
    header = [
        Triple(node, RDF.type, OWL.Ontology),
        Triple(node, OWL.versionIRI, NamedNode(f"{iri}/{version}")),
        Triple(node, DCTERMS.title, Literal(f"Interstate: {view.policy.title}", language="en")),
        Triple(node, DCTERMS.description, Literal(view.policy.words, language="en")),
        *(
            Triple(node, predicate, value)
            for predicate in _HEADER
            for value in root.objects(NamedNode(ONTOLOGY), predicate)
        ),
    ]
    texts: dict[NamedNode, str] = {}

    def cite(claim: NamedNode) -> str:
        if claim not in texts:
            texts[claim] = citation(claim, project.index)
        return texts[claim]

    held = annotate(facts_of(view), cite)
    record = (*merged(project.corpus.ontology), *project.data, *names_of_passages(project.index))
    return iri, (*header, *record, *held)


def write_view_product(
    project: Project,
    folder: Path,
    name: str = "default",
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write ``interstate-view-<name>`` in every syntax below ``folder``; return the paths.

    Raises:
        InputError: something in it cannot be said in OWL.
        OutputError: the folder cannot be written.
    """
    iri, triples = view_product(project, name)
    return write_products(triples, iri, folder, f"interstate-view-{name}", progress=progress)
