"""Each way to lose something in OWL tools is caught by its own rule, without Java."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dl_cases import CASES, CORE, FIXTURES, GOOD, LEGAL
from interstate.catalogs import CATALOG, by_iri, catalog_text, check_catalogs, write_catalogs
from interstate.checks import run_checks
from interstate.commands import main
from interstate.commands.fmt import UNFORMATTED
from interstate.dl import RULES, check_corpus, check_documents
from interstate.findings import Finding
from interstate.graphs import Document, load_corpus, load_document
from interstate.owl_vocabulary import DATATYPES
from interstate.resources import shipped_root

QUOTED = "triple-term.ttl"
XSD = "http://www.w3.org/2001/XMLSchema#"


def project(folder: Path, *fixtures: Path) -> Path:
    """Make a project with the toy ontology and some files as its data."""
    for part in ("data", "ontology", "queries", "shapes"):
        (folder / part).mkdir(parents=True)
    shutil.copy(CORE, folder / "ontology" / "core.ttl")
    (folder / "shapes" / "empty.ttl").write_text(
        "<https://example.org/shapes> a <http://www.w3.org/2002/07/owl#Ontology> .\n"
    )
    (folder / "data" / "reference").mkdir()
    for fixture in fixtures:
        shutil.copy(fixture, folder / "data" / "reference" / fixture.name)
    catalog(folder / "data" / "reference", ("https://example.org/core", "../../ontology/core.ttl"))
    return folder


def catalog(folder: Path, *entries: tuple[str, str]) -> None:
    rows = "".join(f'<uri name="{name}" uri="{uri}"/>' for name, uri in entries)
    (folder / CATALOG).write_text(
        f'<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">{rows}</catalog>\n'
    )


def rules(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in findings}


def test_every_fixture_has_a_case_and_every_case_a_fixture() -> None:
    files = {path.name for path in FIXTURES.iterdir()} - {
        CORE.name,
        GOOD.name,
        LEGAL.name,
        UNFORMATTED,
    }
    assert files == set(CASES)


def test_every_rule_has_a_planted_defect() -> None:
    elsewhere = {"dl-catalog", "dl-other-syntax"}  # about folders: tests of their own below
    assert {case.rule for case in CASES.values()} == set(RULES) - elsewhere


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_defect_is_rejected_by_its_own_rule_only(name: str, tmp_path: Path) -> None:
    root = project(tmp_path / "project", FIXTURES / name)
    report = run_checks(root, only=["dl"])
    assert rules(report.findings) == {CASES[name].rule}
    assert report.exit_code == (2 if name == QUOTED else 1)
    assert all(finding.file.startswith("data/reference/") for finding in report.findings)
    assert all(finding.message for finding in report.findings)


def test_the_whole_check_finds_every_defect_in_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Put beside all that is shipped, none hides another, and none stops the check."""
    root = tmp_path / "project"
    for part in ("data", "ontology", "queries", "shapes"):
        shutil.copytree(shipped_root() / part, root / part)
    shutil.copy(CORE, root / "ontology" / "core.ttl")
    for name in set(CASES) - {QUOTED}:
        text = (FIXTURES / name).read_text().replace("org/data>", f"org/{name}>")
        text = text.replace("ex:size", f"ex:size-{Path(name).stem}")  # two files declare one
        (root / "data" / "reference" / name).write_text(text)
    corpus = load_corpus(root)
    write_catalogs((*corpus.ontology, *corpus.data))
    assert main(["check", str(root), "--format", "json"]) == 1
    found = {(f["file"], f["rule"]) for f in json.loads(capsys.readouterr().out)["findings"]}
    # Beside our ontology, which declares it, a borrowed property only lacks an import.
    rules = {name: case.rule for name, case in CASES.items() if name != QUOTED}
    rules["undeclared-annotation-property.ttl"] = "dl-no-import"
    wanted = {(f"data/reference/{name}", rule) for name, rule in rules.items()}
    assert wanted - found == set()


def test_a_quoted_triple_is_named_before_anything_stumbles_over_it(tmp_path: Path) -> None:
    root = project(tmp_path / "project", FIXTURES / QUOTED)
    for only in (["shapes"], ["dl"], []):
        report = run_checks(root, only=only)
        (finding,) = report.findings
        assert (finding.file, finding.rule) == (f"data/reference/{QUOTED}", "dl-triple-term")
        assert (FIXTURES / QUOTED).read_text().splitlines()[finding.line - 1].startswith("<<")
        assert report.exit_code == 2


@pytest.mark.parametrize("path", [GOOD, LEGAL], ids=lambda path: path.name)
def test_a_good_twin_passes(path: Path, tmp_path: Path) -> None:
    assert run_checks(project(tmp_path / "project", path), only=["dl"]).findings == ()


def test_what_is_shipped_passes() -> None:
    assert check_corpus(load_corpus()) == ()


def test_a_finding_names_axiom_and_line(tmp_path: Path) -> None:
    root = project(tmp_path / "project", FIXTURES / "date-value.ttl")
    (finding,) = run_checks(root, only=["dl"]).findings
    assert finding.file == "data/reference/date-value.ttl"
    assert finding.focus == "https://example.org/a"
    assert finding.line == 10
    assert finding.message.startswith("xsd:date is outside the OWL 2 datatype map")


