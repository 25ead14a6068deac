"""Write answers in the W3C formats, a row at a time, so that large ones never stand in memory.

SELECT and ASK: SPARQL 1.1 Query Results in JSON, XML, CSV and TSV. CONSTRUCT and DESCRIBE: Turtle,
N-Triples, RDF/XML, JSON-LD, TriG and N-Quads.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from json.encoder import encode_basestring
from typing import IO, cast
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from interstate.errors import InputError
from interstate.namespaces import PREFIXES, XSD
from interstate.results import Ask, GraphResult, Result, Row, Term, plain


class Kind(StrEnum):
    """What a query can answer."""

    TABLE = "table"
    ASK = "ask"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an answer."""

    name: str
    media_type: str
    extension: str
    rdf: RdfFormat | None = None
    aliases: tuple[str, ...] = ()
    """Further media types by which clients ask for it."""

    @property
    def content_type(self) -> str:
        """The media type with the character set where the type is ``text/…``."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


RESULT_FORMATS = (
    Format("json", "application/sparql-results+json", "srj", aliases=("application/json",)),
    Format("xml", "application/sparql-results+xml", "srx", aliases=("application/xml", "text/xml")),
    Format("csv", "text/csv", "csv"),
    Format("tsv", "text/tab-separated-values", "tsv"),
)
"""For SELECT and ASK; the first is what a client without a wish gets."""

GRAPH_FORMATS = (
    Format("turtle", "text/turtle", "ttl", RdfFormat.TURTLE, ("application/x-turtle",)),
    Format("ntriples", "application/n-triples", "nt", RdfFormat.N_TRIPLES, ("text/plain",)),
    Format(
        "rdfxml",
        "application/rdf+xml",
        "rdf",
        RdfFormat.RDF_XML,
        ("application/xml", "text/xml"),
    ),
    Format("jsonld", "application/ld+json", "jsonld", RdfFormat.JSON_LD, ("application/json",)),
    Format("trig", "application/trig", "trig", RdfFormat.TRIG),
    Format("nquads", "application/n-quads", "nq", RdfFormat.N_QUADS),
)
"""For CONSTRUCT and DESCRIBE."""


def formats_for(kind: Kind) -> tuple[Format, ...]:
    """Return the formats that fit a kind of answer, best first."""
    return GRAPH_FORMATS if kind is Kind.GRAPH else RESULT_FORMATS


def kind_of(result: Result) -> Kind:
    """Return the kind of an answer."""
    if isinstance(result, GraphResult):
        return Kind.GRAPH
    return Kind.ASK if isinstance(result, Ask) else Kind.TABLE


def find_format(name: str, kind: Kind) -> Format:
    """Return the format of that name, extension or media type.

    >>> find_format("ttl", Kind.GRAPH).media_type
    'text/turtle'

    Raises:
        InputError: it does not exist, or does not fit this kind of answer.
    """
    for format in formats_for(kind):
        if name in (format.name, format.extension, format.media_type, *format.aliases):
            return format
    names = ", ".join(format.name for format in formats_for(kind))
    raise InputError(
        f"an answer of kind '{kind.value}' cannot be written as {name!r}.",
        remedy=f"choose one of {names}.",
    )


def serialize(result: Result, format: str) -> bytes:
    """Write a whole answer.

    Raises:
        InputError: see :func:`find_format`.
    """
    chosen = find_format(format, kind_of(result))
    if isinstance(result, GraphResult):
        stream = io.BytesIO()
        write_graph(result.triples, stream, chosen)
        return stream.getvalue()
    if isinstance(result, Ask):
        return write_ask(result.answer, chosen)
    return b"".join(write_table(result.columns, result.rows, chosen))


def write_graph(triples: Sequence[Triple], stream: IO[bytes], format: Format) -> None:
    """Write triples to ``stream``; Turtle and TriG get the prefixes of our table that they use."""
    if format.rdf not in (RdfFormat.TURTLE, RdfFormat.TRIG):
        ox.serialize(triples, stream, format=format.rdf)
        return
    sorted_head = cast(IO[bytes], _SortedHead(stream))  # the writer only ever calls write
    ox.serialize(triples, sorted_head, format=format.rdf, prefixes=_used_prefixes(triples))
    sorted_head.flush()


def _used_prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    terms = {term for t in triples for term in (t.subject, t.predicate, t.object)}
    terms |= {NamedNode(t.datatype.value) for t in terms if isinstance(t, Literal)}
    iris = (term.value for term in terms if isinstance(term, NamedNode))
    spaces = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in iris}
    return {prefix: space for prefix, space in PREFIXES.items() if space in spaces}


class _SortedHead:
    """Passes bytes on, the ``@prefix`` lines at the top sorted: the engine's order is random."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._head: bytes | None = b""

    def write(self, piece: bytes) -> int:
        if self._head is None:
            self._stream.write(piece)
        else:
            self._head += piece
            lines = self._head.splitlines(keepends=True)
            # The last line may go on in the next piece, so it does not count yet.
            if any(not line.startswith(b"@prefix") for line in lines[:-1]):
                self.flush()
        return len(piece)

    def flush(self) -> None:
        if self._head is not None:
            lines = self._head.splitlines(keepends=True)
            count = next(
                (n for n, line in enumerate(lines) if not line.startswith(b"@prefix")), len(lines)
            )
            self._stream.write(b"".join([*sorted(lines[:count]), *lines[count:]]))
            self._head = None


