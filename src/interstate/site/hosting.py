"""Files for hosts: sitemap, robots, ``/.well-known/void``, and rules for Apache.

``.htaccess`` beside the site answers for IRIs on the publisher's own host; ``w3id/`` holds the
folder to register at w3id.org, which sends people and programs on to that host. Both choose by
``Accept`` with its q-values, to one decimal, as mod_rewrite has no better arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import urlsplit

from interstate.namespaces import BASE
from interstate.publication_terms import LICENSE
from interstate.site.paths import SYNTAXES, encoded

_ACCEPTED = {
    "html": ("text/html", "application/xhtml\\+xml"),
    "ttl": ("text/turtle",),
    "jsonld": ("application/ld\\+json", "application/json"),
    "nt": ("application/n-triples",),
    "rdf": ("application/rdf\\+xml",),
}
_RANGES = (("html", ("text/\\*", "\\*/\\*")), ("jsonld", ("application/\\*",)))
_LEVELS = ("1", *(f"0.{n}" for n in range(9, 0, -1)))


PAGES = "pages.xml.gz"
"""The list of pages that the sitemap names, packed as the sitemaps protocol allows."""


def sitemap() -> str:
    """Return the sitemap: where the list of pages lies."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"<sitemap><loc>{escape(BASE + PAGES)}</loc></sitemap>\n</sitemapindex>\n"
    )


def page_list(pages: Iterable[str]) -> str:
    """Return the list of the pages for people, by address."""
    rows = "".join(
        f"<url><loc>{escape(BASE + encoded(page))}</loc></url>\n" for page in sorted(pages)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )


def robots() -> str:
    """Return ``robots.txt``: everything may be read."""
    return f"User-agent: *\nAllow: /\nSitemap: {BASE}sitemap.xml\n"


def htaccess(target: str = "") -> str:
    """Return rules for Apache.

    Args:
        target: where the site is hosted (``https://example.org/interstate/``), for the folder at
            w3id.org; "" for the site's own host.
    """
    lines = [
        "# Things lead (303) to documents about them, in the syntax that the client asks for.",
        "Options -MultiViews",
        *(_own_host() if not target else ()),
        "<IfModule mod_headers.c>",
        "Header always merge Vary Accept env=CHOSEN",
        "</IfModule>",
        "RewriteEngine On",
        *(_links() if not target else ()),
        *_choice(),
        *_redirects(target),
    ]
    return "\n".join(lines) + "\n"


def _own_host() -> Iterator[str]:
    for ending, media_type in SYNTAXES.items():
        if ending != "html":
            yield f"AddType {media_type} .{ending}"
    yield "AddType application/n-quads .nq"
    yield "AddType application/owl+xml .owx"
    yield "AddType text/owl-functional .ofn"
    yield "AddType application/trig .trig"
    yield "AddType application/wasm .wasm"
    yield "AddDefaultCharset UTF-8"
    path = urlsplit(BASE).path
    yield f"ErrorDocument 404 {path}404.html"
    offers = ", ".join(f"{media_type} (.{ending})" for ending, media_type in SYNTAXES.items())
    yield f'ErrorDocument 406 "This can be had as {offers}."'
    yield "<IfModule mod_headers.c>"
    yield 'Header set Access-Control-Allow-Origin "*"'
    yield "</IfModule>"
    yield '<Files "void">'
    yield "ForceType text/turtle"
    yield "</Files>"


def _links() -> Iterator[str]:
    """Name a document's thing, its other syntaxes and the licence in ``Link``, as the server does.

    Of names with characters that an address has to escape the licence alone is told.
    """
    path, endings = urlsplit(BASE).path, "|".join(SYNTAXES)
    yield f"RewriteRule ^doc/([A-Za-z0-9._~/-]+)\\.(?:{endings})$ - [L,E=DOCUMENT:$1]"
    yield "<IfModule mod_headers.c>"
    yield f'Header set Link "<{LICENSE.value}>; rel=\\"license\\""'
    for ending, media_type in SYNTAXES.items():
        other = f'<{path}doc/%{{DOCUMENT}}e.{ending}>; rel=\\"alternate\\"; type=\\"{media_type}\\"'
        unlike = f"-n env('DOCUMENT') && %{{REQUEST_URI}} !~ m#\\.{ending}$#"
        yield f'Header add Link "{other}" "expr={unlike}"'
    yield f'Header add Link "<{BASE}%{{DOCUMENT}}e>; rel=\\"describes\\"" env=DOCUMENT'
    described = '<%{resp:Location}>; rel=\\"describedby\\"'
    yield f'Header always set Link "expr={described}" "expr=-n resp(\'Location\')"'
    yield "</IfModule>"


