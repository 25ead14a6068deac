"""A changed file makes anew what depends on it and nothing else; the bytes are a full build's."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from interstate.commands import main
from interstate.graphs import Index
from interstate.namespaces import ID, IST, RDFS
from interstate.project import open_project
from interstate.release import build
from interstate.site import memory as memory_module
from interstate.site.library import Library
from interstate.site.memory import Memory
from interstate.site.tracing import EVERYTHING, TouchedIndex, TracedLibrary

CLAIMS = "data/sources/doe-1999/claims.ttl"
AGENTS = "data/reference/agents.ttl"


class Bench:
    """A small project that is built, changed and built again."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = folder / "project"
        shutil.copytree(root, self.root)
        self.out = folder / "out"
        self.full = folder / "full"
        self.path = folder / "memory.gz"

    def build(self) -> Memory:
        memory = Memory(self.path, self.out)
        build(open_project(self.root), self.out, memory=memory)
        return memory

    def change(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")

    def stale(self) -> list[str]:
        """Return the files that differ from those of a full build, or are in one build only."""
        build(open_project(self.root), self.full)
        return unlike(self.out, self.full)


def unlike(one: Path, other: Path) -> list[str]:
    """Return what differs between two folders, byte for byte."""
    names = {p.relative_to(f).as_posix() for f in (one, other) for p in f.rglob("*") if p.is_file()}
    return sorted(
        name
        for name in names
        if not (one / name).is_file()
        or not (other / name).is_file()
        or (one / name).read_bytes() != (other / name).read_bytes()
    )


@pytest.fixture(scope="module")
def built(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = Bench(small_root, tmp_path_factory.mktemp("built"))
    first = made.build()
    assert first.kept == []
    assert len(first.made) > 300
    return made


@pytest.fixture
def bench(built: Bench, tmp_path: Path) -> Bench:
    """The project as it was built; files have a second name here, so none may be written into."""
    made = Bench(built.root, tmp_path)
    shutil.copytree(built.out, made.out, copy_function=os.link)
    shutil.copyfile(built.path, made.path)
    return made


def page(local: str) -> str:
    return f"site/doc/id/{local}.html"


def test_where_nothing_changed_nothing_is_made(bench: Bench) -> None:
    before = {p: p.stat().st_mtime_ns for p in bench.out.rglob("*") if p.is_file()}
    again = bench.build()
    assert again.made == []
    assert {p: p.stat().st_mtime_ns for p in bench.out.rglob("*") if p.is_file()} == before


CHANGES = {
    "a claim's words": (
        CLAIMS,
        "Graustark agreed to what was demanded.",
        "Graustark gave in.",
        {page("doe-1999/c002"), page("doe-1999/passages"), "site/assets/search-index.js"},
        {page("doe-1999/c001"), page("person/otto"), page("doe-1999/demand"), page("bearing/none")},
    ),
    "a shared name": (
        AGENTS,
        '"Prince Otto"@en',
        '"Otto of Ruritania"@en',
        {page("person/otto"), page("doe-1999/c004"), page("doe-1999/c003")},
        {page("doe-1999/c001"), page("doe-1999/c002")},
    ),
    "a speaker's attitude": (
        CLAIMS,
        "ist:stance stance:reports ;",
        "ist:stance stance:endorses ;",
        {page("doe-1999/c003"), page("doe-1999/c004"), page("stance/endorses")},
        {page("doe-1999/c001"), page("doe-1999/c002")},
    ),
    "who is meant": (
        CLAIMS,
        "ist:hasBeneficiary state:ruritania ;",
        "ist:hasBeneficiary state:graustark ;",
        {page("state/graustark"), page("state/ruritania")},
        {page("doe-1999/c003"), page("person/otto")},
    ),
    "an ontology's label": (
        "ontology/claims.ttl",
        'rdfs:label "claim"@en',
        'rdfs:label "assertion"@en',
        {page("doe-1999/c001"), page("person/otto"), "site/doc/ns.html"},
        set(),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_reaches_what_depends_on_it_only(bench: Bench, change: str) -> None:
    name, old, new, reached, spared = CHANGES[change]
    bench.change(name, old, new)
    again = bench.build()
    assert reached <= set(again.made)
    assert spared <= set(again.kept)
    assert bench.stale() == []
    assert bench.build().made == [], "the second build remembers what the first one kept"


def test_a_new_claim_and_a_removed_one(bench: Bench) -> None:
    added = (
        "\ndoe-1999:c900\n    a ist:Claim ;\n"
        '    rdfs:label "again the demand"@en ;\n    ist:anchoredAt doe-1999:p002 ;\n'
        "    ist:asserts doe-1999:demand-again ;\n"
        '    ist:gloss "Bases were wanted once more."@en ;\n.\n'
        "\ndoe-1999:demand-again\n    a ist:Demand ;\n"
        '    rdfs:label "demand, again"@en ;\n    ist:accountOf situation:basing-demand ;\n'
        "    ist:hasSpeaker state:ruritania ;\n.\n"
    )
    path = bench.root / CLAIMS
    text = path.read_text(encoding="utf-8")
    path.write_text(text + added, encoding="utf-8")
    again = bench.build()
    assert {page("doe-1999/c900"), page("situation/basing-demand")} <= set(again.made)
    assert page("doe-1999/c002") in again.kept
    assert bench.stale() == []
    path.write_text(text, encoding="utf-8")
    again = bench.build()
    assert not (bench.out / page("doe-1999/c900")).exists()
    assert page("situation/basing-demand") in again.made
    assert bench.stale() == []


def test_a_stale_page_would_be_found(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look names up unnoticed: then a page with an old name stays, and the comparison says so."""

    def unnoticed(index: TouchedIndex, subject: NamedNode, predicate: NamedNode) -> object:
        if predicate != RDFS.label:
            index._note("out", subject)
        return index._index.objects(subject, predicate)

    monkeypatch.setattr(TouchedIndex, "objects", unnoticed)
    bench.path.unlink()
    bench.build()
    bench.change("data/reference/situations.ttl", "proud states refuse", "proud states say no")
    bench.build()
    found = bench.stale()
    assert found
    assert all(name.endswith((".html", "SUMS", "manifest.json")) for name in found)


def test_a_page_that_somebody_edited_is_made_anew(bench: Bench) -> None:
    victim = bench.out / page("person/otto")
    victim.unlink()
    victim.write_text("edited", encoding="utf-8")
    again = bench.build()
    assert page("person/otto") in again.made
    assert page("doe-1999/c001") in again.kept
    assert bench.stale() == []


def test_a_page_that_somebody_removed_is_made_anew(bench: Bench) -> None:
    (bench.out / page("person/otto")).unlink()
    assert page("person/otto") in bench.build().made
    assert bench.stale() == []


@pytest.mark.parametrize("broken", [b"", b"not packed", "truncated"])
def test_a_broken_memory_costs_only_time(bench: Bench, broken: bytes | str) -> None:
    whole = bench.path.read_bytes()
    bench.path.write_bytes(broken if isinstance(broken, bytes) else whole[: len(whole) // 2])
    assert bench.build().kept == []


def test_another_version_of_this_package_makes_everything_anew(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_module, "package_digest", lambda: "another")
    assert bench.build().kept == []


def test_a_build_that_this_memory_did_not_see_is_not_trusted(bench: Bench) -> None:
    bench.change(CLAIMS, "Graustark agreed", "Graustark assented")
    build(open_project(bench.root), bench.out)
    bench.change(CLAIMS, "Graustark assented", "Graustark agreed")
    assert bench.build().kept == []


def test_the_package_digest_sees_templates_and_styles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = tmp_path / "interstate"
    shutil.copytree(Path(memory_module.__file__).parents[1], copied)
    digest = memory_module.package_digest.__wrapped__
    monkeypatch.setattr(memory_module, "__file__", str(copied / "site/memory.py"))
    before = digest()
    for name in ("site/templates/claim.html", "site/assets/site.css", "web/query.js", "times.py"):
        path = copied / name
        path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
        after = digest()
        assert after != before, name
        before = after


def test_whatever_is_not_about_one_node_counts_as_everything(small_root: Path) -> None:
    library = TracedLibrary(Library(open_project(small_root)))
    node = NamedNode(f"{ID}person/otto")
    claim = NamedNode(f"{ID}doe-1999/c003")
    everything: dict[str, Callable[[], object]] = {
        "all triples": lambda: library.index.triples,
        "all claims": lambda: library.claims,
        "claims of the record": lambda: list(library.record.claims),
        "how many accounts": lambda: len(library.record.accounts),
        "contradictions": lambda: library.contradictions,
        "the project": lambda: library.project,
        "computed triples": lambda: library.derived.triples,
        "all origins": lambda: list(library.derived.description.origins),
        "a literal": lambda: library.index.subjects(IST.citekey, Literal("doe-1999")),
    }
    for name, read in everything.items():
        with library.trace.recording() as keys:
            read()
        assert EVERYTHING in keys, name
    single: dict[str, Callable[[], object]] = {
        "a name": lambda: library.label(node),
        "kinds": lambda: library.kind_words(node),
        "a chain": lambda: library.chain(claim),
        "speakers": lambda: library.speakers(claim),
        "notes": lambda: library.notes_on.get(claim),
        "held": lambda: library.is_held(claim),
    }
    for name, look in single.items():
        with library.trace.recording() as keys:
            look()
        assert keys, name
        assert EVERYTHING not in keys, name
    assert isinstance(library.index, Index)


def test_the_command_keeps_and_makes_anew_on_request(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    command = ["build", str(bench.root), "--out", str(tmp_path / "public"), "--unchecked"]
    assert main(command) == 0
    assert "kept" not in capsys.readouterr().out
    assert main(command) == 0
    assert re.search(r"files, .* of them kept", capsys.readouterr().out)
    assert main([*command, "--fresh"]) == 0
    assert "kept" not in capsys.readouterr().out


@pytest.mark.slow
def test_one_sentence_of_the_shipped_data_is_changed(dist: Path, tmp_path: Path) -> None:
    """The real thing: of eighteen thousand files, a few hundred are made; the bytes are right."""
    out, root = tmp_path / "out", tmp_path / "project"
    shutil.copytree(dist, out, copy_function=os.link)
    shipped = open_project().corpus.root
    for part in ("ontology", "shapes", "data", "queries"):
        shutil.copytree(shipped / part, root / part)
    claims = root / "data/sources/zafar-shad-2019/claims.ttl"
    text = claims.read_text(encoding="utf-8")
    gloss = re.search(r"zafar-shad-2019:c100\n.*?\n\.", text, re.S)
    outer = re.search(r'zafar-shad-2019:c099\n.*?ist:gloss "([^"]+)"', text, re.S)
    assert gloss
    assert outer
    claims.write_text(text.replace(outer[1], f"{outer[1]} Changed."), encoding="utf-8")
    memory = Memory(dist.parent / "memory.gz", out)
    build(open_project(root), out, memory=memory)
    assert len(memory.made) < 400 < 15_000 < len(memory.kept)
    changed = {name for name in memory.made if re.search(r"/id/(zafar|untitled)[^/]*/c\d", name)}
    assert changed == {
        *(f"site/doc/id/zafar-shad-2019/c099.{e}" for e in ("html", "jsonld", "nt", "rdf", "ttl")),
        page("zafar-shad-2019/c100"),
    }
    build(open_project(root), tmp_path / "full")
    assert unlike(out, tmp_path / "full") == []