def write_table(columns: tuple[str, ...], rows: Iterable[Row], format: Format) -> Iterator[bytes]:
    r"""Iterate over the pieces of a table: head, one piece per row, foot.

    >>> rows = [(Literal("a\tb", language="en"), NamedNode("x:1")), (None, None)]
    >>> b"".join(write_table(("l", "n"), rows, find_format("tsv", Kind.TABLE)))
    b'?l\t?n\n"a\\tb"@en\t<x:1>\n\t\n'
    """
    writer = {"json": _json_rows, "xml": _xml_rows, "csv": _csv_rows, "tsv": _tsv_rows}[format.name]
    return (piece.encode() for piece in writer(columns, rows))


def write_ask(answer: bool, format: Format) -> bytes:
    """Write yes or no; CSV and TSV have no form of their own for it, so it is a bare word.

    >>> write_ask(True, find_format("json", Kind.ASK))
    b'{"head":{},"boolean":true}'
    """
    word = "true" if answer else "false"
    if format.name == "json":
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    if format.name == "xml":
        return f"{_XML_HEAD}<head/><boolean>{word}</boolean></sparql>".encode()
    return f"{word}\n".encode()


def _json_rows(columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    names = [encode_basestring(name) for name in columns]
    yield f'{{"head":{{"vars":[{",".join(names)}]}},"results":{{"bindings":['
    keys = [f"{name}:" for name in names]
    comma = ""
    for row in rows:
        cells = [
            key + _json_term(term) for key, term in zip(keys, row, strict=True) if term is not None
        ]
        yield f"{comma}\n{{{','.join(cells)}}}"
        comma = ","
    yield "\n]}}\n"


def _json_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f'{{"type":"uri","value":{encode_basestring(term.value)}}}'
    if isinstance(term, Literal):
        value = encode_basestring(term.value)
        language = term.language
        if language is not None:
            return f'{{"type":"literal","value":{value},"xml:lang":{encode_basestring(language)}}}'
        datatype = term.datatype.value
        if datatype == _STRING:
            return f'{{"type":"literal","value":{value}}}'
        return f'{{"type":"literal","value":{value},"datatype":{encode_basestring(datatype)}}}'
    if isinstance(term, BlankNode):
        return f'{{"type":"bnode","value":{encode_basestring(term.value)}}}'
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    inner = ",".join(f'"{name}":{_json_term(part)}' for name, part in parts)
    return f'{{"type":"triple","value":{{{inner}}}}}'


_STRING = XSD.string.value
_XML_HEAD = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _xml(text: str) -> str:
    # XML 1.0 has no form at all for these characters; a replacement keeps the document readable.
    return escape(_NOT_IN_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _xml_rows(columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    names = "".join(f"<variable name={quoteattr(name)}/>" for name in columns)
    yield f"{_XML_HEAD}<head>{names}</head><results>"
    for row in rows:
        cells = (
            f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
            for name, term in zip(columns, row, strict=True)
            if term is not None
        )
        yield f"\n<result>{''.join(cells)}</result>"
    yield "\n</results></sparql>\n"


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_xml(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_xml(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        inner = "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts)
        return f"<triple>{inner}</triple>"
    extra = ""
    if term.language is not None:
        extra = f" xml:lang={quoteattr(term.language)}"
    elif term.datatype != XSD.string:
        extra = f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{extra}>{_xml(term.value)}</literal>"


def _csv_rows(columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    yield ",".join(map(_csv_cell, columns)) + "\r\n"
    for row in rows:
        yield ",".join("" if t is None else _csv_cell(plain(t)) for t in row) + "\r\n"


def _csv_cell(text: str) -> str:
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _tsv_rows(columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in columns) + "\n"
    for row in rows:
        yield "\t".join("" if t is None else _tsv_term(t) for t in row) + "\n"


def _tsv_term(term: Term) -> str:
    if isinstance(term, Triple):
        parts = (term.subject, term.predicate, term.object)
        return f"<<( {' '.join(map(_tsv_term, parts))} )>>"
    # Numbers stand bare, as in Turtle, where their text is such a number.
    if isinstance(term, Literal) and term.datatype in (XSD.integer, XSD.decimal):
        if re.fullmatch(r"[+-]?\d+", term.value) and term.datatype == XSD.integer:
            return term.value
        if re.fullmatch(r"[+-]?\d*\.\d+", term.value) and term.datatype == XSD.decimal:
            return term.value
    return str(term)
