"""A build is whole, true and the same every time."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

import interstate
from interstate.namespaces import DATA, ID, IST, NP, PROV, RDF
from interstate.project import Project
from interstate.release import build, canonical_digest
from interstate.study import Study
from interstate.views import build_view, quads_of_view
from shared_builds import shipped_build

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project() -> Project:
    return interstate.open()


@pytest.fixture(scope="module")
def dist(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped_build(tmp_path_factory, project)


def quads_in(path: Path, form: RdfFormat) -> list[Quad]:
    return list(parse(path.read_bytes(), form))


def test_checksums_and_manifest_are_those_of_the_files(dist: Path) -> None:
    lines = (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    files = {p.relative_to(dist).as_posix(): p for p in dist.rglob("*") if p.is_file()}
    assert set(sums) == set(files) - {"SHA256SUMS", "manifest.json"}
    for name, digest in sums.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest, name
    manifest = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    assert {f["path"]: f["sha256"] for f in manifest["files"]} == sums
    assert manifest["version"] == interstate.__version__


def test_a_second_build_gives_the_same_bytes(
    dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Karachi")
    again = tmp_path / "elsewhere" / "dist"
    build(interstate.open(), again)
    first = (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    second = (again / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert [line for line in first if line not in set(second)] == []
    assert len(first) == len(second)


def test_trig_and_nquads_hold_the_same(dist: Path) -> None:
    trig = quads_in(dist / "interstate.trig", RdfFormat.TRIG)
    nquads = quads_in(dist / "interstate.nq", RdfFormat.N_QUADS)
    assert canonical_digest(trig) == canonical_digest(nquads)
    manifest = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    raw = hashlib.sha256((dist / "interstate.nq").read_bytes()).hexdigest()
    assert raw == manifest["canonicalNQuadsSha256"] == canonical_digest(nquads)


def test_each_claims_content_stands_in_a_graph_of_its_name(dist: Path, project: Project) -> None:
    graphs: defaultdict[object, set[object]] = defaultdict(set)
    for quad in quads_in(dist / "interstate.nq", RdfFormat.N_QUADS):
        graphs[quad.graph_name].add(quad.subject)
    for triple in project.derived.triples:
        if triple.predicate == IST.describedIn and isinstance(triple.object, NamedNode):
            assert triple.subject in graphs[triple.object], triple
    for citekey in project.corpus.sources:
        assert graphs[NamedNode(f"{DATA}{citekey}")]
    assert graphs[NamedNode(f"{ID}view/default")]


def test_every_view_is_written_as_the_command_would_build_it(dist: Path, project: Project) -> None:
    assert {p.stem for p in (dist / "views").glob("*.trig")} == {p.name for p in project.policies}
    study = Study(interstate.open())
    for policy in project.policies:
        contests = study.contradictions.contests()
        built = build_view(study.ground, policy, contests)
        wanted = canonical_digest(quads_of_view(built, project.corpus.hierarchy))
        written = quads_in(dist / "views" / f"{policy.name}.trig", RdfFormat.TRIG)
        assert canonical_digest(written) == wanted, policy.name


def test_a_view_that_drops_contested_values_has_fewer(project: Project) -> None:
    kept, dropped = (set(project.views[n].triples()) for n in ("default", "uncontested"))
    assert dropped < kept
    with pytest.raises(ValueError, match="without the contests"):
        build_view(project.ground, project.views["uncontested"].policy)


def test_a_nanopublication_has_four_graphs_that_name_one_another(dist: Path) -> None:
    by_graph: defaultdict[object, list[Quad]] = defaultdict(list)
    for quad in quads_in(dist / "nanopublications.trig", RdfFormat.TRIG):
        assert not isinstance(quad.graph_name, DefaultGraph)
        by_graph[quad.graph_name].append(quad)
    heads = [
        quad
        for quads in by_graph.values()
        for quad in quads
        if quad.predicate == RDF.type and quad.object == NP.Nanopublication
    ]
    roots = {q.subject for q in heads}
    assert len(roots) * 4 == len(by_graph)
    for head in heads:
        parts = {q.predicate: q.object for q in by_graph[head.graph_name]}
        assertion = parts[NP.hasAssertion]
        provenance = by_graph[parts[NP.hasProvenance]]
        info = by_graph[parts[NP.hasPublicationInfo]]
        assert by_graph[assertion]
        assert any(
            q.subject == assertion and q.predicate == PROV.wasAttributedTo for q in provenance
        )
        assert any(q.subject == head.subject for q in info)


def test_no_machine_path_or_clock_is_in_a_build(dist: Path) -> None:
    here = str(Path(interstate.__file__).parents[2]).encode()
    for path in dist.rglob("*"):
        if path.is_file() and path.suffix not in (".gz", ".wasm"):
            content = path.read_bytes()
            assert here not in content, path
            assert b"/tmp/" not in content, path


def test_the_papers_sentences_are_not_in_a_build(dist: Path) -> None:
    """Twelve words in a row of a source's text, anywhere in the products or the site."""
    import re

    papers = Path(__file__).parents[2] / "shared/papers"
    if not papers.is_dir():
        pytest.skip("needs ../shared/papers")
    size = 12
    grams = set()
    for path in papers.glob("*.txt"):
        words = re.findall(r"[a-z0-9]+", path.read_text(encoding="utf-8").lower())
        grams |= {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
    assert grams
    for path in [*sorted(dist.rglob("*.html")), dist / "interstate.nt"]:
        text = re.sub(r"<[^>]*>", " ", path.read_text(encoding="utf-8").lower())
        words = re.findall(r"[a-z0-9]+", text)
        found = [
            words[i : i + size]
            for i in range(len(words) - size + 1)
            if tuple(words[i : i + size]) in grams
        ]
        assert found == [], path
