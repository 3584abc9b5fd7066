// How many exercises of a page are done, as the end of a lecture counts them where there is a kernel.

/**
 * @typedef {{ script: string, section: string, fields: string[], exercises: number }} Held what a view asks, and where it is kept
 */

/**
 * @param {Held} held
 * @param {import("./answers.js").Fields} kept
 */
function doneIn({ fields, exercises }, kept) {
  const answered = (fields.length ? fields : Object.keys(kept)).filter((field) => field in kept);
  // A question that was chosen and not checked is not done.
  return Math.min(exercises, answered.filter((field) => kept[field]?.checked !== false).length);
}

/**
 * @param {{ held: Held, kept: import("./answers.js").Fields, name: string }[]} views in the order of the page
 * @returns {{ done?: number, of?: number, open?: string }} open is the name of the first that is not done
 */
export function counted(views) {
  const asking = views.filter(({ held }) => held.exercises);
  // What stands there twice is done with one answer.
  const same = (/** @type {Held} */ { script, section, fields }) => `${script} ${section} ${fields}`;
  const each = [...new Map(asking.map((view) => [same(view.held), view])).values()];
  if (!each.length) return {};
  const counts = each.map(({ held, kept, name }) => ({ name, done: doneIn(held, kept), of: held.exercises }));
  const sum = (/** @type {"done" | "of"} */ what) => counts.reduce((before, one) => before + one[what], 0);
  return { done: sum("done"), of: sum("of"), open: counts.find(({ done, of }) => done < of)?.name ?? "" };
}
