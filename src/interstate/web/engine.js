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
        else if (message.ready) {
          progress("");
          resolve(message);
        }
        else if (message.failed) reject(new Error(message.failed));
        else this.settle(message.number, message.answer);
      };
      this.worker.onerror = (event) => {
        const said = event.message || "the worker failed";
        reject(new Error(said));
        this.worker = null;
        for (const number of [...this.waiting.keys()]) this.settle(number, { ok: false, problem: { detail: said } });
      };
    });
    this.ready.catch(() => {}); // told to each query that waits for it
    this.worker.postMessage({ load: new URL(data, document.baseURI).href });
  }

  query(text, accept, signal) {
    const number = ++this.number;
    return new Promise((resolve, reject) => {
      const stop = () => {
        reject(new DOMException("stopped", "AbortError"));
        this.drop(number);
      };
      if (signal?.aborted) return stop();
      signal?.addEventListener("abort", stop, { once: true });
      this.waiting.set(number, { message: { number, text, accept }, resolve });
      this.send(number);
    });
  }

  async send(number) {
    if (!this.worker) this.start();
    const worker = this.worker;
    try {
      await this.ready;
    } catch (error) {
      return this.settle(number, { ok: false, problem: { detail: `The data could not be loaded: ${error.message}` } });
    }
    const entry = this.waiting.get(number);
    if (!entry || worker !== this.worker) return;
    entry.sent = true;
    worker.postMessage(entry.message);
  }

  settle(number, answer) {
    this.waiting.get(number)?.resolve(answer);
    this.waiting.delete(number);
  }

  /** Give up a query. The engine cannot be interrupted: the worker goes, and a new one answers the other queries. */
  drop(number) {
    const sent = this.waiting.get(number)?.sent;
    this.waiting.delete(number);
    if (!sent) return;
    this.worker.terminate();
    this.worker = null;
    for (const other of this.waiting.keys()) this.send(other);
  }
}

/** Return the engine that the page's settings name. */
export function makeEngine(settings, progress) {
  return settings.kind === "wasm"
    ? new WasmEngine(settings.worker, settings.data, progress)
    : new HttpEngine(settings.endpoint);
}
