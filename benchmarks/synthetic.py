"""Claims-shaped data of any size, the same on every run, with faults planted at known nodes.

Each block is what one anchored claim takes: a passage with its position, the claim, the situation
that it asserts, times with computed bounds, now and then a speech act inside a speech act. Nothing
in it is a fact about the world. One block in fifty has one fault; ``Synthetic.planted`` names the
node and the rule that it breaks, so that a validator's answer can be told right or wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ISTSH = "https://w3id.org/interstate/shapes#"
ID = "https://w3id.org/interstate/id/"
BLOCKS_PER_SOURCE = 500
STATES = 60
FAULT_EVERY = 50
BLOCKS_PER_FILE = 5_000
"""Turtle files above 32 MB are refused: people could not review them."""

PREFIXES = f"""\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix group: <{ID}group/> .
@prefix ist: <https://w3id.org/interstate/ns#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix obligation-kind: <{ID}obligation-kind/> .
@prefix passage-kind: <{ID}passage-kind/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix stance: <{ID}stance/> .
@prefix state: <{ID}state/> .
@prefix unit: <{ID}unit/> .
@prefix work: <{ID}work/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

SHARED = """\
group:authors a ist:Group ; rdfs:label "authors"@en .
obligation-kind:defence a ist:ObligationKind ; rdfs:label "defence"@en .
passage-kind:sentence a ist:PassageKind ; rdfs:label "sentence"@en .
stance:reports a ist:Stance ; rdfs:label "reports"@en .
unit:person a ist:Unit ; rdfs:label "person"@en .
"""


@dataclass(frozen=True)
class Synthetic:
    """A data graph in Turtle files, its number of triples, the (focus node, rule) pairs planted."""

    files: tuple[str, ...]
    size: int
    planted: frozenset[tuple[str, str]]


@dataclass
class _Block:
    """One claim's worth of Turtle, with the parts that a fault changes."""

    number: int
    key: str
    gloss: str
    passage: str
    speaker: str = "group:authors"
    begin: int = 1950
    latest: int = 1950
    parties: int = 2
    obligor: int = 0
    amount: str = "3"
    sentence: str = "ist:sentence 1 ;"
    digest: str = ""
    target: bool = True
    kind: int = 0

    @property
    def situation(self) -> str:
        return f"<{ID}{self.key}/s{self.number}>"


Fault = Callable[[_Block], tuple[str, str]]


def _no_gloss(block: _Block) -> tuple[str, str]:
    block.gloss = ""
    return f"c{block.number}", "Claim-anchoredHasGloss"


def _bounds_inverted(block: _Block) -> tuple[str, str]:
    block.latest = block.begin - 3
    return f"s{block.number}", "Situation-boundsInOrder"


def _one_party(block: _Block) -> tuple[str, str]:
    block.kind, block.parties = 0, 1
    return f"s{block.number}", "Alliance-hasTwoParties"


def _strange_obligor(block: _Block) -> tuple[str, str]:
    block.kind, block.obligor = 0, 2
    return f"s{block.number}", "Alliance-obligorIsParty"


def _no_target(block: _Block) -> tuple[str, str]:
    block.kind, block.target = 1, False
    return f"s{block.number}", "Sanction-hasTarget-count"


def _amount_is_text(block: _Block) -> tuple[str, str]:
    block.kind, block.amount = 2, '"three"'
    return f"s{block.number}", "Measurement-valueIsNumber"


def _no_number(block: _Block) -> tuple[str, str]:
    block.sentence = ""
    return f"p{block.number}", "Passage-sentenceIsNumbered"


def _short_digest(block: _Block) -> tuple[str, str]:
    block.digest = block.digest[:-1]
    return f"p{block.number}", "Passage-digest-form"


FAULTS: tuple[Fault, ...] = (
    _no_gloss,
    _bounds_inverted,
    _one_party,
    _strange_obligor,
    _no_target,
    _amount_is_text,
    _no_number,
    _short_digest,
)


def _body(block: _Block) -> tuple[str, int]:
    """Return the situation's own statements and how many triples they are."""
    n, me = block.number, block.situation
    first, second, third = (f"state:s{(n + k) % STATES}" for k in (0, 7, 19))
    parties = ", ".join((first, second)[: block.parties])
    helper = f"<{ID}{block.key}/s{n}-part>"
    described = f"ist:describedIn <{ID}{block.key}/c{n}>"
    if block.kind == 0:
        obligor = (first, second, third)[block.obligor]
        return (
            f"{me} a ist:Alliance ; ist:hasParty {parties} ; ist:hasObligation {helper} .\n"
            f'{helper} a ist:Obligation ; rdfs:label "part {n}"@en ; {described} ;'
            f" ist:hasObligor {obligor} ;"
            f" ist:obligationKind obligation-kind:defence .\n"
        ), 2 + block.parties + 5
    if block.kind == 1:
        target = f"; ist:hasTarget {second} " if block.target else ""
        return f"{me} a ist:Sanction ; ist:hasSender {first} {target}.\n", 2 + block.target
    if block.kind == 2:
        return (
            f"{me} a ist:Measurement ; ist:measures {helper} ; ist:hasUnit unit:person ;"
            f" ist:value {block.amount} .\n"
            f'{helper} a ist:Act ; rdfs:label "part {n}"@en ; {described} ;'
            f" ist:hasAgent {first} .\n"
        ), 4 + 4
    if block.kind == 3:
        return (
            f"{me} a ist:Demand ; ist:hasSpeaker {first} ; ist:hasAddressee {second} ;"
            f" ist:requires {helper} .\n"
            f'{helper} a ist:Act ; rdfs:label "part {n}"@en ; {described} ;'
            f" ist:hasAgent {second} .\n"
        ), 4 + 4
    return (
        f"{me} a ist:Claim ; ist:hasSpeaker {first} ; ist:asserts {helper} .\n"
        f"<{ID}{block.key}/c{n}> ist:stance stance:reports .\n"
        f'{helper} a ist:Fear ; rdfs:label "part {n}"@en ; ist:describedIn {me} ;'
        f" ist:hasHolder {first} .\n"
    ), 3 + 1 + 4


