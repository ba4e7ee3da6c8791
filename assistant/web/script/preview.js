/* What a citation shows while it is pointed at. */
function preview(chip) {
  const turn = chip.closest(".pa-turn");
  const card = turn && $(`.pa-sources [data-number="${CSS.escape(chip.dataset.cite)}"]`, turn);
  if (!card || narrow()) return;
  const tip = $("#pa-preview");
  const first = (chip.dataset.marks || "").split(",")[0];
  const mark = first && $(`mark[data-position="${CSS.escape(first)}"]`, card);
  tip.innerHTML = "";
  tip.append(Object.assign(document.createElement("strong"), { innerHTML: $("h3", card).innerHTML }));
  if (mark) tip.append(Object.assign(document.createElement("p"), { innerHTML: mark.innerHTML }));
  tip.hidden = false;
  const box = chip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left - 20), window.innerWidth - tip.offsetWidth - 8);
  const above = box.top - tip.offsetHeight - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : box.bottom + 8}px`;
}

function hidePreview() { const tip = $("#pa-preview"); if (tip) tip.hidden = true; }
