"""Theories that run: predictions put to the record under a view, with all that a verdict rests on.

``docs/theories.md`` tells how to write a proposition, a probe, an implication and a rival.
"""

from __future__ import annotations

import difflib
from functools import cached_property

from pyoxigraph import NamedNode

from interstate.assessment import Assessor
from interstate.bench import Bench
from interstate.errors import InputError
from interstate.graphs import Index
from interstate.policies import Policy
from interstate.resting import with_resting
from interstate.study import Study
from interstate.theory_checks import check_theories, interpretive_probes
from interstate.theory_library import Implication, Library, Theory, find_theory, load_library
from interstate.verdicts import Verdict

__all__ = ["Laboratory", "check_theories"]


class Laboratory:
    """The theories of a project, ready to be put to its views."""

    def __init__(self, study: Study) -> None:
        """Wrap ``study``; nothing is run yet."""
        self.study = study
        self._assessors: dict[str, Assessor] = {}

    @cached_property
    def library(self) -> Library:
        """Theories, probes and implications."""
        corpus = self.study.project.corpus
        return load_library(corpus.index, corpus.hierarchy)

    @cached_property
    def _interpretive(self) -> frozenset[NamedNode]:
        corpus = self.study.project.corpus
        return interpretive_probes(self.library, Index(corpus.ontology_triples), corpus.hierarchy)

    def theory(self, name: str) -> Theory:
        """Return a theory by slug, prefixed name or IRI.

        Raises:
            InputError: there is none of that name; the message has the nearest.
        """
        found = find_theory(self.library, name)
        if found is not None:
            return found
        names = [t.iri.value.rsplit("/", 1)[-1] for t in self.library.theories]
        near = difflib.get_close_matches(name, names, n=1)
        raise InputError(
            f"there is no theory '{name}'.",
            remedy=f"{f'did you mean {near[0]}? ' if near else ''}choose from {', '.join(names)}.",
        )

    def assessor(self, policy: Policy) -> Assessor:
        """Return the assessor for a policy's view, loaded once."""
        key = f"{policy.name} {policy.digest()}"
        if key not in self._assessors:
            study = self.study
            contests = () if policy.contested == "keep" else study.contradictions.contests()
            bench = Bench(study.ground, study.project.corpus.hierarchy, policy, contests)
            self._assessors[key] = Assessor(
                bench, study.ground, self.library, interpretive=self._interpretive
            )
        return self._assessors[key]

    def test(
        self, implication: Implication, policy: Policy, *, resting: bool = False
    ) -> tuple[Verdict, ...]:
        """Return the verdicts of one implication under a policy, one per case.

        With ``resting`` each also says what it rests on (dozens of runs of the probe).
        """
        assessor = self.assessor(policy)
        verdicts = assessor.assess(implication)
        return with_resting(assessor, implication, verdicts) if resting else verdicts
