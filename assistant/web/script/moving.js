/* Move and zoom the map: by mouse, fingers, wheel and keys. */

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
