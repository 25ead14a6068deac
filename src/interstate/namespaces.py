"""The one table of prefixes, and closed vocabularies whose misspelt terms cannot be used.

Vocabulary terms are :class:`pyoxigraph.NamedNode`; an unknown name is an ``AttributeError``:

>>> IST.Claim.value
'https://w3id.org/interstate/ns#Claim'
>>> IST.Clam
Traceback (most recent call last):
    ...
AttributeError: https://w3id.org/interstate/ns# has no term 'Clam'
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from pyoxigraph import NamedNode

OWN_BASE = "https://w3id.org/interstate/"
"""Where our IRIs begin."""

BASE = os.environ.get("INTERSTATE_BASE") or OWN_BASE
"""Where IRIs begin; another publisher's base is set by :mod:`interstate.rebase` for one build."""

ID = f"{BASE}id/"
ONTOLOGY = f"{BASE}ontology"
DATA = f"{BASE}data/"

VOCABULARIES = {
    "bibo": "http://purl.org/ontology/bibo/",
    "cito": "http://purl.org/spar/cito/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "ist": f"{BASE}ns#",
    "istsh": f"{BASE}shapes#",
    "np": "http://www.nanopub.org/nschema#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "t": f"{BASE}test#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Vocabularies that our files may use, by prefix."""

KINDS = (
    "aid-kind",
    "answer",
    "bearing",
    "bound",
    "certainty",
    "change",
    "concept",
    "curation",
    "event",
    "evidence-kind",
    "group",
    "identifier",
    "identifier-scheme",
    "implication",
    "interstate",
    "mark",
    "obligation-kind",
    "office",
    "organization",
    "outcome",
    "passage-kind",
    "passage-reason",
    "person",
    "place",
    "probe",
    "sanction-measure",
    "situation",
    "stance",
    "state",
    "tension-kind",
    "test-kind",
    "theory",
    "time-basis",
    "unit",
    "verdict",
    "view",
    "weight",
    "work",
)
"""Kinds of individual shared by sources; each is a prefix for ``…/id/<kind>/``."""

PREFIXES = VOCABULARIES | {kind: f"{ID}{kind}/" for kind in KINDS}
"""Every prefix but those of sources, whose prefix is their citekey (see :func:`source_prefix`)."""


def source_prefix(citekey: str) -> str:
    """Return the namespace of a source's own nodes.

    >>> source_prefix("doe-1999")
    'https://w3id.org/interstate/id/doe-1999/'
    """
    return f"{ID}{citekey}/"


class Vocabulary:
    """A namespace that knows its terms and refuses all others."""

    def __init__(self, base: str, names: str) -> None:
        """Close the namespace ``base`` over the white-space separated ``names``."""
        self.base = base
        self._terms = {name: NamedNode(base + name) for name in names.split()}
        # Terms are asked for a million times in a check: found as plain attributes, not below.
        self.__dict__.update(self._terms)

    def __getattr__(self, name: str) -> NamedNode:
        """Fail for what is no term: a typo must not become a new one."""
        raise AttributeError(f"{self.base} has no term '{name}'")

    def __iter__(self) -> Iterator[NamedNode]:
        """Iterate over the terms by IRI."""
        return iter(sorted(self._terms.values(), key=lambda term: term.value))

    def __contains__(self, iri: object) -> bool:
        """Tell whether ``iri`` (a node or a string) is one of the terms."""
        value = iri.value if isinstance(iri, NamedNode) else iri
        return (
            isinstance(value, str)
            and value.startswith(self.base)
            and value[len(self.base) :] in self._terms
        )


RDF = Vocabulary(
    VOCABULARIES["rdf"],
    """Alt Bag CompoundLiteral HTML JSON List PlainLiteral Property Seq Statement XMLLiteral
    direction first langString language nil object predicate rest subject type value""",
)
RDFS = Vocabulary(
    VOCABULARIES["rdfs"],
    """Class Container ContainerMembershipProperty Datatype Literal Resource comment domain
    isDefinedBy label member range seeAlso subClassOf subPropertyOf""",
)
OWL = Vocabulary(
    VOCABULARIES["owl"],
    """AllDifferent AllDisjointClasses AllDisjointProperties Annotation AnnotationProperty
    AsymmetricProperty Axiom Class DataRange DatatypeProperty DeprecatedClass
    DeprecatedProperty FunctionalProperty InverseFunctionalProperty IrreflexiveProperty
    NamedIndividual NegativePropertyAssertion Nothing ObjectProperty Ontology OntologyProperty
    ReflexiveProperty Restriction SymmetricProperty Thing TransitiveProperty allValuesFrom
    annotatedProperty annotatedSource annotatedTarget assertionProperty backwardCompatibleWith
    bottomDataProperty bottomObjectProperty cardinality complementOf datatypeComplementOf
    deprecated differentFrom disjointUnionOf disjointWith distinctMembers equivalentClass
    equivalentProperty hasKey hasSelf hasValue imports incompatibleWith intersectionOf
    inverseOf maxCardinality maxQualifiedCardinality members minCardinality
    minQualifiedCardinality onClass onDataRange onDatatype onProperties onProperty oneOf
    priorVersion propertyChainAxiom propertyDisjointWith qualifiedCardinality rational real
    sameAs someValuesFrom sourceIndividual targetIndividual targetValue topDataProperty
    topObjectProperty unionOf versionIRI versionInfo withRestrictions""",
)
SKOS = Vocabulary(
    VOCABULARIES["skos"],
    """prefLabel altLabel definition scopeNote example editorialNote note exactMatch closeMatch
    broadMatch narrowMatch relatedMatch""",
)
DCTERMS = Vocabulary(
    VOCABULARIES["dcterms"],
    """title description abstract creator contributor publisher created issued modified license
    bibliographicCitation source isPartOf isReplacedBy conformsTo rights""",
)
PROV = Vocabulary(
    VOCABULARIES["prov"],
    """Entity Activity Agent wasDerivedFrom wasAttributedTo wasGeneratedBy used startedAtTime
    endedAtTime wasAssociatedWith hadPrimarySource wasInformedBy""",
)
OA = Vocabulary(
    VOCABULARIES["oa"], "SpecificResource TextPositionSelector hasSelector hasSource start end"
)
NP = Vocabulary(VOCABULARIES["np"], "Nanopublication hasAssertion hasProvenance hasPublicationInfo")
CITO = Vocabulary(
    VOCABULARIES["cito"],
    "usesConceptsFrom citesAsEvidence containsAssertionFrom citesForInformation",
)
XSD = Vocabulary(
    VOCABULARIES["xsd"], "string integer decimal boolean dateTime date nonNegativeInteger anyURI"
)
IST = Vocabulary(
    VOCABULARIES["ist"],
    """Acceptance accountOf Accusation Act actsFor affirms Agent Aid AidKind aidKind aids
    AidSuspension Aim aimsAt Alignment alignsAgainst alignsWith Alliance amends anchoredAt
    annotates Answer answers Application approximate ArmedGroup asserts AsymmetricAlliance
    Attack Attempt Attitude Basis Bearing bearing Bound builtOn CarriedOutThreat case caseSelect
    CausalExplanation Certainty Change ChangeKind changeKind changes Citation citedAs citedPages
    citekey citesWork Claim Classification Coalition CoercedAcceptance CoercedCompliance column
    Commendation commends comparedAs comparedWith Comparison computed Concept Concern
    Condemnation condemns Condition Conditional contentOf ContestedSituation Cooperation
    Counterfactual countsRole Coup coverage Curation DataRow Decision definiens Definition
    Demand DemandSet DemandUnderThreat DeniedObligation denies Dependence DependentAlly
    dependsOn describedIn Designation digest DiplomaticRelation Directive earliestBegin
    earliestEnd EditorialNote Enactment enacts Enforcement Evaluation Event EvidenceKind
    evidenceKind Expectation Explanation Fear FearfulConduct flipsWithout follows fulfils gloss
    Government Group hasAddressee hasAgent hasAligner hasAnswer hasAntecedent hasBelligerent
    hasBeneficiary hasBound hasCertainty hasCitation hasConcept hasCondition hasConsequent
    hasContent hasCriterion hasDataset hasDependent hasDestination hasDonor hasEvidence
    hasExplanandum hasExplanans hasGround hasHolder hasInferredCitation hasInferredGround
    hasInstrument hasItem hasLeader hasLegalBasis hasMeasure hasMedium hasObject hasObjective
    hasObligation hasObligor hasOffice hasOrigin hasParticipant hasParty hasPlace hasProposition
    hasRecipient hasSender hasSide hasSpeaker hasSubject hasTarget hasTheory hasUnit hasWeight
    HearsayClaim hearsayDepth high Identifier IdentifierScheme identifies Implication
    inReturnFor inScheme inState Interest IntergovernmentalOrganization involves isAfter
    isBoundTo isMarked isPartOf isSeveral isWithin Judgement judges lacksClaimFor latestBegin
    latestEnd LegalInstrument Locus low Mark MeasureKind Measurement measures Meeting mentions
    MilitaryAct MotiveExplanation MultiplyAttributedClaim notation note noteNumber NuclearTest
    Obligation ObligationKind obligationKind obliges Offer offers Office OfficeHolding officeOf
    ofImplication ofProposition opposes ordinal Organization organOf Outcome outcome page
    Passage PassageKind passageKind PassageReason Perception Person Place predicts Probe Promise
    promises proposes Proposition queryDigest rank Ranking rationale Recognition recognizes
    Refusal rejects Relation relaysWordsOf reliesOn ReportedClaim Request requires respondsTo
    Response restates restsOn Rivalry rootClaim rowKey Sanction SanctionAct SanctionedAlly
    SanctionedState sanctions scopeSelect SecondHandSituation section sentence shareOf sidesWith
    signedBy Situation slotContext slotObject slotQualifier slotRelation slotSubject Source
    SpeechAct Stance stance stanceBasis State stateAgent stateBeneficiary statedSize StateOrgan
    stateTarget Support supposes Tension TensionKind tensionKind TestKind testKind textDigest
    textLength Theory Threat ThreatenedAgent threatens time timeBasis Ultimatum Unit usesProbe
    utterance validDuring value Verdict viewName War Weight window""",
)
"""Our own terms; a test compares them with ``ontology/`` in both directions."""
