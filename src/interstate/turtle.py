"""The one way this project writes Turtle: canonical, readable, and still when others move.

The text is a function of the graph (and of the comment at the file's top), so unrelated edits
never move a block, and two people who say the same write the same bytes. The form is described in
``docs/modelling.md``; ``interstate fmt`` applies it and ``interstate check`` demands it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from operator import itemgetter
from typing import NoReturn

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.errors import InputError
from interstate.graphs import MAX_FILE_BYTES, MAX_LITERAL_CHARACTERS, parse_turtle
from interstate.namespaces import PREFIXES, VOCABULARIES
from interstate.turtle_lexer import Prefix, header, line_at, line_of_blank, scan
from interstate.turtle_order import block_rank, predicate_rank
from interstate.turtle_terms import TermWriter

EXAMPLE_PREFIXES = {"ex": "https://example.org/"}
"""The reserved domain of fixtures and documentation; shortened only where a file declares it."""

MAX_NESTING = 64
"""Deeper nested blank nodes are refused: nobody can read them."""

LIST_LINE = 72
"""A list whose items take more characters has one item per line."""

_A = VOCABULARIES["rdf"] + "type"
_FIRST = VOCABULARIES["rdf"] + "first"
_REST = VOCABULARIES["rdf"] + "rest"
_NIL = VOCABULARIES["rdf"] + "nil"

# A fragment of text: its first line will be indented, further ones (of a long string) will not.
_Lines = list[str]
_Properties = dict[str, list[NamedNode | BlankNode | Literal]]


def format_turtle(text: str, path: str = "<text>", prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return ``text`` in canonical form; the graph and the header comment stay as they are.

    >>> print(format_turtle('''
    ... @prefix e: <https://example.org/> . @prefix i: <https://w3id.org/interstate/ns#> .
    ... e:pact i:hasParty e:b, e:a; a i:Alliance. ''', "pact.ttl"), end="")
    @prefix ex: <https://example.org/> .
    @prefix ist: <https://w3id.org/interstate/ns#> .
    <BLANKLINE>
    ex:pact
        a ist:Alliance ;
        ist:hasParty
            ex:a ,
            ex:b ;
    .

    Raises:
        InputError: broken syntax, a comment below the header, a prefix that is not in the table,
            a blank node that is shared or part of a cycle, a triple term, or a limit passed.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_FILE_BYTES:
        raise InputError(
            f"the text has {len(text):,} characters; {MAX_FILE_BYTES:,} is the most.",
            remedy="split it, or keep bulk data outside the project and query it there.",
            path=path,
        )
    found = scan(text)
    if found.longest > MAX_LITERAL_CHARACTERS:  # before parsing, which would copy it many times
        raise InputError(
            f"a literal of {found.longest:,} characters; {MAX_LITERAL_CHARACTERS:,} is the most.",
            remedy="keep documents out of the graph and point to them.",
            path=path,
            line=line_at(text, found.longest_start),
        )
    triples = parse_turtle(text, path)
    top = header(text, found.comments, path)
    declared = {prefix.namespace for prefix in found.prefixes}
    examples = {n: iri for n, iri in EXAMPLE_PREFIXES.items() if iri in declared}
    table = {**prefixes, **examples}
    writer = _GraphWriter(triples, table, text, path)
    blocks = writer.blocks()
    for prefix in found.prefixes:
        _refuse_unknown(prefix, table, writer.terms, text, path)
    declarations = "".join(f"@prefix {n}: <{iri}> .\n" for n, iri in writer.terms.used.items())
    return "\n".join(part for part in (top, declarations, *blocks) if part)


def first_difference(before: str, after: str) -> tuple[int, str, str]:
    r"""Return the first differing line's number and both versions of it.

    >>> first_difference("a\nb\n", "a\nc\n")
    (2, 'b', 'c')
    """
    lines = zip_longest(before.split("\n"), after.split("\n"), fillvalue="")
    for number, (found, wanted) in enumerate(lines, start=1):
        if found != wanted:
            return number, found[:100], wanted[:100]
    return 0, "", ""


def write_turtle(triples: Iterable[Triple], prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return a graph in canonical form.

    Raises:
        InputError: a blank node is shared or part of a cycle, or a triple term.
    """
    writer = _GraphWriter(triples, prefixes, "", "<graph>")
    blocks = writer.blocks()
    declarations = "".join(f"@prefix {n}: <{iri}> .\n" for n, iri in writer.terms.used.items())
    return "\n".join(part for part in (declarations, *blocks) if part)


