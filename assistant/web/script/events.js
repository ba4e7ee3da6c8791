/* One listener for every click: an element says by a data attribute what it does. */
const clicks = {
  cite: (e) => cited(e),
  ask: (e) => ask(e.dataset.ask),
  only: (e) => only([e.dataset.only]),
  open: (e) => showInPanel("Paper", htmlOf("paper", e.dataset.open)),
  similar: (e) => showInPanel("Similar papers", htmlOf("similar", e.dataset.similar)),
  compare: (e) => compare(e),
  copy: (e) => copy(e.dataset.copy, e),
  copyAnswer: (e) => copy(page.talk.turns[Number(e.closest(".pa-turn").dataset.turn)]?.answer.text || $(".pa-answer", e.closest(".pa-turn")).innerText, e),
  retry: (e) => { const t = e.closest(".pa-turn"); ask($(".pa-question h2", t).textContent, Number(t.dataset.turn)); },
  link: (e) => copy(`${location.origin}${location.pathname}?q=${encodeURIComponent($("h2", e.closest(".pa-turn")).textContent)}`, e),
  edit: (e) => edit(e.closest(".pa-turn")),
  sources: (e) => { showSources(e.closest(".pa-turn")); openPanel(e); $("#pa-panel").focus(); },
  closePanel: () => closePanel(),
  drawer: () => toggleKept(),
  fresh: () => fresh(),
  reopen: (e) => reopen(e.dataset.reopen),
  rename: (e) => rename(e),
  forget: (e) => forget(e.dataset.forget),
  export: (e) => take(e.dataset.export, e),
  rate: (e) => rate(e),
  feedback: (e) => takeFeedback(e),
  unfilter: (e) => setFilters(JSON.parse(e.dataset.unfilter)),
  page: (e) => { drawShelf(Number(e.dataset.page)); $("#pa-papers").scrollIntoView(); },
  chosen: (e) => withChosen(e.dataset.chosen, e),
  colour: (e) => colourBy(e.dataset.colour),
  zoom: (e) => zoomTo(e.dataset.zoom),
  topic: (e) => chooseTopic(Number(e.dataset.topic)),
  event: (e) => trigger(e.dataset.event === "fill" ? "fill" : "restart", resume()),
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
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (target.tagName === "A" && elsewhere) return;
  event.preventDefault();
  clicks[name](target, event);
});
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#pa-stop")) return;
  answered();
  setTimeout(() => ended("Stopped; this answer is not kept."), 250);
});
document.addEventListener("pointerdown", (event) => {
  page.touch = event.pointerType === "touch";
  if (page.touch && !event.target.closest?.("#pa-preview, .pa-chip")) hidePreview();
}, true);
document.addEventListener("mouseover", (event) => {
  if (page.touch) return;
  const chip = event.target.closest?.(".pa-chip");
  if (chip) preview(chip); else hidePreview();
});
document.addEventListener("focusin", (event) => {
  if (page.touch) return;
  if (event.target.matches?.(".pa-chip")) preview(event.target); else hidePreview();
});
/* While an answer is written, Enter leaves the next question where it is typed. */
document.addEventListener("keydown", (event) => {
  page.touch = false;
  if (event.key === "Enter" && !event.shiftKey && busy() && event.target.closest?.("#pa-question")) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { hidePreview(); closePanel(); toggleKept(false); }
  if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
    event.preventDefault();
    $("#pa-question textarea")?.focus();
  }
});
document.addEventListener("input", (event) => {
  const { target } = event;
  if (target.closest?.("#pa-question")) tab.write(DRAFT, target.value);
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
function whenThere(selector, action, tries = 100) {
  if ($(selector)) action();
  else if (tries) setTimeout(() => whenThere(selector, action, tries - 1), 50);
}
