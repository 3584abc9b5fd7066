// Pictures of what Python says about one position of the sliders. No formula lives here. Lines and places are named
// where they lie.

import {
  around,
  freePlace,
  inLines,
  inside,
  leastCovered,
  namePlaces,
  pathThrough,
  plane,
  roomOfLine,
  uprightPlace,
} from "./scales.js";
import { canvas, draw, legend, lettering, SHAPES, swatch } from "./svg.js";

/**
 * @typedef {import("./figure.js").Keep} Keep
 * @typedef {import("./svg.js").Look} Look
 * @typedef {import("./svg.js").Sign} Sign
 * @typedef {import("./scales.js").Axis} Axis
 * @typedef {import("./people.js").Group} Group
 * @typedef {import("./people.js").Crowd} Crowd
 * @typedef {{ x: number, y: number, label: string }} Dot
 *
 * @typedef {{ kind: "bars", title: string, bars: { label: string, parts: Group[] }[], of: number }} Bars
 *
 * @typedef {object} Graph
 * @property {"graph"} kind
 * @property {string} title
 * @property {Axis} x
 * @property {Axis} y
 * @property {{ label: string, points: [number, number][], look: Look, smooth?: boolean }[]} curves
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
const LINE = 18;
/** So much farther away, a name no longer stands beside its dot. */
const FAR = 20;

/**
 * @param {Group[]} parts
 * @param {number} top
 * @param {number} unit the width of one
 */
function bar(parts, top, unit) {
  let x = 0;
  return parts.map(({ count, look }) => {
    const wide = count * unit;
    const part = [draw("rect", { x, y: top, width: wide, height: 26, class: `tf-bar-part tf-look-${look}` })];
    const lettered = { ...CENTRED, class: `tf-on tf-on-${look}` };
    if (wide > 34) part.push(lettering(x + wide / 2, top + 18, Math.round(count), lettered));
    x += wide;
    return part;
  });
}

/** @param {Bars} picture @param {number} width */
function barsSideBySide({ bars, of }, width) {
  const step = 58;
  const rows = bars.map(({ label, parts }, row) =>
    draw("g", {}, lettering(0, row * step + 15, label), bar(parts, row * step + 23, (width - 2) / of)),
  );
  const signs = bars[0].parts.map(({ label, look }) => /** @type {Sign} */ ([swatch(look, "part"), label]));
  return [canvas(width, bars.length * step, rows), legend(signs)];
}

/**
 * What stays while a slider moves: the axes with their ticks and names (the upright one is named above it, the other
 * below), and a layer each for areas under the grid, for strokes upon it, and for the names upon all.
 *
 * @param {Axis} x
 * @param {Axis} y
 * @param {import("./scales.js").Field} field
 * @param {number} width
 */
function framed(x, y, field, width) {
  const { left, top, wide, high } = field;
  const { px, py, xTicks, yTicks } = plane(x, y, field);
  const tick = { class: "tf-tick" };
  const grid = y.ticks.map(([at]) => draw("path", { d: `M${left} ${py(at)}h${wide}`, class: "tf-grid" }));
  const foot = draw("path", { d: `M${left} ${top + high}h${wide}`, class: "tf-axis" });
  const said = [
    ...xTicks.map((one) => lettering(one.x, one.y, one.text, { ...CENTRED, ...tick })),
    ...yTicks.map((one) => lettering(one.x, one.y, one.text, { ...AT_END, ...tick })),
    lettering(0, 13, y.label, { class: "tf-axis-name" }),
    lettering(left + wide / 2, top + high + 36, x.label, { ...CENTRED, class: "tf-axis-name" }),
  ];
  const [areas, strokes, names] = [draw("g"), draw("g"), draw("g")];
  const svg = canvas(width, top + high + 44, areas, grid, foot, strokes, said, names);
  return { px, py, svg, areas, strokes, names };
}

/**
 * @param {import("./scales.js").Name} name
 * @param {string[]} lines
 * @param {string} [look]
 */
function nameNode({ x, y, anchor }, lines, look = "") {
  const spans = lines.map((line, index) => draw("tspan", { x, y: y + index * LINE }, line));
  return draw("text", { "text-anchor": anchor, class: `tf-name tf-halo ${look}` }, spans);
}

/**
 * Where the name of a line may go: where it is best, then a little up or down, or to a side.
 *
 * @param {import("./scales.js").Name} name
 * @returns {import("./scales.js").Name[]}
 */
function placesByLine({ x, y, anchor }) {
  return [0, LINE, -LINE, 2 * LINE, -2 * LINE].flatMap((by) => [
    { x, y: y + by, anchor },
    { x: x + 10, y: y + by, anchor: "start" },
    { x: x - 10, y: y + by, anchor: "end" },
  ]);
}

/**
 * Around a dot, near it and then farther away.
 *
 * @param {number} x
 * @param {number} y
 * @param {string[]} lines
 * @returns {import("./scales.js").Name[]}
 */
function placesByDot(x, y, lines) {
  return [0, FAR + 4].flatMap((by) => {
    const [below, above] = [y + 20 + by, y - 10 - by - (lines.length - 1) * LINE];
    return [
      { x: x + 11, y: below, anchor: "start" },
      { x: x - 11, y: below, anchor: "end" },
      { x: x + 11, y: above, anchor: "start" },
      { x: x - 11, y: above, anchor: "end" },
    ];
  });
}

/**
 * A dot with its name: in two lines, if there is more room for it so.
 *
 * @param {Dot} dot
 * @param {number} x
 * @param {number} y
 * @param {import("./scales.js").Field} field
 * @param {import("./scales.js").Box[]} taken
 */
