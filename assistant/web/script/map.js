/* The map: what it shows. It is moved in moving.js, pointed at in pointing.js, painted in points.js,
   still.js and labels.js; legend and growth are in growth.js. */

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
  try { answer = await given("collection_map", { begin, have: chart.map?.state || "" }); } catch {
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
    const places = await given("map_places", cited.map((c) => c.paper)).catch(() => []);
    places.forEach((place, k) => { if (place >= 0) chart.lit.set(chart.map.place[place], cited[k].number); });
  }
  if (chart.map) { say(describe()); redraw(); }
}

function redraw() {
  if (chart.due) return;
  chart.due = true;
  requestAnimationFrame(() => { chart.due = false; if (chart.map && $("#pa-map-points")?.offsetWidth) drawMap(); });
}
