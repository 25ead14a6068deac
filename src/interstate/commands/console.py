"""Two consoles: results go to stdout, talk and progress to stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.text import Text


def out() -> Console:
    """Return the console for results: no markup, no wrapping, no colour surprises."""
    return Console(markup=False, emoji=False, highlight=False, soft_wrap=True)


def err() -> Console:
    """Return the console for progress and errors."""
    return Console(stderr=True, markup=False, emoji=False, highlight=False, soft_wrap=True)


@contextmanager
def steps(first: str) -> Iterator[Callable[[str], None]]:
    """Show one line of progress on a terminal, which the function yielded replaces.

    Unlike rich's status it starts no thread, so that work below may fork.
    """
    line = Live(Text(first), console=err(), auto_refresh=False, transient=True)
    with line:
        yield lambda step: line.update(Text(step), refresh=True)
