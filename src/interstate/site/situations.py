"""The page of a matter that several claims tell of: all accounts side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from interstate.contradictions import Contradiction, Side
from interstate.graphs import Term
from interstate.namespaces import IST
from interstate.site.facts import HIDDEN, Value, alternatives, rows_of, shown
from interstate.site.library import Library
from interstate.site.words import and_list, role_words

_TOLD_ABOVE = frozenset((IST.accountOf, IST.asserts, IST.denies, IST.supposes))
_MODES = ((IST.denies, "denied"), (IST.supposes, "supposed"), (IST.asserts, "asserted"))
_KINDS = {"existence": "whether it is so"}
_ROLES_HIDDEN = HIDDEN | {IST.accountOf, IST.timeBasis}


@dataclass(frozen=True, slots=True)
class Account:
    """One account: which claim describes it, through which voices, where, and how it is put."""

    node: NamedNode
    gloss: str
    chain: tuple[NamedNode, ...]
    passages: tuple[NamedNode, ...]
    citations: tuple[NamedNode, ...]
    held: bool
    mode: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One property over all accounts, and how the values relate."""

    name: NamedNode | str
    cells: tuple[tuple[Value, ...], ...]
    relation: str
    sign: str
    words: str


def account_of(node: NamedNode, library: Library) -> Account:
    """Collect an account's claim and place."""
    claim = library.describing(node)
    if claim is None:
        return Account(node, "", (), (), (), False, "")
    modes = {c.mode for c in library.record.claimed_by.get(node, ()) if c.claim == claim}
    return Account(
        node,
        library.gloss(claim),
        library.chain(claim),
        library.passages(claim),
        library.index.nodes(library.root_of(claim), IST.hasCitation),
        library.is_held(node),
        next((words for mode, words in _MODES if mode in modes), ""),
    )


def comparison(reference: NamedNode, library: Library) -> tuple[TableRow, ...]:
    """Return what the accounts of a reference say, property by property."""
    accounts = library.accounts(reference)
    values: dict[NamedNode, dict[NamedNode, list[Term]]] = {}
    for node in accounts:
        for predicate, value in library.index.outgoing(node):
            if predicate not in _ROLES_HIDDEN:
                values.setdefault(predicate, {}).setdefault(node, []).append(value)
    rows = [_kinds(accounts, library)]
    about = library.contradictions_of.get(reference, ())
    for predicate in sorted(values, key=lambda p: (p != IST.time, library.label(p), p.value)):
        cells = tuple(
            tuple(shown(predicate, value) for value in values[predicate].get(node, ()))
            for node in accounts
        )
        relation = _relation(predicate, values[predicate], accounts, about)
        rows.append(TableRow(predicate, cells, *relation))
    return tuple(rows)


def _kinds(accounts: Sequence[NamedNode], library: Library) -> TableRow:
    cells = tuple(tuple(library.kinds(node)) for node in accounts)
    same = len(accounts) > 1 and len(set(cells)) == 1
    return TableRow("kind", cells, *(("agrees", "=", "they agree") if same else ("", "", "")))


def _relation(
    predicate: NamedNode,
    values: Mapping[NamedNode, list[Term]],
    accounts: Sequence[NamedNode],
    contradictions: Sequence[Contradiction],
) -> tuple[str, str, str]:
    """Return class, sign and words for how accounts relate in one property."""
    told = [node for node in accounts if node in values]
    if len(told) < 2:
        return "", "", ""
    concerned = [
        c
        for c in contradictions
        if (c.role == predicate or (c.kind == "time" and predicate == IST.time))
        and c.first.node in told
        and c.second.node in told
    ]
    if any(c.is_different for c in concerned):
        return "differs", "≠", "they do not fit"
    if len({frozenset(map(str, values[node])) for node in told}) == 1:
        return "agrees", "=", "they agree"
    if concerned:
        words = sorted({str(c.relation) for c in concerned})
        return "near", "≈", and_list(words)
    return "", "", ""


def contradiction_anchor(number: int) -> str:
    """Return where a contradiction stands on the page of contradictions."""
    return f"contradictions.html#d{number + 1}"


def contradiction_words(contradiction: Contradiction, library: Library) -> dict[str, Any]:
    """Say in a line what does not fit: in what, and what each claim has."""
    role = contradiction.role
    what = _KINDS.get(contradiction.kind, contradiction.kind)
    if role is not None:
        what = role_words(library.label(role))
    return {
        "what": what[:1].upper() + what[1:],
        "sides": [_side_words(s) for s in (contradiction.first, contradiction.second)],
    }


def _side_words(side: Side) -> dict[str, Any]:
    return {"words": "; ".join(side.values), "claim": side.claim}


def referrers(
    nodes: Sequence[NamedNode], library: Library
) -> dict[NamedNode, tuple[NamedNode, ...]]:
    """Return what points at any of ``nodes``, by property; accounts as their references."""
    found: dict[NamedNode, dict[NamedNode, None]] = {}
    for node in nodes:
        for subject, predicate in library.incoming(node):
            if predicate in _TOLD_ABOVE or subject in nodes:
                continue
            shared = library.record.account_of.get(subject, subject)
            found.setdefault(predicate, {})[shared] = None
    return {
        predicate: library.by_label(subjects)
        for predicate, subjects in sorted(
            found.items(), key=lambda item: (library.label(item[0]), item[0].value)
        )
    }


def role_heading(label: str) -> str:
    """Return a heading for what has this page's subject as a value of a property.

    >>> role_heading("has speaker"), role_heading("responds to"), role_heading("creator")
    ('As speaker of', 'What responds to it', 'As creator of')
    >>> role_heading("is compared with"), role_heading("wasDerivedFrom")
    ('What is compared with it', 'As wasDerivedFrom of')
    """
    if label.startswith("has "):
        return f"As {label.removeprefix('has ')} of"
    first = label.split(" ", 1)[0]
    if first in ("is", "was") or (first.endswith("s") and not first.endswith("ss")):
        return f"What {label} it"
    return f"What is {label} it" if first.endswith("ed") else f"As {label} of"


def page_context(node: NamedNode, library: Library, numbers: Mapping[int, int]) -> dict[str, Any]:
    """Return a reference situation's page; ``numbers`` are contradictions by identity."""
    accounts = library.accounts(node)
    links = referrers((node, *accounts), library)
    different = [c for c in library.contradictions_of.get(node, ()) if c.is_different]
    return {
        "node": node,
        "kind": library.kind_words(node),
        "alternatives": alternatives(node, library),
        "accounts": [account_of(a, library) for a in accounts],
        "table": comparison(node, library) if accounts else (),
        "contradictions": [
            {
                "target": contradiction_anchor(numbers[id(c)]),
                **contradiction_words(c, library),
            }
            for c in different
            if id(c) in numbers
        ],
        "existence": any(c.kind == "existence" for c in different),
        "silent": _silence(accounts, library),
        "links": [
            (role_heading(library.label(predicate)), nodes) for predicate, nodes in links.items()
        ],
        "rows": rows_of(node, library),
        "notes": library.notes_on.get(node, ()),
    }


def _silence(accounts: Sequence[NamedNode], library: Library) -> tuple[str, str, int] | None:
    """Say which source alone tells of a matter, and which are silent."""
    telling = {s.citekey: s.short for a in accounts if (s := library.source_of(a)) is not None}
    silent = [s.short for s in library.texts if s.citekey not in telling]
    if len(telling) != 1 or not silent:
        return None
    return next(iter(telling.values())), and_list(silent), len(silent)
