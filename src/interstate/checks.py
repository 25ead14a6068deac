"""Everything that can be wrong, in one report.

Each check has a name that never changes; its findings' rules begin with it (``terms-ours``),
but for SHACL, whose rules are the shapes' own names (``Alliance-hasParty-count``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from interstate import __version__
from interstate.clean_cache import CleanCache, default_folder
from interstate.collector import paused_collector
from interstate.errors import InputError
from interstate.findings import Finding, Severity
from interstate.graphs import load_corpus
from interstate.hermit import MEMORY, TIME_LIMIT
from interstate.lanes import run_in_lanes
from interstate.namespaces import ID
from interstate.project import Project

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ran:
    """A check that ran: its name, how many findings, how many seconds."""

    name: str
    findings: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, what was not and why, and all findings, sorted."""

    findings: tuple[Finding, ...]
    ran: tuple[Ran, ...]
    not_run: Mapping[str, str] = field(default_factory=dict)
    unreadable: bool = False

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings (advice alone is clean), 2 something could not be read."""
        if self.unreadable:
            return 2
        return int(any(f.severity is not Severity.INFO for f in self.findings))


def _format(work: Project) -> Iterator[Finding]:
    from interstate.turtle import format_turtle

    corpus = work.corpus
    remembered = CleanCache("format", work.cache)
    for document in (*corpus.ontology, *corpus.alignments, *corpus.shapes, *corpus.data):
        key = remembered.key(document.text)
        if remembered.knows(key):
            continue
        try:
            wanted = format_turtle(document.text, document.name)
        except InputError as error:
            yield Finding(
                document.name,
                error.line or 0,
                "",
                "format-refused",
                f"{error.problem} {error.remedy}",
            )
            continue
        if wanted == document.text:
            remembered.learn(key)
        else:
            lines = zip(document.text.splitlines(), wanted.splitlines(), strict=False)
            line = next((n for n, (a, b) in enumerate(lines, 1) if a != b), 1)
            yield Finding(
                document.name,
                line,
                "",
                "format-canonical",
                "the file is not in canonical form from here on; run: interstate fmt",
            )
    remembered.save()


def _headers(work: Project) -> Iterable[Finding]:
    from interstate.data_rules import check_headers, check_versions

    return (*check_headers(work.corpus), *check_versions(work.corpus, __version__))


def _terms(work: Project) -> Iterable[Finding]:
    from interstate.vocabulary import check_terms

    return check_terms(work.corpus)


def _identity(work: Project) -> Iterable[Finding]:
    from interstate.data_rules import check_authored, check_identity

    return (*check_identity(work.corpus), *check_authored(work.corpus))


def _owl(work: Project) -> Iterable[Finding]:
    from interstate.dl import check_corpus

    return check_corpus(work.corpus, work.cache)


def _derivation(work: Project) -> Iterable[Finding]:
    return tuple(work.derived.findings)


def _shape_problems(work: Project) -> tuple[Finding, ...]:
    from interstate.validation import check_shapes_graph

    corpus = work.corpus
    remembered = CleanCache("shapes-graph", work.cache)
    # Where the shapes end and the ontology begins counts too.
    texts = [document.text for document in (*corpus.shapes, *corpus.ontology)]
    key = remembered.key(str(len(corpus.shapes)), *texts)
    if remembered.knows(key):
        return ()
    problems = tuple(check_shapes_graph(corpus.shapes_triples, corpus.ontology_triples))
    if not problems:
        remembered.learn(key)
        remembered.save()
    return problems


def _shapes(work: Project) -> Iterator[Finding]:
    from interstate.validation import validate

    corpus = work.corpus
    problems = _shape_problems(work)
    yield from problems
    everything = (*work.data, *corpus.ontology_triples)
    try:
        results = validate(everything, corpus.shapes_triples, corpus.ontology_triples)
    except InputError:
        if not problems:
            raise
        return  # what the validator refuses is among the problems
    for result in results:
        yield Finding(
            "",
            0,
            result.focus,
            result.rule.rsplit("#", 1)[-1],
            result.message,
            Severity(result.severity.lower()),
            result.value,
        )


def _anchors(work: Project) -> Iterable[Finding]:
    from interstate.anchors import check_passages

    return check_passages(work.corpus, work.texts)


def _lint(work: Project) -> Iterable[Finding]:
    from interstate.lint import find_lint

    return find_lint(work.store, work.corpus.root)


def _questions(work: Project) -> Iterable[Finding]:
    from interstate.questions import answered_from, check_answers

    sources = answered_from(work.corpus.root)
    if sources is not None and not work.corpus.sources.keys() <= sources:
        work = work.of(sources)  # another source may add to an answer: that is no fault
    return check_answers(work.store, work.corpus.root)


def _theories(work: Project) -> Iterable[Finding]:
    from interstate.theories import check_theories

    return check_theories(work.corpus, work.derived, work.cache, work.ground)


def _reasoner(
    work: Project, time_limit: float = TIME_LIMIT, memory: int = MEMORY
) -> Iterable[Finding]:
    from interstate.reasoning import check_consistency

    return check_consistency(work.corpus, work.derived, time_limit, memory)


CHECKS: Mapping[str, tuple[Callable[[Project], Iterable[Finding]], str]] = {
    "format": (_format, "every Turtle file is in its canonical form"),
    "header": (_headers, "one ontology header per file, imports resolve, versions agree"),
    "terms": (_terms, "every term of ours and of borrowed vocabularies exists"),
    "data": (
        _identity,
        "every node is defined once, under a well-formed IRI; nothing computed is typed",
    ),
    "dl": (_owl, "OWL 2 DL: nothing that OWL tools would lose or refuse"),
    "derivation": (_derivation, "times read, every situation described by one claim, no cycles"),
    "shapes": (_shapes, "SHACL: the shapes themselves, then the data"),
    "anchors": (_anchors, "passages cover their texts and, with --texts, match them"),
    "lint": (_lint, "hygiene of ontology and data, one query per rule"),
    "questions": (_questions, "every competency question gives its stored answer"),
    "theories": (_theories, "probes, implications and their queries are sound"),
    "reasoner": (_reasoner, "HermiT: consistent, no unsatisfiable class (needs Java)"),
}
"""Every check by name, in the order of running, with what it looks at."""

_NEED_STORE = ("lint", "questions", "theories")
_ASIDE = tuple(name for name in CHECKS if name not in (*_NEED_STORE, "derivation", "reasoner"))
"""What runs in the second lane: all that needs no store."""


@paused_collector()
def run_checks(
    root: Path | str | None = None,
    *,
    only: Iterable[str] = (),
    texts: Path | None = None,
    reasoner: bool = False,
    remember: bool = True,
    time_limit: float = TIME_LIMIT,
    memory: int = MEMORY,
    progress: Progress = lambda _: None,
) -> Report:
    """Check a project and return one report.

    ``only`` names checks to run (default: all but ``reasoner``, which ``reasoner=True`` adds;
    it may take ``time_limit`` seconds and ``memory`` megabytes).
    With ``remember``, files found clean before are not looked at again by the checks of single
    files (see :mod:`interstate.clean_cache`); the report is the same without.

    Raises:
        InputError: an unknown check, or a folder that is no project.
        MissingToolError: the reasoner was asked for and did not run.
    """
    from interstate.data_rules import missing_modules
    from interstate.dl import quoted_triples

    only = tuple(only)
    wanted = only or tuple(n for n in CHECKS if n != "reasoner" or reasoner)
    for name in wanted:
        if name not in CHECKS:
            raise InputError(
                f"there is no check '{name}'.", remedy=f"choose from {', '.join(CHECKS)}."
            )
    started = time.perf_counter()
    broken: list[Finding] = []
    corpus = load_corpus(root, on_error=lambda error: broken.append(_broken(error)))
    if broken:
        skipped = dict.fromkeys(wanted, "a file cannot be read")
        return Report(tuple(sorted(broken)), (), skipped, unreadable=True)
    if gone := missing_modules(corpus):
        skipped = dict.fromkeys(wanted, "a module of the ontology is missing")
        return Report(gone, (), skipped, unreadable=True)
    if quoted := quoted_triples((*corpus.ontology, *corpus.alignments, *corpus.data)):
        skipped = dict.fromkeys(wanted, "a triple is quoted, which nothing else can read")
        return Report(quoted, (), skipped, unreadable=True)
    work = Project(corpus, texts=texts, cache=default_folder() if remember else None)
    ran = [Ran("syntax", 0, time.perf_counter() - started)]
    if {"derivation", "shapes", *_NEED_STORE} & set(wanted):
        progress("derivation")
        _ = work.derived  # both lanes need it: compute it before they part
    runs = {name: CHECKS[name][0] for name in wanted}
    if "reasoner" in runs:
        runs["reasoner"] = partial(_reasoner, time_limit=time_limit, memory=memory)
    tasks = {name: partial(_timed, run, work) for name, run in runs.items()}
    results = run_in_lanes(tasks, _ASIDE, progress)
    findings = [finding for found, _ in results.values() for finding in found]
    ran += [Ran(name, len(found), seconds) for name, (found, seconds) in results.items()]
    why = "left out by --only" if only else "needs --reasoner"
    skipped = {name: why for name in CHECKS if name not in wanted}
    return Report(tuple(sorted(set(findings))), tuple(ran), skipped)


def _timed(
    run: Callable[[Project], Iterable[Finding]], work: Project
) -> tuple[list[Finding], float]:
    started = time.perf_counter()
    found = [_located(finding, work) for finding in run(work)]
    return found, time.perf_counter() - started


def _located(finding: Finding, work: Project) -> Finding:
    if finding.file or not finding.focus:
        return finding
    file, line = work.locate(finding.focus)
    return Finding(
        file, line, finding.focus, finding.rule, finding.message, finding.severity, finding.value
    )


def _broken(error: InputError) -> Finding:
    return Finding(
        str(error.path or ""), error.line or 0, "", "syntax", f"{error.problem} {error.remedy}"
    )


def name_of(focus: str) -> str:
    """Return a focus node as people write it."""
    from interstate.vocabulary import shorten

    if focus.startswith(ID):
        return focus.removeprefix(ID).replace("/", ":", 1)
    return shorten(focus) if focus else ""
