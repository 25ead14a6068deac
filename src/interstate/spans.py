"""What identifies a span of text without storing it: the digest of its normalised words."""

from __future__ import annotations

import unicodedata
from hashlib import sha256


def normalise(text: str) -> str:
    r"""Return ``text`` in Unicode form NFC, runs of white space as one space, trimmed.

    >>> normalise(" cafe\u0301 \n\n noir ")
    'café noir'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def digest(span_text: str) -> str:
    r"""Return the SHA-256 (hexadecimal) of a span's normalised words.

    Wrapping lines anew changes nothing; any other change does:

    >>> digest("a b") == digest(" a\n\nb ") != digest("ab")
    True
    """
    return sha256(normalise(span_text).encode()).hexdigest()


def text_digest(text: str) -> str:
    """Return the SHA-256 (hexadecimal) of a whole text's UTF-8 bytes, as they stand."""
    return sha256(text.encode()).hexdigest()
