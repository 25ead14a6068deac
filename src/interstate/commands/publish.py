"""``interstate publish``: everything under a base of one's own, with one's own data if wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def publish(
    base: Annotated[
        str,
        typer.Option("--base", help="Where IRIs are to begin: https://example.org/kg/"),
    ],
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Your data folder: sources/<citekey>/, reference/, views/."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", help="The folder to write; an earlier build is replaced.")
    ] = Path("dist"),
    root: Annotated[
        Path | None, typer.Option("--root", help="The project to publish. Default: ours.")
    ] = None,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Skip the checks (for trying things out).")
    ] = False,
) -> int:
    """Check and build the site and all files for your own domain; nothing of ours is edited.

    Every IRI begins with --base. With --data your sources take the place of the shipped ones;
    ontology, shapes and closed lists come along. Copy what is in site/ to where --base points
    (rsync -rL: its download/ holds links): pages work on any host, and on Apache site/.htaccess
    answers for the IRIs. With a base at w3id.org, w3id/ holds the rules to register there.

    Examples:  interstate publish --base https://example.org/kg/
               interstate publish --base https://example.org/kg/ --data mine/ --out public/
    """
    from interstate.rebase import publish as publish_project

    return publish_project(base, out, root=root, data=data, unchecked=unchecked)
