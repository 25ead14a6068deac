"""The wheel in a clean environment finds its resources and answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import interstate
from interstate.graphs import load_corpus
from interstate.namespaces import ONTOLOGY, OWL

ROOT = Path(__file__).parents[1]


def test_the_version_is_stated_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert interstate.__version__ == project["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {interstate.__version__}" in changelog
    versions = {
        getattr(t.object, "value", None)
        for t in load_corpus().ontology_triples
        if t.predicate == OWL.versionInfo
    }
    assert versions == {interstate.__version__}
    assert f"version: {interstate.__version__}" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_the_catalog_covers_every_module_and_version() -> None:
    import xml.etree.ElementTree as ET

    catalog = ET.parse(ROOT / "ontology/catalog-v001.xml").getroot()
    names = {entry.get("name"): entry.get("uri") for entry in catalog}
    for document in load_corpus().ontology:
        assert document.iri is not None
        assert names[document.iri.value] == document.path.name
        assert names[f"{document.iri.value}/{interstate.__version__}"] == document.path.name
    assert ONTOLOGY in names


def test_requirements_name_no_host() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text(encoding="utf-8"), path.name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    dist = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(dist.glob("*.whl"))


SHIPPED = {
    "src/interstate": "interstate",
    **{part: f"interstate/_resources/{part}" for part in ("ontology", "shapes", "data", "queries")},
}
"""Folder of the tree -> where its files lie in the wheel."""

NEEDED = (
    "interstate/web/query.html",
    "interstate/web/vendor/oxigraph.wasm.gz",
    "interstate/web/vendor/editor.js",
    "interstate/site/templates/base.html",
    "interstate/site/assets/site.css",
    "interstate/site/pictures/world.json",
    "interstate/descriptions.shapes.ttl",
    "interstate/py.typed",
    "interstate/_resources/ontology/context.jsonld",
)
"""What no walk of folders finds missing if it is gone from the tree as well."""


def lacking(names: set[str]) -> list[str]:
    """Return the files of the tree, and those that must be, which are not in a wheel."""
    wanted = {
        f"{place}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, place in SHIPPED.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return sorted({*wanted, *NEEDED} - names)


def test_the_wheel_has_every_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert lacking(names) == []
    for gone in NEEDED:
        assert lacking(names - {gone}) == [gone]


@pytest.mark.slow
def test_the_wheel_works_alone(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True, system_site_packages=False)
    python = tmp_path / "env/bin/python"
    # the dependencies are those of this environment: no registry is asked for them again
    site = subprocess.run(
        [
            sys.executable,
            "-c",
            "import pyoxigraph, pathlib; print(pathlib.Path(pyoxigraph.__file__).parents[1])",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)],
        check=True,
    )
    target = subprocess.run(
        [python, "-c", "import site; print(site.getsitepackages()[0])"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (Path(target) / "dependencies.pth").write_text(site + "\n", encoding="utf-8")
    found = subprocess.run(
        [python, "-m", "interstate", "show", "state:usa"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "United States  (state)" in found
    where = subprocess.run(
        [python, "-c", "from interstate.resources import shipped_root; print(shipped_root())"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert where.endswith("interstate/_resources")
    out = tmp_path / "out"
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run(
        [python, "-m", "interstate", "build", "--unchecked", "--out", str(out)],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )
    inside = ("index.html", "query.html", "assets/site.css", "assets/vendor/oxigraph.wasm.gz")
    assert [name for name in inside if not (out / "site" / name).is_file()] == []
    listed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert len(listed) > 10_000
