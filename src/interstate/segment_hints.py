"""What a reader tells the segmenter where looks deceive: offsets, never words of the text.

``segmentation.toml`` lies beside a source's data::

    text-digest = "…"               # SHA-256 of the text that the offsets are for
    headings = [[120, 131]]         # spans that are headings
    furniture = [[900, 940]]        # spans that are furniture of the page
    running-text = [[960, 990]]     # lines taken for a heading or furniture that are neither
    breaks = [2040]                 # a sentence begins here
    joins = [3015]                  # no sentence begins here
    page-breaks = [4711]            # a page begins here
    numbers-stand = "top"           # where the page has its printed number: "top" or "bottom"

    [[sections]]                    # a part that has no heading of its own in the text
    start = 1755
    title = "[introduction]"        # supplied by the curators: in square brackets
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from interstate.errors import InputError
from interstate.graphs import read_text

FILE_NAME = "segmentation.toml"


@dataclass(frozen=True, slots=True)
class Hints:
    """A reader's decisions about one text, by offsets in Unicode code points."""

    text_digest: str = ""
    headings: tuple[tuple[int, int], ...] = ()
    furniture: tuple[tuple[int, int], ...] = ()
    running_text: tuple[tuple[int, int], ...] = ()
    breaks: tuple[int, ...] = ()
    joins: tuple[int, ...] = ()
    page_breaks: tuple[int, ...] = ()
    numbers_stand: str = "top"
    sections: tuple[tuple[int, str], ...] = ()


def load_hints(folder: Path) -> Hints | None:
    """Return the hints in a source's folder, None where there are none.

    Raises:
        InputError: the file is not TOML, has an unknown key, or a value of the wrong form.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return None
    try:
        return parse_hints(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not TOML: {error}.", remedy="mend it.", path=path) from error
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{error}.",
            remedy=f"see the keys in the documentation of {__name__}.",
            path=path,
        ) from error


def parse_hints(toml: str) -> Hints:
    """Return the hints that a TOML text gives.

    >>> parse_hints("joins = [12]").joins
    (12,)

    Raises:
        ValueError: an unknown key, or a value of the wrong form.
    """
    given = {key.replace("-", "_"): value for key, value in tomllib.loads(toml).items()}
    known = {field.name for field in fields(Hints)}
    if unknown := sorted(set(given) - known):
        raise ValueError(f"there is no key '{unknown[0].replace('_', '-')}'")
    if given.get("numbers_stand", "top") not in ("top", "bottom"):
        raise ValueError("numbers-stand is neither 'top' nor 'bottom'")
    return Hints(
        text_digest=str(given.get("text_digest", "")),
        headings=tuple(_span(pair) for pair in given.get("headings", ())),
        furniture=tuple(_span(pair) for pair in given.get("furniture", ())),
        running_text=tuple(_span(pair) for pair in given.get("running_text", ())),
        breaks=tuple(_offset(o) for o in given.get("breaks", ())),
        joins=tuple(_offset(o) for o in given.get("joins", ())),
        page_breaks=tuple(_offset(o) for o in given.get("page_breaks", ())),
        numbers_stand=given.get("numbers_stand", "top"),
        sections=tuple(
            sorted(
                (_offset(part["start"]), str(part["title"])) for part in given.get("sections", ())
            )
        ),
    )


def _offset(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is not an offset (a whole number from 0)")
    return value


def _span(value: object) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"{value!r} is not a span [start, end]")
    start, end = _offset(value[0]), _offset(value[1])
    if start >= end:
        raise ValueError(f"the span {value!r} ends before it starts")
    return start, end
