r"""Cut SPARQL into tokens that know where they stand, for error messages and for refusals.

The store has the real parser; this lexer answers what must be known *before* a text gets there:
which words stand outside strings, IRIs and comments, how deep it nests, which prefixes and terms
it uses. Where the grammar leaves room, it errs on the side of seeing too many words: a keyword
can't hide from it (``docs/sparql-endpoint.md``, "Safe to expose").
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""
    (?P<space>[\x20\t\r\n]+|\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*(?:\\u[0-9A-Fa-f]{4}[^<>"{}|^`\\\x00-\x20]*)*>)
  | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*+\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*+'{3}
      |"(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+')
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:\w(?:[\w.-]*[\w-])?)
  | (?P<name>(?:[^\W\d_][\w.-]{0,201}+(?<!\.))?:
      (?:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-])
         (?:[\w:-]|\.(?=[\w:%\\.-])|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-])*+)?)
  | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>[^\W\d]\w*)
  | (?P<other>\^\^|&&|\|\||!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATE_FORMS = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind (a group name of the pattern above), text and offset."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset just behind the token."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The keyword in capitals, "" for any other kind of token."""
        return self.text.upper() if self.kind == "word" else ""


def scan(text: str) -> Iterator[Token]:
    """Iterate over the tokens of ``text``, white space and comments left out."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match.group(), match.start())


@lru_cache(maxsize=2)  # what runs a query reads it several times in a row
def lex(text: str) -> tuple[Token, ...]:
    r"""Return the tokens of ``text``; time grows linearly whatever the text (tested).

    A comment ends at a carriage return too, as in the SPARQL grammar; a lexer that waits for the
    line feed would let a whole clause hide behind one.

    >>> [t.text for t in lex('ASK { ?s :p "SERVICE" # SERVICE\r?s <x#SERVICE> 1.5 }')]
    ['ASK', '{', '?s', ':p', '"SERVICE"', '?s', '<x#SERVICE>', '1.5', '}']
    """
    return tuple(scan(text))


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    r"""Return the 1-based line and column of ``offset``.

    >>> line_and_column("a\nbc", 3)
    (2, 2)
    """
    before = text[:offset]
    line = before.count("\n") + 1
    return line, offset - (before.rfind("\n") + 1) + 1


def offset_of(text: str, line: int, column: int) -> int:
    r"""Return the offset of a 1-based line and column, held inside the text.

    >>> offset_of("a\nbc", 2, 2)
    3
    """
    start = 0
    for _ in range(line - 1):
        found = text.find("\n", start)
        if found < 0:
            break
        start = found + 1
    return min(start + column - 1, len(text))


def unescaped(text: str) -> str:
    r"""Return ``text`` with code point escapes resolved everywhere, as SPARQL 1.1 §19.2 has it.

    >>> unescaped(r"\u0041SK")
    'ASK'
    """

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        # A surrogate or a number past the last code point is no character: leave it as it is.
        return match[0] if number > 0x10FFFF or 0xD800 <= number < 0xE000 else chr(number)

    return _CODEPOINT.sub(character, text)


def depth(tokens: Iterable[Token], enough: int = sys.maxsize) -> int:
    """Return how deep brackets of all kinds nest; stop counting past ``enough``.

    >>> depth(lex("ASK { FILTER(((1))) }"))
    4
    """
    deepest = level = 0
    for token in tokens:
        if token.kind != "other":
            continue
        if token.text in "{([":
            level += 1
            deepest = max(deepest, level)
            if deepest > enough:
                break
        elif token.text in "})]":
            level -= 1
    return deepest


def body(tokens: Iterable[Token]) -> Iterator[Token]:
    """Iterate over the tokens behind the prologue (``BASE`` and ``PREFIX`` lines).

    >>> [t.text for t in body(lex("PREFIX a: <x:> BASE <y:> ASK {}"))]
    ['ASK', '{', '}']
    """
    agenda = iter(tokens)
    for token in agenda:
        if token.word == "PREFIX":
            next(agenda, None)
            next(agenda, None)
        elif token.word == "BASE":
            next(agenda, None)
        else:
            yield token
            yield from agenda


def form(tokens: Iterable[Token]) -> str:
    """Return the query's or update's first keyword in capitals, "" if it has none.

    >>> form(lex("PREFIX select: <x:> describe <y:>"))
    'DESCRIBE'
    """
    first = next(body(tokens), None)
    word = first.word if first else ""
    return word if word in QUERY_FORMS or word in UPDATE_FORMS or word == "WITH" else ""


def declared_prefixes(tokens: Iterable[Token]) -> dict[str, str]:
    """Return the prefixes that a text declares.

    >>> declared_prefixes(lex("PREFIX a: <x:> ASK {}"))
    {'a': 'x:'}
    """
    found: dict[str, str] = {}
    agenda = list(tokens)
    for first, name, iri in zip(agenda, agenda[1:], agenda[2:], strict=False):
        if first.word == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            found[name.text.removesuffix(":")] = iri.text[1:-1]
    return found


def in_order_of_appearance(columns: Iterable[str], text: str) -> tuple[str, ...]:
    """Return the columns of ``SELECT *`` as the text first names them; others as they are.

    Engines may order the columns of ``*`` as they like, and people expect what they wrote.

    >>> in_order_of_appearance(["o", "p", "s"], "SELECT DISTINCT * { ?s ?p ?o }")
    ('s', 'p', 'o')
    >>> in_order_of_appearance(["o", "s"], "SELECT ?o ?s { ?s ?p ?o }")
    ('o', 's')
    """
    tokens = body(scan(text))
    words = [next(tokens, None), next(tokens, None)]
    if words[1] is not None and words[1].word in ("DISTINCT", "REDUCED"):
        words.append(next(tokens, None))
    star = words[-1]
    if star is None or star.text != "*":
        return tuple(columns)
    names = dict.fromkeys(token.text[1:] for token in tokens if token.kind == "variable")
    place = {name: number for number, name in enumerate(names)}
    return tuple(sorted(columns, key=lambda name: place.get(name, len(place))))