class _GraphWriter:
    """Writes one graph; everything is visited once, so cost grows with size times nesting."""

    def __init__(
        self, triples: Iterable[Triple], prefixes: Mapping[str, str], text: str, path: str
    ) -> None:
        self.terms = TermWriter(prefixes)
        self._text = text
        self._path = path
        self._named: dict[str, _Properties] = defaultdict(dict)
        self._blank: dict[str, _Properties] = {}
        self._written: set[str] = set()
        references: Counter[str] = Counter()
        for triple in dict.fromkeys(triples):
            subject, value = triple.subject, triple.object
            if isinstance(subject, NamedNode):
                properties = self._named[subject.value]
            elif isinstance(subject, BlankNode):
                properties = self._blank.setdefault(subject.value, {})
            else:
                self._refuse_triple_term()
            if isinstance(value, BlankNode):
                references[value.value] += 1
                self._blank.setdefault(value.value, {})
            elif isinstance(value, Triple):
                self._refuse_triple_term()
            properties.setdefault(triple.predicate.value, []).append(value)
        self._roots = [label for label in self._blank if not references[label]]
        for label, count in references.items():
            if count > 1:
                self._refuse_blank(label, f"is the object of {count} triples")

    def blocks(self) -> _Lines:
        """Return the blocks in order: by rank and IRI, then those without a name by their text."""
        ranked = sorted(
            (block_rank(t.value for t in properties.get(_A, ()) if isinstance(t, NamedNode)), iri)
            for iri, properties in self._named.items()
        )
        found = [
            _block(self.terms.iri(iri), self._property_lines(self._named[iri], 0))
            for _, iri in ranked
        ]
        found += sorted(_block("[]", self._blank_lines(label, 0)) for label in self._roots)
        unreached = self._blank.keys() - self._written
        if unreached:
            self._refuse_blank(min(unreached), "is part of a cycle")
        return found

    def _property_lines(self, properties: _Properties, depth: int) -> _Lines:
        """Return the predicate lines of a block or nested block, indented by four."""
        rows = []
        for iri, values in properties.items():
            name = "a" if iri == _A else self.terms.iri(iri)
            rows.append((*predicate_rank(name), values))
        lines: _Lines = []
        for _, name, values in sorted(rows, key=itemgetter(0, 1)):
            if len(values) == 1:
                _, first, *rest = self._object(values[0], depth)
                lines.append(f"    {name} {first}")
                lines += [f"    {line}" for line in rest]
                lines[-1] += " ;"
                continue
            lines.append(f"    {name}")
            for written in sorted(self._object(value, depth) for value in values):
                lines += [f"        {line}" for line in written[1:]]
                lines[-1] += " ,"
            lines[-1] = f"{lines[-1][:-1]};"
        return lines

    def _object(self, term: NamedNode | BlankNode | Literal, depth: int) -> _Lines:
        """Return an object's lines after a mark that sorts IRIs, literals and nested blocks."""
        if isinstance(term, NamedNode):
            return ["0", self.terms.node(term)]
        if isinstance(term, Literal):
            return ["1", self.terms.literal(term)]
        if depth >= MAX_NESTING:
            self._refuse_blank(term.value, f"is nested more than {MAX_NESTING} deep")
        items = self._items(term.value)
        if items is not None:
            return ["2", *self._list_lines(items, depth + 1)]
        inner = self._blank_lines(term.value, depth + 1)
        return ["2", "[", *inner, "]"] if inner else ["2", "[]"]

    def _blank_lines(self, label: str, depth: int) -> _Lines:
        self._written.add(label)
        return self._property_lines(self._blank[label], depth)

    def _items(self, head: str) -> list[NamedNode | BlankNode | Literal] | None:
        """Return the items of a well-formed list, None if ``head`` does not start one."""
        items: list[NamedNode | BlankNode | Literal] = []
        cells: dict[str, None] = {}
        label = head
        while True:
            cell = self._blank[label]
            first, rest = cell.get(_FIRST, ()), cell.get(_REST, ())
            if len(cell) != 2 or len(first) != 1 or len(rest) != 1 or label in cells:
                return None
            cells[label] = None
            items.append(first[0])
            tail = rest[0]
            if isinstance(tail, BlankNode):
                label = tail.value
            elif isinstance(tail, NamedNode) and tail.value == _NIL:
                self._written.update(cells)
                return items
            else:
                return None

    def _list_lines(self, items: list[NamedNode | BlankNode | Literal], depth: int) -> _Lines:
        written = [self._object(item, depth) for item in items]
        inline = " ".join(lines[1] for lines in written)
        plain = all(lines[0] != "2" for lines in written) and "\n" not in inline
        if plain and len(inline) <= LIST_LINE:
            return [f"( {inline} )"]
        return ["(", *(f"    {line}" for lines in written for line in lines[1:]), ")"]

    def _refuse_blank(self, label: str, problem: str) -> NoReturn:
        line = line_of_blank(self._text, label)
        name = "a blank node" if line is None else f"the blank node _:{label}"
        raise InputError(
            f"{name} {problem}.",
            remedy="give the node an IRI; blank nodes may only nest.",
            path=self._path,
            line=line,
        )

    def _refuse_triple_term(self) -> NoReturn:
        raise InputError(
            "a triple term (RDF 1.2) stands where a node belongs.",
            remedy="use an ist:Claim; the OWL API cannot read triple terms.",
            path=self._path,
        )


def _block(subject: str, lines: _Lines) -> str:
    return "\n".join((subject, *lines, ".\n"))


def _refuse_unknown(
    prefix: Prefix, table: Mapping[str, str], terms: TermWriter, text: str, path: str
) -> None:
    """Refuse a declared prefix that the file needs and the table does not have.

    The empty prefix may go silently, and so may what nothing uses: editors add such on their own.
    """
    if not prefix.name or not terms.leaves_whole(prefix.namespace):
        return
    expected = table.get(prefix.name)
    raise InputError(
        f"unknown prefix {prefix.name}: <{prefix.namespace}>."
        if expected is None
        else f"the prefix {prefix.name}: stands for <{expected}>, not for <{prefix.namespace}>.",
        remedy="use a prefix of the table in interstate.namespaces or a citekey, or write the "
        "IRIs in full and drop the declaration.",
        path=path,
        line=line_at(text, prefix.start),
    )
