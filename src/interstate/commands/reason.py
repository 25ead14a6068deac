"""``interstate reason``: what follows, whether it can all be true, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interstate.commands import console
from interstate.commands.outputs import check_format
from interstate.commands.roots import Root, one_of
from interstate.errors import InputError, MissingToolError
from interstate.hermit import MEMORY, TIME_LIMIT

if TYPE_CHECKING:
    from interstate.explanations import Explanation
    from interstate.reasoning import Theory


def reason(
    root: Annotated[
        Path | None, typer.Argument(help="A project folder. Default: what is shipped.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Write what follows to this file: .ttl, .nt, .rdf, .trig or .nq."
        ),
    ] = None,
    explain: Annotated[
        list[str] | None,
        typer.Option(
            "--explain",
            metavar="NODE|STATEMENT",
            help="Say why: a node (all that follows about it) or 'SUBJECT PREDICATE OBJECT'; "
            "prefixed names or IRIs; repeatable.",
        ),
    ] = None,
    ask: Annotated[
        str | None,
        typer.Option(
            "--ask",
            metavar="WORDS",
            help="Answer the questions of queries/inferences in which these words occur; or all.",
        ),
    ] = None,
    view: Annotated[
        str | None,
        typer.Option("--view", help="Reason over what holds in this view, not over the record."),
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds for each run of the reasoner.")
    ] = TIME_LIMIT,
    memory: Annotated[
        int, typer.Option("--memory", min=1, help="Megabytes that the reasoner may use.")
    ] = MEMORY,
    fast: Annotated[
        bool, typer.Option("--fast", help="Only rules (OWL 2 RL), without Java; may not be sure.")
    ] = False,
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    in_folder: Root = None,
) -> int:
    """Ask the reasoner HermiT what follows from ontology and data, strictly by OWL 2 DL.

    Exit code 0: consistent; 1: contradictory, or a class that nothing can be of, each with the
    axioms that make it so; 2: something cannot be read; 3: the reasoner did not run or gave no
    answer (no Java, out of memory, time limit).
    Begin with:  interstate reason --ask hearsay
    """
    root = one_of(root, in_folder)
    from interstate.reasoning_reports import check_ending, fast_report

    check_format(output)
    if out is not None:
        check_ending(out)
    with console.err().status("reading and reasoning") as status:
        theory = _theory(root, view)
        if fast:
            from interstate.fast import look

            status.update("following rules")
            verdict = look(theory.triples, theory.axioms)
            console.out().print(fast_report(verdict, theory, output), end="")
            return int(bool(verdict.clashes))
        status.update("reasoning")
        limits = time_limit, memory
        code, text = _strict(theory, root, view, out, explain or (), ask, limits, output)
    console.out().print(text, end="")
    return code


def _theory(root: Path | None, view: str | None) -> Theory:
    from interstate.project import open_project
    from interstate.reasoning import theory_of, theory_of_view

    project = open_project(root)
    if view is None:
        return theory_of(project.corpus, project.derived.triples)
    if view not in project.views:
        raise InputError(
            f"there is no view '{view}'.", remedy=f"choose from {', '.join(project.views)}."
        )
    return theory_of_view(project.corpus, project.views[view])


def _strict(
    theory: Theory,
    root: Path | None,
    view: str | None,
    out: Path | None,
    wanted: list[str] | tuple[str, ...],
    words: str | None,
    limits: tuple[float, int],
    output: str,
) -> tuple[int, str]:
    from interstate.explanations import explain, explain_class, explain_inconsistency
    from interstate.hermit import find_hermit
    from interstate.inference_questions import (
        ask,
        caution,
        find_inference_questions,
        load_inference_questions,
    )
    from interstate.reasoning import reason as run
    from interstate.reasoning_reports import names_in, report, statements, write

    hermit = find_hermit(*limits)
    # Misuse is found out before the reasoner runs, not after.
    requests = [names_in(text, theory) for text in wanted]
    questions = (
        find_inference_questions(load_inference_questions(root), words) if words is not None else ()
    )
    found = run(theory, hermit=hermit)
    console.err().print(f"{found.axioms} axioms, {found.seconds:.1f} s")
    if found.undecided:
        raise MissingToolError(
            f"the reasoner left {found.undecided} statements undecided, so what follows would "
            "not be complete. Remedy: take the disjunctions out of the ontology."
        )
    reasons: list[Explanation] = []
    answers: list[tuple[str, str, tuple[str, ...]]] = []
    if not found.consistent:
        reasons.append(explain_inconsistency(theory, hermit))
    reasons += [explain_class(theory, cls, hermit) for cls in found.unsatisfiable]
    if found.consistent:
        for names in requests:
            reasons += [explain(theory, t, hermit) for t in statements(names, found)]
        for question in questions:
            rows = ask((*theory.triples, *found.triples), question)
            answers.append((question.question.english, caution(question, view), rows))
        if out is not None:
            write(out, found)
            console.err().print(f"written: {out}")
    code = int(not found.consistent or bool(found.unsatisfiable))
    return code, report(found, reasons, answers, output)
