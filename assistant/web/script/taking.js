/* Copies, exports and ratings. */
async function copy(text, button) {
  try { await navigator.clipboard.writeText(text); } catch {
    const box = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  if (button) flash(button, "Copied");
}

/* Say in a button for a moment what came of it. */
function flash(button, text) {
  button.dataset.label ||= button.textContent;
  button.textContent = text;
  setTimeout(() => { button.textContent = button.dataset.label; }, 1400);
}

function download(name, text, kind) {
  const url = URL.createObjectURL(new Blob([text], { type: kind }));
  const anchor = Object.assign(document.createElement("a"), { href: url, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

async function take(format, button) {
  try {
    const { name, text, kind } = await given("export_conversation", { conversation: { turns: page.talk.turns }, form: format });
    download(name, text, kind);
  } catch { flash(button, "Not fetched"); }
}

/* A thumb up is kept at once; a thumb down asks what was wrong and what would be right. */
function rate(button) {
  const turn = button.closest(".pa-turn");
  all("[data-rate]", turn).forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
  $("form.pa-rating", turn)?.remove();
  remember(turn, { good: button.dataset.rate === "good", reason: "" });
  if (button.dataset.rate === "good") return;
  const reasons = { wrong: "It says something wrong", missing: "It misses something", absent: "The papers do not answer this" };
  const why = made("select", { ariaLabel: "What was wrong" }, ...Object.entries(reasons).map(([value, text]) => made("option", { value, textContent: text })));
  const words = made("input", { placeholder: "What must a right answer say? (a few words)", ariaLabel: "What must a right answer say", maxLength: 300 });
  const form = made("form", { className: "pa-edit pa-rating" }, why, words, made("button", { textContent: "Keep" }), made("span", { className: "pa-note", textContent: "Stays in this browser; “History” exports it as eval cases." }));
  why.onchange = () => { words.hidden = why.value === "absent"; };
  form.onsubmit = (event) => {
    event.preventDefault();
    remember(turn, { good: false, reason: why.value, words: words.value.trim() });
    form.replaceChildren(made("span", { className: "pa-note", role: "status", textContent: "Thank you, it is kept." }));
  };
  button.closest(".pa-foot").append(form);
  form.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  why.focus({ preventScroll: true });
}

function remember(turn, rating) {
  const number = Number(turn.dataset.turn);
  const { turns } = page.talk;
  const { question, answer } = turns[number] || {};
  if (!answer) return;
  const history = turns.slice(0, number).flatMap((t) => [{ role: "user", content: t.question }, { role: "assistant", content: t.answer.text || "" }]);
  const kept = store.read(FEEDBACK, []).filter((f) => f.question !== question);
  kept.push({ id: `reader-${Date.now()}`, question, ...rating, status: answer.status, kind: answer.kind, papers: (answer.citations || []).map((c) => c.paper), history, at: new Date().toISOString() });
  store.write(FEEDBACK, kept.slice(-500));
}

async function takeFeedback(button) {
  const kept = store.read(FEEDBACK, []);
  try {
    const cases = await given("eval_cases", kept);
    if (cases) download("eval-cases.jsonl", cases, "application/jsonl");
    else flash(button, "No case yet");
  } catch { flash(button, "Not fetched"); }
}
