"""The errors a caller can meet, each with the exit code the command line gives it.

Findings (a graph that does not conform) are *results*, never exceptions; see ``findings``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path


class InterstateError(Exception):
    """Something the caller can mend; the message names file or node, rule and remedy."""

    exit_code = 2


class InputError(InterstateError):
    """Input cannot be read or used: broken syntax, wrong encoding, unknown name, misuse."""

    def __init__(
        self,
        problem: str,
        *,
        remedy: str,
        path: Path | str | None = None,
        line: int | None = None,
    ) -> None:
        """Build the one-line message ``path:line: problem Remedy: remedy``."""
        where = "" if path is None else f"{path}{'' if line is None else f':{line}'}: "
        super().__init__(f"{where}{problem} Remedy: {remedy}")
        self.problem = problem
        self.remedy = remedy
        self.path = None if path is None else Path(path)
        self.line = line

    def __reduce__(self) -> tuple[Callable[[], InputError], tuple[()]]:
        """Let the error travel between processes although it takes keywords."""
        make = partial(type(self), self.problem, remedy=self.remedy, path=self.path, line=self.line)
        return make, ()


class MissingToolError(InterstateError):
    """A program or optional package that the work needs is not there, or gave up."""

    exit_code = 3


class OutputError(InterstateError):
    """Output cannot be written; what was there before is left whole."""
