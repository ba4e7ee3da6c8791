/* Follow the answer as it grows; then begin. */
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
