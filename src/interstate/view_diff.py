"""What a change of policy adds and takes away, in words, and why."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from interstate.acceptance import Decision, Status
from interstate.namespaces import IST
from interstate.record import Content, short
from interstate.views import View


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
class Difference:
    """How one view differs from another."""

    first: View
    second: View
    changes: tuple[Change, ...]
    begins: tuple[NamedNode, ...]
    ceases: tuple[NamedNode, ...]
    statements_added: int
    statements_removed: int

    def lines(self) -> tuple[str, ...]:
        """Say it all, one line each: contents first, then what comes or ceases to hold."""
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
    return Difference(
        first,
        second,
        tuple(changes),
        begins=tuple(sorted(held[1] - held[0], key=str)),
        ceases=tuple(sorted(held[0] - held[1], key=str)),
        statements_added=len(statements[1] - statements[0]),
        statements_removed=len(statements[0] - statements[1]),
    )


def _references(view: View) -> set[NamedNode]:
    return {view.ground.record.reference(node) for node in view.held}


def _outer(view: View, root: NamedNode) -> str:
    reasons = [d.reason for d in view.decisions if d.root == root and d.status is Status.REJECTED]
    return reasons[0] if reasons else "the claim around it is not accepted"
