// Ways to see an answer: a table, a timeline when it has dates, a graph when it has edges, the text.

const PAGE = 100;
const MOST_NODES = 400;
const MOST_SPANS = 300;
const DATE = /^(-?\d{4,})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?$/;
const NUMBER = /#(integer|decimal|double|float|nonNegativeInteger)$/;

/** Build an element: make("a", {href: …, class: …}, children…). */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A term as a cell: a label that links to what is known of it, text with its language, or nothing. */
export function cell(term, names, link) {
  if (!term) return make("span", { class: "none", title: "nothing" }, "–");
  if (term.type === "uri") {
    // Only web addresses: an IRI may as well be a script.
    const target = /^https?:/.test(term.value) ? link(term.value) : null;
    const title = names.short(term.value) || term.value;
    return target ? make("a", { href: target, title }, names.shown(term.value)) : document.createTextNode(term.value);
  }
  if (term.type === "bnode") return make("i", {}, `_:${term.value}`);
  if (term.type === "triple") return document.createTextNode(JSON.stringify(term.value));
  return make("span", { lang: term["xml:lang"] }, term.value);
}

function plain(term, names) {
  return !term ? "" : term.type === "uri" ? names.shown(term.value) : String(term.value);
}

/** The table, sorted by a click on a heading, a hundred rows at a time. */
export function tableView(answer, names, link) {
  const box = make("div");
  let rows = answer.rows;
  let order = null;
  let start = 0;
  const numeric = answer.columns.map((_, i) => answer.rows.length > 0 && answer.rows.every((row) => NUMBER.test(row[i]?.datatype || "")));
  const compare = (i) => (a, b) => numeric[i]
    ? Number(a[i].value) - Number(b[i].value)
    : plain(a[i], names).localeCompare(plain(b[i], names), "en", { numeric: true });
  const draw = () => {
    const head = answer.columns.map((name, i) => {
      const sorted = order?.column === i ? (order.down ? "descending" : "ascending") : "none";
      const sort = () => {
        order = { column: i, down: order?.column === i && !order.down };
        rows = [...answer.rows].sort(compare(i));
        if (order.down) rows.reverse();
        start = 0;
        draw();
        box.querySelectorAll("thead button")[i].focus();
      };
      const mark = sorted === "none" ? "" : sorted === "ascending" ? " ▲" : " ▼";
      return make("th", { scope: "col", "aria-sort": sorted }, make("button", { type: "button", onclick: sort, title: "sort" }, name + mark));
    });
    const body = rows.slice(start, start + PAGE).map((row) =>
      make("tr", {}, ...row.map((term, i) => make("td", { class: numeric[i] ? "number" : null }, cell(term, names, link)))));
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
    box.replaceChildren(make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" }, table));
    if (rows.length > PAGE) box.append(pager());
  };
  const pager = () => {
    const go = (to) => () => { start = to; draw(); box.querySelector(".pager button:not([disabled])")?.focus(); };
    return make("div", { class: "pager" },
      make("button", { type: "button", disabled: start === 0, onclick: go(Math.max(0, start - PAGE)) }, "Previous"),
      make("span", {}, `rows ${start + 1}–${Math.min(start + PAGE, rows.length)} of ${rows.length.toLocaleString("en")}`),
      make("button", { type: "button", disabled: start + PAGE >= rows.length, onclick: go(start + PAGE) }, "Next"));
  };
  draw();
  return box;
}

/** A date's first and last moment as a fraction of years, null if it is none; EDTF as sources give it ("199X", "1998/"). */
export function spanOf(text) {
  const bare = (text || "").replace(/[~?%]/g, "").trim();
  const parts = /^[[{].*[\]}]$/.test(bare) ? bare.slice(1, -1).split(/,|\.\./) : bare.split("/");
  if (parts.length > 1) {
    const spans = parts.filter((part) => part && part !== "..").map((part) => spanOf(part.trim()));
    if (!spans.length || spans.includes(null)) return null;
    return [Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to))];
  }
  if (/^\d{1,3}X+$/.test(bare) && bare.length === 4) return [Number(bare.replaceAll("X", "0")), Number(bare.replaceAll("X", "9")) + 1];
  const match = DATE.exec(bare);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2] || 0), Number(match[3] || 0)];
  if (month > 12 || day > 31) return null;
  if (!month) return [year, year + 1];
  if (!day) return [year + (month - 1) / 12, year + month / 12];
  const begin = year + (month - 1) / 12 + (day - 1) / 372;
  return [begin, begin + 1 / 372];
}

