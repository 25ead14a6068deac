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
QUIET = 2.0
"""A load below this is the benchmark's own, of engine and client."""


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
            f"{_machine(measured)} rdflib and ours are told in CPU milliseconds, which other "
            "work disturbs least; where the server is compared, both are in wall-clock "
            "milliseconds. Medians of three runs, one where a run takes more than "
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
            "## Loading",
            "",
            *_loading(measured["parts"]),
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


def _machine(measured: Measured) -> str:
    start, end = measured["load_at_start"], measured["load_at_end"]
    busy = "quiet" if max(start, end) < QUIET else "busy with other work"
    return f"The machine was {busy} (load {start} at the start, {end} at the end)."


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


def _loading(parts: list[Measured]) -> Iterable[str]:
    yield "Seconds to read the dump of N-Quads and index it; the reference's go to disk."
    yield ""
    yield f"| quads | {' | '.join(ENGINES)} |"
    yield "|--:|--:|--:|--:|"
    for part in parts:
        told = (part["load"].get(engine) for engine in ENGINES)
        cells = ("–" if seconds is None else f"{seconds:.1f}" for seconds in told)
        yield f"| {part['quads']:,} | {' | '.join(cells)} |"


def _growth(parts: list[Measured]) -> Iterable[str]:
    yield (
        "Seconds grow as the number of quads to this power (1 is linear), from the smallest to "
        "the largest graph that an engine answered on; rows, as the answer does. What takes under "
        "a millisecond has no exponent."
    )
    yield ""
    yield "| query | rows | rdflib | ours | reference |"
    yield "|---|--:|--:|--:|--:|"
    powers: dict[str, list[float]] = {engine: [] for engine in ENGINES}
    for name in parts[0]["queries"] if parts else ():
        told = []
        rows = [
            (part["quads"], max(cell["rows"] for cell in found))
            for part in parts
            if (found := [c for c in part["queries"][name].values() if c.get("rows")])
        ]
        told.append(f"{exponent(rows[0], rows[-1]):.2f}" if len(rows) > 1 else "–")
        for engine in ENGINES:
            points = [
                (part["quads"], seconds)
                for part in parts
                if (seconds := _seconds(part["queries"][name], engine)) and seconds > 0.001
            ]
            if len(points) > 1:
                powers[engine].append(exponent(points[0], points[-1]))
            told.append(f"{powers[engine][-1]:.2f}" if len(points) > 1 else "–")
        yield f"| {name} | {' | '.join(told)} |"
    yield ""
    middle = ", ".join(
        f"{engine} {statistics.median(found):.2f}" for engine, found in powers.items() if found
    )
    yield (
        f"The median power: {middle}. All sort the same answers, so what one has above 1 and "
        "another has not is its own, probably look-ups that take longer in a larger store. "
        "`done-while-in-force` grows with its answer: the data have fifty states whatever their "
        "size, so what one state did and what it was party to make ever more pairs."
    )


def _gaps(parts: list[Measured]) -> Iterable[str]:
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
