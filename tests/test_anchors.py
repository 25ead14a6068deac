"""Passages: written without words, found again, checked; each check with a planted defect."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from interstate.anchors import (
    Hints,
    Passage,
    State,
    check_passages,
    digest,
    load_hints,
    normalise,
    passages_turtle,
    read_passages,
    segment,
    text_digest,
    uncovered,
    verify,
)
from interstate.commands.segment import segment as segment_command
from interstate.commands.verify import verify as verify_command
from interstate.errors import InputError
from interstate.graphs import Corpus, load_document, parse_turtle
from interstate.namespaces import IST, OA, PREFIXES, RDF, source_prefix
from interstate.passages import obvious_reasons
from interstate.resources import shipped_root
from interstate.turtle import format_turtle

TEXT = "Aims\n\nIt fell. It rose at last.1\n\nWho knew? Nobody did. It fell.\n"
KEY = "doe-1999"
PAPERS = shipped_root().parent / "shared/papers"
CITEKEYS = ["untitled-pak-us", "zafar-shad-2019"]

# --- digests

WORDS = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=6),
    min_size=1,
    max_size=6,
)
SPACES = st.text(" \n\t\r\u00a0\u2003", min_size=1, max_size=4)


@settings(deadline=None)
@given(WORDS, st.data())
def test_digest_is_stable_under_white_space_and_unicode_form(
    words: list[str], data: st.DataObject
) -> None:
    spaced = data.draw(SPACES) + "".join(word + data.draw(SPACES) for word in words)
    assert digest(spaced) == digest(" ".join(words))
    assert digest(unicodedata.normalize("NFD", spaced)) == digest(spaced)
    assert normalise(normalise(spaced)) == normalise(spaced)


@settings(deadline=None)
@given(WORDS, st.integers(0, 40), st.sampled_from("xX.ä1"))
def test_digest_changes_with_any_other_change(words: list[str], at: int, new: str) -> None:
    text = " ".join(words)
    at %= len(text) + 1
    assert digest(text[:at] + new + text[at:]) != digest(text)
    if len(words) > 1:
        assert digest("".join(words)) != digest(text)


def test_digest_is_the_plain_sha_256_of_the_normal_form() -> None:
    assert digest(" e\u0301  a\n") == hashlib.sha256("é a".encode()).hexdigest()


# --- passages as Turtle


def passages_of(text: str) -> tuple[Passage, ...]:
    return read_passages(parse_turtle(passages_turtle(KEY, text, segment(text)), "p.ttl"))


def test_passages_have_positions_and_no_words() -> None:
    turtle = passages_turtle(KEY, TEXT, segment(TEXT))
    assert format_turtle(turtle) == turtle
    assert "<https://w3id.org/interstate/data/doe-1999/passages>\n    a owl:Ontology ;" in turtle
    block = turtle[turtle.index("doe-1999:p003\n") : turtle.index("doe-1999:p004\n")]
    assert block == (
        "doe-1999:p003\n    a ist:Passage ;\n"
        f'    ist:digest "{digest("It rose at last.1")}" ;\n'
        "    ist:passageKind passage-kind:sentence ;\n"
        '    ist:section "Aims"@en ;\n    ist:sentence 2 ;\n'
        "    oa:hasSelector doe-1999:p003-position ;\n    oa:hasSource work:doe-1999 ;\n.\n\n"
        "doe-1999:p003-position\n    a oa:TextPositionSelector ;\n"
        "    oa:end 32 ;\n    oa:start 15 ;\n.\n\n"
    )
    assert not re.search("fell|rose|knew", turtle)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["It fell. ", "Why?\n", "\n\nAims\n\n", "\U0001f600 e\u0301. "])))
def test_passages_read_back_as_written(parts: list[str]) -> None:
    text = "".join(parts)
    spans = segment(text)
    found = passages_of(text)
    assert [(p.start, p.end) for p in found] == [(s.start, s.end) for s in spans]
    assert [p.digest for p in found] == [digest(text[s.start : s.end]) for s in spans]


def test_a_thousand_passages_still_sort_in_text_order() -> None:
    found = passages_of("It fell. " * 1001)
    assert [p.iri.value[-5:] for p in found] == [f"p{n:04}" for n in range(1, 1002)]


@pytest.mark.parametrize("citekey", ["Doe", "doe 1999", "doe--1", "state", "../x", ""])
def test_a_citekey_that_cannot_name_a_source_is_refused(citekey: str) -> None:
    with pytest.raises(InputError, match="cannot name a source"):
        passages_turtle(citekey, TEXT, segment(TEXT))


# --- verify


def found(text: str, copy: str) -> list[tuple[State, tuple[tuple[int, int], ...]]]:
    return [(r.state, r.candidates) for r in verify(passages_of(text), copy).results]


def test_its_own_text_matches_whole() -> None:
    result = verify(passages_of(TEXT), TEXT, recorded_digest=text_digest(TEXT))
    assert result.same_text is True
    assert result.all_matched
    assert result.count(State.MATCHED) == len(segment(TEXT)) == 6


def test_the_right_text_does_not_excuse_wrong_passages() -> None:
    wrong = [Passage(0, 3, NamedNode("https://example.org/p"), digest("Aims"))]
    result = verify(wrong, TEXT, recorded_digest=text_digest(TEXT))
    assert result.same_text is True
    assert [(r.state, r.candidates) for r in result.results] == [(State.MOVED, ((0, 4),))]


def test_moved_words_are_found_at_every_place_and_not_re_anchored() -> None:
    copy = "It began.\n\n" + TEXT
    stored = passages_of(TEXT)
    result = verify(stored, copy, recorded_digest=text_digest(TEXT))
    assert result.same_text is False
    assert [r.passage for r in result.results] == list(stored)
    twice = [r.candidates for r in result.results if r.passage.digest == digest("It fell.")]
    assert twice == [((17, 25), (67, 75))] * 2
    assert {copy[s:e] for r in result.results for s, e in r.candidates} >= {"Who knew?"}


def test_a_changed_word_orphans_one_passage_only() -> None:
    copy = TEXT.replace("Nobody did.", "Nobody has.")
    assert [state for state, _ in found(TEXT, copy)] == [
        *[State.MATCHED] * 4,
        State.ORPHANED,
        State.MATCHED,
    ]


def test_words_that_are_cut_otherwise_are_found_beside_their_neighbours() -> None:
    text, copy = "We saw. It fell. it rose.", "New. We saw. It fell. it rose."
    spans = segment(text, Hints(breaks=(17,)))
    stored = read_passages(parse_turtle(passages_turtle(KEY, text, spans), "p.ttl"))
    assert [text[p.start : p.end] for p in stored] == ["We saw.", "It fell.", "it rose."]
    assert [(r.state, r.candidates) for r in verify(stored, copy).results] == [
        (State.MOVED, ((5, 12),)),
        (State.MOVED, ((13, 21),)),
        (State.MOVED, ((22, 30),)),
    ]
    far = verify(stored, copy.replace("New.", "New. it rose").replace("it rose.", "It sank."))
    assert [r.state for r in far.results] == [State.MOVED, State.MOVED, State.ORPHANED]


def test_hints_for_another_text_do_not_stop_verify() -> None:
    hints = Hints(text_digest=text_digest(TEXT))
    assert verify(passages_of(TEXT), f" {TEXT}", hints=hints).count(State.MOVED) == 6


SENTENCES = st.lists(
    st.sampled_from(["It fell.", "It rose.", "Who knew?", "Nobody did.", "They left!"]),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(SENTENCES, st.sampled_from(["", " ", "New. ", "\n\n"]), st.integers(0, 8))
def test_every_state_tells_the_truth(told: list[str], prefix: str, drop: int) -> None:
    text = " ".join(told)
    copy = prefix + " ".join(s for i, s in enumerate(told) if i != drop)
    for result in verify(passages_of(text), copy).results:
        words = text[result.passage.start : result.passage.end]
        if result.state is State.MATCHED:
            assert copy[result.passage.start : result.passage.end] == words
        elif result.state is State.MOVED:
            assert result.candidates
            assert {copy[start:end] for start, end in result.candidates} == {words}
        else:
            assert words not in copy


def test_uncovered_words_are_found() -> None:
    places = [(p.start, p.end) for p in passages_of(TEXT)]
    assert list(uncovered(places, TEXT)) == []
    assert list(uncovered([p for p in places if p[0] != 15], TEXT)) == [(15, 32)]
    assert list(uncovered([(0, 9), (2, 4)], "It has fallen")) == [(9, 13)]
    assert list(uncovered(places, f"{TEXT} More. ")) == [(len(TEXT) + 1, len(TEXT) + 6)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    oa:start 15 ;\n", ""),
        ("    oa:start 15 ;\n", "    oa:start 15 , 16 ;\n"),
        ("    oa:start 15 ;\n", "    oa:start 32 ;\n"),
        ("    oa:start 15 ;\n", '    oa:start "-1" ;\n'),
        ("    oa:start 15 ;\n", "    oa:start work:x ;\n"),
        ("    oa:hasSelector doe-1999:p003-position ;\n", ""),
    ],
)
def test_malformed_passages_are_named(old: str, new: str) -> None:
    turtle = passages_turtle(KEY, TEXT, segment(TEXT))
    assert old in turtle
    with pytest.raises(InputError, match="doe-1999/p003"):
        read_passages(parse_turtle(turtle.replace(old, new), "p.ttl"))


# --- the check over a project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with one source, and its text in ``texts/``."""
    for part in ("ontology", "shapes", "queries", "texts", f"data/sources/{KEY}"):
        (tmp_path / part).mkdir(parents=True)
    (tmp_path / f"texts/{KEY}.txt").write_bytes(TEXT.encode())
    folder = tmp_path / "data/sources" / KEY
    (folder / "passages.ttl").write_text(passages_turtle(KEY, TEXT, segment(TEXT)))
    prefixes = "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in ("ist", "work"))
    said = f'ist:textDigest "{text_digest(TEXT)}" ; ist:textLength {len(TEXT)} .'
    (folder / "source.ttl").write_text(f"{prefixes}work:{KEY} a ist:Source ; {said}")
    return tmp_path


