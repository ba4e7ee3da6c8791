/* The map: what it shows, how it is moved, and what its points and topics open.
   The points themselves are in points.js, still.js and labels.js, legend and growth in growth.js. */

const chart = {
  map: null, colour: "topic", chosen: null, hovered: -1, lit: new Map(), titles: new Map(),
  view: { x: 0.5, y: 0.5, zoom: 1 }, moved: 0, waiting: 0, due: false,
};

async function openMap() {
  if (!$("#pa-map-sheet") || !server.collection_map) return;
  watchSheet();
  await readMap(true);
  if (chart.map) lightAnswer();
}

async function readMap(begin) {
  clearTimeout(chart.waiting);
  let answer;
  try { answer = await server.collection_map({ begin, have: chart.map?.state || "" }); } catch {
    return say("The map could not be fetched. Is the assistant still running?");
  }
  if (answer.map) takeMap(answer.map);
  if (answer.doing) {
    say(chart.map ? "The collection has changed; the map is being renewed…" : `${answer.doing}…`);
    chart.waiting = setTimeout(() => readMap(false), 700);
  } else if (answer.problem) say(answer.problem);
  else if (chart.map) say(describe());
}

function say(text) { $("#pa-map-note").textContent = text; }

function describe() {
  const { count, topics } = chart.map;
  if (!count) return "No paper has been read into the index yet.";
  const papers = `${count.toLocaleString("en")} paper${count === 1 ? "" : "s"}`;
  const shown = chart.lit.size ? `; ringed: ${chart.lit.size === 1 ? "that" : `the ${chart.lit.size}`} of the last answer` : "";
  return `${papers} in ${topics.length} topic${topics.length === 1 ? "" : "s"}${shown}`;
}

function takeMap(map) {
  const bytes = Uint8Array.from(atob(map.points), (c) => c.charCodeAt(0));
  const read = new DataView(bytes.buffer);
  const n = map.count;
  const { starts, order } = gridOf(n, (i) => read.getUint16(8 * i, true) / 65535, (i) => read.getUint16(8 * i + 2, true) / 65535);
  const points = { x: new Float32Array(n), y: new Float32Array(n), topic: new Uint8Array(n), venue: new Uint8Array(n), year: new Uint16Array(n), place: new Uint32Array(n) };
  order.forEach((i, k) => {
    points.x[k] = read.getUint16(8 * i, true) / 65535;
    points.y[k] = read.getUint16(8 * i + 2, true) / 65535;
    points.topic[k] = bytes[8 * i + 4];
    points.venue[k] = bytes[8 * i + 5];
    points.year[k] = read.getUint16(8 * i + 6, true);
    points.place[i] = k;
  });
  // In order of their cells; `order` gives a point's number on the server, `place` leads back.
  chart.map = { ...map, ...points, starts, order };
  chart.classes = null;
  chart.map.middles = middlesOf(chart.map);
  chart.hues = huesOf(chart.map);
  chart.titles.clear();
  chart.chosen = null;
  drawLegend();
  drawGrowth();
  lightAnswer();
}

/* Papers of the last answer, ringed with their citation numbers. */
async function lightAnswer() {
  const cited = page.talk.turns.at(-1)?.answer.citations || [];
  chart.lit.clear();
  if (chart.map && cited.length) {
    const places = await server.map_places(cited.map((c) => c.paper));
    places.forEach((place, k) => { if (place >= 0) chart.lit.set(chart.map.place[place], cited[k].number); });
  }
  if (chart.map) { say(describe()); redraw(); }
}

function redraw() {
  if (chart.due) return;
  chart.due = true;
  requestAnimationFrame(() => { chart.due = false; if (chart.map && $("#pa-map-points")?.offsetWidth) drawMap(); });
}

// -- moving ---------------------------------------------------------------------------------------

function scaleOf(sheet) { return 0.94 * Math.min(sheet.clientWidth, sheet.clientHeight) * chart.view.zoom; }

