"""Our writers against the engine's own, and against the readers of others."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from interstate.errors import InputError
from interstate.namespaces import XSD
from interstate.result_formats import GRAPH_FORMATS, RESULT_FORMATS, Kind, find_format, serialize
from interstate.result_views import HTML_ROWS, find_labels, html, rich_view, short_name
from interstate.results import Ask, GraphResult, Table, Term, collect, iris_in, with_labels

USA = NamedNode("https://w3id.org/interstate/id/state/usa")
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
ENGINE = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}

text = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\t\n\r\"'\\,<&"))
terms = st.one_of(
    st.none(),
    text.map(Literal),
    text.map(lambda value: Literal(value, language="en-gb")),
    text.map(lambda value: Literal(value, datatype=NamedNode("x:type"))),
    st.integers().map(Literal),
    st.booleans().map(Literal),
    st.sampled_from([NamedNode("x:a"), NamedNode("http://e/?a=1&b=2"), BlankNode("b1")]),
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(terms, terms), max_size=5))
def test_every_format_keeps_every_term(rows: list[tuple[Literal | None, Literal | None]]) -> None:
    table = Table(("a", "b"), tuple(rows))
    answer = parse_query_results(table.serialize("json"), QueryResultsFormat.JSON)
    assert isinstance(answer, QuerySolutions)
    assert collect(answer) == table
    assert read_xml(table.serialize("xml")) == table
    lines = table.serialize("tsv").decode().split("\n")
    assert lines[0] == "?a\t?b"
    back = [tuple(parse_term_or_none(cell) for cell in line.split("\t")) for line in lines[1:-1]]
    assert back == list(table.rows)


def read_xml(data: bytes) -> Table:
    """An independent reader: the engine's own drops white space around literals."""
    root = ElementTree.fromstring(data)
    columns = tuple(str(v.get("name")) for v in root.iterfind("{*}head/{*}variable"))
    rows = []
    for result in root.iterfind("{*}results/{*}result"):
        found = {str(b.get("name")): xml_term(b[0]) for b in result.iterfind("{*}binding")}
        rows.append(tuple(found.get(name) for name in columns))
    return Table(columns, tuple(rows))


def xml_term(node: ElementTree.Element) -> Term:
    value, kind = node.text or "", node.tag.rpartition("}")[2]
    if kind != "literal":
        return NamedNode(value) if kind == "uri" else BlankNode(value)
    language = node.get("{http://www.w3.org/XML/1998/namespace}lang")
    datatype = node.get("datatype")
    if language:
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(datatype) if datatype else None)


def parse_term_or_none(cell: str) -> Term | None:
    """Read a TSV cell as Turtle; a label of a blank node is kept as it stands."""
    if not cell:
        return None
    if cell.startswith("_:"):
        return BlankNode(cell[2:])
    (quad,) = parse(f"<x:s> <x:p> {cell} .".encode(), RdfFormat.TURTLE)
    found: Term = quad.object
    return found


def test_csv_is_read_by_the_standard_reader() -> None:
    rows = ((Literal('say "no", he said\nthen'), NamedNode("x:a")), (None, Literal("")))
    data = Table(("a", "b"), rows).serialize("csv").decode()
    assert list(csv.reader(io.StringIO(data, newline=""))) == [
        ["a", "b"],
        ['say "no", he said\nthen', "x:a"],
        ["", ""],
    ]


def test_json_has_the_w3c_form() -> None:
    rows = ((Literal("x", language="en"), None), (Literal("1", datatype=XSD.integer), USA))
    assert json.loads(Table(("a", "b"), rows).serialize("json")) == {
        "head": {"vars": ["a", "b"]},
        "results": {
            "bindings": [
                {"a": {"type": "literal", "value": "x", "xml:lang": "en"}},
                {
                    "a": {
                        "type": "literal",
                        "value": "1",
                        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
                    },
                    "b": {"type": "uri", "value": USA.value},
                },
            ]
        },
    }


def test_xml_stays_well_formed_with_control_characters() -> None:
    data = Table(("a",), ((Literal("a\x08\x00b\r"),),)).serialize("xml")
    literal = ElementTree.fromstring(data).find(".//{*}literal")
    assert literal is not None
    assert literal.text == "a\ufffd\ufffdb\r"


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_triple_terms_are_written_as_the_engine_writes_them(name: str) -> None:
    store = Store()
    triple = Triple(NamedNode("x:s"), NamedNode("x:p"), Literal("o"))
    store.add(Quad(NamedNode("x:a"), NamedNode("x:says"), triple))
    answer = store.query("SELECT ?o { ?s ?p ?o }")
    assert isinstance(answer, QuerySolutions)
    table = collect(answer)
    back = parse_query_results(serialize(table, name), ENGINE[name])
    assert isinstance(back, QuerySolutions)
    assert collect(back) == table


@pytest.mark.parametrize("format", GRAPH_FORMATS, ids=lambda f: f.name)
def test_graph_formats_hold_the_same_triples(format: object) -> None:
    triples = (
        Triple(USA, LABEL, Literal("United States", language="en")),
        Triple(USA, NamedNode("http://e/p"), Literal("1", datatype=XSD.integer)),
    )
    chosen = next(f for f in GRAPH_FORMATS if f is format)
    data = GraphResult(triples).serialize(chosen.name)
    assert {quad.triple for quad in parse(data, chosen.rdf)} == set(triples)


