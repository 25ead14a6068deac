"""Say what is wrong with a query: where, why, and what was probably meant.

The engine's own message is a list of what its grammar could have accepted. Here the tokens are
looked at for the mistakes that people make: an undeclared prefix, a bracket or quote that is never
closed, a misspelt keyword, a misspelt term.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from interstate.errors import InputError
from interstate.namespaces import IST, PREFIXES
from interstate.sparql_lexer import (
    UPDATE_FORMS,
    Token,
    body,
    declared_prefixes,
    form,
    lex,
    line_and_column,
    offset_of,
)

_WORDS = """A ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT
    CONSTRUCT CONTAINS COPY COUNT CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT
    DROP ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN
    INSERT INTO IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT LOAD MAX
    MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX
    REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT
    STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TO
    TRUE TZ UCASE UNDEF UNION URI USING UUID VALUES WHERE WITH YEAR"""
KEYWORDS = tuple(_WORDS.split())
"""The words of SPARQL 1.1."""

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)
_CLOSING = {"{": "}", "(": ")", "[": "]"}


class QueryError(InputError):
    """A query that cannot be run; ``line`` and ``column`` are 1-based, 0 when unknown."""

    def __init__(self, text: str, offset: int, problem: str, *, remedy: str) -> None:
        """Build the message from the place in ``text``, with the line and a caret below."""
        line, column = line_and_column(text, offset)
        super().__init__(f"line {line}, column {column}: {problem}", remedy=remedy, line=line)
        self.column = column
        self.excerpt = _excerpt(text, line, column)

    def __str__(self) -> str:
        """The message, then the line of the query with a mark under the place."""
        return f"{super().__str__()}\n{self.excerpt}"


@dataclass(frozen=True, slots=True)
class Term:
    """An IRI that a query names, and where."""

    iri: str
    written: str
    start: int


def syntax_error(
    text: str,
    error: SyntaxError,
    prefixes: Mapping[str, str] = PREFIXES,
    *,
    update: bool = False,
) -> QueryError:
    """Return the engine's ``error`` about ``text`` (a query, or an ``update``) in words that help.

    >>> text = "SELECT ?s { ?s sksos:note ?o }"
    >>> print(syntax_error(text, SyntaxError("error at 1:20: expected one of Prefix not found")))
    line 1, column 16: the prefix 'sksos:' is not declared. Remedy: did you mean 'skos:'?
      SELECT ?s { ?s sksos:note ?o }
                     ^
    """
    tokens = lex(text)
    known = dict(prefixes) | declared_prefixes(tokens)
    checks = (_broken_iri, _unknown_prefix, _open_quote, _bracket, _unknown_word, _triple)
    for find in checks if update else (_no_query, *checks):
        found = find(text, tokens, known)
        if found is not None:
            return found
    return _by_grammar(text, error, tokens)


def terms(text: str, prefixes: Mapping[str, str] = PREFIXES) -> Iterator[Term]:
    """Iterate over the IRIs that a query names behind its prologue, as they stand in the text.

    >>> [t.iri for t in terms("PREFIX a: <x:> ASK { <y:1> a a:b }")]
    ['y:1', 'x:b']
    """
    tokens = lex(text)
    known = dict(prefixes) | declared_prefixes(tokens)
    in_prologue: set[int] = set()
    for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if first.word == "PREFIX":
            in_prologue.update((second.start, third.start))
        elif first.word == "BASE":
            in_prologue.add(second.start)
    for token in tokens:
        if token.start in in_prologue:
            continue
        if token.kind == "iri":
            yield Term(token.text[1:-1], token.text, token.start)
        elif token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if prefix in known:
                yield Term(known[prefix] + local.replace("\\", ""), token.text, token.start)


def unknown_term(
    text: str, is_known: Callable[[str], bool], prefixes: Mapping[str, str] = PREFIXES
) -> QueryError | None:
    """Return the error about the first term of our namespace that does not exist, if any.

    A misspelt term is good SPARQL and matches nothing; people take that for an answer.

    >>> error = unknown_term("ASK { ?c a ist:Clam }", lambda iri: False)
    >>> print(error)
    line 1, column 12: there is no term 'ist:Clam'. Remedy: did you mean 'ist:Claim'?
      ASK { ?c a ist:Clam }
                 ^
    """
    for term in terms(text, prefixes):
        if term.iri.startswith(IST.base) and term.iri not in IST and not is_known(term.iri):
            names = [known.value[len(IST.base) :] for known in IST]
            near = close_names(term.iri[len(IST.base) :], names)
            remedy = (
                f"did you mean {_choices(f'ist:{name}' for name in near)}?"
                if near
                else "look the term up: interstate show ist:Claim."
            )
            return QueryError(
                text, term.start, f"there is no term '{term.written}'.", remedy=remedy
            )
    return None


def close_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return up to three of ``names`` that look like ``name``, letters' case left aside.

    >>> close_names("hasspeeker", ["hasSpeaker", "hasSpan", "Claim"])
    ('hasSpeaker',)
    """
    by_lower = {candidate.lower(): candidate for candidate in sorted(names)}
    found = get_close_matches(name.lower(), by_lower, n=3, cutoff=0.72)
    return tuple(by_lower[match] for match in found)


