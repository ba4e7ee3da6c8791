/* The picture of the points: painted pixel by pixel, no graphics card needed, and larger than its
   window. While the map is moved that picture is moved and scaled; it is painted anew, a slice
   before each frame, where it no longer fills the window and once the map rests. */

const AROUND = 0.25;
const SLICE = 4;
const REST = 90;
const STRETCH = 1.5;
const AT_ONCE = 4096;

function fit(canvas, ratio) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((size) => Math.round(size * ratio));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function drawMap() {
  const canvas = $("#pa-map-points");
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  fit(canvas, ratio);
  const look = [isDark(), chart.colour, chart.chosen, chart.map.state, canvas.width, canvas.height].join();
  const now = performance.now();
  if (chart.still?.look !== look) {
    chart.painting = painting(canvas, ratio, look);
    while (!chart.painting.next().done);
    chart.painting = null;
  } else {
    const { far, filled } = stretched(canvas, ratio);
    const rests = now - chart.moved >= REST;
    if (far && !chart.painting && (rests || !filled)) chart.painting = painting(canvas, ratio, look);
    while (chart.painting && performance.now() - now < SLICE) if (chart.painting.next().done) chart.painting = null;
    if (chart.painting) redraw();
    else if (far && !rests) { clearTimeout(chart.rest); chart.rest = setTimeout(redraw, REST); }
  }
  const pen = canvas.getContext("2d", { alpha: false });
  showStill(pen, ratio);
  drawLabels(pen, ratio);
}

/* Where the picture lies in the window now, whether that differs from how it was painted, and
   whether it fills the window and is not blown up too far. */
function stretched({ width, height }, ratio) {
  const { still, view } = chart;
  const times = view.zoom / still.view.zoom;
  const scale = scaleOf($("#pa-map-sheet")) * ratio;
  const left = width / 2 + (still.view.x - view.x) * scale - times * still.canvas.width / 2;
  const top = height / 2 + (still.view.y - view.y) * scale - times * still.canvas.height / 2;
  const [wide, high] = [times * still.canvas.width, times * still.canvas.height];
  const filled = left <= 0 && top <= 0 && left + wide >= width && top + high >= height && times < STRETCH;
  const far = times !== 1 || still.view.x !== view.x || still.view.y !== view.y;
  return { left, top, wide, high, times, far, filled };
}

function showStill(pen, ratio) {
  const { left, top, wide, high, times, filled } = stretched(pen.canvas, ratio);
  if (!filled) {
    pen.fillStyle = colour("--pa-map");
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  }
  // Whole pixels where it is only moved: what is drawn between two of them blurs.
  if (times === 1) pen.drawImage(chart.still.canvas, Math.round(left), Math.round(top));
  else pen.drawImage(chart.still.canvas, left, top, wide, high);
}

/* Paint what is looked at now, a few thousand points a step; the last step shows it. */
function* painting(shown, ratio, look) {
  const { map, chosen } = chart;
  const view = { ...chart.view };
  const [width, height] = [shown.width, shown.height].map((size) => 2 * Math.round(size * (0.5 + AROUND)));
  if (chart.pixels?.width !== width || chart.pixels.height !== height) chart.pixels = new ImageData(width, height);
  const pixels = new Int32Array(chart.pixels.data.buffer);
  const under = rgb(colour("--pa-map"));
  pixels.fill(packed(under));
  const scale = scaleOf(shown) * ratio;
  const at = { x: map.x, y: map.y, left: width / 2 - view.x * scale, top: height / 2 - view.y * scale, scale };
  const { of, colours, grey } = classes();
  chart.classes = chart.classes || Uint16Array.from({ length: map.count }, (_, i) => of(i));
  const disc = stamp(ratio, shown.width, width);
  const faint = packed(grey.map((v, c) => Math.round((v + under[c]) / 2)));
  const layers = chosen === null ? [] : [Int32Array.from(colours, (_, c) => (c === chosen ? 0 : faint))];
  layers.push(Int32Array.from(colours, (colour, c) => (chosen === null || c === chosen ? packed(colour) : 0)));
  for (const shades of layers) {
    for (let from = 0; from < map.count; from += AT_ONCE) {
      drawDiscs(pixels, width, height, at, chart.classes.subarray(from, from + AT_ONCE), from, shades, disc);
      yield;
    }
  }
  const canvas = chart.still?.canvas || document.createElement("canvas");
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  canvas.getContext("2d", { alpha: false }).putImageData(chart.pixels, 0, 0);
  chart.still = { canvas, view, look };
}

/* Blend a disc a point into the pixels, in the shade of its class; shade 0 is not drawn. */
function drawDiscs(pixels, width, height, at, belongs, from, shades, { offsets, weights, reach }) {
  const { x, y, left, top, scale } = at;
  const [right, bottom, size, count] = [width - reach, height - reach, offsets.length, belongs.length];
  for (let i = 0; i < count; i += 1) {
    const shade = shades[belongs[i]];
    const px = (left + x[from + i] * scale) | 0;
    const py = (top + y[from + i] * scale) | 0;
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
function stamp(ratio, shown, width) {
  const crowd = clamp(5.2 - Math.log10(chart.map.count + 10), 0.75, 3.4);
  const radius = clamp(crowd * (0.8 + 0.2 * shown / ratio / 800) * chart.view.zoom ** 0.33, 0.75, 6) * ratio;
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
