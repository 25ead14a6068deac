"""Ask any SPARQL 1.1 endpoint, with the results and errors that the embedded store gives.

Only the standard library is used, only the address that the caller names is contacted, and what
comes back is bounded in size and time.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from interstate.errors import InputError, MissingToolError
from interstate.namespaces import PREFIXES
from interstate.queries import parse_term
from interstate.query_errors import unknown_term
from interstate.results import Ask, Result, Table, collect, with_labels
from interstate.sparql_guard import refuse_outside_calls
from interstate.sparql_lexer import declared_prefixes, form, lex

if TYPE_CHECKING:
    from email.message import Message

MAX_ANSWER = 256 * 1024 * 1024
"""A larger answer is given up."""

_TABLES = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_GRAPHS = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_RESULT_FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
_LABELS_AT_ONCE = 200
_PIECE = 1 << 16


def query_endpoint(
    url: str,
    text: str,
    *,
    bindings: Mapping[str, str] | None = None,
    timeout: float = 60.0,
    limit: int | None = None,
    labels: bool = True,
    prefixes: Mapping[str, str] = PREFIXES,
) -> Result:
    """Run a query at a SPARQL endpoint and return what :func:`interstate.queries.run_query` would.

    Args:
        url: the endpoint's address.
        text: SPARQL 1.1; prefixes of ``prefixes`` need not be declared.
        bindings: values for variables, joined to the query by a trailing ``VALUES``.
        timeout: seconds of silence after which the endpoint is given up; an answer that comes
            in drops is given up after ten times as many.
        limit: keep no more rows or triples than this.
        labels: ask for the labels of the IRIs in the answer too.
        prefixes: prefixes that may go undeclared.

    Raises:
        InputError: no such address, a broken or refused query, a misspelt term of ours.
        MissingToolError: the endpoint cannot be reached, or does not answer as one should.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise InputError(f"{url!r} is no address.", remedy="write http://… or https://….")
    refuse_outside_calls(text)
    misspelt = unknown_term(text, lambda iri: _occurs(url, iri, timeout), prefixes)
    if misspelt is not None:
        raise misspelt
    sent = with_values(with_prefixes(text, prefixes), bindings or {}, prefixes)
    result = _ask(url, sent, timeout, limit)
    return with_labels(result, _labels_from(url, timeout)) if labels else result


