/* Conversations, kept in this browser alone. */
function keep() {
  const value = props.value;
  if (!value?.turns) return;
  // A link asks before anything is restored: the form that narrows comes with the first answer.
  if (value.turns.length && !$(".pa-narrow") && !page.formWanted) { page.formWanted = true; setFilters({}); }
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

function rename(button) {
  const id = button.dataset.rename;
  const row = button.closest("li");
  const found = store.read(KEPT, []).find((c) => c.id === id);
  if (!found) return;
  const box = made("input", { value: found.name, maxLength: 80, ariaLabel: "Name of this conversation" });
  const form = made("form", { className: "pa-rename" }, box, made("button", { textContent: "Save" }));
  form.onsubmit = (event) => {
    event.preventDefault();
    const name = box.value.trim();
    if (name) store.write(KEPT, store.read(KEPT, []).map((c) => (c.id === id ? { ...c, name } : c)));
    drawKept();
  };
  box.onkeydown = (event) => { if (event.key === "Escape") { event.stopPropagation(); drawKept(); } };
  row.replaceChildren(form);
  box.select();
}

function forget(id) {
  store.write(KEPT, store.read(KEPT, []).filter((c) => c.id !== id));
  if (id === page.id) begin();
  drawKept();
}

function begin() {
  page.id = null;
  showSources(null);
  store.write(CURRENT, null);
  trigger("restore", { conversation: {} });
}

function fresh() {
  begin();
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
