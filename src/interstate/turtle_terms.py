"""How one RDF term is written in Turtle, and which prefixes that used."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from interstate.namespaces import ID, KINDS, VOCABULARIES

_XSD = VOCABULARIES["xsd"]
_NIL = VOCABULARIES["rdf"] + "nil"

# PN_CHARS_BASE of the Turtle grammar.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = f"{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040-"
# Local names that need no escape; an empty one would be legal and look like a slip.
_LOCAL = re.compile(f"[{_BASE}_0-9:](?:[{_CHARS}.:]*[{_CHARS}:])?")
_CITEKEY = re.compile(r"[a-z](?:[a-z0-9-]*[a-z0-9])?")

_SHORTHAND = {
    f"{_XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{_XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{_XSD}boolean": re.compile(r"true|false"),
}

_NAMED_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Besides what the grammar demands: controls, line separators and the byte-order mark, which
# editors show badly or change silently.
_UNSAFE = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff"
_SHORT = re.compile(rf'["\\{_UNSAFE}]')
# In a long string line ends stay; quotes need an escape in threes or at the very end; blanks
# before a line end are escaped, or editors that trim lines would change the graph.
_LONG = re.compile(rf'\\|"{{3,}}|"+\Z|[^\S\n](?=\n)|(?!\n)[{_UNSAFE}]')


class TermWriter:
    """Writes terms, each once, and remembers the prefixes that it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Use ``prefixes`` (name to namespace), and citekeys where none of them fits."""
        self._namespaces: dict[str, str] = {}
        for name in sorted(prefixes, reverse=True):
            self._namespaces[prefixes[name]] = name
        self._kinds = frozenset(KINDS) | frozenset(prefixes)
        self._iris: dict[str, str] = {}
        self._used: dict[str, str] = {}

    @property
    def used(self) -> dict[str, str]:
        """The prefixes used so far, sorted by name."""
        return dict(sorted(self._used.items()))

    def iri(self, value: str) -> str:
        """Return an IRI as a prefixed name where it makes a plain one, else in ``<>``."""
        written = self._iris.get(value)
        if written is None:
            written = self._iris[value] = self._abbreviated(value) or f"<{value}>"
        return written

    def leaves_whole(self, namespace: str) -> bool:
        """Tell whether an IRI that ``namespace`` would shorten had to be written in full."""
        cut = len(namespace)
        return any(
            value.startswith(namespace) and written[0] == "<" and _LOCAL.fullmatch(value, cut)
            for value, written in self._iris.items()
        )

    def _abbreviated(self, value: str) -> str | None:
        cut = max(value.rfind("#"), value.rfind("/")) + 1
        namespace = value[:cut]
        name = self._namespaces.get(namespace) or self._citekey(namespace)
        if name is None or not _LOCAL.fullmatch(value, cut):
            return None
        self._used[name] = namespace
        return f"{name}:{value[cut:]}"

    def _citekey(self, namespace: str) -> str | None:
        """Return the citekey whose nodes live in ``namespace``, if it is one of a source."""
        name = namespace[len(ID) : -1]
        if not namespace.startswith(ID) or name in self._kinds or not _CITEKEY.fullmatch(name):
            return None
        return name

    def node(self, term: NamedNode) -> str:
        """Return an IRI in object position, where the empty list has a form of its own."""
        return "()" if term.value == _NIL else self.iri(term.value)

    def literal(self, term: Literal) -> str:
        """Return a literal with its lexical form untouched."""
        value = term.value
        if term.language is not None:
            direction = f"--{term.direction}" if term.direction is not None else ""
            return f"{quoted(value)}@{term.language}{direction}"
        datatype = term.datatype.value
        if datatype == f"{_XSD}string":
            return quoted(value)
        shorthand = _SHORTHAND.get(datatype)
        if shorthand is not None and shorthand.fullmatch(value):
            return value
        return f"{quoted(value)}^^{self.iri(datatype)}"


def quoted(value: str) -> str:
    r"""Return a string in quotes: on one line, or long when it has lines itself.

    >>> print(quoted('the "great game"'))
    "the \"great game\""
    >>> quoted("SELECT ?x\nWHERE { ?x a ?y }").count('"')
    6
    """
    if "\n" in value:
        return f'"""{_LONG.sub(_escape, value)}"""'
    return f'"{_SHORT.sub(_escape, value)}"'


def _escape(match: re.Match[str]) -> str:
    return "".join(_NAMED_ESCAPES.get(c) or f"\\u{ord(c):04X}" for c in match.group())
