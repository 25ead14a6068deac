"""Turn what pages say into HTML: one environment, links relative to the page they stand on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from interstate.namespaces import BASE, DCTERMS, IST, ONTOLOGY, VOCABULARIES
from interstate.record import short
from interstate.site.library import Library, Source
from interstate.site.paths import document_of, encoded, page_of, relative, root_from
from interstate.site.words import plain_count, role_words, time_in_words

_DATE = re.compile(r"^\d{4}-\d\d-\d\d$")
_TEMPLATES = Path(__file__).parent / "templates"

NAVIGATION = (
    ("sources.html", "Sources"),
    ("situations.html", "Situations"),
    ("agents.html", "Actors"),
    ("contradictions.html", "Contradictions"),
    ("theories.html", "Theories"),
    ("pictures.html", "Pictures"),
    ("doc/ns.html", "Vocabulary"),
    ("query.html", "Query"),
    ("search.html", "Search"),
)
"""What stands at the top of every page."""


class Renderer:
    """Renders templates for one library."""

    def __init__(self, library: Library, known: Set[str]) -> None:
        """Prepare the environment; ``known`` are the pages that there are, to link to."""
        self.library = library
        self._known = known
        environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            keep_trailing_newline=False,
        )
        environment.filters.update(
            link=self._link,
            show=self._show,
            role=self._role,
            values=self._values,
            href=self._href,
            name=library.label,
            kind=library.kind_words,
            short=short,
            term=_term,
            when=time_in_words,
            count=plain_count,
            tint=self._tint,
            source=library.source_of,
        )
        environment.globals.update(
            go=_go,
            library=library,
            base=BASE,
            ist=IST,
            ontology=NamedNode(ONTOLOGY),
            citation_property=DCTERMS.bibliographicCitation,
        )
        self._environment = environment

    def page(
        self,
        path: str,
        template: str,
        *,
        title: str,
        description: str = "",
        data: Mapping[str, Any] | None = None,
        formats: bool = False,
        scripts: Iterable[str] = (),
        root: str | None = None,
        **context: Any,
    ) -> bytes:
        """Render one page; ``data`` is its schema.org description, ``root`` the way to the top."""
        header = self.library.header
        text = self._environment.get_template(template).render(
            path=path,
            root=root_from(path) if root is None else root,
            title=title,
            description=description,
            site=header.title,
            version=header.version,
            navigation=NAVIGATION,
            data=script_json({"@context": "https://schema.org", **(data or {})}),
            formats=formats,
            stem=path.rsplit("/", 1)[-1].removesuffix(".html"),
            scripts=tuple(scripts),
            **context,
        )
        return (text.strip() + "\n").encode()

    def stub(self, path: str, target: str, name: str) -> bytes:
        """Return a page that leads on to ``target``, where its subject is told."""
        text = self._environment.get_template("stub.html").render(
            target=encoded(relative(path, target)),
            stem=path.rsplit("/", 1)[-1].removesuffix(".html"),
            name=name,
        )
        return (text.strip() + "\n").encode()

    def page_about(self, iri: str) -> str | None:
        """Return the page that tells of an IRI; situations are told with their claim."""
        claim = self.library.describing(NamedNode(iri))
        if claim is not None and NamedNode(iri) not in self.library.record.claims:
            return f"{document_of(claim.value)}.html#{iri.rsplit('/', 1)[-1]}"
        page = page_of(iri)
        return page if page is not None and page.split("#", 1)[0] in self._known else None

    @pass_context
    def _href(self, context: Context, node: NamedNode | str) -> Markup:
        """Return the way to the page about a node (else its IRI), ready to stand after href=."""
        iri = node if isinstance(node, str) else node.value
        page = self.page_about(iri)
        if page is None:
            return Markup(_attribute(iri))
        return Markup(_attribute(encoded(relative(str(context["path"]), page))))

    @pass_context
    def _link(self, context: Context, node: NamedNode, text: str = "", mark: str = "") -> Markup:
        """Return a link to the page about a node, named by its label."""
        href = self._href(context, node)
        shown = text or self.library.label(node)
        if shown not in (text, node.value) and not node.value.startswith(BASE):
            shown = f"{shown} ({urlsplit(node.value).hostname or 'outside'})"
        kind = Markup(" class={}").format(mark) if mark else ""
        return Markup("<a{} href={}>{}</a>").format(kind, href, shown)

    @pass_context
    def _show(self, context: Context, value: NamedNode | Literal | str) -> Markup:
        """Return any value as a page shows it: nodes as links, times in words, text as it is."""
        if isinstance(value, NamedNode):
            return self._link(context, value)
        if isinstance(value, Literal):
            language = value.language
            if language and language != "en":
                return Markup("<span lang={}>{}</span>").format(language, value.value)
            return escape(_DATE.sub(lambda m: time_in_words(m[0]), value.value))
        return escape(value)

    @pass_context
    def _role(self, context: Context, name: NamedNode | str) -> Markup | str:
        """Return a property as the heading of its values: what somebody *has* is its name."""
        if isinstance(name, str):
            return name
        return self._link(context, name, role_words(self.library.label(name)))

    @pass_context
    def _values(self, context: Context, values: Iterable[NamedNode | Literal | str]) -> Markup:
        """Return values in a row; sentences need no semicolon between them."""
        found = Markup("")
        for value in values:
            if found:
                found += " " if found.endswith(".") else "; "
            found += self._show(context, value)
        return found

    def _tint(self, node: NamedNode) -> str:
        """Return the colour class of the source that a node belongs to."""
        source = self.library.source_of(node)
        return f"t{source.tint}" if source else "tx"

    def tint_of(self, source: Source) -> str:
        """Return a source's colour class."""
        return f"t{source.tint}"


def _attribute(value: str) -> str:
    """Return an attribute value, without quotes where HTML allows that.

    >>> _attribute("../a.html"), _attribute("a b")
    ('../a.html', '"a b"')
    """
    safe = value and not any(c in " \"'`=<>\t\n" for c in value)
    return str(escape(value)) if safe else f'"{escape(value)}"'


@pass_context
def _go(context: Context, target: str) -> str:
    """Return the relative address of a page of the site."""
    return encoded(relative(str(context["path"]), target))


@lru_cache(maxsize=4096)
def _term(node: NamedNode) -> str:
    """Return a term as people write it in queries.

    >>> _term(NamedNode("https://w3id.org/interstate/ns#Claim"))
    'ist:Claim'
    """
    for prefix, namespace in VOCABULARIES.items():
        local = node.value.removeprefix(namespace)
        if local != node.value and "/" not in local:
            return f"{prefix}:{local}"
    return short(node)


def script_json(value: Any) -> Markup:
    """Return JSON fit to stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))
