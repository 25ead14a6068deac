"""Find the ``sh:sparql`` constraints of a shapes graph and run each once over its focus nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
)

from interstate.errors import InputError
from interstate.findings import Severity
from interstate.graphs import Index, Node
from interstate.namespaces import OWL, RDF, RDFS
from interstate.shacl_results import Result, bare
from interstate.shacl_shapes import ShapesGraph
from interstate.shacl_sparql import (
    FOCUS_GRAPH,
    FOCUS_PREDICATE,
    ConstraintError,
    fill,
    set_query,
)
from interstate.shacl_terms import SH, term

COMPONENT = term("SPARQLConstraintComponent")
_DEFAULT = DefaultGraph()
_FOCUS, _HOLDS = NamedNode(FOCUS_GRAPH), NamedNode(FOCUS_PREDICATE)
Thing = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class _Constraint:
    """One ``sh:sparql`` constraint, ready to run."""

    rule: str
    query: str
    prefixes: Mapping[str, str]
    severity: Severity
    message: str
    path: str
    value_is_focus: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """The constraints of one shape, and the shapes whose targets are its focus nodes."""

    focus_set: NamedNode
    targets: tuple[Node, ...]
    constraints: tuple[_Constraint, ...]


class SparqlShapes:
    """The ``sh:sparql`` constraints of a shapes graph, turned into set queries."""

    def __init__(self, graph: ShapesGraph) -> None:
        """Find and turn the constraints.

        Raises:
            InputError: a constraint is broken or cannot be run for all focus nodes at once.
        """
        self._graph = graph
        owners = [s for s in graph.shapes if graph.index.objects(s, SH.sparql)]
        self._groups: list[_Group] = []
        for number, shape in enumerate(owners):
            targets = (shape, *checked_parents(graph, shape))
            focus_set = NamedNode(f"{FOCUS_GRAPH}#{number}")
            constraints = tuple(_constraints(graph, shape, focus_set))
            if not graph.is_off(shape):
                awake = tuple(target for target in targets if not graph.is_off(target))
                self._groups.append(_Group(focus_set, awake, constraints))

    def results(self, data: bytes) -> Iterator[Result]:
        """Validate ``data`` (N-Triples).

        Raises:
            InputError: a query is broken.
        """
        if not self._groups:
            return
        store = Store()
        store.bulk_load(data, RdfFormat.N_TRIPLES)
        below = subclasses(store)
        store.bulk_extend(
            [
                Quad(group.focus_set, _HOLDS, node, _FOCUS)
                for group in self._groups
                for target in group.targets
                for node in focus_nodes(store, self._graph, target, below)
            ]
        )
        for group in self._groups:
            for constraint in group.constraints:
                yield from _run(store, constraint)


def checked_parents(graph: ShapesGraph, shape: Node) -> tuple[Node, ...]:
    """Return the node shapes whose focus nodes ``shape`` shares.

    Raises:
        InputError: the shape is also used inside another constraint, where its SPARQL would
            have to be answered value by value.
    """
    parents = graph.parents(shape)
    for user in (shape, *parents):
        if graph.is_value_shape(user) or (user != shape and graph.is_property_shape(user)):
            raise InputError(
                f"the shape {shape} has sh:sparql and is used inside another constraint.",
                remedy="give it a target of its own, and use a shape without sh:sparql there.",
            )
    return parents


def subclasses(store: Store) -> dict[Thing, set[Thing]]:
    """Return for each class that has subclasses all of them, itself included."""
    children: dict[Thing, set[Thing]] = {}
    for quad in store.quads_for_pattern(None, RDFS.subClassOf, None, _DEFAULT):
        children.setdefault(quad.object, set()).add(quad.subject)
    closed: dict[Thing, set[Thing]] = {}
    for start in children:
        seen, agenda = {start}, [start]
        while agenda:
            for child in children.get(agenda.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    agenda.append(child)
        closed[start] = seen
    return closed


def focus_nodes(
    store: Store, graph: ShapesGraph, shape: Node, below: Mapping[Thing, set[Thing]]
) -> Iterator[Thing]:
    """Iterate over the nodes that ``shape`` targets; a node may come twice."""
    yield from graph.index.objects(shape, SH.targetNode)
    for wanted in graph.target_classes(shape):
        for kind in below.get(wanted, {wanted}):
            for quad in store.quads_for_pattern(None, RDF.type, kind, _DEFAULT):
                yield quad.subject
    for predicate in graph.index.nodes(shape, SH.targetSubjectsOf):
        for quad in store.quads_for_pattern(None, predicate, None, _DEFAULT):
            yield quad.subject
    for predicate in graph.index.nodes(shape, SH.targetObjectsOf):
        for quad in store.quads_for_pattern(None, predicate, None, _DEFAULT):
            yield quad.object


def _constraints(graph: ShapesGraph, shape: Node, focus_set: NamedNode) -> Iterator[_Constraint]:
    path = graph.path(shape)
    for node in graph.index.objects(shape, SH.sparql):
        if isinstance(node, Literal) or node not in graph.index:
            raise InputError(
                f"the sh:sparql of {shape} is {node}, which says nothing.",
                remedy="write the constraint with sh:select, or mend the reference.",
            )
        if graph.is_off(node):
            continue
        rule = node if isinstance(node, NamedNode) else graph.named(shape)
        selects = graph.index.objects(node, SH.select)
        if len(selects) != 1:
            raise InputError(
                f"the SPARQL constraint {node} has {len(selects)} sh:select.",
                remedy="give it exactly one query.",
            )
        try:
            query = set_query(selects[0].value, focus_set.value, path)
        except ConstraintError as error:
            raise InputError(
                f"the query of {rule or shape} cannot be run: {error}.",
                remedy="write it without that; see SHACL section 5.2.1.",
            ) from error
        yield _Constraint(
            rule="" if rule is None else rule.value,
            query=query,
            prefixes=prefixes(graph.index, node),
            severity=graph.severity(shape),
            message=graph.message(node) or graph.message(shape),
            path=bare(path),
            value_is_focus=not path,
        )


def prefixes(index: Index, constraint: Node) -> dict[str, str]:
    """Return the prefixes that a constraint's ``sh:prefixes`` declare, imports followed.

    Raises:
        InputError: a declaration is incomplete, or two give one prefix two meanings.
    """
    agenda = list(index.objects(constraint, SH.prefixes))
    seen = set()
    found: dict[str, str] = {}
    while agenda:
        header = agenda.pop()
        if header in seen or isinstance(header, Literal):
            continue
        seen.add(header)
        agenda += index.objects(header, OWL.imports)
        for declaration in index.objects(header, SH.declare):
            names = (
                () if isinstance(declaration, Literal) else index.objects(declaration, SH.prefix)
            )
            spaces = (
                () if isinstance(declaration, Literal) else index.objects(declaration, SH.namespace)
            )
            if len(names) != 1 or len(spaces) != 1:
                raise InputError(
                    f"the prefix declaration {declaration} of {header} is incomplete.",
                    remedy="give it one sh:prefix and one sh:namespace.",
                )
            name, space = names[0].value, spaces[0].value
            if found.setdefault(name, space) != space:
                raise InputError(
                    f"the prefix {name}: of {constraint} means both {found[name]} and {space}.",
                    remedy="declare it once.",
                )
    return found


def _run(store: Store, constraint: _Constraint) -> Iterator[Result]:
    try:
        solutions = store.query(constraint.query, prefixes=dict(constraint.prefixes))
    except SyntaxError as error:
        raise InputError(
            f"the query of {constraint.rule} is broken: {error}.",
            remedy="mend the SPARQL; each prefix has to be declared through sh:prefixes.",
        ) from error
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        values = {n: _text(solution[n]) for n in names if solution[n] is not None}
        focus = values["this"]
        message = constraint.message or "breaks a SPARQL constraint"
        yield Result(
            focus=focus,
            rule=constraint.rule,
            severity=constraint.severity,
            message=fill(message, values),
            path=values.get("path", constraint.path),
            value=values.get("value", focus if constraint.value_is_focus else ""),
            component=COMPONENT,
        )


def _text(node: object) -> str:
    return node.value if isinstance(node, NamedNode | Literal) else str(node)
