/* Asking, stopping, editing a question and asking it again. */
function ask(question, keep, why) {
  showTab("Chat");
  closePanel();
  const running = busy();
  if (running) $("#pa-stop").click();
  setTimeout(() => { page.wanted = { question, keep, why }; send(); }, running ? 400 : 0);
}

/* A page that is still being put together may not hear; it has heard once `asking` was called. */
function send(tries = 20) {
  trigger("ask", {});
  setTimeout(() => { if (page.wanted && tries) send(tries - 1); }, 1000);
}

/* The running turn ends without an answer; it is not kept, and may be asked again. */
function ended(why) {
  const working = $("#pa-live .pa-turn .pa-working");
  if (!working) return;
  const foot = made("div", { className: "pa-foot", role: "status" });
  const retry = made("button", { type: "button", className: "pa-quiet", textContent: "Ask again" });
  retry.dataset.retry = "";
  foot.append(why, retry);
  working.replaceWith(foot);
  $("#pa-live .pa-turn").removeAttribute("aria-busy");
}

/* Look whether anybody is there where nothing has come for a while; where something had come, more
   may take as long as those take who wait for the model before this question. */
const SILENCE = { before: 28_000, between: 240_000 };
function watchOver(number) {
  page.heard = Date.now();
  const look = async () => {
    const turn = $(`#pa-live .pa-turn[data-turn="${number}"][aria-busy]`);
    if (!turn) return;
    const silent = Date.now() - page.heard;
    if (silent > 3900 && !turn.dataset.run) {
      try { await fetch("healthz", { cache: "no-store" }); } catch { return ended("The assistant does not answer. Is it still running?"); }
    }
    if (silent > SILENCE[turn.dataset.run ? "between" : "before"]) return ended("No answer came.");
    setTimeout(look, 4000);
  };
  setTimeout(look, 4000);
}

function showTab(name) {
  const tab = all('.pa-tabs button[role="tab"]').find((b) => b.textContent.trim() === name);
  if (tab && tab.getAttribute("aria-selected") !== "true") tab.click();
}

function edit(turn) {
  const head = $(".pa-question", turn);
  if ($("form", head)) return;
  const box = made("textarea", { value: $("h2", head).textContent, ariaLabel: "Your question" });
  const drop = made("button", { type: "button", textContent: "Cancel" });
  const form = made("form", { className: "pa-edit" }, box, made("button", { textContent: "Ask again" }), drop);
  head.append(form);
  head.classList.add("pa-editing");
  const end = () => { form.remove(); head.classList.remove("pa-editing"); };
  drop.onclick = end;
  box.onkeydown = (event) => {
    if (event.key === "Escape") { event.stopPropagation(); end(); }
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
