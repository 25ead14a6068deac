"""``interstate view``: decide whom to believe, and see what then holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from interstate.acceptance import Decision, Status
from interstate.commands import console
from interstate.commands.outputs import check_format, chosen_format, deliver
from interstate.errors import InputError
from interstate.namespaces import ID, PREFIXES
from interstate.policies import Policy
from interstate.project import open_project
from interstate.record import short
from interstate.study import Study
from interstate.view_diff import Difference
from interstate.view_diff import diff as compare_views
from interstate.views import View, quads_of_view

view = typer.Typer(
    help="Views: what holds, if one believes the claims that a policy accepts.",
    no_args_is_help=True,
)

_Root = Annotated[Path | None, typer.Option("--root", help="A project folder.")]
_Format = Annotated[str, typer.Option("--format", help="text or json.")]
_SYNTAXES = {"trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS}
_ENDINGS = {".trig": "trig", ".nq": "nquads", ".json": "summary"}


@view.command("list")
def list_views(
    root: _Root = None,
    output: _Format = "text",
) -> int:
    """List the views, each with its policy in words.

    A policy is a small file data/views/NAME.toml; docs/views.md has the settings.
    """
    check_format(output)
    study = Study(open_project(root))
    if output == "json":
        console.out().print(json.dumps([_policy(p) for p in study.policies], indent=2))
    else:
        for policy in study.policies:
            console.out().print(f"{policy.name}: {policy.title}\n    {policy.words}")
    return 0


def _policy(policy: Policy) -> dict[str, object]:
    return {
        "name": policy.name,
        "title": policy.title,
        "words": policy.words,
        "digest": policy.digest(),
        "settings": policy.settings(),
    }


@view.command("build")
def build(
    name: Annotated[str, typer.Argument(help="A view's name; see: interstate view list.")],
    to: Annotated[
        Path | None,
        typer.Option(
            "--output", help=f"Write to this file ({' '.join(_ENDINGS)}); without it, to stdout."
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="trig, nquads, or summary (a JSON overview). Default: by the ending of --output, "
            "else trig.",
            show_default=False,
        ),
    ] = None,
    root: _Root = None,
) -> int:
    """Build a view: one graph per accepted claim, the default graph their union.

    The same data and policy give the same bytes.
    """
    chosen = chosen_format(output, to, _ENDINGS)
    study = Study(open_project(root))
    with console.err().status("building the view"):
        found = study.view(name)
        if chosen == "summary":
            text = json.dumps(_summary(found), indent=2, ensure_ascii=False) + "\n"
        else:
            text = write_view(found, _SYNTAXES[chosen])
    deliver(text, to)
    console.err().print(
        f"{found.policy.title}: {len(found.claims)} accepted claims, "
        f"{len(found.triples())} statements, {len(found.undescribed)} situations hold undescribed."
    )
    return 0


def write_view(found: View, syntax: RdfFormat) -> str:
    """Serialise a view, graph by graph in a fixed order."""
    quads = sorted(set(quads_of_view(found)), key=lambda q: (str(q.graph_name), str(q)))
    keys = sorted({short(claim).split(":")[0] for claim in found.accepted()})
    prefixes = PREFIXES | {key: f"{ID}{key}/" for key in keys}
    used = {q for quad in quads for q in map(str, quad)}
    kept = {p: iri for p, iri in prefixes.items() if any(iri in term for term in used)}
    if syntax == RdfFormat.TRIG:
        return (serialize(quads, format=syntax, prefixes=kept) or b"").decode()
    return (serialize(quads, format=syntax) or b"").decode()


def _summary(found: View) -> dict[str, object]:
    by_status = {
        str(status): [
            {
                "claim": d.content.claim.value,
                "situation": d.content.situation.value,
                "root_claim": d.root.value,
                "reason": d.reason,
            }
            for d in found.having(status)
        ]
        for status in Status
    }
    return {
        "policy": _policy(found.policy),
        "digest": found.digest(),
        "accepted_claims": [claim.value for claim in found.accepted()],
        "statements": len(found.triples()),
        "held_undescribed": [node.value for node in found.undescribed],
        "contents": by_status,
    }


@view.command("diff")
def diff(
    first: Annotated[str, typer.Argument(help="A view's name.")],
    second: Annotated[str, typer.Argument(help="Another view's name.")],
    output: _Format = "text",
    root: _Root = None,
) -> int:
    """Say in words what the second view adds to the first and takes away, and why.

    Exit code 1 if they differ.
    """
    check_format(output)
    study = Study(open_project(root))
    found = compare_views(study.view(first), study.view(second))
    if output == "json":
        console.out().print(json.dumps(_difference(found), indent=2, ensure_ascii=False))
    else:
        console.out().print("\n".join(found.lines()))
    return int(bool(found.changes or found.statements_added or found.statements_removed))


def _difference(found: Difference) -> dict[str, object]:
    def decided(decision: Decision) -> dict[str, str]:
        return {"status": str(decision.status), "reason": decision.reason}

    return {
        "first": found.first.policy.name,
        "second": found.second.policy.name,
        "statements_added": found.statements_added,
        "statements_removed": found.statements_removed,
        "contents": [
            {
                "claim": change.content.claim.value,
                "situation": change.content.situation.value,
                "before": decided(change.before),
                "after": decided(change.after),
            }
            for change in found.changes
        ],
        "values": [
            {
                "situation": _plain(change.triple.subject),
                "property": change.triple.predicate.value,
                "value": _plain(change.triple.object),
                "claim": change.claim.value,
                "added": change.is_added,
                "reason": change.reason,
            }
            for change in found.values
        ],
        "comes_to_hold": [node.value for node in found.begins],
        "ceases_to_hold": [node.value for node in found.ceases],
    }


@view.command("why")
def why(
    name: Annotated[str, typer.Argument(help="A view's name.")],
    node: Annotated[str, typer.Argument(help="situation:…, any node of the view, or its label.")],
    output: _Format = "text",
    root: _Root = None,
) -> int:
    """Show what a view has on a node, each statement with the claims that it rests on."""
    check_format(output)
    study = Study(open_project(root))
    found = study.view(name)
    term = study.project.find_node(node)
    triples = [triple for triple in found.triples() if triple.subject == term]
    if not triples:
        raise InputError(
            f"the view '{name}' has nothing on {_shown(term)}.",
            remedy="name a situation that holds; reference situations are situation:….",
        )
    if output == "json":
        rows = [
            {
                "property": triple.predicate.value,
                "value": _plain(triple.object),
                "claims": [claim.value for claim in found.why(triple)],
            }
            for triple in triples
        ]
        console.out().print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        console.out().print("\n".join(_statement(found, triple) for triple in triples))
    return 0


def _plain(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _statement(found: View, triple: Triple) -> str:
    value = triple.object
    shown = value.value if isinstance(value, Literal) else _shown(value)
    roots = ", ".join(map(short, found.why(triple)))
    return f"{_shown(triple.predicate)}  {shown}  <- {roots}"


def _shown(term: object) -> str:
    if not isinstance(term, NamedNode):
        return str(term)
    from interstate.vocabulary import shorten

    return short(term) if term.value.startswith(ID) else shorten(term.value)
