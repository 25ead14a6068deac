"""The command line: one module per verb, each a thin function over the library.

Exit codes: 0 clean, 1 findings, 2 misuse or unreadable input, 3 a tool is missing, 70 a bug,
130 interrupted.
"""

from __future__ import annotations

import difflib
import importlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import typer

from interstate.commands import console
from interstate.errors import InterstateError

VERBS = {
    "ask": "ask",
    "build": "build",
    "check": "check",
    "compare": "compare",
    "contradictions": "contradictions",
    "coverage": "coverage",
    "fmt": "fmt",
    "new-source": "new_source",
    "publish": "publish",
    "query": "query",
    "reason": "reason",
    "segment": "segment",
    "serve": "serve",
    "show": "show",
    "theory": "theory",
    "trace": "trace",
    "verify": "verify",
    "view": "view",
}
"""Verb -> module in this package; the module has a function or a ``typer.Typer`` of that name."""


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        console.out().print(version("interstate"))
        raise typer.Exit


def _start(
    _show_version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Linked data for international relations: every statement traceable to its sentence.

    Begin with:  interstate check   then  interstate ask  and  interstate show state:usa
    """


def _application(verbs: Mapping[str, str]) -> typer.Typer:
    app = typer.Typer(
        name="interstate",
        rich_markup_mode=None,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_start)
    for verb, module in verbs.items():
        entry: Callable[..., int] | typer.Typer = getattr(
            importlib.import_module(f"interstate.commands.{module}"), module
        )
        if isinstance(entry, typer.Typer):
            for command in entry.registered_commands:
                command.short_help = _summary(command.callback)
            app.add_typer(entry, name=verb, short_help=entry.info.help)
        else:
            app.command(verb, short_help=_summary(entry))(entry)
    return app


def _summary(verb: Callable[..., int] | None) -> str:
    """Return the first paragraph of a verb's help whole: typer would cut it after some words."""
    return " ".join((verb.__doc__ or "").strip().split("\n\n")[0].split())


def _needed(argv: Sequence[str]) -> Mapping[str, str]:
    """Return the one verb that is asked for, so that nothing else is loaded, else all of them.

    >>> dict(_needed(["check", "--help"])), len(_needed(["chek"])) == len(VERBS)
    ({'check': 'check'}, True)
    """
    return {verb: VERBS[verb] for verb in argv[:1] if verb in VERBS} or VERBS


INTERRUPTED = "interrupted; what was there before is left as it was."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; tests call this without a subprocess."""
    try:
        application = _application(_needed(sys.argv[1:] if argv is None else argv))
        result = application(args=argv, standalone_mode=False, prog_name="interstate")
        code = int(result or 0)  # typer returns 130 for Ctrl-C, and says nothing
        return _fail(INTERRUPTED, 130) if code == 130 else code
    except (typer.Abort, KeyboardInterrupt):
        return _fail(INTERRUPTED, 130)
    except typer.TyperException as error:
        message = error.format_message()
        if message.startswith("Usage:"):  # nothing was asked for, so the help is the answer
            console.err().print(message)
            return 2
        return _fail(_misuse(error), 2)
    except InterstateError as error:
        return _fail(str(error), error.exit_code)


def _misuse(error: typer.TyperException) -> str:
    """Say what was wrong with the command line, and what would have been right."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    wrong = re.search(r"No such command '(.+)'", message)
    verbs = getattr(context.command, "commands", {})
    near = difflib.get_close_matches(wrong[1], verbs, n=1) if wrong else []
    if near and "Did you mean" not in message:
        message = f"{message} Did you mean '{near[0]}'?"
    usage = " ".join(context.get_usage().split())
    return f"{message}\n{usage}\nExplained by: {context.command_path} --help"


def _fail(message: str, exit_code: int) -> int:
    console.err().print(f"interstate: {message}")
    return exit_code
