// The store of a static page: Oxigraph compiled to WebAssembly, loaded once from N-Quads.
import init, { Store } from "./vendor/oxigraph.js";

let store;

self.onmessage = async ({ data: message }) => {
  if (message.load) {
    try {
      await load(message.load);
    } catch (error) {
      self.postMessage({ failed: String(error?.message || error) });
    }
  } else {
    self.postMessage({ number: message.number, answer: answer(message.text, message.accept) });
  }
};

async function load(url) {
  self.postMessage({ progress: "Loading the engine …" });
  await init({ module_or_path: await engine() });
  self.postMessage({ progress: "Loading the data …" });
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const text = await unpacked(response, url);
  self.postMessage({ progress: "Indexing …" });
  store = new Store();
  store.load(text, { format: "application/n-quads", no_transaction: true });
  self.postMessage({ ready: true, quads: store.size });
}

/** The engine is kept packed: a third of the size, also on hosts that pack nothing themselves. */
async function engine() {
  const response = await fetch(new URL("./vendor/oxigraph.wasm.gz", import.meta.url));
  if (!response.ok) throw new Error(`the engine: ${response.status}`);
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

async function unpacked(response, url) {
  if (!url.endsWith(".gz")) return response.text();
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).text();
}

function answer(text, accept) {
  // A page must not be made to call other hosts by a query in its address.
  if (outside(text)) return { ok: false, problem: { detail: "SERVICE and LOAD are not allowed here." } };
  try {
    const type = accept.split(/[;,]/)[0].trim();
    return { ok: true, type, text: store.query(text, { results_format: type }) };
  } catch (error) {
    const detail = String(error?.message || error);
    const place = detail.match(/error at (\d+):(\d+)/);
    return { ok: false, problem: place ? { detail, line: +place[1], column: +place[2] } : { detail } };
  }
}

function outside(text) {
  const bare = text.replace(
    /"""(?:[^"\\]|\\.|"(?!""))*"""|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|#[^\r\n]*/gs,
    " ",
  );
  return /(?<![\w?$:-])(?:service|load)(?![\w:-])/i.test(bare) || /\\u/i.test(bare);
}
