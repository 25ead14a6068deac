"""Graphs in four syntaxes, small: only the prefixes needed, IRIs of ours relative to the topic's.

A site has thousands of documents, so every byte of overhead counts. Turtle and JSON-LD of graphs
with blank nodes (the ontology and shapes) go through the writers of everything else.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from interstate.jsonld import load_context, write_jsonld
from interstate.namespaces import BASE, ID, PREFIXES, RDF, VOCABULARIES, XSD
from interstate.record import source_key
from interstate.serialise import canonical
from interstate.turtle import write_turtle

_LOCAL = re.compile(r"^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$")
_NCNAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_.-]*$")
_SEGMENTS = re.compile(
    r"^[A-Za-z0-9_~-][A-Za-z0-9_.~-]*(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*"
    r"(?:#[A-Za-z0-9_.~-]+)?$"
)
_IST = VOCABULARIES["ist"]
_LANGUAGE = "en"


def write_all(triples: Iterable[Triple], topic: str = BASE) -> dict[str, bytes]:
    """Return a graph as ``ttl``, ``jsonld``, ``nt`` and ``rdf``; equal graphs give equal bytes.

    ``topic`` is what the document is about: IRIs are written relative to it.
    """
    graph = canonical(triples)
    names = Names(topic)
    prefixes = prefixes_used(graph)
    if any(isinstance(node, BlankNode) for t in graph for node in (t.subject, t.object)):
        json_text = _without_unused(json.loads(write_jsonld(graph, load_context())))
        turtle = write_turtle(graph, prefixes)
    else:
        json_text = small_jsonld(graph, names)
        turtle = small_turtle(graph, names)
    return {
        "ttl": turtle.encode(),
        "jsonld": json_text.encode(),
        "nt": ox.serialize(graph, format=RdfFormat.N_TRIPLES) or b"",
        "rdf": small_rdfxml(graph, names).encode(),
    }


def _without_unused(document: Mapping[str, Any]) -> str:
    """Return JSON-LD with those terms and prefixes of its context only that it uses.

    >>> context = {"@vocab": "urn:", "a": "urn:a/", "b": {"@id": "a:b"}, "c": "urn:c"}
    >>> print(_without_unused({"@context": context, "@graph": [{"b": 1}]}), end="")
    {"@context":{"@vocab":"urn:","a":"urn:a/","b":{"@id":"a:b"}},
    "@graph":[
    {"b":1}]}
    """
    context, nodes = document["@context"], document["@graph"]
    used: set[str] = set()

    def note(value: Any) -> None:
        if isinstance(value, str):
            used.update((value, value.partition(":")[0]))
        elif isinstance(value, list):
            for one in value:
                note(one)
        elif isinstance(value, dict):
            for key, one in value.items():
                note(key)
                note(one)

    note(nodes)
    for name in [name for name in used if isinstance(context.get(name), dict)]:
        note(context[name])
    kept = {k: v for k, v in context.items() if k.startswith("@") or k in used}
    lines = ",\n".join(map(_compact, nodes))
    return f'{{"@context":{_compact(kept)},\n"@graph":[\n{lines}]}}\n'


def write_nt(triples: Iterable[Triple]) -> bytes:
    """Return a graph as N-Triples in their order."""
    return ox.serialize(canonical(triples), format=RdfFormat.N_TRIPLES) or b""


class Names:
    """How a document writes IRIs of ours: relative to the folder that its topic lies in.

    >>> names = Names("https://w3id.org/interstate/id/doe-1999/c001")
    >>> names.base
    'https://w3id.org/interstate/id/doe-1999/'
    >>> names.short("https://w3id.org/interstate/id/doe-1999/c002")
    'c002'
    >>> names.short("https://w3id.org/interstate/id/state/usa")
    '../state/usa'
    >>> names.short("https://w3id.org/interstate/ns#Claim")
    '../../ns#Claim'
    >>> names.short("https://example.org/x")
    'https://example.org/x'
    """

    def __init__(self, topic: str = BASE) -> None:
        """Take the folder of ``topic``; the project's own base for one that lies elsewhere."""
        self.base = topic[: topic.rfind("/") + 1] if topic.startswith(BASE) else BASE
        self._folder = self.base.removeprefix(BASE).split("/")[:-1]

    def short(self, iri: str) -> str:
        """Return ``iri`` relative to the base, or as it is if any reader might err on it."""
        local = iri.removeprefix(BASE)
        if local == iri or not _SEGMENTS.match(local):
            return iri
        steps, folder = local.split("/"), self._folder
        shared = 0
        while shared < min(len(folder), len(steps) - 1) and folder[shared] == steps[shared]:
            shared += 1
        return "../" * (len(folder) - shared) + "/".join(steps[shared:])


