"""What the query page is told: prefixes, questions, and who answers (``page.json``).

The served page and the page of a static site differ in nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from interstate.namespaces import PREFIXES, XSD

if TYPE_CHECKING:
    from interstate.questions import Parameter, Question

WEB = Path(__file__).parents[1] / "web"
HTTP_ENGINE = {"kind": "http", "endpoint": "sparql"}


def page_settings(
    questions: Iterable[Question],
    *,
    engine: Mapping[str, str] = HTTP_ENGINE,
    pages: Iterable[Sequence[str]] = (),
    citekeys: Iterable[str] = (),
) -> str:
    """Return the settings as JSON.

    Args:
        questions: the competency questions, shown as examples before those for any data.
        engine: ``{"kind": "http", "endpoint": …}``, or ``{"kind": "wasm", "worker": …,
            "data": …}`` for a store in the page; addresses are relative to the page.
        pages: (pattern of an IRI, its page): where a name leads in a site; without one it leads
            to what is known of it, here.
        citekeys: sources, whose citekeys are prefixes too.
    """
    from interstate.namespaces import source_prefix

    own = [_example(question) for question in questions]
    generic = [_generic(path) for path in sorted((WEB / "queries").glob("any-*.rq"))]
    settings: dict[str, Any] = {
        "engine": dict(engine),
        "examples": [*own, *generic],
        "pages": [list(pair) for pair in pages],
        "prefixes": PREFIXES | {key: source_prefix(key) for key in citekeys},
    }
    return json.dumps(settings, ensure_ascii=False, sort_keys=True)


def page_files(settings: str) -> dict[str, bytes]:
    """Return the query page as files of a static site, by path: the page, and its ``assets/``.

    With an engine of kind ``wasm`` its worker is ``assets/wasm-worker.js``; the data, N-Quads
    (may be ``.nq.gz``), is the site's to add.
    """
    files = {"query.html": (WEB / "query.html").read_bytes()}
    for path in sorted(WEB.rglob("*")):
        name = f"assets/{path.relative_to(WEB).as_posix()}"
        wanted = path.suffix in (".js", ".css", ".rq", ".txt") or path.suffixes == [".wasm", ".gz"]
        if wanted and not path.name.endswith("entry.js"):
            files[name] = path.read_bytes()
    return files | {"assets/page.json": settings.encode()}


def _example(question: Question) -> dict[str, Any]:
    return {
        "key": question.path.stem,
        "english": question.english,
        "kind": question.kind,
        "text": question.pattern,
        "parameters": [_parameter(parameter) for parameter in question.parameters],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": parameter.name,
        "meaning": parameter.meaning,
        "value": parameter.written,
        "node": isinstance(parameter.default, NamedNode),
    }
    if isinstance(parameter.default, Literal):
        if parameter.default.language:
            told["language"] = parameter.default.language
        elif parameter.default.datatype != XSD.string:
            told["datatype"] = parameter.default.datatype.value
    return told


def _generic(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    return {
        "key": path.stem,
        "english": text.splitlines()[0].lstrip("# "),
        "kind": "any data",
        "text": _without_header(text),
        "parameters": [],
    }


def _without_header(text: str) -> str:
    return re.sub(r"\A(?:#[^\n]*\n)+\s*", "", text)
