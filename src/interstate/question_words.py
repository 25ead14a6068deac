"""Tell whether a question speaks of what somebody asks for, in whatever form the words stand.

>>> said = "which demands were put to a state, and what was the reply?"
>>> speaks_of(said, "who demanded"), speaks_of(said, "replies"), speaks_of(said, "sanction")
(True, True, False)
"""

from __future__ import annotations

import re

_WORDS = """a about after all an and any are as at be been before between by can did do does for
    from had has have how in into is it its many me much of on or since that the their there these
    they this to under upon was were what when where which who whom whose why will with"""
_SMALL = frozenset(_WORDS.split())
"""Words that say nothing of a question's matter; they count where there are no others."""

_STEM = 5
"""Two words are forms of one if they begin with as many equal letters …"""
_SHARE = 0.7
"""… and those are this share of the shorter word."""


def speaks_of(said: str, wanted: str) -> bool:
    """Tell whether ``said`` (in small letters) has every word of ``wanted`` in some form."""
    words = wanted.lower().split()
    telling = [word for word in words if word not in _SMALL] or words
    return all(_stands_in(said, word) for word in telling)


def _stands_in(said: str, word: str) -> bool:
    if word in said:
        return True
    return word.isalpha() and any(_are_forms(word, other) for other in re.findall(r"[a-z]+", said))


def _are_forms(one: str, other: str) -> bool:
    """Tell whether two words are forms of one.

    >>> _are_forms("recognized", "recognition"), _are_forms("demanded", "democracy")
    (True, False)
    >>> _are_forms("replies", "reply"), _are_forms("says", "said")
    (True, False)
    """
    one, other = _without_ending(one), _without_ending(other)
    common = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    shorter = min(len(one), len(other))
    return one == other or (common >= _STEM and common >= shorter * _SHARE)


def _without_ending(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and len(word) > 4 else word
