// The query page. What it needs to know (prefixes, questions, who answers) is in assets/page.json.
import { makeEngine } from "./engine.js";
import { missingPrefixes, Names, parseTriples } from "./names.js";
import { dateColumns, edgesOf, graphView, make, tableView, timelineView } from "./views.js";
import { Parameters } from "./parameters.js";
import { createEditor } from "./vendor/editor.js";
import { speaksOf } from "./words.js";

const $ = (id) => document.getElementById(id);
const JSON_TABLE = "application/sparql-results+json";
const NTRIPLES = "application/n-triples";
const DOWNLOADS = {
  table: [["CSV", "text/csv", "csv"], ["TSV", "text/tab-separated-values", "tsv"], ["JSON", JSON_TABLE, "srj"], ["XML", "application/sparql-results+xml", "srx"]],
  graph: [["Turtle", "text/turtle", "ttl"], ["N-Triples", NTRIPLES, "nt"], ["RDF/XML", "application/rdf+xml", "rdf"], ["JSON-LD", "application/ld+json", "jsonld"], ["TriG", "application/trig", "trig"], ["N-Quads", "application/n-quads", "nq"]],
};
DOWNLOADS.ask = DOWNLOADS.table.slice(2);

const here = new URL("./", import.meta.url);
const fetched = async (name) => (await fetch(new URL(name, here))).text();
const settings = JSON.parse(await fetched("page.json"));
const engine = makeEngine(settings.engine, (said) => { $("status").textContent = said || (running ? "Running …" : ""); });
const names = new Names(settings.prefixes);
const queries = { labels: await fetched("queries/labels.rq") };
let terms = [];
let individuals = [];
let asked = "";
let running = null;

// ── where a name leads: a page of the site if it has one, else "what is known of it" here ──
function link(iri) {
  for (const [pattern, page] of settings.pages || []) if (new RegExp(pattern).test(iri)) return iri.replace(new RegExp(pattern), page);
  return `?query=${encodeURIComponent(`DESCRIBE <${iri}>`)}`;
}

// ── the editor and its completion ──
const given = new URLSearchParams(location.search).get("query");
const editor = createEditor({
  parent: $("editor"),
  text: given ?? "",
  label: "SPARQL query; Ctrl-Enter runs it",
  complete,
  explain: (written) => {
    const iri = names.expand(written);
    if (!iri) return null;
    const said = [names.labels.get(iri), names.meanings.get(iri)].filter(Boolean).join(": ");
    return said || null;
  },
  run: () => run(),
  changed: () => editor?.clearError && $("problem").textContent && clearProblem(),
});

function clearProblem() {
  $("problem").textContent = "";
  editor.clearError();
}

const KEYWORDS = "SELECT DISTINCT WHERE OPTIONAL FILTER VALUES GRAPH UNION MINUS BIND EXISTS NOT ORDER BY DESC LIMIT OFFSET GROUP HAVING COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT ASK CONSTRUCT DESCRIBE PREFIX REGEX CONTAINS STRSTARTS LCASE STR LANG DATATYPE YEAR MONTH BOUND IF COALESCE CONCAT".split(" ");

function complete(word, before) {
  const wanted = word.toLowerCase();
  const [space, local] = wanted.includes(":") ? wanted.split(":") : [null, wanted];
  const found = [];
  for (const entry of space === null || space === "ist" ? terms : individuals) {
    if (space !== null && !entry.label.toLowerCase().startsWith(`${space}:`)) continue;
    const rank = score(entry, local);
    if (rank > 0) found.push({ ...entry, boost: rank });
  }
  if (space !== null && space !== "ist") for (const entry of terms) if (entry.label.toLowerCase().startsWith(wanted)) found.push({ ...entry, boost: 50 });
  if (space === null && wanted.length > 1) {
    for (const entry of individuals) if (entry.words.includes(wanted)) found.push({ ...entry, boost: 5 });
    for (const name of Object.keys(settings.prefixes)) if (name.startsWith(wanted)) found.push({ label: `${name}:`, type: "namespace", boost: 30 });
    for (const keyword of KEYWORDS) if (keyword.toLowerCase().startsWith(wanted)) found.push({ label: keyword, type: "keyword", boost: 60 });
  }
  return found.sort((a, b) => b.boost - a.boost || a.label.localeCompare(b.label)).slice(0, 60);
}

function score(entry, local) {
  const name = entry.label.slice(entry.label.indexOf(":") + 1).toLowerCase();
  if (!local || name === local) return 99;
  if (name.startsWith(local)) return 80;
  if (name.includes(local)) return 40;
  return entry.words.includes(local) ? 20 : 0;
}

