"""Two consoles: results go to stdout, talk and progress to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from rich.console import Console, RenderableType
from rich.live import Live
from rich.status import Status
from rich.text import Text


class _Console(Console):
    def on_broken_pipe(self) -> NoReturn:
        """End quietly and well when the reader (``head``, say) has had enough."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0)


def out() -> Console:
    """Return the console for results: no markup, no wrapping, no colour surprises."""
    return _Console(markup=False, emoji=False, highlight=False, soft_wrap=True)


class _Talk(_Console):
    def status(self, status: RenderableType, **settings: Any) -> Status:
        """Show what is being done; where no terminal can replace it, say it once in a line."""
        if not self.is_terminal:
            self.print(f"interstate: {status} …")
        return super().status(status, **settings)


def err() -> Console:
    """Return the console for progress and errors."""
    return _Talk(stderr=True, markup=False, emoji=False, highlight=False, soft_wrap=True)


@contextmanager
def steps(first: str) -> Iterator[Callable[[str], None]]:
    """Show one line of progress on a terminal, which the function yielded replaces.

    Unlike rich's status it starts no thread, so that work below may fork. Where there is no
    terminal it says the first step in a line, and no more.
    """
    talk = err()
    if not talk.is_terminal:
        talk.print(f"interstate: {first} …")
    line = Live(Text(first), console=talk, auto_refresh=False, transient=True)
    with line:
        yield lambda step: line.update(Text(step), refresh=True)
