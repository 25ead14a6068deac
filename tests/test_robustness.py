"""What becomes of verdicts in other views, each kind of change planted; the picture drawn."""

from __future__ import annotations

import json
from math import cos, radians, sin
from pathlib import Path
from xml.etree import ElementTree

import pytest

from interstate.project import open_project
from interstate.record import short
from interstate.robustness import Change, Line, Robustness, find_robustness
from interstate.robustness_picture import as_svg
from interstate.robustness_reports import as_json, tally, text_lines
from interstate.study import Study
from interstate.theories import Laboratory
from interstate.verdicts import Bearing, Outcome
from test_verdicts import APPLIES, implication
from worldly import n, project

SECOND_WITNESS = (
    "roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:fits2 ;"
    "ist:gloss 'Ruritania threatened, and it gave in.'@en ."
    "roe-2005:fits2 a ist:Alignment ; ist:accountOf situation:fits ; ist:follows roe-2005:t2 ;"
    "ist:hasAligner state:graustark ; ist:alignsWith state:ruritania ."
    "roe-2005:t2 a ist:Threat ; ist:hasSpeaker state:ruritania ;"
    "ist:hasAddressee state:graustark ."
)
OTHER_THREAT = (
    "{claim} roe-2005:fits3 a ist:Alignment ; ist:accountOf situation:fits ;"
    "ist:follows roe-2005:t3 ; ist:hasAligner state:graustark ; ist:alignsWith state:ruritania ."
    "roe-2005:t3 a ist:Threat ; ist:hasSpeaker state:syldavia ;"
    "ist:hasAddressee state:graustark ."
)
TOLD = (
    "roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:fits3 ;"
    "ist:gloss 'Syldavia had threatened before.'@en ."
)
REPORTED = (
    "roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:c10 ;"
    "ist:stance stance:reports ; ist:gloss 'Some say that Syldavia had threatened before.'@en ."
    "roe-2005:c10 a ist:Claim ; ist:hasSpeaker person:count-rupert ; ist:asserts roe-2005:fits3 ."
)
SECOND_OFFICE = (
    "interstate:c109 a ist:Claim ; ist:hasSpeaker organization:interstate-project ;"
    "ist:hasCitation interstate:n109 ; ist:asserts interstate:office2 ."
    "interstate:n109 a ist:Citation ."
    "interstate:office2 a ist:OfficeHolding ; ist:hasHolder person:count-rupert ;"
    "ist:hasOffice office:envoy ; ist:time '1949' ."
)


def laboratory(folder: Path, more: str) -> Laboratory:
    project(folder, "balance", implication() + more)
    return Laboratory(Study(open_project(folder)))


def run(lab: Laboratory) -> Robustness:
    return find_robustness(lab, lab.library.implications, lab.study.policy("default"))


def fits(found: Robustness) -> Line:
    wanted = (n("implication:join"), n("situation:fits"))
    return next(x for x in found.lines if (x.verdict.implication.iri, x.verdict.case) == wanted)


def after(found: Robustness, line: Line, lab: Laboratory) -> list[str]:
    """Return the text lines on one verdict, without its heading."""
    lines = list(text_lines(found, lab.study.ground.record.index))
    head = next(
        at
        for at, text in enumerate(lines)
        if text.startswith(f"{short(line.verdict.implication.iri)} in ")
        and text.endswith(f"[{short(line.verdict.case)}]")
    )
    rest = lines[head + 1 :]
    return rest[: next((at for at, text in enumerate(rest) if text[0] != " "), len(rest))]


def test_a_cap_that_comes_with_a_scenario_bears_otherwise(tmp_path: Path) -> None:
    lab = laboratory(tmp_path, APPLIES.format(mode="ist:asserts") + SECOND_WITNESS)
    found = run(lab)
    line = fits(found)
    assert line.verdict.bearing is Bearing.SURVIVES
    cell = line.cells["without roe-2005"]
    assert (cell.outcome, cell.bearing) == (Outcome.FITS, Bearing.LEANS_FOR)
    assert cell.change is Change.BEARS
    assert [short(claim) for claim in cell.lost] == ["roe-2005:c9"]
    assert "without roe-2005" not in line.flips
    # The rival loses its only source that covers the time.
    rival = [short(x.verdict.implication.iri) for x in found.changing(Change.BEARS)]
    assert rival == ["implication:balance", "implication:join"]
    assert "2 bear otherwise" in tally(found)
    text = after(found, line, lab)
    at = next(at for at, words in enumerate(text) if "bears otherwise" in words)
    assert text[at : at + 3] == [
        "    bears otherwise (fits, leans for): without roe-2005, without person:richard-roe",
        "        for want of this:",
        "            roe-2005:c9 at roe-2005:p001: Ruritania threatened, and it gave in.",
    ]


