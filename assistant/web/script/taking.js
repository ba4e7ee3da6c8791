/* Copies, exports and ratings. */
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