def prefixes_used(triples: Iterable[Triple]) -> dict[str, str]:
    """Return the prefixes that shorten something in a graph, by name."""
    found: set[tuple[str, str]] = set()
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, Literal):
                term = term.datatype
            if isinstance(term, NamedNode):
                pair = prefix_of(term.value)
                if pair:
                    found.add(pair)
    return dict(sorted(found))


@lru_cache(maxsize=65536)
def prefix_of(iri: str) -> tuple[str, str] | None:
    """Return prefix and namespace for an IRI that has one.

    >>> prefix_of("https://w3id.org/interstate/id/state/usa")
    ('state', 'https://w3id.org/interstate/id/state/')
    >>> prefix_of("https://w3id.org/interstate/id/doe-1999/c001")
    ('doe-1999', 'https://w3id.org/interstate/id/doe-1999/')
    """
    namespace, local = _split(iri)
    if not _LOCAL.match(local):
        return None
    name = _BY_NAMESPACE.get(namespace)
    if name is None and namespace.startswith(ID) and namespace.count("/") == ID.count("/") + 1:
        name = source_key(NamedNode(iri))
    return (name, namespace) if name else None


_BY_NAMESPACE: Mapping[str, str] = {iri: name for name, iri in PREFIXES.items()}


def _split(iri: str) -> tuple[str, str]:
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:cut], iri[cut:]


def _by_subject(graph: Iterable[Triple]) -> dict[str, list[tuple[NamedNode, Any]]]:
    """Return what each subject has; blank nodes by their names, which begin with ``_:``."""
    found: dict[str, list[tuple[NamedNode, Any]]] = defaultdict(list)
    for triple in graph:
        subject = triple.subject
        name = subject.value if isinstance(subject, NamedNode) else str(subject)
        found[name].append((triple.predicate, triple.object))
    return found


def small_turtle(graph: Iterable[Triple], names: Names | None = None) -> str:
    """Return a graph without blank nodes as Turtle, IRIs of ours relative to ``@base``.

    >>> from interstate.namespaces import IST
    >>> state = NamedNode("https://w3id.org/interstate/id/state/usa")
    >>> print(small_turtle([Triple(state, RDF.type, IST.State)]))
    @base <https://w3id.org/interstate/> .
    @prefix ist: <https://w3id.org/interstate/ns#> .
    <BLANKLINE>
    <id/state/usa>
     a ist:State .
    <BLANKLINE>
    """
    names = names or Names()
    used: set[str] = set()

    def name(iri: str) -> str:
        namespace, local = _split(iri)
        prefix = _BY_NAMESPACE.get(namespace)
        if prefix is None or namespace.startswith(ID) or not _LOCAL.match(local):
            return f"<{names.short(iri)}>"
        used.add(prefix)
        return f"{prefix}:{local}"

    def value(node: Any) -> str:
        if isinstance(node, NamedNode):
            return name(node.value)
        if node.datatype == XSD.integer and re.fullmatch(r"[0-9]+", node.value):
            return str(node.value)
        text = str(Literal(node.value))
        if node.language:
            return f"{text}@{node.language}"
        return text if node.datatype == XSD.string else f"{text}^^{name(node.datatype.value)}"

    blocks = []
    for subject, pairs in sorted(_by_subject(graph).items()):
        rows: dict[str, list[str]] = defaultdict(list)
        for predicate, found in pairs:
            key = "a" if predicate == RDF.type else name(predicate.value)
            rows[key].append(value(found))
        lines = [
            f" {key} {', '.join(sorted(values))}"
            for key, values in sorted(rows.items(), key=lambda row: (row[0] != "a", row[0]))
        ]
        blocks.append(f"{name(subject)}\n" + " ;\n".join(lines) + " .\n")
    head = [f"@base <{names.base}> ."] + [f"@prefix {p}: <{PREFIXES[p]}> ." for p in sorted(used)]
    return "\n".join(head) + "\n\n" + "\n".join(blocks)


