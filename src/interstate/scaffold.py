"""The folder of a new source: what must be there, and nothing that is not known."""

from __future__ import annotations

import re
from pathlib import Path

from interstate.catalogs import CATALOG, write_catalogs
from interstate.errors import InputError
from interstate.files import write_atomically
from interstate.graphs import load_corpus
from interstate.namespaces import DATA, KINDS, ONTOLOGY
from interstate.turtle import format_turtle

_CITEKEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PREFIXES = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix group: <https://w3id.org/interstate/id/group/> .
@prefix ist: <https://w3id.org/interstate/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix work: <https://w3id.org/interstate/id/work/> .
"""


def scaffold(citekey: str, label: str, root: Path) -> tuple[Path, ...]:
    """Write ``source.ttl``, an empty ``claims.ttl`` and ``README.md`` for a source.

    Raises:
        InputError: the citekey is malformed, is a kind of individual, or exists already.
    """
    if not _CITEKEY.fullmatch(citekey) or citekey in KINDS:
        raise InputError(
            f"'{citekey}' cannot be a citekey.",
            remedy="use lower case, digits and hyphens: authors and year, as in doe-1999.",
        )
    folder = root / "data/sources" / citekey
    if folder.exists():
        raise InputError(
            "this source is there already.", remedy="choose another citekey.", path=folder
        )
    words = label.replace("\\", "\\\\").replace('"', '\\"')
    source = _PREFIXES + (
        f"<{DATA}{citekey}/source> a owl:Ontology ; owl:imports <{ONTOLOGY}> .\n"
        f'work:{citekey} a ist:Source ; rdfs:label "{words}"@en ; ist:citekey "{citekey}" ; '
        f"dcterms:creator group:{citekey}-authors .\n"
        f'group:{citekey}-authors a ist:Group ; rdfs:label "the authors of {words}"@en .\n'
    )
    claims = _PREFIXES + f"<{DATA}{citekey}/claims> a owl:Ontology ; owl:imports <{ONTOLOGY}> .\n"
    readme = (
        f"# {label}\n\n"
        "How this source was read, by whom and when; what was left out and why; what a second\n"
        "reader found.\n\n"
        "| step | when | by whom | result |\n|---|---|---|---|\n"
    )
    contents = {
        folder / "source.ttl": format_turtle(source, "source.ttl"),
        folder / "claims.ttl": format_turtle(claims, "claims.ttl"),
        folder / "README.md": readme,
    }
    for path, content in contents.items():
        write_atomically(path, content)
    corpus = load_corpus(root)
    write_catalogs((*corpus.ontology, *corpus.data))
    return (*contents, folder / CATALOG)
