"""Write OWL in functional syntax: the axioms in the words of the OWL 2 specification."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode

from interstate.namespaces import PREFIXES, XSD
from interstate.owl_axioms import Axiom, Entity, Expr, Part
from interstate.owl_reader import Reading

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_ORDER = (
    "Declaration",
    "SubClassOf",
    "EquivalentClasses",
    "DisjointClasses",
    "DisjointUnion",
    "SubObjectPropertyOf",
    "EquivalentObjectProperties",
    "InverseObjectProperties",
    "DisjointObjectProperties",
    "ObjectPropertyDomain",
    "ObjectPropertyRange",
    "SubDataPropertyOf",
    "EquivalentDataProperties",
    "DisjointDataProperties",
    "DataPropertyDomain",
    "DataPropertyRange",
    "HasKey",
    "SubAnnotationPropertyOf",
    "AnnotationPropertyDomain",
    "AnnotationPropertyRange",
    "ClassAssertion",
    "ObjectPropertyAssertion",
    "DataPropertyAssertion",
    "AnnotationAssertion",
)


def sort_key(axiom: Axiom) -> tuple[int, str, str]:
    """Order axioms by kind, then by text: a function of the axioms alone."""
    head = axiom.body.head
    rank = _ORDER.index(head) if head in _ORDER else len(_ORDER)
    return rank, head, render(axiom.body) + "".join(map(render, axiom.annotations))


class Names:
    """Writes IRIs as prefixed names where a prefix fits, and remembers which it used."""

    def __init__(self, prefixes: Mapping[str, str] = PREFIXES) -> None:
        """Prefer the longest namespace of ``prefixes``."""
        self._longest = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self.used: dict[str, str] = {}
        self._known: dict[str, str] = {}

    def __call__(self, iri: str) -> str:
        """Return the name of ``iri``."""
        name = self._known.get(iri)
        if name is None:
            name = self._known[iri] = self._name(iri)
        return name

    def _name(self, iri: str) -> str:
        for prefix, namespace in self._longest:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                self.used[prefix] = namespace
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"


def render(part: Part, name: Names | None = None) -> str:
    """Return one expression in functional syntax.

    >>> from interstate.owl_axioms import Kind
    >>> state = Entity(Kind.CLASS, "https://w3id.org/interstate/ns#State")
    >>> print(render(Expr("ObjectComplementOf", (state,)), Names()))
    ObjectComplementOf(ist:State)
    """
    name = name or (lambda iri: f"<{iri}>")  # type: ignore[assignment]
    assert name is not None
    if isinstance(part, Expr):
        inside = " ".join(render(arg, name) for arg in part.args)
        if part.head == "Declaration" and isinstance(part.args[0], Entity):
            return f"Declaration({part.args[0].kind}({inside}))"
        return f"{part.head}({inside})"
    if isinstance(part, Entity):
        return name(part.iri)
    if isinstance(part, NamedNode):
        return name(part.value)
    if isinstance(part, BlankNode):
        return f"_:{part.value}"
    if isinstance(part, Literal):
        text = part.value.replace("\\", "\\\\").replace('"', '\\"')
        if part.language:
            return f'"{text}"@{part.language}'
        return (
            f'"{text}"' if part.datatype == XSD.string else f'"{text}"^^{name(part.datatype.value)}'
        )
    return str(part)


def render_axiom(axiom: Axiom, name: Names | None = None) -> str:
    """Return an axiom with its annotations, which stand first in its brackets."""
    body = render(axiom.body, name)
    if not axiom.annotations:
        return body
    notes = " ".join(sorted(render(a, name) for a in axiom.annotations))
    return body.replace("(", f"({notes} ", 1)


def write_functional(reading: Reading, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return a whole file in functional syntax: the same axioms give the same bytes."""
    names = Names(prefixes)
    version = f" <{reading.version}>" if reading.version else ""
    lines = [f"Import(<{iri}>)" for iri in reading.imports]
    lines += sorted(render(annotation, names) for annotation in reading.annotations)
    lines += _axiom_lines(reading.axioms, names)
    head = "".join(
        f"Prefix({prefix}:=<{namespace}>)\n" for prefix, namespace in sorted(names.used.items())
    )
    identity = f"<{reading.iri}>{version}" if reading.iri else ""
    return "\n".join((head, f"Ontology({identity}", *lines, ")", ""))


def _axiom_lines(axioms: Iterable[Axiom], names: Names) -> list[str]:
    return list(dict.fromkeys(render_axiom(a, names) for a in sorted(axioms, key=sort_key)))
