/* What the map's points and topics tell when they are pointed at, and what they open. */

async function point(x, y, within = 10) {
  const found = x < 0 || !chart.map ? -1 : nearest(x, y, within);
  if (found === chart.hovered) return;
  chart.hovered = found;
  redraw();
  const tip = $("#pa-map-tip");
  tip.hidden = true;
  $("#pa-map-points").style.cursor = found < 0 ? "grab" : "pointer";
  if (found < 0) return;
  const paper = await titleOf(found);
  if (found !== chart.hovered || !paper.title) return;
  tip.replaceChildren(
    Object.assign(document.createElement("strong"), { textContent: paper.title, dir: "auto" }),
    Object.assign(document.createElement("span"), { textContent: paper.where }),
  );
  tip.hidden = false;
  const sheet = $("#pa-map-sheet");
  const [px, py] = placeOf(found);
  tip.style.left = `${clamp(px - tip.offsetWidth / 2, 4, Math.max(4, sheet.clientWidth - tip.offsetWidth - 4))}px`;
  tip.style.top = `${py - tip.offsetHeight - 12 > 0 ? py - tip.offsetHeight - 12 : py + 14}px`;
}

async function titleOf(number) {
  if (!chart.titles.has(number)) {
    if (chart.titles.size > 2000) chart.titles.clear();
    chart.titles.set(number, given("map_paper", chart.map.order[number]).catch(() => ({})));
  }
  return chart.titles.get(number);
}

async function openPoint(number) {
  if (number < 0) return;
  const paper = await titleOf(number);
  if (paper.id) showInPanel("Paper", htmlOf("paper", paper.id));
}

async function chooseTopic(number) {
  chart.chosen = chart.chosen === number ? null : number;
  all("#pa-map-legend [data-topic]").forEach((b) => b.setAttribute("aria-pressed", String(Number(b.dataset.topic) === chart.chosen)));
  redraw();
  const about = $("#pa-map-topic");
  about.hidden = chart.chosen === null || chart.colour !== "topic";
  if (!about.hidden) about.innerHTML = await htmlOf("map_topic", number);
  drawGrowth();
}

function colourBy(what) {
  chart.colour = what;
  chart.chosen = null;
  $("#pa-map-topic").hidden = true;
  all("[data-colour]").forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.colour === what)));
  chart.classes = null;
  drawLegend();
  drawGrowth();
  redraw();
}
