// Strokes and letters of a picture. A look is a shape and a shade: never a colour alone.

import { el } from "../shared/dom.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {"strong" | "other" | "weak" | "empty" | "harm" | "safe"} Look
 * @typedef {[Node, string]} Sign a sign of the legend, and what it stands for
 * @typedef {SVGElement | string | SVGElement[] | SVGElement[][]} Drawn
 */

/**
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 * @param {...Drawn} children
 * @returns {SVGElement}
 */
export function draw(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const key in attributes) node.setAttribute(key, String(attributes[key]));
  node.append(.../** @type {(Node | string)[]} */ (children.flat(2)));
  return /** @type {SVGElement} */ (node);
}

/**
 * The text beside says the same, so a screen reader is spared the strokes.
 *
 * @param {number} width
 * @param {number} height
 * @param {...Drawn} children
 */
export function canvas(width, height, ...children) {
  const hidden = { class: "tf-chart", "aria-hidden": "true", focusable: "false" };
  return draw("svg", { viewBox: `0 0 ${width} ${height}`, ...hidden }, ...children);
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string | number} text
 * @param {Record<string, string | number>} [attributes]
 */
export function lettering(x, y, text, attributes = {}) {
  return draw("text", { x, y, ...attributes }, String(text));
}

/** The outline of each look around a point. @type {Record<string, (x: number, y: number) => string>} */
export const SHAPES = {
  strong: (x, y) => `M${x - 3.6} ${y - 3.6}h7.2v7.2h-7.2z`,
  weak: (x, y) => `M${x - 3.2} ${y}a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0z`,
  empty: (x, y) => `M${x - 1.3} ${y}a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0 -2.6 0z`,
  diamond: (x, y) => `M${x} ${y - 4}l4 4l-4 4l-4 -4z`,
};

/** @type {Record<"part" | "icon", (look: Look) => SVGElement>} */
const SWATCHES = {
  part: (look) => draw("rect", { x: 1, y: 1, width: 20, height: 12, class: `tf-bar-part tf-look-${look}` }),
  icon: (look) => draw("path", { d: SHAPES[look](11, 7), class: `tf-icon tf-look-${look}` }),
};

/**
 * @param {Look} look
 * @param {keyof typeof SWATCHES} kind
 */
export function swatch(look, kind) {
  const size = { viewBox: "0 0 22 14", width: 22, height: 14, "aria-hidden": "true", focusable: "false" };
  return draw("svg", size, SWATCHES[kind](look));
}

/**
 * For names that find no room in the picture.
 *
 * @param {Sign[]} signs
 */
export function legend(signs) {
  return el(
    "ul",
    { class: "tf-counts" },
    signs.map(([sign, text]) => el("li", {}, sign, ` ${text}`)),
  );
}
