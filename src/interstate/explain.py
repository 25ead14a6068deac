r"""Say in words what a query asks for, pattern by pattern (``--explain``).

>>> text = "SELECT ?d { ?d a ist:Demand ; ist:hasSpeaker ?s FILTER(?s != state:usa) }"
>>> print("\n".join(explain(text)))
Give ?d, for each way in which:
  ?d is a ist:Demand
  ?d ist:hasSpeaker ?s
  only if ?s != state:usa
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from interstate.namespaces import PREFIXES
from interstate.sparql_lexer import Token, body, declared_prefixes, lex

_OPENING = {"{": "}", "(": ")", "[": "]"}
_STOPS = ("OPTIONAL", "FILTER", "BIND", "VALUES", "GRAPH", "MINUS", "SERVICE", "UNION")
_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_NO_SPACE_BEFORE = (")", "]", ",", ".", ";", "*", "+", "?")
_NO_SPACE_AFTER = ("(", "[", "^", "!", "/", "|")


def explain(
    text: str,
    label: Callable[[str], str | None] = lambda iri: None,
    prefixes: Mapping[str, str] = PREFIXES,
) -> tuple[str, ...]:
    """Return a query in words, a line per pattern, indented as it nests.

    ``label`` gives what a term is called; without one the term stands as it is written.
    The text must be good SPARQL (run it first: errors are better told there).
    """
    tokens = lex(text)
    known = dict(prefixes) | declared_prefixes(tokens)

    def shown(token: Token) -> str:
        iri = None
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            iri = known[prefix] + local if prefix in known else None
        elif token.kind == "iri":
            iri = token.text[1:-1]
        return (label(iri) if iri else None) or token.text

    return tuple(_Reader(list(body(tokens)), shown).query(0))


class _Reader:
    """Reads the tokens of one query from left to right."""

    def __init__(self, tokens: Sequence[Token], shown: Callable[[Token], str]) -> None:
        self._tokens = tokens
        self._shown = shown
        self._at = 0

    def query(self, indent: int) -> Iterator[str]:
        """Yield the lines of a query, or of a SELECT inside one."""
        form = self._next().word
        head = self._until("{", "WHERE", "FROM", "GROUP", "ORDER", "LIMIT")
        made = form == "CONSTRUCT" and self._text() == "{"
        if made:
            yield _line(indent, "Make these statements:")
            yield from self.group(indent + 1)
            head = self._until("{", "WHERE", "FROM")
        start = {
            "SELECT": f"Give {self._head(head)}, for each way in which:",
            "ASK": "Tell whether:",
            "CONSTRUCT": "for each way in which:" if made else "Make these statements, if found:",
            "DESCRIBE": f"Tell all about {self._words(head)}",
        }.get(form, f"{form}:")
        if form == "DESCRIBE" and (self._word() == "WHERE" or self._text() == "{"):
            start += ", where:"
        for clause in self._from():
            yield _line(indent, clause)
        yield _line(indent, start)
        if self._word() == "WHERE":
            self._next()
        if self._text() == "{":
            yield from self.group(indent + 1)
        yield from self._modifiers(indent)

    def group(self, indent: int) -> Iterator[str]:
        """Yield the lines of what stands between two braces."""
        self._next()
        subject: list[Token] = []
        verb: list[Token] = []
        while self._at < len(self._tokens) and self._text() != "}":
            word, text = self._word(), self._text()
            if word in _STOPS:
                yield from self._clause(word, indent)
                subject, verb = [], []
            elif text == "{":
                inner = self._tokens[self._at + 1 : self._at + 2]
                if inner and inner[0].word == "SELECT":
                    self._next()
                    yield from self.query(indent)
                    self._next()
                else:
                    yield _line(indent, "either:" if self._is_union() else "together:")
                    yield from self.group(indent + 1)
            elif text == ".":
                self._next()
                subject, verb = [], []
            elif text == ";":
                self._next()
                verb = []
            elif text == ",":
                self._next()
            else:
                if not subject:
                    subject = self._term()
                if not verb and self._text() not in (".", "}", ";"):
                    verb = self._path()
                if verb and self._text() not in (".", "}", ";"):
                    value = self._term()
                    yield _line(indent, self._statement(subject, verb, value))
        self._next()

    def _clause(self, word: str, indent: int) -> Iterator[str]:
        self._next()
        if word == "OPTIONAL":
            yield _line(indent, "and, if there is one:")
            yield from self.group(indent + 1)
        elif word == "UNION":
            yield _line(indent, "or:")
            yield from self.group(indent + 1)
        elif word == "MINUS":
            yield _line(indent, "but not where:")
            yield from self.group(indent + 1)
        elif word in ("GRAPH", "SERVICE"):
            silent = word == "SERVICE" and self._word() == "SILENT" and self._next()
            place = self._words([self._next()])
            kind = "in the graph" if word == "GRAPH" else "at the endpoint"
            yield _line(indent, f"{kind} {place}{' (if it answers)' if silent else ''}:")
            yield from self.group(indent + 1)
        elif word == "FILTER":
            yield from self._filter(indent)
        elif word == "BIND":
            inner = self._balanced()[1:-1]
            yield _line(indent, f"call {self._words(inner[:-2])} {self._words(inner[-1:])}")
        else:
            yield _line(indent, self._values())

    def _filter(self, indent: int) -> Iterator[str]:
        negated = self._word() == "NOT"
        if negated:
            self._next()
        if self._word() == "EXISTS":
            self._next()
            yield _line(indent, "only if there is no:" if negated else "only if there is some:")
            yield from self.group(indent + 1)
            return
        condition = self._balanced()
        if condition[0].text == "(" and len(condition) > 2:
            condition = condition[1:-1]
        yield _line(indent, f"only if {self._words(condition)}")

    def _values(self) -> str:
        names = self._balanced() if self._text() == "(" else [self._next()]
        rows = self._balanced()[1:-1]
        plain = [token for token in names if token.kind == "variable"]
        return f"where {self._words(plain)} is one of: {self._words(rows)}"

    def _modifiers(self, indent: int) -> Iterator[str]:
        while self._at < len(self._tokens) and self._word() in _MODIFIERS:
            word = self._next().word
            if word == "VALUES":
                yield _line(indent, self._values())
                continue
            if word in ("GROUP", "ORDER"):
                self._next()  # BY
            rest = self._words(self._until(*_MODIFIERS, "}"))
            said = {
                "GROUP": f"one row for each {rest}",
                "HAVING": f"of which only those with {rest}",
                "ORDER": f"sorted by {rest}",
                "LIMIT": f"at most {rest} rows",
                "OFFSET": f"without the first {rest} rows",
            }
            yield _line(indent, said[word])

    def _from(self) -> Iterator[str]:
        while self._word() == "FROM":
            self._next()
            named = self._word() == "NAMED" and self._next()
            graph = self._words([self._next()])
            yield f"With the {'named ' if named else ''}graph {graph}:"

    def _head(self, head: list[Token]) -> str:
        distinct = bool(head) and head[0].word in ("DISTINCT", "REDUCED")
        shown = self._words(head[1:] if distinct else head)
        return ("everything" if shown == "*" else shown) + (", each once" if distinct else "")

    def _statement(self, subject: list[Token], verb: list[Token], value: list[Token]) -> str:
        middle = "is a" if len(verb) == 1 and verb[0].word == "A" else self._words(verb)
        return f"{self._words(subject)} {middle} {self._words(value)}"

    def _is_union(self) -> bool:
        """Tell whether the group that begins here has an alternative."""
        level = 0
        for number in range(self._at, len(self._tokens)):
            text = self._tokens[number].text
            level += (text == "{") - (text == "}")
            if level == 0:
                after = self._tokens[number + 1 : number + 2]
                return bool(after) and after[0].word == "UNION"
        return False

    def _term(self) -> list[Token]:
        if self._text() in _OPENING:
            return self._balanced()
        found = [self._next()]
        if found[0].text in "+-":
            found.append(self._next())
        if self._at < len(self._tokens) and self._tokens[self._at].kind == "tag":
            found.append(self._next())
        elif self._text() == "^^":
            found += [self._next(), self._next()]
        return found

    def _path(self) -> list[Token]:
        found: list[Token] = []
        while True:
            if self._text() in ("^", "!"):
                found.append(self._next())
                continue
            found += self._balanced() if self._text() == "(" else [self._next()]
            while self._text() in ("*", "+", "?"):
                found.append(self._next())
            if self._text() not in ("/", "|"):
                return found
            found.append(self._next())

    def _balanced(self) -> list[Token]:
        """Take one token, a call ``f(…)``, or all up to the bracket that closes this one."""
        found = [self._next()]
        if found[0].text not in _OPENING and self._text() != "(":
            return found
        if found[0].text not in _OPENING:
            found.append(self._next())
        level = 1
        while level and self._at < len(self._tokens):
            token = self._next()
            found.append(token)
            if token.kind == "other":
                level += (token.text in _OPENING) - (token.text in _OPENING.values())
        return found

    def _until(self, *ends: str) -> list[Token]:
        found: list[Token] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.text in ends or token.word in ends:
                break
            found += self._balanced() if token.text == "(" else [self._next()]
        return found

    def _words(self, tokens: Sequence[Token]) -> str:
        said = ""
        for before, token in zip((None, *tokens), tokens, strict=False):
            glued = (
                before is None
                or token.text in (*_NO_SPACE_BEFORE, "/", "|", "^^")
                or before.text in (*_NO_SPACE_AFTER, "^^")
                or token.kind == "tag"
                or (before.text in ("-", "+") and token.kind == "number")
                or (token.text == "(" and (before.word or before.kind == "name"))
            )
            said += ("" if glued else " ") + self._shown(token)
        return said

    def _next(self) -> Token:
        if self._at >= len(self._tokens):
            return Token("other", "", -1)
        self._at += 1
        return self._tokens[self._at - 1]

    def _text(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""

    def _word(self) -> str:
        return self._tokens[self._at].word if self._at < len(self._tokens) else ""


def _line(indent: int, text: str) -> str:
    return f"{'  ' * indent}{text}"