def _choices(names: Iterable[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)


def _no_query(text: str, tokens: tuple[Token, ...], known: Mapping[str, str]) -> QueryError | None:
    if not tokens:
        return QueryError(text, 0, "the query is empty.", remedy="begin with SELECT … { … }.")
    if form(tokens) in UPDATE_FORMS:
        start = next(body(tokens)).start
        return QueryError(text, start, "this is an update.", remedy="ask with SELECT, ASK, …")
    return None


def _broken_iri(
    text: str, tokens: tuple[Token, ...], known: Mapping[str, str]
) -> QueryError | None:
    for token in tokens:
        # "?a < ?b" is a comparison; "<a b>" was meant to be an address.
        if token.text == "<" and re.match(r"<[\w:/.#-]+ [^<>\n?$]*>", text[token.start :]):
            return QueryError(
                text,
                token.start,
                "the address in <…> has a space in it.",
                remedy="write %20, or close the address with > before the space.",
            )
    return None


def _unknown_prefix(
    text: str, tokens: tuple[Token, ...], known: Mapping[str, str]
) -> QueryError | None:
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.kind != "name" or (before is not None and before.word == "PREFIX"):
            continue
        prefix = token.text.partition(":")[0]
        if prefix in known:
            continue
        near = close_names(prefix, known) if prefix else ()
        remedy = (
            f"did you mean {_choices(f'{name}:' for name in near)}?"
            if near
            else f"begin the query with: PREFIX {prefix}: <…>"
        )
        return QueryError(
            text, token.start, f"the prefix '{prefix}:' is not declared.", remedy=remedy
        )
    return None


def _open_quote(
    text: str, tokens: tuple[Token, ...], known: Mapping[str, str]
) -> QueryError | None:
    for token in tokens:
        if token.kind == "other" and token.text in ('"', "'"):
            return QueryError(
                text,
                token.start,
                "the quotation mark here is never closed on its line.",
                remedy='close it, or use """ … """ for text of several lines.',
            )
    return None


def _bracket(text: str, tokens: tuple[Token, ...], known: Mapping[str, str]) -> QueryError | None:
    open_ones: list[Token] = []
    for token in tokens:
        if token.kind != "other":
            continue
        if token.text in _CLOSING:
            open_ones.append(token)
        elif token.text in _CLOSING.values():
            if not open_ones or _CLOSING[open_ones[-1].text] != token.text:
                return QueryError(
                    text,
                    token.start,
                    f"'{token.text}' closes nothing that is open here.",
                    remedy="remove it, or add the bracket that it should close.",
                )
            open_ones.pop()
    if open_ones:
        return QueryError(
            text,
            open_ones[-1].start,
            f"'{open_ones[-1].text}' is never closed.",
            remedy=f"add '{_CLOSING[open_ones[-1].text]}'.",
        )
    return None


def _unknown_word(
    text: str, tokens: tuple[Token, ...], known: Mapping[str, str]
) -> QueryError | None:
    for token in tokens:
        if token.word and token.word not in KEYWORDS:
            near = close_names(token.word, KEYWORDS)
            as_term = close_names(token.text, (term.value[len(IST.base) :] for term in IST))
            if near:
                remedy = f"did you mean {_choices(near)}?"
            elif as_term:
                remedy = f"did you mean {_choices(f'ist:{name}' for name in as_term)}?"
            else:
                remedy = "write terms with their prefix (ist:Claim), variables with ? (?claim)."
            return QueryError(
                text, token.start, f"'{token.text}' is no word of SPARQL.", remedy=remedy
            )
    return None


_WANTED = {";": 2, ",": 1}
_SIMPLE = ("iri", "name", "variable", "blank", "string", "number")


def _triple(text: str, tokens: tuple[Token, ...], known: Mapping[str, str]) -> QueryError | None:
    """Find the first plain triple with a part too few or too many.

    Only runs of plain terms are judged; a path, a bracket or a keyword ends the judgement.
    """
    wanted, parts, judged, in_values = 0, 0, False, False
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.kind in _SIMPLE or token.word in ("A", "TRUE", "FALSE"):
            parts += before is None or before.text != "^^"
        elif token.text in ("{", ".", ";", ",", "}"):
            may_be_empty = wanted == 2 or token.text == "}"
            if judged and token.text != "{" and parts != wanted and (parts or not may_be_empty):
                problem = "too few" if parts < wanted else "too many"
                return QueryError(
                    text,
                    token.start,
                    f"the statement that ends here has {problem} parts.",
                    remedy="subject, property and value, then '.'; after ';' property and value.",
                )
            wanted, parts = _WANTED.get(token.text, 3), 0
            judged = token.text != "}" and not in_values
            in_values = False
        elif token.text != "^^" and token.kind != "tag":
            judged = False
            in_values = in_values or token.word == "VALUES"
    return None


def _by_grammar(text: str, error: SyntaxError, tokens: tuple[Token, ...]) -> QueryError:
    place = _PLACE.match(str(error))
    if place is None:
        return QueryError(text, 0, f"{error}.", remedy="correct the query.")
    offset = offset_of(text, int(place[1]), int(place[2]))
    expected = re.findall(r"[^\s,|]+(?: [^\s,|]+)*", place[3].removeprefix("one of "))
    # The grammar reports its rules; sentences among them are what the engine has to say itself.
    said = [item for item in expected if re.match(r"[A-Z][\w']*( [\w'<>?]+)+", item)]
    if said:
        return QueryError(text, offset, f"{said[0]}.", remedy="correct the query there.")
    token = next((t for t in tokens if t.end > offset), None)
    found = f"'{token.text[:40]}'" if token else "the end of the query"
    words = sorted({item for item in expected if item in KEYWORDS} - {"LATERAL", "SERVICE"})
    remedy = (
        f"{', '.join(words[:6])} could stand here."
        if words
        else "look just before this place: something is missing or too much there."
    )
    return QueryError(text, offset, f"{found} cannot stand here.", remedy=remedy)


def _excerpt(text: str, line: int, column: int) -> str:
    shown = text.split("\n")[line - 1].rstrip("\r").replace("\t", " ")
    # Long lines are cut around the place, so that the mark still stands under it.
    start = max(0, column - 60)
    return f"  {shown[start : start + 100]}\n  {' ' * (column - 1 - start)}^"
