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

// How wide a letter is, about, until it was measured, and how high a line of letters.
let letter = 8.1;
const LINE_HEIGHT = 17;
const LOOKS_AT = 24;

export const letterWidth = () => letter;

/** @param {number} width of a letter, on average, in pixels */
export function setLetterWidth(width) {
  letter = width;
}

/**
 * A name of one line of letters or of two.
 *
 * @typedef {object} Name
 * @property {number} x
 * @property {number} y where its first line stands
 * @property {"start" | "middle" | "end"} anchor to which side it grows
 *
 * @typedef {{ left: number, right: number, top: number, bottom: number }} Box
 */

/**
 * A text in one line, or in two where it is too long for one.
 *
 * @param {string} text
 * @param {number} width
 * @returns {string[]}
 */
export function inLines(text, width) {
  if (text.length * letter <= width) return [text];
  const gaps = [...text.matchAll(/ /g)].map(({ index }) => index);
  const middle = gaps.sort((one, other) => Math.abs(one - text.length / 2) - Math.abs(other - text.length / 2))[0];
  return middle === undefined ? [text] : [text.slice(0, middle), text.slice(middle + 1)];
}

/** @param {string[]} lines */
function widthOf(lines) {
  return Math.max(...lines.map((line) => line.length)) * letter;
}

/**
 * A name that stays inside the picture: what would reach beyond is moved in.
 *
 * @param {Name} name
 * @param {string[]} lines
 * @param {Field} field
 * @returns {Name}
 */
export function inside({ x, y, anchor }, lines, { left, top, wide, high }) {
  const width = widthOf(lines);
  const back = { start: 0, middle: width / 2, end: width }[anchor];
  const begin = Math.max(left, Math.min(x - back, left + wide - width));
  const lowest = top + high - 6 - (lines.length - 1) * LINE_HEIGHT;
  return { x: begin + back, y: Math.max(top - 4, Math.min(y, lowest)), anchor };
}

/** The area that two boxes share. @param {Box} one @param {Box} two */
function shared(one, two) {
  const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
  const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
  return Math.max(0, wide) * Math.max(0, high);
}

/**
 * The first of some places at which a name lies on nothing that is there, or else on as little as can be.
 *
 * @param {Name[]} places
 * @param {string[]} lines
 * @param {Box[]} taken
 * @returns {{ place: Name, box: Box, covered: number }}
 */
export function leastCovered(places, lines, taken) {
  const width = widthOf(lines);
  const high = 17 + (lines.length - 1) * LINE_HEIGHT;
  /** @param {Name} place */
  function tried(place) {
    const left = place.x - { start: 0, middle: width / 2, end: width }[place.anchor];
    const box = { left: left - 3, right: left + width + 3, top: place.y - 13, bottom: place.y - 13 + high };
    return { place, box, covered: taken.reduce((sum, one) => sum + shared(box, one), 0) };
  }
  let best = tried(places[0]);
  // With each move of a slider; most often the first is free.
  for (let next = 1; best.covered > 0 && next < places.length; next += 1) {
    const one = tried(places[next]);
    if (one.covered < best.covered) best = one;
  }
  return best;
}

/**
 * The same, and then that room is taken.
 *
 * @param {Name[]} places
 * @param {string[]} lines
 * @param {Box[]} taken
 * @returns {Name}
 */
export function freePlace(places, lines, taken) {
  const { place, box } = leastCovered(places, lines, taken);
  taken.push(box);
  return place;
}

/** The room around a point. @param {Point} at @param {number} reach @returns {Box} */
export function around([x, y], reach) {
  return { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
}

const STROKE_STEP = 8;

/** The room that a line takes. @param {Point[]} points @returns {Box[]} */
export function roomOfLine(points) {
  const room = [];
  for (let index = 1; index < points.length; index += 1) {
    const [[fromX, fromY], [x, y]] = [points[index - 1], points[index]];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x - fromX), Math.abs(y - fromY)) / STROKE_STEP));
    for (let step = 1; step <= steps; step += 1) {
      room.push(around([fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps], 3));
    }
  }
  return room;
}

