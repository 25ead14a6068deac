"""Write what benchmarks/queries.py measured as a page for people."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from typing import Any

Measured = dict[str, Any]
ENGINES = {"rdflib": "cpu", "ours": "cpu", "reference": "wall"}
"""Each engine, and in which seconds it is told."""
SLOWEST = 12


def page(measured: Measured) -> str:
    """Return the page."""
    shipped, *synthetic = measured["parts"]
    versions = ", ".join(f"{name} {version}" for name, version in measured["versions"].items())
    questions = {n: c for n, c in shipped["queries"].items() if n.startswith("cq-")}
    heavy = {n: c for n, c in shipped["queries"].items() if not n.startswith("cq-")}
    return "\n".join(
        (
            "# Queries: rdflib, ours, and Oxigraph's server",
            "",
            "Written by `python benchmarks/queries.py --write`; every figure is in "
            "[queries.json](queries.json).",
            "",
            f"{measured['date']}, {measured['machine']}, Python {measured['python']}, {versions}. "
            f"The machine was busy with other work (load {measured['load_at_start']} at the start, "
            f"{measured['load_at_end']} at the end), so rdflib and ours are told in CPU "
            "milliseconds; where the server is compared, both are in wall-clock milliseconds, "
            "**taken on a busy machine**. Medians of three runs, one where a run takes more than "
            f"0.3 s; a query is stopped after {measured['limit']:.0f} s. The whole took "
            f"{measured['seconds']} s.",
            "",
            "*Ours* is the embedded store that `interstate query`, `ask` and notebooks use "
            "(pyoxigraph, in memory), all rows read. *Reference* is `oxigraph serve-read-only` "
            "on loopback, HTTP and JSON included: the same engine on disk, so the ratio tells "
            "what a server costs, not which engine is better.",
            "",
            f"## {len(questions)} competency questions, shipped data ({shipped['quads']:,} quads)",
            "",
            *_summary(questions),
            "",
            f"The {SLOWEST} slowest of ours:",
            "",
            *_table(_slowest(questions)),
            "",
            f"## Heavier queries, shipped data ({shipped['quads']:,} quads)",
            "",
            *_table(heavy),
            *(line for part in synthetic for line in _synthetic(part)),
            "",
            "## Growth",
            "",
            *_growth(synthetic),
            "",
            "## What was not run, and what differs",
            "",
            *_gaps(measured["parts"]),
            "",
        )
    )


def _synthetic(part: Measured) -> Iterable[str]:
    yield from ("", f"## Heavier queries, {part['size']:,} synthetic triples", "")
    yield f"{part['quads']:,} with ontology and closure."
    yield ""
    yield from _table(part["queries"])


def _seconds(cells: Measured, engine: str, clock: str | None = None) -> float | None:
    found = cells.get(engine, {}).get(clock or ENGINES[engine])
    return None if found is None else float(found)


def _ms(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return f"{seconds * 1000:,.1f}" if seconds < 1 else f"{seconds * 1000:,.0f}"


def _ratio(above: float | None, below: float | None) -> str:
    if above is None or below is None or below <= 0:
        return "–"
    return f"{above / below:,.1f}" if above / below < 10 else f"{above / below:,.0f}"


def _cell(cells: Measured, engine: str) -> str:
    seconds = _seconds(cells, engine)
    problem = str(cells.get(engine, {}).get("error", "not run"))
    return _ms(seconds) if seconds is not None else problem.split(":")[0]


def _table(queries: dict[str, Measured]) -> Iterable[str]:
    yield "| query | rows | rdflib CPU | ours CPU | ratio | ours wall | reference wall | ratio |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for name, cells in queries.items():
        rdflib, ours = _seconds(cells, "rdflib"), _seconds(cells, "ours")
        wall, reference = _seconds(cells, "ours", "wall"), _seconds(cells, "reference")
        rows = cells["ours"].get("rows", cells.get("reference", {}).get("rows"))
        yield (
            f"| {name} | {'–' if rows is None else format(rows, ',')} | {_cell(cells, 'rdflib')} "
            f"| {_cell(cells, 'ours')} | {_ratio(rdflib, ours)} | {_ms(wall)} "
            f"| {_cell(cells, 'reference')} | {_ratio(reference, wall)} |"
        )


def _slowest(queries: dict[str, Measured]) -> dict[str, Measured]:
    order = sorted(queries, key=lambda n: _seconds(queries[n], "ours") or math.inf, reverse=True)
    return {name: queries[name] for name in order[:SLOWEST]}


def _summary(queries: dict[str, Measured]) -> Iterable[str]:
    yield "| engine | clock | answered | all, s | median ms | 95th of 100, ms | slowest ms |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    rows = [("rdflib", "cpu"), ("ours", "cpu"), ("ours", "wall"), ("reference", "wall")]
    for engine, clock in rows:
        found = sorted(s for c in queries.values() if (s := _seconds(c, engine, clock)) is not None)
        if found:
            late = found[min(len(found) - 1, math.ceil(len(found) * 0.95) - 1)]
            yield (
                f"| {engine} | {'CPU' if clock == 'cpu' else 'wall'} | {len(found)} of "
                f"{len(queries)} | {sum(found):.2f} | {_ms(statistics.median(found))} "
                f"| {_ms(late)} | {_ms(found[-1])} |"
            )
    yield ""
    both = [
        (r, o)
        for c in queries.values()
        if (r := _seconds(c, "rdflib")) is not None and (o := _seconds(c, "ours"))
    ]
    if both:
        ratios = [r / o for r, o in both]
        yield (
            f"On the {len(both)} that both answered, rdflib takes {sum(r for r, _ in both):.2f} s "
            f"of CPU and ours {sum(o for _, o in both):.2f} s, "
            f"{_ratio(sum(r for r, _ in both), sum(o for _, o in both))} times less; the median "
            f"ratio of single questions is {statistics.median(ratios):.0f}."
        )


def exponent(first: tuple[int, float], last: tuple[int, float]) -> float:
    """Return the slope of log seconds over log size: 1 is linear, 2 quadratic."""
    return math.log(last[1] / first[1]) / math.log(last[0] / first[0])


def _growth(parts: list[Measured]) -> Iterable[str]:
    yield (
        "Seconds grow as the number of quads to this power (1 is linear), from the smallest to "
        "the largest graph that an engine answered on. What takes under a millisecond has no "
        "exponent."
    )
    yield ""
    yield "| query | rdflib | ours | reference |"
    yield "|---|--:|--:|--:|"
    for name in parts[0]["queries"] if parts else ():
        told = []
        for engine in ENGINES:
            points = [
                (part["quads"], seconds)
                for part in parts
                if (seconds := _seconds(part["queries"][name], engine)) and seconds > 0.001
            ]
            same = len(points) < 2
            told.append("–" if same else f"{exponent(points[0], points[-1]):.2f}")
        yield f"| {name} | {' | '.join(told)} |"


def _gaps(parts: list[Measured]) -> Iterable[str]:
    yield "- rdflib on 1,000,000 synthetic triples: not run; loading alone would take minutes."
    yield "- The competency questions ask for the shipped data's own nodes, so that on synthetic"
    yield "  data only the heavier queries were run."
    for part in parts:
        where = "shipped" if part["data"] == "shipped" else f"{part['size']:,} synthetic triples"
        for name, cells in part["queries"].items():
            for engine, cell in cells.items():
                if "error" in cell:
                    yield f"- {where}, {name}, {engine}: {cell['error']}."
            rows = {engine: cell["rows"] for engine, cell in cells.items() if "rows" in cell}
            if len(set(rows.values())) > 1:
                counts = ", ".join(f"{engine} {count:,}" for engine, count in rows.items())
                yield f"- {where}, {name}: **numbers of rows differ** ({counts})."