def check(root: Path, texts: Path | None = None) -> list[tuple[str, str]]:
    paths = sorted((root / "data/sources" / KEY).glob("*.ttl"))
    documents = tuple(load_document(path, root) for path in paths)
    corpus = Corpus(root, (), (), (), (), {KEY: documents})
    return [(f.rule, f.focus.rsplit("/", 1)[-1]) for f in check_passages(corpus, texts)]


def test_a_sound_source_has_no_findings(project: Path) -> None:
    assert check(project) == []
    assert check(project, project / "texts") == []


def test_findings_name_file_and_line(project: Path) -> None:
    path = project / f"data/sources/{KEY}/passages.ttl"
    path.write_text(path.read_text().replace("oa:start 15 ;", "oa:start 8 ;"))
    documents = (load_document(path, project),)
    (finding, *_) = check_passages(Corpus(project, (), (), (), (), {KEY: documents}))
    assert finding.file == f"data/sources/{KEY}/passages.ttl"
    assert path.read_text().splitlines()[finding.line - 1] == "doe-1999:p003"


Plant = Callable[[str], str]


@pytest.mark.parametrize(
    ("file", "plant", "expected"),
    [
        ("passages", lambda t: t.replace("oa:start 15", "oa:start 99"), "anchors-malformed"),
        ("passages", lambda t: t.replace("oa:start 15", "oa:start 14"), None),
        ("passages", lambda t: t.replace("oa:start 15", "oa:start 13"), "anchors-overlap"),
        ("passages", lambda t: t.replace("p003", "p009"), "anchors-order"),
        ("passages", lambda t: t.replace(f"work:{KEY}", "work:roe-2000", 1), "anchors-foreign"),
        ("passages", lambda t: t.replace("/id/doe-1999/", "/id/roe-2000/"), "anchors-foreign"),
        (
            "passages",
            lambda t: t.replace(digest("Who knew?"), digest("Who knew?").upper()),
            "anchors-digest",
        ),
        (
            "source",
            lambda t: t.replace(f"textLength {len(TEXT)}", "textLength 40"),
            "anchors-range",
        ),
        ("source", lambda t: re.sub(r"ist:textLength \d+", "ist:page 1", t), "anchors-source"),
        ("source", lambda t: re.sub("ist:textDigest", "ist:digest", t), "anchors-source"),
    ],
)
def test_planted_defects_are_found_without_the_text(
    project: Path, file: str, plant: Plant, expected: str | None
) -> None:
    path = project / f"data/sources/{KEY}/{file}.ttl"
    planted = plant(path.read_text())
    assert planted != path.read_text()
    path.write_text(planted)
    assert {rule for rule, _ in check(project)} == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (
            lambda t: t.replace("Nobody did.", "Nobody has."),
            [("anchors-text", KEY), ("anchors-orphaned", "p005"), ("anchors-gap", KEY)],
        ),
        (
            lambda t: t.replace("Nobody did. It fell.", "It fell. Nobody did."),
            [("anchors-text", KEY), ("anchors-moved", "p005"), ("anchors-moved", "p006")],
        ),
        (lambda t: t + "More.\n", [("anchors-text", KEY), ("anchors-gap", KEY)]),
        (lambda t: t.replace("\n\nWho", "\n Who"), [("anchors-text", KEY)]),
    ],
)
def test_planted_defects_are_found_with_the_text(
    project: Path, plant: Plant, expected: list[tuple[str, str]]
) -> None:
    path = project / f"texts/{KEY}.txt"
    path.write_bytes(plant(path.read_text()).encode())
    assert check(project) == []
    assert check(project, project / "texts") == expected


