"""The lexer must cut as the store's own grammar does, in linear time."""

from __future__ import annotations

import pytest

from growth import cpu_seconds
from interstate.sparql_lexer import body, declared_prefixes, depth, form, lex, scan, unescaped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SERVICE<x:a>{}", ["SERVICE", "<x:a>", "{", "}"]),
        ('"a\\"b" c', ['"a\\"b"', "c"]),
        ('"""a"b""c\\"""" X', ['"""a"b""c\\""""', "X"]),
        ("''''a''' X", ["''''a'''", "X"]),
        ("'' X", ["''", "X"]),
        ("a:b.c. ?x", ["a:b.c", ".", "?x"]),
        ("ex:a\\,b%20c,", ["ex:a\\,b%20c", ","]),
        ("?a<?b&&?c", ["?a", "<", "?b", "&&", "?c"]),
        ("a|b/^c*", ["a", "|", "b", "/", "^", "c", "*"]),
        ("_:a.b.", ["_:a.b", "."]),
        ("1.5e3.", ["1.5e3", "."]),
        ("# one\rTWO # three\nFOUR", ["TWO", "FOUR"]),
        ('"no end\nSERVICE', ['"', "no", "end", "SERVICE"]),
        ("<no end SERVICE", ["<", "no", "end", "SERVICE"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert [token.text for token in lex(text)] == expected


def test_tokens_know_where_they_stand() -> None:
    text = "PREFIX a: <x:>\nSELECT ?b { ?b a:c 'd' }"
    assert all(text[token.start : token.end] == token.text for token in lex(text))


@pytest.mark.parametrize(
    "unit", ['"', "'a", "\\", "<", "a.", ":.", "_:a.", '"""a', '""a', "a-", "{", "%", "@a-", "\\u"]
)
def test_time_grows_linearly(unit: str) -> None:
    """A lexer that goes back over a text would be a way to stop a server: 0.5 MB of each."""

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        return cpu_seconds(lambda: sum(1 for _ in scan(text)), times=2)

    assert seconds(500_000) < 25 * seconds(50_000)


def test_form_skips_the_prologue_and_comments() -> None:
    text = "# SELECT\nBASE <x:ASK>\nPREFIX ask: <y:> construct { ?s ask:p 1 } WHERE { }"
    assert form(lex(text)) == "CONSTRUCT"
    assert form(lex("PREFIX a: <x:>")) == ""
    assert form(lex("WITH <x:g> DELETE { ?s ?p ?o } WHERE { }")) == "WITH"
    assert declared_prefixes(lex(text)) == {"ask": "y:"}
    assert next(body(lex(text))).text == "construct"


def test_depth_ignores_brackets_in_strings() -> None:
    assert depth(lex('ASK { FILTER("((((" = "{{{") }')) == 2


def test_unescaped_leaves_surrogates_alone() -> None:
    assert unescaped(r"\u0053\U00000045 \uD800 \U00110000") == r"SE \uD800 \U00110000"
