"""Write the transcript of ``docs/protege.md`` from what the OWL API, Protégé's library, loads.

Run in ``tests/``: ``python -m owlapi.protege`` renews the page; a test compares it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from interstate.project import open_project
from interstate.provenance import write_view_product
from owlapi import oracle
from owlapi.project import ROOT

PAGE = ROOT / "docs" / "protege.md"
BLOCK = re.compile(r"(?<=<!-- transcript -->\n```text\n).*?(?=```\n)", re.DOTALL)
ID = "https://w3id.org/interstate/id/"
DCTERMS = "http://purl.org/dc/terms/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"


class Transcript:
    """What the panels of Protégé show of one loaded file."""

    def __init__(self, loaded: oracle.Loaded) -> None:
        self._loaded = loaded
        self._ontology = loaded.ontology
        manager = oracle.java("org.semanticweb.owlapi.apibinding.OWLManager")
        self._factory = manager.getOWLDataFactory()

    def texts(self, iri: str, prop: str) -> list[str]:
        """Return the texts that an annotation property gives a node."""
        axioms = self._ontology.annotationAssertionAxioms(oracle.java("IRI").create(iri))
        return sorted(
            str(axiom.getValue().asLiteral().get().getLiteral())
            for axiom in axioms.iterator()
            if str(axiom.getProperty().getIRI()) == prop
        )

    def label(self, iri: str) -> str:
        """Return what Protégé calls a node: its rdfs:label."""
        return next(iter(self.texts(iri, LABEL)), iri)

    def sources(self, axiom: Any) -> list[str]:
        """Return the citations behind the @ of an axiom."""
        return sorted(
            str(note.getValue().asLiteral().get().getLiteral())
            for note in axiom.annotations().iterator()
            if str(note.getProperty().getIRI()) == f"{DCTERMS}bibliographicCitation"
        )

    def header(self) -> Iterator[str]:
        """Yield the panel *Active ontology*."""
        report = self._loaded.report()
        yield f"    Ontology IRI   {report.ontology_iri}"
        yield f"    Version IRI    {report.version_iri}"
        for note in sorted(self._loaded.header()):
            match = re.match(rf'Annotation\(<{DCTERMS}(title|description)> "(.*)"@en\)', note)
            if match:
                yield f"    {match[1]:<14} {match[2]}"

    def cls(self, iri: str) -> Iterator[str]:
        """Yield the page of a class."""
        yield f"    label          {self.label(iri)}"
        yield f"    definition     {self.texts(iri, DEFINITION)[0]}"
        node = self._factory.getOWLClass(oracle.java("IRI").create(iri))
        for axiom in sorted(self._ontology.subClassAxiomsForSubClass(node).iterator(), key=str):
            yield f"    SubClass Of    {self.label(str(axiom.getSuperClass().getIRI()))}"

    def individual(self, iri: str) -> Iterator[str]:
        """Yield the page of an individual, with what is behind each @."""
        node = self._factory.getOWLNamedIndividual(oracle.java("IRI").create(iri))
        yield f"    label          {self.label(iri)}"
        rows: list[tuple[str, list[str]]] = []
        for axiom in self._ontology.classAssertionAxioms(node).iterator():
            name = self.label(str(axiom.getClassExpression().asOWLClass().getIRI()))
            rows.append((f"Types          {name}", self.sources(axiom)))
        for axiom in self._ontology.objectPropertyAssertionAxioms(node).iterator():
            prop = self.label(str(axiom.getProperty().asOWLObjectProperty().getIRI()))
            value = self.label(str(axiom.getObject().asOWLNamedIndividual().getIRI()))
            rows.append((f"{prop:<14} {value}", self.sources(axiom)))
        before: list[str] = []
        for row, notes in sorted(rows):
            if notes:
                yield f"    {row}  @"
                yield from (
                    ["        the same"] if notes == before else (f"        {n}" for n in notes)
                )
                before = notes


def transcript(path: Path) -> str:
    """Return all three steps for the built file at ``path``."""
    loaded = oracle.load(path)
    panels = Transcript(loaded)
    reasoner = oracle.Hermit(loaded)
    assert reasoner.is_consistent()
    assert reasoner.unsatisfiable() == ()
    bases, pakistan = f"{ID}situation/us-demand-bases-2001", f"{ID}state/pakistan"
    told = ("SanctionedAlly", "ThreatenedAgent", "DependentAlly")
    lines = [
        "1  File > Open... > dist/interstate-view-default.owx",
        "",
        "   Active ontology",
        *panels.header(),
        "",
        "2  Window > Tabs > Entities",
        "",
        "   Classes > demand",
        *panels.cls(f"{oracle.OURS}Demand"),
        "",
        f"   Individuals > {panels.label(bases)}",
        *panels.individual(bases),
        "",
        "3  Reasoner > HermiT, then Reasoner > Start reasoner",
        "",
        "   Class hierarchy (inferred): nothing below owl:Nothing",
        f"   Individuals > {panels.label(pakistan)} > Types, in yellow",
        *(
            f"    {panels.label(oracle.OURS + name)}"
            for name in told
            if pakistan in reasoner.instances(oracle.OURS + name)
        ),
        "   Individuals by class > demand under threat, in yellow",
        *(
            f"    {label}"
            for label in sorted(
                panels.label(iri) for iri in reasoner.instances(f"{oracle.OURS}DemandUnderThreat")
            )[:3]
        ),
        "",
    ]
    return "\n".join(lines)


def renewed(path: Path) -> str:
    """Return the page with the transcript of the built file at ``path``."""
    text = transcript(path)
    return BLOCK.sub(lambda _: text, PAGE.read_text(encoding="utf-8"), count=1)


def main() -> None:
    """Renew the page."""
    oracle.start_jvm(9)
    with tempfile.TemporaryDirectory() as folder:
        paths = write_view_product(open_project(), Path(folder))
        (owx,) = [path for path in paths if path.suffix == ".owx"]
        PAGE.write_text(renewed(owx), encoding="utf-8")


if __name__ == "__main__":
    main()