def test_a_wrong_length_and_a_missing_text_are_found(project: Path) -> None:
    path = project / f"data/sources/{KEY}/source.ttl"
    path.write_text(path.read_text().replace(str(len(TEXT)), str(len(TEXT) + 1)))
    assert check(project, project / "texts") == [("anchors-text", KEY)]
    (project / f"texts/{KEY}.txt").unlink()
    assert check(project, project / "texts") == [("anchors-no-text", KEY)]
    with pytest.raises(InputError, match="does not exist"):
        check(project, project / "nowhere")


# --- commands


def test_verify_reports_and_exits(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = project / f"texts/{KEY}.txt"
    assert verify_command(KEY, copy, root=project) == 0
    assert capsys.readouterr().out == "6 matched, 0 moved, 0 orphaned (the source's text)\n"
    copy.write_text(f"It began.\n\n{TEXT.replace('did', 'has')}")
    assert verify_command(KEY, copy, root=project) == 1
    assert capsys.readouterr().out.splitlines() == [
        "p001 moved 0-4 to 11-15",
        "p002 moved 6-14 to 17-25 or 67-75",
        "p003 moved 15-32 to 26-43",
        "p004 moved 34-43 to 45-54",
        "p005 orphaned 44-55",
        "p006 moved 56-64 to 17-25 or 67-75",
        "0 matched, 5 moved, 1 orphaned (not the source's text)",
    ]
    assert verify_command(KEY, copy, output="json", root=project) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["sameText"], told["moved"], told["orphaned"]) == (False, 5, 1)
    assert told["results"][2] == {
        "passage": f"{source_prefix(KEY)}p003",
        "start": 15,
        "end": 32,
        "state": "moved",
        "candidates": [[26, 43]],
    }


