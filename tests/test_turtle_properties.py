"""The writer: a fixed point, the same graph, the same bytes whatever the order of the input."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.errors import InputError
from interstate.namespaces import PREFIXES
from interstate.turtle import format_turtle


def canonical(turtle: str) -> list[str]:
    """Return the graph as sorted canonical N-Triples: equal exactly for isomorphic graphs."""
    dataset = ox.Dataset(ox.parse(turtle.encode(), ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


Tree = NamedNode | Literal | tuple["Pair", ...] | list["Tree"]
Pair = tuple[NamedNode, Tree]

IRIS = st.sampled_from(
    [
        f"{PREFIXES[prefix]}{local}"
        for prefix in ("ist", "owl", "rdfs", "state", "xsd")
        for local in ("", "a", "B-c", "B", "x.y", "x.", "1", "é")
    ]
    + [f"{PREFIXES['rdf']}{name}" for name in ("nil", "type", "first", "rest")]
    + ["https://w3id.org/interstate/id/doe-1999/c001", "https://example.org/z", "urn:x:y"]
).map(NamedNode)

TEXTS = st.text(
    st.sampled_from("ab \"'\\\n\r\t#<>.;é\u2028\ufeff\U0001f600\x00\x7f"), max_size=12
) | st.text(max_size=8)

LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "ur"])),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(PREFIXES["xsd"] + name)),
        TEXTS | st.sampled_from(["01", "+1", "-5.0", "5.", ".5", "true", "1", "1e3", "TRUE"]),
        st.sampled_from(["integer", "decimal", "boolean", "double", "dateTime"]),
    ),
)


def nested(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    pairs = st.lists(st.tuples(IRIS, children), max_size=3).map(tuple)
    return st.one_of(pairs, st.lists(children, min_size=1, max_size=4))


TREES: st.SearchStrategy[Tree] = st.recursive(st.one_of(IRIS, LITERALS), nested, max_leaves=8)
ROOTS = st.lists(st.tuples(IRIS | st.none(), IRIS, TREES), max_size=8)


def flatten(roots: list[tuple[NamedNode | None, NamedNode, Tree]]) -> list[Triple]:
    """Return the triples of trees; a root without a name is a blank node that nothing refers to."""
    triples: list[Triple] = []
    count = iter(range(10**6))

    def fresh() -> BlankNode:
        return BlankNode(f"n{next(count)}")

    def place(tree: Tree) -> NamedNode | BlankNode | Literal:
        if isinstance(tree, NamedNode | Literal):
            return tree
        if isinstance(tree, list):
            head: NamedNode | BlankNode = NamedNode(PREFIXES["rdf"] + "nil")
            for item in reversed(tree):
                cell = fresh()
                triples.append(Triple(cell, NamedNode(PREFIXES["rdf"] + "first"), place(item)))
                triples.append(Triple(cell, NamedNode(PREFIXES["rdf"] + "rest"), head))
                head = cell
            return head
        node = fresh()
        triples.extend(Triple(node, predicate, place(child)) for predicate, child in tree)
        return node

    for subject, predicate, tree in roots:
        triples.append(Triple(subject or fresh(), predicate, place(tree)))
    return triples


def written(triples: list[Triple], rename: Callable[[str], str] = str) -> str:
    """Return N-Triples (which is Turtle) with blank nodes renamed."""

    def term(node: object) -> str:
        return f"_:{rename(node.value)}" if isinstance(node, BlankNode) else str(node)

    return "".join(f"{term(t.subject)} {t.predicate} {term(t.object)} .\n" for t in triples)


@given(ROOTS)
@settings(max_examples=200, deadline=None)
def test_keeps_the_graph_and_is_idempotent(
    roots: list[tuple[NamedNode | None, NamedNode, Tree]],
) -> None:
    source = written(flatten(roots))
    once = format_turtle(source)
    assert canonical(once) == canonical(source)
    assert format_turtle(once) == once
    assert not re.search(r"[ \t\r]$", once, re.MULTILINE)
    assert once == "" or (once.endswith(".\n") and not once.endswith("\n\n"))


@given(ROOTS, st.data())
@settings(max_examples=200, deadline=None)
def test_order_and_labels_leave_no_trace(
    roots: list[tuple[NamedNode | None, NamedNode, Tree]], data: st.DataObject
) -> None:
    triples = flatten(roots)
    shuffled = data.draw(st.permutations(triples))
    numbers = data.draw(st.permutations(range(10)))

    def rename(label: str) -> str:
        return "x" + "".join(str(numbers[int(digit)]) for digit in label[1:])

    assert format_turtle(written(shuffled, rename)) == format_turtle(written(triples))


@given(st.text(st.sampled_from("\"'#<>\\\n a:.@;[]()_"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_formatted_or_refused(text: str) -> None:
    try:
        once = format_turtle(text)
    except InputError:
        return
    assert format_turtle(once) == once
