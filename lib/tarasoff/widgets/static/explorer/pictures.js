// Pictures of what Python says about one position of the sliders. No formula lives here.

import { el } from "../shared/dom.js";
import { plane, uprightPlace } from "./scales.js";
import { canvas, draw, legend, lettering, letterOf, SHAPES, swatch } from "./svg.js";

/**
 * @typedef {import("./svg.js").Look} Look
 * @typedef {import("./svg.js").Sign} Sign
 * @typedef {import("./scales.js").Axis} Axis
 * @typedef {{ label: string, count: number, look: Look }} Group
 * @typedef {{ x: number, y: number, label: string }} Dot
 *
 * @typedef {{ kind: "crowd", title: string, groups: Group[] }} Crowd
 * @typedef {{ kind: "bars", title: string, bars: { label: string, parts: Group[] }[], of: number }} Bars
 *
 * @typedef {object} Graph
 * @property {"graph"} kind
 * @property {string} title
 * @property {Axis} x
 * @property {Axis} y
 * @property {{ label: string, points: [number, number][], look: Look }[]} curves
 * @property {Dot[]} dots
 * @property {{ at: number, to?: number | null, label: string }[]} uprights
 *
 * @typedef {object} Regions
 * @property {"regions"} kind
 * @property {string} title
 * @property {Axis} x
 * @property {Axis} y
 * @property {string[]} rows a letter a cell
 * @property {[string, string, Look][]} legend letter, name and look
 * @property {Dot} here
 *
 * @typedef {Crowd | Bars | Graph | Regions} Picture
 */

const CENTRED = { "text-anchor": "middle" };
const AT_END = { "text-anchor": "end" };

/** @param {Crowd} picture */
function crowd({ groups }) {
  const [across, size] = [50, 10];
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  let at = 0;
  const icons = groups.map(({ count, look }) => {
    let path = "";
    for (const end = at + count; at < end; at += 1) {
      path += SHAPES[look](((at % across) + 0.5) * size, (Math.floor(at / across) + 0.5) * size);
    }
    return draw("path", { d: path, class: `tf-icon tf-look-${look}` });
  });
  const signs = groups.map(
    ({ label, count, look }) => /** @type {Sign} */ ([swatch(look, "icon"), `${label}: ${count}`]),
  );
  return [canvas(across * size, Math.ceil(total / across) * size, icons), legend(signs)];
}

/**
 * @param {Group[]} parts
 * @param {number} top
 * @param {number} unit the width of one
 */
function bar(parts, top, unit) {
  let x = 0;
  return parts.map(({ count, look }) => {
    const wide = count * unit;
    const part = [draw("rect", { x, y: top, width: wide, height: 22, class: `tf-part tf-look-${look}` })];
    const lettered = { ...CENTRED, class: `tf-on tf-on-${look}` };
    if (wide > 34) part.push(lettering(x + wide / 2, top + 16, Math.round(count), lettered));
    x += wide;
    return part;
  });
}

/** @param {Bars} picture */
function barsSideBySide({ bars, of }) {
  const [width, step] = [500, 50];
  const rows = bars.map(({ label, parts }, row) =>
    draw("g", {}, lettering(0, row * step + 14, label), bar(parts, row * step + 20, width / of)),
  );
  const signs = bars[0].parts.map(({ label, look }) => /** @type {Sign} */ ([swatch(look, "part"), label]));
  return [canvas(width, bars.length * step, rows), legend(signs)];
}

/**
 * The axes with their ticks, and what is written below and beside them.
 *
 * @param {Axis} x
 * @param {Axis} y
 * @param {import("./scales.js").Field} field
 */
