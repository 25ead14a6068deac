"""Read what a request asks for, to the letter of the SPARQL 1.1 Protocol; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MAX_PARAMETERS = 1000


class ProtocolError(Exception):
    """A request that is answered with an error; ``headers`` go along with it."""

    def __init__(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None, **more: object
    ) -> None:
        """Keep the status, what the client is told, and further members of the report."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the dataset it names."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """An update and the dataset it names."""

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """The parts of a request that carry the operation."""

    method: str
    query_string: bytes = b""
    content_type: str | None = None
    body: bytes = field(default=b"", repr=False)


def read_query(request: Received) -> Query | None:
    """Return the query of a request to the query endpoint, None if a GET has none.

    >>> read_query(Received("GET", b"query=ASK%20%7B%7D&default-graph-uri=x:g"))
    Query(text='ASK {}', default_graphs=('x:g',), named_graphs=())

    Raises:
        ProtocolError: 400 (missing, repeated, not UTF-8) or 415.
    """
    parameters = _parameters(request.query_string)
    if request.method == "POST":
        media_type = _media_type(request.content_type, (_FORM, _QUERY))
        if media_type == _QUERY:
            if "query" in parameters:
                raise ProtocolError(400, "There is a query in the body and one in the URL.")
            parameters["query"] = [_decode(request.body)]
        else:
            for name, values in _parameters(request.body).items():
                parameters.setdefault(name, []).extend(values)
    if "update" in parameters:
        raise ProtocolError(400, "This address answers queries. Send updates to /update.")
    if request.method != "POST" and "query" not in parameters:
        return None
    return Query(
        _single(parameters, "query"),
        tuple(parameters.get("default-graph-uri", ())),
        tuple(parameters.get("named-graph-uri", ())),
    )


def read_update(request: Received) -> Update:
    """Return the update of a POST to the update endpoint.

    Raises:
        ProtocolError: 400 (missing, repeated, not UTF-8) or 415.
    """
    parameters = _parameters(request.query_string)
    media_type = _media_type(request.content_type, (_FORM, _UPDATE))
    if media_type == _UPDATE:
        if "update" in parameters:
            raise ProtocolError(400, "There is an update in the body and one in the URL.")
        parameters["update"] = [_decode(request.body)]
    else:
        if "update" in parameters:
            raise ProtocolError(400, "An update belongs in the body, not in the URL.")
        for name, values in _parameters(request.body).items():
            parameters.setdefault(name, []).extend(values)
    if "query" in parameters:
        raise ProtocolError(400, "This address takes updates. Send queries to /sparql.")
    return Update(
        _single(parameters, "update"),
        tuple(parameters.get("using-graph-uri", ())),
        tuple(parameters.get("using-named-graph-uri", ())),
    )


def _parameters(encoded: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MAX_PARAMETERS,
        )
    except UnicodeError as error:
        raise ProtocolError(400, "The parameters are not UTF-8, percent-encoded.") from error
    except ValueError as error:
        raise ProtocolError(400, "There are too many parameters.") from error
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _media_type(content_type: str | None, allowed: tuple[str, ...]) -> str:
    media_type, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    if media_type not in allowed:
        raise ProtocolError(415, f"A body here has the type {' or '.join(allowed)}.")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip('" ') not in ("utf-8", "utf8", "us-ascii"):
            raise ProtocolError(415, "SPARQL is sent as UTF-8.")
    return media_type


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(
            400, f"The body is not UTF-8: byte {error.start} cannot be read."
        ) from error


def _single(parameters: Mapping[str, list[str]], name: str) -> str:
    values = parameters.get(name, [])
    if len(values) != 1:
        count = "none" if not values else str(len(values))
        raise ProtocolError(400, f"There must be exactly one {name}; the request has {count}.")
    if "\0" in values[0]:
        raise ProtocolError(400, f"The {name} has a null character in it.")
    return values[0]
