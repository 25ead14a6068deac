"""Planted defects of ``tests/fixtures/dl``: the rule that must catch each, and the proof of harm.

The proof is what the real OWL API does with the file (``tests/owlapi/test_losses.py``):

``violation``   its profile checker says that the closure is not OWL 2 DL
``refused``     it cannot load the file
``format``      it takes the file for something else
``misplaced``   properties of ours end up as annotations, invisible to a reasoner
``anonymous``   individuals without a name appear
``unparsed``    triples are left over
``reasoner``    strict HermiT refuses the ontology
``graph``       written out again, the graph says something else
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures" / "dl"
CORE = FIXTURES / "core.ttl"
GOOD = FIXTURES / "good.ttl"
LEGAL = FIXTURES / "legal.ttl"
"""What looks like a defect and is none: a class used as a node, ranges of text, dates as text."""


@dataclass(frozen=True, slots=True)
class Case:
    """A rule, and what the OWL API does to a file that breaks it (nothing: ``why`` says so)."""

    rule: str
    harm: frozenset[str]
    why: str = ""


def _case(rule: str, *harm: str, why: str = "") -> Case:
    return Case(rule, frozenset(harm), why)


_UNUSED = (
    "the OWL API says nothing as long as no axiom uses the name; then it keeps one role at random"
)

CASES: Mapping[str, Case] = {
    "annotated-nothing.ttl": _case("dl-malformed-expression", "graph"),
    "annotation-without-target.ttl": _case("dl-malformed-expression", "refused"),
    "blank-node.ttl": _case("dl-blank-node", "anonymous"),
    "broken-list.ttl": _case("dl-malformed-expression", "graph"),
    "cardinality-of-transitive.ttl": _case("dl-non-simple", "violation", "reasoner"),
    "class-and-datatype.ttl": _case("dl-double-typing", why=_UNUSED),
    "container-value.ttl": _case("dl-list", "violation", "unparsed"),
    "custom-datatype.ttl": _case("dl-custom-datatype", "violation", "reasoner"),
    "date-range.ttl": _case("dl-datatype-map", "violation", "reasoner"),
    "date-value.ttl": _case("dl-datatype-map", "violation", "reasoner"),
    "declared-date.ttl": _case("dl-datatype-map", "reasoner"),
    "defined-datatype-literal.ttl": _case("dl-custom-datatype", "violation", "reasoner"),
    "functional-above-chain.ttl": _case("dl-non-simple", "violation", "reasoner"),
    "ill-typed-date-time.ttl": _case("dl-ill-typed-literal", "reasoner"),
    "ill-typed-integer.ttl": _case("dl-ill-typed-literal", "violation", "reasoner"),
    "import-is-text.ttl": _case("dl-import", "violation"),
    "inverse-functional-data-property.ttl": _case("dl-inverse-functional-data", "violation"),
    "irregular-chain.ttl": _case("dl-irregular-chain", "violation", "reasoner"),
    "list-value.ttl": _case("dl-list", "anonymous", "graph"),
    "lonely-expression.ttl": _case("dl-malformed-expression", "unparsed", "graph"),
    "mixed-properties.ttl": _case("dl-mixed-properties", "violation"),
    "named-graphs.nq": _case("dl-named-graphs", "format"),
    "named-graphs.trig": _case("dl-named-graphs", "refused"),
    "no-header.ttl": _case("dl-one-header", "graph"),
    "no-import.ttl": _case("dl-no-import", "violation", "misplaced"),
    "node-on-data-property.ttl": _case("dl-node-on-data-property", "violation", "misplaced"),
    "object-and-annotation-property.ttl": _case("dl-double-typing", why=_UNUSED),
    "object-and-data-property.ttl": _case("dl-double-typing", why=_UNUSED),
    "reification.ttl": _case("dl-reification", "violation", "unparsed", "graph"),
    "reserved-class.ttl": _case("dl-reserved-vocabulary", "violation", "unparsed"),
    "reserved-name-declared.ttl": _case("dl-reserved-vocabulary", "violation"),
    "reserved-property.ttl": _case("dl-reserved-vocabulary", "unparsed", "graph"),
    "restriction-without-property.ttl": _case("dl-malformed-expression", "violation", "graph"),
    "restriction-without-type.ttl": _case("dl-malformed-expression", "graph"),
    "shacl-shapes.ttl": _case("dl-shacl", "violation", "anonymous", "graph"),
    "shared-expression.ttl": _case("dl-malformed-expression", "graph"),
    "tab-in-text.ttl": _case("dl-control-character", "graph"),
    "text-on-object-property.ttl": _case("dl-literal-on-object-property", "violation", "misplaced"),
    "transitive-data-property.ttl": _case("dl-data-characteristic", "violation"),
    "triple-term.ttl": _case("dl-triple-term", "refused"),
    "two-headers.ttl": _case("dl-one-header", "graph"),
    "two-version-iris.ttl": _case("dl-version-iri", "graph"),
    "undeclared-annotation-property.ttl": _case("dl-undeclared-property", "violation"),
    "undeclared-class-in-expression.ttl": _case("dl-undeclared-class", "violation"),
    "undeclared-class.ttl": _case("dl-undeclared-class", "violation"),
    "undeclared-datatype.ttl": _case("dl-undeclared-datatype", "violation"),
    "unresolvable-import.ttl": _case("dl-import", "refused"),
    "version-iri-is-text.ttl": _case("dl-version-iri", "violation"),
    "year-value.ttl": _case("dl-datatype-map", "violation", "reasoner"),
}
