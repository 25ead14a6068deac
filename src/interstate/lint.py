"""Hygiene of ontology and data: one SPARQL query per rule, each with a page that explains it.

A rule is a file ``queries/lint/<area>-<rule>.rq`` that selects ``?entity ?property ?value``. The
comment at its top says in one line what is wrong, and then, as ``key: value``, its ``severity``
and ``message``. ``unless-named-in`` lists folders whose files also count as use of a term; the
store that is searched holds neither shapes nor queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, QuerySolutions, Store

from interstate.errors import InputError
from interstate.findings import Finding, Severity
from interstate.graphs import read_text
from interstate.namespaces import VOCABULARIES
from interstate.vocabulary import shorten

FOLDER = "queries/lint"
"""Where the rules are, below a project's root."""

PROJECTED = ("entity", "property", "value")
"""What every rule selects, in this order."""

_NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")
_HEADER = re.compile(r"#\s*([a-z-]+):\s+(\S.*)")
_OUR_TERM = re.compile(r"(?<![\w-])ist:([A-Za-z]\w*)")


@dataclass(frozen=True, slots=True)
class LintRule:
    """One rule: its name, what it is about, what to do, and the query that finds its rows."""

    name: str
    title: str
    severity: Severity
    message: str
    query: str
    unless_named_in: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The page that explains the rule, below the project's root."""
        return f"docs/rules/{self.name}.md"


def find_lint(store: Store, root: Path) -> tuple[Finding, ...]:
    """Run every rule of the project at ``root`` over ``store`` and return what they find, sorted.

    Raises:
        InputError: a rule is broken; the message names its file.
    """
    found: list[Finding] = []
    for rule in load_rules(root):
        named = named_terms(root, rule.unless_named_in)
        found += (finding for finding in run_rule(store, rule) if finding.focus not in named)
    return tuple(sorted(found))


def load_rules(root: Path) -> tuple[LintRule, ...]:
    """Read the rules of a project, by name.

    Raises:
        InputError: a file's name or header is not as described above.
    """
    return tuple(_read(path, root) for path in sorted((root / FOLDER).glob("*.rq")))


def _read(path: Path, root: Path) -> LintRule:
    name = path.relative_to(root).as_posix()
    text = read_text(path, name)
    if not _NAME.fullmatch(path.stem):
        raise InputError(
            f"'{path.stem}' is no name of a rule.",
            remedy="call the file <area>-<rule>.rq, in lower case with hyphens.",
            path=name,
        )
    header = [line for line in text.splitlines() if line.startswith("#")]
    values = {m[1]: m[2].strip() for line in header if (m := _HEADER.fullmatch(line))}
    title = header[0].removeprefix("#").strip() if header else ""
    severity, message = values.get("severity", ""), values.get("message", "")
    if not title or not message or severity not in set(Severity):
        raise InputError(
            "the header of this rule is not complete.",
            remedy="say in its first line what is wrong, then '# severity: violation', 'warning' "
            "or 'info', and '# message: what to do'.",
            path=name,
            line=1,
        )
    return LintRule(
        path.stem,
        title,
        Severity(severity),
        message,
        text,
        tuple(values.get("unless-named-in", "").split()),
    )


def run_rule(store: Store, rule: LintRule) -> Iterator[Finding]:
    """Run one rule and yield a finding for each of its rows.

    Raises:
        InputError: its query is broken, or selects something else than it has to.
    """
    where = f"{FOLDER}/{rule.name}.rq"
    try:
        rows = store.query(rule.query)
    except SyntaxError as error:
        raise InputError(f"the query is broken: {error}.", remedy="mend it.", path=where) from error
    names = tuple(v.value for v in rows.variables) if isinstance(rows, QuerySolutions) else ()
    if not isinstance(rows, QuerySolutions) or names != PROJECTED:
        raise InputError(
            "the query does not select ?entity ?property ?value.",
            remedy="select these three, in this order.",
            path=where,
        )
    for row in rows:
        entity, predicate, value = row["entity"], row["property"], row["value"]
        yield Finding(
            "",
            0,
            _text(entity),
            f"lint-{rule.name}",
            f"{shorten(_text(predicate))}: {rule.message}",
            rule.severity,
            _text(value),
        )


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


def named_terms(root: Path, folders: Iterable[str]) -> frozenset[str]:
    """Return the IRIs of our terms that files below ``folders`` name; rules themselves don't count.

    Shapes and queries use a term by naming it, and neither is in the store.
    """
    texts = (
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in {".rq", ".ttl"} and path.parent != root / FOLDER
    )
    base = VOCABULARIES["ist"]
    return frozenset(NamedNode(base + name).value for text in texts for name in _terms(text))


def _terms(text: str) -> set[str]:
    r"""Return the local names of our terms in a file, comments left out.

    >>> sorted(_terms('# ist:Old\nSELECT ?x { ?x a ist:Claim ; ist:gloss ?y }'))
    ['Claim', 'gloss']
    """
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {match[1] for line in lines for match in _OUR_TERM.finditer(line)}
