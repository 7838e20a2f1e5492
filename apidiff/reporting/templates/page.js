// Search and filters, for browsers that run scripts: everything else on the page works without.
(() => {
  "use strict";
  // The style opens what is folded on paper; browsers that do not know how yet are helped.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of folded) one.open = false; });
  const box = document.getElementById("find");
  if (!box) return;
  const root = document.body.dataset.root;
  const rows = [...document.querySelectorAll("li[data-class]")];
  const kinds = { class: "Class", version: "Version", resource: "Resource", lens: "Seen by" };
  const said = { wire: "every client", "client-library": "generated libraries only" };
  const make = (tag, set = {}) => Object.assign(document.createElement(tag), set);
  const values = (row, kind) => (row.dataset[kind] || "").split(" ").filter(Boolean);
  const status = make("p", { className: "quiet" });
  status.setAttribute("role", "status");
  const told = { search: "", filter: "" };
  const tell = (part, text) => { told[part] = text; status.textContent = Object.values(told).filter(Boolean).join("; "); };
  const selects = {};
  const choices = [];
  for (const [kind, title] of Object.entries(kinds)) {
    const known = [...new Set(rows.flatMap((row) => values(row, kind)))].sort();
    if (known.length < 2) continue;
    const select = make("select", { id: "find-" + kind });
    select.append(make("option", { value: "", textContent: "all" }));
    for (const value of known) select.append(make("option", { value, textContent: said[value] || value }));
    select.addEventListener("change", filter);
    selects[kind] = select;
    const label = make("label", { htmlFor: select.id, textContent: title });
    const pair = make("div");
    pair.append(label, select);
    choices.push(pair);
  }
  function filter() {
    const wanted = Object.entries(selects).map(([kind, select]) => [kind, select.value]).filter(([, value]) => value);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !wanted.every(([kind, value]) => values(row, kind).includes(value));
      shown += row.hidden ? 0 : 1;
    }
    for (const rest of document.querySelectorAll("details.rest")) {
      if (wanted.length) rest.open = !!rest.querySelector("li[data-class]:not([hidden])");
    }
    for (const part of document.querySelectorAll(".post, .group, .kind")) {
      const mine = part.querySelectorAll("li[data-class]");
      part.hidden = wanted.length > 0 && ![...mine].some((row) => !row.hidden);
    }
    tell("filter", wanted.length ? `${shown} of ${rows.length} changes on this page` : "");
  }
  let loading;
  async function all() {
    let found = [];
    for (let file = box.dataset.search; file; ) {
      const answer = await fetch(root + file);
      if (!answer.ok) throw new Error(answer.statusText);
      const read = await answer.json();
      found = found.concat(read.rows);
      file = read.next;
    }
    return found;
  }
  const load = () => (loading = loading || all());
  let search = () => {};
  const results = make("ol", { className: "lines" });
  if (box.dataset.search) {
    const input = make("input", { type: "search", id: "find-words", autocomplete: "off" });
    const label = make("label", { htmlFor: input.id, textContent: "Search changes and operations" });
    const pair = make("div", { className: "words" });
    pair.append(label, input);
    choices.unshift(pair);
    let asked = 0;
    search = async () => {
      const mine = ++asked;
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      if (!words.length) { results.replaceChildren(); tell("search", ""); return; }
      let known;
      try { known = await load(); } catch {
        loading = undefined;
        tell("search", "The search reads a file beside this page, which a browser allows on a web server only.");
        return;
      }
      if (mine !== asked) return;
      const hits = known.filter((row) => { const text = row.join(" ").toLowerCase(); return words.every((word) => text.includes(word)); });
      const whole = words.join(" ");
      const is = (row) => row[0].toLowerCase() === whole;
      hits.sort((one, other) => is(other) - is(one));
      results.replaceChildren(...hits.slice(0, 50).map(([title, address, kind, date]) => {
        const item = make("li");
        const link = make("a", { href: root + address, textContent: title.replaceAll("`", "") });
        item.append(make("span", { className: "dates", textContent: date }), " ", link, " ");
        item.append(make("span", { className: "badge is-" + kind.replaceAll(" ", "-"), textContent: kind }));
        return item;
      }));
      tell("search", hits.length > 50 ? `${hits.length} found, the first 50 shown` : `${hits.length} found`);
    };
    input.addEventListener("input", search);
    // A link to a change that the front page does not list any more leads to the page that tells of it.
    const gone = location.hash.startsWith("#change-") && !document.getElementById(location.hash.slice(1));
    if (gone) load().then((known) => {
      const hit = known.find((row) => row[1].endsWith(location.hash));
      if (hit) location.replace(root + hit[1]);
    }, () => {});
  }
  if (!choices.length) return;
  box.append(...choices);
  box.after(status, results);
  box.hidden = false;
  // A browser that goes back, or loads the page again, may fill in what was chosen and typed before.
  addEventListener("pageshow", () => { filter(); search(); });
})();
