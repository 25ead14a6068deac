"""Write ``docs/owl-profiles.md``: which module lies in which OWL 2 profile, by the OWL API.

Run in ``tests/``: ``python -m owlapi.profiles`` renews the page; a test compares it.
"""

from __future__ import annotations

import re
from pathlib import Path

from owlapi import oracle
from owlapi.project import CATALOG, MODULES, ROOT
from reasoning_data import CONSTRUCTS

PAGE = ROOT / "docs" / "owl-profiles.md"
PROFILES = ("OWL2_DL", "OWL2_RL", "OWL2_EL", "OWL2_QL")
_RANGE = re.compile(r"Use of data range not in profile: (\S+) ")
_WORDS = {
    "UseOfNonEquivalentClassExpression": "a definition by something that there is (someValuesFrom)",
    "UseOfNonSubClassExpression": "a definition by several conditions, or by what there is",
    "UseOfObjectPropertyInverse": "an inverse property",
    "UseOfIllegalAxiom": "a property chain or a transitive property",
    "LastPropertyInChainNotInImposedRange": "a range on a property that a chain implies",
}


def reasons(loaded: oracle.Loaded, profile: str) -> list[str]:
    """Return what keeps a module (with its imports) out of a profile."""
    ranges = (_RANGE.match(text) for text in loaded.violations(profile))
    kinds = set(loaded.violation_kinds(profile)) - {"UseOfIllegalDataRange"}
    return sorted({f"the range {m[1]}" for m in ranges if m} | {_WORDS[kind] for kind in kinds})


def page() -> str:
    """Return the whole page."""
    lines = [
        "# OWL profiles",
        "",
        "Which part of OWL 2 each module stays in, as the OWL API 5.1.9 sees it; each line takes "
        "in what the module imports.",
        "A test holds this page to the ontology; in `tests/`, `python -m owlapi.profiles` "
        "renews it.",
        "",
        "| module | OWL 2 DL | RL | EL | QL |",
        "|---|---|---|---|---|",
    ]
    notes: dict[str, list[str]] = {}
    for path in MODULES:
        loaded = oracle.load(path, CATALOG)
        cells = []
        for profile in PROFILES:
            found = reasons(loaded, profile)
            cells.append("no" if found else "yes")
            if found:
                notes.setdefault(f"{path.stem}, {profile.removeprefix('OWL2_')}", []).extend(found)
        lines.append(f"| {path.stem} | {' | '.join(cells)} |")
    lines += [
        "",
        "## What keeps a module out",
        "",
        "| module, profile | because of |",
        "|---|---|",
        *(f"| {name} | {'; '.join(found)} |" for name, found in notes.items()),
        "",
        "But for `inferences`, which nobody imports, the ontology is OWL 2 RL in all that rules "
        "have to follow: `rdf:langString`",
        "is missing from the profile's list of 2012 only because RDF named it two years later.",
        "",
        "## What the check by rules can decide",
        "",
        "`interstate reason --fast` needs no Java. Where it says *consistent* or *contradiction*, "
        "HermiT says so too. Where the",
        "ontology uses a construct that rules cannot follow, it names the construct and its file, "
        "and is sure of two things only: the",
        "contradictions that it finds, and that all else has none. Each line is a test, in which "
        "HermiT is asked as well; so are",
        "every fixture of the shapes and hundreds of random mixtures of these constructs.",
        "",
        "| a clash, or none, by | rules |",
        "|---|---|",
    ]
    said = {False: "find it", None: "say that they cannot tell", True: "rightly find none"}
    lines += [f"| {name} | {said[verdict]} |" for name, (verdict, _) in sorted(CONSTRUCTS.items())]
    return "\n".join((*lines, ""))


def main(target: Path = PAGE) -> None:
    """Renew the page."""
    oracle.start_jvm(9)
    target.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
