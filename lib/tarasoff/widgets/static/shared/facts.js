// Shared by the views that judge facts: a menu for each place, day and fact, kept as it is chosen.

import { field, menu, slim } from "./controls.js";
import { el } from "./dom.js";
import { sign } from "./signs.js";
import { known } from "./values.js";

/**
 * @typedef {import("./controls.js").Named} Named
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
 * @typedef {{ label: string, met?: boolean | null, said: string }} Element
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
  const lines = elements.map(({ label, met, said }) => {
    const word = metInWords(met);
    const name = el("span", {}, el("span", { class: "tf-unseen" }, `${word}: `), label);
    return el("li", { class: `tf-${word.replace(" ", "-")}` }, sign(), name, el("span", {}, said));
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
 * @param {import("./frame.js").View} view
 * @param {import("./frame.js").Model<FactsContent>} model
 * @returns {Node[]}
 */
export function factFields(view, model) {
  const { slots, places, facts, start, presets, earliest } = model.get("content");
  const given = () => ({ ...start, ...known(view.answer()) });
  // Taking everything back leaves nothing in the file, so that the course's own start is what shows.
  const cleared = () => Object.fromEntries(Object.keys(start).map((id) => [id, null]));
  /** @type {Record<string, HTMLInputElement | HTMLSelectElement>} */
  const controls = {};

  /** @param {string} id @param {string} label @param {Named[]} options */
  function choice(id, label, options) {
    const onpick = (/** @type {string} */ picked) => view.keep({ [id]: picked });
    const { node, select } = menu({ label, options, picked: given()[id], onpick });
    controls[id] = select;
    return node;
  }
  /** @param {string} id @param {string} label */
  function day(id, label) {
    const keep = (/** @type {string} */ picked) => view.keep({ [id]: picked });
    controls[id] = dayInput(earliest, () => given()[id], keep, view.say);
    return field(label, controls[id]);
  }
  const slotFields = slots.map(({ id, label, kind }) => (kind === "day" ? day(id, label) : choice(id, label, places)));
  const fields = (/** @type {boolean} */ first) =>
    facts
      .filter((fact) => fact.first === first)
      .map(({ id, label, values }) => choice(id, label, [...values, UNKNOWN]));
  const examples = presets.map(({ label, values }) => slim(label, () => view.keep({ ...cleared(), ...values })));

  function show() {
    for (const [id, control] of Object.entries(controls)) {
      // Not under the hand: what is being typed is not finished.
      if (control !== document.activeElement) control.value = given()[id];
    }
  }
  const startOver = slim("Start over", () => void view.keep(cleared()));
  const nodes = [
    ...(presets.length ? [exampleRow(examples)] : []),
    ...(slots.length ? [fieldRow(slotFields)] : []),
    fieldRow(fields(true)),
    el("details", { class: "tf-more" }, el("summary", {}, "More facts"), fieldRow(fields(false))),
    el("div", { class: "tf-row" }, startOver),
  ];
  view.on("change:answer", show);
  show();
  return nodes;
}
