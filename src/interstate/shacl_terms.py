"""The words of SHACL: all of them, and those that the everyday validator takes.

SHACL says nothing about words that it does not know, so ``sh:mincount`` would pass in silence.
The lists here are closed; a test compares them with rdflib's own list of SHACL terms.
"""

from __future__ import annotations

from interstate.namespaces import VOCABULARIES, Vocabulary

SH = Vocabulary(
    VOCABULARIES["sh"],
    """
    AbstractResult AndConstraintComponent BlankNode BlankNodeOrIRI BlankNodeOrLiteral
    ClassConstraintComponent ClosedConstraintComponent ConstraintComponent
    DatatypeConstraintComponent DisjointConstraintComponent EqualsConstraintComponent
    ExpressionConstraintComponent Function HasValueConstraintComponent IRI IRIOrLiteral
    InConstraintComponent Info JSConstraint JSConstraintComponent JSExecutable JSFunction
    JSLibrary JSRule JSTarget JSTargetType JSValidator LanguageInConstraintComponent
    LessThanConstraintComponent LessThanOrEqualsConstraintComponent Literal
    MaxCountConstraintComponent MaxExclusiveConstraintComponent MaxInclusiveConstraintComponent
    MaxLengthConstraintComponent MinCountConstraintComponent MinExclusiveConstraintComponent
    MinInclusiveConstraintComponent MinLengthConstraintComponent NodeConstraintComponent NodeKind
    NodeKindConstraintComponent NodeShape NotConstraintComponent OrConstraintComponent Parameter
    Parameterizable PatternConstraintComponent PrefixDeclaration PropertyConstraintComponent
    PropertyGroup PropertyShape QualifiedMaxCountConstraintComponent
    QualifiedMinCountConstraintComponent ResultAnnotation Rule SPARQLAskExecutable
    SPARQLAskValidator SPARQLConstraint SPARQLConstraintComponent SPARQLConstructExecutable
    SPARQLExecutable SPARQLFunction SPARQLRule SPARQLSelectExecutable SPARQLSelectValidator
    SPARQLTarget SPARQLTargetType SPARQLUpdateExecutable Severity Shape Target TargetType
    TripleRule UniqueLangConstraintComponent ValidationReport ValidationResult Validator Violation
    Warning XoneConstraintComponent alternativePath and annotationProperty annotationValue
    annotationVarName ask class closed condition conforms construct datatype deactivated declare
    defaultValue description detail disjoint entailment equals expression filterShape flags
    focusNode group hasValue ignoredProperties in intersection inversePath js jsFunctionName
    jsLibrary jsLibraryURL labelTemplate languageIn lessThan lessThanOrEquals maxCount
    maxExclusive maxInclusive maxLength message minCount minExclusive minInclusive minLength name
    namespace node nodeKind nodeValidator nodes not object oneOrMorePath optional or order
    parameter path pattern predicate prefix prefixes property propertyValidator qualifiedMaxCount
    qualifiedMinCount qualifiedValueShape qualifiedValueShapesDisjoint result resultAnnotation
    resultMessage resultPath resultSeverity returnType rule select severity shapesGraph
    shapesGraphWellFormed sourceConstraint sourceConstraintComponent sourceShape sparql subject
    suggestedShapesGraph target targetClass targetNode targetObjectsOf targetSubjectsOf this union
    uniqueLang update validator value xone zeroOrMorePath zeroOrOnePath
    """,
)
"""All terms of SHACL Core, SHACL-SPARQL, Advanced Features and SHACL-JS."""


def term(name: str) -> str:
    """Return the IRI of a SHACL term; for names that are Python keywords too.

    >>> term("class")
    'http://www.w3.org/ns/shacl#class'
    """
    value: str = getattr(SH, name).value
    return value


def _terms(names: str) -> frozenset[str]:
    return frozenset(term(name) for name in names.split())


PATHS = _terms("inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath")
"""The operators of property paths (sequences are plain lists)."""

TARGETS = _terms("targetClass targetNode targetSubjectsOf targetObjectsOf")
"""The ways in which a shape says which nodes it is about."""

ONE_SHAPE = _terms("property node not qualifiedValueShape")
"""Parameters whose value is a shape."""

SHAPE_LISTS = _terms("and or xone")
"""Parameters whose value is a list of shapes."""

CONSTRAINTS = (
    ONE_SHAPE
    | SHAPE_LISTS
    | _terms(
        """class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive
        maxInclusive minLength maxLength pattern flags languageIn uniqueLang equals disjoint
        lessThan lessThanOrEquals qualifiedMinCount qualifiedMaxCount
        qualifiedValueShapesDisjoint closed ignoredProperties hasValue in sparql"""
    )
)
"""Parameters that say something about a node or its values."""

SUPPORTED = (
    CONSTRAINTS
    | TARGETS
    | PATHS
    | _terms(
        """path severity message deactivated select prefixes declare prefix namespace
        name description order group defaultValue"""
    )
)
"""Predicates that the everyday validator takes; any other SHACL word is an error."""

REPORT = _terms(
    """conforms result detail focusNode resultMessage resultPath resultSeverity sourceConstraint
    sourceConstraintComponent sourceShape value shapesGraph suggestedShapesGraph
    shapesGraphWellFormed"""
)
"""Predicates of reports and of links to shapes: no constraints, so they may lie about."""

SEVERITIES = {term("Violation"): "violation", term("Warning"): "warning", term("Info"): "info"}
"""The three severities, by IRI."""
