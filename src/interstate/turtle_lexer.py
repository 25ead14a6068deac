"""What a graph cannot keep of a Turtle text: its comments and its prefixes.

The scanner knows just enough of Turtle to tell a comment from a ``#`` inside a string or an IRI,
and a declaration from the ``PREFIX`` of a query inside a string. It trusts that the
text parses, and stops where it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from interstate.errors import InputError

# Possessive quantifiers (`*+`): no backtracking, so a long literal costs no memory.
# The last alternative is a string or an IRI that never ends; the parser reports it.
_TOKEN = re.compile(
    r'''
      (?P<comment> \#[^\r\n]*+ )
    | (?P<prefix>
        (?<![\w:.-]) @?(?i:prefix) \s+ (?P<name> [^\s:<>"']*+ ) : \s* < (?P<iri> [^<>\s]*+ ) >
      )
    | (?P<skip>
          """ (?: [^"\\]++ | \\. | "(?!"") )*+ """
        | \'\'\' (?: [^'\\]++ | \\. | '(?!'') )*+ \'\'\'
        | "(?!"") (?: [^"\\\r\n]++ | \\. )*+ "
        | '(?!'') (?: [^'\\\r\n]++ | \\. )*+ '
        | < [^<>"{}|^`\x00-\x20]*+ >
        | <<
        | \\.
      )
    | (?P<broken> ["'<] )
    ''',
    re.VERBOSE | re.DOTALL,
)

# What the OWL API (so Protégé) writes between blocks: banners, section names, the next IRI.
# They say nothing that the graph does not say, so they alone may go.
_MACHINE_MADE = re.compile(
    r"\#{65,}"
    r"|\#\ {4}(?:Annotation\ properties|Annotations|Classes|Data\ properties|Datatypes"
    r"|General\ axioms|Individuals|Object\ Properties|Rules)"
    r"|\#{3}\ {2}(?:\w+:\S+|Generated\ by\ the\ OWL\ API\b.*)"
    r"|\#",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: its text from the ``#`` on, and where it starts."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """One prefix declaration, and where it starts."""

    name: str
    namespace: str
    start: int


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scanner found, in order of appearance, and where the longest string or IRI is."""

    comments: tuple[Comment, ...]
    prefixes: tuple[Prefix, ...]
    longest: int
    longest_start: int


def scan(text: str) -> Scan:
    """Find the comments and prefix declarations of a Turtle text.

    >>> found = scan('PREFIX x: <http://x/#> x:a x:b "no # comment", <http://x/#y> . # one')
    >>> [comment.text for comment in found.comments]
    ['# one']
    >>> [(prefix.name, prefix.namespace) for prefix in found.prefixes]
    [('x', 'http://x/#')]
    """
    comments: list[Comment] = []
    prefixes: list[Prefix] = []
    longest, longest_start = 0, 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "comment":
            comments.append(Comment(match.group().rstrip(), match.start()))
        elif kind == "prefix":
            prefixes.append(Prefix(match["name"], match["iri"], match.start()))
        elif kind == "broken":
            break
        elif match.end() - match.start() > longest:
            longest, longest_start = match.end() - match.start(), match.start()
    return Scan(tuple(comments), tuple(prefixes), longest, longest_start)


def header(text: str, comments: Iterable[Comment], path: str) -> str:
    r"""Return the comment block at the very top, tidied; refuse comments anywhere else.

    >>> text = "#  Agents.\n\n# CC BY 4.0\n\n@prefix ex: <http://x/> .\n"
    >>> header(text, scan(text).comments, "agents.ttl")
    '#  Agents.\n\n# CC BY 4.0\n'

    Raises:
        InputError: a comment stands below the header, where no graph can keep it.
    """
    lines: list[str] = []
    position = 0
    for comment in comments:
        gap = text[position : comment.start]
        if not gap.strip():
            if lines and gap.count("\n") > 1:
                lines.append("")
            lines.append(comment.text)
            position = comment.start + len(comment.text)
        elif not _MACHINE_MADE.fullmatch(comment.text):
            raise InputError(
                f"a comment below the header would be lost: {comment.text[:60]!r}.",
                remedy="say it with skos:editorialNote or an ist:EditorialNote, or move it to "
                "the very top of the file.",
                path=path,
                line=line_at(text, comment.start),
            )
    return "".join(f"{line}\n" for line in lines)


def line_at(text: str, position: int) -> int:
    """Return the 1-based line of a character position."""
    return text.count("\n", 0, position) + 1


def line_of_blank(text: str, label: str) -> int | None:
    """Return the line that first mentions a labelled blank node, if one does."""
    match = re.search(rf"_:{re.escape(label)}(?![\w-])", text)
    return None if match is None else line_at(text, match.start())
