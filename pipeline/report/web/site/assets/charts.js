// Charts. Each has a table of the same figures under it; figures become numbers here alone, to be drawn.
"use strict";
(function (gouji) {
  // Okabe and Ito's colours, told apart by people of every colour vision.
  const COLOURS = { error: "#d55e00", warn: "#e69f00", info: "#56b4e9", bar: "#9cc3df", interval: "#0b4f7d", stated: "#d55e00", grid: "#d9dfe5", ink: "#1c2733" };

  function draw(label, height, config) {
    const canvas = gouji.element("canvas", { role: "img", "aria-label": label });
    const holder = gouji.element("div", { class: "chart", style: `height:${height}px` }, canvas);
    // The canvas has a size only when it stands in the page.
    requestAnimationFrame(() => {
      if (!canvas.isConnected) return;
      Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
      Chart.defaults.color = COLOURS.ink;
      new Chart(canvas, config);
    });
    return holder;
  }

  function options(extra) {
    return Object.assign({ animation: false, responsive: true, maintainAspectRatio: false, indexAxis: "y", devicePixelRatio: Math.max(2, window.devicePixelRatio || 1) }, extra);
  }

  /** A label cut to a width in which a Chinese character counts two. */
  function shortened(text) {
    const most = window.innerWidth < 600 ? 20 : 40;
    let width = 0;
    for (let n = 0; n < text.length; n++) {
      width += text.charCodeAt(n) > 0x2e7f ? 2 : 1;
      if (width > most) return text.slice(0, n) + "…";
    }
    return text;
  }

  /** Rates as bars with their rounding interval, and what the document prints as a diamond. rows: {label, rate, lower, upper, stated}. */
  gouji.rateChart = function (label, rows) {
    const number = (digits) => (digits === null || digits === undefined ? null : Number(digits));
    const labels = rows.map((row) => shortened(gouji.flat(row.label)));
    return draw(label, 70 + rows.length * 26, {
      type: "bar",
      data: {
        labels,
        datasets: [
          { type: "line", label: gouji.say("stated"), data: rows.map((row) => number(row.stated)), showLine: false, pointStyle: "rectRot", pointRadius: 6, pointHoverRadius: 7, backgroundColor: COLOURS.stated, borderColor: "#fff" },
          { label: gouji.say("interval"), data: rows.map((row) => (row.lower === null || row.upper === null ? null : [number(row.lower), number(row.upper)])), backgroundColor: COLOURS.interval, minBarLength: 4, grouped: false, barPercentage: 0.75 },
          { label: gouji.say("computed"), data: rows.map((row) => number(row.rate)), backgroundColor: COLOURS.bar, grouped: false, barPercentage: 0.55 },
        ],
      },
      options: options({
        scales: { x: { grid: { color: COLOURS.grid }, ticks: { callback: (value) => value + " %" } }, y: { grid: { display: false }, ticks: { autoSkip: false } } },
        plugins: { legend: { position: "top", align: "start", labels: { usePointStyle: true } }, tooltip: { callbacks: { title: (items) => gouji.flat(rows[items[0].dataIndex].label) } } },
      }),
    });
  };

  /** Findings by rule as bars of their severities. rows: {label, error, warn, info}. */
  gouji.severityChart = function (label, rows) {
    return draw(label, 60 + rows.length * 24, {
      type: "bar",
      data: {
        labels: rows.map((row) => shortened(gouji.flat(row.label))),
        datasets: ["error", "warn", "info"].map((severity) => ({ label: gouji.say(severity), data: rows.map((row) => row[severity]), backgroundColor: COLOURS[severity], borderColor: "#fff", borderWidth: 1 })),
      },
      options: options({
        scales: { x: { stacked: true, grid: { color: COLOURS.grid }, ticks: { precision: 0 } }, y: { stacked: true, grid: { display: false }, ticks: { autoSkip: false } } },
        plugins: { legend: { position: "top", align: "start" } },
      }),
    });
  };

  /** A chart over a folded table of what it draws. */
  gouji.charted = (chart, table) => gouji.element("div", {}, chart, gouji.element("details", {}, gouji.element("summary", {}, gouji.say("as_table")), table));
})(window.gouji);
