// From numbers to places in a picture. Nothing here is drawn.

/**
 * @typedef {{ label: string, low: number, high: number, ticks: [number, string][] }} Axis
 * @typedef {{ left: number, top: number, wide: number, high: number }} Field where the strokes go
 * @typedef {[number, number]} Point
 */

/**
 * @param {{ low: number, high: number }} axis
 * @param {number} from where the axis begins
 * @param {number} length negative for one that goes upwards
 * @returns {(value: number) => number}
 */
export function scale({ low, high }, from, length) {
  return (value) => from + ((value - low) / (high - low)) * length;
}

/**
 * Both scales of a picture, and where its ticks stand.
 *
 * @param {Axis} x
 * @param {Axis} y
 * @param {Field} field
 */
export function plane(x, y, { left, top, wide, high }) {
  const px = scale(x, left, wide);
  const py = scale(y, top + high, -high);
  return {
    px,
    py,
    xTicks: x.ticks.map(([at, text]) => ({ x: px(at), y: top + high + 18, text })),
    yTicks: y.ticks.map(([at, text]) => ({ x: left - 6, y: py(at) + 4, text })),
  };
}

/**
 * An upright line or, with an end, a band. In a browser's own Python, a missing end arrives as undefined.
 *
 * @param {{ at: number, to?: number | null }} upright
 * @param {(value: number) => number} px
 * @returns {{ x: number, width: number | null }}
 */
export function uprightPlace({ at, to }, px) {
  const x = px(at);
  return { x, width: to == null ? null : Math.max(1, px(to) - x) };
}

/**
 * How high a line lies at a place; the nearest end where it does not reach so far.
 *
 * @param {Point[]} points from left to right
 * @param {number} x
 * @returns {number}
 */
export function heightAt(points, x) {
  const after = points.findIndex(([at]) => at >= x);
  if (after <= 0) return points[after === 0 ? 0 : points.length - 1][1];
  const [[x0, y0], [x1, y1]] = [points[after - 1], points[after]];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

// How wide a letter is, about, and how high a line of letters.
const LETTER = 7.4;
const LINE_HEIGHT = 17;
const LOOKS_AT = 24;

/**
 * @typedef {object} Name
 * @property {number} x
 * @property {number} y
 * @property {"start" | "middle" | "end"} anchor to which side it grows
 */

/**
 * A name that stays inside the picture: what would reach beyond is moved in.
 *
 * @param {Name} name
 * @param {string} text
 * @param {Field} field
 * @returns {Name}
 */
export function inside({ x, y, anchor }, text, { left, top, wide, high }) {
  const width = text.length * LETTER;
  const back = { start: 0, middle: width / 2, end: width }[anchor];
  const begin = Math.max(left, Math.min(x - back, left + wide - width));
  return { x: begin + back, y: Math.max(top - 4, Math.min(y, top + high - 6)), anchor };
}

/**
 * Where each line is named: behind its end, if there is room; otherwise where it is farthest from all others, on the
 * side on which it has no neighbour, and towards which it does not turn.
 *
 * @param {Point[][]} lines in places of the picture, downwards
 * @param {string[]} texts
 * @param {Field} field
 * @returns {Name[]}
 */
export function namePlaces(lines, texts, field) {
  const ends = lines.map((points) => points[points.length - 1]);
  const fits = (/** @type {number} */ x, /** @type {number} */ index) =>
    x + 8 + texts[index].length * LETTER <= field.left + field.wide;
  if (ends.every(([x], index) => fits(x, index))) return behindEnds(ends);
  return lines.map((points, index) => {
    const others = lines.filter((_, other) => other !== index);
    const [from, to] = [points[0][0], ends[index][0]];
    const places = Array.from({ length: LOOKS_AT + 1 }, (_, step) => from + ((to - from) * step) / LOOKS_AT);
    const gaps = (/** @type {number} */ x) => others.map((other) => heightAt(other, x) - heightAt(points, x));
    const room = (/** @type {number} */ x) => Math.min(...gaps(x).map(Math.abs));
    const widest = places.reduce((best, x) => (room(x) > room(best) ? x : best));
    const x = others.length ? widest : from + (to - from) * 0.8;
    const falls = heightAt(points, x + 4) > heightAt(points, x - 4);
    const above = others.length ? gaps(x).every((gap) => gap >= 0) : !falls;
    const y = heightAt(points, x) + (above ? -9 : 20);
    return inside({ x, y, anchor: falls === above ? "start" : "end" }, texts[index], field);
  });
}

/**
 * Names in the order of their heights, each a line from the next.
 *
 * @param {Point[]} ends
 * @returns {Name[]}
 */
function behindEnds(ends) {
  const order = [...ends.keys()].sort((one, other) => ends[one][1] - ends[other][1]);
  let free = Number.NEGATIVE_INFINITY;
  /** @type {Name[]} */
  const names = [];
  for (const index of order) {
    const y = Math.max(ends[index][1] + 5, free);
    free = y + LINE_HEIGHT;
    names[index] = { x: ends[index][0] + 8, y, anchor: "start" };
  }
  return names;
}
