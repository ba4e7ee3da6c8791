/* The page's behaviour: citations open their sentence, buttons ask, conversations stay here.
   Runs once, inside a Gradio HTML component that gives `trigger`, `props`, `server`, `watch`. */

const KEPT = "paper-assistant.conversations";
const CURRENT = "paper-assistant.current";
const FEEDBACK = "paper-assistant.feedback";
const MOST_KEPT = 50;
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const narrow = () => window.matchMedia("(max-width: 900px)").matches;
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const store = {
  read(key, otherwise) {
    try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; }
  },
  write(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
  },
};

const page = { turn: null, id: null, opened: false, returnTo: null };

// -- asking ---------------------------------------------------------------------------------------

function ask(question, keep) {
  showTab("Chat");
  closePanel();
  trigger("ask", keep === undefined ? { question } : { question, keep });
}

function stopped() {
  const working = $("#pa-live .pa-turn .pa-working");
  if (!working) return;
  const foot = Object.assign(document.createElement("div"), { className: "pa-foot" });
  const retry = Object.assign(document.createElement("button"), { type: "button", className: "pa-quiet", textContent: "Ask again" });
  retry.dataset.retry = "";
  foot.append("Stopped; this answer is not kept.", retry);
  working.replaceWith(foot);
  $("#pa-live .pa-turn").removeAttribute("aria-busy");
}

function showTab(name) {
  const tab = all('.pa-tabs button[role="tab"]').find((b) => b.textContent.trim() === name);
  if (tab && tab.getAttribute("aria-selected") !== "true") tab.click();
}

function edit(turn) {
  const head = $(".pa-question", turn);
  const title = $("h2", head);
  if ($("form", head)) return;
  const form = document.createElement("form");
  form.className = "pa-edit";
  const box = document.createElement("textarea");
  box.value = title.textContent;
  box.setAttribute("aria-label", "Your question");
  const save = Object.assign(document.createElement("button"), { textContent: "Ask again" });
  const drop = Object.assign(document.createElement("button"), { textContent: "Cancel", type: "button" });
  form.append(box, save, drop);
  head.append(form);
  head.classList.add("pa-editing");
  const end = () => { form.remove(); head.classList.remove("pa-editing"); };
  drop.onclick = end;
  box.onkeydown = (event) => {
    if (event.key === "Escape") end();
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const question = box.value.trim();
    end();
    if (question) ask(question, Number(turn.dataset.turn));
  };
  box.focus();
}

// -- the source panel -----------------------------------------------------------------------------

function showSources(turn) {
  const body = $("#pa-panel-body");
  if (!body) return;
  page.turn = turn;
  const sources = turn && $(".pa-sources", turn);
  $("#pa-panel-title").textContent = "Sources";
  body.innerHTML = sources ? sources.innerHTML : "";
  document.documentElement.classList.toggle("pa-has-sources", Boolean(sources));
  all(".pa-turn").forEach((t) => t.classList.toggle("pa-active", t === turn));
}

function openPanel(from) {
  page.returnTo = from || document.activeElement;
  document.documentElement.classList.add("pa-panel-open");
}

function closePanel() {
  const was = document.documentElement.classList.contains("pa-panel-open");
  document.documentElement.classList.remove("pa-panel-open");
  if (was && page.returnTo?.isConnected) page.returnTo.focus();
}

function cite(chip) {
  const turn = chip.closest(".pa-turn");
  if (page.turn !== turn || $("#pa-panel-title").textContent !== "Sources") showSources(turn);
  const card = $(`#pa-panel-body [data-number="${CSS.escape(chip.dataset.cite)}"]`);
  if (!card) return;
  openPanel(chip);
  all("#pa-panel-body .pa-lit").forEach((e) => e.classList.remove("pa-lit"));
  const wanted = (chip.dataset.marks || "").split(",").filter(Boolean);
  const marks = wanted.map((p) => $(`mark[data-position="${CSS.escape(p)}"]`, card)).filter(Boolean);
  card.classList.add("pa-lit");
  marks.forEach((mark) => mark.classList.add("pa-lit"));
  reveal(card, marks[0] || card);
  card.focus({ preventScroll: true });
  hidePreview();
}

