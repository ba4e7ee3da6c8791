/* The map's points, drawn pixel by pixel: a hundred thousand in a few milliseconds, no graphics
   card needed; above them, on a canvas of its own, labels, rings and what is pointed at. */

const CELLS = 160;
const LIGHT = ["#0f6b62", "#c2571a", "#5b5bb5", "#b07d08", "#a8326e", "#2f76bd", "#63871c", "#8c5a3c", "#7b3fa0", "#c83f38", "#2a9d8f", "#5f6670"];
const DARK = ["#66c6b8", "#f0a06b", "#a5a5f0", "#e6c15a", "#ea85b4", "#86b8f2", "#b3d465", "#cfa384", "#c596e8", "#f58f88", "#8fe6da", "#a9b0b5"];
const YEARS = { light: ["#cdbf8e", "#3c9a8b", "#143a5a"], dark: ["#35586a", "#4fb3a4", "#f6e8a0"] };
const isDark = () => document.body.classList.contains("dark");
const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));

/* Numbers of points by square cell, so that the nearest one is found without looking at all. */
function gridOf({ x, y }, n) {
  const starts = new Uint32Array(CELLS * CELLS + 1);
  const cell = (i) => Math.min(CELLS - 1, (y[i] * CELLS) | 0) * CELLS + Math.min(CELLS - 1, (x[i] * CELLS) | 0);
  for (let i = 0; i < n; i += 1) starts[cell(i) + 1] += 1;
  for (let c = 0; c < CELLS * CELLS; c += 1) starts[c + 1] += starts[c];
  const next = starts.slice();
  const points = new Uint32Array(n);
  for (let i = 0; i < n; i += 1) { points[next[cell(i)]] = i; next[cell(i)] += 1; }
  return { starts, points };
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
    const apart = LIGHT.map((_, hue) => Math.min(9, ...given.map((h, t) => (h === hue ? Math.hypot(x - map.middles[t][0], y - map.middles[t][1]) : 9))));
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

function ramp(part) {
  const stops = YEARS[isDark() ? "dark" : "light"].map(rgb);
  const at = clamp(part, 0, 1) * (stops.length - 1);
  const k = Math.min(stops.length - 2, at | 0);
  return stops[k].map((v, c) => Math.round(v + (stops[k + 1][c] - v) * (at - k)));
}

const packed = ([r, g, b]) => (255 << 24 | b << 16 | g << 8 | r) >>> 0;

/* The colour of every class of the present colouring, and the class of every point. */
function classes() {
  const { map } = chart;
  const grey = isDark() ? [92, 98, 101] : [190, 190, 184];
  const palette = (isDark() ? DARK : LIGHT).map(rgb);
  if (chart.colour === "year") {
    const [low, high] = yearSpan(map);
    const colours = [grey, ...Array.from({ length: Math.max(1, high - low + 1) }, (_, k) => ramp(high > low ? k / (high - low) : 0.5))];
    return { of: (i) => (map.year[i] ? map.year[i] - low + 1 : 0), colours, grey };
  }
  if (chart.colour === "venue") return { of: (i) => Math.min(map.venue[i], map.venues.length), colours: [...map.venues.map((_, k) => palette[k]), grey], grey };
  return { of: (i) => map.topic[i], colours: map.topics.map((_, t) => palette[chart.hues[t]]), grey };
}

function drawPoints() {
  const canvas = $("#pa-map-points");
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; chart.image = null; }
  const context = canvas.getContext("2d", { alpha: false });
  chart.image = chart.image || context.createImageData(width, height);
  const pixels = new Uint32Array(chart.image.data.buffer);
  const ground = rgb(getComputedStyle(document.documentElement).getPropertyValue(isDark() ? "--pa-map-dark" : "--pa-map-light").trim());
  pixels.fill(packed(ground));
  const { map, view, chosen } = chart;
  const scale = scaleOf(canvas) * ratio;
  const [left, top] = [width / 2 - view.x * scale, height / 2 - view.y * scale];
  const { of, colours, grey } = classes();
  const faint = packed(grey.map((v, c) => Math.round((v + ground[c]) / 2)));
  const shades = colours.map(packed);
  const { offsets, weights, reach } = stamp(ratio, width);
  const draw = (i, colour) => {
    const px = (left + map.x[i] * scale) | 0;
    const py = (top + map.y[i] * scale) | 0;
    if (px < reach || py < reach || px >= width - reach || py >= height - reach) return;
    const [rb, g, base] = [colour & 0xff00ff, colour & 0xff00, py * width + px];
    for (let k = 0; k < offsets.length; k += 1) {
      const [at, a] = [base + offsets[k], weights[k]];
      const was = pixels[at];
      pixels[at] = (0xff000000 | ((((was & 0xff00ff) * (256 - a) + rb * a) >>> 8) & 0xff00ff) | ((((was & 0xff00) * (256 - a) + g * a) >>> 8) & 0xff00)) >>> 0;
    }
  };
  if (chosen !== null) for (let i = 0; i < map.count; i += 1) if (of(i) !== chosen) draw(i, faint);
  for (let i = 0; i < map.count; i += 1) { const c = of(i); if (chosen === null || c === chosen) draw(i, shades[c]); }
  context.putImageData(chart.image, 0, 0);
}

