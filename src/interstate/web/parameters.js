// A question's parameters: one field each, filled with the default, and the VALUES clause that they make.
import { make } from "./views.js";

const DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime";

export class Parameters {
  /** `form` gets the fields; `nodes()` gives what can be completed; `changed()` is called when a value is. */
  constructor(form, names, nodes, changed) {
    Object.assign(this, { form, names, nodes, changed, question: null });
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  draw(question) {
    this.question = question;
    this.form.hidden = question.parameters.length === 0;
    this.form.replaceChildren(...question.parameters.map((parameter) => {
      const list = make("datalist", { id: `values-${parameter.name}` });
      const input = make("input", { name: parameter.name, value: parameter.value, list: list.id, autocomplete: "off", onchange: () => this.change() });
      return make("label", {}, `${parameter.name}: ${parameter.meaning}`, input, list);
    }));
    this.offer();
  }

  /** Offer the nodes of the default's kind; again when they are known. */
  offer() {
    for (const parameter of this.question?.parameters ?? []) {
      if (!parameter.node) continue;
      const kind = parameter.value.split(":")[0];
      const options = this.nodes().filter((entry) => entry.label.split(":")[0] === kind);
      document.getElementById(`values-${parameter.name}`)?.replaceChildren(
        ...options.map((entry) => make("option", { value: entry.label }, entry.detail)));
    }
  }

  change() {
    for (const parameter of this.question.parameters) {
      const input = this.form.elements[parameter.name];
      input.setCustomValidity(this.term(parameter, input.value) ? "" : `This is no value here; write it like ${parameter.value}.`);
    }
    if (this.form.reportValidity()) this.changed();
  }

  /** The question's query with its values bound at the start of its pattern, as `interstate ask` does it. */
  query() {
    const { parameters, text } = this.question;
    if (!parameters.length) return text;
    const heads = parameters.map((parameter) => `?${parameter.name}`).join(" ");
    const values = parameters.map((parameter) => this.term(parameter, this.form.elements[parameter.name].value)).join(" ");
    return text.replace(/\bWHERE\s*\{/, (where) => `${where}\n  VALUES (${heads}) { (${values}) }`);
  }

  /** A value as SPARQL, or null if it is none of the parameter's sort. An empty field stands for the default. */
  term(parameter, written) {
    const text = written.trim() || parameter.value;
    return parameter.node ? this.node(text) : literal(parameter, text);
  }

  node(text) {
    if (/^<[^<>"{}|^`\\\s]+>$/.test(text)) return text;
    if (/^https?:[^<>"{}|^`\\\s]+$/.test(text)) return `<${text}>`;
    if (/^[A-Za-z][\w-]*:[\w-]+$/.test(text) && this.names.expand(text)) return text;
    const wanted = text.toLowerCase();
    return this.nodes().find((entry) => entry.detail.toLowerCase() === wanted)?.label ?? null;
  }
}

function literal(parameter, text) {
  if (!parameter.datatype) return JSON.stringify(text) + (parameter.language ? `@${parameter.language}` : "");
  const value = parameter.datatype === DATE_TIME ? moment(text, parameter.value) : text;
  return value && `${JSON.stringify(value)}^^<${parameter.datatype}>`;
}

/** A day, month or year stands for its first second, or its last where the default is one. */
function moment(text, like) {
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text)) return text;
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map((part) => (part ? Number(part) : null));
  const last = like.endsWith("T23:59:59Z");
  const time = last
    ? Date.UTC(year, (day ? month - 1 : month ?? 12), day ? day + 1 : 1) - 1000
    : Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  return new Date(time).toISOString().replace(".000Z", "Z");
}