def small_jsonld(graph: Iterable[Triple], names: Names | None = None) -> str:
    """Return a graph without blank nodes as JSON-LD, IRIs of ours relative to ``@base``.

    >>> from interstate.namespaces import IST
    >>> state = NamedNode("https://w3id.org/interstate/id/state/usa")
    >>> print(small_jsonld([Triple(state, RDF.type, IST.State)]).splitlines()[-1])
    "@id":"id/state/usa","@type":"State"}
    """
    names = names or Names()
    used: set[str] = set()

    def term(iri: str) -> str:
        """Name a property or class: plain if ours, else with its prefix."""
        namespace, local = _split(iri)
        if namespace == _IST:
            return local
        name = _BY_NAMESPACE.get(namespace)
        if name is None or not local:
            return iri
        used.add(name)
        return f"{name}:{local}"

    def value(node: Any) -> Any:
        if isinstance(node, NamedNode):
            return {"@id": names.short(node.value)}
        if node.language == _LANGUAGE:
            return node.value  # as the context says of plain strings
        if node.language:
            return {"@value": node.value, "@language": node.language}
        if node.datatype == XSD.string:
            return {"@value": node.value}
        return {"@value": node.value, "@type": term(node.datatype.value)}

    nodes = []
    for subject, pairs in sorted(_by_subject(graph).items()):
        node: dict[str, Any] = {"@id": names.short(subject)}
        rows: dict[str, list[Any]] = defaultdict(list)
        for predicate, found in pairs:
            if predicate == RDF.type:
                rows["@type"].append(term(found.value))
            else:
                rows[term(predicate.value)].append(value(found))
        node |= {key: one[0] if len(one) == 1 else one for key, one in sorted(rows.items())}
        nodes.append(node)
    context = {"@base": names.base, "@vocab": _IST, "@language": _LANGUAGE} | {
        name: PREFIXES[name] for name in sorted(used)
    }
    if len(nodes) == 1:
        members = [_lines(nodes[0])]
    else:
        joined = ",\n".join("{" + _lines(node) + "}" for node in nodes)
        members = [f'"@graph":[\n{joined}]']
    return f'{{"@context":{_compact(context)},\n{members[0]}}}\n'


def _lines(node: Mapping[str, Any]) -> str:
    return ",".join(f"{_compact(key)}:{_compact(value)}" for key, value in node.items())


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def small_rdfxml(graph: Iterable[Triple], names: Names | None = None) -> str:
    """Return a graph as RDF/XML, IRIs of ours relative to ``xml:base``.

    Our own terms stand without a prefix.
    """
    names = names or Names()
    namespaces: dict[str, str] = {"rdf": VOCABULARIES["rdf"]}

    def name(iri: str) -> str:
        namespace, local = _split(iri)
        if not _NCNAME.match(local):
            cut = next(i for i in range(len(iri), 0, -1) if _NCNAME.match(iri[i - 1 :]))
            namespace, local = iri[: cut - 1], iri[cut - 1 :]
        known = next((p for p, ns in namespaces.items() if ns == namespace), None)
        if known is None:
            known = "" if namespace == _IST else _BY_NAMESPACE.get(namespace)
            known = f"n{len(namespaces)}" if known is None else known
            namespaces[known] = namespace
        return f"{known}:{local}" if known else local

    blocks = []
    for subject, pairs in sorted(_by_subject(graph).items()):
        lines = []
        # The first class is the element's name; that saves a line in each of thousands of files.
        kinds = [value for predicate, value in pairs if predicate == RDF.type]
        element = name(kinds[0].value) if kinds else "rdf:Description"
        for predicate, value in pairs:
            if kinds and predicate == RDF.type and value == kinds[0]:
                continue
            tag = name(predicate.value)
            if isinstance(value, NamedNode):
                lines.append(f"<{tag} rdf:resource={quoteattr(names.short(value.value))}/>")
                continue
            if isinstance(value, BlankNode):
                lines.append(f'<{tag} rdf:nodeID="b{value.value}"/>')
                continue
            extra = ""
            if value.language:
                extra = f" xml:lang={quoteattr(value.language)}"
            elif value.datatype != XSD.string:
                extra = f" rdf:datatype={quoteattr(value.datatype.value)}"
            lines.append(f"<{tag}{extra}>{_text(value.value)}</{tag}>")
        about = (
            f'rdf:nodeID="b{subject[2:]}"'
            if subject.startswith("_:")
            else f"rdf:about={quoteattr(names.short(subject))}"
        )
        body = "\n".join(lines)
        blocks.append(f"<{element} {about}>\n{body}\n</{element}>")
    declared = "".join(
        f' xmlns{":" if prefix else ""}{prefix}="{escape(namespace)}"'
        for prefix, namespace in sorted(namespaces.items())
    )
    # UTF-8 needs no declaration; thousands of files are the smaller for it.
    head = f'<rdf:RDF xml:base="{names.base}"{declared}>'
    return "\n".join((head, *blocks, "</rdf:RDF>\n"))


def _text(text: str) -> str:
    return escape(text, {"\r": "&#13;"})
