#!/bin/sh
# Build what the query page loads from other people's packages, and gather their licences.
# Needs Node and npm, only when a version in package.json changes; the results are committed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/editor.entry.js" "$work/"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund
node_modules/@esbuild/*/bin/esbuild editor.entry.js --bundle --minify --format=esm \
    --target=es2022 --legal-comments=none --outfile="$here/editor.js"
cp node_modules/cytoscape/dist/cytoscape.esm.min.mjs "$here/cytoscape.js"
cp node_modules/oxigraph/web.js "$here/oxigraph.js"
gzip -9 -n -c node_modules/oxigraph/web_bg.wasm > "$here/oxigraph.wasm.gz"
node - <<'JS' > "$here/LICENCES.txt"
const fs = require("fs"), path = require("path");
const roots = fs.readdirSync("node_modules").flatMap((name) =>
  name.startsWith("@") ? fs.readdirSync(`node_modules/${name}`).map((sub) => `${name}/${sub}`) : [name]);
console.log("The bundled files hold these packages (see package-lock.json), with their licences.\n");
for (const name of roots.filter((name) => !name.startsWith(".") && !name.includes("esbuild")).sort()) {
  const folder = path.join("node_modules", name);
  const meta = JSON.parse(fs.readFileSync(path.join(folder, "package.json")));
  console.log(`${"=".repeat(72)}\n${name} ${meta.version} (${meta.license})\n`);
  const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  console.log(file ? fs.readFileSync(path.join(folder, file), "utf8").trim()
    : "The package has no licence file; it is used under the Apache License 2.0, see this project's LICENSE.");
  console.log("");
}
JS
ls -l "$here"
