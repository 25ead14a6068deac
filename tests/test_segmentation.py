"""Cutting texts: a table of hard places, and what must hold for any text at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interstate.anchors import Hints, Span, SpanKind, load_hints, segment, text_digest
from interstate.errors import InputError
from interstate.segment_hints import parse_hints
from interstate.segment_pages import count_pages
from interstate.segment_sentences import find_citations, find_notes

CUTS = [
    "It fell. | Then it rose. | Why?  \n| Nobody knew!",
    "It fell.1 | It rose.2 \n| He said “no more.”\n\n3 | She left.",
    "He left “at once.”1 | The rest,2 they say, stayed.3",
    "Dr. Doe met Mr. Roe, i.e. Political men, viz. Ministers, e.g. Poe. | They met.",
    "According to J. Q. Public and G.W. Doe, the U.S. Navy left. | It did.",
    "They flew to the U.S. | The navy stayed.",
    "Rome, Athens, etc. | The list goes on.",
    "So says the book (Doe, 14, july.2011). | So does one (cf. Roe. Vol. 2, 1970: 17-18). | End.",
    "He wrote (in a book. It is long, they say) that it fell. | It did.",
    "He wrote ( in a book that fell. | It was never closed.",
    "The base held 700.1 | According to him, 3.5 million left.2 | It paid 4.5 million.",
    "He said no. | The envoy left. | See no. 5 and art. 7 there.",
    "A “wound.” | Another “wound,” they said.",
    "Let it be…..strategic; let it be… a worst case. | Yes.",
    "It ended in 1988. | 9/11 came later. | $2 billion were lost.",
    "The state fell.(Doe, Roe, 2012 ). | It rose.",
    "Words wrapped\nover lines,\n\nwith blank ones\n\ninside. | A new\none.",
    "Notes jump here.7 | And the pages (44-45) stay. | In 1999, 3 left.",
    "Two at once.1,2 | A range.3-5 | The next.\n6 | Done.",
]


@pytest.mark.parametrize("marked", CUTS)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    expected = [" ".join(part.split()) for part in marked.split("|")]
    text = marked.replace("| ", "")
    found = [" ".join(text[s.start : s.end].split()) for s in segment(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It fell.1 It rose.2", ["1", "2"]),
        ("He said “no.”\n\n1 She left,2 then\n  returned.3", ["1", "2", "3"]),
        ("In no. 5 of 1999, 3 left. 7 came.", []),
        ("It paid 4.5 million, 2.5 of them late.", []),
        ("Two.1,2 Range.3-5 Next.6", ["1", "2", "3", "4", "5", "6"]),
        ("It ended.\n\n1 Introduction\n\nWe begin.", []),
        ("In 1998.1 The rest in 1999.2", ["1", "2"]),
    ],
)
def test_note_numbers_are_told_from_figures(text: str, numbers: list[str]) -> None:
    assert [n for note in find_notes(text) for n in note.numbers] == numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(Doe, 2012)", ["Doe, 2012"]),
        ("( Doe, 1987)", ["Doe, 1987"]),
        ("(Doe, Roe, Poe:\n35-36)", ["Doe, Roe, Poe: 35-36"]),
        ("resolution 1373 (2001) of (India), (a list, long) and (UK based)", []),
    ],
)
def test_author_year_pointers_are_told_from_other_brackets(text: str, found: list[str]) -> None:
    assert list(find_citations(text)) == found


PAGES = """The Road to War

Ruritania armed early. Its fleet was the
 largest of all. It sailed
for\x20

Journal of Roads        Volume 2

46

a long time. It came back.

Conclusion
 Nobody won. The
 fleet sank.
