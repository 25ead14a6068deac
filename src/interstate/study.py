"""A project as a scholar studies it: its policies, views and contradictions, each computed once.

>>> from interstate.project import open_project
>>> study = Study(open_project())
>>> study.view("default").policy.title
'What sources say themselves or endorse'
"""

from __future__ import annotations

from functools import cached_property

from interstate.contradictions import Contradictions, find_contradictions
from interstate.ground import Ground
from interstate.policies import Policy, find_policy
from interstate.project import Project
from interstate.views import View, build_view


class Study:
    """Views and contradictions of one project."""

    def __init__(self, project: Project) -> None:
        """Wrap ``project``; nothing is computed yet."""
        self.project = project
        self._views: dict[tuple[str, str], View] = {}

    @property
    def ground(self) -> Ground:
        """What all views are built from."""
        return self.project.ground

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The project's policies, the default one first."""
        return self.project.policies

    @cached_property
    def contradictions(self) -> Contradictions:
        """What does not fit together in the claims."""
        return find_contradictions(self.project.store, self.ground, self.project.corpus.root)

    def policy(self, name: str) -> Policy:
        """Return a shipped policy by name.

        Raises:
            InputError: there is none of that name.
        """
        return find_policy(self.policies, name)

    def view(self, policy: Policy | str) -> View:
        """Build a view, or return the one built before.

        Raises:
            InputError: no policy has that name.
        """
        chosen = self.policy(policy) if isinstance(policy, str) else policy
        key = (chosen.name, chosen.digest())
        if key not in self._views:
            # Contradictions take longer than a view; only policies that choose sides need them.
            contests = () if chosen.contested == "keep" else self.contradictions.contests()
            self._views[key] = build_view(self.ground, chosen, contests)
        return self._views[key]
