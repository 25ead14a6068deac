"""Theories and verdicts written out: text for people, JSON for programs, PROV for other graphs."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from interstate.citing import citation_words, citations_of
from interstate.graphs import Index
from interstate.namespaces import DCTERMS, ID, IST, PREFIXES, PROV, RDF, RDFS, SKOS
from interstate.policies import Policy
from interstate.record import Record, said, short
from interstate.result_views import aligned
from interstate.theory_counts import OUTCOMES, count, lines
from interstate.theory_library import Implication, Library, Theory
from interstate.verdicts import Evidence, Outcome, Verdict


def list_lines(library: Library) -> Iterator[str]:
    """Say which theories there are, and how much of each can be tested."""
    for theory in library.theories:
        implications = library.implications_of(theory)
        tested = {i.proposition for i in implications}
        yield (
            f"{short(theory.iri)}: {theory.label} - "
            f"{_number(len(theory.propositions), 'proposition')}, of which tested: {len(tested)}, "
            f"by {_number(len(implications), 'implication')}"
        )


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def show_lines(theory: Theory, library: Library, record: Record) -> Iterator[str]:
    """Say what a theory says, who says so, and what it predicts for which question."""
    index = record.index
    yield f"{theory.label}  [{short(theory.iri)}]"
    for case in theory.built_on:
        yield f"    made from: {index.label(case)} [{short(case)}]"
    for proposition in theory.propositions:
        yield f"  {index.label(proposition)}  [{short(proposition)}]"
        for account in record.accounts.get(proposition, ()):
            claims = record.claimed_by.get(account, ())
            names = ", ".join(short(content.claim) for content in claims) or "no claim"
            yield f"      stated by {names}: {index.label(account)}"
        implications = [i for i in library.implications if i.proposition == proposition]
        for implication in implications:
            yield from _implication_lines(implication, library, index)
        if not implications:
            note = index.text(proposition, SKOS.editorialNote).removeprefix("Not tested: ")
            yield f"      not tested: {note or 'no implication is written'}"


def _implication_lines(implication: Implication, library: Library, index: Index) -> Iterator[str]:
    probe = library.probes[implication.probe]
    yield f"      {implication.label}  [{short(implication.iri)}, {implication.created}]"
    yield f"          asks: {probe.label}  [{short(probe.iri)}]"
    answers = ", ".join(index.label(answer) for answer in probe.answers)
    yield f"          predicts: {index.label(implication.predicts)} (of: {answers})"
    rivals = ", ".join(short(r.iri) for r in library.rivals(implication)) or "none"
    yield f"          kind of test: {implication.kind}; rivals: {rivals}"
    yield f"          why: {implication.rationale}"


def implication_report(
    implication: Implication, verdicts: Sequence[Verdict], library: Library, record: Record
) -> Iterator[str]:
    """Say how an implication fares, case by case, down to the passages."""
    index = record.index
    names = " and ".join(t.label for t in library.theories_of(implication.proposition))
    yield f"{names}: {index.label(implication.proposition)}  [{short(implication.proposition)}]"
    yield from _implication_lines(implication, library, index)
    yield from (f"          {line}" for line in lines(count(verdicts)))
    sources = sorted({row for v in verdicts for row in map(_source, v.told_by)})
    yield f"          the cases come from: {', '.join(sources) or 'nowhere'}"
    for verdict in verdicts:
        if verdict.outcome is not Outcome.OUT:
            yield from _verdict_lines(verdict, index)


def overview_lines(
    tested: Sequence[tuple[Implication, Sequence[Verdict]]], library: Library
) -> Iterator[str]:
    """Lay out one line for each implication: how many cases came to what, and what they bear."""
    head = ("theory", "implication", "kind of test", *OUTCOMES, "parts", "out", "bears")
    rows: list[tuple[str, ...]] = []
    for implication, verdicts in tested:
        counts = count(verdicts)
        rows.append(
            (
                ", ".join(short(t.iri) for t in library.theories_of(implication.proposition)),
                short(implication.iri),
                implication.kind,
                *(str(counts.whole[outcome] or "-") for outcome in OUTCOMES),
                str(counts.items or "-"),
                str(counts.out or "-"),
                ", ".join(f"{n} {b.words}" for b, n in counts.bearings.items()) or "-",
            )
        )
    yield from aligned([head, *sorted(rows)])


def _source(claim: NamedNode) -> str:
    return short(claim).split(":", 1)[0]


def _verdict_lines(verdict: Verdict, index: Index) -> Iterator[str]:
    marks = f"  ({', '.join(verdict.marks)})" if verdict.marks else ""
    yield f"        {index.label(verdict.case)}  [{short(verdict.case)}]"
    yield f"            {verdict.outcome}: {verdict.bearing.words}{marks}"
    for row in verdict.rows:
        gloss = said(row.claim, index)
        places = ", ".join(map(short, index.nodes(row.claim, IST.anchoredAt))) or _cited(row, index)
        interest = ", applies the theory" if row.interested else ""
        yield f"            {index.label(row.answer)} <- {short(row.claim)}{interest}: {gloss}"
        yield f"                at {places}"
    if verdict.applied_by:
        yield f"            the theory is applied here by {_names(verdict.applied_by)}"
    if verdict.without_project is not verdict.outcome:
        yield f"            without the project's own claims: {verdict.without_project}"
    if verdict.without_interested is not verdict.outcome:
        yield (
            f"            without the sources that apply the theory: {verdict.without_interested}"
        )
    if verdict.rests_on:
        yield f"            rests on {_names(verdict.rests_on)}"
    if verdict.flips_without:
        yield f"            without one of these alone: {', '.join(_flips(verdict))}"
    elif verdict.rows and verdict.flips_without is not None:
        yield "            no single claim flips it"


def _flips(verdict: Verdict) -> Iterator[str]:
    """Say what the outcome becomes without each claim that flips it."""
    for claim, outcome in zip(verdict.flips_without or (), verdict.flips_to or (), strict=True):
        yield f"{short(claim)} ({outcome})"


def _cited(row: Evidence, index: Index) -> str:
    """Return what a claim without a passage cites: the project's own claims rest on records."""
    cited = (citation_words(c, index) for c in citations_of(row.claim, index))
    return "; ".join(cited) or "no passage"


