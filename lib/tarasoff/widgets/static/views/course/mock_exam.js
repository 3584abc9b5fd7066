// The mock exam: a row of questions, a clock if one wants it, and the reasons at the end.

import { asked, optionList } from "../../asking/asked.js";
import { questionsInARow, resultList } from "../../asking/sitting.js";
import { button, radios, slim, tickable } from "../../shared/controls.js";
import { el } from "../../shared/dom.js";
import { frame } from "../../shared/frame.js";

/**
 * @typedef {import("../../asking/asked.js").Question} Question
 * @typedef {{ title: string, sizes: import("../../shared/controls.js").Named[], each: number }} Content
 * @typedef {object} Summary
 * @property {string[]} past
 * @property {Question[]} [questions]
 * @property {{ text: string, topics: import("../../asking/sitting.js").TopicLine[] }} [end]
 */

const MINUTE_MS = 60_000;
// When the clock is heard, in minutes that are left.
const HEARD = [5, 1];

/**
 * @param {import("../../shared/frame.js").View} view
 * @param {Content} content
 * @param {() => void} onbegin
 */
function beginning(view, { sizes, each }, onbegin) {
  let size = sizes[0].id;
  const choice = radios({ legend: "How many questions?", options: sizes, onpick: (id) => (size = id) });
  choice.set(size);
  const box = el("input", { type: "checkbox" });
  const pace = each === 1 ? "one minute" : `${each} minutes`;
  const clock = tickable(box, el("span", {}, `With a clock: ${pace} a question.`));
  const begin = button(
    "Begin the exam",
    () => {
      onbegin();
      view.keep({ now: { size: Number(size), timed: box.checked } });
    },
    { class: "tf-button tf-first" },
  );
  const past = el("ul", { class: "tf-small tf-past" });
  return {
    node: el("div", {}, choice.node, clock, el("div", { class: "tf-foot" }, begin), past),
    begin,
    /** @param {string[]} lines */
    show: (lines) => past.replaceChildren(...lines.map((line) => el("li", {}, line))),
  };
}

/**
 * What is left of the time.
 *
 * @param {import("../../shared/frame.js").View} view
 * @param {() => void} onend
 */
function clockOf(view, onend) {
  const node = el("p", { class: "tf-hint", role: "timer" });
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let ticking;
  let end = 0;
  let heard = 0;
  function stop() {
    clearInterval(ticking);
    ticking = undefined;
  }
  function tick() {
    const left = Math.max(0, end - Date.now());
    const minutes = Math.ceil(left / MINUTE_MS);
    node.textContent = minutes === 1 ? "Less than a minute left." : `${minutes} minutes left.`;
    if (HEARD.includes(minutes) && heard !== minutes) view.say(node.textContent);
    heard = minutes;
    if (left) return;
    stop();
    onend();
  }
  view.beforeRemoval(stop);
  return {
    node,
    /** @param {number | null} until in milliseconds; null where no clock runs */
    show(until) {
      node.hidden = until === null;
      stop();
      if (until === null) return;
      end = until;
      tick();
      if (end > Date.now()) ticking = setInterval(tick, 1000);
    },
  };
}

/**
 * The questions of an exam: to choose while it runs, with their reasons once it has ended.
 *
 * @param {import("../../shared/frame.js").View} view
 */
function examined(view) {
  const now = () => view.answer().now ?? {};
  const picked = (/** @type {Question} */ { id }) => now().given?.[id];
  const isOpen = (/** @type {Question} */ question) => !picked(question);
  return {
    isOpen,
    running: {
      isOpen,
      /** @param {Question} question */
      ask(question) {
        const list = optionList(question, (letter) => {
          view.keep({ now: { ...now(), given: { ...now().given, [question.id]: letter } } });
        });
        const show = () => list.set({ picked: picked(question) });
        return { nodes: [el("div", { class: "tf-question" }, list.node)], stem: list.legend, show };
      },
      look: (/** @type {Question} */ question) =>
        isOpen(question) ? { kind: "", said: "not answered" } : { kind: "met", said: "answered" },
    },
    ended: {
      ask: (/** @type {Question} */ question) =>
        asked(question, {
          given: () => ({ picked: picked(question), checked: true }),
          keep: () => {},
          say: view.say,
        }),
      /** @param {Question} question */
      look(question) {
        const right = question.options.find(({ letter }) => letter === picked(question))?.right;
        return { kind: right ? "right" : "wrong", said: right ? "right" : "not right" };
      },
    },
  };
}

/** @param {number} left */
function leftToAnswer(left) {
  if (!left) return "All are answered.";
  return left === 1 ? "One is not answered yet." : `${left} are not answered yet.`;
}

/** @param {import("../../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const content = model.get("content");
  const view = frame(model, host, content.title);
  const { isOpen, running, ended } = examined(view);
  let asking = false;
  let shown = "";
  /** @type {ReturnType<typeof questionsInARow> | undefined} */
  let row;
  const start = beginning(view, content, () => {
    asking = true;
  });
  const found = el("div");
  const place = el("div");
  const hint = el("span", { class: "tf-hint" });
  const hand = button("Hand in", handIn, { class: "tf-button tf-first" });
  const back = slim("Back to the beginning", () => {
    asking = true;
    view.keep({ now: null });
  });
  const clock = clockOf(view, handIn);
  const exam = el("div", {}, found, clock.node, place, el("div", { class: "tf-foot" }, hand, back, hint));

  function handIn() {
    const { now } = view.answer();
    if (now?.over) return;
    asking = true;
    view.keep({ now: { ...now, over: true } });
  }
  /** @param {Question[] | undefined} questions @param {boolean} over */
  function showRow(questions, over) {
    const state = JSON.stringify([over, questions?.map(({ id }) => id)]);
    if (state === shown) {
      row?.show();
      return;
    }
    shown = state;
    row = questions && questionsInARow({ questions, ...(over ? ended : running) });
    place.replaceChildren(row?.node ?? "");
    const { begun, timed, size } = view.answer().now ?? {};
    clock.show(questions && !over && timed ? Date.parse(begun) + size * content.each * MINUTE_MS : null);
  }
  // After each answer, while the summary stays as it is until the end.
  function showLeft() {
    const { questions = [], end } = model.get("summary");
    hint.textContent = end ? "" : leftToAnswer(questions.filter(isOpen).length);
  }
  function show() {
    const { questions, end, past } = model.get("summary");
    start.node.hidden = Boolean(questions);
    exam.hidden = !questions;
    start.show(past);
    hand.hidden = Boolean(end);
    back.textContent = end ? "Back to the beginning" : "Leave this exam";
    showRow(questions, Boolean(end));
    showLeft();
    const title = el("p", { class: "tf-big", tabindex: "-1" }, end?.text ?? "");
    found.replaceChildren(...(end ? [title, resultList(end.topics)] : []));
    if (asking) (end ? title : (row ?? start.begin)).focus();
    if (asking && end) view.say(end.text);
    asking = false;
  }
  view.on("change:summary", show);
  view.on("change:answer", () => {
    row?.show();
    showLeft();
  });
  view.body.replaceChildren(start.node, exam);
  show();
  return view.remove;
}

export default { render };
