// A question with options: after "Check" every option shows its reason.

import { button, radios } from "../shared/controls.js";
import { el, unique } from "../shared/dom.js";
import { readOn } from "../shared/lectures.js";
import { tag } from "../shared/signs.js";

/**
 * @typedef {{ letter: string, text: string, right: boolean, reason: string }} Option
 * @typedef {{ id: string, stem: string, options: Option[], section: string }} Question
 * @typedef {{ picked?: string | null, checked?: boolean, missed?: string[] }} Given what the learner picked, whether it
 *   was checked, and what was wrong at an earlier try
 *
 * Where its answer is kept.
 * @typedef {object} Place
 * @property {() => Given} given
 * @property {(given: { picked: string, checked: boolean }) => void} keep
 * @property {() => void} [again] takes the answer back; left out where there is one try
 * @property {(text: string) => void} say
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
export function optionList({ stem, options }, onpick) {
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
 * What was wrong at a try, with the tries before.
 *
 * @param {Question} question
 * @param {Given} given
 * @param {Given} now
 * @returns {{ missed?: string[] }}
 */
export function missedNow({ options }, { picked, checked, missed = [] }, now) {
  const wrong = [{ picked, checked }, now].filter(
    (one) => one.checked && !options.some(({ letter, right }) => right && letter === one.picked),
  );
  const all = [...new Set([...missed, ...wrong.map((one) => /** @type {string} */ (one.picked))])];
  return all.length ? { missed: all } : {};
}

/**
 * One question with its buttons.
 *
 * @param {Question} question
 * @param {Place} place
 */
export function asked(question, { given, keep, again: takeBack, say }) {
  const list = optionList(question, (letter) => {
    // A new choice is checked anew: the reasons hide, or they would give the answer away.
    if (takeBack || !given().checked) keep({ picked: letter, checked: false });
    else list.set(given());
  });
  const again = button("Try again", () => {
    takeBack?.();
    list.first.focus();
    say("Cleared. Choose again.");
  });
  const first = { class: "tf-button tf-first" };
  const check = button("Check", checkNow, first);
  const hint = el("span", { class: "tf-hint", hidden: true }, NONE_PICKED);
  const read = el("p", { class: "tf-hint", hidden: true }, readOn(question.section));

  function checkNow() {
    const option = question.options.find(({ letter }) => letter === given().picked);
    if (!option) {
      say(NONE_PICKED);
      hint.hidden = false;
      return;
    }
    keep({ picked: option.letter, checked: true });
    // "Check" has just gone, and the keyboard's place with it.
    if (takeBack) again.focus();
    else list.legend.focus();
    const verdict = option.right ? "Right." : "Not this.";
    say(`${verdict} ${option.reason} The reasons for the other answers are below them.`);
  }
  function show() {
    const { picked, checked = false } = given();
    list.set({ picked, checked });
    if (picked) hint.hidden = true;
    again.hidden = !checked || !takeBack;
    check.hidden = checked;
    read.hidden = !checked;
  }
  show();
  const foot = el("div", { class: "tf-foot" }, check, again, hint, read);
  return { nodes: [el("div", { class: "tf-question" }, list.node, foot)], stem: list.legend, show };
}
