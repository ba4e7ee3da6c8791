/* Asking, stopping, editing a question and asking it again. */
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