def _names(nodes: Iterable[NamedNode]) -> str:
    return ", ".join(map(short, nodes)) or "none"


def as_record(verdict: Verdict, library: Library, policy: Policy) -> dict[str, object]:
    """Return a verdict as plain values for JSON."""
    return {
        "implication": verdict.implication.iri.value,
        "probe": verdict.implication.probe.value,
        "proposition": verdict.implication.proposition.value,
        "predicts": verdict.implication.predicts.value,
        "test_kind": verdict.implication.kind,
        "rivals": [r.iri.value for r in library.rivals(verdict.implication)],
        "view": verdict.view,
        "case": verdict.case.value,
        "outcome": str(verdict.outcome),
        "bearing": str(verdict.bearing),
        "marks": [str(mark) for mark in verdict.marks],
        "rows": [
            {
                "answer": row.answer.value,
                "claim": row.claim.value,
                "source": row.source,
                "interested": row.interested,
            }
            for row in verdict.rows
        ],
        "part_of": [whole.value for whole in verdict.part_of],
        "case_told_by": sorted(claim.value for claim in verdict.told_by),
        "applied_by": [claim.value for claim in verdict.applied_by],
        "without_project": str(verdict.without_project),
        "without_interested": str(verdict.without_interested),
        "rests_on": _values(verdict.rests_on),
        "flips_without": _values(verdict.flips_without),
        "flips_to": None if verdict.flips_to is None else [str(o) for o in verdict.flips_to],
        "query_digest": query_digest(verdict, policy),
    }


def _values(nodes: Sequence[NamedNode] | None) -> list[str] | None:
    return None if nodes is None else [node.value for node in nodes]


def query_digest(verdict: Verdict, policy: Policy) -> str:
    """Return the SHA-256 of the queries and the view policy that a verdict comes from."""
    return hashlib.sha256(f"{verdict.digest} {policy.digest()}".encode()).hexdigest()


def data_digest(triples: Iterable[Triple]) -> str:
    """Return the SHA-256 of statements, sorted."""
    digest = hashlib.sha256()
    for line in sorted(map(str, triples)):
        digest.update(f"{line} .\n".encode())
    return digest.hexdigest()


