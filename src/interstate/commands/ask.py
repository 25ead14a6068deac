"""``interstate ask``: ready-made questions, found by number or by words, with parameters."""

from __future__ import annotations

import json
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
        typer.Argument(help="A number (cq-007) or words (who demanded). Nothing: list them all."),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--with", help="name=value for a parameter, as in state=state:india."),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the question, its parameters and its query.")
    ] = False,
    output: Annotated[
        str, typer.Option("--format", help="table, csv, tsv, json or xml.")
    ] = "table",
    root: Annotated[Path | None, typer.Option("--root", help="A project folder.")] = None,
) -> int:
    """Ask a competency question, or find one by its words.

    Examples:  interstate ask            interstate ask sanction
               interstate ask cq-007     interstate ask cq-007 --with state=state:india
    """
    from interstate.queries import parse_term

    questions = load_questions(root)
    found = find_questions(questions, " ".join(words or ()))
    if not found:
        raise InputError(
            f"no question has the words '{' '.join(words or ())}'.",
            remedy="`interstate ask` lists them all; `interstate query` takes SPARQL.",
        )
    if len(found) > 1 or not words:
        _print_list(found, output)
        return 0
    question = found[0]
    if explain:
        _print_question(question)
        return 0
    values = {}
    for pair in parameter or ():
        name, sign, value = pair.partition("=")
        if not sign:
            raise InputError(f"'{pair}' sets nothing.", remedy="write name=value.")
        values[name] = parse_term(value)
    console.err().print(f"{question.key}: {question.english}")
    print_result(answer(open_project(root).store, question, values), output)
    return 0


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
    for parameter in question.parameters:
        out.print(f"--with {parameter.name}={parameter.default.value}  ({parameter.meaning})")
    out.print()
    out.print(question.query(), end="")
