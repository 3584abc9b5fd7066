// From numbers to places in a picture. Nothing here is drawn.

/**
 * @typedef {{ label: string, low: number, high: number, ticks: [number, string][] }} Axis
 * @typedef {{ left: number, top: number, wide: number, high: number }} Field where the strokes go
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
 * An upright line or, with an end, a band. A band's letter stands inside, where no line's letter is. In a browser's own
 * Python, a missing end arrives as undefined.
 *
 * @param {{ at: number, to?: number | null }} upright
 * @param {(value: number) => number} px
 * @param {Field} field
 * @returns {{ x: number, width: number | null, letterX: number, letterY: number }}
 */
export function uprightPlace({ at, to }, px, { top, high }) {
  const x = px(at);
  if (to == null) return { x, width: null, letterX: x, letterY: top - 5 };
  return { x, width: Math.max(1, px(to) - x), letterX: (x + px(to)) / 2, letterY: top + high - 6 };
}