async function loadCompletions() {
  const [termQuery, individualQuery] = await Promise.all([fetched("queries/terms.rq"), fetched("queries/individuals.rq")]);
  for (const row of await records(termQuery)) {
    names.labels.set(row.iri, row.label);
    if (row.meaning) names.meanings.set(row.iri, row.meaning);
    const label = names.short(row.iri);
    if (label) terms.push({ label, type: "type", detail: row.label, info: row.meaning, words: row.label.toLowerCase() });
  }
  const known = new Set(terms.map((entry) => entry.label));
  for (const row of await records(individualQuery)) {
    if (!names.labels.has(row.iri)) names.labels.set(row.iri, row.label);
    const label = names.short(row.iri);
    if (label && !known.has(label)) individuals.push({ label, type: "constant", detail: row.label, words: row.label.toLowerCase() });
  }
  document.documentElement.dataset.completions = String(terms.length + individuals.length);
}

async function records(text) {
  const answer = await engine.query(text, JSON_TABLE);
  if (!answer.ok) return [];
  return JSON.parse(answer.text).results.bindings.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])));
}

// ── running a query ──
function formOf(text) {
  const bare = text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, " ").replace(/\bPREFIX\s+[\w-]*:/gi, " ");
  const match = /\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i.exec(bare);
  const word = match ? match[1].toUpperCase() : "SELECT";
  return { ASK: "ask", CONSTRUCT: "graph", DESCRIBE: "graph" }[word] || "table";
}

async function run() {
  clearProblem();
  const missing = missingPrefixes(editor.text(), settings.prefixes);
  if (missing) editor.prepend(missing);
  const text = editor.text();
  asked = text;
  remember(text);
  running?.abort();
  const stop = new AbortController();
  running = stop;
  $("stop").hidden = false;
  $("results").hidden = true;
  $("status").textContent = "Running …";
  const kind = formOf(text);
  const began = performance.now();
  try {
    const answer = await engine.query(text, kind === "graph" ? NTRIPLES : JSON_TABLE, stop.signal);
    if (running !== stop) return;
    const took = ((performance.now() - began) / 1000).toFixed(2);
    if (answer.ok) await show(read(kind, answer.text), took);
    else fail(answer.problem);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
    if (running === stop) $("status").textContent = "Stopped.";
  } finally {
    if (running === stop) {
      running = null;
      $("stop").hidden = true;
    }
  }
}

function remember(text) {
  const address = `?query=${encodeURIComponent(text)}`;
  if (address.length < 8000) history.replaceState(null, "", address);
}

function read(kind, text) {
  if (kind === "graph") return { kind, columns: ["subject", "property", "value"], rows: parseTriples(text), text };
  const parsed = JSON.parse(text);
  if (kind === "ask" || "boolean" in parsed) return { kind: "ask", answer: parsed.boolean, columns: [], rows: [], text };
  const columns = parsed.head.vars;
  return { kind, columns, rows: parsed.results.bindings.map((row) => columns.map((name) => row[name])), text };
}

function fail(problem) {
  $("status").textContent = "";
  $("problem").textContent = problem.detail;
  if (problem.line) editor.showError(problem.line, problem.column || 1, problem.detail.split("\n")[0]);
}

async function show(answer, took) {
  await findLabels(answer);
  const count = answer.kind === "ask" ? "Answered" : `${answer.rows.length.toLocaleString("en")} ${answer.kind === "graph" ? "statements" : answer.rows.length === 1 ? "row" : "rows"}`;
  $("status").textContent = `${count} in ${took} s.`;
  const tabs = [];
  if (answer.kind === "ask") tabs.push(["Answer", () => make("p", { class: "big" }, answer.answer ? "Yes" : "No")]);
  else tabs.push(["Table", () => (answer.rows.length ? tableView(answer, names, link) : nothing())]);
  if (answer.rows.length && dateColumns(answer).length) tabs.push(["Timeline", () => timelineView(answer, names, link)]);
  if (edgesOf(answer).length) tabs.push(["Graph", () => graphView(answer, names, link)]);
  tabs.push(["Text", () => textView(answer)]);
  drawTabs(tabs);
  drawDownloads(answer.kind);
  $("results").hidden = false;
}

async function nothing() {
  await completions;
  const strange = unknownNames(asked);
  return make("div", {},
    make("p", {}, "No rows. That is an answer: nothing in the data matches."),
    strange.length ? make("ul", {}, ...strange.map((said) => make("li", {}, said))) : null);
}

/** Names of the query that neither the ontology nor the labelled data have, with the nearest that exist. */
function unknownNames(text) {
  const bare = text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, " ");
  const known = new Map([...terms, ...individuals].map((entry) => [entry.label, entry]));
  const found = [];
  for (const [written] of bare.matchAll(/(?<![\w?$:-])[A-Za-z][\w-]*:[\w-]+/g)) {
    const space = written.slice(0, written.indexOf(":") + 1);
    const others = [...known.keys()].filter((name) => name.startsWith(space));
    if (known.has(written) || !others.length || found.some((said) => said.startsWith(`${written} `))) continue;
    const near = others.map((name) => [likeness(name, written), name]).filter(([rank]) => rank > 0.6).sort((a, b) => b[0] - a[0]).slice(0, 3);
    found.push(`${written} is not in the data${near.length ? `; did you mean ${near.map(([, name]) => name).join(" or ")}?` : "."}`);
  }
  return found;
}