def as_json(
    verdicts: Iterable[Verdict], library: Library, policy: Policy, data: str, view: str
) -> str:
    """Write verdicts as JSON, with the digests of data, view and policy."""
    return json.dumps(
        {
            "data_digest": data,
            "view_digest": view,
            "policy_digest": policy.digest(),
            "verdicts": [as_record(v, library, policy) for v in verdicts],
        },
        indent=2,
        ensure_ascii=False,
    )


def verdict_node(verdict: Verdict) -> NamedNode:
    """Return a verdict's name: view, implication and case."""
    parts = (
        verdict.view,
        short(verdict.implication.iri).split(":", 1)[1],
        short(verdict.case).replace(":", "-").removeprefix("situation-"),
    )
    return NamedNode(f"{PREFIXES['verdict']}{'-'.join(parts)}")


def triples_of(
    verdicts: Iterable[Verdict], index: Index, policy: Policy, data: str, view: str
) -> Iterator[Triple]:
    """Yield verdicts, and the run that they come from, in our terms and PROV's."""
    run = NamedNode(f"{PREFIXES['verdict']}run-{policy.name}-{view[:16]}")
    yield Triple(run, RDF.type, PROV.Activity)
    yield Triple(run, RDFS.label, Literal(f"test run over view {policy.name}", language="en"))
    verdicts = tuple(verdicts)
    askers: dict[str, set[str]] = defaultdict(set)
    for verdict in verdicts:
        askers[verdict.digest].add(short(verdict.implication.iri))
    asked = [
        (f"probe as asked for {', '.join(sorted(names))}", digest)
        for digest, names in sorted(askers.items())
    ]
    for name, digest in (("data", data), ("view", view), ("policy", policy.digest()), *asked):
        entity = NamedNode(f"urn:sha256:{digest}")
        yield Triple(run, PROV.used, entity)
        yield Triple(entity, RDF.type, PROV.Entity)
        yield Triple(entity, DCTERMS.description, Literal(f"the {name}, by its SHA-256"))
    for verdict in verdicts:
        node = verdict_node(verdict)
        label = f"view {verdict.view}, {index.label(verdict.case)}: {verdict.outcome}"
        digest = query_digest(verdict, policy)
        yield Triple(node, RDF.type, IST.Verdict)
        yield Triple(node, RDFS.label, Literal(label, language="en"))
        yield Triple(node, IST.ofImplication, verdict.implication.iri)
        yield Triple(node, IST.case, verdict.case)
        yield Triple(node, IST.outcome, NamedNode(f"{PREFIXES['outcome']}{verdict.outcome}"))
        yield Triple(node, IST.bearing, NamedNode(f"{PREFIXES['bearing']}{verdict.bearing}"))
        yield Triple(node, IST.viewName, Literal(verdict.view))
        yield Triple(node, IST.queryDigest, Literal(digest))
        yield Triple(node, PROV.wasGeneratedBy, run)
        for mark in verdict.marks:
            yield Triple(node, IST.isMarked, NamedNode(f"{PREFIXES['mark']}{mark}"))
        for claim in verdict.rests_on or ():
            yield Triple(node, IST.restsOn, claim)
        for claim in verdict.flips_without or ():
            yield Triple(node, IST.flipsWithout, claim)
        for claim in sorted({row.claim for row in verdict.rows}, key=str):
            yield Triple(node, PROV.wasDerivedFrom, claim)


def as_turtle(
    verdicts: Sequence[Verdict], index: Index, policy: Policy, data: str, view: str
) -> str:
    """Write verdicts and their run as Turtle."""
    triples = sorted(set(triples_of(verdicts, index, policy, data, view)), key=str)
    sources = sorted(
        {_source(claim) for v in verdicts for claim in (*v.told_by, *(v.rests_on or ()))}
        | {_source(row.claim) for v in verdicts for row in v.rows}
    )
    kinds = ("bearing", "implication", "ist", "mark", "outcome", "prov", "rdfs", "situation")
    prefixes = {key: PREFIXES[key] for key in (*kinds, "dcterms", "verdict")}
    prefixes |= {key: f"{ID}{key}/" for key in sources}
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()
