"""Put the site together: which files there are, and what is in each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, RdfFormat

from interstate.errors import InputError
from interstate.graphs import parse_turtle, read_text
from interstate.namespaces import BASE, DCTERMS
from interstate.publication import NAMES, read_descriptions, write_descriptions
from interstate.publication_downloads import Download, find_downloads
from interstate.publication_terms import VOID
from interstate.serialise import sorted_quads
from interstate.site import hosting
from interstate.site.catalogue import Catalogue, Descriptions, Topic
from interstate.site.library import Library
from interstate.site.memory import Memory, input_digest
from interstate.site.packing import pack
from interstate.site.paths import SYNTAXES
from interstate.site.rdf import write_all, write_nt
from interstate.site.render import Renderer
from interstate.site.search import index_script
from interstate.site.special import Special
from interstate.site.things import Things
from interstate.site.tops import ASSETS, Tops
from interstate.site.tracing import EVERYTHING, Digests, TouchedSet, TracedLibrary, constants

if TYPE_CHECKING:
    from interstate.project import Project

W3ID = "https://w3id.org/"
W3ID_HOST = "https://interstate.invalid/site/"
"""Stands in ``w3id/`` until a host is chosen (RFC 2606: no such host can exist)."""

Progress = Callable[[str], None]
Make = Callable[[], bytes]
Keys = tuple[str, ...]


class Site:
    """All files of a site by path; each is made when asked for, the same bytes every time."""

    def __init__(
        self,
        project: Project,
        descriptions: Descriptions,
        downloads: tuple[Download, ...] = (),
    ) -> None:
        """Plan the site of a project whose build is described by ``descriptions``."""
        said = (t for triples in descriptions.values() for t in triples)
        self.library = Library(project, said)
        self.catalogue = Catalogue(self.library)
        self._descriptions = descriptions
        self._downloads = downloads
        self._written: tuple[str, dict[str, bytes]] = ("", {})

    @cached_property
    def _pages(self) -> frozenset[str]:
        """The pages about things."""
        return frozenset(f"{document}.html" for document in self.catalogue.topics)

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(self.library, self._pages)

    @cached_property
    def _special(self) -> Special:
        things = Things(self.library, self.catalogue, self._renderer)
        return Special(self.library, self.catalogue, things)

    @cached_property
    def _tops(self) -> Tops:
        return Tops(self.library, self.catalogue, self._renderer, self._special, self._downloads)

    @cached_property
    def _traced(self) -> tuple[TracedLibrary, Things]:
        """What renders pages about things so that it is noted what they depend on."""
        library = TracedLibrary(self.library)
        known = TouchedSet("page", self._pages, library.trace.touch)
        things = Things(library, self.catalogue, Renderer(library, known))
        _ = things.numbers  # computed now, not while a page is made
        return library, things

    @cached_property
    def digests(self) -> Digests:
        """What the keys stand for on which files depend."""
        return Digests(
            self.library,
            input_digest(self.library.project.corpus.root),
            {"page": self._pages.__contains__, "graph": self._graph},
        )

    def constants(self) -> str:
        """Return the digest of what all files depend on."""
        return constants(self.library)

    def make(self, path: str) -> tuple[bytes, Keys]:
        """Return a file, and the keys of what it depends on."""
        topic = self._topic_of(path)
        if topic is None:
            return self.files[path](), () if path in self._copied else (EVERYTHING,)
        if not path.endswith(".html"):
            return self.files[path](), (f"graph {topic.document}",)
        if not self._special.is_about_a_thing(topic):
            return self.files[path](), (EVERYTHING,)
        library, things = self._traced
        with library.trace.recording() as keys:
            content = things.render(topic)
        return content, tuple(keys)

    def _topic_of(self, path: str) -> Topic | None:
        stem, _, ending = path.rpartition(".")
        return self.catalogue.topics.get(stem) if ending in SYNTAXES else None

    @cached_property
    def _copied(self) -> frozenset[str]:
        """Files that this package has as they are."""
        return frozenset(f"assets/{p.relative_to(ASSETS).as_posix()}" for p in ASSETS.rglob("*"))

    def _graph(self, document: str) -> bytes:
        """Return a document's graph as N-Triples, of which the other syntaxes are made."""
        return write_nt(self.catalogue.triples(self.catalogue.topics[document]))

    @cached_property
    def files(self) -> Mapping[str, Make]:
        """Every file by its path, ready to be made."""
        return dict(self._files())

    def _files(self) -> Iterator[tuple[str, Make]]:
        yield from self._tops.pages().items()
        for topic in self.catalogue.topics.values():
            yield f"{topic.document}.html", partial(self._special.render, topic)
            for ending in ("ttl", "jsonld", "nt", "rdf"):
                yield f"{topic.document}.{ending}", partial(self._data, topic, ending)
        for path in sorted(ASSETS.rglob("*")):
            if path.is_file():
                yield f"assets/{path.relative_to(ASSETS).as_posix()}", path.read_bytes
        yield "assets/search-index.js", self._search_index
        yield from self._query_files()
        yield "store.nq.gz", self._store
        yield "sitemap.xml", hosting.sitemap().encode
        yield hosting.PAGES, self._page_list
        yield "robots.txt", hosting.robots().encode
        yield ".htaccess", hosting.htaccess().encode
        yield ".nojekyll", bytes
        yield ".well-known/void", self._void

    def _data(self, topic: Topic, ending: str) -> bytes:
        """Return one syntax of a document; the four are written together and kept for a while."""
        if self._written[0] != topic.document:
            self._written = (
                topic.document,
                write_all(self.catalogue.triples(topic), topic.primary.value),
            )
        return self._written[1][ending]

    def _search_index(self) -> bytes:
        return index_script(self.library, self.catalogue, self._renderer).encode()

    def _query_files(self) -> Iterator[tuple[str, Make]]:
        from interstate.site.query import query_files

        for path, content in query_files(self.library, self.catalogue.questions).items():
            yield path, partial(bytes, content)

    def _store(self) -> bytes:
        """Return what the query page loads: the store that people query, as packed N-Quads.

        Blank nodes are named by content; in the order of subjects, what several graphs repeat
        stands together and packs to two thirds.
        """
        quads = sorted(sorted_quads(self.library.project.store), key=str)
        return pack(ox.serialize(quads, format=RdfFormat.N_QUADS) or b"")

    def _page_list(self) -> bytes:
        pages = [p for p in self.files if p.endswith(".html") and p not in self._unlisted]
        return pack(hosting.page_list(pages).encode())

    @cached_property
    def _unlisted(self) -> frozenset[str]:
        """Pages that lead on to others, and the one for addresses that lead nowhere."""
        topics = self.catalogue.topics.values()
        return frozenset(
            {"404.html"}
            | {
                f"{t.document}.html"
                for t in topics
                if self.library.describing(t.primary) is not None
                and t.primary not in self.library.record.claims
            }
        )

    def _void(self) -> bytes:
        from interstate.serialise import prefixes_of
        from interstate.turtle import write_turtle

        triples = self._descriptions["void"]
        return write_turtle(triples, dict(prefixes_of(triples))).encode()


