"""What a change of policy adds and takes away, in words, and why.

Three things can change: how the content of a claim is decided, which single values of a situation
that holds in both views are shown (a contested office, an inferred date, what an office lets a
person do for his state), and, as a result, which situations hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from interstate.acceptance import Decision, Status
from interstate.ground import TIMES, Statement
from interstate.namespaces import IST
from interstate.record import Content, short
from interstate.views import View, is_undated, lost_contest, shown_triples


@dataclass(frozen=True, slots=True)
class Change:
    """One content that two views treat differently."""

    content: Content
    before: Decision
    after: Decision

    def words(self, label: str, gloss: str) -> str:
        """Say what changed, in one line."""
        sign = {Status.HELD: "+", Status.DENIED: "!"}.get(self.after.status, "-")
        text = gloss or label
        return (
            f"{sign} {short(self.content.claim)} ({text}): {self.before.status} → "
            f"{self.after.status}: {self.after.reason} (before: {self.before.reason})"
        )


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One statement of a situation that both views describe and only one of them shows."""

    triple: Triple
    claim: NamedNode
    is_added: bool
    reason: str

    def words(self, label: str, value: str) -> str:
        """Say what changed, in one line."""
        predicate = self.triple.predicate.value.rsplit("#", 1)[-1]
        assert isinstance(self.triple.subject, NamedNode)
        why = f"(before: {self.reason})" if self.is_added else f": {self.reason}"
        return (
            f"{'+' if self.is_added else '-'} {short(self.triple.subject)} ({label}): "
            f"ist:{predicate} {value}, by {short(self.claim)}{' ' if self.is_added else ''}{why}"
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """How one view differs from another."""

    first: View
    second: View
    changes: tuple[Change, ...]
    values: tuple[ValueChange, ...]
    begins: tuple[NamedNode, ...]
    ceases: tuple[NamedNode, ...]
    statements_added: int
    statements_removed: int

    def lines(self) -> tuple[str, ...]:
        """Say it all, one line each: contents, single values, what comes or ceases to hold."""
        index = self.first.ground.record.index
        title = f"from '{self.first.policy.name}' to '{self.second.policy.name}'"
        lines = [
            f"{title}: {self.first.policy.title} → {self.second.policy.title}",
            f"statements: {self.statements_added} added, {self.statements_removed} removed",
        ]
        if self.changes:
            lines.append(f"contents decided differently: {len(self.changes)}")
        lines += [
            "  "
            + change.words(
                index.label(change.content.claim), index.text(change.content.claim, IST.gloss)
            )
            for change in self.changes
        ]
        if self.values:
            lines.append(f"single values of what holds in both: {len(self.values)}")
        for value in self.values:
            object_, subject = value.triple.object, value.triple.subject
            assert isinstance(subject, NamedNode)
            shown = object_.value if isinstance(object_, Literal) else short_node(object_)
            lines.append("  " + value.words(index.label(subject), shown))
        for heading, nodes, view in (
            ("comes to hold", self.begins, self.second),
            ("ceases to hold", self.ceases, self.first),
        ):
            if nodes:
                lines.append(f"{heading}: {len(nodes)}")
            lines += [
                f"  {short(node)} ({index.label(node)}), by {_by(view, node)}" for node in nodes
            ]
        return tuple(lines)


def short_node(node: object) -> str:
    """Return a node as a prefixed name.

    >>> short_node(NamedNode("https://w3id.org/interstate/id/office/marshal"))
    'office:marshal'
    """
    return short(node) if isinstance(node, NamedNode) else str(node)


def _by(view: View, reference: NamedNode) -> str:
    accounts = (reference, *view.ground.record.accounts.get(reference, ()))
    roots = {root for node in accounts for root in view.held.get(node, ())}
    return ", ".join(sorted(map(short, roots)))


def diff(first: View, second: View) -> Difference:
    """Compare two views of the same data."""
    before = {(d.root, d.content): d for d in first.decisions}
    changes = []
    decided = {(d.root, d.content): d for d in second.decisions}
    for key in sorted({*before, *decided}, key=lambda k: (k[0].value, k[1].claim.value, str(k[1]))):
        old, new = before.get(key), decided.get(key)
        # Contents inside a rejected root are not decided one by one; its own content tells why.
        old = old or Decision(key[0], key[1], Status.REJECTED, _outer(first, key[0]))
        new = new or Decision(key[0], key[1], Status.REJECTED, _outer(second, key[0]))
        if old.status is not new.status:
            changes.append(Change(key[1], old, new))
    held = [_references(view) for view in (first, second)]
    statements = [set(view.triples()) for view in (first, second)]
    values = (
        *_only_in(first, second, is_added=False),
        *_only_in(second, first, is_added=True),
    )
    return Difference(
        first,
        second,
        tuple(changes),
        values=tuple(sorted(values, key=lambda v: (str(v.triple), v.claim.value, v.is_added))),
        begins=tuple(sorted(held[1] - held[0], key=str)),
        ceases=tuple(sorted(held[0] - held[1], key=str)),
        statements_added=len(statements[1] - statements[0]),
        statements_removed=len(statements[0] - statements[1]),
    )


def _only_in(view: View, other: View, *, is_added: bool) -> Iterator[ValueChange]:
    """Yield what ``view`` shows of situations that both describe and ``other`` leaves out.

    With a date its bounds and basis go too; only the date is told.
    """
    ground = view.ground
    for node in view.described & other.described:
        root = ground.root_of(node)
        if root is None:
            continue
        here, there = (
            set(shown_triples(ground, v.policy, node, v.described, v.contested.get(node, _NONE)))
            for v in (view, other)
        )
        missing = here - there
        dated = any(triple.predicate == IST.time for triple in missing)
        for statement in ground.statements.get(node, ()):
            triple = statement.triple
            if triple not in missing or (
                dated and triple.predicate in TIMES and triple.predicate != IST.time
            ):
                continue
            missing.discard(triple)
            yield ValueChange(triple, root, is_added, _reason(statement, node, other))


_NONE: frozenset[NamedNode] = frozenset()


def _reason(statement: Statement, node: NamedNode, view: View) -> str:
    """Say why ``view`` describes the situation and leaves this statement out."""
    ground, predicate = view.ground, statement.triple.predicate
    if predicate in view.contested.get(node, ()):
        return lost_contest(view.policy)
    if predicate in TIMES and is_undated(ground, view.policy, node):
        return "the time is inferred, and this view takes only stated ones"
    wanting = {
        root
        for need in statement.needs
        for other in need - view.described
        if (root := ground.root_of(other)) is not None
    }
    return f"it follows only with {' or '.join(sorted(map(short, wanting)))}"


def _references(view: View) -> set[NamedNode]:
    return {view.ground.record.reference(node) for node in view.held}


def _outer(view: View, root: NamedNode) -> str:
    reasons = [d.reason for d in view.decisions if d.root == root and d.status is Status.REJECTED]
    return reasons[0] if reasons else "the claim around it is not accepted"
