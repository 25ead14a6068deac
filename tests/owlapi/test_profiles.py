"""The page about OWL profiles is what the OWL API says today."""

from __future__ import annotations

import pytest

from owlapi import oracle
from owlapi.profiles import PAGE, page, reasons
from owlapi.project import CATALOG, ROOT

pytestmark = pytest.mark.java


def test_the_page_is_up_to_date(network: object) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "renew it: cd tests && python -m owlapi.profiles"
    )


@pytest.mark.parametrize("module", ["agents", "claims", "interstate", "situations", "theories"])
def test_what_is_imported_stays_in_rl(module: str, network: object) -> None:
    """All but ranges of text with a language, which the profile of 2012 could not know."""
    loaded = oracle.load(ROOT / "ontology" / f"{module}.ttl", CATALOG)
    assert set(reasons(loaded, "OWL2_RL")) <= {"the range rdf:langString"}


def test_the_opt_in_module_goes_beyond(network: object) -> None:
    """The comparison can tell yes from no."""
    loaded = oracle.load(ROOT / "ontology" / "inferences.ttl", CATALOG)
    assert any("someValuesFrom" in reason for reason in reasons(loaded, "OWL2_RL"))
    assert reasons(loaded, "OWL2_DL") == []
