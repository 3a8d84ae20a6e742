// Draws beside each table of the statistics page what the table says. The page is whole without it.
"use strict";

(async () => {
  const places = [...document.querySelectorAll("[data-chart]")];
  const source = document.querySelector("[data-charts-url]");
  if (!places.length || !source || typeof echarts === "undefined") return;
  const answer = await fetch(source.dataset.chartsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { charts, words } = await answer.json();

  const FEN_PER_WAN = 1000000;
  const inWan = (fen) => fen / FEN_PER_WAN;
  const written = (wan) => `${wan.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${words.unit}`;
  const colour = (name, fallback) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
  const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const optionOf = (chart) => ({
    animation: !isCalm,
    aria: { enabled: true, label: { description: `${chart.title}: ${chart.labels.map((label, index) => `${label} ${written(inWan(chart.turnover_fen[index]))}`).join("; ")}` } },
    color: [colour("--tblr-primary", "#1f5f99"), colour("--tblr-teal", "#0f8a83")],
    grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", valueFormatter: written },
    xAxis: { type: "value", name: "", axisLabel: { formatter: (value) => value.toLocaleString() } },
    yAxis: { type: "category", inverse: true, data: chart.labels, axisLabel: { width: 130, overflow: "truncate" } },
    series: [
      { name: words.turnover, type: "bar", data: chart.turnover_fen.map(inWan) },
      { name: words.technical, type: "bar", data: chart.technical_fen.map(inWan) },
    ],
  });

  const drawn = [];
  for (const place of places) {
    const chart = charts[place.dataset.chart];
    if (!chart || !chart.turnover_fen.some((fen) => fen !== 0)) continue;
    place.hidden = false;
    place.style.height = `${70 + 38 * chart.labels.length}px`;
    const picture = echarts.init(place, null, { renderer: "svg" });
    picture.setOption(optionOf(chart));
    drawn.push(picture);
  }
  window.addEventListener("resize", () => { for (const picture of drawn) picture.resize(); });
})();
