// Shared by the views that judge facts: a menu for each place, day and fact, kept as it is chosen.

import { field, menu, slim } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { sign } from "../shared/signs.js";
import { known } from "../shared/values.js";

/**
 * @typedef {import("../shared/controls.js").Named} Named
 * @typedef {{ id: string, label: string, kind: string }} Slot
 * @typedef {{ id: string, label: string, first: boolean, values: Named[] }} Fact
 *
 * @typedef {object} FactsContent
 * @property {string} title
 * @property {Slot[]} slots places and days to choose
 * @property {Named[]} places
 * @property {Fact[]} facts
 * @property {Record<string, string>} start what each field begins with
 * @property {{ label: string, values: Record<string, string> }[]} presets
 * @property {string} earliest the first day that counts
 *
 * Another way is an element that was not needed: the rule is met without it.
 * @typedef {{ label: string, met?: boolean | null, said: string, other_way?: boolean }} Element
 */

const UNKNOWN = { id: "unknown", label: "not known" };

/**
 * @param {boolean | null | undefined} met neither true nor false where it is not known
 * @returns {string}
 */
export function metInWords(met) {
  if (met == null) return "not known";
  return met ? "met" : "not met";
}

/**
 * The elements of a rule or of the criteria, and whether each is met.
 *
 * @param {Element[]} elements
 * @returns {HTMLElement}
 */
export function elementList(elements) {
  const lines = elements.map(({ label, met, said, other_way: otherWay }) => {
    const word = otherWay ? "another way in" : metInWords(met);
    const name = el("span", {}, el("span", { class: "tf-unseen" }, `${word}: `), label);
    const told = otherWay ? `Another way in, and not needed here. ${said}` : said;
    return el("li", { class: `tf-${word.replaceAll(" ", "-")}` }, sign(), name, el("span", {}, told));
  });
  return el("ul", { class: "tf-elements" }, lines);
}

/**
 * A date is half typed most of the time: it counts once the field is left, or Enter is pressed.
 *
 * @param {string} earliest
 * @param {() => string} given the day that counts now
 * @param {(day: string) => void} keep
 * @param {(text: string) => void} say
 */
function dayInput(earliest, given, keep, say) {
  function done() {
    if (input.value && input.value >= earliest) return keep(input.value);
    input.value = given();
    say(`No day was given. It stays ${given()}.`);
  }
  const onkeydown = (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && done();

  const input = el("input", { type: "date", class: "tf-menu", min: earliest, value: given(), onblur: done, onkeydown });
  return input;
}

/**
 * Some fields side by side.
 *
 * @param {HTMLElement[]} inside
 */
function fieldRow(inside) {
  return el("div", { class: "tf-fields" }, inside);
}

/** @param {HTMLButtonElement[]} buttons */
function exampleRow(buttons) {
  const named = { class: "tf-row", role: "group", "aria-label": "Examples" };
  return el("div", named, el("span", { class: "tf-hint" }, "Examples"), buttons);
}

/**
 * The fields, for the body of the view; they follow the answer by themselves.
 *
 * @param {import("../shared/frame.js").View} view
 * @param {import("../shared/frame.js").Model<FactsContent>} model
 * @param {object} [given]
 * @param {string} [given.fold] if the places count and the facts do not: one line, in which the facts are folded
 * @param {Record<string, null>} [given.takes] what any change takes back
 * @returns {Node[]}
 */
export function factFields(view, model, { fold = "", takes = {} } = {}) {
  const { slots, places, facts, start, presets, earliest } = model.get("content");
  const given = () => ({ ...start, ...known(view.answer()) });
  // Taking everything back leaves nothing in the file, so that the course's own start is what shows.
  const cleared = () => Object.fromEntries(Object.keys(start).map((id) => [id, null]));
  /** @type {Record<string, HTMLInputElement | HTMLSelectElement>} */
  const controls = {};

  /** @param {string} id @param {string} label @param {Named[]} options */
  function choice(id, label, options) {
    const onpick = (/** @type {string} */ picked) => view.keep({ [id]: picked, ...takes });
    const { node, select } = menu({ label, options, picked: given()[id], onpick });
    controls[id] = select;
    return node;
  }
  /** @param {string} id @param {string} label */
  function day(id, label) {
    const keep = (/** @type {string} */ picked) => view.keep({ [id]: picked, ...takes });
    controls[id] = dayInput(earliest, () => given()[id], keep, view.say);
    return field(label, controls[id]);
  }
  const slotFields = slots.map(({ id, label, kind }) => (kind === "day" ? day(id, label) : choice(id, label, places)));
  const fields = (/** @type {boolean} */ first) =>
    facts
      .filter((fact) => fact.first === first)
      .map(({ id, label, values }) => choice(id, label, [...values, UNKNOWN]));
  const examples = presets.map(({ label, values }) =>
    slim(label, () => view.keep({ ...cleared(), ...values, ...takes })),
  );

  function show() {
    for (const [id, control] of Object.entries(controls)) {
      // Not under the hand: what is being typed is not finished.
      if (control !== document.activeElement) control.value = given()[id];
    }
  }
  const startOver = slim("Start over", () => void view.keep({ ...cleared(), ...takes }));
  const more = el("details", { class: "tf-more" }, el("summary", {}, "More facts"), fieldRow(fields(false)));
  const ofTheCase = [fieldRow(fields(true)), more, el("div", { class: "tf-row" }, startOver)];
  const nodes = [
    ...(presets.length ? [exampleRow(examples)] : []),
    ...(slots.length ? [fieldRow(slotFields)] : []),
    ...(fold ? [el("details", { class: "tf-more" }, el("summary", {}, fold), ofTheCase)] : ofTheCase),
  ];
  view.on("change:answer", show);
  show();
  return nodes;
}
