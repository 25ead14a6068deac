"""Competency questions: one query a file, its English text in the header, its answer beside it.

A question's file begins with comment lines::

    # question: Which demands were put to a state, and what was the reply?
    # asker: a historian who compares ultimatums
    # wrong: a model without items would answer "seven" and list none
    # kind: join
    # parameter: target state:usa the state that the demands were put to

Parameters are variables that the query projects; a VALUES clause at the start of its WHERE binds
them, which is plain SPARQL 1.1 and works on every engine.

Every row of an answer names a claim, so that it can be followed to its sentence. Where that makes
no sense (a count, a list of works), the header says why::

    # untraced: a count of claims; cq-090 names them
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store

from interstate.errors import InputError
from interstate.findings import Finding
from interstate.graphs import read_text
from interstate.namespaces import PREFIXES, XSD
from interstate.near_names import near_nodes
from interstate.queries import parse_term, run_query
from interstate.question_words import speaks_of
from interstate.resources import project_root
from interstate.result_views import short_name
from interstate.results import Table
from interstate.times import parse_time

KINDS = (
    "look-up",
    "join",
    "temporal",
    "count",
    "who says",
    "hearsay",
    "disagreement",
    "theory",
    "silence",
)
"""What sort of question it is; ``silence`` asks what the sources do not say."""

ANSWERED_FROM = "queries/questions/expected/sources.txt"
_WHERE = re.compile(r"\bWHERE\s*\{")
_HEADER = re.compile(r"^#\s*([a-z-]+):\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that the asker may choose: its variable, default and meaning."""

    name: str
    default: NamedNode | Literal
    meaning: str

    @property
    def written(self) -> str:
        """The default as people write it.

        >>> Parameter("state", NamedNode("https://w3id.org/interstate/id/state/usa"), "").written
        'state:usa'
        """
        value = self.default.value
        return short_name(value) if isinstance(self.default, NamedNode) else value

    def read(
        self,
        text: str,
        prefixes: Mapping[str, str] = PREFIXES,
        store: Store | None = None,
    ) -> NamedNode | Literal:
        """Read a value in place of the default, of the default's sort.

        In ``store`` the nodes are looked for that somebody may have meant.

        A date without a time stands for its first second, or its last where the default is one.

        >>> day = Literal("2001-09-11T00:00:00Z", datatype=XSD.dateTime)
        >>> Parameter("from", day, "first second").read("2001-10").value
        '2001-10-01T00:00:00Z'

        Raises:
            InputError: the text is no value, or one of another sort.
        """
        found = parse_term(text, prefixes)
        if isinstance(self.default, NamedNode) != isinstance(found, NamedNode):
            raise self._other_sort(text, store)
        if isinstance(self.default, NamedNode) or isinstance(found, NamedNode):
            return found
        if found.datatype == self.default.datatype or self.default.language:
            return found
        if self.default.datatype == XSD.dateTime and found.datatype in (XSD.string, XSD.integer):
            bounds = parse_time(found.value.removesuffix("Z"))
            last = self.default.value.endswith("T23:59:59Z")
            moment = bounds.latest_end if last else bounds.earliest_begin
            if moment is not None:
                return Literal(moment, datatype=XSD.dateTime)
        raise self._other_sort(text, store)

    def _other_sort(self, text: str, store: Store | None) -> InputError:
        remedy = f"write it like the default: {self.written}."
        if isinstance(self.default, NamedNode):
            namespace = self.default.value[: self.default.value.rfind("/") + 1]
            near = near_nodes(store, namespace, text) if store is not None else ()
            sort = "a node"
            remedy = f"did you mean {' or '.join(near)}?" if near else remedy
        else:
            sort = f"a value of type {short_name(self.default.datatype.value)}"
        return InputError(f"{self.name} is {sort}, and '{text}' is none.", remedy=remedy)


