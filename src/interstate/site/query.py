"""The query page of the site: the served page's files, with a store in the browser."""

from __future__ import annotations

from collections.abc import Iterable

from interstate.namespaces import BASE, ID, OWN_BASE
from interstate.questions import Question
from interstate.serve.settings import page_files, page_settings
from interstate.site.library import Library

ENGINE = {"kind": "wasm", "worker": "assets/wasm-worker.js", "data": "store.nq.gz"}


def query_files(library: Library, questions: Iterable[Question]) -> dict[str, bytes]:
    """Return ``query.html`` and its files by path."""
    citekeys = list(library.project.corpus.sources)
    settings = page_settings(questions, engine=ENGINE, links=[(ID, "doc/id/")], citekeys=citekeys)
    files = page_files(settings)
    return {
        name: content.replace(OWN_BASE.encode(), BASE.encode())
        if name.endswith((".rq", ".js", ".html", ".json"))
        else content
        for name, content in files.items()
    }
