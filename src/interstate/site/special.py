"""Documents that are about no single thing of the data: texts, terms, views, questions, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from pyoxigraph import NamedNode

from interstate.acceptance import Decision, Status
from interstate.graphs import Index
from interstate.namespaces import BASE, DCTERMS, ID, OWL, RDF, RDFS
from interstate.questions import Question, answer
from interstate.results import Table
from interstate.site import lists, vocabulary
from interstate.site.catalogue import Catalogue, Topic, question_iri
from interstate.site.claims import reading_context
from interstate.site.facts import rows_of
from interstate.site.library import Library, Source
from interstate.site.schema_org import dataset, thing
from interstate.site.things import Things

ANSWER_ROWS = 200
_SHOWN_DECISIONS = (Status.DENIED, Status.SUPPOSED, Status.REPORTED, Status.REJECTED)
_LISTED_AT_MOST = 400

Context = dict[str, Any]


class Special:
    """Renders what :class:`interstate.site.things.Things` does not."""

    def __init__(self, library: Library, catalogue: Catalogue, things: Things) -> None:
        """Keep what pages share."""
        self.library = library
        self.catalogue = catalogue
        self.things = things

    def is_about_a_thing(self, topic: Topic) -> bool:
        """Tell whether a topic is a thing of the data, whose page depends on little else."""
        local = topic.document.removeprefix("doc/")
        return (
            local.startswith("id/")
            and not local.startswith(("id/view/", "id/question/"))
            and not local.endswith("/passages")
            and topic.primary not in self._source_by_work
        )

    def render(self, topic: Topic) -> bytes:
        """Return the page of any topic."""
        chosen = None if self.is_about_a_thing(topic) else self._choose(topic)
        if chosen is None:
            return self.things.render(topic)
        template, context = chosen
        return self.things.renderer.page(
            f"{topic.document}.html",
            template,
            title=context.pop("title"),
            data=context.pop("data", None) or thing(topic.primary, self.library),
            formats=True,
            **context,
        )

    def _choose(self, topic: Topic) -> tuple[str, Context] | None:
        local = topic.document.removeprefix("doc/")
        if local in _FIXED:
            return _FIXED[local](self, topic)
        if local.startswith("id/") and local.endswith("/passages"):
            return self._reading(local.split("/")[1])
        if local.startswith("id/view/"):
            return self._view(local.rsplit("/", 1)[-1])
        if local.startswith("id/question/"):
            return self._question(topic.primary)
        if not local.startswith("id/"):
            return self._module(topic)
        return self._source(self._source_by_work[topic.primary])

    def _source(self, source: Source) -> tuple[str, Context]:
        from interstate.site.pictures.attribution import draw_voices

        context = self.things.thing_context(source.work)
        more = lists.source_context(source, self.library)
        tree = draw_voices(source, self.library, self.things.hrefs(source.work))
        return "source.html", {"title": source.label, **context, **more, "tree": tree}

    @cached_property
    def _source_by_work(self) -> Mapping[NamedNode, Source]:
        return {source.work: source for source in self.library.sources}

    def _reading(self, citekey: str) -> tuple[str, Context]:
        source = self.library.source_by_key[citekey]
        context = reading_context(source, self.library, self.things.numbers)
        return "reading.html", {
            "title": f"{source.short}, sentence by sentence",
            "data": thing(source.work, self.library),
            **context,
        }

    def _glossary(self, topic: Topic) -> tuple[str, Context]:
        context = vocabulary.glossary_context(self.library)
        data = {
            "@type": "DefinedTermSet",
            "@id": context["namespace"],
            "name": self.library.header.title,
        }
        return "glossary.html", {"title": "Vocabulary", "data": data, **context}

    def _shapes(self, topic: Topic) -> tuple[str, Context]:
        data = {"@type": "CreativeWork", "@id": f"{BASE}shapes", "name": "Shapes"}
        sections = vocabulary.shapes_of(self.library)
        return "shapes.html", {"title": "Shapes", "data": data, "sections": sections}

    def _view(self, name: str) -> tuple[str, Context]:
        view = self.library.project.views[name]
        found: dict[Status, list[Decision]] = {status: [] for status in Status}
        for decision in view.decisions:
            found[decision.status].append(decision)
        return "view.html", {
            "title": view.policy.title,
            "data": dataset(self.library, NamedNode(f"{ID}view/{name}")),
            "words": " ".join(view.policy.words.split()),
            "counts": [(str(status), len(rows)) for status, rows in found.items()],
            "settings": [(k, _plain(v)) for k, v in sorted(view.policy.settings().items())],
            "groups": [
                (str(status), [(d.content.situation, d.root, d.reason) for d in rows])
                for status in _SHOWN_DECISIONS
                if (rows := found[status]) and len(rows) <= _LISTED_AT_MOST
            ],
            "undescribed": view.undescribed,
        }

    @cached_property
    def answers(self) -> Mapping[str, Table]:
        """The answer to each question with its default values."""
        store = self.library.project.store
        return {question.key: answer(store, question) for question in self.catalogue.questions}

    @cached_property
    def _questions(self) -> Mapping[NamedNode, Question]:
        return {question_iri(question): question for question in self.catalogue.questions}

    def _question(self, node: NamedNode) -> tuple[str, Context] | None:
        question = self._questions.get(node)
        if question is None:
            return None
        return "question.html", {
            "title": question.english,
            "data": {"@type": "Question", "@id": node.value, "name": question.english},
            "question": question,
            "table": self.answers[question.key],
            "limit": ANSWER_ROWS,
            "text": without_header(question.query()),
        }

    def _module(self, topic: Topic) -> tuple[str, Context]:
        """Return the page of a file, data set or activity: its own statements, then its parts."""
        index = Index(self.catalogue.triples(topic))
        node = topic.primary
        local = topic.document.removeprefix("doc/")
        kinds = [k for k in index.types(node) if k != RDF.type]
        title = index.text(node, DCTERMS.title) or index.text(node, RDFS.label) or local
        lists_: list[tuple[str, list[NamedNode]]] = []
        for kind, heading in _TERM_KINDS:
            terms = [n for n in index.subjects_of_type(kind) if "#" in n.value]
            if terms and local in self.catalogue.files:
                lists_.append((heading, terms))
        hidden = (DCTERMS.title, DCTERMS.description, RDF.type)
        parts = (
            []
            if local in self.catalogue.files
            else [
                (part, rows)
                for part in topic.nodes
                if part != node and (rows := rows_of(part, self.library, index))
            ]
        )
        return "module.html", {
            "title": title,
            "kind": ", ".join(self.library.label(k) for k in kinds),
            "lead": index.text(node, DCTERMS.description),
            "rows": rows_of(node, self.library, index, hidden),
            "lists": lists_,
            "parts": parts,
            "data": {**dataset(self.library, node), "name": title},
        }


_TERM_KINDS = (
    (OWL.Class, "Classes"),
    (OWL.ObjectProperty, "Object properties"),
    (OWL.DatatypeProperty, "Data properties"),
    (OWL.AnnotationProperty, "Annotation properties"),
)
_FIXED: Mapping[str, Callable[[Special, Topic], tuple[str, Context]]] = {
    "ns": Special._glossary,
    "shapes": Special._shapes,
}


def without_header(text: str) -> str:
    r"""Return a query without the comment lines at its top.

    >>> without_header("# question: who?\nSELECT ?x WHERE { ?x ?y ?z }")
    'SELECT ?x WHERE { ?x ?y ?z }'
    """
    lines = text.splitlines()
    while lines and (lines[0].startswith("#") or not lines[0].strip()):
        lines.pop(0)
    return "\n".join(lines)


def _plain(value: object) -> str:
    """Return a setting in words.

    >>> _plain(None), _plain(True), _plain(["a", "b"])
    ('any', 'yes', 'a, b')
    """
    if value is None:
        return "any"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    return str(value)
