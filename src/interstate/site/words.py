"""Times and numbers as people say them."""

from __future__ import annotations

import re

_MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905 (twelve quoted words are no easier to read)
)
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}


def time_in_words(text: str) -> str:
    """Return an EDTF string in words; what is too intricate stays as written.

    >>> time_in_words("2001-09-13"), time_in_words("1999-10"), time_in_words("198X")
    ('13 September 2001', 'October 1999', '1980s')
    >>> time_in_words("195X/.."), time_in_words("1998/"), time_in_words("2002/2003")
    ('since the 1950s', 'from 1998', '2002 to 2003')
    >>> time_in_words("{2002,2003}"), time_in_words("[1987..1989]"), time_in_words("1965~")
    ('2002 and 2003', 'in one of 1987–1989', 'about 1965')
    """
    if "/" in text:
        begin, end = text.split("/", 1)
        first, last = _unit(begin), _unit(end)
        if end == "..":
            return f"since {_the(first)}"
        if not end:
            return f"from {_the(first)}"
        if not begin or begin == "..":
            return f"until {_the(last)}"
        return f"{_the(first)} to {_the(last)}"
    if text.startswith("{") and text.endswith("}"):
        return " and ".join(_member(part) for part in text[1:-1].split(","))
    if text.startswith("[") and text.endswith("]"):
        inner = text[1:-1]
        joined = " or ".join(_member(part) for part in inner.split(","))
        return f"in one of {joined}" if ".." in inner else joined
    return _unit(text)


def _member(text: str) -> str:
    if ".." in text:
        begin, end = text.split("..", 1)
        return "–".join(_unit(part) for part in (begin, end) if part)
    return _unit(text)


def _the(words: str) -> str:
    return f"the {words}" if words.endswith("s") and words[:1].isdigit() else words


def _unit(text: str) -> str:
    """Return one date in words."""
    about = (text[-1:] in ("~", "?", "%") and "about ") or ""
    bare = text.rstrip("~?%")
    if re.fullmatch(r"-?\d{4}", bare):
        return about + (f"{int(bare[1:])} BC" if bare.startswith("-") else bare.lstrip("0"))
    if re.fullmatch(r"\d{3}X", bare):
        return f"{about}{bare[:3]}0s"
    if re.fullmatch(r"\d\dXX", bare):
        return f"{about}{bare[:2]}00s"
    match = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", bare)
    if match:
        year, month, day = match.groups()
        if month in _SEASONS:
            return f"{about}{_SEASONS[month]} {year}"
        if 1 <= int(month) <= 12:
            name = f"{_MONTHS[int(month) - 1]} {year}"
            return about + (f"{int(day)} {name}" if day else name)
    return text


def plain_count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> plain_count(1, "claim"), plain_count(1200, "claim"), plain_count(0, "story", "stories")
    ('1 claim', '1,200 claims', 'no stories')
    """
    noun = one if number == 1 else many or f"{one}s"
    return f"{number:,} {noun}" if number else f"no {noun}"


def role_words(label: str) -> str:
    """Return a property's name as a heading.

    >>> role_words("has speaker"), role_words("follows")
    ('speaker', 'follows')
    """
    return label.removeprefix("has ")


def and_list(names: list[str] | tuple[str, ...]) -> str:
    """Join names as in running text.

    >>> and_list(["a"]), and_list(["a", "b", "c"]), and_list([])
    ('a', 'a, b and c', '')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
