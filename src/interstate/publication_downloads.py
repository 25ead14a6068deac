"""The files of a build that a publication offers: what each is, how large, and its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MEDIA_TYPES = {
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "owx": "application/owl+xml",
    "ofn": "text/owl-functional",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
FORMAT_NAMES = {
    "ttl": "Turtle",
    "rdf": "RDF_XML",
    "owx": "OWL_XML",
    "ofn": "OWL_Functional",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "trig": "TriG",
    "nq": "N-Quads",
}
"""File ending -> name below http://www.w3.org/ns/formats/."""

PATTERNS = (
    "interstate.*",
    "interstate-view-*.*",
    "nanopublications.trig",
    "views/*.trig",
    "ontology/*.ttl",
    "ontology/alignments/*.ttl",
    "shapes/*.ttl",
)
"""The products, below the folder of a build."""


@dataclass(frozen=True, slots=True)
class Download:
    """One file: its path below the build, its size in bytes and its SHA-256."""

    path: str
    size: int
    sha256: str

    @property
    def syntax(self) -> str:
        """The file ending.

        >>> Download("views/default.trig", 1, "").syntax
        'trig'
        """
        return self.path.rsplit(".", 1)[-1]


def find_downloads(folder: Path) -> tuple[Download, ...]:
    """Return the products in ``folder`` (a build), by path."""
    return tuple(sorted(_found(folder), key=lambda d: d.path))


def _found(folder: Path) -> Iterator[Download]:
    for pattern in PATTERNS:
        for path in sorted(folder.glob(pattern)):
            if path.suffix.removeprefix(".") in MEDIA_TYPES and path.is_file():
                data = path.read_bytes()
                name = path.relative_to(folder).as_posix()
                yield Download(name, len(data), hashlib.sha256(data).hexdigest())