def test_several_defects_are_all_found(tmp_path: Path) -> None:
    names = ("blank-node.ttl", "date-value.ttl", "undeclared-class.ttl")
    root = project(tmp_path / "project", *(FIXTURES / name for name in names))
    for name in names:  # each needs an IRI of its own
        path = root / "data" / "reference" / name
        path.write_text(path.read_text().replace("org/data>", f"org/{path.stem}>"))
    assert rules(run_checks(root, only=["dl"]).findings) == {CASES[n].rule for n in names}


def test_a_module_must_import_what_it_uses(tmp_path: Path) -> None:
    documents = load([CORE, FIXTURES / "no-import.ttl"])
    (finding,) = check_documents(documents, by_iri(documents))
    assert finding.rule == "dl-no-import"
    assert "owl:imports <https://example.org/core>" in finding.message


def load(paths: list[Path]) -> tuple[Document, ...]:
    return tuple(load_document(path) for path in paths)


def test_a_clash_between_two_files_is_found(tmp_path: Path) -> None:
    """Each file alone is fine: one declares an object property, the other a data property."""
    header = "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    paths = []
    for kind in ("ObjectProperty", "DatatypeProperty"):
        path = tmp_path / f"{kind}.ttl"
        path.write_text(
            f"{header}<https://example.org/{kind}> a owl:Ontology .\n"
            f"<https://example.org/p> a owl:{kind} .\n"
        )
        paths.append(path)
        assert check_documents(load([path]), {}) == ()
    assert rules(check_documents(load(paths), {})) == {"dl-double-typing"}


def test_a_file_in_another_syntax_is_not_overlooked(tmp_path: Path) -> None:
    root = project(tmp_path / "project", GOOD)
    (root / "data" / "reference" / "more.rdf").write_text("<rdf:RDF/>")
    (finding,) = run_checks(root, only=["dl"]).findings
    assert (finding.rule, finding.file) == ("dl-other-syntax", "data/reference/more.rdf")


# -- catalogs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no catalog-v001.xml"),
        ("<catalog", "broken XML"),
        ('<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"/>', "has no entry"),
        (
            '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
            '<uri name="https://example.org/core" uri="good.ttl"/></catalog>',
            "leads to good.ttl",
        ),
    ],
)
def test_a_catalog_that_leads_nowhere_is_found(
    content: str | None, words: str, tmp_path: Path
) -> None:
    root = project(tmp_path / "project", GOOD)
    path = root / "data" / "reference" / CATALOG
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    (finding,) = run_checks(root, only=["dl"]).findings
    assert finding.rule == "dl-catalog"
    assert finding.file == f"data/reference/{CATALOG}"
    assert words in finding.message


def test_written_catalogs_are_good_and_stay_the_same(tmp_path: Path) -> None:
    root = project(tmp_path / "project", GOOD)
    (root / "data" / "reference" / CATALOG).unlink()
    corpus = load_corpus(root)
    documents = (*corpus.ontology, *corpus.data)
    assert rules(check_catalogs(root, documents)) == {"dl-catalog"}
    (path,) = write_catalogs(documents)
    assert check_catalogs(root, documents) == ()
    before = path.read_bytes()
    write_catalogs(documents)
    assert path.read_bytes() == before


def test_shipped_catalogs_of_data_are_as_written() -> None:
    corpus = load_corpus()
    known = by_iri((*corpus.ontology, *corpus.data))
    for folder in sorted({document.path.parent for document in corpus.data}):
        members = [d for d in corpus.data if d.path.parent == folder]
        assert (folder / CATALOG).read_text() == catalog_text(folder, members, known), folder


# -- literals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("integer", "-007", "7.0"),
        ("nonNegativeInteger", "0", "-1"),
        ("positiveInteger", "1", "0"),
        ("nonPositiveInteger", "0", "1"),
        ("negativeInteger", "-1", "0"),
        ("byte", "-128", "128"),
        ("unsignedByte", "255", "256"),
        ("short", "32767", "32768"),
        ("long", "9223372036854775807", "9223372036854775808"),
        ("decimal", "-1.50", "1e3"),
        ("decimal", ".5", "."),
        ("double", "1.0E3", "1.0F3"),
        ("float", "-INF", "inf"),
        ("boolean", "1", "True"),
        ("dateTime", "1998-05-28T10:16:00Z", "1998-05-28"),
        ("dateTime", "-0431-03-01T00:00:00Z", "-431-03-01T00:00:00Z"),
        ("dateTime", "2000-02-29T24:00:00", "1900-02-29T00:00:00"),
        ("dateTime", "1998-05-28T00:00:00.5+05:00", "1998-05-28T24:00:01"),
        ("dateTime", "1998-12-31T23:59:59-14:00", "1998-12-31T23:59:59-14:30"),
        ("dateTimeStamp", "1998-05-28T10:16:00Z", "1998-05-28T10:16:00"),
        ("hexBinary", "0aF1", "0aF"),
        ("base64Binary", "aGk=", "aGk"),
        ("language", "en-GB", "english language"),
        ("NCName", "_a-1", "1a"),
        ("token", "a b", " a"),
        ("anyURI", "https://example.org/a", "https://example.org/a b"),
    ],
)
def test_lexical_forms(datatype: str, good: str, bad: str) -> None:
    holds = DATATYPES[XSD + datatype]
    assert holds(good)
    assert not holds(bad)


@pytest.mark.parametrize("name", ["date", "gYear", "gYearMonth", "time", "duration", "gMonthDay"])
def test_dates_are_outside_the_datatype_map(name: str) -> None:
    assert XSD + name not in DATATYPES
