// Questions in a row: numbers to move along, one question at a time, and what came of them at the end.

import { el } from "../shared/dom.js";
import { addressOf } from "../shared/lectures.js";
import { sign } from "../shared/signs.js";
import { pageTurner, stepRow } from "../shared/steps.js";

/**
 * @typedef {import("./asked.js").Question} Question
 * @typedef {{ nodes: HTMLElement[], stem: HTMLElement, show: () => void }} Shown
 * @typedef {{ text: string, all: boolean, read: string[] }} TopicLine
 */

/**
 * @param {object} given
 * @param {Question[]} given.questions
 * @param {(question: Question) => Shown} given.ask how one question is shown
 * @param {(question: Question) => { kind: string, said: string }} given.look of its number in the row
 * @param {(question: Question) => boolean} [given.isOpen] it begins with the first that is
 */
export function questionsInARow({ questions, ask, look, isOpen = () => true }) {
  let at = Math.max(0, questions.findIndex(isOpen));
  const body = el("div");
  const steps = stepRow("Questions", questions.length, (index) => turn(index - at));
  const pages = pageTurner(turn);
  let shown = ask(questions[at]);

  function show() {
    steps.show(at, (index) => {
      const { kind, said } = look(questions[index]);
      return { kind, label: `Question ${index + 1} of ${questions.length}, ${said}` };
    });
    pages.show(`Question ${at + 1} of ${questions.length}`, at > 0, at < questions.length - 1);
    shown.show();
  }
  /** @param {number} by */
  function turn(by) {
    at += by;
    shown = ask(questions[at]);
    body.replaceChildren(...shown.nodes);
    show();
    shown.stem.focus();
  }
  body.replaceChildren(...shown.nodes);
  show();
  return { node: el("div", {}, steps.node, body, pages.node), show, focus: () => shown.stem.focus() };
}

/** @param {string} section */
function linkTo(section) {
  const href = addressOf(section);
  return href ? el("a", { href }, section) : section;
}

/**
 * How it went, topic by topic, with what to read.
 *
 * @param {TopicLine[]} topics
 */
export function resultList(topics) {
  const lines = topics.map(({ text, all, read }) =>
    el(
      "li",
      { class: all ? "tf-right" : "tf-open" },
      all ? sign() : "",
      ` ${text}. `,
      read.length ? "Read: " : "",
      read.flatMap((section, index) => [index ? "; " : "", linkTo(section)]),
    ),
  );
  return el("ul", { class: "tf-more" }, lines);
}
