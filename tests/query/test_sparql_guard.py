"""What is refused must never be a way out, and what is allowed must be allowed."""

from __future__ import annotations

import pytest

from interstate.sparql_guard import (
    MAX_DEPTH,
    RefusedError,
    refuse_deep_nesting,
    refuse_outside_calls,
)

OUT = "<http://127.0.0.1:1/>"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERVICE {OUT} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ service silent {OUT} {{ ?s ?p ?o }} }}",
        f"SELECT*{{SERVICE{OUT}{{}}}}",
        f"ASK {{ # a comment ends at a carriage return\rSERVICE {OUT} {{}} }}",
        f"ASK {{ {{ SELECT * {{ OPTIONAL {{ SeRvIcE {OUT} {{}} }} }} }} }}",
        "ASK { BIND('x' AS ?e) SERVICE ?e {} }",
        f"ASK {{ ?s ?p '#' . SERVICE {OUT} {{}} }}",
        f"ASK {{ ?s ?p <x:#> . SERVICE {OUT} {{}} }}",
        f'ASK {{ ?s ?p """a"""" . SERVICE {OUT} {{}} }}',
        f"ASK {{ FILTER(?a<?b) SERVICE {OUT} {{}} FILTER(?a>?b) }}",
        f"ASK {{ \\u0053ERVICE {OUT} {{}} }}",
        f"ASK {{ # \\u000A SERVICE {OUT} {{}} \n }}",
        f'ASK {{ ?s ?p "\\u0022 . SERVICE {OUT} {{}} #" }}',
        f"ASK {{ ?s ?p ' \n SERVICE {OUT} {{}} ' }}",
        "SELECT * { ?s a:b.SERVICE <x:> }  # the word must not be hidden in a broken string '",
        f"LOAD {OUT}",
        f"load silent {OUT} INTO GRAPH <x:g>",
        f"INSERT DATA {{ <x:a> <x:b> 1 }} ; LOAD {OUT}",
        "EXISTS { SERVICE",
    ],
)
def test_refused(text: str) -> None:
    if "a:b.SERVICE" in text:  # the control: here the word is part of a name
        refuse_outside_calls(text)
        return
    with pytest.raises(RefusedError, match=r"contact another host"):
        refuse_outside_calls(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p 'SERVICE <x:> {}' }",
        'ASK { ?s ?p """\nLOAD "SERVICE" \\""" """ }',
        "ASK { ?s ?p ?service . ?s ?q $load }",
        "ASK { ?s <http://example.org/SERVICE> ist:service }",
        "ASK { ?s ?p 1 } # SERVICE <x:> {}",
        "PREFIX service: <x:load#> ASK { ?s service:load 1 }",
        "ASK { ?s ?p 'x'@load }",
    ],
)
def test_allowed(text: str) -> None:
    refuse_outside_calls(text)


def test_depth_limit_is_exact() -> None:
    refuse_deep_nesting("ASK " + "{" * MAX_DEPTH + "}" * MAX_DEPTH)
    with pytest.raises(RefusedError, match=r"more than 100 deep"):
        refuse_deep_nesting("ASK " + "{" * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1))
