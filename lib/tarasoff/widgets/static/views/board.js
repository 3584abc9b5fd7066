// One thing to judge, a few places to put it, a reason for each place; below it a row of numbers to move along.

import { button } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { frame, summaryLine } from "../shared/frame.js";
import { readOn } from "../shared/lectures.js";
import { tag } from "../shared/signs.js";
import { pageLinks } from "../shared/sources.js";
import { pageTurner, stepRow } from "../shared/steps.js";

/**
 * @typedef {object} Situation
 * @property {string} id
 * @property {string} text
 * @property {Record<string, { verdict: string, why: string }>} feedback by the place where it is put
 * @property {string} section where to read on
 * @property {string[] | null} [links]
 *
 * @typedef {object} Content
 * @property {string} title
 * @property {string} one what a thing to judge is called
 * @property {string} ask
 * @property {import("../shared/controls.js").Named[]} choices
 * @property {Record<string, string>} names of the verdicts
 * @property {Situation[]} situations
 */

/**
 * @param {Situation} situation
 * @param {string | null | undefined} placed
 * @param {Record<string, string>} names
 */
function reasonFor(situation, placed, names) {
  const judged = placed == null ? null : situation.feedback[placed];
  if (!judged) return [];
  const { verdict, why } = judged;
  const read =
    verdict === "over" || verdict === "under" ? el("p", { class: "tf-hint" }, readOn(situation.section)) : "";
  return [tag(verdict, `${names[verdict]}. `), el("p", {}, why, pageLinks(situation.links, situation.text)), read];
}

/** @param {import("../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { title, one: unit, ask, choices, names, situations } = model.get("content");
  const view = frame(model, host, title);
  const placedAt = (/** @type {Situation} */ { id }) => view.answer()[id];
  const verdictOn = (/** @type {Situation} */ one) => one.feedback[placedAt(one)]?.verdict;
  let at = Math.max(
    0,
    situations.findIndex((one) => !placedAt(one)),
  );

  const steps = stepRow(`${unit}s`, situations.length, go);
  const text = el("p", { class: "tf-said tf-stem", tabindex: "-1" });
  const places = choices.map(({ id, label }) => button(label, () => place(id), { "aria-pressed": "false" }));
  const feedback = el("div", { class: "tf-feedback" });
  const pages = pageTurner((by) => go(at + by));
  const startOver = button("Start over", () => {
    view.keep(Object.fromEntries(situations.map(({ id }) => [id, null])));
    go(0);
    view.say("Cleared.");
  });
  view.body.replaceChildren(
    text,
    el("div", { class: "tf-row", role: "group", "aria-label": ask }, places),
    feedback,
    pages.node,
    steps.node,
    summaryLine(view, model),
    el("div", { class: "tf-row" }, startOver),
  );

  /** @param {string} choice */
  function place(choice) {
    const { id, feedback: reasons } = situations[at];
    const { verdict, why } = reasons[choice];
    view.keep({ [id]: choice });
    view.say(`${names[verdict]}. ${why}`);
  }
  /** @param {number} index */
  function go(index) {
    at = index;
    show();
    text.focus();
  }
  function show() {
    const situation = situations[at];
    const verdict = verdictOn(situation);
    text.textContent = situation.text;
    places.forEach((one, index) => {
      one.setAttribute("aria-pressed", String(choices[index].id === placedAt(situation)));
    });
    feedback.className = `tf-feedback ${verdict ? `tf-rail tf-tint tf-${verdict}` : ""}`;
    feedback.replaceChildren(...reasonFor(situation, placedAt(situation), names));
    steps.show(at, (index) => {
      const found = verdictOn(situations[index]);
      const where = `${unit} ${index + 1} of ${situations.length}`;
      if (!found) return { kind: "", label: `${where}, not answered` };
      return { kind: found, label: `${where}, ${names[found]}` };
    });
    pages.show(`${unit} ${at + 1} of ${situations.length}`, at > 0, at < situations.length - 1);
  }
  view.on("change:answer", show);
  show();
  return view.remove;
}

export default { render };