def test_losing_the_other_answer_turns_a_verdict_round(tmp_path: Path) -> None:
    lab = laboratory(tmp_path, OTHER_THREAT.format(claim=TOLD))
    found = run(lab)
    line = fits(found)
    assert line.verdict.outcome is Outcome.MIXED
    cell = line.cells["without roe-2005"]
    assert (cell.outcome, cell.change) == (Outcome.FITS, Change.TURNS)
    assert [short(claim) for claim in cell.lost] == ["roe-2005:c9"]
    carried = dict(zip(line.verdict.flips_without or (), line.verdict.flips_to or (), strict=True))
    assert carried[n("roe-2005:c9")] is Outcome.FITS
    assert carried[n("doe-1999:c002")] is Outcome.COUNTERS
    assert carried[n("doe-1999:c003")] is Outcome.OUT
    text = after(found, line, lab)
    assert "        fits <- roe-2005:c9 at roe-2005:p001: Syldavia had threatened before." in text
    assert any(words.startswith("        not told <- doe-1999:c003") for words in text)


def test_what_a_wider_view_lets_in_is_named(tmp_path: Path) -> None:
    lab = laboratory(tmp_path, OTHER_THREAT.format(claim=REPORTED))
    found = run(lab)
    line = fits(found)
    assert line.verdict.outcome is Outcome.FITS
    cell = line.cells["reported"]
    assert (cell.outcome, cell.change) == (Outcome.MIXED, Change.TURNS)
    assert (cell.lost, [short(claim) for claim in cell.gained]) == ((), ["roe-2005:c9"])
    text = after(found, line, lab)
    at = text.index("    turns round (mixed, contested): reported")
    assert text[at + 1] == "        this counts as well:"


def test_what_falls_with_two_claims_of_which_either_was_enough(tmp_path: Path) -> None:
    lab = laboratory(tmp_path, SECOND_OFFICE)
    found = run(lab)
    line = fits(found)
    # Either office claim lets the count act for his state: none of the two flips it alone.
    assert not {short(c) for c in line.verdict.flips_without or ()} & {
        "interstate:c101",
        "interstate:c109",
    }
    cell = line.cells["without interstate"]
    assert cell.change is Change.SILENT
    assert (cell.lost, [short(claim) for claim in cell.thinned]) == ((), ["doe-1999:c002"])
    text = after(found, line, lab)
    assert "        of this a part is left out, or fell with another claim:" in text


def test_a_verdict_that_stays_is_not_counted_as_changed(tmp_path: Path) -> None:
    lab = laboratory(tmp_path, "")
    found = run(lab)
    counters = next(
        x
        for x in found.lines
        if x.verdict.case == n("situation:counters")
        and x.verdict.implication.iri == n("implication:balance")
    )
    assert counters.cells["without doe-1999"].change is Change.NONE
    assert counters.cells["without roe-2005"].change is Change.GONE
    assert not counters.flips
    firm = sum(not line.flips and not line.under(Change.BEARS) for line in found.lines)
    assert 0 < firm < len(found.lines)
    assert f"{firm} stay wherever their case is told" in tally(found)
    report = json.loads(as_json(found))
    record = next(
        r
        for r in report["verdicts"]
        if r["case"].endswith("/fits") and r["implication"].endswith("/join")
    )
    assert record["flips_without"] == {
        n("doe-1999:c001").value: "out",
        n("doe-1999:c002").value: "silent",
        n("doe-1999:c003").value: "out",
        n("interstate:c101").value: "silent",
    }


SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> ElementTree.Element:
    lab = laboratory(tmp_path_factory.mktemp("picture"), OTHER_THREAT.format(claim=TOLD))
    text = as_svg(run(lab), lab.library, lab.study.ground.record.index)
    return ElementTree.fromstring(text)


def test_the_picture_shows_each_verdict_under_each_scenario(picture: ElementTree.Element) -> None:
    texts = [e.text or "" for e in picture.iter(f"{SVG}text")]
    assert "theory of threat: join (hoop)" in texts
    assert "the case that fits" in texts
    assert {"other views", "without the source", "without the speaker"} <= set(texts)
    squares = {e.text for e in picture.iter(f"{SVG}title")}
    assert "without roe-2005: fits, survives" in squares
    framed = [
        group.findtext(f"{SVG}title")
        for group in picture.iter(f"{SVG}g")
        if (rect := group.find(f"{SVG}rect")) is not None and rect.get("stroke") == "#000000"
    ]
    assert "without roe-2005: fits, survives" in framed
    assert "default: mixed, contested" not in framed
    # Colour is never the only sign.
    for group in picture.iter(f"{SVG}g"):
        name = group.findtext(f"{SVG}title") or ""
        letter = group.findtext(f"{SVG}text")
        assert (letter == "F") is (": fits" in name or name.startswith("fits:"))


def test_nothing_in_the_picture_is_cut_off(picture: ElementTree.Element) -> None:
    width, height = map(float, (picture.get("viewBox") or "").split()[2:])
    for element in picture.iter(f"{SVG}text"):
        x, y = float(element.get("x") or 0), float(element.get("y") or 0)
        length = 6.0 * len(element.text or "")
        tilt = radians(60) if element.get("transform") else 0.0
        begin = {"end": x - length, "middle": x - length / 2}.get(
            element.get("text-anchor") or "", x
        )
        assert begin >= 0, element.text
        assert begin + length * cos(tilt) <= width, element.text
        assert y - length * sin(tilt) >= 0, element.text
        assert y <= height, element.text
