"""What a verdict rests on: the root claims without any one of which it would be another.

The queries' own ``?claim`` columns show only part of it: scope, offices, order in time and the
set that an item belongs to count too (4 claims shown where 11 mattered, in the trial). So claims
are taken away for real, and the queries run again.

Queries cannot answer from what is missing, so under a policy that keeps contested values taking
away *more* can only take away more rows. A whole group of claims whose removal changes nothing is
therefore cleared at once: first all that the queries never touched, then halves of the rest. The
halves are tried where those far claims are gone already, which is quick: what changes nothing
there changes nothing in the whole. Only what does change something there is tried in the whole,
one by one, where a far claim may make up for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from interstate.assessment import Assessor
from interstate.theory_library import Implication
from interstate.verdicts import Findings, Outcome, Verdict, outcome_in

Signature = tuple[object, ...]


def with_resting(
    assessor: Assessor, implication: Implication, verdicts: Sequence[Verdict]
) -> tuple[Verdict, ...]:
    """Return the verdicts with what each of them rests on and flips without.

    A verdict without evidence (silent, out) rests on nothing.
    """
    whole = assessor.findings(implication)
    cases = frozenset(verdict.case for verdict in verdicts if verdict.rows)
    claims = assessor.bench.view.accepted() if cases else ()
    monotone = assessor.bench.policy.contested == "keep"
    before = _signature(whole, cases)
    changed: dict[NamedNode, Findings] = {}

    def changes(group: Sequence[NamedNode]) -> bool:
        with assessor.bench.without(group):
            after = assessor.findings(implication)
        differs = _signature(after, cases) != before
        if len(group) == 1 and differs:
            changed[group[0]] = after
        return differs

    near = touched_claims(assessor, implication) if monotone and cases else frozenset()
    far = [claim for claim in claims if claim not in near]
    part = assessor.bench.part(far) if monotone and cases else assessor.bench

    def changes_part(group: Sequence[NamedNode]) -> bool:
        with part.without(group):
            return _signature(assessor.findings(implication, part), cases) != before

    # A path can pass through nodes that no column shows; then far claims matter, and all are tried.
    if part is not assessor.bench and not changes_part(()):
        likely = [claim for claim in claims if claim in near]
        claims = find_mattering(likely, changes_part, monotone=True)
        mattering = tuple(claim for claim in claims if changes([claim]))
    else:
        mattering = find_mattering(claims, changes, monotone=monotone)
    return tuple(_rest(verdict, whole, changed, mattering) for verdict in verdicts)


def touched_claims(assessor: Assessor, implication: Implication) -> frozenset[NamedNode]:
    """Return root claims that speak of a situation that some query of an implication binds.

    Those by which it holds and those that computed statements about it need are among them. This
    is only a likely set: the caller proves that no other claim matters by leaving those out.
    """
    probe = assessor.probe(implication)
    bench, ground = assessor.bench, assessor.bench.view.ground
    bound: set[NamedNode] = set()
    for query in (probe.case_query, probe.answer_query, implication.scope_query):
        if query:
            bound |= bench.bindings(_PROJECTION.sub("SELECT * WHERE", query, count=1))
    found: set[NamedNode] = set()
    for reference in bound:
        for node in (reference, *ground.record.accounts.get(reference, ())):
            if node not in bench.view.described:
                continue
            needs = [n for s in ground.statements.get(node, ()) for way in s.needs for n in way]
            found.update(root for n in (node, *needs) if (root := ground.root_of(n)) is not None)
            found |= bench.view.held[node]
    return frozenset(found)


_PROJECTION = re.compile(r"SELECT\b[^{]*?\bWHERE\b", re.IGNORECASE)


def find_mattering(
    claims: Sequence[NamedNode],
    changes: Callable[[Sequence[NamedNode]], bool],
    *,
    monotone: bool,
) -> tuple[NamedNode, ...]:
    """Return the claims that matter one by one, clearing whole groups where that is sound.

    >>> nodes = [NamedNode(f"x:{i:02}") for i in range(64)]
    >>> asked = []
    >>> def changes(group):
    ...     asked.append(len(group))
    ...     return nodes[3] in group or nodes[40] in group
    >>> [n.value for n in find_mattering(nodes, changes, monotone=True)], len(asked) < 30
    (['x:03', 'x:40'], True)
    """
    if not monotone:
        return tuple(claim for claim in claims if changes([claim]))
    found: list[NamedNode] = []
    agenda = [list(claims)]
    while agenda:
        group = agenda.pop()
        if not group or not changes(group):
            continue
        if len(group) == 1:
            found += group
            continue
        half = len(group) // 2
        agenda += [group[half:], group[:half]]
    return tuple(sorted(found, key=str))


def _signature(findings: Findings, cases: frozenset[NamedNode]) -> Signature:
    rows = tuple(row for row in findings.rows if row.case in cases)
    return (cases.intersection(findings.universe), findings.scope & cases, rows)


def _rest(
    verdict: Verdict,
    whole: Findings,
    changed: dict[NamedNode, Findings],
    mattering: Sequence[NamedNode],
) -> Verdict:
    if not verdict.rows:
        return replace(verdict, rests_on=(), flips_without=(), flips_to=())
    case, predicted = verdict.case, verdict.implication.predicts
    rests: list[NamedNode] = []
    flips: dict[NamedNode, Outcome] = {}
    for claim in mattering:
        after = changed[claim]
        outcome = outcome_in(after, case, predicted)
        if outcome is not verdict.outcome:
            flips[claim] = outcome
        if outcome is not verdict.outcome or after.in_case(case) != whole.in_case(case):
            rests.append(claim)
    return replace(
        verdict,
        rests_on=tuple(rests),
        flips_without=tuple(flips),
        flips_to=tuple(flips.values()),
    )
