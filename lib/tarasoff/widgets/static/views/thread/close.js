// The end of a lecture: one rung again, two sentences, and the phrase book that they make up.

import { keepTyped } from "../../keeping/typing.js";
import { radios } from "../../shared/controls.js";
import { el, unique } from "../../shared/dom.js";
import { frame } from "../../shared/frame.js";

/**
 * @typedef {import("../../shared/controls.js").Named} Named
 *
 * @typedef {object} Content
 * @property {string} title
 * @property {string} field the lecture
 * @property {string} rung empty where the whole ladder is drawn again elsewhere
 * @property {Named[]} choices
 * @property {string} setting
 * @property {Named[]} sentences
 * @property {number} longest
 *
 * @typedef {object} Summary
 * @property {string} line where the line was drawn first
 * @property {Record<string, string>} examples
 * @property {{ lecture: string, says: { to: string, text: string }[] }[]} book
 * @property {number} of
 */

/** @param {Summary} summary */
function bookLines({ book }) {
  return book.map(({ lecture, says }) =>
    el(
      "li",
      {},
      el("b", {}, lecture),
      says.map(({ to, text }) => el("p", {}, `${to}: `, el("q", {}, text))),
    ),
  );
}

/** @param {import("../../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const { title, field, rung, choices, setting, sentences, longest } = model.get("content");
  const view = frame(model, host, title);
  const given = () => view.answer()[field] ?? {};
  /** @param {Record<string, string>} changes */
  const keep = (changes) => view.keep({ [field]: { ...given(), ...changes } });

  const line = el("p", { class: "tf-hint" });
  const legend = el("span", { class: "tf-stem" }, "Is your line still there?");
  const group = radios({ legend, options: choices, onpick: (id) => keep({ rung: id }) });
  const boxes = sentences.map(({ id, label }) => {
    const box = el("textarea", { rows: 2, maxlength: longest, id: unique("sentence") });
    const typed = keepTyped(box, (text) => keep({ [id]: text }));
    view.beforeRemoval(typed.settle);
    const example = el("details", { class: "tf-more", hidden: true });
    const whole = el("div", {}, el("label", { class: "tf-label", for: box.id }, label), box, example);
    return { id, box, example, whole };
  });
  const count = el("summary");
  const lines = el("ul", { class: "tf-list" });
  const book = el("details", { class: "tf-more" }, count, lines);
  const sentencesHalf = el("div", {}, el("p", { class: "tf-paper" }, setting), ...boxes.map((one) => one.whole));
  const rungHalf = el("div", { class: "tf-question" }, el("p", { class: "tf-paper" }, rung), line, group.node);
  view.body.replaceChildren(rung ? el("div", { class: "tf-halves" }, rungHalf, sentencesHalf) : sentencesHalf, book);

  function show() {
    const summary = model.get("summary");
    line.textContent = summary.line;
    group.set(given().rung);
    for (const { id, box, example } of boxes) {
      if (document.activeElement !== box) box.value = given()[id] ?? "";
      const text = summary.examples[id];
      example.hidden = !text;
      if (text) example.replaceChildren(el("summary", {}, "One way to say it"), el("p", {}, el("q", {}, text)));
    }
    count.textContent = `Your phrase book: ${summary.book.length} of ${summary.of} lectures`;
    lines.replaceChildren(...bookLines(summary));
    book.hidden = !summary.book.length;
  }
  view.on("change:answer", show);
  view.on("change:summary", show);
  show();
  return view.remove;
}

export default { render };
