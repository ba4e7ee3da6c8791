/* The map's points: their order, their colours, the one that is pointed at. */

const CELLS = 160;
const HUES = 12;
const YEARS = ["--pa-old", "--pa-middle", "--pa-recent"];
const isDark = () => document.body.classList.contains("dark");
/* A colour that the style names, of the light page or the dark one. */
const colour = (name) => getComputedStyle($("#pa-map-points")).getPropertyValue(name).trim();
const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));

/* The points' order by square cells: what is near lies near in memory too, which makes drawing ten
   times as fast, and the nearest point is found without looking at all. */
function gridOf(n, x, y) {
  const starts = new Uint32Array(CELLS * CELLS + 1);
  const cell = (i) => Math.min(CELLS - 1, (y(i) * CELLS) | 0) * CELLS + Math.min(CELLS - 1, (x(i) * CELLS) | 0);
  for (let i = 0; i < n; i += 1) starts[cell(i) + 1] += 1;
  for (let c = 0; c < CELLS * CELLS; c += 1) starts[c + 1] += starts[c];
  const next = starts.slice();
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i += 1) { order[next[cell(i)]] = i; next[cell(i)] += 1; }
  return { starts, order };
}

function middlesOf(map) {
  const middle = (values) => values.sort()[values.length >> 1] ?? 0.5;
  const rows = map.topics.map(() => []);
  for (let i = 0; i < map.count; i += 1) rows[map.topic[i]]?.push(i);
  return rows.map((some) => [middle(Float32Array.from(some, (i) => map.x[i])), middle(Float32Array.from(some, (i) => map.y[i]))]);
}

/* A colour a topic: topics of one colour lie as far apart as can be. */
function huesOf(map) {
  const given = [];
  map.middles.forEach(([x, y]) => {
    const apart = Array.from({ length: HUES }, (_, hue) => Math.min(9, ...given.map((h, t) => (h === hue ? Math.hypot(x - map.middles[t][0], y - map.middles[t][1]) : 9))));
    given.push(apart.indexOf(Math.max(...apart)));
  });
  return given;
}

function yearSpan(map) {
  let low = 9999;
  let high = 0;
  for (const year of map.year) if (year) { if (year < low) low = year; if (year > high) high = year; }
  return [low, high];
}

function between(stops, part) {
  const at = clamp(part, 0, 1) * (stops.length - 1);
  const k = Math.min(stops.length - 2, at | 0);
  return stops[k].map((v, c) => Math.round(v + (stops[k + 1][c] - v) * (at - k)));
}

const packed = ([r, g, b]) => 255 << 24 | b << 16 | g << 8 | r;

/* The colour of every class of the present colouring, and the class of every point. */
function classes() {
  const { map } = chart;
  const grey = rgb(colour("--pa-other"));
  const palette = Array.from({ length: HUES }, (_, hue) => rgb(colour(`--pa-hue-${hue}`)));
  if (chart.colour === "year") {
    const [low, high] = yearSpan(map);
    const stops = YEARS.map((name) => rgb(colour(name)));
    const colours = [grey, ...Array.from({ length: Math.max(1, high - low + 1) }, (_, k) => between(stops, high > low ? k / (high - low) : 0.5))];
    return { of: (i) => (map.year[i] ? map.year[i] - low + 1 : 0), colours, grey };
  }
  if (chart.colour === "venue") return { of: (i) => Math.min(map.venue[i], map.venues.length), colours: [...map.venues.map((_, k) => palette[k]), grey], grey };
  return { of: (i) => map.topic[i], colours: map.topics.map((_, t) => palette[chart.hues[t]]), grey };
}

function placeOf(number) {
  const canvas = $("#pa-map-points");
  const scale = scaleOf(canvas);
  return [canvas.clientWidth / 2 + (chart.map.x[number] - chart.view.x) * scale, canvas.clientHeight / 2 + (chart.map.y[number] - chart.view.y) * scale];
}

/* The point nearest a place on the canvas, or -1 where none lies within so many pixels. */
function nearest(px, py, within) {
  const canvas = $("#pa-map-points");
  const scale = scaleOf(canvas);
  const x = chart.view.x + (px - canvas.clientWidth / 2) / scale;
  const y = chart.view.y + (py - canvas.clientHeight / 2) / scale;
  const { map } = chart;
  let [best, found] = [within / scale, -1];
  for (let ring = 0; ring <= CELLS && (ring - 1) / CELLS <= best; ring += 1) {
    const [cx, cy] = [clamp((x * CELLS) | 0, 0, CELLS - 1), clamp((y * CELLS) | 0, 0, CELLS - 1)];
    for (let row = cy - ring; row <= cy + ring; row += 1) {
      for (let column = cx - ring; column <= cx + ring; column += Math.abs(row - cy) === ring ? 1 : Math.max(1, 2 * ring)) {
        if (row < 0 || column < 0 || row >= CELLS || column >= CELLS) continue;
        for (let i = map.starts[row * CELLS + column]; i < map.starts[row * CELLS + column + 1]; i += 1) {
          const far = Math.hypot(map.x[i] - x, map.y[i] - y);
          if (far < best) { best = far; found = i; }
        }
      }
    }
  }
  return found;
}
