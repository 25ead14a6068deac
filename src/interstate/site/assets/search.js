// Search in the page: every word must occur; names before sentences, beginnings before middles.
(() => {
  const input = document.getElementById("q");
  const hits = document.getElementById("hits");
  const found = document.getElementById("found");
  const MOST = 60;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = window.searchIndex.map(([text, page, kind, more]) => ({
    text, page, kind, low: plain(text), more: plain(more || ""),
  }));

  function score(entry, words) {
    // Several words together, as written, are likely a name: one shown, or another that it goes by.
    const phrase = words.join(" ");
    let total = words.length > 1 && (entry.low.includes(phrase) || entry.more.includes(phrase)) ? 60 * words.length : 0;
    for (const word of words) {
      const at = entry.low.indexOf(word);
      if (at === 0) total += 60;
      else if (at > 0) total += /[\s“("'-]/.test(entry.low[at - 1]) ? 40 : 15;
      else if (entry.more.includes(word)) total += 10;
      else return 0;
    }
    return total + Math.max(0, 30 - entry.low.length / 5) - entry.kind;
  }

  function show() {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    hits.replaceChildren();
    if (!words.length) {
      found.textContent = "Type a word or two.";
      return;
    }
    const ranked = entries
      .map((entry) => [score(entry, words), entry])
      .filter(([rank]) => rank > 0)
      .sort((a, b) => b[0] - a[0] || a[1].text.localeCompare(b[1].text));
    found.textContent = ranked.length
      ? `${ranked.length.toLocaleString("en")} found${ranked.length > MOST ? `, the best ${MOST} shown` : ""}.`
      : "Nothing found. Try fewer or other words.";
    for (const [, entry] of ranked.slice(0, MOST)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = entry.page;
      link.textContent = entry.text;
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = ` ${window.searchKinds[entry.kind]}`;
      item.append(link, kind);
      hits.append(item);
    }
  }

  const wanted = new URLSearchParams(location.search).get("q");
  if (wanted) input.value = wanted;
  document.getElementById("searchform").addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", () => {
    show();
    const address = input.value ? `?q=${encodeURIComponent(input.value)}` : location.pathname;
    try { history.replaceState(null, "", address); } catch { /* a page from a folder has no history */ }
  });
  show();
})();
