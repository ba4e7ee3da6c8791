/* The source panel: a citation opens its paper at the sentence it rests on. */
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
  body.innerHTML = await html;
  body.scrollTop = 0;
}
