"""A report of findings as text, JSON, SARIF 2.1.0 or a SHACL validation report in Turtle."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from interstate import __version__
from interstate.checks import CHECKS, Report, name_of
from interstate.findings import Finding, Severity
from interstate.namespaces import BASE, ID, PREFIXES, RDF, VOCABULARIES, XSD
from interstate.shacl_terms import SH

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SEVERITIES = {
    Severity.VIOLATION: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.INFO: SH.Info,
}


def as_text(report: Report, *, advice: bool = False) -> str:
    """One line per finding (file:line severity focus rule message), then a summary.

    Advice (info) is only counted unless ``advice``; the other formats have it always.
    """
    shown = [f for f in report.findings if advice or f.severity is not Severity.INFO]
    lines = [_line(finding) for finding in shown]
    if report.unreadable:
        lines.append(f"{len(report.findings)} unreadable; nothing else was checked.")
    else:
        checked = ", ".join(ran.name for ran in report.ran)
        lines.append(f"{_count(len(shown))} in {len(report.ran)} checks ({checked}).")
        if len(shown) < len(report.findings):
            left = len(report.findings) - len(shown)
            lines.append(f"{left} pieces of advice; --advice shows them.")
        lines += [f"not run: {name} ({why})" for name, why in sorted(report.not_run.items())]
    return "\n".join(lines) + "\n"


def _line(finding: Finding) -> str:
    where = finding.file + (f":{finding.line}" if finding.line else "")
    parts = (where, finding.severity, name_of(finding.focus), finding.rule, finding.message)
    return "  ".join(part for part in parts if part)


def _count(number: int) -> str:
    if not number:
        return "Nothing found"
    return f"{number} finding{'s' if number > 1 else ''}"


def as_json(report: Report) -> str:
    """The same as an object; timings are left out, so that equal input gives equal bytes."""
    content = {
        "conforms": not report.findings,
        "findings": [
            {
                "file": f.file,
                "line": f.line,
                "severity": f.severity.value,
                "focus": f.focus,
                "rule": f.rule,
                "message": f.message,
                "value": f.value,
            }
            for f in report.findings
        ],
        "checks": [{"name": ran.name, "findings": ran.findings} for ran in report.ran],
        "notRun": dict(sorted(report.not_run.items())),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_sarif(report: Report) -> str:
    """SARIF 2.1.0, which code hosts and editors show beside the line."""
    rules = sorted({f.rule for f in report.findings})
    results: list[dict[str, Any]] = [
        {
            "ruleId": f.rule,
            "level": _LEVELS[f.severity],
            "message": {"text": f.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": f.file or "."},
                        "region": {"startLine": max(f.line, 1)},
                    },
                    "logicalLocations": [{"fullyQualifiedName": f.focus}] if f.focus else [],
                }
            ],
        }
        for f in report.findings
    ]
    content = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "interstate",
                        "version": __version__,
                        "informationUri": BASE,
                        "rules": [{"id": rule} for rule in rules],
                    }
                },
                "results": results,
            }
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_turtle(report: Report) -> str:
    """A ``sh:ValidationReport``; results have IRIs, numbered in the report's order."""
    head = NamedNode(f"{ID}interstate/report")
    conforms = Literal("false" if report.findings else "true", datatype=XSD.boolean)
    triples = [
        Triple(head, RDF.type, SH.ValidationReport),
        Triple(head, SH.conforms, conforms),
    ]
    for number, finding in enumerate(report.findings, start=1):
        node = NamedNode(f"{head.value}/{number}")
        triples += [
            Triple(head, SH.result, node),
            Triple(node, RDF.type, SH.ValidationResult),
            Triple(node, SH.resultSeverity, _SEVERITIES[finding.severity]),
            Triple(node, SH.resultMessage, Literal(finding.message, language="en")),
            Triple(node, SH.sourceShape, NamedNode(_rule_iri(finding.rule))),
        ]
        if finding.focus:
            triples.append(Triple(node, SH.focusNode, NamedNode(finding.focus)))
        if finding.value:
            triples.append(Triple(node, SH.value, Literal(finding.value)))
    used = {k: PREFIXES[k] for k in ("sh", "istsh", "xsd", "rdf")}
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()


def _rule_iri(rule: str) -> str:
    """SHACL rules are shapes; the others are documented under their own name."""
    check = rule.split("-", 1)[0]
    return (
        f"{BASE}rules/" if check in CHECKS or rule == "syntax" else VOCABULARIES["istsh"]
    ) + rule


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "turtle": as_turtle,
}
"""Renderers by the name that ``--format`` takes."""