/* Scroll the panel and nothing else: from the card's title where that shows the mark as well. */
function reveal(card, mark) {
  const panel = $("#pa-panel");
  const within = (element) => element.getBoundingClientRect().top - panel.getBoundingClientRect().top + panel.scrollTop;
  const title = within(card) - 56;
  const low = within(mark) + Math.min(mark.offsetHeight, panel.clientHeight / 2);
  const fits = low - title < panel.clientHeight - 16;
  const top = fits ? title : low - panel.clientHeight / 2;
  panel.scrollTo({ top, behavior: calm() ? "auto" : "smooth" });
}

async function showInPanel(title, html) {
  const body = $("#pa-panel-body");
  openPanel();
  page.turn = null;
  $("#pa-panel-title").textContent = title;
  body.innerHTML = '<p class="pa-working" role="status">Looking…</p>';
  document.documentElement.classList.add("pa-has-sources");
  try { body.innerHTML = await html; } catch (error) {
    body.textContent = "This could not be fetched. Is the assistant still running?";
  }
  body.scrollTop = 0;
}

// -- the preview of a citation --------------------------------------------------------------------

function preview(chip) {
  const turn = chip.closest(".pa-turn");
  const card = turn && $(`.pa-sources [data-number="${CSS.escape(chip.dataset.cite)}"]`, turn);
  if (!card || narrow()) return;
  const tip = $("#pa-preview");
  const first = (chip.dataset.marks || "").split(",")[0];
  const mark = first && $(`mark[data-position="${CSS.escape(first)}"]`, card);
  tip.innerHTML = "";
  tip.append(Object.assign(document.createElement("strong"), { innerHTML: $("h3", card).innerHTML }));
  if (mark) tip.append(Object.assign(document.createElement("p"), { innerHTML: mark.innerHTML }));
  tip.hidden = false;
  const box = chip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left - 20), window.innerWidth - tip.offsetWidth - 8);
  const above = box.top - tip.offsetHeight - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : box.bottom + 8}px`;
}

function hidePreview() { const tip = $("#pa-preview"); if (tip) tip.hidden = true; }

// -- filters --------------------------------------------------------------------------------------

function filters() { return { ...(props.value?.filters || {}) }; }

function setFilters(changed) { trigger("filter", { filters: { ...filters(), ...changed } }); }

function only(ids) { setFilters({ paper_ids: ids }); showTab("Chat"); closePanel(); $("#pa-question textarea")?.focus(); }

// -- conversations --------------------------------------------------------------------------------

function keep() {
  const value = props.value;
  if (!value?.turns) return;
  store.write(CURRENT, { id: page.id, ...value });
  if (!value.turns.length) return;
  page.id = page.id || crypto.randomUUID?.() || String(Date.now());
  const kept = store.read(KEPT, []);
  const was = kept.find((c) => c.id === page.id);
  const name = was?.name || value.turns[0].question.slice(0, 80);
  const others = kept.filter((c) => c.id !== page.id);
  const list = [{ id: page.id, name, at: Date.now(), ...value }, ...others].slice(0, MOST_KEPT);
  while (list.length && !store.write(KEPT, list)) list.pop();
  store.write(CURRENT, { id: page.id, ...value });
  drawKept();
}

function drawKept() {
  const list = $("#pa-kept");
  if (!list) return;
  const wanted = ($("#pa-kept-search")?.value || "").toLowerCase();
  const kept = store.read(KEPT, []).filter((c) => JSON.stringify([c.name, c.turns.map((t) => t.question)]).toLowerCase().includes(wanted));
  list.replaceChildren(...kept.map((c) => {
    const row = document.createElement("li");
    const open = Object.assign(document.createElement("button"), { type: "button", textContent: c.name, dir: "auto" });
    open.dataset.reopen = c.id;
    if (c.id === page.id) open.setAttribute("aria-current", "true");
    const rename = Object.assign(document.createElement("button"), { type: "button", textContent: "✎", title: "Rename" });
    rename.dataset.rename = c.id;
    rename.setAttribute("aria-label", `Rename ${c.name}`);
    const drop = Object.assign(document.createElement("button"), { type: "button", textContent: "×", title: "Delete" });
    drop.dataset.forget = c.id;
    drop.setAttribute("aria-label", `Delete ${c.name}`);
    row.append(open, rename, drop);
    return row;
  }));
  $("#pa-kept-none").hidden = kept.length > 0;
}

function reopen(id) {
  const found = store.read(KEPT, []).find((c) => c.id === id);
  if (!found) return;
  page.id = id;
  showTab("Chat");
  trigger("restore", { conversation: { turns: found.turns, filters: found.filters } });
  toggleKept(false);
}

function rename(id) {
  const kept = store.read(KEPT, []);
  const found = kept.find((c) => c.id === id);
  const name = found && window.prompt("Name of this conversation", found.name);
  if (!name) return;
  found.name = name.slice(0, 80);
  store.write(KEPT, kept);
  drawKept();
}

function forget(id) {
  store.write(KEPT, store.read(KEPT, []).filter((c) => c.id !== id));
  if (id === page.id) fresh(); else drawKept();
}

function fresh() {
  page.id = null;
  showSources(null);
  store.write(CURRENT, null);
  trigger("restore", { conversation: {} });
  toggleKept(false);
  showTab("Chat");
  $("#pa-question textarea")?.focus();
}

function toggleKept(open) {
  const drawer = $("#pa-drawer");
  const now = open ?? drawer.hidden;
  drawer.hidden = !now;
  $("[data-drawer]")?.setAttribute("aria-expanded", String(now));
  if (now) { drawKept(); $("#pa-kept-search").focus(); }
}

// -- taking things along --------------------------------------------------------------------------

async function copy(text, button) {
  try { await navigator.clipboard.writeText(text); } catch {
    const box = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  if (!button) return;
  const label = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = label; }, 1400);
}

function download(name, text, kind) {
  const url = URL.createObjectURL(new Blob([text], { type: kind }));
  const anchor = Object.assign(document.createElement("a"), { href: url, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

async function take(format) {
  const conversation = props.value || {};
  const { name, text, kind } = await server.export_conversation({ conversation, form: format });
  download(name, text, kind);
}

function rate(button) {
  const turn = button.closest(".pa-turn");
  all("[data-rate]", turn).forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
  if (button.dataset.rate === "good") { remember(turn, true, ""); return; }
  const form = document.createElement("form");
  form.className = "pa-edit";
  const box = Object.assign(document.createElement("input"), { placeholder: "What was wrong? It stays in this browser." });
  box.setAttribute("aria-label", "What was wrong");
  form.append(box, Object.assign(document.createElement("button"), { textContent: "Keep" }));
  form.onsubmit = (event) => { event.preventDefault(); remember(turn, false, box.value.trim()); form.remove(); };
  $("form", button.parentElement)?.remove();
  button.parentElement.append(form);
  box.focus();
}

function remember(turn, good, reason) {
  const exchange = props.value?.turns?.[Number(turn.dataset.turn)];
  const question = exchange?.question || $("h2", turn).textContent;
  const kept = store.read(FEEDBACK, []).filter((f) => f.question !== question);
  kept.push({ id: `f${Date.now()}`, question, good, reason, text: exchange?.answer?.text, at: new Date().toISOString() });
  store.write(FEEDBACK, kept.slice(-500));
}

// -- the papers tab -------------------------------------------------------------------------------

const shelf = { query: "", order: "added", page: 0, chosen: new Map(), asked: 0 };

async function drawShelf(page = 0) {
  shelf.page = page;
  const number = ++shelf.asked;
  const html = await server.papers({ query: shelf.query, order: shelf.order, page, filters: {} });
  if (number !== shelf.asked) return;
  $("#pa-rows").innerHTML = html;
  all("#pa-rows [data-choose]").forEach((box) => { box.checked = shelf.chosen.has(box.dataset.choose); });
}

function choose(box) {
  if (box.checked) shelf.chosen.set(box.dataset.choose, box.dataset.title);
  else shelf.chosen.delete(box.dataset.choose);
  drawChosen();
}

function drawChosen() {
  const bar = $("#pa-chosen");
  bar.hidden = shelf.chosen.size === 0;
  $("span", bar).textContent = `${shelf.chosen.size} chosen`;
  $('[data-chosen="compare"]', bar).disabled = shelf.chosen.size < 2 || shelf.chosen.size > 5;
}

async function withChosen(what) {
  const ids = [...shelf.chosen.keys()];
  const titles = [...shelf.chosen.values()].map((t) => `“${t}”`);
  if (what === "ask") only(ids);
  if (what === "compare") ask(`Compare ${titles.slice(0, -1).join(", ")} and ${titles.at(-1)}`);
  if (what === "bibtex") download("references.bib", await server.references(ids), "application/x-bibtex");
  if (what === "clear") { shelf.chosen.clear(); all("#pa-rows [data-choose]").forEach((b) => { b.checked = false; }); drawChosen(); }
}

function narrowTo(form) {
  const value = (name) => form.elements[name].value.trim();
  const now = filters();
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
  const found = await server.authors(text);
  box.list.replaceChildren(...found.map((name) => Object.assign(document.createElement("option"), { value: name })));
}

// -- one listener for every click -----------------------------------------------------------------

const clicks = {
  cite: (e) => cite(e),
  ask: (e) => ask(e.dataset.ask),
  only: (e) => only([e.dataset.only]),
  open: (e) => showInPanel("Paper", server.paper(e.dataset.open)),
  similar: (e) => showInPanel("Similar papers", server.similar(e.dataset.similar)),
  compare: (e) => compare(e),
  copy: (e) => copy(e.dataset.copy, e),
  copyAnswer: (e) => copy(props.value?.turns?.[Number(e.closest(".pa-turn").dataset.turn)]?.answer?.text || $(".pa-answer", e.closest(".pa-turn")).innerText, e),
  retry: (e) => { const t = e.closest(".pa-turn"); ask($(".pa-question h2", t).textContent, Number(t.dataset.turn)); },
  link: (e) => copy(`${location.origin}${location.pathname}?q=${encodeURIComponent($("h2", e.closest(".pa-turn")).textContent)}`, e),
  edit: (e) => edit(e.closest(".pa-turn")),
  sources: (e) => { showSources(e.closest(".pa-turn")); openPanel(e); $("#pa-panel").focus(); },
  closePanel: () => closePanel(),
  drawer: () => toggleKept(),
  fresh: () => fresh(),
  reopen: (e) => reopen(e.dataset.reopen),
  rename: (e) => rename(e.dataset.rename),
  forget: (e) => forget(e.dataset.forget),
  export: (e) => take(e.dataset.export),
  rate: (e) => rate(e),
  feedback: () => download("feedback.json", JSON.stringify(store.read(FEEDBACK, []), null, 1), "application/json"),
  unfilter: (e) => setFilters(JSON.parse(e.dataset.unfilter)),
  page: (e) => { drawShelf(Number(e.dataset.page)); $("#pa-papers").scrollIntoView(); },
  chosen: (e) => withChosen(e.dataset.chosen),
  event: (e) => trigger(e.dataset.event === "fill" ? "fill" : "restart", {}),
  dark: () => { const dark = document.body.classList.toggle("dark"); store.write("paper-assistant.dark", dark); },
};

function compare(button) {
  const { compare: id, title } = button.dataset;
  if (!page.comparing || page.comparing.id === id) {
    page.comparing = { id, title };
    button.textContent = "Choose the other…";
    button.classList.add("pa-chosen");
    return;
  }
  const first = page.comparing.title;
  page.comparing = null;
  all(".pa-chosen").forEach((b) => { b.textContent = "Compare"; b.classList.remove("pa-chosen"); });
  ask(`Compare “${first}” and “${title}”`);
}

const names = Object.keys(clicks);
document.addEventListener("click", (event) => {
  const target = event.target.closest?.(names.map((n) => `[data-${n.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}]`).join(","));
  if (!target || target.disabled) return;
  const name = names.find((n) => n in target.dataset);
  if (target.tagName !== "A") event.preventDefault();
  clicks[name](target, event);
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#pa-stop")) setTimeout(stopped, 250);
});
document.addEventListener("mouseover", (event) => {
  const chip = event.target.closest?.(".pa-chip");
  if (chip) preview(chip); else hidePreview();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.(".pa-chip")) preview(event.target); else hidePreview();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { hidePreview(); closePanel(); toggleKept(false); }
  if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
    event.preventDefault();
    $("#pa-question textarea")?.focus();
  }
});
document.addEventListener("input", (event) => {
  const { target } = event;
  if (target.id === "pa-kept-search") drawKept();
  if (target.id === "pa-shelf-search") soon(() => { shelf.query = target.value.trim(); drawShelf(); });
  if (target.getAttribute?.("list") === "pa-names") soon(() => suggest(target));
});
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.id === "pa-shelf-order") { shelf.order = target.value; drawShelf(); }
  if (target.dataset?.choose !== undefined) choose(target);
});
document.addEventListener("submit", (event) => {
  if (event.target.dataset?.narrow === undefined) return;
  event.preventDefault();
  narrowTo(event.target);
});
document.addEventListener("click", (event) => {
  const tab = event.target.closest?.('.pa-tabs button[role="tab"]');
  if (tab?.textContent.trim() === "Papers") whenThere("#pa-rows", () => { if (!$("#pa-rows").innerHTML) drawShelf(); });
});
function whenThere(selector, action, tries = 100) {
  if ($(selector)) action();
  else if (tries) setTimeout(() => whenThere(selector, action, tries - 1), 50);
}

// -- following the answer as it grows -------------------------------------------------------------

function follow() {
  const live = $("#pa-live");
  if (!live) { setTimeout(follow, 50); return; }
  let shown = "";
  new MutationObserver(() => {
    const turn = $(".pa-turn", live);
    document.documentElement.classList.toggle("pa-talking", Boolean(turn));
    if (!turn) { if (page.turn && !page.turn.isConnected) showSources(null); return; }
    const html = $(".pa-sources", turn)?.innerHTML || "";
    const fresh = turn.dataset.turn !== page.number;
    if (fresh || html !== shown) {
      if (!document.documentElement.classList.contains("pa-panel-open") || fresh) showSources(turn);
      shown = html;
    }
    if (fresh) {
      page.number = turn.dataset.turn;
      const behavior = calm() ? "auto" : "smooth";
      if (page.number === "0") window.scrollTo({ top: 0, behavior });
      else turn.scrollIntoView({ block: "start", behavior });
    }
  }).observe(live, { childList: true, subtree: true, characterData: true, attributes: true });
}

function wanted() {
  const question = new URLSearchParams(location.search).get("q");
  if (!question) return false;
  history.replaceState(null, "", location.pathname);
  ask(question.slice(0, 2000));
  return true;
}

watch("value", keep);
const dark = store.read("paper-assistant.dark", null);
if (dark !== null) document.body.classList.toggle("dark", dark);
document.documentElement.lang = "en";
follow();
const current = store.read(CURRENT, null);
if (!wanted()) {
  page.id = current?.id || null;
  trigger("restore", { conversation: current ? { turns: current.turns, filters: current.filters } : {} });
}
setTimeout(drawKept, 300);
