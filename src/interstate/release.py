"""Write everything into ``dist/``: products, named graphs, views, descriptions, checksums, site.

The new folder is built aside and swapped in whole, so that a failure or Ctrl-C leaves the earlier
one as it was. Nothing depends on the clock or on the machine: building twice gives equal bytes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, RdfFormat

from interstate import __version__
from interstate.errors import InputError, OutputError
from interstate.graphs import merged
from interstate.namespaces import DCTERMS, ONTOLOGY, PREFIXES
from interstate.nanopublications import nanopublications
from interstate.project import Project
from interstate.provenance import write_view_product
from interstate.serialise import prefixes_of, sorted_quads, write_products
from interstate.store import quads_of
from interstate.views import quads_of_view

if TYPE_CHECKING:
    from interstate.site.memory import Memory

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Artefact:
    """One built file: its path below ``dist/``, size in bytes and SHA-256."""

    path: str
    size: int
    sha256: str


def build(
    project: Project,
    out: Path,
    progress: Progress = lambda _: None,
    memory: Memory | None = None,
) -> tuple[Artefact, ...]:
    """Build everything from a checked project into the folder ``out``.

    With a ``memory`` of the earlier build there, what does not depend on a change is kept.

    Raises:
        InputError: ``out`` holds something that no build has written.
        OutputError: ``out`` cannot be written; what was there stays whole.
    """
    _refuse_foreign(out)
    if memory is not None and (same := memory.unchanged(project.corpus.root)):
        return tuple(Artefact(f["path"], f["bytes"], f["sha256"]) for f in same)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise _cannot_be_written(out, error) from error
    try:
        aside.chmod(0o755)
        _write_all(project, aside, progress, memory)
        artefacts = _seal(aside)
        _swap(aside, out)
        if memory is not None:
            memory.save(project.corpus.root)
    except BaseException as error:
        shutil.rmtree(aside, ignore_errors=True)
        if isinstance(error, OSError):  # a full disk, a folder that is taken away
            raise _cannot_be_written(out, error) from error
        raise
    return artefacts


def _cannot_be_written(out: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{out}: cannot be written ({error.strerror or error}). "
        "Remedy: choose another folder with --out."
    )


def _write_all(project: Project, folder: Path, progress: Progress, memory: Memory | None) -> None:
    from interstate.publication import write_descriptions
    from interstate.site import write_site

    corpus = project.corpus
    whole = (*merged(corpus.ontology), *project.data)
    write_products(whole, ONTOLOGY, folder, progress=progress)
    write_view_product(project, folder, progress=progress)
    progress("ontology")
    _copy_sources(project, folder)
    progress("named graphs")
    quads = tuple(quads_of(corpus, project.derived, project.view_quads()))
    prefixes = prefixes_of(whole)
    _write_dataset(folder / "interstate.trig", quads, RdfFormat.TRIG, prefixes)
    _write_dataset(folder / "interstate.nq", quads, RdfFormat.N_QUADS, prefixes)
    for name, view in project.views.items():
        progress(f"view {name}")
        found = quads_of_view(view, corpus.hierarchy)
        _write_dataset(folder / "views" / f"{name}.trig", found, RdfFormat.TRIG, prefixes)
    progress("nanopublications")
    pubs = nanopublications(project.index, project.derived, issued_on(project))
    _write_dataset(folder / "nanopublications.trig", pubs, RdfFormat.TRIG, prefixes)
    progress("descriptions")
    write_descriptions(project, folder)
    progress("site")
    write_site(project, folder / "site", progress, memory)


def issued_on(project: Project) -> str:
    """Return the release's date: the ontology header's ``dcterms:issued``.

    Raises:
        InputError: the header has none.
    """
    for triple in project.corpus.ontology_triples:
        if triple.subject == NamedNode(ONTOLOGY) and triple.predicate == DCTERMS.issued:
            return str(getattr(triple.object, "value", ""))
    raise InputError(
        "the ontology header has no dcterms:issued.",
        remedy="give it the day of the release.",
        path="ontology/interstate.ttl",
    )


def _copy_sources(project: Project, folder: Path) -> None:
    root = project.corpus.root
    documents = (*project.corpus.ontology, *project.corpus.alignments, *project.corpus.shapes)
    for document in documents:
        target = folder / document.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(document.text, encoding="utf-8")
    catalog = root / "ontology/catalog-v001.xml"
    if catalog.is_file():
        shutil.copyfile(catalog, folder / "ontology/catalog-v001.xml")
    context = root / "ontology/context.jsonld"
    if context.is_file():
        shutil.copyfile(context, folder / "context.jsonld")


def _write_dataset(path: Path, quads: Iterable[Quad], form: RdfFormat, prefixes: object) -> None:
    """Write quads sorted, each graph's together; the default graph comes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = {**PREFIXES, **prefixes} if isinstance(prefixes, dict) else PREFIXES
    data = ox.serialize(sorted_quads(quads), format=form, prefixes=dict(table))
    path.write_bytes(data or b"")


def canonical_digest(quads: Iterable[Quad]) -> str:
    """Return the SHA-256 of the canonical N-Quads (RDFC-1.0) of a dataset."""
    data = ox.serialize(sorted_quads(quads), format=RdfFormat.N_QUADS) or b""
    return hashlib.sha256(data).hexdigest()


def _seal(folder: Path) -> tuple[Artefact, ...]:
    """Write ``SHA256SUMS`` and ``manifest.json`` over all files and return the list."""
    artefacts = tuple(
        Artefact(
            path.relative_to(folder).as_posix(),
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )
    sums = "".join(f"{a.sha256}  {a.path}\n" for a in artefacts)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    nquads = (folder / "interstate.nq").read_bytes()
    manifest = {
        "name": "interstate",
        "version": __version__,
        "canonicalNQuadsSha256": hashlib.sha256(nquads).hexdigest(),
        "canonicalization": "RDFC-1.0",
        "files": [{"path": a.path, "bytes": a.size, "sha256": a.sha256} for a in artefacts],
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return artefacts


def _refuse_foreign(out: Path) -> None:
    if out.exists() and (
        not out.is_dir() or (any(out.iterdir()) and not (out / "manifest.json").is_file())
    ):
        raise InputError(
            "this is no earlier build (it has no manifest.json), so it is not replaced.",
            remedy="choose another folder with --out, or empty this one.",
            path=out,
        )


def _swap(aside: Path, out: Path) -> None:
    """Put the new folder in place; the old one is removed only then, or put back."""
    if not out.exists():
        aside.replace(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    try:
        out.replace(old)
        aside.replace(out)
    except BaseException:  # Ctrl-C between the two too
        if not out.exists():
            old.replace(out)
        raise
    finally:
        if old.exists():
            shutil.rmtree(old, ignore_errors=True)


def size_in_words(size: int) -> str:
    """Return a size as people read it.

    >>> size_in_words(1_234_567)
    '1.2 MB'
    """
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"
