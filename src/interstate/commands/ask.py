"""``interstate ask``: ready-made questions, found by number or by words, with parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.commands.query import print_result
from interstate.errors import InputError
from interstate.project import open_project
from interstate.questions import Question, answer, find_questions, load_questions


def ask(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="A number (cq-007), or words that all occur in the question. None: list them all."
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "--with", help="name=value for a parameter, as in speaker=state:india; repeatable."
        ),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show the question, its parameters and its query instead of the answer.",
        ),
    ] = False,
    output: Annotated[
        str, typer.Option("--format", help="table, csv, tsv, json or xml.")
    ] = "table",
    endpoint: Annotated[
        str | None,
        typer.Option("--endpoint", help="Ask this SPARQL endpoint instead of the project."),
    ] = None,
    root: Annotated[
        Path | None, typer.Option("--root", help="A project folder. Default: what is shipped.")
    ] = None,
) -> int:
    """Ask a ready-made question, or find one by its words.

    If the words fit several questions, they are listed; if they fit one, it is answered.

    Find one:  interstate ask sanction

    Ask it:  interstate ask cq-001 --with speaker=state:india
    """
    from interstate.queries import hints

    questions = load_questions(root)
    wanted = " ".join(words or ())
    number = re.fullmatch(r"(?i)cq-?(\d+)", wanted)
    if number:
        wanted = f"cq-{int(number[1]):03d}"
    found = find_questions(questions, wanted)
    if not found and number:
        keys = sorted(question.key for question in questions) or ["none"]
        raise InputError(
            f"there is no question {wanted}.",
            remedy=f"they go from {keys[0]} to {keys[-1]}; `interstate ask` lists them.",
        )
    if not found:
        raise InputError(
            f"no question has the words '{wanted}'.",
            remedy="`interstate ask` lists them all; `interstate query` takes SPARQL.",
        )
    if len(found) > 1 or not words:
        _print_list(found, output)
        console.err().print(f"To ask one: interstate ask {found[0].key}; with --explain: see it.")
        return 0
    question = found[0]
    if explain:
        _print_question(question)
        return 0
    given = dict(_pair(pair) for pair in parameter or ())
    if endpoint is not None:
        from interstate.endpoints import query_endpoint

        text = question.query(question.read(given))
        _tell(question, given)
        print_result(query_endpoint(endpoint, text), output)
        return 0
    project = open_project(root)
    values = question.read(given, project.prefixes, project.store)
    _tell(question, given)
    table = answer(project.store, question, values)
    print_result(table, output)
    if not table.rows:
        console.err().print("No rows: nothing in the data matches.")
        for hint in hints(project.store, question.query(values), project.prefixes):
            console.err().print(f"interstate: {hint}")
    return 0


def _pair(pair: str) -> tuple[str, str]:
    name, sign, value = pair.partition("=")
    if not sign:
        raise InputError(f"'{pair}' sets nothing.", remedy="write name=value.")
    return name, value


def _tell(question: Question, given: Mapping[str, str]) -> None:
    """Show what is asked on stderr; on a terminal the query too."""
    err = console.err()
    err.print(f"{question.key}: {question.english}")
    for parameter in question.parameters:
        value = given.get(parameter.name, parameter.written)
        err.print(f"  --with {parameter.name}={value}  ({parameter.meaning})")
    if err.is_terminal:
        err.print(f"\n{question.pattern.strip()}\n", style="dim")


def _print_list(questions: tuple[Question, ...], output: str) -> None:
    out = console.out()
    if output == "json":
        rows = [
            {
                "key": q.key,
                "question": q.english,
                "kind": q.kind,
                "asker": q.asker,
                "parameters": {p.name: p.default.value for p in q.parameters},
            }
            for q in questions
        ]
        out.print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for question in questions:
        out.print(f"{question.key}  {question.english}  [{question.kind}]")


def _print_question(question: Question) -> None:
    out = console.out()
    out.print(f"{question.key}: {question.english}")
    out.print(f"asked by: {question.asker}\na wrong model would answer: {question.wrong}")
    if question.untraced:
        out.print(f"names no claims: {question.untraced}")
    for parameter in question.parameters:
        out.print(f"--with {parameter.name}={parameter.written}  ({parameter.meaning})")
    out.print()
    out.print(question.query(), end="")
