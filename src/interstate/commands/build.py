"""``interstate build``: check, then write everything into ``dist/``."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from interstate.checks import run_checks
from interstate.commands import console
from interstate.commands.roots import Root, one_of
from interstate.graphs import load_corpus
from interstate.namespaces import BASE, OWN_BASE
from interstate.project import Project
from interstate.reports import as_text


def build(
    root: Annotated[
        Path | None, typer.Argument(help="A project folder. Default: what is shipped.")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", help="The folder to write; an earlier build is replaced.")
    ] = Path("dist"),
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Do not check first; for trying things out only.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make every file anew, also those that still hold.")
    ] = False,
    in_folder: Root = None,
) -> int:
    """Check the project, then write all that is published into one folder.

    That is the graph in six syntaxes, a graph for each claim, views, nanopublications,
    descriptions (VoID, DCAT, PROV), checksums, and the site, which any static host can serve.

    The folder is replaced whole or not at all; a second build gives the same bytes. Pages that
    nothing changed are kept from the build before. Exit code 1: the checks found something and
    nothing was written.
    """
    root = one_of(root, in_folder)
    from interstate.clean_cache import default_folder
    from interstate.release import build as build_all
    from interstate.release import size_in_words
    from interstate.site.memory import Memory, memory_path

    talk = console.err()
    if not unchecked:
        with console.steps("checking") as show_step:
            report = run_checks(root, progress=lambda name: show_step(f"checking: {name}"))
        if report.exit_code:
            console.out().print(as_text(report), end="")
            talk.print("interstate: not built; mend the findings above first.")
            return report.exit_code
    with talk.status("building") as status:
        project = Project(load_corpus(root))
        memory = Memory(memory_path(None if fresh else default_folder(), out), out)
        artefacts = build_all(project, out, lambda what: status.update(f"building: {what}"), memory)
    # Below site/download/ are the same files again, as links.
    files = [a for a in artefacts if not a.path.startswith("site/download/")]
    total = sum(a.size for a in files)
    show = console.out().print
    kept = f", {len(memory.kept):,} of them kept" if memory.kept else ""
    show(f"{len(files):,} files, {size_in_words(total)}, in {out}/{kept}")
    for artefact in artefacts:
        if "/" not in artefact.path:
            show(f"  {artefact.path:28} {size_in_words(artefact.size):>10}")
    show(f"the site: {out}/site/index.html   (or: {how_to_serve(root, out)})")
    return 0


def how_to_serve(root: Path | None, out: Path) -> str:
    """Return the command that serves what was built, with the endpoint beside it.

    >>> how_to_serve(None, Path("dist")), how_to_serve(None, Path("out"))
    ('interstate serve', 'interstate serve --site out/site')
    >>> how_to_serve(None, Path("my out"))
    "interstate serve --site 'my out/site'"
    >>> how_to_serve(Path("mine"), Path("out"))
    'interstate serve --graph out/interstate.nq --site out/site'
    """
    site, graph = quote(str(out / "site")), quote(str(out / "interstate.nq"))
    if root is not None or BASE != OWN_BASE:
        return f"interstate serve --graph {graph} --site {site}"
    return "interstate serve" if out == Path("dist") else f"interstate serve --site {site}"
