/* The map's points, drawn pixel by pixel: a hundred thousand in a few milliseconds, no graphics
   card needed; above them, on a canvas of its own, labels, rings and what is pointed at. */

const CELLS = 160;
const LIGHT = ["#0f6b62", "#c2571a", "#5b5bb5", "#b07d08", "#a8326e", "#2f76bd", "#63871c", "#8c5a3c", "#7b3fa0", "#c83f38", "#2a9d8f", "#5f6670"];
const DARK = ["#66c6b8", "#f0a06b", "#a5a5f0", "#e6c15a", "#ea85b4", "#86b8f2", "#b3d465", "#cfa384", "#c596e8", "#f58f88", "#8fe6da", "#a9b0b5"];
const YEARS = { light: ["#cdbf8e", "#3c9a8b", "#143a5a"], dark: ["#35586a", "#4fb3a4", "#f6e8a0"] };
const isDark = () => document.body.classList.contains("dark");
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

const packed = ([r, g, b]) => 255 << 24 | b << 16 | g << 8 | r;

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
  const pixels = new Int32Array(chart.image.data.buffer);
  const ground = rgb(getComputedStyle(document.documentElement).getPropertyValue(isDark() ? "--pa-map-dark" : "--pa-map-light").trim());
  pixels.fill(packed(ground));
  const { map, view, chosen } = chart;
  const scale = scaleOf(canvas) * ratio;
  const [left, top] = [width / 2 - view.x * scale, height / 2 - view.y * scale];
  const { of, colours, grey } = classes();
  chart.painted = chart.painted || Uint16Array.from({ length: map.count }, (_, i) => of(i));
  const disc = stamp(ratio, width);
  const draw = (shades) => drawDiscs(pixels, width, height, { x: map.x, y: map.y, left, top, scale }, chart.painted, shades, disc);
  const faint = packed(grey.map((v, c) => Math.round((v + ground[c]) / 2)));
  if (chosen !== null) draw(Int32Array.from(colours, (_, c) => (c === chosen ? 0 : faint)));
  draw(Int32Array.from(colours, (colour, c) => (chosen === null || c === chosen ? packed(colour) : 0)));
  context.putImageData(chart.image, 0, 0);
}

/* Blend a disc a point into the pixels, in the shade of its class; shade 0 is not drawn. */
function drawDiscs(pixels, width, height, at, painted, shades, { offsets, weights, reach }) {
  const { x, y, left, top, scale } = at;
  const [right, bottom, size, count] = [width - reach, height - reach, offsets.length, painted.length];
  for (let i = 0; i < count; i += 1) {
    const shade = shades[painted[i]];
    const px = (left + x[i] * scale) | 0;
    const py = (top + y[i] * scale) | 0;
    if (shade === 0 || px < reach || py < reach || px >= right || py >= bottom) continue;
    const rb = shade & 0xff00ff;
    const g = shade & 0xff00;
    const base = py * width + px;
    for (let k = 0; k < size; k += 1) {
      const pixel = base + offsets[k];
      const was = pixels[pixel];
      const wasRb = was & 0xff00ff;
      const wasG = was & 0xff00;
      pixels[pixel] = 0xff000000 | ((wasRb + (((rb - wasRb) * weights[k]) >> 4)) & 0xff00ff) | ((wasG + (((g - wasG) * weights[k]) >> 4)) & 0xff00);
    }
  }
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
      if (inside > 0) { offsets.push(y * width + x); weights.push(Math.round(inside * (chart.map.count > 20000 ? 10 : 14))); }
    }
  }
  return { offsets: Int32Array.from(offsets), weights: Int32Array.from(weights), reach: reach + 1 };
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
    if (x < 0 || y < 0 || x > canvas.clientWidth || y > canvas.clientHeight) return;
    pen.font = font;
    const wide = pen.measureText(text).width;
    x = clamp(x, wide / 2 + 6, Math.max(wide / 2 + 6, canvas.clientWidth - wide / 2 - 6));
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
    write(topic.terms[0] || topic.name, x, y, '600 13px "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif', ink);
  });
}
