// The form of a case: its story beside the steps that it asks. Its words come from Python, with the case.

import { el } from "../shared/dom.js";
import { speakWhenSaved, summaryLine } from "../shared/frame.js";
import { sign } from "../shared/signs.js";
import { actionStep, actionsStep, criteriaStep, factsStep, recordStep, ruleStep, support } from "./choices.js";
import { disclosureStep } from "./disclosure.js";
import { rationaleStep } from "./rationale.js";

/**
 * @typedef {import("./choices.js").CaseContent} Content
 * @typedef {{ text: string, steps: Record<string, { answered: boolean, text: string }> }} Summary
 */

/** The class of the pane in which the story stands. */
export const STORY = "tf-story tf-paper";

/** @type {Record<string, (setting: any) => import("./choices.js").Step>} */
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
 * What is given: where and when, who there is, and the rule.
 *
 * @param {Content} part
 */
export function givenNodes(part) {
  const { words } = part;
  const lines = [
    [words.setting, part.setting],
    [words.where_and_when, part.where_and_when],
    [words.cast, part.cast.map((person) => `${person}.`).join(" ")],
    [words.rule_given, part.rule_given],
  ];
  const said = lines.filter(([, text]) => text).map(([name, text]) => el("p", {}, el("strong", {}, name), ` ${text}`));
  return el("div", { class: "tf-given" }, said);
}

/**
 * The story as it is told, where no step shows it.
 *
 * @param {Content} part
 */
function storyNodes(part) {
  const told = part.story.map((sentence) => el("li", {}, sentence));
  return [el("ol", {}, told), ...support(part)];
}

/**
 * @param {import("../shared/frame.js").View} view
 * @param {import("../shared/frame.js").Model<Content, Summary>} model
 */
export function caseForm(view, model) {
  const part = model.get("content");
  const { words } = part;
  // What there is to say of the last change, until the next. A note may still be about the one before.
  let said = "";
  /** @param {Record<string, any>} changes @param {string} [told] */
  function keep(changes, told = "") {
    said = told;
    view.keep(changes);
  }
  const made = part.steps.map(({ id, heading }, index) => {
    const mark = el("span");
    return {
      id,
      mark,
      head: el("h4", {}, el("span", {}, `${index + 1}. ${heading} `), mark),
      ...STEPS[id]({ part, view, keep, model }),
    };
  });
  const parts = made.map(({ head, nodes }) => el("div", { class: "tf-part" }, head, ...nodes));
  // The sentences stay in sight while they are judged: to tick, if the case asks for those that matter.
  const facts = part.steps.findIndex(({ id }) => id === "facts");
  const told = facts < 0 ? storyNodes(part) : parts.splice(facts, 1);
  const story = el("details", { class: STORY, open: true }, el("summary", {}, words.story), givenNodes(part), told);
  const summary = summaryLine(view, model);

  function show() {
    const answer = view.answer();
    for (const { id, set } of made) set(answer[id]);
  }
  function marks() {
    for (const { id, mark } of made) {
      const { answered, text } = model.get("summary").steps[id];
      mark.className = "tf-state tf-not-known";
      // No tick beside what is answered: it would read as "right".
      mark.replaceChildren(answered ? "" : sign(), text);
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
  return {
    panes: el("div", { class: "tf-beside" }, story, el("div", {}, parts)),
    summary,
    keep,
    /** Once everything is on the screen. */
    begin() {
      for (const { begin } of made) begin?.();
    },
  };
}