def test_verify_refuses_what_it_cannot_read(project: Path) -> None:
    copy = project / f"texts/{KEY}.txt"
    with pytest.raises(InputError, match="no format"):
        verify_command(KEY, copy, output="xml", root=project)
    with pytest.raises(InputError, match="there is no source 'roe-2000'"):
        verify_command("roe-2000", copy, root=project)
    with pytest.raises(InputError, match="cannot be read"):
        verify_command(KEY, project / "nothing.txt", root=project)
    copy.write_bytes(b"It fell.\n\xff")
    with pytest.raises(InputError, match=r":2: not UTF-8"):
        verify_command(KEY, copy, root=project)


def test_segment_writes_once_and_is_then_content(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / f"data/sources/{KEY}/passages.ttl"
    before = path.read_text()
    assert segment_command(KEY, project / f"texts/{KEY}.txt", root=project) == 0
    assert path.read_text() == before
    path.unlink()
    assert segment_command(str(project / f"texts/{KEY}.txt"), root=project) == 0
    reasons = obvious_reasons(KEY, segment(TEXT))
    assert path.read_text() == passages_turtle(KEY, TEXT, segment(TEXT), reasons)
    assert [str(r.subject)[-5:-1] for r in reasons] == ["p001"]
    assert capsys.readouterr().out == ""


def test_segment_never_renumbers_unasked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, copy = project / f"data/sources/{KEY}/passages.ttl", project / "new.txt"
    before = path.read_text()
    copy.write_text(TEXT.replace("Who knew?", "Who? Knew?"))
    with pytest.raises(InputError, match="4 passages would change, the first is p004"):
        segment_command(KEY, copy, root=project)
    assert path.read_text() == before
    assert segment_command(KEY, copy, root=project, replace=True) == 0
    assert capsys.readouterr().err.splitlines() == [
        "7 passages, 4 changed.",
        "Look again at what is anchored at p004, p005, p006, p007.",
        "source.ttl now says which text this is (digest and length).",
    ]
    assert len(read_passages(load_document(path).triples)) == 7


def test_segment_says_which_text_the_offsets_are_for(project: Path) -> None:
    source, copy = project / f"data/sources/{KEY}/source.ttl", project / f"texts/{KEY}.txt"
    said = source.read_text()
    source.write_text(f"{said.split(' ; ')[0]} .")
    assert ("anchors-source", KEY) in [(r, KEY) for r, _ in check(project)]
    assert segment_command(KEY, copy, root=project) == 0
    assert check(project, project / "texts") == []
    copy.write_text(f"{TEXT}\n")  # the same passages, in another text
    before = source.read_text()
    with pytest.raises(InputError, match="made from another text"):
        segment_command(KEY, copy, root=project)
    assert source.read_text() == before
    assert segment_command(KEY, copy, root=project, replace=True) == 0
    assert text_digest(f"{TEXT}\n") in source.read_text()


def test_segment_wants_a_source_and_a_text(project: Path) -> None:
    copy = project / f"texts/{KEY}.txt"
    with pytest.raises(InputError, match=r"no source roe-2000.*interstate new-source roe-2000"):
        segment_command("roe-2000", copy, root=project)
    assert not (project / "data/sources/roe-2000").exists()
    with pytest.raises(InputError, match=r"'roe-2000' is no file.*name your copy"):
        segment_command("roe-2000", root=project)


def test_segment_keeps_what_people_entered(project: Path) -> None:
    path, copy = project / f"data/sources/{KEY}/passages.ttl", project / "new.txt"
    node, reason = NamedNode(f"{source_prefix(KEY)}p001"), PREFIXES["passage-reason"]
    said = Triple(node, IST.lacksClaimFor, NamedNode(f"{reason}heading"))
    path.write_text(passages_turtle(KEY, TEXT, segment(TEXT), [said]))
    before = path.read_text()
    assert segment_command(KEY, project / f"texts/{KEY}.txt", root=project) == 0
    assert path.read_text() == before
    copy.write_text(TEXT.replace("Who knew?", "Who? Knew?"))
    assert segment_command(KEY, copy, root=project, replace=True) == 0
    assert said in load_document(path).triples
    before = path.read_text()
    copy.write_text(TEXT.replace("Aims", "Ends"))
    with pytest.raises(InputError, match="entered on p001 would lose its passage"):
        segment_command(KEY, copy, root=project, replace=True)
    assert path.read_text() == before


def test_segment_lists_without_writing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / f"data/sources/{KEY}/passages.ttl"
    path.unlink()
    assert segment_command(KEY, project / f"texts/{KEY}.txt", listing=True, root=project) == 0
    assert capsys.readouterr().out.splitlines()[:3] == [
        "p001\theading\tAims\t\t\t\t\tAims",
        "p002\tsentence\tAims\t1\t\t\t\tIt fell.",
        "p003\tsentence\tAims\t2\t\tnotes 1\t\tIt rose at last.1",
    ]
    assert not path.exists()
    (project / "empty.txt").write_text(" \n")
    with pytest.raises(InputError, match="the text is empty"):
        segment_command(KEY, project / "empty.txt", root=project)


# --- the shipped sources


def shipped(citekey: str) -> Path:
    return shipped_root() / "data/sources" / citekey


@pytest.mark.parametrize("citekey", CITEKEYS)
def test_shipped_passages_hold_no_words_but_headings(citekey: str) -> None:
    triples = load_document(shipped(citekey) / "passages.ttl").triples
    heading = {
        t.subject for t in triples if t.object == NamedNode(f"{PREFIXES['passage-kind']}heading")
    }
    sections = {
        t.object.value
        for t in triples
        if t.subject in heading and t.predicate == IST.section and isinstance(t.object, Literal)
    }
    for triple in triples:
        if isinstance(triple.object, Literal) and triple.predicate != IST.digest:
            value = triple.object.value
            assert re.fullmatch(r"[0-9-]+|\[[a-z ]+\]", value) or value in sections
    assert {t.object for t in triples if t.predicate == RDF.type} >= {
        IST.Passage,
        OA.TextPositionSelector,
    }


def paper(citekey: str) -> str:
    path = PAPERS / f"{citekey}.txt"
    if not path.is_file():
        pytest.skip("../shared/papers is not here")
    return path.read_bytes().decode()


@pytest.mark.shared
@pytest.mark.parametrize("citekey", CITEKEYS)
def test_shipped_passages_match_the_papers(citekey: str) -> None:
    text = paper(citekey)
    stored = read_passages(load_document(shipped(citekey) / "passages.ttl").triples)
    assert verify(stored, text).all_matched
    assert list(uncovered([(p.start, p.end) for p in stored], text)) == []
    spans = segment(text, load_hints(shipped(citekey)))
    assert [(p.start, p.end) for p in stored] == [(s.start, s.end) for s in spans]


@pytest.mark.shared
@pytest.mark.parametrize("citekey", CITEKEYS)
def test_each_sentence_of_the_papers_begins_and_ends_like_one(citekey: str) -> None:
    text = paper(citekey)
    for span in segment(text, load_hints(shipped(citekey))):
        if span.ordinal is not None:
            said = text[span.start : span.end]
            assert re.match(r"[“‘]?[A-Z0-9]", said), span
            assert re.search(r"[.?][”’)]*\s*(\d{1,2})?$", said), span
            inner = re.sub(r"\s+", " ", said)
            assert not re.search(r"[a-z]{3}(?<!viz)[.?][”’]?(?:\d{1,2})? [A-Z]", inner), span


@pytest.mark.shared
def test_every_note_and_citation_of_the_papers_is_on_a_sentence() -> None:
    spans = segment(paper("zafar-shad-2019"), load_hints(shipped("zafar-shad-2019")))
    assert [n for s in spans for n in s.notes] == [str(n) for n in range(1, 37)]
    spans = segment(paper("untitled-pak-us"), load_hints(shipped("untitled-pak-us")))
    cited = [c for s in spans for c in s.citations]
    years = [re.findall(r"\d{4}", c) for c in cited]
    assert " ".join(y[0] if y else "none" for y in years) == (
        "2012 2007 2007 1984 2011 1970 none 1999 2000 2012 2012 2006 1981 2009 2010 1987 2003 "
        "2001 2001 2001 2007"
    )