"""


def kinds(text: str, hints: Hints | None = None) -> list[tuple[str, str]]:
    return [(s.kind.value, " ".join(text[s.start : s.end].split())) for s in segment(text, hints)]


def test_furniture_and_headings_stand_apart_and_pages_are_counted() -> None:
    spans = segment(PAGES)
    told = [(" ".join(PAGES[s.start : s.end].split()), s.section, s.ordinal, s.page) for s in spans]
    road = "The Road to War"
    assert told == [
        (road, road, None, "44"),
        ("Ruritania armed early.", road, 1, "44"),
        ("Its fleet was the largest of all.", road, 2, "44-45"),
        ("It sailed for", road, 3, "45"),
        ("Journal of Roads Volume 2", road, None, "46"),
        ("46", road, None, "46"),
        ("a long time.", road, 3, "46"),  # the rest of a sentence cut by furniture
        ("It came back.", road, 4, "46"),
        ("Conclusion", "Conclusion", None, "46"),
        ("Nobody won.", "Conclusion", 1, "46"),
        ("The fleet sank.", "Conclusion", 2, "46-47"),
    ]
    assert [s.kind for s in spans].count(SpanKind.FURNITURE) == 2


def test_numbers_at_the_bottom_close_their_page() -> None:
    text = "One came.\n\n1\n\n\fTwo came.\n\n2\n\n\fThree came.\n"
    pages = [s.page for s in segment(text, Hints(numbers_stand="bottom"))]
    assert pages == ["1", "2", "2", "3", "3"]
    assert [s.page for s in segment("One came. Two came.")] == [None, None]


def test_an_indent_is_a_page_break_only_in_mid_sentence_without_a_blank_line() -> None:
    for text, last in {
        "7\n\nIt fell and\n rose. It sank.": "8",
        "7\n\nIt fell and\n\n rose. It sank.": "7",
        "7\n\nIt fell. It rose.\n It sank.": "7",
    }.items():
        assert segment(text)[-1].page == last


def test_pages_between_prints_that_disagree_stay_unknown() -> None:
    assert count_pages({1: 7, 4: 9}, 6) == (6, 7, None, None, 9, 10)
    assert count_pages({3: 2}, 4) == (None, None, 1, 2)
    assert count_pages({}, 2) == (None, None)


def test_a_running_head_said_three_times_a_page_apart_is_furniture() -> None:
    page = "It went on. " * 40
    text = f"{page}\n\nJournal of roads\n\n" * 3
    assert [kind for kind, _ in kinds(text)].count("furniture") == 3
    for plain in (
        text.replace("roads", "rivers", 1),  # said twice
        text.replace(page, page[:120]),  # too close
        text.replace("roads", "roads."),  # a sentence
    ):
        assert [kind for kind, _ in kinds(plain)].count("furniture") == 0


@pytest.mark.parametrize(
    "line",
    ["the Road to", "The Road,", "The road was long", "The Road Was Long.", "Roads of the"],
)
def test_what_only_resembles_a_heading_is_text(line: str) -> None:
    assert ("heading", line) not in kinds(f"It ended.\n\n{line}\n\nIt began.\n")


def test_a_heading_needs_a_finished_sentence_above_and_a_new_one_below() -> None:
    assert ("heading", "The Long Road") in kinds("It ended.\n\nThe Long Road\n\nIt began.")
    assert ("heading", "The Long Road") not in kinds("It ended with\n\nThe Long Road\n\nIt began.")
    assert ("heading", "The Long Road") not in kinds("It ended.\n\nThe Long Road\n\nwas closed.")
    assert ("heading", "The Long Road to War") in kinds("Done.\n\nThe Long\nRoad to War\n\nIt was.")


def test_hints_decide_where_looks_deceive() -> None:
    text = "why we ask\n\nIt fell (page 9) at St. Doe. Roe left."
    assert kinds(text)[0] == ("sentence", "why we ask It fell (page 9) at St. Doe.")
    hints = Hints(
        headings=((0, 10),),
        furniture=((20, 28),),
        breaks=(text.index("Doe"),),
        joins=(text.index("Roe"),),
        sections=((text.index("Doe"), "[supplied]"),),
    )
    assert kinds(text, hints) == [
        ("heading", "why we ask"),
        ("sentence", "It fell"),
        ("furniture", "(page 9)"),
        ("sentence", "at St."),
        ("sentence", "Doe. Roe left."),
    ]
    assert [s.section for s in segment(text, hints)] == ["why we ask"] * 4 + ["[supplied]"]


def test_hints_make_text_of_what_looks_like_furniture() -> None:
    text = "They paid\n\n400\n\ncoins."
    assert [kind for kind, _ in kinds(text)] == ["sentence", "furniture", "sentence"]
    hints = Hints(running_text=((11, 14),))
    assert kinds(text, hints) == [("sentence", "They paid 400 coins.")]


def test_hints_for_another_text_are_refused() -> None:
    with pytest.raises(InputError, match="another text"):
        segment("It fell.", Hints(text_digest=text_digest("It rose.")))
    with pytest.raises(InputError, match="offset 9; the text has 8"):
        segment("It fell.", Hints(joins=(9,)))
    with pytest.raises(InputError, match="overlap"):
        segment("It fell.", Hints(headings=((0, 4), (3, 6))))


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("joins = [", "not TOML"),
        ("join = [1]", "no key 'join'"),
        ("joins = [-1]", "not an offset"),
        ("joins = [true]", "not an offset"),
        ("joins = 5", "not iterable"),
        ("headings = [[5]]", "not a span"),
        ("headings = [[5, 5]]", "ends before it starts"),
        ("numbers-stand = 'left'", "numbers-stand"),
        ("[[sections]]\nstart = 1", "title"),
    ],
)
def test_broken_hints_are_refused_with_their_file(tmp_path: Path, toml: str, problem: str) -> None:
    (tmp_path / "segmentation.toml").write_text(toml)
    with pytest.raises(InputError, match=problem) as caught:
        load_hints(tmp_path)
    assert "segmentation.toml" in str(caught.value)


def test_hints_are_optional_and_read_whole(tmp_path: Path) -> None:
    assert load_hints(tmp_path) is None
    told = "page-breaks = [4]\nnumbers-stand = 'bottom'\n[[sections]]\nstart = 9\ntitle = 'b'\n"
    assert parse_hints(told) == Hints(
        page_breaks=(4,), numbers_stand="bottom", sections=((9, "b"),)
    )


def assert_covers(text: str, spans: tuple[Span, ...]) -> None:
    """All that is not white space is in exactly one span, and no span begins or ends with it."""
    position = 0
    for span in spans:
        assert not text[position : span.start].strip()
        said = text[span.start : span.end]
        assert said
        assert said == said.strip()
        position = span.end
    assert not text[position:].strip()


SHARDS = st.sampled_from(
    [
        *(
            ". ",
            ".1 ",
            ".”\n\n2 ",
            "? ",
            "…",
            "(",
            ")",
            "\n",
            "\n\n",
            " \n ",
            "\f",
            "        ",
            "\r\n",
        ),
        *("Dr. ", "i.e. ", "U.S. ", "46", "\n\n46\n\n", "Conclusion\n", "The Road", "the road "),
        *("(Doe, 1999: 4)", "A. ", "“", "”", "9/11", " no. ", "\u0301", "\u2028", "é", "١", "之"),
    ]
)
TEXTS = st.one_of(
    st.lists(SHARDS, max_size=40).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
)


@settings(deadline=None)
@given(TEXTS)
def test_any_text_is_covered_exactly_once(text: str) -> None:
    assert_covers(text, segment(text))


@settings(deadline=None)
@given(TEXTS, st.data())
def test_hints_never_break_the_cover(text: str, data: st.DataObject) -> None:
    offset = st.integers(0, len(text))
    cuts = sorted(data.draw(st.sets(offset, max_size=6)))
    pairs = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    hints = Hints(
        headings=tuple(pairs[::2]),
        furniture=tuple(pairs[1::2]),
        running_text=tuple(pairs[:1]),
        breaks=tuple(data.draw(st.lists(offset, max_size=3))),
        joins=tuple(data.draw(st.lists(offset, max_size=3))),
        page_breaks=tuple(data.draw(st.lists(offset, max_size=3))),
        sections=tuple(sorted((o, "[s]") for o in data.draw(st.lists(offset, max_size=2)))),
    )
    assert_covers(text, segment(text, hints))


@settings(deadline=None)
@given(TEXTS)
def test_ordinals_count_up_within_a_section(text: str) -> None:
    last: dict[str, int] = {}
    for span in segment(text):
        if span.kind is SpanKind.HEADING:
            last[span.section] = 0
            assert span.ordinal is None
        elif span.kind is SpanKind.SENTENCE:
            assert span.ordinal is not None
            assert span.ordinal - last.get(span.section, 0) in (0, 1)
            last[span.section] = span.ordinal


PLAIN = st.builds(
    "{} {}{}".format,
    st.sampled_from(["It", "The fleet", "Nobody", "In the north, Doe"]),
    st.sampled_from(["fell", "was never\u00a0seen", "wrote that it fell", "paid 3.5 coins"]),
    st.sampled_from([".", "?", "!"]),
)
GAPS = st.sampled_from([" ", "\n", " \n", "\n\n", "  ", " \n \n"])


@settings(deadline=None)
@given(st.lists(PLAIN, min_size=1, max_size=8), st.data())
def test_wrapping_and_blank_lines_do_not_move_the_cuts(
    told: list[str], data: st.DataObject
) -> None:
    text = "".join(word + data.draw(GAPS) for sentence in told for word in sentence.split(" "))
    found = [" ".join(text[s.start : s.end].split()) for s in segment(text)]
    assert found == [" ".join(sentence.split()) for sentence in told]


@pytest.mark.parametrize(
    "unit", [". ", "(a. B ", "e.g. ", "A\n\n", "(" + " " * 999, "a." + " " * 999, "”", "1 ", "a\t"]
)
def test_odd_texts_take_no_longer_than_plain_ones(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    assert_covers(text, segment(text))  # quadratic rules would take minutes here
