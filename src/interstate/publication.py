"""What a publication says of itself: VoID, DCAT 3 and PROV, all figures counted in the files.

``void.ttl``, ``dcat.ttl`` and ``prov.ttl`` lie beside the products that they speak of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from interstate.files import write_atomically
from interstate.graphs import Document, merged, parse_turtle, read_text
from interstate.namespaces import BASE, DCTERMS, ID, IST, ONTOLOGY, PREFIXES, PROV, RDFS
from interstate.publication_dcat import dcat_triples
from interstate.publication_downloads import Download, find_downloads
from interstate.publication_prov import prov_triples
from interstate.publication_terms import WHOLE
from interstate.publication_void import DataSet, void_triples
from interstate.serialise import prefixes_of
from interstate.turtle import write_turtle

if TYPE_CHECKING:
    from interstate.project import Project

NAMES = ("void", "dcat", "prov")
"""The descriptions, one file each."""

DESCRIPTION_SHAPES = Path(__file__).with_name("descriptions.shapes.ttl")
"""What the three together must be like (SHACL core): every file with licence, size, checksum."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the ontology's header says of the release."""

    title: str
    description: str
    issued: str
    version: str
    publisher: NamedNode


def write_descriptions(project: Project, folder: Path) -> tuple[Path, ...]:
    """Describe the products of a build in ``folder``; return the descriptions' files.

    Raises:
        OutputError: the folder cannot be written.
    """
    downloads = find_downloads(folder)
    header = read_header(project)
    datasets = tuple(find_datasets(project, folder, downloads, header))
    graphs = {
        "void": void_triples(datasets, header.issued, header.title, header.publisher),
        "dcat": dcat_triples(
            datasets,
            title=header.title,
            description=header.description,
            issued=header.issued,
            version=header.version,
            publisher=header.publisher,
            keywords=("international relations", "linked data", "claims", "provenance"),
        ),
        "prov": prov_triples(
            _inputs(project),
            downloads,
            version=header.version,
            issued=header.issued,
            publisher=header.publisher,
        ),
    }
    paths = []
    for name in NAMES:
        triples = tuple(graphs[name])
        path = folder / f"{name}.ttl"
        write_atomically(path, write_turtle(triples, _prefixes(triples)))
        paths.append(path)
    return tuple(paths)


def read_descriptions(folder: Path) -> dict[str, tuple[Triple, ...]]:
    """Return the descriptions of the build in ``folder`` by name."""
    return {name: parse_turtle(read_text(folder / f"{name}.ttl"), f"{name}.ttl") for name in NAMES}


def read_header(project: Project) -> Header:
    """Return what the ontology's header says of the release."""
    node = NamedNode(ONTOLOGY)
    found = {t.predicate: t.object for t in project.corpus.ontology_triples if t.subject == node}

    def text(predicate: NamedNode) -> str:
        return str(getattr(found.get(predicate), "value", ""))

    publisher = found.get(DCTERMS.publisher)
    version = text(NamedNode("http://www.w3.org/2002/07/owl#versionInfo"))
    return Header(
        title=text(DCTERMS.title).removesuffix(" ontology"),
        description=text(DCTERMS.description),
        issued=text(DCTERMS.issued),
        version=version,
        publisher=publisher
        if isinstance(publisher, NamedNode)
        else NamedNode(f"{ID}organization/interstate-project"),
    )


def find_datasets(
    project: Project, folder: Path, downloads: Iterable[Download], header: Header
) -> Iterator[DataSet]:
    """Yield the data sets of a build: the whole, and its parts in order."""
    files = {d.path: d for d in downloads}

    def having(prefix: str) -> tuple[Download, ...]:
        return tuple(d for path, d in files.items() if path.startswith(prefix))

    corpus = project.corpus
    yield DataSet(
        WHOLE,
        f"{header.title}: ontology and data",
        "Ontology, everything authored, and everything computed from it, as one graph; in the "
        "data-set syntaxes (TriG, N-Quads) also one graph for each claim and each view.",
        _read(folder / "interstate.nt"),
        having("interstate."),
        uri_space=ID,
        is_whole=True,
    )
    yield DataSet(
        NamedNode(ONTOLOGY),
        f"{header.title}: ontology",
        header.description,
        corpus.ontology_triples,
        having("ontology/"),
        uri_space=PREFIXES["ist"],
    )
    yield DataSet(
        NamedNode(f"{BASE}shapes"),
        f"{header.title}: shapes",
        "SHACL shapes: what makes data malformed, with a message that says what to do.",
        corpus.shapes_triples,
        having("shapes/"),
        uri_space=PREFIXES["istsh"],
    )
    yield DataSet(
        NamedNode(f"{WHOLE.value}/reference"),
        f"{header.title}: reference data",
        "What sources share: agents, places, works, concepts, theories and reference situations.",
        merged(corpus.reference),
        (),
    )
    for citekey, documents in corpus.sources.items():
        yield DataSet(
            NamedNode(f"{WHOLE.value}/{citekey}"),
            f"{header.title}: {_title_of(citekey, documents)}",
            "One source as the curators read it: passages by position and digest, claims in our "
            "own words, and the situations that they describe. The text itself is not included.",
            merged(documents),
            (),
            uri_space=f"{ID}{citekey}/",
            activities=_curations(project, citekey),
        )
    for name, view in project.views.items():
        yield DataSet(
            NamedNode(f"{ID}view/{name}"),
            f"{header.title}: view “{view.policy.title}”",
            " ".join(view.policy.words.split()),
            view.triples(),
            having(f"views/{name}.trig"),
        )
        product = having(f"interstate-view-{name}.")
        if product:
            node = NamedNode(f"{WHOLE.value}/view/{name}")
            yield DataSet(
                node,
                f"{header.title}: ontology, data, and what holds in the view “{view.policy.title}”",
                "For OWL tools: one ontology in which each fact of the view is annotated with the "
                "claims that carry it.",
                _read(folder / f"interstate-view-{name}.nt"),
                product,
                version_iri=NamedNode(f"{node.value}/{header.version}"),
            )
    yield DataSet(
        NamedNode(f"{BASE}np"),
        f"{header.title}: nanopublications",
        "Each anchored claim with its provenance and publication info, unsigned.",
        _read(folder / "nanopublications.trig"),
        having("nanopublications."),
    )


def _curations(project: Project, citekey: str) -> tuple[NamedNode, ...]:
    """Return the activities that entered a source's claims, by IRI."""
    space = f"{ID}{citekey}/"
    found = {
        activity
        for claim in project.derived.record.claims
        if claim.value.startswith(space)
        for activity in project.index.nodes(claim, PROV.wasGeneratedBy)
    }
    return tuple(sorted(found, key=str))


def _title_of(citekey: str, documents: Iterable[Document]) -> str:
    for document in documents:
        for triple in document.triples:
            is_work = triple.predicate == IST.citekey and triple.object == Literal(citekey)
            if is_work:
                labels = [
                    t.object.value
                    for t in document.triples
                    if t.subject == triple.subject
                    and t.predicate == RDFS.label
                    and isinstance(t.object, Literal)
                ]
                return labels[0] if labels else citekey
    return citekey


def _read(path: Path) -> tuple[Triple, ...]:
    form = RdfFormat.TRIG if path.suffix == ".trig" else RdfFormat.N_TRIPLES
    return tuple(quad.triple for quad in ox.parse(path=str(path), format=form))


def _inputs(project: Project) -> tuple[Document, ...]:
    corpus = project.corpus
    return (*corpus.ontology, *corpus.alignments, *corpus.shapes, *corpus.data)


def _prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    return dict(prefixes_of(triples))
