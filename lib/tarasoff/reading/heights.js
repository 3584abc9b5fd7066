// How high each exercise of the course was when it was last measured (make heights). So a page has its full length before
// an exercise is there, also for somebody who opens it for the first time.

/**
 * @typedef {object} Measured
 * @property {number[]} widths of the page, in px, in rising order
 * @property {Record<string, Record<string, number[]>>} lectures file to cell to its height at each width, in px
 */

/**
 * The height of an exercise on a page of any width: between two that were measured, in proportion.
 *
 * @param {number[]} widths
 * @param {number[]} heights
 * @param {number} width
 * @returns {number}
 */
export function heightAt(widths, heights, width) {
  const next = widths.findIndex((one) => one >= width);
  if (next === 0) return heights[0];
  if (next < 0) return heights[heights.length - 1];
  const part = (width - widths[next - 1]) / (widths[next] - widths[next - 1]);
  return Math.round(heights[next - 1] + part * (heights[next] - heights[next - 1]));
}

/**
 * @param {string} path of the lecture
 * @returns {Promise<(width: number) => Record<string, number>>} for a page of that width: cell to its height
 */
export async function measured(path) {
  try {
    const answer = await fetch(new URL("heights.json", import.meta.url));
    const { widths, lectures } = /** @type {Measured} */ (await answer.json());
    const cells = Object.entries(lectures[path.split("/").pop() ?? ""] ?? {});
    return (width) => Object.fromEntries(cells.map(([id, high]) => [id, heightAt(widths, high, width)]));
  } catch {
    // A server that hands out no such file: each exercise gets the usual place.
    return () => ({});
  }
}