/** Which columns hold dates: enough of their values must be some, and no plain numbers. */
export function dateColumns(answer) {
  return answer.columns.map((_, i) => i).filter((i) => {
    const filled = answer.rows.filter((row) => row[i]);
    const dated = filled.filter((row) => row[i].type === "literal" && !NUMBER.test(row[i].datatype || "") && spanOf(row[i].value));
    return dated.length > 0 && dated.length >= filled.length * 0.7;
  });
}

/** Each row with a date as a bar on a common axis. */
export function timelineView(answer, names, link) {
  const dates = dateColumns(answer);
  const name = (i) => answer.columns[i].toLowerCase();
  const first = dates.find((i) => /begin|start|from|earliest/.test(name(i))) ?? dates[0];
  const last = dates.find((i) => i !== first && /end|until|to$|latest/.test(name(i))) ?? first;
  // What is the same in every row tells nothing of one.
  const telling = (i) => answer.rows.length < 2 || new Set(answer.rows.map((row) => row[i]?.value)).size > 1;
  const text = answer.columns.map((_, i) => i).filter((i) => !dates.includes(i) && telling(i));
  const spans = answer.rows
    .map((row) => ({ row, from: spanOf(row[first]?.value), to: spanOf(row[last]?.value) }))
    .filter((item) => item.from)
    .map((item) => ({ row: item.row, from: item.from[0], to: Math.max(item.from[1], item.to ? item.to[1] : item.from[1]) }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const shown = spans.slice(0, MOST_SPANS);
  const from = Math.min(...shown.map((s) => s.from));
  const to = Math.max(...shown.map((s) => s.to), from + 1 / 12);
  const [left, width, line, top] = [300, 1000, 22, 30];
  const x = (year) => left + ((year - from) / (to - from)) * (width - left - 20);
  const svg = vector("svg", { viewBox: `0 0 ${width} ${top + shown.length * line + 10}`, role: "list", "aria-label": `${shown.length} dated rows` });
  for (const [year, label] of ticks(from, to)) {
    svg.append(vector("line", { class: "tick", x1: x(year), x2: x(year), y1: top - 6, y2: top + shown.length * line }));
    svg.append(vector("text", { class: "tick-label", x: x(year), y: top - 12, "text-anchor": "middle" }, label));
  }
  shown.forEach((item, i) => {
    const y = top + i * line;
    const words = text.map((column) => plain(item.row[column], names)).filter(Boolean);
    const when = [...new Set([first, last].map((column) => day(item.row[column]?.value)).filter(Boolean))].join(" – ");
    const subject = item.row.find((term) => term?.type === "uri" && /^https?:/.test(term.value));
    const group = vector(subject ? "a" : "g", subject ? { href: link(subject.value) } : {});
    group.append(
      vector("title", {}, `${words.join(" · ")} (${when})`),
      vector("text", { x: left - 10, y: y + 15, "text-anchor": "end" }, clip(words.join(" · ") || when, 42)),
      vector("rect", { class: "span", x: x(item.from), y: y + 4, height: line - 9, width: Math.max(x(item.to) - x(item.from), 4), rx: 3 }),
    );
    svg.append(vector("g", { role: "listitem" }, group));
  });
  const rest = answer.rows.length - shown.length;
  return make("div", {},
    make("div", { class: "timeline", tabindex: "0", role: "region", "aria-label": "Timeline" }, svg),
    rest > 0 ? make("p", { class: "quiet" }, `${rest} rows are not shown here (no date, or past the first ${MOST_SPANS}); the table has them.`) : null);
}

function day(text) {
  return text ? text.replace(/T00:00:00(Z|\+00:00)?$/, "") : "";
}

function clip(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function ticks(from, to) {
  const steps = [1 / 12, 0.25, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
  const step = steps.find((size) => (to - from) / size <= 10) || 1000;
  const found = [];
  for (let year = Math.ceil(from / step) * step; year <= to; year += step) {
    const whole = Math.floor(year + 1e-6);
    const month = Math.round((year - whole) * 12) + 1;
    found.push([year, step >= 1 ? String(whole) : `${whole}-${String(month).padStart(2, "0")}`]);
  }
  return found;
}

function vector(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** The edges in an answer: a graph's triples; or node, property, node; or the first node and each other one of its row. */
export function edgesOf(answer) {
  if (answer.kind === "graph") {
    return answer.rows.filter(([, predicate, object]) => object.type === "uri" && !predicate.value.endsWith("#type"))
      .map(([subject, predicate, object]) => [subject, object, predicate]);
  }
  const all = (i, test) => answer.rows.some((row) => row[i]) && answer.rows.every((row) => !row[i] || test(row[i]));
  const nodes = answer.columns.map((_, i) => i).filter((i) => all(i, (term) => term.type === "uri" || term.type === "bnode"));
  const property = nodes.slice(1).find((i) => all(i, (term) => /[#/][a-z][A-Za-z]*$/.test(term.value) && /#|\/terms\/|\/schema/.test(term.value)));
  const [source, ...targets] = nodes.filter((i) => i !== property);
  const edges = answer.rows.flatMap((row) => targets.filter((i) => row[source] && row[i])
    .map((i) => [row[source], row[i], row[property] ?? { column: answer.columns[i] }]));
  // Rows may differ in other columns only; an edge is drawn once.
  const key = ([from, to, edge]) => JSON.stringify([from.value, to.value, edge.value ?? edge.column]);
  return [...new Map(edges.map((edge) => [key(edge), edge])).values()];
}

/** Nodes and edges, drawn by cytoscape; the table says the same to those who do not see it. */
export async function graphView(answer, names, link) {
  const { default: cytoscape } = await import("./vendor/cytoscape.js");
  const edges = edgesOf(answer);
  const nodes = new Map();
  const elements = [];
  for (const [source, target, edge] of edges) {
    for (const term of [source, target]) if (!nodes.has(term.value) && nodes.size < MOST_NODES) nodes.set(term.value, term);
    if (!nodes.has(source.value) || !nodes.has(target.value)) continue;
    elements.push({ data: { source: source.value, target: target.value, label: edge.column ?? names.shown(edge.value) } });
  }
  for (const [id, term] of nodes) elements.push({ data: { id, label: clip(names.shown(id), 40), address: term.type === "uri" ? id : null } });
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const ground = make("div", { class: "graph", role: "img", "aria-label": `A graph of ${nodes.size} nodes and ${edges.length} edges; the table lists them.` });
  const box = make("div", {},
    make("div", { class: "graph-bar" },
      make("button", { type: "button", onclick: () => drawn.zoom({ level: drawn.zoom() * 1.3, renderedPosition: middle() }) }, "Zoom in"),
      make("button", { type: "button", onclick: () => drawn.zoom({ level: drawn.zoom() / 1.3, renderedPosition: middle() }) }, "Zoom out"),
      make("button", { type: "button", onclick: () => drawn.fit(undefined, 20) }, "Fit"),
      make("span", { class: "quiet" }, nodes.size >= MOST_NODES ? `The first ${MOST_NODES} nodes.` : `${nodes.size} nodes, ${edges.length} edges.`)),
    ground);
  const middle = () => ({ x: ground.clientWidth / 2, y: ground.clientHeight / 2 });
  let drawn;
  requestAnimationFrame(() => {
    drawn = cytoscape({
      container: ground,
      elements,
      layout: { name: nodes.size > 150 ? "concentric" : "cose", animate: false, randomize: false, nodeDimensionsIncludeLabels: true, padding: 20 },
      style: [
        { selector: "node", style: { label: "data(label)", "font-size": 10, color: colour("--ink"), "background-color": colour("--accent"), width: 14, height: 14, "text-wrap": "wrap", "text-max-width": 120, "text-valign": "bottom", "text-margin-y": 3, "text-background-color": colour("--raised"), "text-background-opacity": 0.8 } },
        { selector: "edge", style: { label: "data(label)", "font-size": 8, color: colour("--quiet"), width: 1.2, "line-color": colour("--quiet"), "line-opacity": 0.55, "min-zoomed-font-size": 6, "target-arrow-color": colour("--quiet"), "target-arrow-shape": "triangle", "arrow-scale": 0.8, "curve-style": "bezier", "text-rotation": "autorotate", "text-background-color": colour("--raised"), "text-background-opacity": 0.8 } },
      ],
    });
    drawn.on("tap", "node", (event) => {
      const address = event.target.data("address");
      if (address && /^https?:/.test(address)) location.assign(link(address));
    });
    ground.dataset.drawn = "yes";
  });
  return box;
}
