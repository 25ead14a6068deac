"""Questions that only have an answer once a reasoner has spoken: ``queries/inferences/``.

Each is asked of the record as a whole, or of what holds in a view (its ``# over:`` line), where a
sanction that somebody merely feared sanctions nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, Store, Triple

from interstate.errors import InputError
from interstate.questions import Question, answer, answer_lines, find_questions, load_question
from interstate.resources import project_root

_OVER = re.compile(r"^# over: (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class InferenceQuestion:
    """A question, and whether it is meant for the ``record`` or for a ``view``."""

    question: Question
    over: str


def load_inference_questions(root: Path | str | None = None) -> tuple[InferenceQuestion, ...]:
    """Return every question of ``queries/inferences``, by number.

    Raises:
        InputError: a header line is missing or malformed.
    """
    found = []
    for path in sorted((project_root(root) / "queries" / "inferences").glob("inf-*.rq")):
        question = load_question(path)
        match = _OVER.search(question.text)
        if match is None or match[1] not in ("record", "view"):
            raise InputError(
                "the header does not say what the question is asked of.",
                remedy="write '# over: record' or '# over: view'.",
                path=path,
            )
        found.append(InferenceQuestion(question, match[1]))
    return tuple(found)


def find_inference_questions(
    questions: Iterable[InferenceQuestion], words: str
) -> tuple[InferenceQuestion, ...]:
    """Return the questions in which every one of ``words`` occurs; ``all`` fits each.

    Raises:
        InputError: none fits.
    """
    known = tuple(questions)
    if words == "all":
        return known
    fitting = find_questions([q.question for q in known], words)
    if not fitting:
        raise InputError(
            f"no question fits '{words}'.",
            remedy="choose from " + ", ".join(q.question.path.stem for q in known) + ", or all.",
        )
    return tuple(q for q in known if q.question in fitting)


def caution(question: InferenceQuestion, view: str | None) -> str:
    """Return what to know of an answer that is over something else than the question means."""
    if question.over == "view" and view is None:
        return "asked of all that anybody claims; what holds is asked with --view default"
    if question.over == "record" and view is not None:
        return f"asked of what holds in {view}; meant for all that is claimed, without --view"
    return ""


def ask(triples: Iterable[Triple], question: InferenceQuestion) -> tuple[str, ...]:
    """Return a question's answer over plain triples: a line of columns, then one for each row."""
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in triples)
    return answer_lines(answer(store, question.question))
