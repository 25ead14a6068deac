"""The folder of a new source: what must be there, and nothing that is not known."""

from __future__ import annotations

import re
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from interstate.catalogs import CATALOG, write_catalogs
from interstate.errors import InputError
from interstate.files import write_atomically
from interstate.graphs import load_corpus, load_document
from interstate.namespaces import DATA, IST, KINDS, ONTOLOGY, PREFIXES, XSD
from interstate.spans import text_digest
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
    write_catalogs((*corpus.ontology, *corpus.data), only=folder)
    return (*contents, folder / CATALOG)


def record_text(source: Path, citekey: str, text: str, *, replace: bool = False) -> bool:
    """Put digest and length of ``text`` into ``source.ttl``; tell whether that changed anything.

    Raises:
        InputError: another text is recorded there, and ``replace`` is not asked for.
    """
    document = load_document(source)
    work = NamedNode(f"{PREFIXES['work']}{citekey}")
    wanted = {
        IST.textDigest: Literal(text_digest(text)),
        IST.textLength: Literal(str(len(text)), datatype=XSD.integer),
    }
    there = [t for t in document.triples if t.subject == work and t.predicate in wanted]
    if {t.predicate: t.object for t in there} == wanted:
        return False
    if there and not replace:
        raise InputError(
            "this source was made from another text (its SHA-256 differs).",
            remedy="name that text; to put this one in its place, add --replace.",
            path=source,
        )
    kept = (t for t in document.triples if t not in there)
    said = (*kept, *(Triple(work, predicate, value) for predicate, value in wanted.items()))
    turtle = serialize(said, format=RdfFormat.N_TRIPLES) or b""
    write_atomically(source, format_turtle(turtle.decode(), str(source)))
    return True