def issued_of(folder: Path) -> str:
    """Return the day of the release whose site is in ``folder``, from its VoID description."""
    path = folder / ".well-known/void"
    for triple in parse_turtle(read_text(path), str(path)):
        if triple.predicate == DCTERMS.issued and isinstance(triple.object, Literal):
            return triple.object.value
    raise InputError("no dcterms:issued.", remedy="build the site anew.", path=path)


def base_of(folder: Path) -> str:
    """Return where the IRIs of the site in ``folder`` begin, from its VoID description."""
    path = folder / ".well-known/void"
    for triple in parse_turtle(read_text(path), str(path)):
        if triple.object == VOID.DatasetDescription and isinstance(triple.subject, NamedNode):
            return triple.subject.value.removesuffix("void")
    raise InputError("no void:DatasetDescription.", remedy="build the site anew.", path=path)


def plan_site(project: Project, folder: Path) -> Site:
    """Plan the site that belongs to the build in ``folder``; describe the build if need be."""
    if not all((folder / f"{name}.ttl").is_file() for name in NAMES):
        write_descriptions(project, folder)
    return Site(project, read_descriptions(folder), find_downloads(folder))


def offer_downloads(folder: Path) -> None:
    """Give the products beside the site their addresses in it: ``download/<path>``, as links.

    So whoever copies the folder with what its links lead to (``rsync -L``) has everything.
    """
    build = folder.parent
    for path in sorted(build.rglob("*")):
        inside = path.relative_to(build)
        if not path.is_file() or inside.parts[0] in (folder.name, "w3id"):
            continue
        target = folder / "download" / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.symlink_to("/".join([".."] * (len(inside.parts) + 1) + list(inside.parts)))
        except OSError:  # a system without such links
            os.link(path, target)


def write_site(
    project: Project,
    folder: Path,
    progress: Progress = lambda _: None,
    memory: Memory | None = None,
) -> None:
    """Write the site of the build in ``folder``'s parent into ``folder``.

    If IRIs begin at w3id.org, the folder to register there is written beside it. What ``memory``
    knows still to hold is taken from the earlier build.

    Raises:
        OutputError: the folder cannot be written.
    """
    site = plan_site(project, folder.parent)
    if memory is not None:
        memory.begin(site.constants(), site.digests)
    total = len(site.files)
    for number, (path, make) in enumerate(site.files.items()):
        if number % 500 == 0:
            progress(f"site ({number:,} of {total:,} files)")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if memory is None:
            target.write_bytes(make())
        elif not memory.keep(f"site/{path}", target):
            content, keys = site.make(path)
            target.write_bytes(content)
            memory.learn(f"site/{path}", keys)
    offer_downloads(folder)
    if not BASE.startswith(W3ID):
        return
    w3id = folder.parent / "w3id"
    w3id.mkdir(parents=True, exist_ok=True)
    (w3id / ".htaccess").write_text(hosting.htaccess(W3ID_HOST), encoding="utf-8")
    (w3id / "README.md").write_text(hosting.w3id_readme(W3ID_HOST), encoding="utf-8")
