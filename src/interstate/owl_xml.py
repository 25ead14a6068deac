"""Write OWL/XML, the form that many OWL tools save in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode

from interstate.errors import InputError
from interstate.namespaces import PREFIXES, XSD
from interstate.owl_axioms import Axiom, Entity, Expr, Part
from interstate.owl_functional import render, sort_key
from interstate.owl_reader import Reading

_FORBIDDEN = {chr(n) for n in range(32)} - {"\t", "\n", "\r"} | {"\ufffe", "\uffff"}


def write_owl_xml(reading: Reading, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return a whole file in OWL/XML: the same axioms give the same bytes.

    Raises:
        InputError: a literal holds a character that XML cannot carry.
    """
    identity = f" ontologyIRI={quoteattr(reading.iri)}" if reading.iri else ""
    if reading.version:
        identity += f" versionIRI={quoteattr(reading.version)}"
    base = f" xml:base={quoteattr(reading.iri)}" if reading.iri else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<Ontology xmlns="http://www.w3.org/2002/07/owl#"{base}{identity}>',
        *(
            f"    <Prefix name={quoteattr(prefix)} IRI={quoteattr(namespace)}/>"
            for prefix, namespace in sorted(prefixes.items())
        ),
        *(f"    <Import>{escape(iri)}</Import>" for iri in reading.imports),
    ]
    for annotation in sorted(reading.annotations, key=render):
        lines += _lines(annotation, 1)
    last = ""
    for axiom in sorted(reading.axioms, key=sort_key):
        text = "\n".join(_axiom(axiom))
        if text != last:
            lines.append(text)
        last = text
    return "\n".join((*lines, "</Ontology>", ""))


def _axiom(axiom: Axiom) -> Iterator[str]:
    head, args = axiom.body.head, axiom.body.args
    yield f"    <{head}>"
    for annotation in sorted(axiom.annotations, key=render):
        yield from _lines(annotation, 2)
    for arg in args:
        yield from _lines(arg, 2)
    yield f"    </{head}>"


def _lines(part: Part, depth: int) -> Iterator[str]:
    indent = "    " * depth
    if isinstance(part, Entity):
        yield f"{indent}<{part.kind} IRI={quoteattr(part.iri)}/>"
    elif isinstance(part, NamedNode):
        yield f"{indent}<IRI>{escape(part.value)}</IRI>"
    elif isinstance(part, BlankNode):
        yield f'{indent}<AnonymousIndividual nodeID="_:{part.value}"/>'
    elif isinstance(part, Literal):
        yield f"{indent}{_literal(part)}"
    elif isinstance(part, Expr):
        yield from _expression(part, depth)


def _expression(part: Expr, depth: int) -> Iterator[str]:
    indent = "    " * depth
    head, args = part.head, part.args
    if not head:  # HasKey's two groups stand side by side here
        for arg in args:
            yield from _lines(arg, depth)
        return
    attribute = ""
    if isinstance(args[0], int):
        attribute, args = f' cardinality="{args[0]}"', args[1:]
    yield f"{indent}<{head}{attribute}>"
    if head == "DatatypeRestriction":
        yield from _lines(args[0], depth + 1)
        for facet, value in zip(args[1::2], args[2::2], strict=True):
            name = quoteattr(str(getattr(facet, "value", facet)))
            yield f"{indent}    <FacetRestriction facet={name}>"
            yield from _lines(value, depth + 2)
            yield f"{indent}    </FacetRestriction>"
    else:
        for arg in args:
            yield from _lines(arg, depth + 1)
    yield f"{indent}</{head}>"


def _literal(value: Literal) -> str:
    bad = _FORBIDDEN.intersection(value.value)
    if bad:
        raise InputError(
            f"a literal holds the character U+{ord(min(bad)):04X}, which XML cannot carry.",
            remedy="take the control character out of the text.",
        )
    text = escape(value.value, {"\r": "&#13;"})
    if value.language:
        return f"<Literal xml:lang={quoteattr(value.language)}>{text}</Literal>"
    kind = "" if value.datatype == XSD.string else f" datatypeIRI={quoteattr(value.datatype.value)}"
    return f"<Literal{kind}>{text}</Literal>"