/* A disc with soft edges: small where there are many points, larger as the map comes nearer. */
function stamp(ratio, width) {
  const crowd = clamp(5.2 - Math.log10(chart.map.count + 10), 0.75, 3.4);
  const radius = clamp(crowd * (0.8 + 0.2 * width / ratio / 800) * chart.view.zoom ** 0.33, 0.75, 6) * ratio;
  const reach = Math.ceil(radius);
  const [offsets, weights] = [[], []];
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const inside = clamp(radius + 0.5 - Math.hypot(x, y), 0, 1);
      if (inside > 0) { offsets.push(y * width + x); weights.push(Math.round(inside * (chart.map.count > 20000 ? 150 : 215))); }
    }
  }
  return { offsets, weights, reach: reach + 1 };
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
  const { map: { cells, ...map } } = chart;
  let [best, found] = [within / scale, -1];
  for (let ring = 0; ring <= CELLS && (ring - 1) / CELLS <= best; ring += 1) {
    const [cx, cy] = [clamp((x * CELLS) | 0, 0, CELLS - 1), clamp((y * CELLS) | 0, 0, CELLS - 1)];
    for (let row = cy - ring; row <= cy + ring; row += 1) {
      for (let column = cx - ring; column <= cx + ring; column += Math.abs(row - cy) === ring ? 1 : Math.max(1, 2 * ring)) {
        if (row < 0 || column < 0 || row >= CELLS || column >= CELLS) continue;
        for (let k = cells.starts[row * CELLS + column]; k < cells.starts[row * CELLS + column + 1]; k += 1) {
          const i = cells.points[k];
          const far = Math.hypot(map.x[i] - x, map.y[i] - y);
          if (far < best) { best = far; found = i; }
        }
      }
    }
  }
  return found;
}

function drawOver() {
  const canvas = $("#pa-map-over");
  if (!canvas || !chart.map) return;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  const colour = (name) => getComputedStyle(canvas).getPropertyValue(name).trim();
  const [ink, ground, accent] = [colour("--pa-ink"), colour(isDark() ? "--pa-map-dark" : "--pa-map-light"), colour("--pa-accent")];
  pen.lineJoin = "round";
  const ring = (number, size, width) => {
    const [x, y] = placeOf(number);
    pen.beginPath();
    pen.arc(x, y, size, 0, 7);
    pen.lineWidth = width + 3; pen.strokeStyle = ground; pen.stroke();
    pen.lineWidth = width; pen.strokeStyle = accent; pen.stroke();
    return [x, y];
  };
  const taken = [];
  const write = (text, x, y, font, fill) => {
    pen.font = font;
    const wide = pen.measureText(text).width;
    const box = [x - wide / 2 - 5, y - 10, x + wide / 2 + 5, y + 10];
    if (taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) return;
    taken.push(box);
    pen.lineWidth = 4; pen.strokeStyle = ground; pen.strokeText(text, x - wide / 2, y + 4);
    pen.fillStyle = fill; pen.fillText(text, x - wide / 2, y + 4);
  };
  chart.lit.forEach((number, place) => {
    const [x, y] = ring(place, 9, 2.5);
    write(String(number), x + 17, y, "600 12px system-ui", accent);
  });
  if (chart.hovered >= 0) ring(chart.hovered, 6, 2);
  const scale = scaleOf(canvas);
  chart.map.topics.forEach((topic, t) => {
    if (chart.chosen !== null && chart.colour === "topic" && chart.chosen !== t) return;
    const [mx, my] = chart.map.middles[t];
    const [x, y] = [canvas.clientWidth / 2 + (mx - chart.view.x) * scale, canvas.clientHeight / 2 + (my - chart.view.y) * scale];
    if (x > 0 && y > 0 && x < canvas.clientWidth && y < canvas.clientHeight) write(topic.terms[0] || topic.name, x, y, '600 13px "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif', ink);
  });
}