function axes(x, y, field) {
  const { left, top, wide, high } = field;
  const { px, py, xTicks, yTicks } = plane(x, y, field);
  return {
    px,
    py,
    lines: draw("path", { d: `M${left} ${top}v${high}h${wide}`, class: "tf-axis" }),
    ticks: [
      ...xTicks.map((tick) => lettering(tick.x, tick.y, tick.text, CENTRED)),
      ...yTicks.map((tick) => lettering(tick.x, tick.y, tick.text, AT_END)),
    ],
    below: lettering(left + wide / 2, top + high + 38, x.label, CENTRED),
    beside: el("p", { class: "tf-read" }, `Upwards: ${y.label}.`),
  };
}

/**
 * @param {string} label
 * @returns {Sign}
 */
function dotSign(label) {
  return [el("span", { class: "tf-sign", "aria-hidden": "true" }, "◉"), label];
}

/** @param {Graph} picture */
function graph({ x, y, curves, dots, uprights }) {
  const field = { left: 60, top: 20, wide: 410, high: 210 };
  const { px, py, lines, ticks, below, beside } = axes(x, y, field);
  const bands = uprights.map((upright, index) => {
    const place = uprightPlace(upright, px, field);
    const shape =
      place.width === null
        ? draw("path", { d: `M${place.x} ${field.top}v${field.high}`, class: "tf-upright" })
        : draw("rect", { x: place.x, y: field.top, width: place.width, height: field.high, class: "tf-band" });
    return [shape, lettering(place.letterX, place.letterY, letterOf(index), { ...CENTRED, class: "tf-letter" })];
  });
  const drawn = curves.map(({ points, look }) =>
    draw("polyline", {
      points: points.map(([a, b]) => `${px(a)},${py(b)}`).join(" "),
      class: `tf-curve tf-look-${look}`,
    }),
  );
  const marks = dots.map((dot) => draw("circle", { cx: px(dot.x), cy: py(dot.y), r: 6, class: "tf-dot" }));
  /** @type {Sign[]} */
  const signs = [
    ...curves.map(({ label, look }) => /** @type {Sign} */ ([swatch(look, "curve"), label])),
    ...dots.map(({ label }) => dotSign(label)),
    ...uprights.map(
      ({ label }, index) => /** @type {Sign} */ ([el("span", { class: "tf-sign" }, letterOf(index)), label]),
    ),
  ];
  return [canvas(500, 276, bands, lines, ticks, drawn, marks, below), beside, legend(signs)];
}

/** @param {Regions} picture */
function regions({ x, y, rows, legend: kinds, here }) {
  const field = { left: 60, top: 10, wide: 410, high: 250 };
  const { px, py, lines, ticks, below, beside } = axes(x, y, field);
  const [wide, high] = [field.wide / rows[0].length, field.high / rows.length];
  const areas = kinds.map(([letter, , look]) => {
    let area = "";
    let icons = "";
    rows.forEach((row, down) => {
      [...row].forEach((cell, right) => {
        if (cell !== letter) return;
        area += `M${field.left + right * wide} ${field.top + down * high}h${wide}v${high}h${-wide}z`;
        if ((down + right) % 2) return;
        icons += SHAPES[look](field.left + (right + 0.5) * wide, field.top + (down + 0.5) * high);
      });
    });
    return [
      draw("path", { d: area, class: `tf-area tf-look-${look}` }),
      draw("path", { d: icons, class: `tf-icon tf-look-${look}` }),
    ];
  });
  const dot = draw("circle", { cx: px(here.x), cy: py(here.y), r: 7, class: "tf-dot" });
  const signs = kinds.map(([, name, look]) => /** @type {Sign} */ ([swatch(look, "icon"), name]));
  return [canvas(500, 306, areas, lines, ticks, dot, below), beside, legend([...signs, dotSign(here.label)])];
}

/** @type {Record<string, (picture: any) => Node[]>} */
const DRAWERS = { crowd, bars: barsSideBySide, graph, regions };

/**
 * @param {Picture} picture
 * @returns {HTMLElement}
 */
export function figureOf(picture) {
  const figure = el("figure", {}, el("figcaption", {}, picture.title));
  figure.append(...DRAWERS[picture.kind](picture));
  return figure;
}
