"""Cut a SPARQL query into tokens and nest them by braces, so that groups can be rewritten.

This is no SPARQL parser (the store has one): it only has to tell braces, words and variables from
their look-alikes in IRIs, strings and comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
      |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<name>(?:_|[^\W\d_](?:[\w-]|\.(?=[\w-]))*)?:(?:[\w:%-]|\.(?=[\w:%-])|\\.)*)
  | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: ``kind`` is iri, string, variable, name, number, word, tag or other."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """The keyword in capitals, "" for anything else."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        """The variable's name without its mark, "" for anything else."""
        return self.text[1:] if self.kind == "variable" else ""


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between two braces."""

    items: tuple[Token | Group, ...]


Item = Token | Group


def tokens(query: str) -> Iterator[Token]:
    """Cut ``query`` into tokens; white space and comments are dropped.

    >>> [t.text for t in tokens('SELECT $this { $this ex:p "{" } # {')]
    ['SELECT', '$this', '{', '$this', 'ex:p', '"{"', '}']
    """
    for match in _TOKEN.finditer(query):
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match.group())


def nest(query: str) -> Group:
    """Nest the tokens of ``query`` by braces.

    Raises:
        ValueError: the braces do not match.
    """
    stack: list[list[Item]] = [[]]
    for token in tokens(query):
        if token.kind == "other" and token.text == "{":
            stack.append([])
        elif token.kind == "other" and token.text == "}":
            if len(stack) == 1:
                raise ValueError("a closing brace has no opening one")
            inner = Group(tuple(stack.pop()))
            stack[-1].append(inner)
        else:
            stack[-1].append(token)
    if len(stack) > 1:
        raise ValueError("an opening brace is never closed")
    return Group(tuple(stack[0]))


def flat(items: tuple[Item, ...]) -> Iterator[Token]:
    """Iterate over all tokens, nested ones too (braces left out)."""
    for item in items:
        if isinstance(item, Group):
            yield from flat(item.items)
        else:
            yield item


def variables(items: tuple[Item, ...]) -> frozenset[str]:
    """Return the names of all variables, nested ones too."""
    return frozenset(token.variable for token in flat(items) if token.kind == "variable")


def words(items: tuple[Item, ...]) -> frozenset[str]:
    """Return all keywords and function names in capitals, nested ones too."""
    return frozenset(token.word for token in flat(items) if token.kind == "word")


def text(items: tuple[Item, ...]) -> str:
    """Write items out as SPARQL again.

    >>> text(nest("SELECT ?a {?a ?b 1.5}").items)
    'SELECT ?a { ?a ?b 1.5 }'
    >>> text(nest("SELECT ?a{?a ex:b.c 1.FILTER(?a!=_:x&&?a<=2e3)}").items)
    'SELECT ?a { ?a ex:b.c 1 . FILTER ( ?a != _:x && ?a <= 2e3 ) }'
    """
    parts: list[str] = []
    previous = ""
    for item in items:
        piece = f"{{ {text(item.items)} }}" if isinstance(item, Group) else item.text
        # Single characters stay glued: they may be parts of one operator (<=, ^^, &&).
        glued = isinstance(item, Token) and item.kind == "other" and previous == "other"
        parts.append(piece if glued or not parts else f" {piece}")
        previous = item.kind if isinstance(item, Token) else "group"
    return "".join(parts)
