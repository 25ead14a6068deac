"""Whether probes and implications are sound, before anything is run on the record.

Each rule stands for a fault that made verdicts worthless in a trial: a query that looked for the
tag "bandwagoning", an answer that silence gave, a theory that could not fail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from itertools import combinations
from pathlib import Path

from pyoxigraph import NamedNode

from interstate.bench import Bench
from interstate.clean_cache import CleanCache, digest
from interstate.controls import check_controls, control_paths
from interstate.derivation import Derived
from interstate.errors import InputError
from interstate.findings import Finding
from interstate.graphs import Corpus, Hierarchy, Index
from interstate.ground import Ground, prepare
from interstate.namespaces import ID, IST, PREFIXES
from interstate.policies import DEFAULT
from interstate.query_terms import Level, Levels, QueryReading, read_query
from interstate.record import Record, short
from interstate.theory_library import Implication, Library, Probe, load_library
from interstate.verdicts import read_window

_PARTICULAR = (
    "event",
    "group",
    "interstate",
    "office",
    "organization",
    "person",
    "place",
    "situation",
    "state",
    "theory",
    "work",
)
"""Kinds of individuals that a general question does not name."""

_SCOPE_TERMS = frozenset(
    term.value
    for term in (
        IST.Classification,
        IST.Comparison,
        IST.Judgement,
        IST.judges,
        IST.hasSubject,
        IST.hasCriterion,
        IST.comparedWith,
    )
)
"""Interpretation that may still delimit cases."""


def check_theories(
    corpus: Corpus, derived: Derived, cache: Path | None = None, ground: Ground | None = None
) -> tuple[Finding, ...]:
    """Check every probe and implication of a project: queries, answers, scopes, controls.

    Probes whose controls ``cache`` remembers as clean are not tried on them again; ``ground`` is
    what :func:`interstate.ground.prepare` makes of ``derived``, if that is known already.
    """
    library = load_library(corpus.index, corpus.hierarchy)
    checker = _Checker(library, corpus.hierarchy, Index(corpus.ontology_triples), derived.record)
    findings = list(checker.check())
    findings += _controls(corpus, library, CleanCache("controls", cache))
    if not findings:
        findings += check_scopes(library, ground or prepare(derived), corpus.hierarchy)
    return tuple(sorted(set(findings)))


def _controls(corpus: Corpus, library: Library, remembered: CleanCache) -> Iterator[Finding]:
    ontology = digest(document.text for document in corpus.ontology)
    for probe in library.probes.values():
        worlds = [part for path in control_paths(corpus.root, probe) for part in _state(path)]
        answers = [answer.value for answer in probe.answers]
        asked = (probe.iri.value, probe.case_query, probe.answer_query, digest(answers))
        key = remembered.key(ontology, *asked, *worlds)
        if remembered.knows(key):
            continue
        found = tuple(check_controls(corpus.root, probe, corpus.hierarchy))
        if not found:
            remembered.learn(key)
        yield from found
    remembered.save()


def _state(path: Path) -> tuple[str, str]:
    try:
        return path.name, hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return path.name, "unreadable"  # the check says so; only what is clean is kept


def interpretive_probes(
    library: Library, ontology: Index, hierarchy: Hierarchy
) -> frozenset[NamedNode]:
    """Return the probes whose answer query uses interpretation; their tests are straws."""
    levels = Levels(ontology, hierarchy)
    return frozenset(
        probe.iri
        for probe in library.probes.values()
        if any(
            level is Level.INTERPRETATION
            for _, level in levels.beyond(read_query(probe.answer_query).terms)
        )
    )


class _Checker:
    def __init__(
        self, library: Library, hierarchy: Hierarchy, ontology: Index, record: Record
    ) -> None:
        self._library = library
        self._hierarchy = hierarchy
        self._levels = Levels(ontology, hierarchy)
        self._record = record

    def check(self) -> Iterator[Finding]:
        for probe in self._library.probes.values():
            users = [i for i in self._library.implications if i.probe == probe.iri]
            yield from self._probe(probe, users)
        for implication in self._library.implications:
            yield from self._implication(implication)

    def _probe(self, probe: Probe, users: list[Implication]) -> Iterator[Finding]:
        try:
            read_window(probe.window)
        except InputError as error:
            yield _finding(probe.iri, "window", f"{error.problem} {error.remedy}")
        cases = yield from self._read(probe.iri, "case query", probe.case_query, ("case", "claim"))
        if cases:
            yield from self._cases(probe.iri, "case query", cases)
        answers = yield from self._read(
            probe.iri, "answer query", probe.answer_query, ("case", "answer", "claim")
        )
        if answers is None:
            return
        named = {iri for iri in answers.terms if iri.startswith(PREFIXES["answer"])}
        listed = {answer.value for answer in probe.answers}
        for iri in sorted(named ^ listed):
            which = "on the list but not in" if iri in listed else "not on the list but in"
            yield _finding(
                probe.iri, "answers", f"{short(iri)} is {which} the answer query; make them agree."
            )
        strong = [i for i in users if i.kind != "straw-in-the-wind"]
        for iri, level in self._levels.beyond(answers.terms):
            if level is Level.INTERPRETATION and strong:
                yield _finding(
                    probe.iri,
                    "level",
                    f"the answer query uses {_term(iri)}, which is interpretation, but "
                    f"{short(strong[0].iri)} makes more than a straw of it; ask the record, or "
                    "lower the kind of test.",
                )
            elif level is Level.THEORY:
                yield _finding(
                    probe.iri,
                    "level",
                    f"the answer query uses {_term(iri)}, which is theory; that somebody applies a "
                    "theory is no evidence for it.",
                )
        for implication in users:
            yield from self._predicted(implication, "answer query", answers)

    def _implication(self, implication: Implication) -> Iterator[Finding]:
        if not implication.created:
            yield _finding(
                implication.iri,
                "undated",
                "an implication is dated (dcterms:created), so that one written after results "
                "were seen can be told; add the day.",
            )
        if implication.scope_query:
            scope = yield from self._read(
                implication.iri, "scope query", implication.scope_query, ("case",)
            )
            if scope:
                yield from self._cases(implication.iri, "scope query", scope)
                yield from self._predicted(implication, "scope query", scope)

    def _read(
        self, node: NamedNode, what: str, text: str, names: tuple[str, ...]
    ) -> Generator[Finding, None, QueryReading | None]:
        """Yield what is wrong with a query's form; return its reading (None if unreadable)."""
        try:
            reading = read_query(text)
        except InputError as error:
            yield _finding(node, "query", f"the {what} is {error.problem} {error.remedy}")
            return None
        for name in names:
            if name not in reading.variables:
                yield _finding(node, "query", f"the {what} does not project ?{name}; add it.")
        for construct in reading.forbidden:
            yield _finding(
                node,
                "absence",
                f"the {what} uses {construct}: evidence that is missing could then count, and "
                "rejecting a source could create it; ask only for what is there.",
            )
        for iri in sorted(reading.terms):
            if iri.startswith(PREFIXES["ist"]) and NamedNode(iri) not in self._hierarchy.defined:
                yield _finding(
                    node, "unknown-term", f"the {what} uses {_term(iri)}, which does not exist."
                )
            elif self._levels.of(iri) is Level.FOREIGN:
                yield _finding(
                    node,
                    "foreign-term",
                    f"the {what} uses {_term(iri)}: a probe asks for roles and kinds of the "
                    "record, not for words or other vocabularies.",
                )
            elif _kind(iri) in _PARTICULAR or (
                iri.startswith(ID) and f"{ID}{_kind(iri)}/" not in PREFIXES.values()
            ):
                yield _finding(
                    node,
                    "particular",
                    f"the {what} names {short(iri)}; a theory speaks of kinds, so ask by role.",
                )
        return reading

    def _cases(self, node: NamedNode, what: str, reading: QueryReading) -> Iterator[Finding]:
        for iri, level in self._levels.beyond(reading.terms):
            if level is Level.THEORY or (level is Level.INTERPRETATION and iri not in _SCOPE_TERMS):
                yield _finding(
                    node,
                    "level",
                    f"the {what} uses {_term(iri)}, which is {level}; cases are delimited by the "
                    "record, classifications and comparisons.",
                )

    def _predicted(
        self, implication: Implication, what: str, reading: QueryReading
    ) -> Iterator[Finding]:
        """Yield the notions that a proposition predicts and that its own test looks for."""
        index = self._record.index
        proposition = implication.proposition
        predicted = {
            concept.value
            for node in (proposition, *self._record.accounts.get(proposition, ()))
            for concept in index.nodes(node, IST.slotObject)
        }
        for iri in sorted(predicted & reading.terms):
            yield _finding(
                implication.iri,
                "predicted-concept",
                f"the {what} asks for {short(iri)}, which is what the proposition predicts; the "
                "tag of an author would then prove his theory.",
            )