def test_formats_are_found_by_any_of_their_names() -> None:
    for formats, example in ((RESULT_FORMATS, Ask(True)), (GRAPH_FORMATS, GraphResult(()))):
        for format in formats:
            written = serialize(example, format.name)
            assert written == serialize(example, format.extension)
            assert written == serialize(example, format.media_type)
    with pytest.raises(InputError, match=r"cannot be written as 'turtle'.*json, xml, csv, tsv"):
        serialize(Ask(True), "turtle")


def test_ask_is_read_back_by_the_engine() -> None:
    for answer in (True, False):
        for name in ("json", "xml"):
            assert bool(parse_query_results(serialize(Ask(answer), name), ENGINE[name])) is answer
    assert serialize(Ask(False), "csv") == b"false\n"
    assert find_format("srj", Kind.ASK).name == "json"


def test_collect_limits_and_sorts() -> None:
    store = Store()
    for number in (3, 1, 2):
        store.add(Quad(NamedNode(f"x:{number}"), NamedNode("x:p"), Literal(number)))
    solutions = store.query("SELECT ?s { ?s ?p ?o } ORDER BY ?s")
    assert isinstance(solutions, QuerySolutions)
    limited = collect(solutions, limit=2)
    assert iris_in(limited) == ("x:1", "x:2")
    graph = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(graph, QueryTriples)
    triples = collect(graph)
    assert isinstance(triples, GraphResult)
    assert [str(t.subject) for t in triples] == ["<x:1>", "<x:2>", "<x:3>"]


def test_labels_prefer_english_and_the_default_graph() -> None:
    store = Store()
    graph = NamedNode("x:g")
    store.add(Quad(USA, LABEL, Literal("États-Unis", language="fr")))
    store.add(Quad(USA, LABEL, Literal("United States", language="en")))
    store.add(Quad(USA, LABEL, Literal("US", language="en"), graph))
    store.add(Quad(NamedNode("x:b"), LABEL, Literal("only named", language="en"), graph))
    assert find_labels(store, [USA.value, "x:b", "x:none"]) == {
        USA.value: "United States",
        "x:b": "only named",
    }


def test_tables_show_labels_and_short_names() -> None:
    from rich.console import Console

    table = with_labels(Table(("who", "n"), ((USA, Literal(5)),)), lambda _: {USA.value: "U.S."})
    console = Console(width=60, record=True, file=io.StringIO(), legacy_windows=False)
    console.print(rich_view(table))
    assert console.export_text().split() == ["who", "n", "U.S.", "(state:usa)", "5"]
    console = Console(width=60, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    with console.capture() as capture:
        console.print(rich_view(table, links=True))
    assert f"{USA.value}\x1b\\U.S." in capture.get()


def test_html_escapes_and_links_web_addresses_only() -> None:
    rows = tuple(
        [(NamedNode("javascript:alert(1)"), Literal("<script>", language="en"))]
        + [(USA, None)] * HTML_ROWS
    )
    shown = html(Table(("a&b", "c"), rows, {USA.value: "U<S"}))
    assert "<script>" not in shown
    assert "href" not in shown.split("</tr>")[1]
    assert f'<a href="{USA.value}" title="state:usa">U&lt;S</a>' in shown
    assert '<th scope="col">a&amp;b</th>' in shown
    assert "1 more rows" in shown


def test_short_names_need_a_plain_local_part() -> None:
    assert short_name("https://w3id.org/interstate/id/state/usa/x") != "state:usa/x"
    assert short_name("https://w3id.org/interstate/ns#Claim") == "ist:Claim"


def test_column_names_are_checked() -> None:
    table = Table(("a",), ((Literal("1"),),))
    assert table.column("a") == (Literal("1"),)
    with pytest.raises(InputError, match=r"no column 'b'.*choose one of a"):
        table.column("b")


def test_turtle_has_the_prefixes_it_uses_in_order() -> None:
    triples = (
        Triple(USA, LABEL, Literal("a")),
        Triple(NamedNode("https://w3id.org/interstate/ns#x"), LABEL, Literal("@prefix a: <b> .\n")),
        Triple(USA, NamedNode("x:p"), Literal("1", datatype=XSD.integer)),
        Triple(USA, NamedNode("x:p"), Literal("1", datatype=XSD.anyURI)),
    )
    lines = GraphResult(triples).serialize("turtle").decode().splitlines()
    prefixes = [line.split()[1] for line in lines if line.startswith("@prefix")]
    assert prefixes == ["ist:", "rdfs:", "state:", "xsd:"]
    assert lines[4] == 'state:usa rdfs:label "a" .' or lines[4].startswith("state:usa")
    back = parse(GraphResult(triples).serialize("turtle"), RdfFormat.TURTLE)
    assert {quad.triple for quad in back} == set(triples)
    assert GraphResult(()).serialize("turtle") == b""


def test_a_table_is_read_as_lines_and_by_row() -> None:
    usa = NamedNode("https://w3id.org/interstate/id/state/usa")
    rows = tuple((usa, Literal(str(n))) for n in range(203))
    table = Table(("who", "n"), rows, {usa.value: "United States"})
    lines = str(table).splitlines()
    assert lines[:2] == ["who                        n", "United States (state:usa)  0"]
    assert lines[-1] == "… and 3 more rows."
    assert table[2] == rows[2]
    assert str(Table(("who",), ())) == "who"
