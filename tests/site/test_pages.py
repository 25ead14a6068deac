"""All pages: every link leads somewhere, nothing comes from elsewhere, everybody can read them."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from interstate.site.build import Site
from interstate.site.tops import ASSETS

from .html_checks import Page, broken_links, contrast, problems_of, read_page


@pytest.fixture(scope="module")
def pages(dist: Path) -> dict[str, Page]:
    folder = dist / "site"
    return {
        path.relative_to(folder).as_posix(): read_page(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }


def outside(dist: Path) -> tuple[str, ...]:
    return tuple(f"../{p.relative_to(dist).as_posix()}" for p in dist.rglob("*") if p.is_file())


def test_every_link_leads_somewhere(pages: dict[str, Page], dist: Path) -> None:
    assert len(pages) > 3000
    assert broken_links(dist / "site", pages, outside(dist)) == []


def test_every_page_is_sound(pages: dict[str, Page]) -> None:
    own = {name: page for name, page in pages.items() if name != "query.html"}
    assert {name: p for name, page in own.items() if (p := problems_of(page))} == {}


def test_nothing_of_a_small_site_is_broken(small: Path) -> None:
    folder = small / "site"
    pages = {
        p.relative_to(folder).as_posix(): read_page(p.read_text(encoding="utf-8"))
        for p in sorted(folder.rglob("*.html"))
    }
    assert broken_links(folder, pages, outside(small)) == []
    own = {name: page for name, page in pages.items() if name != "query.html"}
    assert {name: p for name, page in own.items() if (p := problems_of(page))} == {}


def test_every_page_can_be_reached_from_home(pages: dict[str, Page]) -> None:
    from .html_checks import _resolved

    seen, agenda = {"index.html"}, ["index.html"]
    while agenda:
        here = agenda.pop()
        for link in pages[here].links:
            target = _resolved(here, link.split("#")[0].split("?")[0])
            if target in pages and target not in seen:
                seen.add(target)
                agenda.append(target)
    stubs = {name for name, page in pages.items() if not page.headings}
    assert set(pages) - seen - stubs - {"404.html"} == set()


GOOD = (
    "<!doctype html><html lang=en><title>t</title><body><h1>a</h1><h2 id=x>b</h2>"
    "<a href=#x>words</a></body>"
)


@pytest.mark.parametrize(
    ("defect", "problem"),
    [
        (GOOD.replace(" lang=en", ""), "no language"),
        (GOOD.replace("<title>t</title>", ""), "no title"),
        (GOOD.replace("<h1>a</h1>", ""), "not exactly one h1, first"),
        (GOOD.replace("<h2 id=x>b</h2>", "<h2 id=x>b</h2><h4>c</h4>"), "h2 then h4"),
        (GOOD.replace("<h1>", "<h1 id=x>"), "id twice: x"),
        (GOOD.replace("words", ""), "a link without words"),
        (GOOD + "<img src=a.png>", "img without alt: a.png"),
        (GOOD + "<input id=q>", "an input without a label: q"),
        (
            GOOD + '<script src="https://example.org/x.js"></script>',
            "loads from elsewhere: https://example.org/x.js",
        ),
        (GOOD + "<p onclick=go()>", "inline style or handler on p"),
        (GOOD + "<svg><title>t</title></svg>", "a picture lacks named, desc"),
        (GOOD + "<script type=application/ld+json>{x}</script>", "broken JSON-LD"),
    ],
)
def test_a_planted_defect_is_found(defect: str, problem: str) -> None:
    assert problems_of(read_page(GOOD)) == []
    assert problems_of(read_page(defect)) == [problem]


def test_a_planted_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(GOOD)
    page = GOOD.replace("</body>", "<a href=b.html>b</a><a href=#y>y</a><a href=../c>c</a>")
    found = broken_links(tmp_path, {"a.html": read_page(page)})
    assert found == ["a.html: b.html", "a.html: #y (no such anchor)", "a.html: ../c"]


def palettes() -> list[dict[str, str]]:
    """Return the colours of the light and the dark palette."""
    css = (ASSETS / "site.css").read_text(encoding="utf-8")
    roots = re.findall(r":root \{(.*?)\}", css, re.S)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", root)) for root in roots[:2]]
    assert all(len(palette) >= 16 for palette in found)
    return found


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
def test_text_can_be_read(palette: dict[str, str]) -> None:
    """WCAG 2 AA for text: 4.5 to 1, on every ground that it stands on."""
    for ground in ("paper", "raised"):
        for text in ("ink", "soft", "accent", "wrong", "t0", "t1", "t2", "t3", "t4", "t5", "tx"):
            assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
    assert contrast(palette["accent"], palette["accent-soft"]) >= 4.5
    assert contrast(palette["ink"], palette["mark"]) >= 4.5
    assert contrast(palette["ink"], palette["wrong-soft"]) >= 4.5


def test_pale_text_would_be_found() -> None:
    assert contrast("#999", "#fbfaf7") < 4.5 < contrast("#555e66", "#fbfaf7")


def test_every_term_and_shape_has_its_place(site: Site, pages: dict[str, Page]) -> None:
    for name in ("ns", "shapes"):
        topic = site.catalogue.topics[f"doc/{name}"]
        wanted = {n.value.split("#")[1] for n in topic.nodes if "#" in n.value}
        prefix = topic.primary.value
        ours = {w for w in wanted if w and not w.startswith("sha256")}
        assert len(ours) > 200, prefix
        assert ours <= set(pages[f"doc/{name}.html"].ids), prefix


WHOLE_AT_MOST = 30_000_000
FIRST_AT_MOST = 100_000


def too_large(folder: Path) -> list[str]:
    """Say what of a site is larger than it may be, in bytes before compression."""
    sizes = {
        p.relative_to(folder).as_posix(): p.stat().st_size
        for p in folder.rglob("*")
        if p.is_file() and not p.is_symlink()  # links to the products, for download
    }
    first = {"index.html", *read_page((folder / "index.html").read_text(encoding="utf-8")).loads}
    first_size, whole = sum(sizes[name] for name in first), sum(sizes.values())
    found = [f"all files: {whole:,}"] if whole >= WHOLE_AT_MOST else []
    return found + ([f"first page: {first_size:,}"] if first_size >= FIRST_AT_MOST else [])


def test_the_site_and_its_first_page_are_small(dist: Path) -> None:
    assert too_large(dist / "site") == []


def test_a_large_site_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f"{GOOD}<script src=a.js></script>")
    (tmp_path / "a.js").write_bytes(b" " * FIRST_AT_MOST)
    with (tmp_path / "big.nt").open("wb") as file:
        file.truncate(WHOLE_AT_MOST - FIRST_AT_MOST - 1000)
    assert [line.split(":")[0] for line in too_large(tmp_path)] == ["first page"]
    with (tmp_path / "big.nt").open("wb") as file:
        file.truncate(WHOLE_AT_MOST)
    assert [line.split(":")[0] for line in too_large(tmp_path)] == ["all files", "first page"]


def test_every_page_describes_itself(pages: dict[str, Page]) -> None:
    own = [(n, p) for n, p in pages.items() if p.headings and n != "query.html"]
    without = [name for name, page in own if len(page.data) != 1]
    assert without == []
    for _, page in own:
        data = json.loads(page.data[0])
        assert data["@context"] == "https://schema.org"
        assert data["@type"]


def test_schema_org_says_what_the_graph_says(site: Site, pages: dict[str, Page]) -> None:
    """The stated subset: identity, name, speakers and source of a claim, same-as."""
    library = site.library
    for claim in library.claims[::40]:
        topic = site.catalogue.topics[f"doc/{claim.value.split('/interstate/', 1)[1]}"]
        data = json.loads(pages[f"{topic.document}.html"].data[0])
        assert data["@id"] == claim.value
        assert data["@type"] == "Claim"
        assert data["name"] == library.gloss(claim)
        assert [a["@id"] for a in data["author"]] == [s.value for s in library.speakers(claim)]


def test_sitemap_lists_pages_that_are_there(dist: Path, pages: dict[str, Page]) -> None:
    from urllib.parse import unquote

    from interstate.namespaces import BASE

    index = (dist / "site/sitemap.xml").read_text(encoding="utf-8")
    (named,) = re.findall(r"<loc>([^<]*)</loc>", index)
    packed = (dist / "site" / named.removeprefix(BASE)).read_bytes()
    text = gzip.decompress(packed).decode()
    listed = [unquote(u.removeprefix(BASE)) for u in re.findall(r"<loc>([^<]*)</loc>", text)]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(pages)
    stubs = {name for name, page in pages.items() if not page.headings}
    assert set(pages) - set(listed) == stubs | {"404.html"}
    robots = (dist / "site/robots.txt").read_text(encoding="utf-8")
    assert f"Sitemap: {BASE}sitemap.xml" in robots


def test_a_paper_is_told_in_full_and_without_its_sentences(site: Site, dist: Path) -> None:
    """Each claim of a text stands on its reading page, in our words, under its sentence."""
    for source in site.library.texts:
        page = (dist / f"site/doc/id/{source.citekey}/passages.html").read_text(encoding="utf-8")
        for passage in site.library.passages_of(source):
            name = passage.value.rsplit("/", 1)[-1]
            for claim in site.library.claims_at.get(passage, ()):
                local = claim.value.rsplit("/", 1)[-1]
                block = page.split(f"id={name}>", 1)[1].split("class=sentence", 1)[0]
                assert f">{local}</a>" in block
