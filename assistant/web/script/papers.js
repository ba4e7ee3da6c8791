/* The collection as a table, and what was chosen from it. */
const CHOSEN = "paper-assistant.chosen";
const shelf = { query: "", order: "added", page: 0, chosen: new Map(store.read(CHOSEN, [])), asked: 0 };

async function drawShelf(page = 0) {
  shelf.page = page;
  const number = ++shelf.asked;
  $("#pa-shelf-order").options[0].textContent = shelf.query ? "Nearest" : "As added";
  const html = await htmlOf("papers", { query: shelf.query, order: shelf.order, page, filters: {} });
  if (number !== shelf.asked) return;
  $("#pa-rows").innerHTML = html;
  all("#pa-rows [data-choose]").forEach((box) => { box.checked = shelf.chosen.has(box.dataset.choose); });
  drawChosen();
}

function choose(box) {
  if (box.checked) shelf.chosen.set(box.dataset.choose, box.dataset.title);
  else shelf.chosen.delete(box.dataset.choose);
  drawChosen();
}

function drawChosen() {
  store.write(CHOSEN, [...shelf.chosen]);
  const bar = $("#pa-chosen");
  bar.hidden = shelf.chosen.size === 0;
  $("span", bar).textContent = `${shelf.chosen.size} chosen`;
  $('[data-chosen="compare"]', bar).disabled = shelf.chosen.size < 2 || shelf.chosen.size > 5;
}

async function withChosen(what, button) {
  const ids = [...shelf.chosen.keys()];
  const titles = [...shelf.chosen.values()].map((t) => `“${t}”`);
  if (what === "ask") only(ids);
  if (what === "compare") ask(`Compare ${titles.slice(0, -1).join(", ")} and ${titles.at(-1)}`);
  if (what === "bibtex") {
    try { download("references.bib", await given("references", ids), "application/x-bibtex"); } catch { flash(button, "Not fetched"); }
  }
  if (what === "clear") { shelf.chosen.clear(); all("#pa-rows [data-choose]").forEach((b) => { b.checked = false; }); drawChosen(); }
}

function narrowTo(form) {
  const value = (name) => form.elements[name].value.trim();
  const now = page.talk.filters;
  const more = (list, item) => (item && !(list || []).includes(item) ? [...(list || []), item] : list || []);
  setFilters({
    year_from: Number(value("year_from")) || null,
    year_to: Number(value("year_to")) || null,
    venues: more(now.venues, value("venue")),
    authors: more(now.authors, value("author")),
  });
}

let waiting = 0;
function soon(action, delay = 220) { clearTimeout(waiting); waiting = setTimeout(action, delay); }

async function suggest(box) {
  const text = box.value.trim();
  if (text.length < 2) return;
  const found = await given("authors", text).catch(() => []);
  box.list.replaceChildren(...found.map((name) => Object.assign(document.createElement("option"), { value: name })));
}
