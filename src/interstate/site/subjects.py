"""The areas that people come for: demands, alliances, sanctions, theories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyoxigraph import NamedNode

from interstate.namespaces import IST, PREFIXES
from interstate.site.facts import rows_of
from interstate.site.library import Library

Href = Callable[[NamedNode], str]


def demand_context(library: Library) -> dict[str, Any]:
    """Return sets of demands as answered lists, then single demands, threats and requests."""
    index = library.index
    sets = []
    by_matter: dict[NamedNode, list[NamedNode]] = {}
    for node in index.subjects_of_type(*library.hierarchy.below(IST.DemandSet)):
        by_matter.setdefault(library.record.reference(node), []).append(node)
    in_sets: set[NamedNode] = set()
    for matter, accounts in sorted(by_matter.items(), key=lambda i: library.label(i[0])):
        rows = [_set_account(node, library, in_sets) for node in accounts]
        sets.append(
            {
                "matter": matter,
                "accounts": rows,
                "replies": _answers_to((matter, *accounts), library),
            }
        )
    others = [
        (title, _acts(kind, library, in_sets))
        for title, kind in (
            ("Other demands", IST.Demand),
            ("Threats", IST.Threat),
            ("Requests", IST.Request),
            ("Promises", IST.Promise),
            ("Offers", IST.Offer),
        )
    ]
    return {"sets": sets, "others": [(title, rows) for title, rows in others if rows]}


def _set_account(node: NamedNode, library: Library, seen: set[NamedNode]) -> dict[str, Any]:
    index = library.index
    items = index.nodes(node, IST.hasItem)
    seen.update(items)
    stated = index.text(node, IST.statedSize)
    ordered = sorted(items, key=lambda i: (int(index.text(i, IST.ordinal) or 999), i.value))
    return {
        "node": node,
        "speakers": index.nodes(node, IST.hasSpeaker),
        "addressees": index.nodes(node, IST.hasAddressee),
        "time": index.text(node, IST.time),
        "stated": stated,
        "listed": len(items),
        "differs": bool(stated and items and int(stated) != len(items)),
        "items": [
            {
                "node": item,
                "ordinal": index.text(item, IST.ordinal),
                "requires": index.nodes(item, IST.requires),
                "condition": index.nodes(item, IST.hasCondition),
                "replies": _answers_to((item, library.record.reference(item)), library),
                "fulfilled": _fulfilments(item, library),
            }
            for item in ordered
        ],
    }


def _answers_to(nodes: tuple[NamedNode, ...], library: Library) -> list[dict[str, Any]]:
    """Return what is asserted to respond to any of ``nodes`` or another account of them.

    A reply that stands only in an if or a fear is none.
    """
    found: dict[NamedNode, None] = {}
    accounts = [a for n in nodes for a in (n, *library.record.accounts.get(n, ()))]
    for node in dict.fromkeys(accounts):
        for subject in library.index.subjects(IST.respondsTo, node):
            if isinstance(subject, NamedNode) and library.index.subjects(IST.asserts, subject):
                found[subject] = None
    return [
        {
            "node": reply,
            "kind": library.kind_words(reply),
            "speakers": library.index.nodes(reply, IST.hasSpeaker),
        }
        for reply in sorted(found, key=str)
    ]


def _fulfilments(item: NamedNode, library: Library) -> list[NamedNode]:
    reference = library.record.reference(item)
    accounts = (item, reference, *library.record.accounts.get(reference, ()))
    return sorted(
        {
            subject
            for node in accounts
            for subject in library.index.subjects(IST.fulfils, node)
            if isinstance(subject, NamedNode)
        },
        key=str,
    )


def _acts(kind: NamedNode, library: Library, without: set[NamedNode]) -> list[dict[str, Any]]:
    index = library.index
    found = []
    for node in library.of_kind(kind):
        if node in without or node in library.record.references:
            continue
        claim = library.describing(node)
        contents = [
            c
            for p in (IST.requires, IST.threatens, IST.promises, IST.offers)
            for c in index.nodes(node, p)
        ]
        found.append(
            {
                "node": node,
                "speakers": index.nodes(node, IST.hasSpeaker),
                "addressees": index.nodes(node, IST.hasAddressee),
                "time": index.text(node, IST.time),
                "utterance": index.text(node, IST.utterance),
                "contents": contents,
                "held": library.is_held(node),
                "claim": claim,
            }
        )
    return found


def alliance_context(library: Library) -> dict[str, Any]:
    """Return alliances with each member's obligations, then alignments by direction."""
    index = library.index
    by_matter: dict[NamedNode, list[dict[str, Any]]] = {}
    for node in index.subjects_of_type(*library.hierarchy.below(IST.Alliance)):
        if node in library.record.references:
            continue
        by_matter.setdefault(library.record.reference(node), []).append(
            {
                "node": node,
                "parties": index.nodes(node, IST.hasParty),
                "time": index.text(node, IST.time),
                "held": library.is_held(node),
                "obligations": [
                    {
                        "node": duty,
                        "obligor": index.nodes(duty, IST.hasObligor),
                        "beneficiary": index.nodes(duty, IST.hasBeneficiary),
                        "kind": index.nodes(duty, IST.obligationKind),
                        "condition": index.nodes(duty, IST.hasCondition),
                    }
                    for duty in index.nodes(node, IST.hasObligation)
                ],
                "claim": library.describing(node),
            }
        )
    denied = [
        duty
        for duty in index.subjects_of_type(*library.hierarchy.below(IST.Obligation))
        if any(c.mode == IST.denies for c in library.record.claimed_by.get(duty, ()))
    ]
    alignments: dict[NamedNode, list[dict[str, Any]]] = {}
    for node in index.subjects_of_type(*library.hierarchy.below(IST.Alignment)):
        if node in library.record.references:
            continue
        alignments.setdefault(library.record.reference(node), []).append(
            {
                "node": node,
                "aligner": index.nodes(node, IST.hasAligner),
                "with": index.nodes(node, IST.alignsWith),
                "against": index.nodes(node, IST.alignsAgainst),
                "concepts": index.nodes(node, IST.hasConcept),
                "time": index.text(node, IST.time),
                "held": library.is_held(node),
                "claim": library.describing(node),
            }
        )
    return {
        "alliances": _sorted(by_matter, library),
        "denied": denied,
        "alignments": _sorted(alignments, library),
    }


