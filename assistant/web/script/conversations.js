/* The drawer of kept conversations: found, opened, named, deleted. */
function drawKept() {
  const list = $("#pa-kept");
  if (!list) return;
  const wanted = ($("#pa-kept-search")?.value || "").toLowerCase();
  const kept = talks();
  const found = kept.filter((t) => [t.name, ...t.questions].join("\n").toLowerCase().includes(wanted));
  list.replaceChildren(...found.map((t) => {
    const open = made("a", { href: `?talk=${encodeURIComponent(t.id)}`, textContent: t.name, dir: "auto", title: t.name });
    open.dataset.reopen = t.id;
    if (t.id === page.talk.id) open.setAttribute("aria-current", "true");
    const rename = made("button", { type: "button", textContent: "✎", title: "Rename", ariaLabel: `Rename ${t.name}` });
    rename.dataset.rename = t.id;
    const forget = made("button", { type: "button", textContent: "×", title: "Delete", ariaLabel: `Delete ${t.name}` });
    forget.dataset.forget = t.id;
    return made("li", {}, open, rename, forget);
  }));
  const none = $("#pa-kept-none");
  none.hidden = found.length > 0;
  none.textContent = kept.length ? "No conversation has these words." : "Nothing is kept yet. Conversations stay in this browser.";
  all("[data-export]").forEach((b) => { b.disabled = !page.talk.turns.length; });
}

function reopen(id) {
  const found = load(id);
  if (!found) return;
  showTab("Chat");
  show(talkOf(id, found));
  remain();
  toggleKept(false);
}

function rename(button) {
  const id = button.dataset.rename;
  const found = talks().find((t) => t.id === id);
  if (!found) return;
  const box = made("input", { value: found.name, maxLength: 80, ariaLabel: "Name of this conversation" });
  const form = made("form", { className: "pa-rename" }, box, made("button", { textContent: "Save" }));
  form.onsubmit = (event) => {
    event.preventDefault();
    const name = box.value.trim();
    if (name) store.write(TALKS, talks().map((t) => (t.id === id ? { ...t, name } : t)));
    drawKept();
  };
  box.onkeydown = (event) => { if (event.key === "Escape") { event.stopPropagation(); drawKept(); } };
  button.closest("li").replaceChildren(form);
  box.select();
}

function forget(id) {
  const found = talks().find((t) => t.id === id);
  if (found) drop(found);
  if (id === page.talk.id) begin();
  drawKept();
}

function begin() {
  show(talkOf(null));
  remain();
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
