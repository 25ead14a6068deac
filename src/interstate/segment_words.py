"""The words of English that the segmenter knows by name."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


ABBREVIATIONS = _words(
    """adm approx assn ca capt cf chap chs cmdr comp dept diss dr ed eds e.g esp est et figs fn fol
    gen gov hon i.e ibid lt maj mr mrs ms mss nn nos op p para paras pp pres prof pts repr rev sen
    sgt st trans viz vol vols vs jan feb apr jun jul aug sep sept oct nov dec"""
)
"""Words, in lower case, whose full stop never ends a sentence."""

BEFORE_NUMBERS = _words("app art arts c ch col d fig n no pt rep sec mar")
"""Words whose full stop does not end a sentence before a number: they are words of other senses."""

MAY_END = _words(
    "a.d a.m al b.c b.c.e bros c.e co corp d.c etc inc jr ltd p.m sr u.k u.n u.s u.s.a"
)
"""Abbreviations that sentences do end with: the next word decides."""

STARTERS = _words(
    """A After Although An And As At Because Before Both But By Despite During Even For From He
    Her His However I If In It Its Later Many Moreover Most No Nor Not On One Or Our She Since So
    Some Still Such That The Their Then There These They This Those Though Thus To Under Until We
    What When Where Whereas While Who Why With Yet You"""
)
"""Words that begin sentences much more often than names."""

SMALL_WORDS = _words(
    """a about after against among an and as at before behind between beyond but by during for
    from in into nor of off on onto or out over per since than the through to toward towards under
    until up upon versus via vs with within without"""
)
"""Words that headings leave without a capital."""
