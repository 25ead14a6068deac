"""What ``interstate reason`` prints and writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from interstate.errors import InputError
from interstate.explanations import Explanation, labels
from interstate.fast import Verdict
from interstate.files import write_atomically
from interstate.graphs import Document
from interstate.namespaces import ONTOLOGY, OWL, RDF
from interstate.owl_axioms import Axiom
from interstate.query_errors import close_names
from interstate.reasoning import INFERRED_GRAPH, Inferences, Theory
from interstate.serialise import prefixes_of
from interstate.turtle import write_turtle
from interstate.vocabulary import shorten

_SYNTAXES = {
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
}

Answers = Sequence[tuple[str, str, tuple[str, ...]]]
"""Questions in English, each with what to know of its answer ("" for nothing), and its lines."""


def check_ending(path: Path) -> None:
    """Refuse a file name whose ending says no syntax.

    Raises:
        InputError: it does not.
    """
    if path.suffix not in (".ttl", *_SYNTAXES):
        raise InputError(
            f"{path.name}: the ending says no syntax that I write.",
            remedy="use .ttl, .nt, .rdf, .trig or .nq.",
        )


def write(path: Path, found: Inferences) -> None:
    """Write what follows, alone: a graph of its own where the syntax has graphs.

    Raises:
        OutputError: the file cannot be written.
    """
    prefixes = dict(prefixes_of(found.triples))
    if path.suffix in (".nq", ".trig"):
        quads = [Quad(t.subject, t.predicate, t.object, INFERRED_GRAPH) for t in found.triples]
        text = ox.serialize(quads, format=_SYNTAXES[path.suffix], prefixes=prefixes)
        write_atomically(path, text or b"")
        return
    header = (
        Triple(INFERRED_GRAPH, RDF.type, OWL.Ontology),
        Triple(INFERRED_GRAPH, OWL.imports, NamedNode(f"{ONTOLOGY}/inferences")),
    )
    triples = (*header, *found.triples)
    if path.suffix == ".ttl":
        write_atomically(path, write_turtle(triples, prefixes))
    else:
        text = ox.serialize(triples, format=_SYNTAXES[path.suffix], prefixes=prefixes)
        write_atomically(path, text or b"")


def names_in(text: str, theory: Theory) -> tuple[NamedNode, ...]:
    """Return the names of a request for an explanation: a node, or a statement's three parts.

    Raises:
        InputError: it is neither, or a name is not known.
    """
    words = text.split()
    if len(words) not in (1, 3):
        raise InputError(
            f"'{text}' is neither a node nor a statement.",
            remedy="write one name, or three: subject, predicate, object.",
        )
    if len(words) == 3 and words[1] == "a":
        words[1] = "rdf:type"
    prefixes = prefixes_of(theory.triples)
    names = tuple(_node(word, prefixes) for word in words)
    known = {
        node
        for triple in theory.triples
        for node in (triple.subject, triple.predicate, triple.object)
        if isinstance(node, NamedNode)
    }
    for word, node in zip(words, names, strict=True):
        if node not in known and node != RDF.type:
            space, local = _split(node)
            there = {name: n for n in known for at, name in (_split(n),) if at == space}
            near = [shorten(there[name].value) for name in close_names(local, there)]
            raise InputError(
                f"there is no {word} in ontology and data.",
                remedy=f"did you mean {' or '.join(near)}?" if near else "mend the name.",
            )
    return names


def statements(names: tuple[NamedNode, ...], found: Inferences) -> tuple[Triple, ...]:
    """Return the statement of three names, or all that follows about one.

    Raises:
        InputError: nothing does.
    """
    if len(names) == 3:
        return (Triple(*names),)
    about = tuple(t for t in found.triples if t.subject == names[0])
    if not about:
        raise InputError(
            f"nothing follows about {shorten(names[0].value)} beyond what is said.",
            remedy="run interstate reason --out FILE and look there for what does follow.",
        )
    return about


def _split(node: NamedNode) -> tuple[str, str]:
    local = re.split(r"[/#]", node.value)[-1]
    return node.value.removesuffix(local), local


def _node(name: str, prefixes: Mapping[str, str]) -> NamedNode:
    if name.startswith("<") and name.endswith(">"):
        return NamedNode(name[1:-1])
    prefix, colon, local = name.partition(":")
    if colon and local.startswith("//"):
        return NamedNode(name)
    namespace = prefixes.get(prefix)
    if not colon or namespace is None:
        raise InputError(
            f"'{name}' is no name that I know.",
            remedy="write a prefixed name (state:usa) or an IRI.",
        )
    return NamedNode(f"{namespace}{local}")


def report(found: Inferences, reasons: Iterable[Explanation], answers: Answers, output: str) -> str:
    """Return everything as ``text`` or ``json``."""
    reasons = tuple(reasons)
    if output == "json":
        return _json(found, reasons, answers)
    return "".join(f"{line}\n" for line in _text(found, reasons, answers))


def _json(found: Inferences, reasons: Iterable[Explanation], answers: Answers) -> str:
    shown = {
        "consistent": found.consistent,
        "unsatisfiable": [cls.value for cls in found.unsatisfiable],
        "axioms": found.axioms,
        "inferred": len(found.triples),
        "types": {cls.value: len(members) for cls, members in found.types().items()},
        "explanations": [
            {
                "statement": why.statement,
                "because": [{"axiom": r.words, "place": r.place} for r in why.reasons],
            }
            for why in reasons
        ],
        "answers": [
            {"question": question, "note": note, "rows": [line.split("\t") for line in lines]}
            for question, note, lines in answers
        ],
    }
    return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"


def _text(found: Inferences, reasons: Sequence[Explanation], answers: Answers) -> Iterator[str]:
    if not found.consistent:
        yield "contradictory: not all of this can be true"
    elif found.unsatisfiable:
        yield "consistent, but nothing can be of some class"
    else:
        yield f"consistent; {len(found.triples)} statements follow that are not said"
    if found.consistent and not reasons and not answers:
        for cls, members in found.types().items():
            yield f"{len(members):7}  {shorten(cls.value)}"
    for why in reasons:
        yield ""
        yield f"{why.statement}, because"
        for one in why.reasons:
            yield f"    {one.words}  [{one.place}]"
    for question, note, lines in answers:
        yield ""
        yield f"{question}  ({note})" if note else question
        for line in lines:
            yield f"    {line}"


def fast_report(verdict: Verdict, theory: Theory, output: str) -> str:
    """Return what rules alone can say, as ``text`` or ``json``, in labels and with places."""
    label = labels(theory)
    clashes = [
        {
            "focus": clash.focus,
            "node": label(clash.focus),
            "why": _NAME.sub(lambda name: label(name[1]), clash.words),
            "place": _place(theory, clash.focus),
        }
        for clash in verdict.clashes
    ]
    files = sorted({place for limit in verdict.limits for place in _files(theory, limit.axiom)})
    if output == "json":
        shown = {
            "consistent": verdict.consistent,
            "clashes": clashes,
            "beyond": list(verdict.beyond),
            "beyond_in": files,
            "inferred": len(verdict.inferred),
        }
        return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"
    if clashes:
        lines = [f"contradiction: {c['node']} {c['why']}  [{c['place']}]" for c in clashes]
    elif verdict.beyond:
        among = f" (in {', '.join(files)})" if files else ""
        lines = [
            f"no contradiction, but rules cannot follow {', '.join(verdict.beyond)}{among}:",
            "all else is consistent; with these, only interstate reason without --fast is sure",
        ]
    else:
        lines = ["consistent: rules can follow all of this"]
    return "".join(f"{line}\n" for line in lines)


_NAME = re.compile("<([^<>]*)>")


def _place(theory: Theory, node: str) -> str:
    """Return the file and line where a node is described."""
    for triple, document in theory.places.items():
        if isinstance(document, Document) and triple.subject == NamedNode(node):
            line = document.line_of(node)
            return f"{document.name}:{line}" if line else document.name
    return "computed"


def _files(theory: Theory, axiom: Axiom) -> Iterator[str]:
    for triple in axiom.triples[:1]:
        document = theory.places.get(triple)
        if isinstance(document, Document):
            yield document.name