@dataclass(frozen=True, slots=True)
class Question:
    """A competency question as its file states it."""

    key: str
    path: Path
    english: str
    asker: str
    wrong: str
    kind: str
    parameters: tuple[Parameter, ...]
    text: str
    empty_twin: str = ""
    """``name=value`` for which the answer must be empty, where there is one."""
    untraced: str = ""
    """Why the rows of the answer name no claim, where they do not."""

    @property
    def answer_path(self) -> Path:
        """Where the stored answer lies."""
        return self.path.parent / "expected" / f"{self.path.stem}.tsv"

    @property
    def pattern(self) -> str:
        """The query alone, without the header."""
        lines = self.text.splitlines(keepends=True)
        return "".join(dropwhile(lambda line: line.startswith("#"), lines))

    def words(self) -> str:
        """Return what a search for this question looks at."""
        return f"{self.path.stem} {self.english} {self.kind}".lower()

    def read(
        self,
        values: Mapping[str, str],
        prefixes: Mapping[str, str] = PREFIXES,
        store: Store | None = None,
    ) -> dict[str, NamedNode | Literal]:
        """Read values of parameters as people write them; see :meth:`Parameter.read`.

        Raises:
            InputError: there is no such parameter, or a value is of another sort.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise self._no_parameter(name)
        return {name: known[name].read(text, prefixes, store) for name, text in values.items()}

    def _no_parameter(self, name: str) -> InputError:
        known = ", ".join(parameter.name for parameter in self.parameters) or "none"
        return InputError(
            f"{self.key} has no parameter '{name}'.", remedy=f"its parameters: {known}."
        )

    def query(self, values: Mapping[str, NamedNode | Literal] | None = None) -> str:
        """Return the query with its parameters bound to ``values`` (default: their defaults).

        Raises:
            InputError: ``values`` names a parameter that the question does not have.
        """
        chosen = {p.name: p.default for p in self.parameters}
        for name, value in (values or {}).items():
            if name not in chosen:
                raise self._no_parameter(name)
            chosen[name] = value
        if not chosen:
            return self.text
        names = " ".join(f"?{name}" for name in chosen)
        terms = " ".join(str(value) for value in chosen.values())
        values_clause = f"  VALUES ({names}) {{ ({terms}) }}\n"
        return _WHERE.sub(lambda match: f"{match.group()}\n{values_clause}", self.text, count=1)


def load_question(path: Path) -> Question:
    """Read one question's file.

    Raises:
        InputError: a header line is missing or malformed.
    """
    text = read_text(path)
    header: dict[str, str] = {}
    parameters: list[Parameter] = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _HEADER.match(line)
        if match is None:
            break
        key, value = match.groups()
        if key == "parameter":
            parts = value.split(" ", 2)
            if len(parts) < 3:
                raise InputError(
                    "a parameter needs a name, a default and a meaning.",
                    remedy="write: # parameter: actor state:usa the state that acts",
                    path=path,
                    line=number,
                )
            parameters.append(Parameter(parts[0], parse_term(parts[1]), parts[2]))
        else:
            header[key] = value.strip()
    for wanted in ("question", "asker", "wrong", "kind"):
        if not header.get(wanted):
            raise InputError(
                f"the header has no '# {wanted}:' line.",
                remedy="begin the file as docs/sparql.md shows.",
                path=path,
                line=1,
            )
    if header["kind"] not in KINDS:
        raise InputError(
            f"'{header['kind']}' is no kind of question.",
            remedy=f"choose from {', '.join(KINDS)}.",
            path=path,
        )
    key = "-".join(path.stem.split("-")[:2])
    return Question(
        key,
        path,
        header["question"],
        header["asker"],
        header["wrong"],
        header["kind"],
        tuple(parameters),
        text,
        header.get("empty-twin", ""),
        header.get("untraced", ""),
    )


def load_questions(root: Path | str | None = None) -> tuple[Question, ...]:
    """Return every question of a project, by number."""
    folder = project_root(root)
    paths = sorted((folder / "queries/questions").glob("cq-*.rq"))
    return tuple(load_question(path) for path in paths)


def find_questions(questions: Iterable[Question], words: str) -> tuple[Question, ...]:
    """Return the questions that speak of all the ``words``, in some form, or have that number."""
    known = tuple(questions)
    named = tuple(q for q in known if words.lower() in (q.key, q.path.stem))
    return named or tuple(q for q in known if speaks_of(q.words(), words))


def answer(
    store: Store,
    question: Question,
    values: Mapping[str, NamedNode | Literal] | None = None,
    *,
    labels: bool = True,
) -> Table:
    """Run a question over a store and return its table, with the labels of what is in it.

    Raises:
        InputError: an unknown parameter, or a query that does not parse.
    """
    result = run_query(store, question.query(values), labels=labels)
    if not isinstance(result, Table):
        raise InputError(
            "a competency question is a SELECT query.",
            remedy="project the answer's columns.",
            path=question.path,
        )
    return result


def answer_lines(table: Table) -> tuple[str, ...]:
    r"""Return a table as the stored answers have it: tab-separated, IRIs as prefixed names.

    >>> usa = NamedNode("https://w3id.org/interstate/id/state/usa")
    >>> answer_lines(Table(("state", "year"), ((usa, Literal(2001)),)))
    ('state\tyear', 'state:usa\t2001')
    """

    def cell(term: object) -> str:
        if isinstance(term, NamedNode):
            return short_name(term.value)
        value = getattr(term, "value", "")
        return re.sub(r"[\t\r\n]+", " ", str(value))

    rows = ("\t".join(map(cell, row)) for row in table.rows)
    return ("\t".join(table.columns), *rows)


def answered_from(root: Path | str | None = None) -> frozenset[str] | None:
    """Return the citekeys of the sources that the stored answers were worked out from.

    They stand in ``queries/questions/expected/sources.txt``, one a line; None if there is no such
    file: then answers are about all sources there are.
    """
    path = project_root(root) / ANSWERED_FROM
    return frozenset(read_text(path).split()) if path.is_file() else None


def check_answers(store: Store, root: Path | str | None = None) -> tuple[Finding, ...]:
    """Compare every question's table with its stored answer, row by row."""
    folder = project_root(root)
    findings = []
    for question in load_questions(folder):
        name = question.path.relative_to(folder).as_posix()
        if not question.answer_path.is_file():
            message = f"no stored answer; write {question.answer_path.name} from the texts."
            findings.append(Finding(name, 1, "", "questions-unanswered", message))
            continue
        found = answer_lines(answer(store, question, labels=False))
        wanted = tuple(read_text(question.answer_path).splitlines())
        if found == wanted:
            continue
        missing = [line for line in wanted if line not in found]
        extra = [line for line in found if line not in wanted]
        details = [f"missing: {line}" for line in missing[:3]] + [
            f"unexpected: {line}" for line in extra[:3]
        ]
        findings.append(
            Finding(
                name,
                1,
                "",
                "questions-differ",
                f"{len(missing)} rows missing, {len(extra)} unexpected"
                f"{'' if missing or extra else ' (same rows, another order)'}. "
                + " | ".join(details),
            )
        )
    return tuple(findings)