def check_scopes(library: Library, ground: Ground, hierarchy: Hierarchy) -> Iterator[Finding]:
    """Yield pairs by which a theory predicts two answers for one case, so that it cannot fail."""
    bench: Bench | None = None
    for theory in library.theories:
        for first, second in combinations(library.implications_of(theory), 2):
            if first.probe != second.probe or first.predicts == second.predicts:
                continue
            bench = bench or Bench(ground, hierarchy, DEFAULT)
            cases = [set(_scope(bench, library, i)) for i in (first, second)]
            for case in sorted(cases[0] & cases[1], key=str):
                yield _finding(
                    first.iri,
                    "scopes-overlap",
                    f"{short(theory.iri)} predicts {short(first.predicts)} here and "
                    f"{short(second.predicts)} by {short(second.iri)} for {short(case)}: it cannot "
                    "fail; make the scopes disjoint.",
                )


def _scope(bench: Bench, library: Library, implication: Implication) -> Iterable[NamedNode]:
    query = implication.scope_query or library.probes[implication.probe].case_query
    return (row["case"] for row in bench.rows(query, ("case",)))


def _finding(node: NamedNode, rule: str, message: str) -> Finding:
    return Finding("", 0, node.value, f"theories-{rule}", message)


def _term(iri: str) -> str:
    from interstate.vocabulary import shorten

    return shorten(iri)


def _kind(iri: str) -> str:
    return iri[len(ID) :].split("/", 1)[0] if iri.startswith(ID) else ""
