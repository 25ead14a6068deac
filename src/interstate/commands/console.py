"""Two consoles: results go to stdout, talk and progress to stderr."""

from __future__ import annotations

from rich.console import Console


def out() -> Console:
    """Return the console for results: no markup, no wrapping, no colour surprises."""
    return Console(markup=False, emoji=False, highlight=False, soft_wrap=True)


def err() -> Console:
    """Return the console for progress and errors."""
    return Console(stderr=True, markup=False, emoji=False, highlight=False, soft_wrap=True)
