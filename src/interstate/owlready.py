"""Ontology and data as Python objects, for those who work with owlready2.

Classes and individuals become attributes there: ``onto.Demand.instances()``. Nothing is fetched:
imports are resolved here and left out. ``docs/owlready2.md`` is a session with it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from interstate.errors import MissingToolError
from interstate.namespaces import OWL, RDF, VOCABULARIES


def load_owl(root: Path | str | None = None, *, infer: bool = False) -> Any:
    """Return ontology and data as an owlready2 ontology, in a world of its own.

    With ``infer`` it also has what HermiT finds (:mod:`interstate.reasoning`), which takes some
    seconds; without, ``owlready2.sync_reasoner(onto.world)`` is there for those who want it.

    >>> onto = load_owl()
    >>> onto.Demand in onto.Directive.subclasses()
    True
    >>> onto.Ultimatum.equivalent_to
    [ns.Demand & ns.Threat]

    Raises:
        InputError: the folder is no project, or a file cannot be read.
        MissingToolError: owlready2 is not installed, or the reasoner did not run.
    """
    try:
        import owlready2
    except ImportError as error:
        raise MissingToolError(
            "owlready2 is not installed. Remedy: pip install 'interstate[reason]'."
        ) from error
    from interstate.project import open_project

    project = open_project(root)
    triples = (*project.corpus.ontology_triples, *project.data)
    if infer:
        from interstate.reasoning import reason, theory_of

        theory = theory_of(project.corpus, project.derived.triples)
        triples = (*triples, *reason(theory).triples)
    text = serialize(_for_owlready(triples), format=RdfFormat.N_TRIPLES)
    ontology = owlready2.World().get_ontology(VOCABULARIES["ist"])
    return ontology.load(fileobj=io.BytesIO(text or b""), only_local=True)


def _for_owlready(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what owlready2 understands.

    Headers hold imports, which it would look for on the network; and a class that is an
    intersection itself, as OWL 1 wrote it, it would take for one without a definition.
    """
    triples = tuple(triples)
    headers = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Ontology}
    for number, triple in enumerate(triples):
        if triple.subject in headers:
            continue
        if triple.predicate == OWL.intersectionOf and isinstance(triple.subject, NamedNode):
            node = BlankNode(f"definition-{number}")
            yield Triple(triple.subject, OWL.equivalentClass, node)
            yield Triple(node, RDF.type, OWL.Class)
            yield Triple(node, OWL.intersectionOf, triple.object)
        else:
            yield triple