function dotNodes({ label }, x, y, field, taken) {
  /** @param {number} wide */
  function within(wide) {
    const lines = inLines(label, wide);
    const places = placesByDot(x, y, lines).map((place) => inside(place, lines, field));
    return { lines, ...leastCovered(places, lines, taken) };
  }
  let best = within(field.wide);
  if (best.covered > 0) {
    const narrow = within(field.wide * 0.4);
    if (narrow.covered < best.covered) best = narrow;
  }
  taken.push(best.box);
  const { left, right, top, bottom } = best.box;
  const toName = top > y ? top : bottom;
  // Where the name stands away from its dot, among others, a fine line leads to it.
  const lead =
    Math.abs(toName - y) > FAR
      ? [draw("path", { d: `M${x} ${y}L${Math.max(left, Math.min(x, right))} ${toName}`, class: "tf-lead" })]
      : [];
  return [...lead, draw("circle", { cx: x, cy: y, r: 6, class: "tf-dot" }), nameNode(best.place, best.lines)];
}

/**
 * Upright lines and bands. Each is named in a row of its own, above all strokes.
 *
 * @param {Graph["uprights"]} uprights
 * @param {(value: number) => number} px
 * @param {import("./scales.js").Field} field
 * @param {import("./scales.js").Box[]} taken
 */
function uprightNodes(uprights, px, field, taken) {
  const foot = field.top + field.high;
  return uprights.map((upright, index) => {
    const { x, width } = uprightPlace(upright, px);
    const head = field.top - (uprights.length - index) * LINE + 4;
    const shape =
      width === null
        ? draw("path", { d: `M${x} ${head + 4}V${foot}`, class: "tf-upright" })
        : draw("rect", { x, y: head + 4, width, height: foot - head - 4, class: "tf-band" });
    const over = { x: x + (width ?? 0) / 2, y: head, anchor: /** @type {"middle"} */ ("middle") };
    const name = inside(over, [upright.label], { ...field, top: head, high: LINE });
    freePlace([name], [upright.label], taken);
    if (width === null) taken.push({ left: x - 2, right: x + 2, top: head, bottom: foot });
    return [shape, nameNode(name, [upright.label])];
  });
}

/** @param {Graph} picture @param {number} width @param {Keep} keep */
function graph({ x, y, curves, dots, uprights }, width, keep) {
  const top = 26 + uprights.length * LINE;
  const field = { left: y.ticks.length ? 46 : 8, top, wide: width - (y.ticks.length ? 56 : 16), high: 210 };
  const { px, py, svg, strokes, names } = keep(framed, x, y, field, width);
  const placed = curves.map(({ points }) => points.map(([a, b]) => /** @type {[number, number]} */ ([px(a), py(b)])));
  const drawn = curves.map(({ look, smooth }, index) =>
    draw("path", { d: pathThrough(placed[index], Boolean(smooth)), class: `tf-line tf-look-${look}` }),
  );
  /** @type {import("./scales.js").Box[]} */
  const taken = [];
  const upright = uprightNodes(uprights, px, field, taken);
  // A name keeps off the lines and off the dots, and off what is near to another dot: it would be taken for its name.
  const points = dots.map((dot) => /** @type {[number, number]} */ ([px(dot.x), py(dot.y)]));
  const all = [...taken, ...placed.flatMap(roomOfLine), ...points.map((at) => around(at, 9))];
  const texts = curves.map(({ label }) => inLines(label, field.wide * 0.6));
  const named = namePlaces(placed, texts, field).map((name, index) => {
    if (!curves[index].label) return [];
    const places = placesByLine(name).map((place) => inside(place, texts[index], field));
    return [nameNode(freePlace(places, texts[index], all), texts[index], `tf-look-${curves[index].look}`)];
  });
  // From left to right, so that each finds its room on its own side of the next.
  const order = [...dots.keys()].sort((one, other) => points[one][0] - points[other][0]);
  const marks = order.map((index) => {
    const [x, y] = points[index];
    const near = points.filter((at) => at !== points[index]).map((at) => around(at, 26));
    const full = [...all, ...near];
    const nodes = dotNodes(dots[index], x, y, field, full);
    all.push(full[full.length - 1]);
    return nodes;
  });
  strokes.replaceChildren(...upright.flat(), ...drawn);
  names.replaceChildren(...named.flat(), ...marks.flat());
  return [svg];
}

/**
 * @param {string[]} rows
 * @param {Regions["legend"]} kinds
 * @param {import("./scales.js").Field} field
 */
function areasOf(rows, kinds, field) {
  const [wide, high] = [field.wide / rows[0].length, field.high / rows.length];
  return kinds.map(([letter, , look]) => {
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
      draw("path", { d: area, class: `tf-region tf-look-${look}` }),
      draw("path", { d: icons, class: `tf-icon tf-look-${look}` }),
    ];
  });
}

/** @param {Regions["legend"]} kinds */
function signsOf(kinds) {
  return legend(kinds.map(([, name, look]) => /** @type {Sign} */ ([swatch(look, "icon"), name])));
}

/** @param {Regions} picture @param {number} width @param {Keep} keep */
function regions({ x, y, rows, legend: kinds, here }, width, keep) {
  const field = { left: 46, top: 26, wide: width - 56, high: 250 };
  const { px, py, svg, areas, names } = keep(framed, x, y, field, width);
  areas.replaceChildren(...keep(areasOf, rows, kinds, field).flat());
  names.replaceChildren(...dotNodes(here, px(here.x), py(here.y), field, []));
  return [svg, keep(signsOf, kinds)];
}

/** @type {Record<string, (picture: any, width: number, keep: Keep) => Node[]>} */
export const DRAWERS = { bars: barsSideBySide, graph, regions };
