"""The theory verb: lists, shows, tests and replicates, down to the sentence."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from interstate.commands.theory import list_theories, put_to_test, robustness, show
from interstate.errors import InputError
from interstate.namespaces import DCTERMS, IST, PREFIXES, PROV, RDF
from interstate.robustness import find_robustness, find_scenarios
from interstate.study import Study
from interstate.theories import Laboratory
from interstate.verdicts import Outcome
from test_verdicts import implication
from worldly import n, project


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("balance")
    project(folder, "balance", implication())
    return folder


@pytest.fixture(scope="module")
def lab(root: Path) -> Laboratory:
    from interstate.project import open_project

    return Laboratory(Study(open_project(root)))


def test_list_and_show(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list_theories(root=root) == 0
    line = (
        "theory:threat: theory of threat - 2 propositions, of which tested: 2, by 2 implications\n"
    )
    assert capsys.readouterr().out == line
    assert list_theories(root=root, output="json") == 0
    assert json.loads(capsys.readouterr().out)[0]["label"] == "theory of threat"
    assert show("threat", root=root) == 0
    out = capsys.readouterr().out
    assert "stated by interstate:c100: weak states join" in out
    assert "predicts: the partner (of: the partner, a third state)" in out
    assert "kind of test: hoop; rivals: implication:balance" in out
    with pytest.raises(InputError, match="did you mean threat"):
        show("threats", root=root)


def test_verdicts_walk_to_the_passage(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert put_to_test("threat", root=root) == 0
    out = capsys.readouterr().out.splitlines()
    tally = "          cases: 5, in scope 4: 1 fits, 1 counters, 1 mixed, 1 silent"
    at = out.index(tally, out.index("      join  [implication:join, 2020-01-01]"))
    assert out[at + 1] == "          the cases come from: doe-1999, roe-2005"
    case = out.index("        the case that fits  [situation:fits]", at)
    assert out[case + 1 : case + 7] == [
        "            fits: survives  (one-source)",
        "            the partner <- doe-1999:c002: Count Rupert threatened Graustark in 1949.",
        "                at doe-1999:p001",
        "            without the project's own claims: silent",
        "            rests on doe-1999:c001, doe-1999:c002, doe-1999:c003, interstate:c101",
        "            without one of these alone: doe-1999:c001 (out), doe-1999:c002 (silent), "
        "doe-1999:c003 (out), interstate:c101 (silent)",
    ]


def test_json_has_digests_and_rows(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert put_to_test("threat", rests=False, output="json", root=root) == 0
    report = json.loads(capsys.readouterr().out)
    assert all(len(report[f"{name}_digest"]) == 64 for name in ("data", "view", "policy"))
    fits = next(
        v
        for v in report["verdicts"]
        if v["case"].endswith("/fits") and v["implication"].endswith("/join")
    )
    assert (fits["outcome"], fits["bearing"], fits["rests_on"]) == ("fits", "survives", None)
    assert fits["rows"][0]["claim"] == n("doe-1999:c002").value
    digests = {v["query_digest"] for v in report["verdicts"]}
    assert len(digests) == 2  # one for each implication, the same for every case


def test_turtle_is_prov_and_changes_with_the_view(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(view: str) -> dict[tuple[object, object], set[object]]:
        assert put_to_test("threat", view=view, rests=False, output="turtle", root=root) == 0
        found: dict[tuple[object, object], set[object]] = {}
        for quad in parse(capsys.readouterr().out, RdfFormat.TURTLE):
            found.setdefault((quad.subject, quad.predicate), set()).add(quad.object)
        return found

    default, without = run("default"), run("without-project")
    node = NamedNode(f"{PREFIXES['verdict']}default-join-fits")
    assert default[node, IST.outcome] == {n("outcome:fits")}
    assert default[node, PROV.wasDerivedFrom] == {n("doe-1999:c002")}
    (run_node,) = default[node, PROV.wasGeneratedBy]
    assert default[run_node, RDF.type] == {PROV.Activity}
    used = {
        str(next(iter(default[entity, DCTERMS.description])).value).removeprefix("the ")  # type: ignore[attr-defined]
        for entity in default[run_node, PROV.used]
    }
    assert used == {
        "data, by its SHA-256",
        "view, by its SHA-256",
        "policy, by its SHA-256",
        "probe as asked for implication:balance, by its SHA-256",
        "probe as asked for implication:join, by its SHA-256",
    }
    other = NamedNode(f"{PREFIXES['verdict']}without-project-join-fits")
    assert without[other, IST.outcome] == {n("outcome:silent")}
    assert default[node, IST.queryDigest] != without[other, IST.queryDigest]
    (other_run,) = without[other, PROV.wasGeneratedBy]
    # The data and the two probes are the same, view and policy are not.
    assert len(default[run_node, PROV.used] & without[other_run, PROV.used]) == 3


def test_all_theories_at_once_are_a_table(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert put_to_test(root=root) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("view default: ")
    assert out[1].split()[-7:] == [
        *("fits", "counters", "mixed", "silent"),
        *("parts", "out", "bears"),
    ]
    rows = [line.split(maxsplit=8) for line in out[2:4]]
    assert rows[1] == [
        *("theory:threat", "implication:join", "hoop", "1", "1", "1", "1", "-"),
        "1    1 survives, 1 contested, 1 disputes",
    ]
    assert rows[0][1] == "implication:balance"
    assert "interstate theory test THEORY" in out[4]
    assert put_to_test("threat", details=False, root=root) == 0
    assert capsys.readouterr().out.splitlines() == out
    assert put_to_test(details=True, root=root) == 0
    assert "at doe-1999:p001" in capsys.readouterr().out


def test_robustness_of_all_is_a_table_with_the_sentences_below(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert robustness(root=root) == 0
    out = capsys.readouterr().out.splitlines()
    row = next(x for x in out if x.startswith("implication:join") and "situation:fits " in x)
    line = row.split("  ")
    cells = [cell.strip() for cell in line if cell.strip()]
    assert cells[:3] == ["implication:join", "situation:fits", "fits, survives"]
    assert cells[4:] == ["-", "4", "-", "3", "interstate:c101"]
    assert "    interstate:c101: Count Rupert was envoy in 1949." in out
    assert "verdicts with evidence" in out[-2]
    assert robustness(details=True, root=root) == 0
    assert "needs every one of these sentences" in capsys.readouterr().out


def test_robustness_finds_what_flips_and_by_which_sentence(
    root: Path, lab: Laboratory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = lab.study.policy("default")
    names = {s.name for s in find_scenarios(lab, base)}
    assert {"without doe-1999", "without interstate", "without-project", "uncontested"} <= names
    assert "without person:count-rupert" not in names  # nobody believes a claim of his
    found = find_robustness(lab, lab.library.implications, base)
    fits = next(
        line
        for line in found.lines
        if line.verdict.case == n("situation:fits")
        and line.verdict.implication.iri == n("implication:join")
    )
    assert set(fits.flips) == {
        "without interstate",
        "without organization:interstate-project",
        "without-project",
        "only-doe-1999",
    }
    assert "without doe-1999" in fits.gone
    assert found.silent == 2
    picture = tmp_path / "robustness.svg"
    assert robustness("threat", svg=picture, root=root) == 0
    out = capsys.readouterr().out.splitlines()
    at = out.index("implication:join in the case that fits [situation:fits]")
    assert out[at + 3] == (
        "    falls silent (silent, none): only-doe-1999, without-project, without interstate, "
        "without organization:interstate-project"
    )
    assert out[at + 4 : at + 6] == [
        "        for want of this:",
        "            interstate:c101: Count Rupert was envoy in 1949.",
    ]
    assert "        silent <- interstate:c101: Count Rupert was envoy in 1949." in out[at:]
    tree = ElementTree.fromstring(picture.read_text())
    labels = [e.text for e in tree.iter() if e.tag.endswith("}title")]
    assert "without interstate: silent, none" in labels
    assert robustness("threat", output="json", root=root) == 0
    report = json.loads(capsys.readouterr().out)
    assert len(report["verdicts"]) == len(found.lines)


def test_leaving_a_source_out_gives_the_verdicts_of_the_view_without_it(lab: Laboratory) -> None:
    base = lab.study.policy("default")
    found = find_robustness(lab, lab.library.implications, base, resting=False)
    direct = lab.study.policy("without-project")
    for implication_ in lab.library.implications:
        for verdict in lab.test(implication_, direct):
            line = next(
                (
                    x
                    for x in found.lines
                    if x.verdict.case == verdict.case and x.verdict.implication == implication_
                ),
                None,
            )
            if line is not None:
                assert line.cells["without interstate"].outcome is verdict.outcome
                assert line.cells["without-project"].outcome is verdict.outcome
    assert any(line.verdict.outcome is Outcome.MIXED for line in found.lines)


def test_output_is_the_same_on_every_run(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for _ in range(2):
        put_to_test("threat", output="turtle", root=root)
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]


def test_misuse(root: Path) -> None:
    with pytest.raises(InputError, match="no format"):
        put_to_test(output="xml", root=root)
    with pytest.raises(InputError, match="did you mean default"):
        put_to_test(view="defalt", root=root)
    with pytest.raises(InputError, match="no format"):
        robustness(output="xml", root=root)
