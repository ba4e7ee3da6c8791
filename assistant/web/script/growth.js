/* The map's legend with a curve a topic, and how many papers each year brought. */

const LISTED_YEARS = 12;

/* Papers of each topic in each year: { years, counts[topic][year] }. */
function growthOf(map) {
  const [low, high] = yearSpan(map);
  const years = high ? Array.from({ length: high - low + 1 }, (_, k) => low + k) : [];
  const counts = map.topics.map(() => new Uint32Array(years.length));
  for (let i = 0; i < map.count; i += 1) if (map.year[i]) counts[map.topic[i]][map.year[i] - low] += 1;
  return { years, counts };
}

function drawLegend() {
  const { map } = chart;
  const legend = $("#pa-map-legend");
  $("#pa-map-legend-title").textContent = { topic: "Topics", year: "Years", venue: "Venues" }[chart.colour];
  if (chart.colour === "year") {
    const [low, high] = yearSpan(map);
    const only = high && low === high ? made("p", { className: "pa-note", textContent: `All of ${low}` }) : null;
    legend.replaceChildren(only || (high ? made("div", { className: "pa-years" }, made("span", { className: "pa-ramp" }), made("span", { textContent: low }), made("span", { textContent: high })) : made("p", { className: "pa-note", textContent: "No record names a year." })));
    return;
  }
  const growth = growthOf(map);
  const rows = chart.colour === "venue"
    ? map.venues.map((name, k) => [name, countOf(map.venue, k), k, null])
    : map.topics.map((topic, t) => [topic.name, topic.count, chart.hues[t], growth.counts[t]]);
  legend.replaceChildren(...rows.map(([name, count, hue, curve], k) => {
    const row = made("button", { type: "button", className: "pa-key" },
      made("span", { className: `pa-dot pa-hue-${hue}`, ariaHidden: "true" }),
      made("span", { className: "pa-key-name", textContent: name, dir: "auto" }));
    if (curve && growth.years.length > 2) row.append(sparkline(curve, hue));
    row.append(made("span", { className: "pa-key-count", textContent: count.toLocaleString("en") }));
    row.dataset.topic = k;
    row.setAttribute("aria-pressed", "false");
    return row;
  }));
}

function countOf(values, wanted) {
  let count = 0;
  for (const value of values) if (value === wanted) count += 1;
  return count;
}

function sparkline(counts, hue) {
  const [width, height, most] = [64, 16, Math.max(1, ...counts)];
  const step = width / Math.max(1, counts.length - 1);
  const points = [...counts].map((c, k) => `${(k * step).toFixed(1)},${(height - 1 - (c / most) * (height - 2)).toFixed(1)}`);
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, class: `pa-spark pa-hue-${hue}`, "aria-hidden": "true" }, svg("polyline", { points: points.join(" ") }));
}

function drawGrowth() {
  const { map } = chart;
  const { years, counts } = growthOf(map);
  $("#pa-map-growth").hidden = years.length < 2;
  if (years.length < 2) return;
  const totals = years.map((_, k) => counts.reduce((sum, row) => sum + row[k], 0));
  const most = Math.max(...totals);
  const chosen = chart.colour === "topic" ? chart.chosen : null;
  const [width, height] = [960, 180];
  const step = width / years.length;
  const bar = (k, papers, style, about) => {
    const tall = (papers / most) * (height - 8);
    return svg("rect", { x: k * step + step * 0.12, y: height - tall, width: step * 0.76, height: tall, rx: Math.min(3, step / 8), class: style }, svg("title", {}, `${about}: ${papers.toLocaleString("en")}`));
  };
  // All papers in one calm colour; of a chosen topic, its part of them in its own.
  const bars = years.flatMap((year, k) => [
    bar(k, totals[k], "pa-bar", `${year}, all`),
    ...(chosen === null ? [] : [bar(k, counts[chosen][k], `pa-hue-${chart.hues[chosen]}`, `${year}, ${map.topics[chosen].name}`)]),
  ]);
  const every = Math.ceil(years.length / 12);
  const marks = years.flatMap((year, k) => (k % every ? [] : [svg("text", { x: k * step + step / 2, y: height + 16 }, String(year))]));
  const label = `Papers a year, from ${totals[0].toLocaleString("en")} in ${years[0]} to ${totals.at(-1).toLocaleString("en")} in ${years.at(-1)}; at most ${most.toLocaleString("en")}`;
  $("#pa-map-bars").replaceChildren(svg("svg", { viewBox: `0 0 ${width} ${height + 22}`, role: "img", "aria-label": label }, ...bars, ...marks));
  drawTable(years, counts);
}

function drawTable(years, counts) {
  const shown = years.map((year, k) => [year, k]).slice(-LISTED_YEARS);
  const cell = (text, scope) => { const c = made(scope ? "th" : "td", { textContent: text }); if (scope) c.scope = scope; return c; };
  const head = made("tr", {}, cell("Topic", "col"), ...shown.map(([year]) => cell(year, "col")));
  const rows = chart.map.topics.map((topic, t) => made("tr", {}, cell(topic.name, "row"), ...shown.map(([, k]) => cell(counts[t][k].toLocaleString("en")))));
  $("#pa-map-table").replaceChildren(made("table", { className: "pa-table" }, made("thead", {}, head), made("tbody", {}, ...rows)));
}
