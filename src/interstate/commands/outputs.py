"""Where a report goes, and in which format: ``--format`` says, else the ending of ``--output``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.errors import InputError
from interstate.files import write_atomically

REPORTS = {".txt": "text", ".html": "html", ".json": "json", ".ttl": "turtle"}
"""Each ending of a report's file, and its format."""

ReportFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        help=f"How to write: {', '.join(REPORTS.values())}. Default: by the ending of "
        "--output, else text.",
        show_default=False,
    ),
]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--output", help=f"Write to this file ({' '.join(REPORTS)}); without it, to stdout."
    ),
]


def check_format(named: str, *formats: str) -> None:
    """Refuse a format that is none of ``formats`` (text and json, unless named).

    Raises:
        InputError: there is no such format.
    """
    known = formats or ("text", "json")
    if named not in known:
        raise InputError(
            f"there is no format '{named}'.",
            remedy=f"choose {', '.join(known[:-1])} or {known[-1]}.",
        )


def chosen_format(named: str | None, to: Path | None, endings: Mapping[str, str]) -> str:
    """Return the format to write: the ``named`` one, else what the ending of ``to`` says.

    ``endings`` maps each ending of a file to its format; the first format is for the terminal.

    >>> endings = {".txt": "text", ".html": "html"}
    >>> chosen_format(None, Path("a.html"), endings), chosen_format("text", Path("a.html"), endings)
    ('html', 'text')
    >>> chosen_format(None, None, endings)
    'text'

    Raises:
        InputError: there is no such format, or none that goes with the ending.
    """
    formats = list(dict.fromkeys(endings.values()))
    if named is not None:
        if named not in formats:
            raise InputError(
                f"there is no format '{named}'.", remedy=f"choose from {', '.join(formats)}."
            )
        return named
    if to is None:
        return formats[0]
    if to.suffix.lower() not in endings:
        ending = f"the ending '{to.suffix}'" if to.suffix else "no ending"
        raise InputError(
            f"{to.name}: {ending} says no format to write.",
            remedy=f"end it in {', '.join(endings)}, or name a --format.",
        )
    return endings[to.suffix.lower()]


def deliver(text: str, to: Path | None) -> None:
    """Print a report as it stands, or write it to a file."""
    if to is None:
        console.out().print(text, end="")
    else:
        write_atomically(to, text)
