"""The site: a page and four syntaxes for every IRI, lists, pictures, search, all in one folder."""

from __future__ import annotations

from interstate.site.build import write_site

__all__ = ["write_site"]
