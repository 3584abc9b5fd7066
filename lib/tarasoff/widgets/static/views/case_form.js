// A case: read it, and answer each step that it asks. Its words come from Python, with the case.

import { actionStep, actionsStep, criteriaStep, factsStep, recordStep, ruleStep, support } from "../case/choices.js";
import { disclosureStep } from "../case/disclosure.js";
import { rationaleStep } from "../case/rationale.js";
import { el } from "../shared/dom.js";
import { frame, speakWhenSaved, summaryLine } from "../shared/frame.js";

/**
 * @typedef {import("../case/choices.js").CaseContent} Content
 * @typedef {{ text: string, steps: Record<string, { answered: boolean, text: string }> }} Summary
 */

/** @type {Record<string, (setting: any) => import("../case/choices.js").Step>} */
const STEPS = {
  facts: factsStep,
  criteria: criteriaStep,
  rule: ruleStep,
  action: actionStep,
  actions: actionsStep,
  disclosure: disclosureStep,
  record: recordStep,
  rationale: rationaleStep,
};

/**
 * What is given: where and when, who there is, the rule, and the story unless a step shows it.
 *
 * @param {Content} part
 */
function givenNodes(part) {
  const { words, story, steps } = part;
  const lines = [
    [words.setting, part.setting],
    [words.where_and_when, part.where_and_when],
    [words.cast, part.cast.join("; ")],
    [words.rule_given, part.rule_given],
  ];
  const told = el(
    "ol",
    { class: "tf-story" },
    story.map((sentence) => el("li", {}, sentence)),
  );
  return [
    el("h3", {}, part.title),
    ...lines.filter(([, text]) => text).map(([name, text]) => el("p", {}, el("strong", {}, name), ` ${text}`)),
    ...(steps.some(({ id }) => id === "facts") ? [] : [told, ...support(part)]),
  ];
}

/** @param {import("../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const part = model.get("content");
  const view = frame(model, host, part.title);
  // What there is to say of the last change, until the next. A note may still be about the one before.
  let said = "";
  /** @param {Record<string, any>} changes @param {string} [told] */
  function keep(changes, told = "") {
    said = told;
    view.keep(changes);
  }
  const made = part.steps.map(({ id, heading }, index) => {
    const mark = el("span", { class: "tf-mark" });
    return {
      id,
      mark,
      head: el("h4", {}, `${index + 1}. ${heading} `, mark),
      ...STEPS[id]({ part, view, keep, model }),
    };
  });
  const steps = made.flatMap(({ head, nodes }) => [head, ...nodes]);
  view.body.replaceChildren(...givenNodes(part), ...steps, summaryLine(view, model));

  function show() {
    const answer = view.answer();
    for (const { id, set } of made) set(answer[id]);
  }
  function marks() {
    for (const { id, mark } of made) {
      const { answered, text } = model.get("summary").steps[id];
      mark.className = `tf-mark${answered ? " tf-answered" : ""}`;
      mark.replaceChildren(el("span", { "aria-hidden": "true" }, answered ? "✓ " : "○ "), text);
    }
  }
  let last = "";
  view.on("change:answer", show);
  view.on("change:summary", marks);
  speakWhenSaved(view, model, () => {
    const before = last;
    last = model.get("summary").text;
    // Whoever writes on is not talked to after each pause, unless something is now answered.
    return last === before && made.some(({ writes }) => writes?.()) ? null : said;
  });
  show();
  marks();
  for (const { begin } of made) begin?.();
  return view.remove;
}

export default { render };
