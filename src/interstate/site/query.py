"""The query page of the site: the served page's files, with a store in the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from interstate.namespaces import BASE, OWN_BASE
from interstate.questions import Question
from interstate.serve.settings import page_files, page_settings
from interstate.site.library import Library

PAGES = (
    (r"id/view/([^/]+)/.+$", "doc/id/view/$1.html"),
    (r"id/([^/]+)/(p[0-9]+)(?:-position)?$", "doc/id/$1/passages.html#$2"),
    (r"(ns|shapes)(#.*)?$", "doc/$1.html$2"),
    (r"np/([^#]+)(?:#.*)?$", "doc/id/$1.html"),
    (r"data/(?:class|links)/.+$", "doc/data.html"),
    (r"(ontology|(?:ontology|data/view)/[^/]+)/[0-9]+\.[0-9.]+$", "doc/$1.html"),
    (r"(?:void|download/.+)$", "doc/catalog.html"),
    (r"(?:build|software)/(.+)$", "doc/build/$1.html"),
    (r"((?:id|data|ontology|shapes)/[^#]+|data|ontology|catalog|np)(?:#.*)?$", "doc/$1.html"),
)
"""Pattern of an IRI below the base -> its page, as regular expressions of the page's script."""

ENGINE = {"kind": "wasm", "worker": "assets/wasm-worker.js", "data": "store.nq.gz"}


def query_files(library: Library, questions: Iterable[Question]) -> dict[str, bytes]:
    """Return ``query.html`` and its files by path."""
    citekeys = list(library.project.corpus.sources)
    settings = json.loads(page_settings(questions, engine=ENGINE, citekeys=citekeys))
    settings["pages"] = [[f"^{re.escape(BASE)}{pattern}", page] for pattern, page in PAGES]
    files = page_files(json.dumps(settings, ensure_ascii=False, sort_keys=True))
    return {
        name: content.replace(OWN_BASE.encode(), BASE.encode())
        if name.endswith((".rq", ".js", ".html", ".json"))
        else content
        for name, content in files.items()
    }
