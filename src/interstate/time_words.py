"""What to write instead of a time in words: the table of the modelling guide, as advice."""

from __future__ import annotations

import re
from collections.abc import Callable

ROWS = {
    "decade": ("in the 1980s", "198X"),
    "third": ("late 1980s (early: 0–3, mid: 4–6, late: 7–9)", "[1987..1989], basis inferred"),
    "onward": ("from the 1950s onward", "195X/.."),
    "or": ("in 2002 or 2003", "[2002,2003]"),
    "and": ("in 2002 and 2003", "{2002,2003}"),
    "to": ("from 2002 to 2003", "2002/2003"),
}
"""How words become EDTF, by name of the row: what a source says, and what to write."""

_THIRDS = {"early": ("0", "3"), "mid": ("4", "6"), "late": ("7", "9")}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"([0-9]{1,2})(?:st|nd|rd|th)?"


def _third(m: re.Match[str]) -> str:
    low, high = _THIRDS[m[1]]
    return f"[{m[2]}{low}..{m[2]}{high}]"


def _date(year: str, month: str, day: str | None = None) -> str:
    number = month if month.isdigit() else str(_MONTHS.index(month) + 1)
    return f"{year}-{number:>02}" + (f"-{day:>02}" if day else "")


# Tried in order on the text in lower case; the first that fits the whole text speaks.
_RULES: tuple[tuple[str, str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?:in )?(?:the )?(early|mid|late)[ -](?:the )?([0-9]{3})0'?s", "third", _third),
    (
        r"(?:from|since) (?:the )?([0-9]{3})0'?s(?: on(?:wards?)?)?",
        "onward",
        lambda m: f"{m[1]}X/..",
    ),
    (r"(?:from|since) ([0-9]{4})(?: on(?:wards?)?)?", "onward", lambda m: f"{m[1]}/.."),
    (r"(?:in |during )?(?:the )?([0-9]{3})(?:0'?s|[xu])", "decade", lambda m: f"{m[1]}X"),
    (r"(?:in )?([0-9]{4}) or ([0-9]{4})", "or", lambda m: f"[{m[1]},{m[2]}]"),
    (r"(?:in )?([0-9]{4}) and ([0-9]{4})", "and", lambda m: f"{{{m[1]},{m[2]}}}"),
    (
        r"(?:from )?([0-9]{4}) ?(?:to|until|till|[-–—]) ?([0-9]{4})",
        "to",
        lambda m: f"{m[1]}/{m[2]}",
    ),
    (r"([0-9]{2})([0-9]{2})/([0-9]{2})", "to", lambda m: f"{m[1]}{m[2]}/{m[1]}{m[3]}"),
    (r"(?:c\.?|ca\.?|circa|about|around) ?([0-9]{4})", "", lambda m: f"{m[1]}~"),
    (r"([0-9]{4})(?:\?~|~\?)", "", lambda m: f"{m[1]}%"),
    (r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", "", lambda m: _date(m[1], m[2], m[3])),
    (r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?", "", lambda m: _date(m[1], m[2], m[3])),
    (rf"(?:in )?{_MONTH},? ([0-9]{{4}})", "", lambda m: _date(m[2], m[1])),
    (rf"(?:on )?{_DAY} {_MONTH},? ([0-9]{{4}})", "", lambda m: _date(m[3], m[2], m[1])),
    (rf"(?:on )?{_MONTH} {_DAY},? ([0-9]{{4}})", "", lambda m: _date(m[3], m[1], m[2])),
)


def suggestion_for(text: str) -> tuple[str, str] | None:
    """Return what to write for a time in words, and the name of the row that says so ("": none).

    >>> suggestion_for("the late 1970s")
    ('[1977..1979]', 'third')
    >>> suggestion_for("13 September 2001")
    ('2001-09-13', '')
    """
    words = " ".join(text.lower().split())
    for pattern, row, suggest in _RULES:
        match = re.fullmatch(pattern, words)
        if match is not None and (suggested := suggest(match)) != text:
            return suggested, row
    return None


def remedy_for(text: str) -> str:
    """Return the advice for a text that is not EDTF.

    >>> remedy_for("2002-2003")
    'write 2002/2003 ("from 2002 to 2003" is 2002/2003).'
    """
    found = suggestion_for(text)
    if found is None:
        table = "; ".join(f'"{words}" is {form}' for words, form in ROWS.values())
        return f"write an EDTF date such as 1999-10 ({table}), or leave the time out if unknown."
    suggested, row = found
    if not row:
        return f"write {suggested}."
    words, form = ROWS[row]
    basis = ", basis inferred" if row == "third" else ""
    return f'write {suggested}{basis} ("{words}" is {form}).'
