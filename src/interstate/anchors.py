"""Anchors: cutting texts into passages, finding them again, checking them.

The parts live in modules of their own; this one gathers them, and checks every source's passages
among themselves and against the readers' own texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from interstate.errors import InputError
from interstate.findings import Finding
from interstate.graphs import Corpus, Document, Index, read_text
from interstate.namespaces import IST, OA, PREFIXES, source_prefix
from interstate.passages import Passage, passages_turtle, read_passages
from interstate.segment_hints import Hints, load_hints
from interstate.segmentation import Span, SpanKind, segment
from interstate.spans import digest, normalise, text_digest
from interstate.verification import Result, State, Verification, uncovered, verify

__all__ = [
    "Hints",
    "Passage",
    "Result",
    "Span",
    "SpanKind",
    "State",
    "Verification",
    "check_passages",
    "digest",
    "load_hints",
    "normalise",
    "passages_turtle",
    "read_passages",
    "segment",
    "text_digest",
    "uncovered",
    "verify",
]

_DIGEST = re.compile(r"[0-9a-f]{64}")


def check_passages(corpus: Corpus, texts: Path | None = None) -> tuple[Finding, ...]:
    """Find what is wrong with passages; with ``texts``, match them with ``<citekey>.txt`` there.

    Without a text: offsets in order, apart, inside the text's length, well-formed digests, each
    passage its own source's. With it: the words are where the passages say, and none is left out.
    """
    if texts is not None and not texts.is_dir():
        raise InputError(
            "this folder of texts does not exist.",
            remedy="name the folder that holds your copies, <citekey>.txt.",
            path=texts,
        )
    findings: list[Finding] = []
    for citekey, documents in sorted(corpus.sources.items()):
        for document in documents:
            if any(triple.object == IST.Passage for triple in document.triples):
                findings.extend(_Source(corpus, citekey, document, documents).check(texts))
    return tuple(findings)


class _Source:
    def __init__(
        self, corpus: Corpus, citekey: str, document: Document, documents: Sequence[Document]
    ) -> None:
        self.corpus = corpus
        self.citekey = citekey
        self.document = document
        self.index = Index(t for d in documents for t in d.triples)
        self.work = NamedNode(f"{PREFIXES['work']}{citekey}")

    def check(self, texts: Path | None) -> Iterator[Finding]:
        try:
            passages = read_passages(self.document.triples)
        except InputError as error:
            yield self._finding(None, "anchors-malformed", f"{error.problem} {error.remedy}")
            return
        yield from self._among_themselves(passages)
        length = self.index.text(self.work, IST.textLength)
        if not length.isdigit() or not self.index.text(self.work, IST.textDigest):
            yield self._finding(
                None,
                "anchors-source",
                f"work:{self.citekey} states no ist:textDigest and ist:textLength; say which text "
                "the offsets are for in source.ttl.",
            )
            return
        yield from self._inside(passages, int(length))
        if texts is not None:
            yield from self._against(passages, texts / f"{self.citekey}.txt")

    def _among_themselves(self, passages: Sequence[Passage]) -> Iterator[Finding]:
        end, last = 0, ""
        for passage in passages:
            iri = passage.iri.value
            if not iri.startswith(source_prefix(self.citekey)) or self.index.objects(
                passage.iri, OA.hasSource
            ) != (self.work,):
                yield self._finding(
                    passage,
                    "anchors-foreign",
                    f"a passage of {self.citekey} lies in that source's namespace and has "
                    f"oa:hasSource work:{self.citekey} only.",
                )
            if passage.start < end:
                yield self._finding(
                    passage,
                    "anchors-overlap",
                    f"begins at {passage.start}, inside the passage before it, which ends at "
                    f"{end}; each word belongs to one passage.",
                )
            if (len(iri), iri) < (len(last), last):
                yield self._finding(
                    passage,
                    "anchors-order",
                    "stands after a passage with a higher number; number passages in text order.",
                )
            if _DIGEST.fullmatch(passage.digest) is None:
                yield self._finding(
                    passage,
                    "anchors-digest",
                    "the digest is not a SHA-256 in 64 lower-case hexadecimal digits.",
                )
            end, last = max(end, passage.end), iri

    def _inside(self, passages: Sequence[Passage], length: int) -> Iterator[Finding]:
        for passage in passages:
            if passage.end > length:
                yield self._finding(
                    passage,
                    "anchors-range",
                    f"ends at {passage.end}; the text has {length} characters.",
                )

    def _against(self, passages: Sequence[Passage], path: Path) -> Iterator[Finding]:
        if not path.is_file():
            yield self._finding(
                None,
                "anchors-no-text",
                f"there is no {path.name} in the folder of texts, so nothing was matched.",
            )
            return
        text = read_text(path)
        recorded = self.index.text(self.work, IST.textDigest)
        if text_digest(text) != recorded:
            yield self._finding(
                None,
                "anchors-text",
                f"{path.name} is not the text of the source (its SHA-256 differs); results below "
                "say what moved.",
            )
        elif self.index.text(self.work, IST.textLength) != str(len(text)):
            yield self._finding(
                None, "anchors-text", f"the text has {len(text)} characters, not the stated number."
            )
        hints = load_hints(self.corpus.root / "data/sources" / self.citekey)
        results = verify(passages, text, hints=hints).results
        for result in results:
            if result.state is State.MOVED:
                places = ", ".join(f"{start}-{end}" for start, end in result.candidates)
                yield self._finding(
                    result.passage, "anchors-moved", f"the words stand at {places} in {path.name}."
                )
            elif result.state is State.ORPHANED:
                yield self._finding(
                    result.passage,
                    "anchors-orphaned",
                    f"the words are not found in {path.name}; compare the editions by eye.",
                )
        for start, end in uncovered((place for r in results for place in r.places), text):
            yield self._finding(
                None,
                "anchors-gap",
                f"characters {start}-{end} of {path.name} are in no passage; see what "
                "interstate segment --list makes of them.",
            )

    def _finding(self, passage: Passage | None, rule: str, message: str) -> Finding:
        iri = passage.iri.value if passage else self.work.value
        line = self.document.line_of(iri) if passage else 0
        return Finding(self.document.name, line, iri, rule, message)