function moving() { chart.moved = performance.now(); point(-1, -1); redraw(); }

function moveBy(dx, dy) {
  const scale = scaleOf($("#pa-map-sheet"));
  chart.view.x = clamp(chart.view.x - dx / scale, 0, 1);
  chart.view.y = clamp(chart.view.y - dy / scale, 0, 1);
  moving();
}

function zoomBy(factor, x, y) {
  const sheet = $("#pa-map-sheet");
  const before = scaleOf(sheet);
  chart.view.zoom = clamp(chart.view.zoom * factor, 1, 80);
  const after = scaleOf(sheet);
  const [dx, dy] = [(x ?? sheet.clientWidth / 2) - sheet.clientWidth / 2, (y ?? sheet.clientHeight / 2) - sheet.clientHeight / 2];
  chart.view.x = clamp(chart.view.x + dx / before - dx / after, 0, 1);
  chart.view.y = clamp(chart.view.y + dy / before - dy / after, 0, 1);
  moving();
}

function zoomTo(what) {
  if (what === "whole") { chart.view = { x: 0.5, y: 0.5, zoom: 1 }; chart.still = null; redraw(); } else zoomBy(what === "in" ? 1.6 : 1 / 1.6);
}

function clamp(value, low, high) { return Math.min(high, Math.max(low, value)); }

function watchSheet() {
  const canvas = $("#pa-map-points");
  if (canvas.dataset.watched) return;
  canvas.dataset.watched = "yes";
  new ResizeObserver(redraw).observe($("#pa-map-sheet"));
  new MutationObserver(redraw).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  const held = new Map();
  let moved = 0;
  const at = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); held.set(event.pointerId, at(event)); moved = 0; });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = at(event);
    const was = held.get(event.pointerId);
    if (!was) { point(x, y); return; }
    moved += Math.abs(x - was[0]) + Math.abs(y - was[1]);
    if (held.size === 1) moveBy(x - was[0], y - was[1]);
    else {
      const other = [...held].find(([id]) => id !== event.pointerId)[1];
      const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
      zoomBy(apart([x, y], other) / Math.max(8, apart(was, other)), (x + other[0]) / 2, (y + other[1]) / 2);
    }
    held.set(event.pointerId, [x, y]);
  });
  const release = (event) => {
    if (event.type === "pointerup" && held.size === 1 && moved < 6) openPoint(nearest(...at(event), 12));
    held.delete(event.pointerId);
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => point(-1, -1));
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); zoomBy(Math.exp(-event.deltaY * 0.0016), ...at(event)); }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const step = 60;
    const moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[event.key]) moveBy(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") zoomBy(1.6);
    else if (event.key === "-") zoomBy(1 / 1.6);
    else if (event.key === "0") zoomTo("whole");
    else if (event.key === "Enter") openPoint(nearest(canvas.clientWidth / 2, canvas.clientHeight / 2, 1e9));
    else return;
    event.preventDefault();
    point(canvas.clientWidth / 2, canvas.clientHeight / 2, 1e9);
  });
  canvas.addEventListener("blur", () => point(-1, -1));
}

// -- pointing and opening -------------------------------------------------------------------------

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
    chart.titles.set(number, server.map_paper(chart.map.order[number]).catch(() => ({})));
  }
  return chart.titles.get(number);
}

async function openPoint(number) {
  if (number < 0) return;
  const paper = await titleOf(number);
  if (paper.id) showInPanel("Paper", server.paper(paper.id));
}

async function chooseTopic(number) {
  chart.chosen = chart.chosen === number ? null : number;
  all("#pa-map-legend [data-topic]").forEach((b) => b.setAttribute("aria-pressed", String(Number(b.dataset.topic) === chart.chosen)));
  redraw();
  const about = $("#pa-map-topic");
  about.hidden = chart.chosen === null || chart.colour !== "topic";
  if (!about.hidden) about.innerHTML = await server.map_topic(number);
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
