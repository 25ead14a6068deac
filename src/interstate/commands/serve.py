"""``interstate serve``: a SPARQL endpoint and query page on this machine, or for the open web."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.errors import InputError, MissingToolError


def serve(
    graph: Annotated[
        list[Path] | None,
        typer.Option("--graph", help="Serve this RDF file instead of the project; repeatable."),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(
            "--store",
            help="Serve this Oxigraph store on disk, read-only; where there is none, it is made "
            "first, from the project or from --graph.",
        ),
    ] = None,
    root: Annotated[Path | None, typer.Option("--root", help="A project folder.")] = None,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; 0.0.0.0 for all.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")
    ] = 8080,
    update_token: Annotated[
        str | None,
        typer.Option(
            "--update-token",
            envvar="INTERSTATE_UPDATE_TOKEN",
            help="Allow updates (in memory) to whoever sends this as Bearer token.",
            show_default=False,
        ),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, help="A query's time limit.")
    ] = 10.0,
    rows: Annotated[int, typer.Option("--rows", min=1, help="The most rows in an answer.")] = (
        100_000
    ),
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Queries at once; default: as many as cores."),
    ] = None,
    memory: Annotated[
        int, typer.Option("--memory", min=64, help="MiB a query may use beyond the data.")
    ] = 1024,
    public_url: Annotated[
        str | None,
        typer.Option("--public-url", help="How the world names this server (behind a proxy)."),
    ] = None,
    site: Annotated[
        Path | None,
        typer.Option(
            "--site", help="The built site to serve too. Default: dist/site, if it is there."
        ),
    ] = None,
    behind_proxy: Annotated[
        bool,
        typer.Option("--behind-proxy", help="Believe X-Forwarded-For of a proxy on this machine."),
    ] = False,
) -> int:
    """Serve the built site, and SPARQL 1.1 over HTTP at /sparql (with a page for browsers).

    Read-only unless --update-token is given; updates live in memory until the server ends. Queries
    run in processes of their own, with a limit of time, rows and memory; SERVICE and LOAD are
    refused. One JSON line per request goes to stdout, everything else to stderr. Ctrl-C or SIGTERM
    ends it when the running requests are done.

    Examples:  interstate serve
               interstate serve --graph mine.ttl --port 0
               interstate serve --store large.db --graph dist/interstate.nq
    """
    try:
        from interstate.serve.app import create_app
        from interstate.serve.pool import Pool
        from interstate.serve.server import address, bind, serve_forever
    except ImportError as error:
        raise MissingToolError(
            f"the package {error.name} is not installed. Remedy: pip install 'interstate[serve]'."
        ) from error
    from interstate.serve.disk import fill_from_project, holds_project, is_store, make_store
    from interstate.serve.limits import MIB, Limits
    from interstate.serve.settings import page_settings
    from interstate.serve.template import (
        OpenStore,
        load_files,
        load_into,
        load_project,
        open_on_disk,
    )

    defaults = Limits()
    limits = Limits(
        seconds=seconds,
        rows=rows,
        memory_bytes=memory * MIB,
        workers=workers or defaults.workers,
        shutdown_seconds=seconds + 5,
    )
    if update_token is not None and not update_token.strip():
        raise InputError(
            "the token for updates is empty.", remedy="give one that is hard to guess."
        )
    files = tuple((str(path), None) for path in graph or ())
    place = None if root is None else str(root)
    opener: OpenStore = partial(load_files, files) if files else partial(load_project, place)
    if store is not None:
        if update_token:
            raise InputError(
                "a store on disk is served read-only.",
                remedy="leave --update-token away, or serve the files with --graph.",
                path=store,
            )
        if not is_store(store):
            console.err().print(f"making a store in {store}/ …")
            fill = (lambda made: load_into(made, files)) if files else fill_from_project(place)
            make_store(store, fill)
        elif files:
            raise InputError(
                "there is a store here already, so --graph would not be read.",
                remedy="leave --graph away, or name another folder.",
                path=store,
            )
        opener = partial(open_on_disk, str(store))
    folder = site or (None if graph or store else _built_site())
    foreign = bool(graph) or (store is not None and not holds_project(store))
    settings = (
        page_settings((), pages=pages_of(folder)) if foreign else _project_settings(root, folder)
    )
    pool = Pool(opener, limits, per_worker=store is not None)
    app = create_app(
        pool,
        limits,
        update_token=update_token,
        public_url=public_url,
        settings=settings,
        write_log=_write_line,
    )
    if folder is not None:
        from interstate.serve.linked_data import with_site
        from interstate.site.build import issued_of

        app = with_site(folder, issued_of(folder), app, _write_line)
    listener = bind(host, port)
    err = console.err()
    err.print(f"loading …{f' (with the site in {folder}/)' if folder else ''}")
    return serve_forever(
        app,
        pool,
        limits,
        listener,
        behind_proxy=behind_proxy,
        on_start=lambda: err.print(
            f"serving at {address(listener)}/{'' if folder else 'sparql'}; Ctrl-C ends it"
        ),
    )


def _built_site() -> Path | None:
    folder = Path("dist/site")
    return folder if (folder / "index.html").is_file() else None


def _project_settings(root: Path | None, site: Path | None) -> str:
    from interstate.questions import load_questions
    from interstate.resources import project_root
    from interstate.serve.settings import page_settings

    sources = sorted((project_root(root) / "data/sources").glob("*/"))
    citekeys = [path.name for path in sources]
    return page_settings(load_questions(root), citekeys=citekeys, pages=pages_of(site))


def pages_of(site: Path | None) -> list[list[str]]:
    """Return where names lead in a built site, as its own query page has it."""
    told = None if site is None else site / "assets/page.json"
    if told is None or not told.is_file():
        return []
    pages: list[list[str]] = json.loads(told.read_text(encoding="utf-8")).get("pages", [])
    return pages


def _write_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
