"""Give an update the dataset that its request names (``using-graph-uri``, SPARQL Protocol §2.2.3).

The engine has no parameter for it, so the clauses are written into the text: the protocol defines
the parameters as if each operation had these ``USING`` clauses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interstate.errors import InputError
from interstate.sparql_lexer import Token, lex

_BAD_IRI = re.compile(r'[<>"{}|^`\\\x00-\x20]')


def with_dataset(text: str, graphs: Sequence[str], named: Sequence[str]) -> str:
    """Return ``text`` with ``USING`` clauses for ``graphs`` and ``named`` on each operation.

    >>> with_dataset("DELETE { ?s ?p 1 } WHERE { ?s ?p 2 }", ["x:g"], [])
    'DELETE { ?s ?p 1 } USING <x:g> WHERE { ?s ?p 2 }'
    >>> with_dataset("DELETE WHERE { ?s ?p 2 }", [], ["x:g"])
    'DELETE { ?s ?p 2 } USING NAMED <x:g> WHERE { ?s ?p 2 }'

    Raises:
        InputError: the text has ``USING`` or ``WITH`` of its own, or a graph is no IRI.
    """
    if not graphs and not named:
        return text
    tokens = lex(text)
    own = next((t for t in tokens if t.word in ("USING", "WITH")), None)
    if own is not None:
        raise InputError(
            f"the request names a dataset and the update says {own.word} too.",
            remedy="leave using-graph-uri away, or the clause.",
        )
    for iri in (*graphs, *named):
        if _BAD_IRI.search(iri):
            raise InputError(f"{iri!r} is no IRI.", remedy="write an absolute IRI.")
    clauses = " ".join(
        [f"USING <{iri}>" for iri in graphs] + [f"USING NAMED <{iri}>" for iri in named]
    )
    pieces: list[str] = []
    done = 0
    for where, pattern in _modifications(text, tokens):
        pieces += [text[done : where.start], pattern, clauses, " "]
        done = where.start
    return "".join([*pieces, text[done:]])


def _modifications(text: str, tokens: tuple[Token, ...]) -> Iterator[tuple[Token, str]]:
    """Yield each operation's WHERE outside braces, with what must be written out before it.

    ``DELETE WHERE {…}`` takes no USING; its pattern is its template, so it is written out.
    """
    level = 0
    for number, token in enumerate(tokens):
        if token.kind == "other" and token.text in "{}":
            level += 1 if token.text == "{" else -1
        elif token.word == "WHERE" and level == 0:
            short = number > 0 and tokens[number - 1].word == "DELETE"
            yield token, f"{_group(text, tokens[number + 1 :])} " if short else ""


def _group(text: str, tokens: tuple[Token, ...]) -> str:
    level = 0
    for token in tokens:
        if token.kind == "other" and token.text in "{}":
            level += 1 if token.text == "{" else -1
            if level == 0:
                return text[tokens[0].start : token.end]
    return ""
