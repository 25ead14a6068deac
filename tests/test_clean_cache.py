"""What is remembered as clean saves work and never hides a finding."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from interstate import clean_cache
from interstate.checks import Report, run_checks
from interstate.clean_cache import CleanCache, default_folder
from interstate.commands import main
from interstate.errors import InputError
from planted import Copy

CHECKS = ("format", "dl", "shapes")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the cache's folder, empty, and nobody else's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found = default_folder()
    assert found == tmp_path / "cache" / "interstate"
    return found


def both(root: Path, only: Iterable[str]) -> tuple[Report, Report]:
    """Check with the cache and without."""
    return run_checks(root, only=only), run_checks(root, only=only, remember=False)


def refuse(*_: object, **__: object) -> object:
    raise AssertionError("looked at again")


def test_what_is_clean_is_not_looked_at_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Copy(tmp_path / "p")
    monkeypatch.setattr("interstate.lanes._can_fork", lambda: False)
    assert copy.rules("format") == set()
    assert (folder / "clean-format.txt").is_file()
    monkeypatch.setattr("interstate.turtle.format_turtle", refuse)
    assert copy.rules("format") == set()
    with pytest.raises(AssertionError, match="looked at again"):
        run_checks(copy.root, only=["format"], remember=False)
    monkeypatch.setattr("interstate.clean_cache.package_digest", lambda: "another version")
    with pytest.raises(AssertionError, match="looked at again"):
        run_checks(copy.root, only=["format"])


def test_a_defect_planted_after_a_clean_run_is_found(folder: Path, tmp_path: Path) -> None:
    copy = Copy(tmp_path / "p")
    clean = {f.rule for f in copy.check(CHECKS).findings}
    kept = {path.name for path in folder.iterdir()}
    assert kept >= {"clean-format.txt", "clean-dl.txt", "clean-shapes-graph.txt"}
    copy.append("state:usa a ist:NoSuchClass .\n")
    (copy.root / "shapes/agents.ttl").open("a").write(
        "\nistsh:Planted a sh:NodeShape ; sh:targetClas ist:State .\n"
    )
    for _ in range(2):  # findings are not remembered, nor forgotten
        remembered, fresh = both(copy.root, CHECKS)
        assert remembered.findings == fresh.findings
        new = {f.rule for f in remembered.findings} - clean
        assert {"format-canonical", "dl-undeclared-class"} <= new
        assert any(f.file == "shapes/agents.ttl" and f.rule not in clean for f in fresh.findings)


def test_a_defect_in_what_a_clean_file_imports_is_found(folder: Path, tmp_path: Path) -> None:
    copy = Copy(tmp_path / "p")
    assert copy.rules("dl") == set()
    declaration = "ist:gloss\n    a owl:DatatypeProperty"
    copy.replace(declaration, "ist:gloss\n    a owl:ObjectProperty", _declaring(copy, declaration))
    remembered, fresh = both(copy.root, ["dl"])
    assert remembered.findings == fresh.findings
    assert any(f.file == f"data/sources/{copy.citekey}/claims.ttl" for f in remembered.findings)


def _declaring(copy: Copy, text: str) -> Path:
    (found,) = (p for p in (copy.root / "ontology").glob("*.ttl") if text in p.read_text())
    return found


def test_an_import_that_is_gone_is_found(folder: Path, tmp_path: Path) -> None:
    copy = Copy(tmp_path / "p")
    copy.append(
        f"<https://w3id.org/interstate/data/{copy.citekey}/claims> "
        "owl:imports <https://w3id.org/interstate/data/reference/places> .\n"
    )
    assert "dl-import" not in copy.rules("dl")
    (copy.root / "data/reference/places.ttl").unlink()
    remembered, fresh = both(copy.root, ["dl"])
    assert remembered.findings == fresh.findings
    assert "dl-import" in {f.rule for f in remembered.findings}


def test_an_axiom_on_properties_is_weighed_with_all_files(folder: Path, tmp_path: Path) -> None:
    copy = Copy(tmp_path / "p")
    plain = (
        "ex:near a owl:ObjectProperty ; rdfs:subPropertyOf ex:far .\n"
        "ex:far a owl:ObjectProperty .\n"
        "ex:pair owl:propertyDisjointWith ex:far ; a owl:ObjectProperty .\n"
    )
    prefixes = "@prefix ex: <https://example.org/> .\n"
    copy.append(prefixes + plain)
    assert "dl-non-simple" not in copy.rules("dl")
    other = copy.root / "data/reference/places.ttl"
    copy.append(prefixes + "ex:near a owl:TransitiveProperty, owl:ObjectProperty .\n", other)
    remembered, fresh = both(copy.root, ["dl"])
    assert remembered.findings == fresh.findings
    assert "dl-non-simple" in {f.rule for f in remembered.findings}


@pytest.mark.parametrize("part", ["control", "probe", "ontology"])
def test_a_control_that_stops_working_is_found(folder: Path, tmp_path: Path, part: str) -> None:
    copy = Copy(tmp_path / "p")
    assert copy.rules("theories") == set()
    assert (folder / "clean-controls.txt").is_file()
    if part == "control":
        world = copy.root / "queries/theories/answer-to-demand/none.ttl"
        world.write_bytes(world.read_bytes() + b"# \xff")
    elif part == "probe":
        probes = copy.root / "data/reference/probes.ttl"
        copy.replace("a ist:Refusal ; ist:respondsTo", "a ist:Threat ; ist:respondsTo", probes)
    else:
        demand = "ist:Demand\n    a owl:Class"
        path = _declaring(copy, demand)
        block = path.read_text().split(demand)[1].split("\n.\n")[0]
        above = "rdfs:subClassOf ist:Directive ;"
        assert above in block
        copy.replace(block, block.replace(above, "rdfs:subClassOf ist:Situation ;"), path)
    remembered, fresh = both(copy.root, ["theories"])
    assert remembered.findings == fresh.findings
    assert "theories-control" in {f.rule for f in remembered.findings}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00garbage", b"clean\n" * 9, b"", None])
def test_a_broken_cache_is_ignored(folder: Path, tmp_path: Path, content: bytes | None) -> None:
    copy = Copy(tmp_path / "p").append("# no canonical file has a comment\n")
    for name in ("clean-format.txt", "clean-dl.txt"):
        if content is None:
            (folder / name).mkdir(parents=True)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    remembered, fresh = both(copy.root, ("format", "dl"))
    assert remembered.findings == fresh.findings
    assert {f.rule for f in remembered.findings} & {"format-canonical", "format-refused"}


def test_a_folder_that_cannot_be_written_costs_only_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    copy = Copy(tmp_path / "p")
    assert copy.rules("format") == set()
    assert (tmp_path / "file").read_text() == "in the way"


def test_the_option_reads_and_writes_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = Copy(tmp_path / "p")
    arguments = ["check", str(copy.root), "--only", "format"]
    assert main([*arguments, "--no-cache"]) == 0
    assert not folder.exists()
    assert main(arguments) == 0
    assert folder.is_dir()
    capsys.readouterr()


def test_the_last_used_verdicts_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean_cache, "MOST", 2)
    cache = CleanCache("some", tmp_path)
    keys = [cache.key(name) for name in "abc"]
    for key in keys[:2]:
        cache.learn(key)
    assert cache.knows(keys[0])
    cache.learn(keys[2])
    cache.save()
    again = CleanCache("some", tmp_path)
    assert [again.knows(key) for key in keys] == [True, False, True]
    assert not CleanCache("other", tmp_path).knows(keys[0])
    assert CleanCache("other", tmp_path).key("a") != keys[0]
    shutil.rmtree(tmp_path)


def test_an_unreadable_project_is_still_unreadable(folder: Path, tmp_path: Path) -> None:
    copy = Copy(tmp_path / "p")
    assert copy.rules("format") == set()
    shutil.rmtree(copy.root / "shapes")
    with pytest.raises(InputError, match="no folder shapes/"):
        copy.check(["format"])
