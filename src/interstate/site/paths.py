"""Which document answers for which IRI, and where it lies in the site's folder.

A thing and the document about it have different IRIs: ``…/id/state/usa`` leads (303) to
``…/doc/id/state/usa.html`` or another syntax. Terms and shapes are fragments of one document
each; the passages of a text (positions and digests) are told together, the graphs of a view with
the view, and a nanopublication with its claim. These few rules are all that a host must know.

>>> document_of("https://w3id.org/interstate/id/state/usa")
'doc/id/state/usa'
>>> document_of("https://w3id.org/interstate/ns#Alliance")
'doc/ns'
>>> document_of("https://w3id.org/interstate/id/view/default/doe-1999/c001")
'doc/id/view/default'
>>> document_of("https://example.org/elsewhere") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from interstate.namespaces import BASE

SYNTAXES = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""Ending of a document's file -> media type, in the order in which a server prefers them."""


def _module(match: re.Match[str]) -> str:
    """Return the document of a version: that of the ontology or module as it is now."""
    return f"ontology/{match[1]}" if match[1] else "ontology"


Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

RULES: tuple[Rule, ...] = (
    (re.compile(r"^id/view/([^/]+)/.+$"), r"id/view/\1"),
    (re.compile(r"^id/([^/]+)/p[0-9]+(?:-position)?$"), r"id/\1/passages"),
    (re.compile(r"^ontology/(?:([a-z-]+)/)?[0-9]+\.[0-9.]+$"), _module),
    (re.compile(r"^np/(.+)$"), r"id/\1"),
    (re.compile(r"^data/view/([^/]+)/[0-9]+\.[0-9.]+$"), r"data/view/\1"),
    (re.compile(r"^data/class/.+$"), "data"),
    (re.compile(r"^data/links/.+$"), "data"),
    (re.compile(r"^(?:void|catalog|download/.+)$"), "catalog"),
    (re.compile(r"^(?:build|software)/(.+)$"), r"build/\1"),
)
"""Pattern of a path below the base -> path of the thing whose document tells of it."""


def local_of(iri: str) -> str | None:
    """Return an IRI's path below the base without its fragment, None for outside IRIs."""
    if not iri.startswith(BASE):
        return None
    return iri[len(BASE) :].split("#", 1)[0]


def document_of(iri: str) -> str | None:
    """Return the document about ``iri``, as a path below the site without its ending.

    Files of the site, such as the logo, are what they are and have none.
    """
    local = local_of(iri)
    if not local or local.startswith("assets/"):
        return None
    for pattern, target in RULES:
        if pattern.match(local):
            return f"doc/{pattern.sub(target, local)}"
    return f"doc/{local}"


def anchor_of(iri: str) -> str:
    """Return the fragment that leads to ``iri`` inside its document, "" if it is the topic.

    >>> anchor_of("https://w3id.org/interstate/ns#Alliance")
    'Alliance'
    >>> anchor_of("https://w3id.org/interstate/id/doe-1999/p012")
    'p012'
    >>> anchor_of("https://w3id.org/interstate/id/state/usa")
    ''
    """
    if not iri.startswith(BASE):
        return ""
    local, _, fragment = iri[len(BASE) :].partition("#")
    if fragment and local in ("ns", "shapes"):
        return fragment
    passage = re.match(r"^id/[^/]+/(p[0-9]+)(?:-position)?$", local)
    return passage[1] if passage else ""


def page_of(iri: str) -> str | None:
    """Return the page about ``iri`` below the site, with its fragment.

    >>> page_of("https://w3id.org/interstate/ns#Alliance")
    'doc/ns.html#Alliance'
    """
    document = document_of(iri)
    if document is None:
        return None
    anchor = anchor_of(iri)
    return f"{document}.html" + (f"#{anchor}" if anchor else "")


def root_from(path: str) -> str:
    """Return the relative way from a page up to the site's folder.

    >>> root_from("doc/id/state/usa.html"), root_from("index.html")
    ('../../../', '')
    """
    return "../" * path.count("/")


def encoded(path: str) -> str:
    """Return a path fit for an href.

    >>> encoded("doc/id/a b.html#x")
    'doc/id/a%20b.html#x'
    """
    return quote(path, safe="/#:,;=@!$&'()*+~-._%")


def relative(path: str, target: str) -> str:
    """Return the shortest relative way from one page to another (with its fragment).

    >>> relative("doc/id/state/usa.html", "doc/id/person/jane-doe.html")
    '../person/jane-doe.html'
    >>> relative("doc/ns.html", "doc/ns.html#Act"), relative("index.html", "doc/ns.html")
    ('#Act', 'doc/ns.html')
    """
    name, hash_, fragment = target.partition("#")
    if name == path:
        return f"#{fragment}" if fragment else path.rsplit("/", 1)[-1]
    here, there = path.split("/")[:-1], name.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:]) + hash_ + fragment
