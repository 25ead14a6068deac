"""Protégé's ``catalog-v001.xml``: where an editor finds imports without the network.

Protégé looks for one in the folder of the file that it opens, so each folder with files that
import something has its own.
"""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from interstate.files import write_atomically
from interstate.findings import Finding
from interstate.graphs import Document
from interstate.namespaces import OWL

CATALOG = "catalog-v001.xml"
_NAMESPACE = "urn:oasis:names:tc:entity:xmlns:xml:catalog"


def closure(document: Document, known: Mapping[str, Document]) -> tuple[Document, ...]:
    """Return a file and all that it imports, directly or not, as far as ``known``."""
    found = {document.name: document}
    agenda = [document]
    while agenda:
        for iri in agenda.pop().imports:
            target = known.get(iri)
            if target is not None and target.name not in found:
                found[target.name] = target
                agenda.append(target)
    return tuple(found.values())


def by_iri(documents: Iterable[Document]) -> Mapping[str, Document]:
    """Map ontology IRIs to files."""
    return {d.iri.value: d for d in documents if d.iri is not None}


def catalog_text(folder: Path, documents: Iterable[Document], known: Mapping[str, Document]) -> str:
    """Return the catalog that the files of ``folder`` need: every import of their closures."""
    needed = {
        other.iri.value: other
        for document in documents
        for other in closure(document, known)
        if other is not document and other.iri is not None
    }
    rows = []
    for iri, target in sorted(needed.items()):
        uri = Path(os.path.relpath(target.path, folder)).as_posix()
        names = [iri, *_version(target)]
        rows += [f"    <uri name={quoteattr(n)} uri={quoteattr(uri)}/>" for n in names]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
            f'<catalog prefer="public" xmlns="{_NAMESPACE}">',
            *rows,
            "</catalog>",
            "",
        )
    )


def write_catalogs(documents: Iterable[Document], only: Path | None = None) -> tuple[Path, ...]:
    """Write the catalog of every folder (or of ``only`` one) whose files import something.

    Returns the paths written.
    """
    documents = tuple(documents)
    known = by_iri(documents)
    written = []
    for folder, members in sorted(_folders(documents).items()):
        if only is not None and folder != only:
            continue
        path = folder / CATALOG
        write_atomically(path, catalog_text(folder, members, known))
        written.append(path)
    return tuple(written)


def check_catalogs(root: Path, documents: Iterable[Document]) -> tuple[Finding, ...]:
    """Return what keeps an editor without network from opening the files.

    Each import, direct or not, must be in the catalog of its folder, lead to a file there, and
    that file must have the IRI.
    """
    documents = tuple(documents)
    known = by_iri(documents)
    found: dict[Finding, None] = {}
    for folder, members in sorted(_folders(documents).items()):
        for finding in _check_folder(root, folder, members, known):
            found[finding] = None
    return tuple(sorted(found))


def _folders(documents: Iterable[Document]) -> Mapping[Path, list[Document]]:
    folders: dict[Path, list[Document]] = defaultdict(list)
    for document in documents:
        if document.imports:
            folders[document.path.parent].append(document)
    return folders


def _version(document: Document) -> tuple[str, ...]:
    found = (
        str(getattr(t.object, "value", t.object))
        for t in document.triples
        if t.predicate == OWL.versionIRI and t.subject == document.iri
    )
    return tuple(sorted(found))


def _check_folder(
    root: Path, folder: Path, members: Iterable[Document], known: Mapping[str, Document]
) -> Iterator[Finding]:
    path = folder / CATALOG
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    remedy = "copy the catalog of a sister folder"
    if not path.is_file():
        yield Finding(
            name,
            0,
            "",
            "dl-catalog",
            f"there is no {CATALOG} here, so Protégé would ask the network for the imports; "
            f"{remedy}.",
        )
        return
    try:
        entries = {
            str(e.get("name")): str(e.get("uri"))
            for e in ET.parse(path).iter(f"{{{_NAMESPACE}}}uri")
        }
    except ET.ParseError as error:
        line = error.position[0]
        yield Finding(name, line, "", "dl-catalog", f"broken XML: {error}; {remedy}.")
        return
    needed = {
        other.iri.value: other
        for document in members
        for other in closure(document, known)
        if other is not document and other.iri is not None
    }
    for iri, target in sorted(needed.items()):
        uri = entries.get(iri)
        if uri is None:
            problem = f"<{iri}> is imported and has no entry"
        elif (folder / uri).resolve() != target.path.resolve():
            problem = f"<{iri}> leads to {uri}, but the file with that IRI is {target.name}"
        else:
            continue
        yield Finding(name, 0, iri, "dl-catalog", f"{problem}; {remedy}.")
