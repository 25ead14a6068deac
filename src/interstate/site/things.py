"""The page about any single thing, chosen by what the thing is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from pyoxigraph import NamedNode

from interstate.namespaces import IST, OA, OWL, SKOS
from interstate.site import claims, situations
from interstate.site.catalogue import Catalogue, Topic
from interstate.site.facts import alternatives, rows_of
from interstate.site.library import Library
from interstate.site.paths import document_of, encoded, relative
from interstate.site.render import Renderer
from interstate.site.schema_org import thing

_NOT_USES = frozenset((IST.hasSpeaker, IST.annotates, IST.identifies))


class Things:
    """Renders the HTML document of a topic."""

    def __init__(self, library: Library, catalogue: Catalogue, renderer: Renderer) -> None:
        """Keep what all pages share."""
        self.library = library
        self.catalogue = catalogue
        self.renderer = renderer

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        """Each contradiction's number on the page of contradictions, by identity."""
        return {id(c): number for number, c in enumerate(self.library.contradictions.found)}

    def render(self, topic: Topic) -> bytes:
        """Return the page of a topic."""
        node, library = topic.primary, self.library
        if library.is_a(node, IST.Claim):
            context = claims.claim_context(node, library, self.numbers)
            context["scripts"] = ("site.js",)
            return self._page(topic, "claim.html", context)
        if library.describing(node) is not None:
            return self._stub(topic)
        if node in library.record.situations:
            context = situations.page_context(node, library, self.numbers)
            return self._page(topic, "situation.html", {**context, "reasons": self._reasons(node)})
        return self._page(topic, "thing.html", self.thing_context(node))

    def _stub(self, topic: Topic) -> bytes:
        """Return a page that leads on to the claim that describes a situation."""
        node = topic.primary
        path = f"{topic.document}.html"
        target = self.renderer.page_about(node.value) or "index.html"
        return self.renderer.stub(path, target, self.library.label(node))

    def _reasons(self, node: NamedNode) -> Any:
        from interstate.site.pictures.reasons import draw_reasons

        return draw_reasons(node, self.library, self.hrefs(node))

    def hrefs(self, node: NamedNode) -> Callable[[NamedNode], str]:
        """Return how pictures on a node's page find the pages of others."""
        here = f"{document_of(node.value)}.html"
        about = self.renderer.page_about
        return lambda target: encoded(relative(here, about(target.value) or "index.html"))

    def _page(self, topic: Topic, template: str, context: dict[str, Any]) -> bytes:
        node, library = topic.primary, self.library
        title = context.pop("title", None) or library.label(node)
        return self.renderer.page(
            f"{topic.document}.html",
            template,
            title=title,
            description=context.pop("description", ""),
            data=thing(node, library),
            formats=True,
            scripts=context.pop("scripts", ()),
            withdrawn=bool(library.index.objects(node, OWL.deprecated)),
            **{"title_node": node, **context},
        )

    def thing_context(self, node: NamedNode) -> dict[str, Any]:
        """Return what the page of any thing shows."""
        library = self.library
        index = library.index
        links = situations.referrers((node,), library)
        identifiers = index.subjects(IST.identifies, node)
        rows = rows_of(node, library, hidden=(SKOS.definition,))
        if identifiers:
            rows.append(
                ("identified by", tuple(n for n in identifiers if isinstance(n, NamedNode)))
            )
        return {
            "node": node,
            "kind": library.kind_words(node),
            "alternatives": alternatives(node, library),
            "definition": index.text(node, SKOS.definition),
            "rows": rows,
            "says": self._says(node),
            "uses": [
                (situations.role_heading(library.label(predicate)), nodes)
                for predicate, nodes in links.items()
                if predicate not in _NOT_USES and predicate != OA.hasSource
            ],
            "fares": self._fares(node),
            "notes": library.notes_on.get(node, ()),
        }

    def _fares(self, node: NamedNode) -> str:
        """Return where it is told how a theory or a prediction fares, "" for all else."""
        index = self.library.index
        predicts = self.library.is_a(node, IST.Implication) or any(
            index.subjects(IST.ofProposition, p) for p in index.nodes(node, IST.hasProposition)
        )
        return "theories.html#" + node.value.rsplit("/", 1)[-1] if predicts else ""

    def _says(self, node: NamedNode) -> list[NamedNode]:
        """Return the claims that an agent makes, those of whole papers left to their own page."""
        library = self.library
        if any(node in source.authors for source in library.sources):
            return []
        found = library.index.subjects(IST.hasSpeaker, node)
        return [c for c in found if isinstance(c, NamedNode) and c in library.record.claims]
