// Some of many things, in an order. Nothing here is drawn.

/**
 * An order as it can be shown: each thing once, only what there is, and no more than counts.
 *
 * @param {string[] | null | undefined} given
 * @param {string[]} all
 * @param {number} most
 * @returns {string[]}
 */
export function cleanOrder(given, all, most) {
  return [...new Set(given ?? [])].filter((id) => all.includes(id)).slice(0, most);
}

/**
 * @param {string[]} order
 * @param {string} id
 * @param {number} by 1 towards the end, -1 towards the start
 * @returns {string[] | "first" | "last"} the new order, or at which end it stands already
 */
export function movedBy(order, id, by) {
  const from = order.indexOf(id);
  const to = from + by;
  if (to < 0) return "first";
  if (to >= order.length) return "last";
  const next = [...order];
  [next[from], next[to]] = [next[to], next[from]];
  return next;
}

/**
 * What stands after a thing that leaves a list, or else before it: there the keyboard goes on.
 *
 * @param {string[]} list
 * @param {string} id
 * @returns {string | undefined}
 */
export function neighbour(list, id) {
  const at = list.indexOf(id);
  return list[at + 1] ?? list[at - 1];
}
