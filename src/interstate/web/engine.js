// Who answers: an endpoint over HTTP, or a store in a worker of this page. Both have
//   query(text, accept, signal) -> {ok, type, text} or {ok: false, problem: {detail, line?, column?}}

/** A SPARQL 1.1 endpoint. */
export class HttpEngine {
  constructor(endpoint) {
    this.endpoint = endpoint;
  }

  async query(text, accept, signal) {
    let response;
    try {
      response = await fetch(this.endpoint, {
        method: "POST",
        headers: { Accept: accept, "Content-Type": "application/sparql-query" },
        body: text,
        signal,
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return { ok: false, problem: { detail: "The endpoint cannot be reached." } };
    }
    const type = (response.headers.get("Content-Type") || "").split(";")[0];
    if (response.ok) return { ok: true, type, text: await response.text() };
    const problem = type === "application/problem+json" ? await response.json() : { detail: await response.text() };
    const wait = response.headers.get("Retry-After");
    if (wait) problem.detail += ` (in ${wait} seconds)`;
    return { ok: false, problem };
  }
}

/** An Oxigraph store in a Web Worker, loaded from a file of N-Quads; stopping a query starts it anew. */
export class WasmEngine {
  constructor(worker, data, progress) {
    this.recipe = [worker, data, progress];
    this.waiting = new Map();
    this.number = 0;
  }

  start() {
    const [script, data, progress] = this.recipe;
    this.worker = new Worker(script, { type: "module" });
    this.ready = new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data: message }) => {
        if (message.progress) progress(message.progress);
        else if (message.ready) resolve(message);
        else if (message.failed) reject(new Error(message.failed));
        else {
          this.waiting.get(message.number)?.(message.answer);
          this.waiting.delete(message.number);
        }
      };
      this.worker.onerror = (event) => reject(new Error(event.message || "the worker failed"));
    });
    this.worker.postMessage({ load: new URL(data, document.baseURI).href });
  }

  async query(text, accept, signal) {
    if (!this.worker) this.start();
    try {
      await this.ready;
    } catch (error) {
      return { ok: false, problem: { detail: `The data could not be loaded: ${error.message}` } };
    }
    const number = ++this.number;
    return new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => {
        // The engine cannot be interrupted: the worker goes, and the next query loads a new one.
        this.worker.terminate();
        this.worker = null;
        this.waiting.clear();
        reject(new DOMException("stopped", "AbortError"));
      });
      this.waiting.set(number, resolve);
      this.worker.postMessage({ number, text, accept });
    });
  }
}

/** Return the engine that the page's settings name. */
export function makeEngine(settings, progress) {
  return settings.kind === "wasm"
    ? new WasmEngine(settings.worker, settings.data, progress)
    : new HttpEngine(settings.endpoint);
}
