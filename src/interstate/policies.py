"""What a view accepts: policies, one small TOML file each, that explain themselves in words.

A policy is data. ``data/views/<name>.toml`` has a title, an explanation, and any of the settings
below; what is left out has its default. A file with ``each_source = true`` stands for one policy
per source, so that no source needs to be named here or in the code.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from pyoxigraph import NamedNode

from interstate.errors import InputError
from interstate.graphs import read_text
from interstate.namespaces import ID, PREFIXES
from interstate.resources import project_root

Contested = Literal["keep", "drop", "earliest-source"]

STANCES = ("endorses", "reports", "doubts")
"""Stances that a policy may let carry; a disputed content is denied under every policy."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is accepted; None for ``sources`` and ``speakers`` means all of them.

    ``stances`` are those that let an inner content hold. ``hearsay_depth`` is the largest number
    of claims between a source and what holds. ``inferred`` keeps what the curators inferred
    (stances and times). ``without_claims`` is for leave-one-out runs.
    """

    name: str
    title: str
    words: str
    sources: frozenset[str] | None = None
    without_sources: frozenset[str] = frozenset()
    speakers: frozenset[NamedNode] | None = None
    without_speakers: frozenset[NamedNode] = frozenset()
    stances: frozenset[str] = frozenset({"endorses"})
    hearsay_depth: int | None = None
    inferred: bool = True
    contested: Contested = "keep"
    corrections: bool = False
    without_claims: frozenset[NamedNode] = frozenset()

    def settings(self) -> dict[str, object]:
        """Return what decides the view (not its name or words), ready for JSON."""

        def sort(values: Iterable[NamedNode | str] | None) -> list[str] | None:
            if values is None:
                return None
            return sorted(v if isinstance(v, str) else v.value for v in values)

        return {
            "contested": self.contested,
            "corrections": self.corrections,
            "hearsay_depth": self.hearsay_depth,
            "inferred": self.inferred,
            "sources": sort(self.sources),
            "speakers": sort(self.speakers),
            "stances": sort(self.stances),
            "without_claims": sort(self.without_claims),
            "without_sources": sort(self.without_sources),
            "without_speakers": sort(self.without_speakers),
        }

    def digest(self) -> str:
        """Return the SHA-256 of the settings."""
        return hashlib.sha256(json.dumps(self.settings(), sort_keys=True).encode()).hexdigest()

    def leaving_out(
        self,
        *,
        claims: Iterable[NamedNode] = (),
        sources: Iterable[str] = (),
        speakers: Iterable[NamedNode] = (),
    ) -> Policy:
        """Return the policy that also leaves these out."""
        return replace(
            self,
            without_claims=self.without_claims | frozenset(claims),
            without_sources=self.without_sources | frozenset(sources),
            without_speakers=self.without_speakers | frozenset(speakers),
        )


DEFAULT = Policy("default", "What sources say themselves or endorse", "")
"""The plain default, for library calls without a project folder."""


def load_policies(
    root: Path | str | None = None, citekeys: Collection[str] | None = None
) -> tuple[Policy, ...]:
    """Return every policy of a project, by name; the default one first.

    ``citekeys`` are the project's sources (default: the folders of ``data/sources``).

    Raises:
        InputError: a file that is not TOML, an unknown setting, a wrong value.
    """
    folder = project_root(root)
    keys = sorted(
        citekeys
        if citekeys is not None
        else (p.name for p in (folder / "data/sources").glob("*") if p.is_dir())
    )
    found = [
        policy
        for path in sorted((folder / "data/views").glob("*.toml"))
        for policy in load_policy(path, keys)
    ]
    if not any(policy.name == "default" for policy in found):
        raise InputError(
            "there is no view 'default'.", remedy="write data/views/default.toml.", path=folder
        )
    if any(policy.name == "default" and policy.contested != "keep" for policy in found):
        raise InputError(
            "the default view chooses among contested values, which are found by way of it.",
            remedy="let it keep them, and write another view that drops them.",
            path=folder / "data/views/default.toml",
        )
    return tuple(sorted(found, key=lambda policy: (policy.name != "default", policy.name)))


def find_policy(policies: Iterable[Policy], name: str) -> Policy:
    """Return the policy of that name.

    Raises:
        InputError: there is none; the message has the nearest names.
    """
    by_name = {policy.name: policy for policy in policies}
    if name not in by_name:
        near = difflib.get_close_matches(name, by_name, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise InputError(
            f"there is no view '{name}'.", remedy=f"{hint}choose from {', '.join(sorted(by_name))}."
        )
    return by_name[name]


def load_policy(path: Path, citekeys: Collection[str] = ()) -> tuple[Policy, ...]:
    """Read one policy file; a template gives one policy per source.

    Raises:
        InputError: see :func:`load_policies`.
    """
    try:
        table = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"broken TOML: {error}.", remedy="see docs/views.md for a policy file.", path=path
        ) from error
    reader = _Reader(path, table)
    policy = Policy(
        name=path.stem,
        title=reader.text("title"),
        words=" ".join(reader.text("words").split()),
        sources=reader.citekeys("sources", citekeys),
        without_sources=reader.citekeys("without_sources", (*citekeys, "interstate"))
        or frozenset(),
        speakers=reader.agents("speakers"),
        without_speakers=reader.agents("without_speakers") or frozenset(),
        stances=reader.stances(),
        hearsay_depth=reader.depth(),
        inferred=reader.flag("inferred", default=True),
        contested=reader.contested(),
        corrections=reader.flag("corrections", default=False),
    )
    each = reader.flag("each_source", default=False)
    reader.finish()
    if not each:
        return (policy,)
    wanted = [key for key in sorted(citekeys) if key not in policy.without_sources]
    return tuple(
        replace(
            policy,
            name=f"{policy.name}-{key}",
            title=f"{policy.title}: {key}",
            sources=frozenset({key}),
        )
        for key in wanted
    )


class _Reader:
    """Takes settings out of a table and says what is wrong with them."""

    def __init__(self, path: Path, table: Mapping[str, Any]) -> None:
        self._path = path
        self._table = dict(table)
        self._known: list[str] = []

    def _take(self, key: str, default: object = None) -> object:
        self._known.append(key)
        return self._table.pop(key, default)

    def _refuse(self, problem: str, remedy: str) -> InputError:
        return InputError(problem, remedy=remedy, path=self._path)

    def finish(self) -> None:
        for key in self._table:
            near = difflib.get_close_matches(key, self._known, n=1)
            raise self._refuse(
                f"'{key}' is no setting of a view.",
                f"{f'did you mean {near[0]}? ' if near else ''}"
                f"choose from {', '.join(sorted(self._known))}.",
            )

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self._refuse(f"'{key}' is missing.", f'say {key} = "…" in words.')
        return value.strip()

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self._refuse(f"'{key}' is {value!r}.", "write true or false.")
        return value

    def _list(self, key: str) -> list[str] | None:
        value = self._take(key, "all")
        if value == "all":
            return None
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self._refuse(f"'{key}' is {value!r}.", 'write "all" or a list of strings.')
        return value

    def citekeys(self, key: str, known: Collection[str]) -> frozenset[str] | None:
        found = self._list(key)
        for name in found or ():
            if name not in known:
                near = difflib.get_close_matches(name, list(known), n=1)
                raise self._refuse(
                    f"'{key}' names {name!r}, which is no source of this project.",
                    f"{f'did you mean {near[0]}? ' if near else ''}"
                    f"choose from {', '.join(sorted(known))}.",
                )
        return None if found is None else frozenset(found)

    def agents(self, key: str) -> frozenset[NamedNode] | None:
        found = self._list(key)
        return None if found is None else frozenset(map(agent_node, found))

    def stances(self) -> frozenset[str]:
        found = self._list("stances")
        for name in found or ():
            if name not in STANCES:
                raise self._refuse(
                    f"'stances' names {name!r}.", f"choose from {', '.join(STANCES)}."
                )
        return frozenset(("endorses",) if found is None else found)

    def depth(self) -> int | None:
        value = self._take("hearsay_depth")
        if value is None or (type(value) is int and value >= 0):
            return value
        raise self._refuse(
            f"'hearsay_depth' is {value!r}.", "write 0, 1, 2 …, or leave it out for any depth."
        )

    def contested(self) -> Contested:
        value = self._take("contested", "keep")
        if value not in get_args(Contested):
            raise self._refuse(
                f"'contested' is {value!r}.", f"choose from {', '.join(get_args(Contested))}."
            )
        return cast("Contested", value)


def agent_node(name: str) -> NamedNode:
    """Return the node of an agent written as ``person:jane-doe``, or of its IRI.

    >>> agent_node("person:jane-doe").value
    'https://w3id.org/interstate/id/person/jane-doe'
    """
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES.get(prefix, f"{ID}{prefix}/") + local if local[:2] != "//" else name)
