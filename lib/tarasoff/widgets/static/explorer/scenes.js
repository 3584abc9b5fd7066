// Where the sliders stand, and which of the scenes that Python sent belongs there. Nothing here is drawn.

/**
 * @typedef {object} Slider
 * @property {string} id
 * @property {string} label
 * @property {number[]} values where it can stand
 * @property {string[]} said each value in words
 * @property {number} start
 * @property {string} basis
 * @property {string[]} rows what it rests on
 * @property {{ label: string, at: number }[]} marks named places on its track, from 0 to 1
 * @property {boolean} [more] whether it is folded away at first
 *
 * @typedef {object} Scene
 * @property {import("./pictures.js").Picture[]} pictures
 * @property {string} says
 * @property {[string, string][]} numbers
 * @property {string | number | null} [guess] the number that was asked for, if there is one
 *
 * The scenes along each slider, for where the others stood.
 * @typedef {{ at: Record<string, number>, rows: Record<string, Scene[]>, text: string }} Summary
 *
 * @typedef {Record<string, number>} Positions slider to the index of its value
 */

/**
 * @param {Summary} summary
 * @param {Positions} at
 * @returns {Scene | null} null if two sliders were moved at once: these numbers are not here yet
 */
export function sceneAt({ at: sent, rows }, at) {
  const away = Object.keys(rows).filter((id) => at[id] !== sent[id]);
  if (away.length > 1) return null;
  const id = away[0] ?? Object.keys(rows)[0];
  return rows[id][at[id]] ?? null;
}

/**
 * @param {Slider[]} sliders
 * @param {Record<string, number>} values
 * @returns {Positions}
 */
export function positionsOf(sliders, values) {
  const moved = sliders.filter(({ id }) => values[id] != null);
  return Object.fromEntries(moved.map(({ id, values: all }) => [id, all.indexOf(values[id])]));
}

/**
 * @param {Slider[]} sliders
 * @param {Positions} at
 * @param {Set<string>} moved
 * @returns {Record<string, number>} the values of those that were moved
 */
export function valuesOf(sliders, at, moved) {
  return Object.fromEntries(sliders.filter(({ id }) => moved.has(id)).map(({ id, values }) => [id, values[at[id]]]));
}

/**
 * What became of a guess.
 *
 * @param {number | null} guessed
 * @param {string | number | null | undefined} actual
 * @param {string} unit
 */
export function guessVerdict(guessed, actual, unit) {
  if (guessed === null) return "";
  if (actual == null) return `You said ${guessed}. There is no such number here.`;
  const counted = unit && unit !== "%" ? ` ${unit}` : unit;
  return `You said ${guessed}. It is ${actual}${counted}.`;
}
