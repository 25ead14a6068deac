// The query page's editor: CodeMirror with SPARQL, put together once and bundled by build.sh.
// Tab is left alone, so that the keyboard can leave the editor; Ctrl-Space completes.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, hoverTooltip, keymap, lineNumbers, placeholder,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--sparql-keyword)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--sparql-variable)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--sparql-string)" },
  { tag: [tags.number, tags.bool, tags.literal], color: "var(--sparql-number)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--sparql-comment)", fontStyle: "italic" },
  { tag: [tags.url, tags.link, tags.namespace, tags.propertyName, tags.typeName, tags.atom], color: "var(--sparql-name)" },
  { tag: [tags.function(tags.variableName), tags.standard(tags.name)], color: "var(--sparql-keyword)" },
]);

/**
 * Build the editor inside `parent`.
 * complete(word, before) -> [{label, detail, info, apply, type, boost}]; explain(word) -> string or null; run() on Ctrl-Enter.
 */
export function createEditor({ parent, text, label, complete, explain, run, changed }) {
  const wordAt = /[\w-]*:?[\w-]*$/;
  const source = (context) => {
    const before = context.matchBefore(wordAt);
    const line = context.state.doc.lineAt(context.pos);
    const ahead = line.text.slice(0, context.pos - line.from);
    if (!before || (before.from === before.to && !context.explicit)) return null;
    if (/[?$][\w]*$/.test(ahead) || /<[^>\s]*$/.test(ahead)) return variables(context);
    return { from: before.from, options: complete(before.text, ahead), filter: false };
  };
  const variables = (context) => {
    const word = context.matchBefore(/[?$]\w*$/);
    if (!word) return null;
    const names = new Set(context.state.doc.toString().match(/[?$]\w+/g) || []);
    names.delete(word.text);
    return { from: word.from, options: [...names].sort().map((name) => ({ label: name, type: "variable" })) };
  };
  const hover = hoverTooltip((view, pos) => {
    const line = view.state.doc.lineAt(pos);
    for (const match of line.text.matchAll(/[\w-]+:[\w-]+|<[^>\s]+>/g)) {
      const from = line.from + match.index, to = from + match[0].length;
      const said = pos >= from && pos <= to && explain(match[0]);
      if (said) return { pos: from, end: to, above: true, create: () => ({ dom: paragraph(said) }) };
    }
    return null;
  });
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), highlightSpecialChars(), history(), drawSelection(), indentOnInput(), bracketMatching(),
        closeBrackets(), highlightActiveLine(), highlightSelectionMatches(), sparql(), syntaxHighlighting(colours),
        autocompletion({ override: [source], activateOnTyping: true, icons: false, maxRenderedOptions: 60 }), hover,
        placeholder("SELECT …"),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
        EditorView.lineWrapping,
        EditorView.updateListener.of((update) => update.docChanged && changed()),
        keymap.of([
          { key: "Mod-Enter", preventDefault: true, run: () => (run(), true) },
          ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap,
        ]),
      ],
    }),
  });
  return {
    view,
    text: () => view.state.doc.toString(),
    setText: (value) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value }, selection: { anchor: 0 } }),
    prepend: (value) => view.dispatch({ changes: { from: 0, insert: value } }),
    focus: () => view.focus(),
    clearError: () => view.dispatch(setDiagnostics(view.state, [])),
    showError: (line, column, message) => {
      const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      const from = Math.min(at.from + Math.max(column - 1, 0), at.to);
      const rest = at.text.slice(from - at.from).match(/^[^\s{}();,.]+/);
      const to = Math.min(from + (rest ? rest[0].length : 1), view.state.doc.length);
      view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message }]));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    },
  };
}

function paragraph(text) {
  const node = document.createElement("p");
  node.className = "term-tip";
  node.textContent = text;
  return node;
}
