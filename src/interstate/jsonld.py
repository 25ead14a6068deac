"""Write JSON-LD that people can read, with the context of ``ontology/context.jsonld``.

The context is kept by hand; with the prefix table it is embedded in each file, so that nobody needs
the network to understand one. Values stay as written: numbers are text with a datatype that the
context supplies, because JSON numbers would turn ``01`` into ``1``.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.errors import InputError
from interstate.namespaces import BASE, OWN_BASE, PREFIXES, RDF, XSD
from interstate.resources import shipped_root

Json = dict[str, Any]
_Node = NamedNode | BlankNode


def load_context() -> Json:
    """Return the shipped context, terms and prefixes: what stands under ``@context``."""
    text = (shipped_root() / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    return {**PREFIXES, **json.loads(text.replace(OWN_BASE, BASE))["@context"]}


def write_jsonld(
    triples: Iterable[Triple], context: Mapping[str, Any], prefixes: Mapping[str, str] | None = None
) -> str:
    """Return the graph as JSON-LD: nodes by IRI, blank nodes nested in the one that has them.

    ``prefixes`` are added to the context (those of sources, whose prefix is their citekey).

    Raises:
        InputError: a blank node is shared, or a triple term.
    """
    whole = {**(prefixes or {}), **context}
    document = {"@context": whole, "@graph": _Writer(triples, whole).nodes()}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


class _Writer:
    def __init__(self, triples: Iterable[Triple], context: Mapping[str, Any]) -> None:
        self._vocabulary = str(context["@vocab"])
        self._prefixes = sorted(
            ((v, k) for k, v in context.items() if isinstance(v, str) and not k.startswith("@")),
            key=lambda item: (-len(item[0]), item[1]),
        )
        self._terms = {
            self._expand(str(v["@id"])): (k, v) for k, v in context.items() if isinstance(v, dict)
        }
        self._taken = set(context)
        self._short: dict[str, str] = {}
        self._by: dict[_Node, dict[NamedNode, list[Any]]] = defaultdict(lambda: defaultdict(list))
        references: Counter[BlankNode] = Counter()
        for triple in dict.fromkeys(triples):
            subject, value = triple.subject, triple.object
            if isinstance(subject, Triple) or isinstance(value, Triple):
                raise InputError(
                    "a quoted triple stands where a node belongs.", remedy="use a Claim."
                )
            self._by[subject][triple.predicate].append(value)
            if isinstance(value, BlankNode):
                references[value] += 1
        shared = [node for node, count in references.items() if count > 1]
        if shared:
            raise InputError(
                "a blank node is the object of several triples.",
                remedy="give the node an IRI; blank nodes may only nest.",
            )
        self._roots = [n for n in self._by if isinstance(n, NamedNode) or not references[n]]

    def nodes(self) -> list[Json]:
        named = [self._node(n) for n in self._roots if isinstance(n, NamedNode)]
        blank = [self._node(n) for n in self._roots if isinstance(n, BlankNode)]
        return [
            *sorted(named, key=lambda node: str(node["@id"])),
            *sorted(blank, key=lambda node: json.dumps(node, sort_keys=True)),
        ]

    def _expand(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        namespace = next((ns for ns, k in self._prefixes if k == prefix), None)
        return f"{namespace}{local}" if colon and namespace else name

    def _iri(self, iri: str) -> str:
        known = self._short.get(iri)
        if known is None:
            known = self._short[iri] = self._shortened(iri)
        return known

    def _shortened(self, iri: str) -> str:
        for namespace, prefix in self._prefixes:
            local = iri[len(namespace) :]
            if iri.startswith(namespace) and local and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri

    def _class(self, iri: str) -> str:
        """Return a class or property name, which is understood against the vocabulary."""
        local = iri.removeprefix(self._vocabulary)
        plain = local != iri and local not in self._taken and ":" not in local and "/" not in local
        return local if plain else self._iri(iri)

    def _node(self, node: _Node) -> Json:
        found: Json = {"@id": self._iri(node.value)} if isinstance(node, NamedNode) else {}
        properties = self._by.get(node, {})
        types = sorted(self._class(t.value) for t in properties.get(RDF.type, ()))
        if types:
            found["@type"] = types[0] if len(types) == 1 else types
        rows: dict[str, Any] = {}
        for predicate, values in properties.items():
            if predicate != RDF.type:
                key, rule = self._terms.get(predicate.value, (self._class(predicate.value), {}))
                written = [self._value(v, rule) for v in values]
                written.sort(key=lambda v: json.dumps(v, sort_keys=True))
                rows[key] = written[0] if len(written) == 1 else written
        return {**found, **dict(sorted(rows.items()))}

    def _value(self, value: Any, rule: Mapping[str, Any]) -> Any:
        if isinstance(value, NamedNode):
            if value == RDF.nil:
                return {"@list": []}
            name = self._iri(value.value)
            return name if rule.get("@type") == "@id" else {"@id": name}
        if isinstance(value, BlankNode):
            items = self._items(value)
            if items is not None:
                return {"@list": [self._value(item, rule) for item in items]}
            return self._node(value)
        return self._literal(value, rule)

    def _literal(self, value: Literal, rule: Mapping[str, Any]) -> Any:
        coerced = self._expand(str(rule.get("@type", "")))
        if value.language:
            if rule.get("@language") == value.language:
                return value.value
            return {"@value": value.value, "@language": value.language}
        if value.datatype.value == coerced:
            return value.value
        if value.datatype == XSD.string:
            plain = "@type" not in rule and "@language" not in rule
            return value.value if plain else {"@value": value.value}
        return {"@value": value.value, "@type": self._class(value.datatype.value)}

    def _items(self, head: BlankNode) -> list[Any] | None:
        """Return the members of a well-formed list, None if ``head`` starts none."""
        items: list[Any] = []
        node: Any = head
        seen = set()
        while node != RDF.nil:
            cell = self._by.get(node, {}) if isinstance(node, BlankNode) else {}
            if set(cell) != {RDF.first, RDF.rest} or node in seen:
                return None
            first, rest = cell[RDF.first], cell[RDF.rest]
            if len(first) != 1 or len(rest) != 1:
                return None
            seen.add(node)
            items.append(first[0])
            node = rest[0]
        return items
