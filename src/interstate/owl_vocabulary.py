"""What OWL 2 reserves: its datatype map, built-in entities, and the lexical forms of literals."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from decimal import Decimal

from interstate.namespaces import VOCABULARIES
from interstate.owl_axioms import Kind

_OWL = VOCABULARIES["owl"]
_RDF = VOCABULARIES["rdf"]
_RDFS = VOCABULARIES["rdfs"]
_XSD = VOCABULARIES["xsd"]

RESERVED = (_OWL, _RDF, _RDFS, _XSD)
"""Namespaces in which nobody else may name anything."""

BUILT_IN: Mapping[str, Kind] = {
    **{f"{_OWL}{name}": Kind.CLASS for name in ("Nothing", "Thing")},
    **{f"{_OWL}{name}": Kind.OBJECT for name in ("bottomObjectProperty", "topObjectProperty")},
    **{f"{_OWL}{name}": Kind.DATA for name in ("bottomDataProperty", "topDataProperty")},
    **{
        f"{_OWL}{name}": Kind.ANNOTATION
        for name in (
            "backwardCompatibleWith",
            "deprecated",
            "incompatibleWith",
            "priorVersion",
            "versionInfo",
        )
    },
    **{
        f"{_RDFS}{name}": Kind.ANNOTATION for name in ("comment", "isDefinedBy", "label", "seeAlso")
    },
}
"""Entities that need no declaration, datatypes apart."""

_INTEGERS: Mapping[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}

_PATTERNS = {
    "boolean": r"true|false|0|1",
    "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    "double": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
    "float": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
    "hexBinary": r"([0-9a-fA-F]{2})*",
    "base64Binary": r"(([A-Za-z0-9+/] ?){4})*(([A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]"
    r"|([A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?",
    "language": r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    "Name": r"[^\W\d][\w.:-]*|[_:][\w.:-]*",
    "NCName": r"[^\W\d][\w.-]*|_[\w.-]*",
    "NMTOKEN": r"[\w.:-]+",
    "normalizedString": r"[^\r\n\t]*",
    "token": r"([^\s]+( [^\s]+)*)?",
}
_DATE_TIME = re.compile(
    r"(-?(?:[1-9]\d{3,}|0\d{3}))-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?"
    r"(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
)


def _integer(low: int | None, high: int | None) -> Callable[[str], bool]:
    def holds(text: str) -> bool:
        if not re.fullmatch(r"[+-]?\d+", text):
            return False
        value = Decimal(text)
        return (low is None or value >= low) and (high is None or value <= high)

    return holds


def _pattern(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _date_time(text: str, *, stamp: bool = False) -> bool:
    match = _DATE_TIME.fullmatch(text)
    if match is None or (stamp and not match[8]):
        return False
    year, month, day, hour, minute, second = (int(match[n]) for n in range(1, 7))
    if not 1 <= month <= 12 or minute > 59 or second > 59:
        return False
    if hour == 24:
        if minute or second or (match[7] or ".0").strip(".0"):
            return False
    elif hour > 23:
        return False
    # The calendar repeats after 400 years, and the standard library knows years 1 to 9999 only.
    return 1 <= day <= monthrange(2000 + year % 400, month)[1]


DATATYPES: Mapping[str, Callable[[str], bool]] = {
    **{f"{_XSD}{name}": _integer(*limits) for name, limits in _INTEGERS.items()},
    **{f"{_XSD}{name}": _pattern(pattern) for name, pattern in _PATTERNS.items()},
    f"{_XSD}dateTime": _date_time,
    f"{_XSD}dateTimeStamp": lambda text: _date_time(text, stamp=True),
    f"{_XSD}string": lambda _: True,
    f"{_XSD}anyURI": _pattern(r"[^\s<>\"{}|\\^`]*"),
    f"{_RDF}langString": lambda _: True,
    f"{_RDF}PlainLiteral": _pattern(r"(?s:.*)@[A-Za-z0-9-]*"),
    f"{_RDF}XMLLiteral": lambda _: True,
    f"{_RDFS}Literal": lambda _: False,  # a range that has no lexical forms of its own
    f"{_OWL}real": lambda _: False,
    f"{_OWL}rational": _pattern(r"[+-]?\d+\s*/\s*0*[1-9]\d*"),
}
"""The OWL 2 datatype map: IRI -> whether a text is one of its lexical forms.

Years, dates, times, durations are not in it: reasoners refuse them or, worse, ignore the axiom.

>>> DATATYPES["http://www.w3.org/2001/XMLSchema#dateTime"]("2001-02-29T00:00:00Z")
False
>>> "http://www.w3.org/2001/XMLSchema#date" in DATATYPES
False
"""

FACETS = frozenset(
    {
        *(
            f"{_XSD}{name}"
            for name in (
                "length",
                "maxExclusive",
                "maxInclusive",
                "maxLength",
                "minExclusive",
                "minInclusive",
                "minLength",
                "pattern",
            )
        ),
        f"{_RDF}langRange",
    }
)
"""Facets that may restrict a datatype."""
