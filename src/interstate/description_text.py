"""A description laid out for a terminal: long lists in groups, each cut with a count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from interstate.describe import ClaimLine, Description, Mention, Statement, Value
from interstate.namespaces import BASE
from interstate.result_views import short_name

CAP = 10
"""So many lines of a group are shown, unless all are wanted."""


def text_lines(description: Description, *, everything: bool = False) -> Iterator[str]:
    """Say a description in lines; of each group only the first, unless ``everything``."""
    cap = None if everything else CAP
    yield f"{description.label}  ({', '.join(description.kinds) or 'untyped'})"
    yield f"  {short_name(description.iri)}   <{description.iri}>"
    for statement in description.statements:
        yield from _statement(statement, cap)
    if description.accounts:
        yield "accounts:"
        lines = [f"  {label}   {short_name(iri)}" for iri, label in description.accounts]
        yield from _cut(lines, cap, "  ")
    if description.claims:
        yield f"claimed: {len(description.claims)}"
        by_source: dict[str, list[ClaimLine]] = defaultdict(list)
        for claim in description.claims:
            by_source[short_name(claim.claim).partition(":")[0]].append(claim)
        for source, claims in by_source.items():
            yield from _cut([_claim(c) for c in claims], cap, "  ", f" in {source}")
    yield from _mentions(description.mentioned_by, cap)


def _statement(statement: Statement, cap: int | None) -> Iterator[str]:
    # A language is worth its place where it is not English, or where others stand beside it.
    languages = {value.language for value in statement.values} - {""}
    tagged = languages != {"en"}
    lines = [f"  {statement.name}: {_value(value, tagged=tagged)}" for value in statement.values]
    return _cut(lines, cap, "  ", f" of {statement.name}")


def _value(value: Value, *, tagged: bool) -> str:
    if value.language:
        return f"{value.shown} @{value.language}" if tagged else value.shown
    if value.value.startswith(BASE):
        return f"{value.shown}   {short_name(value.value)}"
    is_named = value.shown != value.value
    return f"{value.shown}   <{value.value}>" if is_named else value.shown


def _claim(claim: ClaimLine) -> str:
    voices = " → ".join(voice or "?" for voice in claim.voices)
    line = f"  {short_name(claim.claim)}  {voices}  {claim.mode}: {claim.gloss}"
    return f"{line}\n      {claim.place}" if claim.place else line


def _mentions(mentions: Sequence[Mention], cap: int | None) -> Iterator[str]:
    """Yield what points at the node by the property it does so by, the most frequent first."""
    if not mentions:
        return
    yield f"pointed at by: {len({mention.iri for mention in mentions})}"
    by_role: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_role[mention.role].append(mention)
    for role, group in sorted(by_role.items(), key=lambda item: (-len(item[1]), item[0])):
        kinds = Counter(mention.kind or "untyped" for mention in group)
        ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
        counted = ", ".join(f"{number} {kind}" for kind, number in ordered[:5])
        rest = sum(number for _, number in ordered[5:])
        more = f", {rest} of other kinds" if rest else ""
        yield f"  {role}: {len(group)}  ({counted}{more})"
        lines = [f"    {mention.label}   {short_name(mention.iri)}" for mention in group]
        yield from _cut(lines, cap, "    ")


def _cut(lines: Sequence[str], cap: int | None, indent: str, of: str = "") -> Iterator[str]:
    # A line that says that one more was left out could as well have been that one.
    if cap is None or len(lines) <= cap + 1:
        yield from lines
        return
    yield from lines[:cap]
    yield f"{indent}… and {len(lines) - cap} more{of}: --all"
