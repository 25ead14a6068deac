"""Write the page that lists every rule of the shapes, so that it cannot drift from them.

``python -m interstate.rule_pages`` writes ``docs/rules/shapes.md`` of the checkout; a test
compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from interstate.files import write_atomically
from interstate.graphs import Document, Index, load_corpus
from interstate.namespaces import DCTERMS, VOCABULARIES
from interstate.shacl_terms import CONSTRAINTS, SH, TARGETS, term
from interstate.vocabulary import shorten

PAGE = "docs/rules/shapes.md"
"""The page, below the project's root."""

_FRAME = frozenset({term("property"), term("sparql")})
_INTRODUCTION = """# Rules of the shapes

Written by `python -m interstate.rule_pages` from `shapes/`; edit the shapes, not this page.

`interstate check` names a rule by the first column. A *violation* breaks meaning and a *warning*
breaks good practice; both make the check fail. *Info* is advice. That two sources disagree breaks
no rule.
"""


@dataclass(frozen=True, slots=True, order=True)
class ShapeRule:
    """One rule: its name, which nodes it is about, how grave a breach is, what it says."""

    name: str
    about: tuple[str, ...]
    severity: str
    message: str


def shape_rules(document: Document) -> tuple[ShapeRule, ...]:
    """Return the rules of one file of shapes, by name."""
    index = Index(document.triples)
    about: dict[NamedNode, set[str]] = {}
    severity: dict[NamedNode, str] = {}
    for shape in _named(index.subjects_of_type(SH.NodeShape)):
        targets = set(_targets(index, shape))
        own = {p.value for p, _ in index.outgoing(shape)} & CONSTRAINTS - _FRAME
        constraints = index.nodes(shape, SH.sparql)
        for rule in (*([shape] if own else []), *index.nodes(shape, SH.property), *constraints):
            about.setdefault(rule, set()).update(targets)
            # A SPARQL constraint has the severity of its shape; its own would be ignored.
            severity[rule] = _severity(index, shape if rule in constraints else rule)
    return tuple(
        sorted(
            ShapeRule(_local(rule), tuple(sorted(targets)), severity[rule], _message(index, rule))
            for rule, targets in about.items()
        )
    )


def _named(nodes: Iterable[object]) -> Iterator[NamedNode]:
    return (node for node in nodes if isinstance(node, NamedNode))


def _targets(index: Index, shape: NamedNode) -> Iterator[str]:
    """Yield what a shape targets, in words."""
    words = {
        term("targetClass"): "each {}",
        term("targetSubjectsOf"): "what has {}",
        term("targetObjectsOf"): "a value of {}",
        term("targetNode"): "{}",
    }
    for predicate, value in index.outgoing(shape):
        if predicate.value in TARGETS and isinstance(value, NamedNode):
            yield words[predicate.value].format(f"`{shorten(value.value)}`")


def _severity(index: Index, shape: NamedNode) -> str:
    value = index.value(shape, SH.severity)
    return _local(value).lower() if isinstance(value, NamedNode) else "violation"


def _message(index: Index, rule: NamedNode) -> str:
    return next(
        m.value
        for m in index.objects(rule, SH.message)
        if isinstance(m, Literal) and m.language == "en"
    )


def _local(iri: NamedNode) -> str:
    return iri.value.removeprefix(VOCABULARIES["istsh"]).removeprefix(SH.base)


def page(documents: Iterable[Document]) -> str:
    """Return the page: one table for each file of shapes."""
    parts = [_INTRODUCTION]
    for document in sorted(documents, key=lambda d: d.name):
        assert document.iri is not None  # a check of its own demands a header
        about = Index(document.triples).text(document.iri, DCTERMS.description)
        rows = [
            f"| `{rule.name}` | {rule.severity} | {_cell(', '.join(rule.about))} "
            f"| {_cell(rule.message)} |\n"
            for rule in shape_rules(document)
        ]
        parts.append(
            f"## {document.path.stem}\n\n{about}\n\n"
            "| rule | severity | about | what is wrong and what to do |\n|---|---|---|---|\n"
            + "".join(rows)
        )
    return "\n".join(parts)


def _cell(text: str) -> str:
    r"""Return text that cannot end a table's cell.

    >>> print(_cell("a|b"))
    a\|b
    """
    return text.replace("|", "\\|")


def write_page(root: Path) -> Path:
    """Write the page of the project at ``root`` and return its path."""
    target = root / PAGE
    write_atomically(target, page(load_corpus(root).shapes))
    return target


if __name__ == "__main__":
    write_page(Path(__file__).parents[2])
