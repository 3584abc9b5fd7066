// What was answered, and of which Python has said nothing yet. Nothing here is drawn.

/**
 * An answer on its way, and what stood there before it.
 * @typedef {{ value: any, before: any }} Change
 *
 * All that is on its way from one view, and the number of the last message.
 * @typedef {{ changes: Record<string, Change>, number: number }} Unsent
 */

/**
 * What the views of this page have sent, by view. With a kernel that has gone, the cell is run again and its view is a
 * new one; so it lies in the page.
 *
 * @returns {Map<string, Unsent>}
 */
export function unsentOfPage() {
  const page = /** @type {{ tarasoffUnsent?: Map<string, Unsent> }} */ (/** @type {unknown} */ (globalThis));
  page.tarasoffUnsent ??= new Map();
  return page.tarasoffUnsent;
}

/**
 * @param {Unsent | undefined} unsent
 * @param {Record<string, any>} changes
 * @param {Record<string, any>} answer what was shown before them
 * @param {number} number
 * @returns {Unsent}
 */
export function withChanges(unsent, changes, answer, number) {
  const all = { ...unsent?.changes };
  for (const [field, value] of Object.entries(changes)) {
    all[field] = { value, before: all[field] ? all[field].before : answer[field] };
  }
  return { changes: all, number };
}

/**
 * What becomes of answers of which nothing was heard, once a kernel is back: those whose place nobody has changed are
 * sent again.
 *
 * @param {Unsent} unsent
 * @param {Record<string, any>} held what the file holds
 * @returns {{ again: Record<string, any>, lost: boolean }}
 */
export function fateOfUnsent({ changes }, held) {
  const same = (/** @type {any} */ one, /** @type {any} */ other) =>
    JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
  const open = Object.entries(changes).filter(([field, { value }]) => !same(held[field], value));
  const again = open.filter(([field, { before }]) => same(held[field], before));
  return {
    again: Object.fromEntries(again.map(([field, { value }]) => [field, value])),
    lost: again.length < open.length,
  };
}