/** How alike two names are: 1 less the share of letters to add, remove or exchange. */
function likeness(a, b) {
  const [one, two] = [a, b].map((name) => name.slice(name.indexOf(":") + 1).toLowerCase());
  let row = [...two, ""].map((_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    let corner = row[0];
    row[0] = i;
    for (let j = 1; j <= two.length; j++) {
      const above = row[j];
      row[j] = Math.min(above + 1, row[j - 1] + 1, corner + (one[i - 1] === two[j - 1] ? 0 : 1));
      corner = above;
    }
  }
  return 1 - row[two.length] / Math.max(one.length, two.length, 1);
}

function textView(answer) {
  const box = make("pre", { class: "text", tabindex: "0" }, answer.kind === "graph" ? "…" : answer.text);
  if (answer.kind === "graph") engine.query(asked, "text/turtle").then((turtle) => { box.textContent = turtle.ok ? turtle.text : answer.text; });
  return box;
}

async function findLabels(answer) {
  const wanted = new Set();
  for (const row of answer.rows.slice(0, 2000)) for (const term of row) {
    if (term?.type === "uri" && !names.labels.has(term.value) && /^[^<>"{}|^`\\\s]+$/.test(term.value)) wanted.add(term.value);
  }
  const list = [...wanted];
  for (let from = 0; from < list.length; from += 400) {
    const values = list.slice(from, from + 400).map((iri) => `<${iri}>`).join(" ");
    for (const row of await records(`${queries.labels}VALUES ?iri { ${values} }`)) {
      const before = names.labels.get(row.iri);
      if (!before || row.label.length < before.length) names.labels.set(row.iri, row.label);
    }
  }
}

// ── tabs and downloads ──
function drawTabs(tabs) {
  const buttons = tabs.map(([title, build], i) => make("button", {
    type: "button", role: "tab", id: `tab-${i}`, "aria-controls": "panel", "aria-selected": "false", tabindex: "-1",
    onclick: () => choose(i),
    onkeydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -i, End: tabs.length - 1 - i }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      choose((i + step + tabs.length) % tabs.length, true);
    },
  }, title));
  const choose = async (i, focus = false) => {
    buttons.forEach((button, j) => {
      button.setAttribute("aria-selected", String(i === j));
      button.tabIndex = i === j ? 0 : -1;
    });
    if (focus) buttons[i].focus();
    $("panel").setAttribute("aria-labelledby", `tab-${i}`);
    $("panel").replaceChildren(await tabs[i][1]());
  };
  $("tabs").replaceChildren(...buttons);
  choose(0);
}

function drawDownloads(kind) {
  $("downloads").replaceChildren(...DOWNLOADS[kind].flatMap(([title, type, ending]) => [
    make("button", { type: "button", onclick: () => download(type, ending), "aria-label": `Download as ${title}` }, title), " ",
  ]));
}

async function download(type, ending) {
  const answer = await engine.query(asked, type);
  if (!answer.ok) return fail(answer.problem);
  const address = URL.createObjectURL(new Blob([answer.text], { type }));
  make("a", { href: address, download: `interstate-answer.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// ── the questions ──
function drawExamples() {
  const wanted = $("search").value.trim();
  const found = settings.examples.filter((q) => speaksOf(`${q.key} ${q.english} ${q.kind}`.toLowerCase(), wanted));
  $("found").textContent = wanted ? `${found.length} of ${settings.examples.length} questions` : "";
  const kinds = [...new Set(found.map((question) => question.kind))];
  $("examples").replaceChildren(...kinds.flatMap((kind) => [
    make("li", { class: "group" }, kind),
    ...found.filter((question) => question.kind === kind).map((question) => make("li", {},
      make("button", { type: "button", "data-key": question.key, onclick: () => { take(question); run(); } }, question.english))),
  ]));
}

const parameters = new Parameters($("parameters"), names, () => individuals, () => {
  editor.setText(parameters.query());
  run();
});

/** Put a question into the editor, with its defaults. */
function take(question) {
  for (const button of $("examples").querySelectorAll("button")) {
    if (button.dataset.key === question.key) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  $("english").textContent = question.english;
  $("english").hidden = false;
  parameters.draw(question);
  editor.setText(parameters.query());
}

$("run").addEventListener("click", run);
$("stop").addEventListener("click", () => running?.abort());
$("search").addEventListener("input", drawExamples);
$("share").addEventListener("click", async () => {
  remember(editor.text());
  try {
    await navigator.clipboard.writeText(location.href);
    $("status").textContent = "The link is in the clipboard.";
  } catch {
    $("status").textContent = `The link: ${location.href}`;
  }
});
drawExamples();
if (settings.lead) $("lead").textContent = settings.lead;
$("home").hidden = !settings.pages?.length;
const completions = loadCompletions();
if (given === null) take(settings.examples[0]);
else run();
await completions;
parameters.offer();
