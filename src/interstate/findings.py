"""What a check found: one small record per problem, the same for every check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: meaning broken, practice broken, or advice."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem: where it is, which rule it breaks, what to do about it.

    ``file`` is relative to the project's root ("" when no file can be named), ``line`` is
    1-based (0 when unknown), ``focus`` is the IRI of the node (or ""), ``rule`` is a stable name:
    a shape IRI's local name (``Alliance-hasParty-count``) or ``<check>-<rule>``
    (``syntax-encoding``, ``lint-definition-once``).
    """

    file: str
    line: int
    focus: str
    rule: str
    message: str
    severity: Severity = Severity.VIOLATION
    value: str = ""
