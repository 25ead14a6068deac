"""The files that a publication offers, packed: what each is, how large, and its digest."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from interstate.files import write_atomically

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

GZIP = "application/gzip"


@dataclass(frozen=True, slots=True)
class Download:
    """One file: path below ``download/``, size and SHA-256 as offered, size when unpacked."""

    path: str
    size: int
    sha256: str
    unpacked: int

    @property
    def syntax(self) -> str:
        """The file ending of the unpacked file.

        >>> Download("interstate.ttl.gz", 1, "", 2).syntax
        'ttl'
        """
        return self.path.removesuffix(".gz").rsplit(".", 1)[-1]

    @property
    def is_packed(self) -> bool:
        """Tell whether the file is compressed."""
        return self.path.endswith(".gz")


def pack(data: bytes) -> bytes:
    """Compress with gzip, without the clock, a name or the system in the header.

    >>> import gzip
    >>> gzip.decompress(pack(b"abc")), pack(b"abc") == pack(b"abc")
    (b'abc', True)
    """
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = compressor.compress(data) + compressor.flush()
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return head + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def write_downloads(folder: Path, target: Path) -> tuple[Download, ...]:
    """Pack the products below ``folder`` (a build) into ``target``; return them by path.

    Ontology and shapes are small and stay as they are, so that editors can open them.
    """
    found = []
    for path in _products(folder):
        name = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        packed = name.startswith(("ontology/", "shapes/"))
        offered, shown = (data, name) if packed else (pack(data), f"{name}.gz")
        write_atomically(target / shown, offered)
        digest = hashlib.sha256(offered).hexdigest()
        found.append(Download(shown, len(offered), digest, len(data)))
    return tuple(sorted(found, key=lambda d: d.path))


def _products(folder: Path) -> Iterator[Path]:
    for pattern in ("interstate.*", "nanopublications.trig", "views/*.trig", "*/*.ttl"):
        for path in sorted(folder.glob(pattern)):
            if path.suffix.removeprefix(".") in MEDIA_TYPES and path.is_file():
                yield path
    alignments = folder / "ontology/alignments"
    yield from sorted(alignments.glob("*.ttl"))
