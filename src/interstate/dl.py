"""Is it OWL 2 DL, and would OWL tools keep all of it? Fast, and without Java.

OWL tools, Protégé among them, open almost any file and silently drop or bend what they cannot map
to axioms. Each way to lose something has a rule here (a page per rule is in ``docs/rules``); the
tests prove with the real OWL API, file by file, that the loss is real.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from interstate.catalogs import by_iri, check_catalogs, closure
from interstate.clean_cache import CleanCache, digest
from interstate.dl_restrictions import (
    concerns_properties,
    double_typing,
    irregular,
    not_simple,
)
from interstate.findings import Finding
from interstate.graphs import Corpus, Document, merged
from interstate.namespaces import RDF
from interstate.owl_axioms import Axiom
from interstate.owl_graph import DECLARING, Declarations, Problem
from interstate.owl_reader import QUOTED, read_owl
from interstate.vocabulary import shorten

RULES: Mapping[str, str] = {
    "dl-blank-node": "a blank node stands for an individual",
    "dl-catalog": "Protégé's catalog does not lead to an import",
    "dl-control-character": "a text has a tab or carriage return, which OWL tools garble",
    "dl-custom-datatype": "a literal has a datatype that reasoners do not know",
    "dl-data-characteristic": "a data property is transitive, symmetric or the like",
    "dl-datatype-map": "a datatype is outside the OWL 2 datatype map (date, gYear, duration)",
    "dl-double-typing": "a name has two roles that OWL 2 DL keeps apart",
    "dl-ill-typed-literal": "a literal's text is no form of its datatype",
    "dl-import": "an import leads nowhere",
    "dl-inverse-functional-data": "a data property is inverse functional",
    "dl-irregular-chain": "property chains make the hierarchy circular",
    "dl-list": "an RDF list or container is a value",
    "dl-literal-on-object-property": "an object property has a text as value",
    "dl-malformed-expression": "a class expression or axiom is not spelt as OWL 2 says",
    "dl-mixed-properties": "an axiom relates properties of different kinds",
    "dl-named-graphs": "a file has named graphs, whose names OWL tools drop",
    "dl-no-import": "a file does not import what declares its terms",
    "dl-node-on-data-property": "a data property points to a node",
    "dl-non-simple": "a transitive or chain property is counted or restricted",
    "dl-one-header": "a file has no ontology header, or several",
    "dl-other-syntax": "a file in another syntax lies where only Turtle is read",
    "dl-reification": "RDF reification",
    "dl-reserved-vocabulary": "a name of OWL, RDF, RDFS or XSD is used as one's own",
    "dl-shacl": "SHACL shapes stand in a file that OWL tools load",
    "dl-triple-term": "a quoted triple (RDF-star, RDF 1.2)",
    "dl-undeclared-class": "a class is not declared",
    "dl-undeclared-datatype": "a datatype is not declared",
    "dl-undeclared-property": "a property is not declared",
    "dl-version-iri": "the version IRI is no single IRI",
}
"""Every rule of this check, in a few words."""

_GRAPH_SYNTAXES = (".nq", ".trig")
_OTHER_SYNTAXES = (".n3", ".nt", ".obo", ".ofn", ".omn", ".owl", ".owx", ".rdf", ".xml")


def check_corpus(corpus: Corpus, cache: Path | None = None) -> tuple[Finding, ...]:
    """Return what OWL tools would lose, bend or refuse in a project's ontology and data.

    Files that ``cache`` remembers as clean are not read again.
    """
    documents = (*corpus.ontology, *corpus.alignments, *corpus.data)
    known = by_iri(documents)
    found = [
        *check_documents(documents, known, cache),
        *check_catalogs(corpus.root, documents),
        *_other_files(corpus),
    ]
    return tuple(sorted(set(found)))


def check_documents(
    documents: Iterable[Document], known: Mapping[str, Document], cache: Path | None = None
) -> tuple[Finding, ...]:
    """Check files one by one, then all together; imports lead to ``known`` files or nowhere."""
    documents = tuple(documents)
    homes = _homes(documents)
    remembered = CleanCache("dl", cache)
    digests = {d.name: digest([d.text]) for d in {*documents, *known.values()}}
    found: list[Finding] = []
    axioms: list[tuple[Document, Axiom]] = []
    for document in documents:
        whole = closure(document, known)
        key = remembered.key(*_depends_on(document, whole, known, digests))
        if remembered.knows(key):
            continue
        others = merged(d for d in whole if d is not document)
        reading = read_owl(document.triples, others)
        concerned = [axiom for axiom in reading.axioms if concerns_properties(axiom)]
        problems = [
            *_unresolved(document, known),
            *_placed(document, _blame_imports(document, reading.problems, homes)),
        ]
        if not problems and not concerned:
            remembered.learn(key)
        axioms += [(document, axiom) for axiom in concerned]
        found += problems
    found += _together(documents, axioms, homes)
    remembered.save()
    return tuple(sorted(set(found)))


def quoted_triples(documents: Iterable[Document]) -> tuple[Finding, ...]:
    """Return the files with quoted triples: nothing else can be asked of such a graph."""
    found = []
    for document in documents:
        quoted = [t for t in document.triples if isinstance(t.object, Triple)]
        if quoted:
            written = re.search(r"^[^\"'#]*?(?:<<|\{\|)", document.text, re.MULTILINE)
            line = document.text.count("\n", 0, written.end()) + 1 if written else 0
            subject = quoted[0].subject
            focus = subject.value if isinstance(subject, NamedNode) else ""
            found.append(Finding(document.name, line, focus, "dl-triple-term", QUOTED))
    return tuple(found)


def _depends_on(
    document: Document,
    whole: Iterable[Document],
    known: Mapping[str, Document],
    digests: Mapping[str, str],
) -> Iterator[str]:
    """Yield all that the verdict on a file comes from: its text, its imports, where they lead."""
    yield digests[document.name]
    for iri in document.imports:
        yield iri
        yield digests[known[iri].name] if iri in known else ""
    yield from sorted(digests[d.name] for d in whole if d is not document)


def _homes(documents: Iterable[Document]) -> Mapping[str, Document]:
    """Map each declared name to a file that declares it."""
    homes: dict[str, Document] = {}
    for document in documents:
        for triple in document.triples:
            if (
                triple.predicate == RDF.type
                and triple.object in DECLARING
                and isinstance(triple.subject, NamedNode)
            ):
                homes.setdefault(triple.subject.value, document)
    return homes


def _unresolved(document: Document, known: Mapping[str, Document]) -> Iterator[Finding]:
    for iri in document.imports:
        if iri not in known and ":" in iri:
            yield Finding(
                document.name,
                document.line_of(document.iri.value) if document.iri else 1,
                iri,
                "dl-import",
                f"<{iri}> is imported, but no file here has that IRI: OWL tools refuse to open "
                "the file; mend the IRI, or import a module of ontology/.",
            )


def _blame_imports(
    document: Document, problems: Iterable[Problem], homes: Mapping[str, Document]
) -> Iterator[Problem]:
    """Replace complaints about terms that another file declares by one about the import."""
    missing: dict[str, str] = {}
    for problem in problems:
        home = homes.get(problem.value) if problem.rule.startswith("dl-undeclared-") else None
        if home is None or home is document:
            yield problem
        else:
            missing.setdefault(home.name, problem.value)
    for home_name, term in sorted(missing.items()):
        home = next(d for d in homes.values() if d.name == home_name)
        iri = home.iri.value if home.iri else home_name
        yield Problem(
            "dl-no-import",
            document.iri.value if document.iri else "",
            f"{shorten(term)} is declared in {home_name}, which this file does not import: OWL "
            "tools then read every such statement as an annotation, and reasoners see none; "
            f"add owl:imports <{iri}>, or of what imports it.",
        )


def _placed(document: Document, problems: Iterable[Problem]) -> Iterator[Finding]:
    for problem in problems:
        line = document.line_of(problem.focus) if problem.focus else 0
        yield Finding(
            document.name, line, problem.focus, problem.rule, problem.message, value=problem.value
        )


def _together(
    documents: Iterable[Document],
    axioms: Iterable[tuple[Document, Axiom]],
    homes: Mapping[str, Document],
) -> Iterator[Finding]:
    """Check what only shows when all files are loaded together.

    Of the axioms only those that concern properties as such are needed.
    """
    pairs = tuple(axioms)
    triples: Iterable[Triple] = merged(documents)
    for problem in double_typing(Declarations(triples)):
        yield from _placed(homes[problem.focus], [problem])
    place = {axiom: document for document, axiom in reversed(pairs)}
    for check in (not_simple, irregular):
        for axiom, problem in check(axiom for _, axiom in pairs):
            yield from _placed(place[axiom], [problem])


def _other_files(corpus: Corpus) -> Iterator[Finding]:
    """Report files that would be taken for part of the project and are not read."""
    for folder in ("ontology", "data"):
        for path in sorted((corpus.root / folder).rglob("*")):
            name = path.relative_to(corpus.root).as_posix()
            if path.suffix in _GRAPH_SYNTAXES:
                yield Finding(
                    name,
                    0,
                    "",
                    "dl-named-graphs",
                    "OWL tools cannot read named graphs, or read them and drop the names; write "
                    "the triples as Turtle here (the build makes one graph for each claim).",
                )
            elif path.suffix in _OTHER_SYNTAXES and path.name != "catalog-v001.xml":
                yield Finding(
                    name,
                    0,
                    "",
                    "dl-other-syntax",
                    "only Turtle is read here, so this file would be published nowhere; convert "
                    "it (interstate fmt writes our form), or keep it elsewhere.",
                )