def _blocks(*, faults: bool) -> Iterator[tuple[str, int, tuple[str, str] | None]]:
    number = 0
    while True:
        source, place = divmod(number, BLOCKS_PER_SOURCE)
        key = f"synthetic-{source}"
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        begin = 1816 + number % 200
        block = _Block(
            number,
            key,
            f'ist:gloss "Something was said to be so, for the time numbered {number}."@en ;',
            f"<{ID}{key}/p{number}>",
            begin=begin,
            latest=begin,
            digest=digest,
            kind=number % 5,
        )
        fault = None
        if faults and number % FAULT_EVERY == FAULT_EVERY // 2:
            local, rule = FAULTS[number // FAULT_EVERY % len(FAULTS)](block)
            fault = (f"{ID}{key}/{local}", ISTSH + rule)
        body, count = _body(block)
        text = ""
        if place == 0:
            text = (
                f'work:{key} a ist:Source ; rdfs:label "{key}"@en ; ist:citekey "{key}" ;'
                f" dcterms:creator group:authors .\n"
            )
            count += 4
        text += (
            f"<{ID}{key}/p{number}> a ist:Passage ; ist:passageKind passage-kind:sentence ;"
            f' {block.sentence} ist:section "part"@en ; ist:page "{place // 10 + 1}" ;'
            f' ist:digest "{block.digest}" ; oa:hasSource work:{key} ;'
            f" oa:hasSelector <{ID}{key}/p{number}-position> .\n"
            f"<{ID}{key}/p{number}-position> a oa:TextPositionSelector ;"
            f" oa:start {place * 100} ; oa:end {place * 100 + 99} .\n"
            f'<{ID}{key}/c{number}> a ist:Claim ; rdfs:label "claim {number}"@en ;'
            f" ist:anchoredAt {block.passage} ; {block.gloss} ist:hasSpeaker {block.speaker} ;"
            f" ist:asserts {block.situation} .\n"
            f'{block.situation} rdfs:label "situation {number}"@en ;'
            f" ist:describedIn <{ID}{key}/c{number}> ;"
            f' ist:time "{block.begin}" ;'
            f' ist:earliestBegin "{block.begin}-01-01T00:00:00Z"^^xsd:dateTime ;'
            f' ist:latestBegin "{block.latest}-12-31T23:59:59Z"^^xsd:dateTime .\n'
        )
        count += 7 + bool(block.sentence) + 3 + 5 + bool(block.gloss) + 5
        yield text + body, count, fault
        number += 1


def generate(size: int, *, faults: bool = True) -> Synthetic:
    """Return the least number of whole blocks that holds at least ``size`` triples."""
    states = (f'state:s{n} a ist:State ; rdfs:label "state {n}"@en .\n' for n in range(STATES))
    files = [[PREFIXES, SHARED, *states]]
    count = 2 * (5 + STATES)
    planted: set[tuple[str, str]] = set()
    for number, (text, triples, fault) in enumerate(_blocks(faults=faults)):
        if count >= size:
            break
        if number and number % BLOCKS_PER_FILE == 0:
            files.append([PREFIXES])
        files[-1].append(text)
        count += triples
        if fault is not None:
            planted.add(fault)
    return Synthetic(tuple("".join(parts) for parts in files), count, frozenset(planted))


def linked(size: int) -> Synthetic:
    """Return faultless data with what the heavier queries ask for: accounts, order, reasons.

    Four situations of a kind are accounts of one; alliances last 55 years; each situation but
    the first of ten follows the one before; some are explained by it; numbers differ from account
    to account.
    """
    states = (f'state:s{n} a ist:State ; rdfs:label "state {n}"@en .\n' for n in range(STATES))
    files = [[PREFIXES, SHARED, *states]]
    count = 2 * (5 + STATES)
    before = ""
    for number, (text, triples, _) in enumerate(_blocks(faults=False)):
        if count >= size:
            break
        if number and number % BLOCKS_PER_FILE == 0:
            files.append([PREFIXES])
        key = f"synthetic-{number // BLOCKS_PER_SOURCE}"
        me = f"<{ID}{key}/s{number}>"
        reference = f"<{ID}situation/r{number // 20}-{number % 5}>"
        links = [f"{me} ist:accountOf {reference} .\n"]
        if number % 20 < 5:
            links.append(f'{reference} a ist:Situation ; rdfs:label "matter {number}"@en .\n')
            count += 2
        if number % 5 == 0:
            end = f"{1816 + number % 200 + 55}-12-31T23:59:59Z"
            links.append(f'{me} ist:latestEnd "{end}"^^xsd:dateTime .\n')
            count += 1
        if number % 10:
            links.append(f"{me} ist:follows {before} .\n")
            count += 1
        if number % 10 in (2, 3, 4, 7):
            links.append(
                f"<{ID}{key}/e{number}> a ist:CausalExplanation ; ist:hasExplanandum {me} ;"
                f" ist:hasExplanans {before} ; ist:describedIn <{ID}{key}/c{number}> .\n"
            )
            count += 4
        files[-1] += [text.replace("ist:value 3 ", f"ist:value {number % 7} "), *links]
        count += triples + 1
        before = me
    return Synthetic(tuple("".join(parts) for parts in files), count, frozenset())
