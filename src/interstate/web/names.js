// IRIs, short names and labels: what a person reads instead of an address.

export class Names {
  constructor(prefixes) {
    this.prefixes = prefixes;
    this.bySpace = Object.entries(prefixes).sort((a, b) => b[1].length - a[1].length);
    this.labels = new Map();
    this.meanings = new Map();
  }

  /** `prefix:name`, or null if the table has no prefix for it. */
  short(iri) {
    for (const [prefix, space] of this.bySpace) {
      const local = iri.startsWith(space) ? iri.slice(space.length) : "";
      if (/^[\w-]+$/.test(local)) return `${prefix}:${local}`;
    }
    return null;
  }

  /** What to show for an IRI: its label, its short name, or itself. */
  shown(iri) {
    return this.labels.get(iri) || this.short(iri) || iri;
  }

  /** As it is written in a query. */
  written(iri) {
    return this.short(iri) || `<${iri}>`;
  }

  /** The IRI that a written name stands for, or null. */
  expand(written) {
    if (written.startsWith("<")) return written.slice(1, -1);
    const at = written.indexOf(":");
    const space = this.prefixes[written.slice(0, at)];
    return space === undefined ? null : space + written.slice(at + 1);
  }
}

/** Declare at its top the known prefixes that a query uses without declaring them. */
export function missingPrefixes(text, prefixes) {
  const bare = text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|#[^\n]*/g, " ");
  const declared = new Set([...bare.matchAll(/\bPREFIX\s+([\w-]*):/gi)].map((match) => match[1]));
  const used = new Set([...bare.matchAll(/(?<![\w?$:-])([A-Za-z][\w-]*):/g)].map((match) => match[1]));
  const missing = [...used].filter((name) => name in prefixes && !declared.has(name)).sort();
  return missing.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("");
}

/** Read N-Triples or N-Quads into [subject, predicate, object] of terms as in SPARQL JSON. */
export function parseTriples(text) {
  const pattern = /(<[^>]*>|_:\S+)\s+(<[^>]*>)\s+(<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[\w-]+)?)/y;
  const rows = [];
  for (const line of text.split("\n")) {
    pattern.lastIndex = 0;
    const match = pattern.exec(line.trim());
    if (match) rows.push(match.slice(1, 4).map(parseTerm));
  }
  return rows;
}

function parseTerm(text) {
  if (text.startsWith("<")) return { type: "uri", value: unescape(text.slice(1, -1)) };
  if (text.startsWith("_:")) return { type: "bnode", value: text.slice(2) };
  const end = text.lastIndexOf('"');
  const term = { type: "literal", value: unescape(text.slice(1, end)) };
  const rest = text.slice(end + 1);
  if (rest.startsWith("@")) term["xml:lang"] = rest.slice(1);
  if (rest.startsWith("^^")) term.datatype = rest.slice(3, -1);
  return term;
}

const ESCAPES = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f", '"': '"', "'": "'", "\\": "\\" };

function unescape(text) {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four, eight, one) =>
    one ? (ESCAPES[one] ?? one) : String.fromCodePoint(parseInt(four || eight, 16)));
}
