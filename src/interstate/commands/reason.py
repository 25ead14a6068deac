"""``interstate reason``: what follows, whether it can all be true, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import pyoxigraph as ox
import typer
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from interstate.commands import console
from interstate.errors import InputError, MissingToolError
from interstate.hermit import MEMORY, TIME_LIMIT
from interstate.reasoning import INFERRED_GRAPH, Inferences, Theory

_SYNTAXES = {
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
}


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
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds for each run of the reasoner.")
    ] = TIME_LIMIT,
    memory: Annotated[
        int, typer.Option("--memory", min=16, help="Megabytes that the reasoner may use.")
    ] = MEMORY,
    fast: Annotated[
        bool, typer.Option("--fast", help="Only rules (OWL 2 RL), without Java; may not be sure.")
    ] = False,
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> int:
    """Ask the reasoner HermiT what follows from ontology and data, strictly by OWL 2 DL.

    Exit code 0: consistent; 1: contradictory, or a class that nothing can be of, each with the
    axioms that make it so; 2: something cannot be read; 3: the reasoner did not run or gave no
    answer (no Java, out of memory, time limit).
    Begin with:  interstate reason --explain state:usa
    """
    if output not in ("text", "json"):
        raise InputError(f"there is no format '{output}'.", remedy="choose text or json.")
    if out is not None and out.suffix not in (".ttl", *_SYNTAXES):
        raise InputError(
            f"{out.name}: the ending says no syntax that I write.",
            remedy="use .ttl, .nt, .rdf, .trig or .nq.",
        )
    talk = console.err()
    with talk.status("reading") as status:
        from interstate.derivation import derive
        from interstate.graphs import load_corpus
        from interstate.reasoning import theory_of

        corpus = load_corpus(root)
        theory = theory_of(corpus, derive(corpus.index, corpus.hierarchy).triples)
        if fast:
            status.update("following rules")
            return _fast(theory, output)
        status.update("reasoning")
        return _strict(theory, out, explain or [], time_limit, memory, output)


def _fast(theory: Theory, output: str) -> int:
    from interstate.fast import look

    verdict = look(theory.triples)
    if output == "json":
        shown = {
            "consistent": verdict.consistent,
            "clashes": [{"focus": c.focus, "why": c.words} for c in verdict.clashes],
            "beyond": list(verdict.beyond),
            "inferred": len(verdict.inferred),
        }
        console.out().print(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        for clash in verdict.clashes:
            console.out().print(f"contradiction: <{clash.focus}> {clash.words}")
        if not verdict.clashes:
            console.out().print("no contradiction by rules")
        if verdict.beyond:
            console.out().print(
                f"rules cannot follow {', '.join(verdict.beyond)}: only interstate reason "
                "without --fast is sure"
            )
    return int(bool(verdict.clashes))


def _strict(
    theory: Theory,
    out: Path | None,
    wanted: list[str],
    time_limit: float,
    memory: int,
    output: str,
) -> int:
    from interstate.explanations import (
        Explanation,
        explain,
        explain_class,
        explain_inconsistency,
    )
    from interstate.hermit import find_hermit
    from interstate.reasoning import reason as run

    hermit = find_hermit(time_limit, memory)
    found = run(theory, hermit=hermit)
    reasons: list[Explanation] = []
    if not found.consistent:
        reasons.append(explain_inconsistency(theory, hermit))
    reasons += [explain_class(theory, cls, hermit) for cls in found.unsatisfiable]
    if found.consistent:
        for text in wanted:
            reasons += [explain(theory, t, hermit) for t in _statements(text, theory, found)]
        if out is not None:
            _write(out, found)
    if output == "json":
        _print_json(found, reasons)
    else:
        _print_text(found, reasons, out)
    if found.undecided and found.consistent:
        raise MissingToolError(
            f"the reasoner left {found.undecided} statements undecided, so what follows is not "
            "complete. Remedy: take the disjunctions out of the ontology."
        )
    return int(not found.consistent or bool(found.unsatisfiable))


def _statements(text: str, theory: Theory, found: Inferences) -> Iterable[Triple]:
    """Return the statements that ``--explain`` asks for."""
    words = text.split()
    if len(words) == 3:
        predicate = "rdf:type" if words[1] == "a" else words[1]
        subject, value = (_node(w, theory, found) for w in (words[0], words[2]))
        return (Triple(subject, _node(predicate, theory, found), value),)
    if len(words) != 1:
        raise InputError(
            f"'{text}' is neither a node nor a statement.",
            remedy="write one name, or three: subject, predicate, object.",
        )
    node = _node(words[0], theory, found)
    about = [t for t in found.triples if t.subject == node]
    if not about:
        raise InputError(
            f"nothing follows about {text} beyond what is said.",
            remedy="run interstate reason --out FILE and look there for what does follow.",
        )
    return about


def _node(name: str, theory: Theory, found: Inferences) -> NamedNode:
    from interstate.serialise import prefixes_of

    if name.startswith("<") and name.endswith(">"):
        return NamedNode(name[1:-1])
    prefix, colon, local = name.partition(":")
    if colon and local.startswith("//"):
        return NamedNode(name)
    namespace = prefixes_of((*theory.triples, *found.triples)).get(prefix)
    if not colon or namespace is None:
        raise InputError(
            f"'{name}' is no name that I know.",
            remedy="write a prefixed name (state:usa) or an IRI.",
        )
    return NamedNode(f"{namespace}{local}")


def _write(path: Path, found: Inferences) -> None:
    """Write what follows, alone: as a graph of its own where the syntax has graphs."""
    from interstate.files import write_atomically
    from interstate.namespaces import ONTOLOGY, OWL, RDF
    from interstate.serialise import prefixes_of
    from interstate.turtle import write_turtle

    prefixes = dict(prefixes_of(found.triples))
    if path.suffix in (".nq", ".trig"):
        quads = [Quad(t.subject, t.predicate, t.object, INFERRED_GRAPH) for t in found.triples]
        text = ox.serialize(quads, format=_SYNTAXES[path.suffix], prefixes=prefixes) or b""
        write_atomically(path, text)
        return
    header = (
        Triple(INFERRED_GRAPH, RDF.type, OWL.Ontology),
        Triple(INFERRED_GRAPH, OWL.imports, NamedNode(ONTOLOGY)),
    )
    triples = (*header, *found.triples)
    if path.suffix == ".ttl":
        write_atomically(path, write_turtle(triples, prefixes))
    else:
        text = ox.serialize(triples, format=_SYNTAXES[path.suffix], prefixes=prefixes) or b""
        write_atomically(path, text)


def _print_json(found: Inferences, reasons: Iterable[object]) -> None:
    from interstate.explanations import Explanation

    shown = {
        "consistent": found.consistent,
        "unsatisfiable": [cls.value for cls in found.unsatisfiable],
        "axioms": found.axioms,
        "inferred": len(found.triples),
        "types": {cls.value: len(members) for cls, members in found.types().items()},
        "undecided": found.undecided,
        "explanations": [
            {
                "statement": why.statement,
                "because": [{"axiom": r.words, "place": r.place} for r in why.reasons],
            }
            for why in reasons
            if isinstance(why, Explanation)
        ],
    }
    console.out().print(json.dumps(shown, indent=2, ensure_ascii=False))


def _print_text(found: Inferences, reasons: Iterable[object], out: Path | None) -> None:
    from interstate.explanations import Explanation
    from interstate.vocabulary import shorten

    say = console.out().print
    console.err().print(f"{found.axioms} axioms, {found.seconds:.1f} s")
    if not found.consistent:
        say("contradictory: not all of this can be true")
    elif found.unsatisfiable:
        say("consistent, but nothing can be of some class")
    else:
        say(f"consistent; {len(found.triples)} statements follow that are not said")
    if not reasons:
        for cls, members in found.types().items():
            say(f"{len(members):7}  {shorten(cls.value)}")
    for why in reasons:
        assert isinstance(why, Explanation)
        say("")
        say(f"{why.statement}, because")
        for one in why.reasons:
            say(f"    {one.words}  [{one.place}]")
    if out is not None and found.consistent:
        console.err().print(f"written: {out}")
