"""Two consoles: results go to stdout, talk and progress to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console
from rich.live import Live
from rich.text import Text


class _Console(Console):
    def on_broken_pipe(self) -> NoReturn:
        """End quietly and well when the reader (``head``, say) has had enough."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0)


def out() -> Console:
    """Return the console for results: no markup, no wrapping, no colour surprises."""
    return _Console(markup=False, emoji=False, highlight=False, soft_wrap=True)


def err() -> Console:
    """Return the console for progress and errors."""
    return _Console(stderr=True, markup=False, emoji=False, highlight=False, soft_wrap=True)


@contextmanager
def steps(first: str) -> Iterator[Callable[[str], None]]:
    """Show one line of progress on a terminal, which the function yielded replaces.

    Unlike rich's status it starts no thread, so that work below may fork.
    """
    line = Live(Text(first), console=err(), auto_refresh=False, transient=True)
    with line:
        yield lambda step: line.update(Text(step), refresh=True)
