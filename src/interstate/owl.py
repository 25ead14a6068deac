"""Ontology and data as Python objects, for those who work with owlready2.

Classes and individuals become attributes there: ``onto.Demand.instances()``. Nothing is fetched:
imports are resolved here and left out.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, serialize

from interstate.errors import MissingToolError
from interstate.graphs import load_corpus
from interstate.namespaces import OWL, RDF, VOCABULARIES


def load_owl(root: Path | str | None = None) -> Any:
    """Return ontology and authored data as an owlready2 ontology, in a world of its own.

    >>> onto = load_owl()
    >>> onto.Demand in onto.Directive.subclasses()
    True

    Raises:
        InputError: the folder is no project, or a file cannot be read.
        MissingToolError: owlready2 is not installed.
    """
    try:
        import owlready2
    except ImportError as error:
        raise MissingToolError(
            "owlready2 is not installed. Remedy: pip install 'interstate[reason]'."
        ) from error
    corpus = load_corpus(root)
    triples = (*corpus.ontology_triples, *corpus.data_triples)
    # Headers hold the imports, which owlready2 would look for on the network.
    headers = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Ontology}
    text = serialize((t for t in triples if t.subject not in headers), format=RdfFormat.N_TRIPLES)
    ontology = owlready2.World().get_ontology(VOCABULARIES["ist"])
    return ontology.load(fileobj=io.BytesIO(text or b""), only_local=True)
