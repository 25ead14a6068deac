"""Verdicts on theories as the site shows them: prediction, outcome, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode

from interstate.namespaces import PREFIXES
from interstate.site.library import Library
from interstate.study import Study
from interstate.theories import Laboratory
from interstate.theory_counts import count
from interstate.verdicts import Verdict

WITHOUT_EFFECT = ("silent", "out")


def tested(library: Library) -> Mapping[NamedNode, list[dict[str, Any]]]:
    """Return every implication with its verdicts under the first view, by proposition.

    Theories need runs of their probes; they are run once for a library.
    """
    known: Mapping[NamedNode, list[dict[str, Any]]] | None = library.memory.get("verdicts")
    if known is not None:
        return known
    laboratory = Laboratory(Study(library.project))
    policy = library.project.policies[0]
    found: dict[NamedNode, list[dict[str, Any]]] = {}
    for implication in laboratory.library.implications:
        verdicts = laboratory.test(implication, policy)
        found.setdefault(implication.proposition, []).append(
            {
                "iri": implication.iri,
                "name": implication.iri.value.removeprefix(PREFIXES["implication"]),
                "label": implication.label,
                "probe": implication.probe,
                "predicts": implication.predicts,
                "kind": implication.kind.replace("-", " "),
                "rationale": implication.rationale,
                "rivals": [r.iri for r in laboratory.library.rivals(implication)],
                "verdicts": [_verdict(v) for v in verdicts if str(v.outcome) != "out"],
                "counts": count(verdicts),
            }
        )
    library.memory["verdicts"] = found
    return found


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "case": verdict.case,
        "outcome": str(verdict.outcome),
        "bearing": verdict.bearing.words,
        "marks": [str(mark).replace("-", " ") for mark in verdict.marks],
        "rows": [
            {"answer": row.answer, "claim": row.claim, "interested": row.interested}
            for row in verdict.rows
        ],
    }


def verdict_rows(proposition: NamedNode, library: Library) -> list[dict[str, Any]]:
    """Return a proposition's implications with their verdicts."""
    return tested(library).get(proposition, [])