/**
 * Where each line is named: behind its end, if there is room; otherwise where it is farthest from all others, on the
 * side on which it has no neighbour, and towards which it does not turn.
 *
 * @param {Point[][]} lines in places of the picture, downwards
 * @param {string[][]} texts each in lines of letters
 * @param {Field} field
 * @returns {Name[]}
 */
export function namePlaces(lines, texts, field) {
  const ends = lines.map((points) => points[points.length - 1]);
  const fits = (/** @type {number} */ x, /** @type {number} */ index) =>
    x + 8 + widthOf(texts[index]) <= field.left + field.wide;
  if (ends.every(([x], index) => fits(x, index))) return behindEnds(ends, texts);
  return lines.map((points, index) => {
    const others = lines.filter((_, other) => other !== index);
    const [from, to] = [points[0][0], ends[index][0]];
    const places = Array.from({ length: LOOKS_AT + 1 }, (_, step) => from + ((to - from) * step) / LOOKS_AT);
    const gaps = (/** @type {number} */ x) => {
      const own = heightAt(points, x);
      return others.map((other) => heightAt(other, x) - own);
    };
    const rooms = places.map((x) => Math.min(...gaps(x).map(Math.abs)));
    const widest = places[rooms.indexOf(Math.max(...rooms))];
    const x = others.length ? widest : from + (to - from) * 0.8;
    const falls = heightAt(points, x + 4) > heightAt(points, x - 4);
    const over = heightAt(points, x) - 9 - (texts[index].length - 1) * LINE_HEIGHT;
    // Above the topmost line stands the name of the axis.
    const above = (others.length ? gaps(x).every((gap) => gap >= 0) : !falls) && over - 13 >= field.top - 4;
    const y = above ? over : heightAt(points, x) + 20;
    return inside({ x, y, anchor: falls === above ? "start" : "end" }, texts[index], field);
  });
}

/**
 * Names in the order of their heights, each a line from the next.
 *
 * @param {Point[]} ends
 * @param {string[][]} texts
 * @returns {Name[]}
 */
function behindEnds(ends, texts) {
  const order = [...ends.keys()].sort((one, other) => ends[one][1] - ends[other][1]);
  let free = Number.NEGATIVE_INFINITY;
  /** @type {Name[]} */
  const names = [];
  for (const index of order) {
    const y = Math.max(ends[index][1] + 5, free);
    free = y + texts[index].length * LINE_HEIGHT;
    names[index] = { x: ends[index][0] + 8, y, anchor: "start" };
  }
  return names;
}

/**
 * A line through points: straight from one to the next, or bent so that it has no corners (Catmull and Rom).
 *
 * @param {Point[]} points
 * @param {boolean} smooth
 */
export function pathThrough(points, smooth) {
  const said = (/** @type {number} */ number) => number.toFixed(1);
  const at = (/** @type {Point} */ [x, y]) => `${said(x)} ${said(y)}`;
  const rest = points.slice(1).map((end, index) => {
    if (!smooth) return `L${at(end)}`;
    const start = points[index];
    const [before, after] = [points[Math.max(0, index - 1)], points[Math.min(points.length - 1, index + 2)]];
    const bend = (
      /** @type {Point} */ from,
      /** @type {Point} */ one,
      /** @type {Point} */ two,
      /** @type {1 | -1} */ way,
    ) => /** @type {Point} */ ([from[0] + (way * (two[0] - one[0])) / 6, from[1] + (way * (two[1] - one[1])) / 6]);
    return `C${at(bend(start, before, end, 1))} ${at(bend(end, start, after, -1))} ${at(end)}`;
  });
  return points.length ? `M${at(points[0])}${rest.join("")}` : "";
}
