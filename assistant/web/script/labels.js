/* What stands above the points: rings about the answer's papers and the one pointed at, and the
   topics' names. Outlined letters are slow to draw, so each name is drawn once and kept. */

const SERIF = '600 13px "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif';
/* Where a ring's number stands: on the right, or where that is taken on another side. */
const BESIDE = [[1, 0], [-1, 0], [0, 1], [0, -1]];
const written = new Map();

function drawLabels(pen, ratio) {
  const [width, height] = [pen.canvas.width / ratio, pen.canvas.height / ratio];
  const [ink, accent, halo] = [colour("--pa-ink"), colour("--pa-accent"), colour("--pa-map")];
  const ring = (number, size, line) => {
    const [x, y] = placeOf(number);
    pen.beginPath();
    pen.arc(x, y, size, 0, 7);
    pen.lineWidth = line + 3; pen.strokeStyle = halo; pen.stroke();
    pen.lineWidth = line; pen.strokeStyle = accent; pen.stroke();
    return [x, y];
  };
  const taken = [];
  const write = (text, x, y, font, fill) => {
    if (x < 0 || y < 0 || x > width || y > height) return false;
    const word = writing(text, font, fill, halo, ratio);
    x = clamp(x, word.wide / 2 + 6, Math.max(word.wide / 2 + 6, width - word.wide / 2 - 6));
    const box = [x - word.wide / 2 - 5, y - 10, x + word.wide / 2 + 5, y + 10];
    if (taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) return false;
    taken.push(box);
    const whole = (value) => Math.round(value * ratio) / ratio; // between two pixels letters blur
    pen.drawImage(word.canvas, whole(x - word.wide / 2 - 4), whole(y - 12), word.canvas.width / ratio, word.canvas.height / ratio);
    return true;
  };
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const rings = [...chart.lit].map(([place, number]) => [...ring(place, 9, 2.5), String(number)]);
  rings.forEach(([x, y]) => taken.push([x - 6, y - 6, x + 6, y + 6]));
  rings.forEach(([x, y, number]) => {
    const aside = 15 + 3 * number.length;
    BESIDE.some(([dx, dy]) => write(number, x + aside * dx, y + 19 * dy, "600 12px system-ui", accent));
  });
  if (chart.hovered >= 0) ring(chart.hovered, 6, 2);
  const scale = scaleOf(pen.canvas);
  chart.map.topics.forEach((topic, t) => {
    if (chart.chosen !== null && chart.colour === "topic" && chart.chosen !== t) return;
    const [mx, my] = chart.map.middles[t];
    write(topic.terms[0] || topic.name, width / 2 + (mx - chart.view.x) * scale, height / 2 + (my - chart.view.y) * scale, SERIF, ink);
  });
  pen.setTransform(1, 0, 0, 1, 0, 0);
}

function writing(text, font, fill, halo, ratio) {
  const key = [text, font, fill, halo, ratio].join();
  if (written.size > 400) written.clear();
  if (!written.has(key)) {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen.font = font;
    const wide = pen.measureText(text).width;
    Object.assign(canvas, { width: Math.ceil((wide + 8) * ratio), height: 24 * ratio });
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    Object.assign(pen, { font, lineJoin: "round", lineWidth: 4, strokeStyle: halo, fillStyle: fill });
    pen.strokeText(text, 4, 16);
    pen.fillText(text, 4, 16);
    written.set(key, { canvas, wide });
  }
  return written.get(key);
}