def _choice() -> Iterator[str]:
    """Set SYNTAX to the best syntax that the client accepts, "none" if there is none."""
    yield "RewriteRule ^ - [E=SYNTAX:none]"
    yield "RewriteCond %{HTTP_ACCEPT} ^$"
    yield "RewriteRule ^ - [E=SYNTAX:html]"
    for level in _LEVELS:
        for ending, types in (*_ACCEPTED.items(), *_RANGES):
            yield "RewriteCond %{ENV:SYNTAX} ^none$"
            yield f"RewriteCond %{{HTTP_ACCEPT}} {_pattern(types, level)} [NC]"
            yield f"RewriteRule ^ - [E=SYNTAX:{ending}]"


def _pattern(types: Iterable[str], level: str) -> str:
    """Return a pattern for a media range that is wanted at this level.

    A range without q is wanted most; parameters before q do not matter.
    """
    names = "|".join(types)
    head = f"(?:^|,)\\s*(?:{names})\\s*(?:;\\s*(?!q=)[^,;]*)*"
    wanted = "(?:;\\s*q=1(?:\\.0*)?\\s*)?" if level == "1" else f";\\s*q={level}[0-9]*\\s*"
    quoted = f"{head}{wanted}(?:,|$)"
    return f'"{quoted}"'


def _redirects(target: str) -> Iterator[str]:
    """Lead things to documents; the order is that of the special cases in ``paths.RULES``."""
    root = target or urlsplit(BASE).path

    def to(pattern: str, document: str) -> Iterator[str]:
        yield "RewriteCond %{ENV:SYNTAX} !^none$"
        yield f"RewriteRule {pattern} {root}doc/{document}.%{{ENV:SYNTAX}} [R=303,NE,L,E=CHOSEN:1]"
        yield "RewriteCond %{ENV:SYNTAX} ^none$"
        yield f"RewriteRule {pattern} - [R=406,L,E=CHOSEN:1]"

    if target:
        yield f"RewriteRule ^$ {target} [R=302,L]"
        yield f"RewriteRule ^\\.well-known/void$ {target}.well-known/void [R=302,L]"
        files = "(?:doc|assets|download)/.+|[a-z0-9.-]+\\.(?:html|gz|xml|txt)"
        yield f"RewriteRule ^({files})$ {target}$1 [R=302,L]"
        yield f"RewriteRule ^context\\.jsonld$ {target}download/context.jsonld [R=302,L]"
    yield from to("^id/view/([^/]+)/.+$", "id/view/$1")
    passage = "^id/([^/]+)/(p[0-9]+)(?:-position)?$"
    yield "RewriteCond %{ENV:SYNTAX} ^html$"
    sentence = f"{root}doc/id/$1/passages.html#$2"
    yield f"RewriteRule {passage} {sentence} [R=303,NE,L,E=CHOSEN:1]"
    yield from to(passage, "id/$1/passages")
    yield from to("^np/(.+)$", "id/$1")
    yield from to("^data/view/([^/]+)/[0-9]+\\.[0-9.]+$", "data/view/$1")
    yield from to("^data/(?:class|links)/.+$", "data")
    yield from to("^(?:void|catalog)$", "catalog")
    yield from to("^(?:build|software)/(.+)$", "build/$1")
    yield from to("^ontology/[0-9]+\\.[0-9.]+$", "ontology")
    yield from to("^ontology/([a-z-]+)/[0-9]+\\.[0-9.]+$", "ontology/$1")
    yield from to("^((?:id|data|ontology|shapes)/.+)$", "$1")
    yield from to("^(ns|ontology|shapes|data|np)/?$", "$1")


def w3id_readme(host: str) -> str:
    """Return the README that w3id.org asks for."""
    return (
        "# Interstate\n\n"
        "Linked data for international relations: ontology, claims, situations and theories.\n\n"
        f"* Namespace: <{BASE}>\n* Documents: <{host}>\n\n"
        "Every IRI leads to a document in HTML, Turtle, JSON-LD, N-Triples or RDF/XML, by "
        "`Accept`.\n\n"
        "Maintainer: whoever registers this folder puts name and GitHub account here, and the "
        "host's address into `.htaccess`.\n"
    )
