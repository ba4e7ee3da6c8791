/* Follow the answer as it grows; then begin. */
function follow() {
  const live = $("#pa-live");
  if (!live) { setTimeout(follow, 50); return; }
  let shown = "";
  new MutationObserver(() => {
    const turn = $(".pa-turn", live);
    page.heard = Date.now();
    document.documentElement.classList.toggle("pa-talking", Boolean(turn));
    if (!turn) { if (page.turn && !page.turn.isConnected) showSources(null); return; }
    const html = $(".pa-sources", turn)?.innerHTML || "";
    const fresh = turn.dataset.turn !== page.number;
    if (fresh || html !== shown) {
      // What the reader has opened stays open: a sentence of this answer, or another paper.
      const open = document.documentElement.classList.contains("pa-panel-open");
      const reads = open && (page.turn !== turn || $("#pa-panel-body .pa-lit"));
      if (fresh || !reads) showSources(turn);
      shown = html;
    }
    if (page.earlier.length) drawEarlier();
    if (fresh) {
      page.number = turn.dataset.turn;
      // At once: what grows meanwhile would leave a smooth way short of its end.
      if (page.number === "0") window.scrollTo({ top: 0 });
      else turn.scrollIntoView({ block: "start" });
    }
  }).observe(live, { childList: true, subtree: true, characterData: true, attributes: true });
}

/* What leaves a page that is still being put together is lost; its last part is the question's box. */
function whenWhole(then) {
  if ($("#pa-question textarea")) then(); else setTimeout(whenWhole, 50, then);
}

/* A link asks its question, or opens a conversation that is kept here. */
function wanted() {
  const asked = new URLSearchParams(location.search);
  const question = asked.get("q");
  if (question) {
    history.replaceState(null, "", location.pathname);
    setFilters({});
    ask(question.slice(0, 2000));
    return;
  }
  const current = store.read(CURRENT, null);
  const id = asked.get("talk") || current?.id;
  const found = id && load(id);
  const pending = tab.read(PENDING);
  const here = pending && (pending.keep ? found && pending.talk === id && pending.keep <= found.turns.length : !found);
  show(found ? talkOf(id, found) : talkOf(null, { filters: id ? {} : current?.filters }));
  remain();
  // Only once the conversation is drawn: what is drawn later would take the running turn's place.
  if (here) whenThere("#pa-live .pa-foot, #pa-live .pa-examples", () => takeUp(pending), 600);
  redraft();
}

window.paperAssistant = { asking };
watch("value", () => { if (props.value?.answer) keep(props.value); });
const dark = store.read("paper-assistant.dark", null);
if (dark !== null) document.body.classList.toggle("dark", dark);
document.documentElement.lang = "en";
moveOld();
follow();
whenWhole(wanted);
setTimeout(drawKept, 300);
