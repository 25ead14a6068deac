"""Small ontologies at random, of all constructs, to compare two reasoners on."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

CLASSES = ("ex:A", "ex:B", "ex:C", "ex:D", "owl:Thing")
LINKS = ("ex:p", "ex:q", "ex:r")
VALUES = ("ex:d", "ex:e")
NODES = ("ex:x", "ex:y", "ex:z")
LITERALS = ('"a"', '"a"@en', "1", "1.0", "2", "true", '"1"^^xsd:double', '"a"^^xsd:token')
DATATYPES = ("xsd:string", "xsd:integer", "xsd:decimal", "xsd:boolean")

DECLARED = " ".join(
    (
        *(f"{name} a owl:Class ." for name in CLASSES[:-1]),
        *(f"{name} a owl:ObjectProperty ." for name in LINKS),
        *(f"{name} a owl:DatatypeProperty ." for name in VALUES),
    )
)


def ontology(seed: int) -> str:
    """Return one ontology in Turtle (without prefixes), the same for the same seed."""
    dice = random.Random(seed)
    one = dice.choice

    def two(names: Sequence[str]) -> list[str]:
        return dice.sample(names, 2)

    def prop() -> str:
        return one(LINKS) if dice.random() < 0.85 else f"[ owl:inverseOf {one(LINKS)} ]"

    def restriction(inner: Callable[[int], str], depth: int) -> str:
        kind = one(("someValuesFrom", "allValuesFrom", "hasValue"))
        value = one(NODES) if kind == "hasValue" else inner(depth + 1)
        return f"[ a owl:Restriction ; owl:onProperty {prop()} ; owl:{kind} {value} ]"

    def cls(depth: int = 0) -> str:
        if depth > 1 or dice.random() < 0.55:
            return one(CLASSES)
        kind = dice.random()
        if kind < 0.5:
            return restriction(cls, depth)
        if kind < 0.65:
            return f"[ a owl:Class ; owl:complementOf {cls(depth + 1)} ]"
        word = one(("intersectionOf", "intersectionOf", "unionOf"))
        return f"[ a owl:Class ; owl:{word} ( {cls(depth + 1)} {cls(depth + 1)} ) ]"

    def denied() -> str:
        start = f"[] a owl:NegativePropertyAssertion ; owl:sourceIndividual {one(NODES)} ;"
        if dice.random() < 0.5:
            return (
                f"{start} owl:assertionProperty {one(VALUES)} ; owl:targetValue {one(LITERALS)} ."
            )
        return f"{start} owl:assertionProperty {one(LINKS)} ; owl:targetIndividual {one(NODES)} ."

    rules: list[Callable[[], str]] = [
        lambda: f"{cls()} rdfs:subClassOf {cls()} .",
        lambda: f"{cls()} rdfs:subClassOf {cls()} .",
        lambda: f"{one(CLASSES[:-1])} owl:equivalentClass {cls()} .",
        lambda: f"{cls()} owl:disjointWith {one(CLASSES[:-1])} .",
        lambda: f"{one(LINKS)} rdfs:{one(('domain', 'range'))} {cls()} .",
        lambda: f"{prop()} rdfs:subPropertyOf {one(LINKS)} .",
        lambda: f"{one(LINKS)} owl:{one(('inverseOf', 'equivalentProperty'))} {one(LINKS)} .",
        lambda: "{} owl:propertyDisjointWith {} .".format(*two(LINKS)),
        lambda: f"{one(LINKS)} a owl:{one(CHARACTERS)}Property .",
        lambda: f"{one(LINKS)} a owl:{one(CHARACTERS)}Property .",
        lambda: f"{one(LINKS)} owl:propertyChainAxiom ( {one(LINKS)} {one(LINKS)} ) .",
        lambda: f"{one(VALUES)} rdfs:range {one(DATATYPES)} .",
        lambda: f"{one(VALUES)} rdfs:domain {cls()} .",
        lambda: f"{one(VALUES)} rdfs:subPropertyOf {one(VALUES)} .",
        lambda: f"{one(VALUES)} a owl:FunctionalProperty .",
        lambda: "{} owl:propertyDisjointWith {} .".format(*two(VALUES)),
    ]
    facts: list[Callable[[], str]] = [
        lambda: f"{one(NODES)} a {one(CLASSES)} .",
        lambda: f"{one(NODES)} a {cls()} .",
        lambda: f"{one(NODES)} {one(LINKS)} {one(NODES)} .",
        lambda: f"{one(NODES)} {one(LINKS)} {one(NODES)} .",
        lambda: f"{one(NODES)} {one(VALUES)} {one(LITERALS)} .",
        lambda: "{} owl:sameAs {} .".format(*two(NODES)),
        lambda: "{} owl:differentFrom {} .".format(*two(NODES)),
        denied,
    ]
    lines = [one(rules)() for _ in range(dice.randint(2, 5))]
    lines += [one(facts)() for _ in range(dice.randint(3, 8))]
    return "\n".join((DECLARED, *lines))


CHARACTERS = (
    "Asymmetric",
    "Functional",
    "InverseFunctional",
    "Irreflexive",
    "Reflexive",
    "Symmetric",
    "Transitive",
)
