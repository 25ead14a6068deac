"""The shipped verdicts and what flips them, as checked by hand against the texts.

``expected/verdicts.tsv`` has one line for each verdict with evidence under the default view. Run
this file as a program to write it anew after the data or a probe changed; then read the difference.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from interstate.namespaces import IST, SKOS
from interstate.project import open_project
from interstate.record import short
from interstate.robustness import Change, Robustness, find_robustness
from interstate.robustness_reports import tally
from interstate.study import Study
from interstate.theories import Laboratory
from interstate.verdicts import Outcome

EXPECTED = Path(__file__).parent / "expected/verdicts.tsv"
HEAD = "implication\tcase\toutcome\tbearing\tmarks\trows\tflips under\n"


def laboratory() -> Laboratory:
    return Laboratory(Study(open_project()))


def run(lab: Laboratory) -> Robustness:
    base = lab.study.policy("default")
    kinds = ("view", "source")
    return find_robustness(lab, lab.library.implications, base, resting=False, kinds=kinds)


def table(found: Robustness) -> str:
    lines = [
        "\t".join(
            (
                short(line.verdict.implication.iri),
                short(line.verdict.case),
                line.verdict.outcome,
                line.verdict.bearing,
                ", ".join(line.verdict.marks),
                str(len(line.verdict.rows)),
                ", ".join(line.flips),
            )
        )
        for line in found.lines
    ]
    return HEAD + "".join(f"{line}\n" for line in sorted(lines))


@pytest.fixture(scope="module")
def lab() -> Laboratory:
    return laboratory()


@pytest.fixture(scope="module")
def robustness(lab: Laboratory) -> Robustness:
    return run(lab)


def test_verdicts_are_those_checked_by_hand(robustness: Robustness) -> None:
    assert table(robustness) == EXPECTED.read_text()


def test_some_verdicts_flip_and_each_flip_leads_to_its_sentences(lab: Laboratory) -> None:
    names = ("adaptation-response-to-pressure", "complex-stake-of-partner")
    chosen = [i for i in lab.library.implications if i.iri.value.rsplit("/", 1)[1] in names]
    base = lab.study.policy("default")
    found = find_robustness(lab, chosen, base, kinds=("view", "source"))
    lines = {short(line.verdict.case): line for line in found.flipping()}
    # The emergency is told by one paper, when the role began by the other alone.
    date = lines["situation:pakistani-front-line-status-2001"].cells["without zafar-shad-2019"]
    assert [short(claim) for claim in date.lost] == ["zafar-shad-2019:c269"]
    threats = lines["situation:us-threats-to-pakistan-2001"]
    assert (threats.verdict.outcome, threats.verdict.flips_to) == (
        Outcome.FITS,
        (Outcome.SILENT,),
    )
    (claim,) = threats.cells["without untitled-pak-us"].lost
    assert (claim,) == threats.verdict.flips_without
    places = lab.study.ground.record.index.nodes(claim, IST.anchoredAt)
    assert [short(place) for place in places] == ["untitled-pak-us:p088"]
    for line in lines.values():
        for name in line.flips:
            cell = line.cells[name]
            assert {*cell.lost, *cell.thinned, *cell.gained}, (line.verdict.case, name)


def test_each_named_theory_is_tested_and_the_rest_says_why_not(lab: Laboratory) -> None:
    tested = {i.proposition for i in lab.library.implications}
    index = lab.study.ground.record.index
    by_name = {short(t.iri).removeprefix("theory:"): t for t in lab.library.theories}
    for name in (
        "alliance-control",
        "balance-of-threat",
        "dependence",
        "hegemonic-rules",
        "offensive-realism",
        "security-complex",
    ):
        assert tested & set(by_name[name].propositions), name
    for theory in lab.library.theories:
        for proposition in theory.propositions:
            note = index.text(proposition, SKOS.editorialNote)
            assert (proposition in tested) != note.startswith("Not tested: "), short(proposition)


def test_every_implication_has_rivals_or_claims_no_more_than_a_hoop(lab: Laboratory) -> None:
    for implication in lab.library.implications:
        if implication.kind in ("smoking-gun", "doubly-decisive"):
            assert lab.library.rivals(implication), short(implication.iri)


def test_the_guide_tells_what_the_table_shows(robustness: Robustness) -> None:
    """Speakers' scenarios repeat those of their sources, so that the tally is that of all."""
    page = (Path(__file__).parents[1] / "docs/theories.md").read_text()
    told, _, _ = tally(robustness).partition(" Silent, and not shown")
    assert told in " ".join(page.split())
    assert ("No shipped verdict goes from" in page) is not bool(robustness.changing(Change.TURNS))
    judged: Counter[str] = Counter()
    for names, lines in re.findall(r"^\| ((?:`[a-z-]+`(?:, )?)+) \| (\d+) \|", page, re.MULTILINE):
        judged[names.replace("`", "")] = int(lines)
    shown = Counter(
        short(line.verdict.implication.probe).removeprefix("probe:") for line in robustness.lines
    )
    assert sum(judged.values()) == len(robustness.lines)
    for names, lines in judged.items():
        assert sum(shown[name] for name in names.split(", ")) == lines, names


if __name__ == "__main__":
    EXPECTED.write_text(table(run(laboratory())))
