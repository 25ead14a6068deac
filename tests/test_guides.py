"""What the guides show is true: samples parse, are well-formed, and pass the shapes."""

from __future__ import annotations

import itertools
import re
import shlex
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from interstate.commands import main
from interstate.graphs import load_corpus, parse_turtle
from interstate.namespaces import IST, OWL, PREFIXES, RDF
from interstate.validation import validate

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs/modelling.md"
BLOCK = re.compile(r"```turtle\n(.*?)```", re.DOTALL)
SAMPLES = BLOCK.findall(GUIDE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("sample", SAMPLES, ids=range(len(SAMPLES)))
def test_a_sample_of_the_modelling_guide_conforms(sample: str) -> None:
    corpus = load_corpus()
    triples = parse_turtle(sample, GUIDE.name)
    subjects = {t.subject for t in triples}
    lists = next(d for d in corpus.reference if d.path.stem == "vocabularies").triples
    data = (*triples, *lists, *corpus.ontology_triples)
    results = validate(data, corpus.shapes_triples, corpus.ontology_triples)
    ours = [r for r in results if NamedNode(r.focus) in subjects]
    # the claims that describe the situations of a sample are left out of most of them
    assert [(r.focus, r.rule, r.message) for r in ours] == []


def test_a_sample_that_lacks_a_role_would_be_found() -> None:
    sample = next(s for s in SAMPLES if "ist:hasOffice" in s)
    broken = re.sub(r"\n    ist:hasOffice [^;]*;", "", sample)
    assert broken != sample
    corpus = load_corpus()
    data = (*parse_turtle(broken, "broken"), *corpus.ontology_triples)
    results = validate(data, corpus.shapes_triples, corpus.ontology_triples)
    assert any(r.rule.endswith("OfficeHolding-hasOffice-count") for r in results)


ABSTRACT = frozenset(
    {
        IST.Agent,
        IST.Situation,
        IST.Relation,
        IST.Explanation,
        IST.Judgement,
        IST.SpeechAct,
        IST.Locus,
    }
)
"""Classes that data rarely use as such: the kinds below them are shown."""


def test_every_class_of_the_ontology_is_shown() -> None:
    """Each class of agents, situations and claims has an instance in a sample of the guide.

    Classes of closed lists (kinds of change, bounds …) are shown by their members; what runs on
    theories is shown in a guide of its own.
    """
    corpus = load_corpus()
    shown = {
        t.object
        for sample in SAMPLES
        for t in parse_turtle(sample, GUIDE.name)
        if t.predicate == RDF.type
    }
    classes = {
        t.subject
        for document in corpus.ontology
        if document.path.stem in ("agents", "situations", "claims")
        for t in document.triples
        if t.predicate == RDF.type and t.object == OWL.Class
        if isinstance(t.subject, NamedNode) and t.subject in IST
    }
    lists = {
        c for c in classes if IST.Concept in corpus.hierarchy.above(c) and c != IST.Concept
    } - {IST.Unit, IST.IdentifierScheme}
    assert len(classes) > 80
    assert len(lists) < 20
    assert sorted(str(c) for c in classes - lists - ABSTRACT - shown) == []


def test_paths_named_in_documents_exist() -> None:
    """A guide that points at a file which is not there has drifted."""
    pattern = re.compile(
        r"`((?:docs|src|tests|ontology|shapes|data|queries|benchmarks|scripts|requirements)/[\w./-]+)`"
    )
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
        for name in pattern.findall(path.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    ]
    assert missing == []


def test_prefixes_in_samples_are_those_of_the_table() -> None:
    for sample in SAMPLES:
        for prefix, iri in re.findall(r"@prefix ([\w-]+): <([^>]+)>", sample):
            if prefix in PREFIXES:
                assert PREFIXES[prefix] == iri


def test_the_helper_types_are_what_they_seem() -> None:
    triple = parse_turtle("<http://a.example/s> <http://a.example/p> 01 .", "t")[0]
    assert isinstance(triple, Triple)
    assert isinstance(triple.object, Literal)
    assert triple.object.value == "01"


README = (ROOT / "README.md").read_text(encoding="utf-8")


def transcripts(text: str) -> list[tuple[str, list[str]]]:
    """Return the commands of a page's console blocks with the lines shown, up to an ellipsis."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.rstrip("\n").split("\n")
            shown = list(itertools.takewhile(lambda line: line != "…", lines))
            found.append((command.split("  #")[0].strip(), shown))
    return found


@pytest.mark.parametrize(("command", "shown"), transcripts(README))
def test_a_command_of_the_readme_answers_as_shown(
    command: str, shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(command)
    assert program == "interstate"
    assert main(arguments) in (0, 1)  # 1: there is a difference, or a finding
    said = capsys.readouterr().out.splitlines()
    assert [line.rstrip() for line in said[: len(shown)]] == shown


def test_every_link_and_path_of_the_readme_is_there() -> None:
    named = re.findall(r"\]\(([^)]+)\)", README)
    named += re.findall(r"`((?:docs|ontology|shapes|data|queries)/[^`*]*|[A-Z]+\.[a-z]+)`", README)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
