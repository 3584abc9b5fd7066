// One question at a time; after "Check" every option shows its reason.

import { button, radios, slim } from "../shared/controls.js";
import { el, unique } from "../shared/dom.js";
import { frame } from "../shared/frame.js";
import { readOn } from "../shared/lectures.js";
import { tag } from "../shared/signs.js";
import { stepRow } from "../shared/steps.js";

/**
 * @typedef {{ letter: string, text: string, right: boolean, reason: string }} Option
 * @typedef {{ id: string, stem: string, options: Option[], section: string }} Question
 * @typedef {{ questions: Question[] }} Content
 * @typedef {{ picked?: string | null, checked?: boolean }} Given what the learner picked, and whether it was checked
 */

const NONE_PICKED = "Choose an answer first.";

/**
 * The right one and the learner's own stand out; the reasons of the others step back.
 *
 * @param {boolean} right
 * @param {boolean} own
 */
function meaningOf(right, own) {
  if (right) return "tf-right";
  return own ? "tf-wrong" : "tf-aside";
}

/**
 * The options, each with its reason below it.
 *
 * @param {Question} question
 * @param {(letter: string) => void} onpick
 */
function optionList({ stem, options }, onpick) {
  const prefix = unique("question");
  const legend = el("span", { class: "tf-stem", tabindex: "-1" }, stem);
  const group = radios({ legend, options: options.map(({ letter, text }) => ({ id: letter, label: text })), onpick });
  const lines = options.map(({ letter, right, reason }, index) => {
    const { row, input } = group.inputs[index];
    const verdict = right ? tag("right", "Right. ") : tag("wrong", "Not this. ");
    const why = el("p", { class: "tf-reason", id: `${prefix}-${letter}`, hidden: true }, verdict, reason);
    const whole = el("div", { class: "tf-reasoned" });
    row.replaceWith(whole);
    whole.append(row, why);
    return { letter, right, row, input, why, whole };
  });
  return {
    node: group.node,
    legend,
    first: lines[0].input,
    /** @param {Given} given */
    set({ picked, checked = false }) {
      group.set(picked);
      for (const { letter, right, row, input, why, whole } of lines) {
        why.hidden = !checked;
        row.classList.toggle("tf-picked", letter === picked);
        whole.className = `tf-reasoned ${checked ? meaningOf(right, letter === picked) : ""}`;
        if (checked) input.setAttribute("aria-describedby", why.id);
        else input.removeAttribute("aria-describedby");
      }
    },
  };
}

/**
 * One question with its buttons.
 *
 * @param {import("../shared/frame.js").View} view
 * @param {Question} question
 */
function asked(view, question) {
  const given = () => /** @type {Given} */ (view.answer()[question.id] ?? {});
  const list = optionList(question, (letter) => {
    // A new choice is checked anew: the reasons hide, or they would give the answer away.
    view.keep({ [question.id]: { picked: letter, checked: false } });
  });
  const again = button("Try again", () => {
    view.keep({ [question.id]: null });
    list.first.focus();
    view.say("Cleared. Choose again.");
  });
  const first = { class: "tf-button tf-first" };
  const check = button("Check", checkNow, first);
  const hint = el("span", { class: "tf-hint", hidden: true }, NONE_PICKED);
  const read = el("p", { class: "tf-hint", hidden: true }, readOn(question.section));

  function checkNow() {
    const option = question.options.find(({ letter }) => letter === given().picked);
    if (!option) {
      view.say(NONE_PICKED);
      hint.hidden = false;
      return;
    }
    view.keep({ [question.id]: { picked: option.letter, checked: true } });
    // "Check" has just gone, and the keyboard's place with it.
    again.focus();
    const verdict = option.right ? "Right." : "Not this.";
    view.say(`${verdict} ${option.reason} The reasons for the other answers are below them.`);
  }
  function show() {
    const { picked, checked = false } = given();
    list.set({ picked, checked });
    if (picked) hint.hidden = true;
    again.hidden = !checked;
    check.hidden = checked;
    read.hidden = !checked;
  }
  show();
  const foot = el("div", { class: "tf-foot" }, check, again, hint, read);
  return { nodes: [el("div", { class: "tf-question" }, list.node, foot)], stem: list.legend, show };
}

/** @param {import("../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { questions } = model.get("content");
  const many = questions.length > 1;
  const view = frame(model, host, many ? "Practice questions" : "Question");
  const summary = el("p", { class: "tf-summary" });
  let at = Math.max(
    0,
    questions.findIndex(({ id }) => !view.answer()[id]?.checked),
  );
  const steps = stepRow("Questions", questions.length, (index) => turn(index - at));
  let shown = build();

  function mark() {
    steps.show(at, (index) => {
      const { id, options } = questions[index];
      const { picked, checked } = view.answer()[id] ?? {};
      const where = `Question ${index + 1} of ${questions.length}`;
      if (!checked) return { kind: "", label: `${where}, not answered` };
      const right = options.find(({ letter }) => letter === picked)?.right;
      return { kind: right ? "right" : "wrong", label: `${where}, ${right ? "right" : "not right"}` };
    });
  }
  function build() {
    const made = asked(view, questions[at]);
    mark();
    const pages = el(
      "div",
      { class: "tf-row tf-between tf-foot" },
      slim("← Previous", () => turn(-1), { disabled: at === 0 }),
      el("span", { class: "tf-hint" }, `Question ${at + 1} of ${questions.length}`),
      slim("Next →", () => turn(1), { disabled: at === questions.length - 1 }),
    );
    view.body.replaceChildren(...(many ? [steps.node] : []), ...made.nodes, ...(many ? [pages, summary] : []));
    return made;
  }
  /** @param {number} by */
  function turn(by) {
    at += by;
    shown = build();
    shown.stem.focus();
  }
  function count() {
    const checked = questions.filter(({ id }) => view.answer()[id]?.checked);
    const right = checked.filter(({ id, options }) =>
      options.some((option) => option.right && option.letter === view.answer()[id].picked),
    );
    summary.textContent = `${checked.length} of ${questions.length} checked, ${right.length} right.`;
  }
  count();
  view.on("change:answer", () => {
    shown.show();
    mark();
    count();
  });
  return view.remove;
}

export default { render };
