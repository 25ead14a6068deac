"""``interstate query``: SPARQL over the shipped graph, files of your own, or an endpoint."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interstate.commands import console
from interstate.errors import InputError
from interstate.graphs import read_text
from interstate.project import open_project
from interstate.results import Table

_WIDEST = 100_000

if TYPE_CHECKING:
    from pyoxigraph import Store

    from interstate.results import Result


def query(
    query: Annotated[str, typer.Argument(help="SPARQL text, a .rq file, or - for stdin.")],
    graph: Annotated[
        list[Path] | None,
        typer.Option(
            "--graph",
            help="Ask this RDF file (.ttl .nt .nq .trig .rdf .jsonld) instead of the project; "
            "repeatable.",
        ),
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", help="Ask this SPARQL endpoint instead.")
    ] = None,
    bind: Annotated[
        list[str] | None,
        typer.Option(
            "--bind",
            help="name=value for a variable that the query projects, as in who=state:usa; "
            "repeatable.",
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "--format",
            help="table, csv, tsv, json or xml; for CONSTRUCT and DESCRIBE table, turtle, "
            "ntriples, rdfxml, jsonld or trig.",
        ),
    ] = "table",
    explain: Annotated[
        bool, typer.Option("--explain", help="Say in words what the query asks; do not run it.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", help="Take no more rows or triples than this.")
    ] = None,
    root: Annotated[
        Path | None, typer.Option("--root", help="A project folder. Default: what is shipped.")
    ] = None,
) -> int:
    """Run a SPARQL 1.1 query; our prefixes (ist:, state:, …) need not be declared.

    Asked plainly, the graph says what is claimed; GRAPH <…/id/view/default> says what holds, and
    GRAPH ?claim what one claim says. docs/sparql.md goes through it in ten steps.

    Example:  interstate query 'SELECT ?d WHERE { ?d a ist:Demand }'
    """
    from interstate.queries import hints, run_query

    text = _query_text(query)
    if explain:
        return _explain(text, root)
    bindings = dict(_binding(pair) for pair in bind or ())
    if endpoint is not None:
        from interstate.endpoints import query_endpoint

        print_result(query_endpoint(endpoint, text, bindings=bindings, limit=limit), output)
        return 0
    if graph:
        result = run_query(_load_files(graph), text, bindings=bindings, limit=limit)
    else:
        project = open_project(root)
        result = run_query(
            project.store, text, bindings=bindings, limit=limit, prefixes=project.prefixes
        )
        if isinstance(result, Table) and not result.rows:
            for hint in hints(
                project.store, text, project.prefixes, [p.name for p in project.policies]
            ):
                console.err().print(f"interstate: {hint}")
    print_result(result, output)
    return 0


def _explain(text: str, root: Path | None) -> int:
    from interstate.explain import explain
    from interstate.queries import run_query
    from interstate.result_views import find_labels

    project = open_project(root)
    run_query(project.store, text, limit=1, prefixes=project.prefixes)  # errors are told there
    for line in explain(
        text,
        label=lambda iri: find_labels(project.store, [iri]).get(iri),
        prefixes=project.prefixes,
    ):
        console.out().print(line)
    return 0


def print_result(result: Result, output: str) -> None:
    """Print an answer to stdout as a table for people, or byte for byte in a format."""
    from rich.measure import Measurement

    from interstate.result_views import rich_view

    if output == "table":
        out = console.out()
        view = rich_view(result, links=out.is_terminal)
        if not out.is_terminal:
            # Piped, a row is a line however long: names stay whole for grep and for eyes.
            widest = out.options.update(max_width=_WIDEST)
            out.width = Measurement.get(out, widest, view).maximum
        out.print(view)
    else:
        sys.stdout.buffer.write(result.serialize(output))
        sys.stdout.buffer.flush()


def _query_text(query: str) -> str:
    if query == "-":
        return sys.stdin.read()
    if query.endswith(".rq"):
        return read_text(Path(query))
    return query


def _binding(pair: str) -> tuple[str, str]:
    name, sign, value = pair.partition("=")
    if not sign or not name:
        raise InputError(
            f"'{pair}' binds nothing.", remedy="write name=value, as in who=state:usa."
        )
    return name, value


def _load_files(paths: list[Path]) -> Store:
    from pyoxigraph import RdfFormat, Store

    store = Store()
    for path in paths:
        form = RdfFormat.from_extension(path.suffix.lstrip("."))
        if form is None:
            raise InputError(
                f"no RDF format has the ending '{path.suffix}'.",
                remedy="use .ttl .nt .nq .trig .rdf or .jsonld.",
                path=path,
            )
        text = read_text(path)
        try:
            store.bulk_load(text.encode(), form)
        except SyntaxError as error:
            raise InputError(
                f"cannot be parsed: {error.msg}.",
                remedy="mend the file.",
                path=path,
                line=error.lineno,
            ) from error
    return store
