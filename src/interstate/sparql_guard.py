r"""Refuse what a query must never do here: reach out to other hosts, or exhaust the parser.

The engine fetches the address in ``SERVICE <…>`` and ``LOAD <…>``; on a server that lets anybody
send requests from it. Both are keywords of SPARQL with no other use, so a text with either word
outside strings, IRIs and comments is refused, and any doubt counts against it:

- the text is read as it stands *and* with code point escapes resolved (``\u0053ERVICE``);
- if it is not cleanly lexed (a quote that is never closed …), the word counts wherever it stands.
"""

from __future__ import annotations

import re

from interstate.errors import InputError
from interstate.sparql_lexer import Token, depth, lex, line_and_column, scan, unescaped

MAX_DEPTH = 100
"""Brackets nested deeper are refused: the engine's parser is recursive and dies at some thousand
(measured), whereas no query that a person can read nests past twenty."""

_ANYWHERE = re.compile("service|load", re.IGNORECASE)


class RefusedError(InputError):
    """The text is well formed, perhaps, but it is not run here."""


def refuse_outside_calls(text: str) -> None:
    """Raise if ``text`` would make the engine contact another host.

    >>> refuse_outside_calls('ASK { ?s ?p "SERVICE" } # LOAD')
    >>> refuse_outside_calls("ASK { Service ?x {} }")
    Traceback (most recent call last):
        ...
    interstate.sparql_guard.RefusedError: line 1, column 7: SERVICE is not allowed: it would \
contact another host. Remedy: run that part on the other endpoint, or load its data first.

    Raises:
        RefusedError: there is a SERVICE or LOAD, or one cannot be ruled out.
    """
    for reading in dict.fromkeys((text, unescaped(text))):
        if not _ANYWHERE.search(reading):
            continue
        tokens = lex(reading)
        culprit = next((t for t in tokens if t.word in ("SERVICE", "LOAD")), None)
        if culprit is not None:
            _refuse(reading, culprit.start, f"{culprit.word} is not allowed")
        stray = next((t for t in tokens if _is_stray(t)), None)
        if stray is not None:
            _refuse(
                reading,
                stray.start,
                f"{stray.text!r} is out of place, so a SERVICE or LOAD cannot be ruled out",
            )


def refuse_deep_nesting(text: str, limit: int = MAX_DEPTH) -> None:
    """Raise if brackets nest deeper than ``limit``.

    Raises:
        RefusedError: they do.
    """
    # Read lazily: a hostile text is given up at its hundredth bracket, not at its last.
    if depth(scan(text), limit) > limit:
        raise RefusedError(
            f"brackets nest more than {limit} deep.",
            remedy="flatten the query; brackets around single expressions can usually go.",
        )


def _is_stray(token: Token) -> bool:
    return token.kind == "other" and token.text in ('"', "'", "\\", "`")


def _refuse(text: str, offset: int, problem: str) -> None:
    line, column = line_and_column(text, offset)
    raise RefusedError(
        f"line {line}, column {column}: {problem}: it would contact another host.",
        remedy="run that part on the other endpoint, or load its data first.",
    )
