/* What a citation shows while it is pointed at, reached by keyboard, or tapped once. */
function preview(chip) {
  const turn = chip.closest(".pa-turn");
  const card = turn && $(`.pa-sources [data-number="${CSS.escape(chip.dataset.cite)}"]`, turn);
  if (!card) return;
  const tip = $("#pa-preview");
  const first = (chip.dataset.marks || "").split(",")[0];
  const mark = first && $(`mark[data-position="${CSS.escape(first)}"]`, card);
  const verdict = $(".pa-verdict", chip.parentElement);
  tip.replaceChildren(made("strong", { innerHTML: $("h3", card).innerHTML }));
  if (mark) tip.append(made("p", { innerHTML: mark.innerHTML }));
  if (verdict) tip.append(made("span", { className: "pa-verdict", textContent: `${verdict.textContent.slice(0, 1)} ${verdict.textContent.slice(1)}` }));
  const open = made("button", { type: "button", textContent: "Open the source" });
  open.onclick = () => cite(chip);
  tip.append(open);
  tip.classList.toggle("pa-touched", page.touch);
  tip.hidden = false;
  page.previewed = chip;
  const box = chip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left - 20), window.innerWidth - tip.offsetWidth - 8);
  const above = box.top - tip.offsetHeight - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : box.bottom + 8}px`;
}

function hidePreview() {
  const tip = $("#pa-preview");
  if (tip) tip.hidden = true;
  page.previewed = null;
}

/* A finger cannot point: its first tap shows what is cited, the second opens it. */
function cited(chip) {
  if (page.touch && page.previewed !== chip) preview(chip);
  else cite(chip);
}
