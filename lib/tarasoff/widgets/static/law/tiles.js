// Tiles in rows and columns, and which one an arrow key reaches. Nothing here is drawn.

/** @typedef {{ row: number, column: number }} Place */

/** How far down and how far right each arrow key goes. @type {Record<string, [number, number]>} */
const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

/**
 * The nearest tile that way; one straight ahead before one aside.
 *
 * @template {Place} P
 * @param {P[]} tiles
 * @param {Place} from
 * @param {string} key as a keyboard event names it
 * @returns {P | null | undefined} undefined where there is none that way, null if it is no arrow key
 */
export function tileAhead(tiles, from, key) {
  if (!Object.hasOwn(STEPS, key)) return null;
  const [down, right] = STEPS[key];
  const ahead = (/** @type {Place} */ to) => (to.row - from.row) * down + (to.column - from.column) * right;
  const aside = (/** @type {Place} */ to) =>
    Math.abs((to.row - from.row) * right) + Math.abs((to.column - from.column) * down);
  const far = (/** @type {Place} */ to) => ahead(to) + 3 * aside(to);
  return tiles.filter((to) => ahead(to) > 0).sort((one, other) => far(one) - far(other))[0];
}
