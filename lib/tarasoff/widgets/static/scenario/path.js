// The path taken, on the scale from too little to too much. Small open rings are ways that were not taken.

import { canvas, draw, lettering } from "../explorer/svg.js";

/** @typedef {{ verdict: string, others: number }} Stop */

const ROWS = { over: 24, fits: 58, defensible: 58, open: 58, under: 92 };
const HEIGHT = 122;
const LEFT = 86;

/** @type {Record<string, (x: number, y: number) => SVGElement[]>} */
const STOPS = {
  fits: (x, y) => [draw("circle", { cx: x, cy: y, r: 6, class: "tf-stop" })],
  defensible: (x, y) => [
    draw("circle", { cx: x, cy: y, r: 6, class: "tf-stop tf-half" }),
    draw("path", { d: `M${x} ${y - 6}a6 6 0 0 0 0 12z`, class: "tf-stop" }),
  ],
  open: (x, y) => [draw("circle", { cx: x, cy: y, r: 6, class: "tf-stop tf-half" })],
  over: (x, y) => [draw("path", { d: `M${x} ${y - 7}l7 12h-14z`, class: "tf-stop" })],
  under: (x, y) => [draw("path", { d: `M${x} ${y + 7}l7 -12h-14z`, class: "tf-stop" })],
};

/** @param {string} verdict */
const heightOf = (verdict) => ROWS[/** @type {keyof typeof ROWS} */ (verdict)] ?? ROWS.fits;

/**
 * @param {Stop[]} stops
 * @param {number} width
 */
export function pathPicture(stops, width) {
  const gap = Math.min(56, (width - LEFT - 16) / Math.max(1, stops.length));
  const places = stops.map(({ verdict }, index) => ({ x: LEFT + gap * (index + 0.5), y: heightOf(verdict) }));
  // Where nobody judges the choices there is no scale, only one line.
  const judged = stops.some(({ verdict }) => verdict !== "open");
  /** @type {[number, string][]} */
  const scale = judged
    ? [
        [ROWS.over, "Too much"],
        [ROWS.fits, "Fits"],
        [ROWS.under, "Too little"],
      ]
    : [[ROWS.open, "Open then"]];
  const names = scale.map(([y, name]) => lettering(0, y + 4, name));
  const lines = scale.map(([y]) => draw("path", { d: `M${LEFT - 8} ${y}H${width}`, class: "tf-guide" }));
  const rings = stops.flatMap(({ others }, index) =>
    Array.from({ length: Math.min(others, 4) }, (_, way) => {
      const x = places[index].x;
      const y = HEIGHT - 6 - way * 6;
      return draw("circle", { cx: x, cy: y, r: 2, class: "tf-not-taken" });
    }),
  );
  const way = draw("polyline", { points: places.map(({ x, y }) => `${x},${y}`).join(" "), class: "tf-way" });
  const signs = stops.map(({ verdict }, index) =>
    draw("g", { class: `tf-${verdict}` }, STOPS[verdict]?.(places[index].x, places[index].y) ?? []),
  );
  return canvas(width, HEIGHT, lines, names, rings, way, signs);
}
