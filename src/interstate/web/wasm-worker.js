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
  await init({ module_or_path: await bytes(new URL("./vendor/oxigraph.wasm.gz", import.meta.url)) });
  self.postMessage({ progress: "Loading the data …" });
  const text = new TextDecoder().decode(await bytes(url));
  self.postMessage({ progress: "Indexing …" });
  store = new Store();
  store.load(text, { format: "application/n-quads", no_transaction: true });
  self.postMessage({ ready: true, quads: store.size });
}

/**
 * The bytes at an address, unpacked. Engine and data are kept packed, a third of the size also on hosts that pack
 * nothing themselves; other hosts label `.gz` as an encoding, and then the browser has unpacked it already.
 */
async function bytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const buffer = await response.arrayBuffer();
  const [one, two] = new Uint8Array(buffer, 0, Math.min(2, buffer.byteLength));
  if (one !== 0x1f || two !== 0x8b) return buffer;
  return new Response(new Blob([buffer]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
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