def with_prefixes(text: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Declare the prefixes that ``text`` uses without declaring them; lines keep their numbers.

    >>> with_prefixes("ASK { ?s a ist:Claim }")
    'PREFIX ist: <https://w3id.org/interstate/ns#> ASK { ?s a ist:Claim }'
    """
    tokens = lex(text)
    used = {token.text.partition(":")[0] for token in tokens if token.kind == "name"}
    missing = sorted((used & prefixes.keys()) - declared_prefixes(tokens).keys())
    return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in missing) + text


def with_values(
    text: str, bindings: Mapping[str, str], prefixes: Mapping[str, str] = PREFIXES
) -> str:
    r"""Join values to a query by a trailing ``VALUES``, which every endpoint understands.

    >>> with_values("SELECT * { ?s ?p ?o }", {"s": "<x:a>"})
    'SELECT * { ?s ?p ?o }\nVALUES (?s) { (<x:a>) }'

    Raises:
        InputError: a name is no variable, or a value no term.
    """
    if not bindings:
        return text
    names = [name.lstrip("?$") for name in bindings]
    for name in names:
        if not name.isidentifier():
            raise InputError(f"{name!r} is no variable.", remedy="write name=value.")
    values = [str(parse_term(value, prefixes)) for value in bindings.values()]
    shown = " ".join(f"?{name}" for name in names)
    # The line break ends a comment that the text may end with.
    return f"{text}\nVALUES ({shown}) {{ ({' '.join(values)}) }}"


def _ask(url: str, text: str, timeout: float, limit: int | None) -> Result:
    is_graph = form(lex(text)) in ("CONSTRUCT", "DESCRIBE")
    body, media_type = _post(url, text, _GRAPHS if is_graph else _TABLES, timeout)
    try:
        if is_graph:
            return collect_graph(body, media_type, limit)
        format = _RESULT_FORMATS.get(media_type)
        if format is None:
            raise _strange(url, f"an answer of type {media_type or '(none)'}")
        return collect(ox.parse_query_results(body, format), limit, text)
    except (SyntaxError, ValueError) as error:
        raise _strange(url, f"an answer that cannot be read ({error})") from error


def collect_graph(body: bytes, media_type: str, limit: int | None) -> Result:
    """Read the triples of an answer.

    Raises:
        ValueError: the media type is no RDF format.
    """
    from interstate.results import GraphResult

    format = ox.RdfFormat.from_media_type(media_type)
    if format is None:
        raise ValueError(f"{media_type or 'no media type'} is no RDF format")
    triples = sorted({quad.triple for quad in ox.parse(body, format)}, key=str)
    return GraphResult(tuple(triples[:limit]))


def _post(url: str, text: str, accept: str, timeout: float) -> tuple[bytes, str]:
    request = urllib.request.Request(
        url,
        data=urlencode({"query": text}).encode(),
        headers={
            "Accept": accept,
            "Accept-Encoding": "gzip",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "interstate",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            body = _body(url, response, response.headers, time.monotonic() + 10 * timeout)
            return body, response.headers.get_content_type()
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(url, error) from error
    except (urllib.error.URLError, TimeoutError, OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise MissingToolError(
            f"{url}: no answer ({reason}). Remedy: check the address; try a simpler query."
        ) from error


def _body(url: str, response: http.client.HTTPResponse, headers: Message, deadline: float) -> bytes:
    packed = headers.get("Content-Encoding", "").lower() == "gzip"
    stream = gzip.GzipFile(fileobj=response) if packed else response
    body = bytearray()
    try:
        while piece := stream.read1(_PIECE):
            body += piece
            if len(body) > MAX_ANSWER:
                raise InputError(
                    f"{url}: the answer has more than {MAX_ANSWER:,} bytes.", remedy="add LIMIT."
                )
            if time.monotonic() > deadline:
                raise TimeoutError("the answer comes too slowly")
    except EOFError as error:
        raise _strange(url, "an answer that is cut short") from error
    if not packed and response.length:
        raise _strange(url, "an answer that is cut short")
    return bytes(body)


def _refused(url: str, error: urllib.error.HTTPError) -> InputError | MissingToolError:
    said = error.read(2000).decode("utf-8", "replace").strip()
    if error.headers.get_content_type() == "application/problem+json":
        with contextlib.suppress(ValueError, KeyError):
            said = str(json.loads(said)["detail"])
    shown = " ".join(said.split())[:500] if "\n  " not in said else said[:1000]
    if error.code in (400, 403, 404, 405, 406, 413, 414, 415, 422):
        return InputError(
            f"{url} refused the query ({error.code}): {shown}",
            remedy="correct the query, or the address.",
        )
    return MissingToolError(
        f"{url} could not answer ({error.code}): {shown} Remedy: try again later, or ask for less."
    )


def _strange(url: str, what: str) -> MissingToolError:
    return MissingToolError(f"{url} sent {what}. Remedy: check that it is a SPARQL endpoint.")


def _occurs(url: str, iri: str, timeout: float) -> bool:
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    patterns = (f"{node} ?p ?o", f"?s {node} ?o", f"?s ?p {node}")
    text = f"ASK {{ {' UNION '.join(f'{{ {pattern} }}' for pattern in patterns)} }}"
    result = _ask(url, text, timeout, None)
    return isinstance(result, Ask) and result.answer


def _labels_from(url: str, timeout: float) -> Callable[[Iterable[str]], Mapping[str, str]]:
    def find(iris: Iterable[str]) -> Mapping[str, str]:
        wanted = [iri for iri in iris if _is_absolute(iri)]
        found: dict[str, str] = {}
        for start in range(0, len(wanted), _LABELS_AT_ONCE):
            nodes = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + _LABELS_AT_ONCE])
            text = with_prefixes(
                f"SELECT ?iri ?label {{ VALUES ?iri {{ {nodes} }} "
                "?iri rdfs:label|skos:prefLabel ?label }"
            )
            result = _ask(url, text, timeout, None)
            if isinstance(result, Table):
                _keep_best(result, found)
        return found

    return find


def _keep_best(table: Table, found: dict[str, str]) -> None:
    """Keep one label an IRI: English before others, then the shortest."""
    best: dict[str, tuple[bool, int, str]] = {}
    for node, label in table.rows:
        if isinstance(node, NamedNode) and isinstance(label, Literal):
            rank = (label.language != "en", len(label.value), label.value)
            best[node.value] = min(best.get(node.value, rank), rank)
    found.update((iri, rank[2]) for iri, rank in best.items())


def _is_absolute(iri: str) -> bool:
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True
