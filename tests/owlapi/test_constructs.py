"""Our reader and writers know every OWL construct as the OWL API does, literals included."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal

from interstate.graphs import load_document
from interstate.owl_functional import write_functional
from interstate.owl_reader import read_owl
from interstate.owl_xml import write_owl_xml
from interstate.turtle import write_turtle
from owlapi import oracle

pytestmark = pytest.mark.java

EVERY = Path(__file__).parents[1] / "fixtures" / "owl" / "every-construct.ttl"
WRITERS = {"functional": write_functional, "owlxml": write_owl_xml}
EX = "https://example.org/"


@pytest.mark.parametrize("syntax", WRITERS)
def test_every_construct_is_kept(syntax: str, tmp_path: Path) -> None:
    loaded = oracle.load(EVERY)
    assert loaded.unparsed() == ()
    written = tmp_path / "every"
    written.write_text(WRITERS[syntax](read_owl(load_document(EVERY).triples)))
    again = oracle.load(written)
    assert again.format_name == oracle.SYNTAXES[syntax]
    assert oracle.difference(loaded, again) == ()


TEXTS = {
    "line end": "a\nb",
    "quotes": 'a "b" c',
    "backslash": "a \\n b \\\\",
    "regular expression": 'regex(?x, "\\\\d+")\n# <&>',
    "accents": "é ß – “ ’ 中 \U0001f54a",
    "blanks": "  a  b  ",
    "nothing": "",
    "quote at the end": 'a "b"',
    "tab": "a\tb",
    "carriage return": "a\rb",
}


def _comment(text: str) -> list[ox.Triple]:
    node, word = ox.NamedNode(f"{EX}a"), "http://www.w3.org/2000/01/rdf-schema#comment"
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    header = ox.NamedNode("http://www.w3.org/2002/07/owl#Ontology")
    return [
        ox.Triple(ox.NamedNode(f"{EX}o"), kind, header),
        ox.Triple(node, ox.NamedNode(word), Literal(text)),
    ]


def _read_back(path: Path) -> str:
    """Return the only comment, as the OWL API has it."""
    (axiom,) = list(oracle.load(path).ontology.axioms().iterator())
    return str(axiom.getValue().asLiteral().get().getLiteral())


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("syntax", WRITERS)
def test_any_text_survives(syntax: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text(WRITERS[syntax](read_owl(_comment(text))), newline="")
    assert _read_back(path) == text


@pytest.mark.parametrize("name", sorted(set(TEXTS) - {"carriage return"}))
def test_any_text_of_our_rdf_xml_survives(name: str, tmp_path: Path) -> None:
    """A carriage return is written raw by pyoxigraph 0.5.13, and XML reads it as a line end."""
    path = tmp_path / "text.rdf"
    path.write_bytes(ox.serialize(_comment(TEXTS[name]), format=ox.RdfFormat.RDF_XML) or b"")
    assert _read_back(path) == TEXTS[name]


@pytest.mark.parametrize("name", sorted(set(TEXTS) - {"tab", "carriage return"}))
def test_any_text_of_our_turtle_survives(name: str, tmp_path: Path) -> None:
    path = tmp_path / "text.ttl"
    path.write_text(write_turtle(_comment(TEXTS[name])))
    assert _read_back(path) == TEXTS[name]


@pytest.mark.parametrize(("escape", "letter"), [("\\n", "n"), ("\\t", "t"), ("\\r", "r")])
def test_the_owl_api_reads_some_escapes_of_turtle_as_letters(
    escape: str, letter: str, tmp_path: Path
) -> None:
    """Why our Turtle writes line ends as they are, and why ``dl-control-character`` exists."""
    path = tmp_path / "text.ttl"
    path.write_text(
        f"<{EX}o> a <http://www.w3.org/2002/07/owl#Ontology> .\n"
        f'<{EX}a> <http://www.w3.org/2000/01/rdf-schema#comment> "a{escape}b" .\n'
    )
    assert _read_back(path) == f"a{letter}b"
