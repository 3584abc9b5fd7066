// The steps of a case that are answered by choosing: sentences, criteria, a rule, what to do, what goes on record.

import { radios, tickable } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { ordered } from "../shared/ordered.js";
import { supportLines } from "../shared/signs.js";

/**
 * @typedef {import("../shared/controls.js").Named} Named
 *
 * @typedef {object} CaseContent
 * @property {string} title
 * @property {Record<string, string>} words all words of the form
 * @property {{ id: string, heading: string }[]} steps
 * @property {string} setting
 * @property {string} where_and_when
 * @property {string[]} cast
 * @property {string} rule_given
 * @property {string[]} story
 * @property {string} support
 * @property {Named[]} criteria
 * @property {Named[]} judgements
 * @property {Named[]} rules
 * @property {Named[]} actions
 * @property {number} most how many actions count
 * @property {Named[]} recipients
 * @property {Named[]} items
 * @property {Named[]} record
 * @property {string} rationale asks for it
 * @property {number} longest
 *
 * @typedef {object} Setting what a step needs
 * @property {CaseContent} part
 * @property {import("../shared/frame.js").View} view
 * @property {(changes: Record<string, any>, told?: string) => void} keep with what there is to say of the change
 *
 * @typedef {object} Step what a step shows, and how it shows an answer
 * @property {HTMLElement[]} nodes
 * @property {(answer: any) => void} set
 * @property {() => boolean} [writes] whether somebody is writing in it
 * @property {() => void} [begin] once everything is shown
 */

/**
 * Nothing chosen is not yet an answer.
 *
 * @template T
 * @param {T[]} list
 * @returns {T[] | null}
 */
export function someOf(list) {
  return list.length ? list : null;
}

/**
 * Boxes to tick; kept in the order in which they stand.
 *
 * @template {string | number} I
 * @param {object} given
 * @param {string} given.legend
 * @param {{ id: I, label: import("../shared/dom.js").Child[] }[]} given.options
 * @param {(ticked: I[] | null) => void} given.onticks
 * @param {string} [given.kind]
 * @returns {Step}
 */
function ticks({ legend, options, onticks, kind = "" }) {
  const onchange = () => onticks(someOf(boxes.filter(({ box }) => box.checked).map(({ id }) => id)));
  const boxes = options.map(({ id }) => ({ id, box: el("input", { type: "checkbox", onchange }) }));
  const rows = boxes.map(({ box }, index) => tickable(box, options[index].label));
  return {
    nodes: [el("fieldset", { class: kind }, el("legend", {}, legend), el("div", { class: "tf-options" }, rows))],
    set(ticked) {
      for (const { id, box } of boxes) box.checked = ticked?.includes(id) ?? false;
    },
  };
}

/**
 * @param {CaseContent} part
 * @returns {HTMLElement[]}
 */
export function support(part) {
  return part.support ? supportLines([part.support]) : [];
}

/** @param {Setting} setting @returns {Step} */
export function factsStep({ part, keep }) {
  const options = part.story.map((text, index) => ({
    id: index + 1,
    label: [el("span", {}, el("span", { class: "tf-place" }, `${index + 1}.`), " ", text)],
  }));
  const onticks = (/** @type {number[] | null} */ facts) => keep({ facts });
  const { nodes, set } = ticks({ legend: part.words.facts, options, onticks, kind: "tf-sentences" });
  return { nodes: [...nodes, ...support(part)], set };
}

/** @param {Setting} setting @returns {Step} */
export function criteriaStep({ part, view, keep }) {
  const judged = part.criteria.map(({ id, label }) => {
    const onpick = (/** @type {string} */ judgement) =>
      keep({ criteria: { ...view.answer().criteria, [id]: judgement } });
    return { id, group: radios({ legend: label, inline: true, options: part.judgements, onpick }) };
  });
  return {
    nodes: judged.map(({ group }) => group.node),
    set(answer) {
      for (const { id, group } of judged) group.set(answer?.[id]);
    },
  };
}

/** @param {Setting} setting @returns {Step} */
export function ruleStep({ part, keep }) {
  const { node, set } = radios({ legend: part.words.rule, options: part.rules, onpick: (rule) => keep({ rule }) });
  return { nodes: [node], set };
}

/** @param {Setting} setting @returns {Step} */
export function actionStep({ part, keep }) {
  const onpick = (/** @type {string} */ action) => keep({ action });
  const { node, set } = radios({ legend: part.words.action, options: part.actions, onpick });
  return { nodes: [node], set };
}

/** @param {Setting} setting @returns {Step} */
export function actionsStep({ part, view, keep }) {
  const { node, set } = ordered({
    options: part.actions,
    most: part.most,
    words: part.words,
    say: view.say,
    onorder: (order, told) => keep({ actions: someOf(order) }, told),
  });
  return { nodes: [node], set };
}

/** @param {Setting} setting @returns {Step} */
export function recordStep({ part, keep }) {
  const options = part.record.map(({ id, label }) => ({ id, label: [el("span", {}, label)] }));
  const onticks = (/** @type {string[] | null} */ record) => keep({ record });
  return ticks({ legend: part.words.record, options, onticks });
}
