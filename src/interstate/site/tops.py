"""The pages that people enter by: home, lists, pictures, questions, views, downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from pyoxigraph import NamedNode

from interstate.acceptance import Status
from interstate.namespaces import BASE, ID
from interstate.publication_downloads import Download
from interstate.questions import KINDS
from interstate.site import lists
from interstate.site.catalogue import Catalogue, question_iri
from interstate.site.library import Library
from interstate.site.paths import encoded
from interstate.site.render import Renderer
from interstate.site.schema_org import dataset, web_page
from interstate.site.special import Special
from interstate.site.subjects import (
    alliance_context,
    demand_context,
    sanction_context,
    theory_context,
)

ASSETS = Path(__file__).parent / "assets"

Pages = Mapping[str, Callable[[], bytes]]


class Tops:
    """Renders the pages at the top of the site."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        renderer: Renderer,
        special: Special,
        downloads: Iterable[Download],
    ) -> None:
        """Keep what pages share; ``downloads`` are the files of the build."""
        self.library = library
        self.catalogue = catalogue
        self.renderer = renderer
        self.special = special
        self.downloads = tuple(downloads)

    def pages(self) -> Pages:
        """Return every page by path, ready to be rendered."""
        return {
            "index.html": self._home,
            "sources.html": self._sources,
            "situations.html": lambda: self._list(
                "situations.html",
                "Situations",
                lists.situation_groups(self.library),
                "Matters that sources tell of. The dots say which source has an account; "
                "each matter has the accounts side by side.",
            ),
            "agents.html": lambda: self._list(
                "agents.html",
                "Actors, offices and places",
                lists.agent_groups(self.library),
                "A state, its government and its territory are three things.",
            ),
            "works.html": lambda: self._list(
                "works.html",
                "Works cited",
                lists.work_groups(self.library),
                "What the sources read here cite or speak of.",
            ),
            "notes.html": lambda: self._list(
                "notes.html",
                "Editorial notes",
                lists.note_groups(self.library),
                "What the curators know better, signed, with their evidence. The claim stays as "
                "the source has it.",
            ),
            "concepts.html": lambda: self._list(
                "concepts.html",
                "Concepts and closed lists",
                lists.concept_groups(self.library),
                "Concepts by which sources describe and judge, and the values of the lists that "
                "the vocabulary closes.",
            ),
            "contradictions.html": lambda: self._page(
                "contradictions.html",
                "contradictions.html",
                "Contradictions",
                lists.contradiction_context(self.library),
            ),
            "questions.html": self._questions,
            "views.html": self._views,
            "demands.html": lambda: self._page(
                "demands.html", "demands.html", "Demands", demand_context(self.library)
            ),
            "alliances.html": lambda: self._page(
                "alliances.html",
                "alliances.html",
                "Alliances and alignments",
                alliance_context(self.library),
            ),
            "sanctions.html": lambda: self._page(
                "sanctions.html",
                "sanctions.html",
                "Sanctions and aid",
                sanction_context(self.library, self._href("sanctions.html")),
            ),
            "theories.html": lambda: self._page(
                "theories.html", "theories.html", "Theories", theory_context(self.library)
            ),
            "pictures.html": lambda: self._page("pictures.html", "pictures.html", "Pictures", {}),
            "timeline.html": self._timeline,
            "map.html": self._map,
            "reasons.html": self._reasons,
            "attribution.html": self._attribution,
            "search.html": lambda: self._page(
                "search.html",
                "search.html",
                "Search",
                {},
                scripts=("search-index.js", "search.js"),
            ),
            "download.html": self._download,
            "about.html": lambda: self._page("about.html", "about.html", "About", {}),
            "404.html": self._missing,
        }

    def _page(
        self,
        path: str,
        template: str,
        title: str,
        context: Mapping[str, Any],
        data: Mapping[str, Any] | None = None,
        scripts: Iterable[str] = (),
    ) -> bytes:
        return self.renderer.page(
            path,
            template,
            title=title,
            data=data or web_page(title, path),
            scripts=scripts,
            **context,
        )

    def _missing(self) -> bytes:
        """Return the page for addresses that lead nowhere, at whatever depth."""
        style = (ASSETS / "site.css").read_text(encoding="utf-8")
        context = {"style": Markup(style), "root": urlsplit(BASE).path}
        return self._page("404.html", "404.html", "Not found", context)

    def _list(self, path: str, title: str, groups: tuple[lists.Group, ...], lead: str) -> bytes:
        return self._page(path, "list.html", title, {"groups": groups, "lead": lead})

    def _href(self, path: str) -> Callable[[NamedNode], str]:
        from interstate.site.paths import relative

        about = self.renderer.page_about
        return lambda node: encoded(relative(path, about(node.value) or "index.html"))

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        from interstate.site.vocabulary import terms_of

        return {
            "questions": len(self.catalogue.questions),
            "terms": sum(len(entries) for _, entries, _ in terms_of(self.library)),
            "triples": len({*self.library.project.data}),
        }

    def _home(self) -> bytes:
        library = self.library
        header = library.header
        context: dict[str, Any] = {
            "headline": "Who says what about relations between states",
            "lead": "Interstate turns what scholars write about international relations into "
            "linked data: every statement is somebody’s claim, and every claim leads to the "
            "sentence that makes it.",
            "sources": [
                summary
                for group in lists.source_groups(library)
                for summary in group["sources"]
                if summary["source"].is_text
            ],
            "most_told": lists.most_told(library),
            "questions": [
                {"iri": question_iri(q), "english": q.english} for q in self.catalogue.questions[:5]
            ],
            "figures": lists.figures(library, self._counts),
        }
        return self.renderer.page(
            "index.html",
            "index.html",
            title=header.title,
            description=header.description,
            data=dataset(library),
            **context,
        )

    def _sources(self) -> bytes:
        groups = lists.source_groups(self.library)
        return self._page("sources.html", "sources.html", "Sources", {"groups": groups})

    def _questions(self) -> bytes:
        answers = self.special.answers
        groups = [
            (
                kind,
                [
                    {
                        "iri": question_iri(q),
                        "english": q.english,
                        "number": len(answers[q.key].rows),
                    }
                    for q in self.catalogue.questions
                    if q.kind == kind
                ],
            )
            for kind in KINDS
        ]
        context = {"groups": [(kind, rows) for kind, rows in groups if rows]}
        return self._page("questions.html", "questions.html", "Questions", context)

    def _views(self) -> bytes:
        rows = [
            {
                "iri": NamedNode(f"{ID}view/{name}"),
                "name": name,
                "title": view.policy.title,
                "words": " ".join(view.policy.words.split()),
                "held": len(view.having(Status.HELD)),
                "rest": len(view.decisions) - len(view.having(Status.HELD)),
                "triples": len(view.triples()),
            }
            for name, view in self.library.project.views.items()
        ]
        return self._page("views.html", "views.html", "Views", {"views": rows})

    def _timeline(self) -> bytes:
        from interstate.site.pictures import timeline

        library, href = self.library, self._href("timeline.html")
        items = timeline.find_items(library, library.is_held)
        year = timeline.densest_year(items)
        near = [i for i in items if year is not None and year <= i.first < year + 1]
        context = {
            "whole": timeline.draw_timeline(
                items, library, href, name="timeline", title="What is dated, in order"
            ),
            "near": timeline.draw_timeline(
                [i for i in near if i.last <= (year or 0) + 1],
                library,
                href,
                name="near",
                title=f"The year {year:.0f}" if year else "",
                span=(year, year + 1) if year else None,
            ),
            "year": int(year) if year else None,
            "rows": [
                (matter, accounts) for matter, accounts in timeline.by_matter(items) if accounts
            ],
        }
        return self._page("timeline.html", "timeline.html", "Timeline", context)

    def _map(self) -> bytes:
        from interstate.site.pictures import worldmap

        ties = worldmap.find_ties(self.library)
        context = {
            "map": worldmap.draw_map(self.library, self._href("map.html")),
            "ties": [(worldmap.tie_words(tie, self.library), tie) for tie in ties],
        }
        return self._page("map.html", "map.html", "Map", context)

    def _reasons(self) -> bytes:
        from interstate.site.pictures.reasons import draw_reasons, reasons_about

        library, href = self.library, self._href("reasons.html")
        found = [(node, reasons_about(node, library)) for node in library.references]
        weighed = sorted(
            ((node, rs) for node, rs in found if any(r.effect == node for r in rs)),
            key=lambda i: (-sum(r.effect == i[0] for r in i[1]), library.label(i[0])),
        )
        context = {
            "drawn": [(node, draw_reasons(node, library, href)) for node, _ in weighed[:4]],
            "others": [
                (node, sum(r.effect == node for r in reasons)) for node, reasons in weighed[4:]
            ],
        }
        return self._page("reasons.html", "reasons.html", "Reasons", context)

    def _attribution(self) -> bytes:
        from interstate.site.pictures.attribution import draw_voices

        href = self._href("attribution.html")
        trees = [
            (source, tree)
            for source in self.library.sources
            if (tree := draw_voices(source, self.library, href))
        ]
        deepest = sorted(
            (c for c in self.library.claims if c not in self.library.root_set),
            key=lambda c: (-len(self.library.chain(c)), c.value),
        )
        context = {"trees": trees, "deepest": deepest[:12]}
        return self._page("attribution.html", "attribution.html", "Voices", context)

    def _download(self) -> bytes:
        from interstate.release import size_in_words

        context = {
            "files": [
                {"path": d.path, "size": size_in_words(d.size), "sha256": d.sha256}
                for d in self.downloads
            ],
        }
        return self._page(
            "download.html",
            "download.html",
            "Download",
            context,
            data=dataset(self.library),
            scripts=("site.js",),
        )