def _sorted(
    table: dict[NamedNode, list[dict[str, Any]]], library: Library
) -> list[tuple[NamedNode, list[dict[str, Any]]]]:
    return [(node, table[node]) for node in library.by_label(table)]


_MEASURES = (IST.Sanction, IST.SanctionAct, IST.AidSuspension, IST.Aid)


def sanction_context(library: Library, href: Href) -> dict[str, Any]:
    """Return sanctions and aid: a dated strip, then each with what it follows and changes it."""
    from interstate.site.pictures.timeline import draw_timeline, find_items

    index = library.index
    groups = []
    for title, kind in (
        ("Sanctions", IST.Sanction),
        ("Acts on sanctions", IST.SanctionAct),
        ("Aid", IST.Aid),
        ("Suspensions of aid", IST.AidSuspension),
    ):
        rows = []
        for node in library.of_kind(kind):
            if node in library.record.references:
                continue
            rows.append(
                {
                    "node": node,
                    "matter": library.record.account_of.get(node),
                    "time": index.text(node, IST.time),
                    "held": library.is_held(node),
                    "claim": library.describing(node),
                    "rows": [
                        (p, v)
                        for p, v in rows_of(node, library, hidden=(IST.accountOf, IST.time))
                        if isinstance(p, NamedNode)
                    ],
                    "changed_by": [
                        s for s in index.subjects(IST.changes, node) if isinstance(s, NamedNode)
                    ],
                }
            )
        if rows:
            groups.append((title, rows))

    def keep(node: NamedNode) -> bool:
        return any(library.is_a(node, kind) for kind in _MEASURES) or any(
            library.is_a(t, kind) for kind in _MEASURES for t in index.nodes(node, IST.changes)
        )

    items = find_items(library, keep)
    strip = draw_timeline(items, library, href, name="strip", title="Sanctions and aid in time")
    return {"groups": groups, "strip": strip}


def theory_context(library: Library) -> dict[str, Any]:
    """Return theories with their propositions, who states and who applies them, and verdicts."""
    from interstate.site.verdicts import verdict_rows

    index = library.index
    theories = []
    for theory in library.of_kind(IST.Theory):
        propositions = []
        for proposition in index.nodes(theory, IST.hasProposition):
            accounts = library.accounts(proposition)
            propositions.append(
                {
                    "node": proposition,
                    "accounts": accounts,
                    "slots": _slots(proposition, accounts, library),
                    "implications": verdict_rows(proposition, library),
                }
            )
        applications = [
            s
            for s in index.subjects(IST.hasTheory, theory)
            if isinstance(s, NamedNode) and library.is_a(s, IST.Application)
        ]
        theories.append(
            {
                "node": theory,
                "name": theory.value.removeprefix(PREFIXES["theory"]),
                "propositions": propositions,
                "applications": applications,
            }
        )
    return {"theories": theories}


def _slots(
    proposition: NamedNode, accounts: tuple[NamedNode, ...], library: Library
) -> list[tuple[NamedNode, tuple[NamedNode, ...]]]:
    """Return how a proposition is read: context, subject, qualifier, relation, object."""
    slots = (
        IST.slotContext,
        IST.slotSubject,
        IST.slotQualifier,
        IST.slotRelation,
        IST.slotObject,
    )
    found = []
    for slot in slots:
        values = {v for node in (proposition, *accounts) for v in library.index.nodes(node, slot)}
        if values:
            found.append((slot, tuple(sorted(values, key=str))))
    return found
