// One ladder, one line, one reason; nothing here is right or wrong.

import { keepTyped } from "../keeping/typing.js";
import { radios } from "../shared/controls.js";
import { el, unique } from "../shared/dom.js";
import { frame, summaryLine } from "../shared/frame.js";

/**
 * @typedef {object} Content
 * @property {string} question
 * @property {{ id: string, text: string }[]} rungs
 * @property {string} why asks for the reason
 * @property {string} when under which name this answer is kept
 * @property {number} longest
 */

/** @param {import("../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { question, rungs, why, when, longest } = model.get("content");
  const view = frame(model, host, "Poll: where would you draw the line?");
  /** @param {{ rung?: string, why?: string }} changes */
  function keep(changes) {
    view.keep({ [when]: { ...view.answer()[when], ...changes } });
  }
  // The rung of the start, beside the new one.
  const starts = Object.fromEntries(
    rungs.map(({ id }) => [id, el("strong", { hidden: true }, " ◀ your line at the start")]),
  );
  const group = radios({
    legend: el("span", { class: "tf-stem" }, question),
    options: rungs.map(({ id, text }) => ({ id, label: [text, starts[id]] })),
    onpick: (rung) => keep({ rung }),
  });
  const box = el("textarea", { rows: 3, maxlength: longest, id: unique("why") });
  const typed = keepTyped(box, (text) => keep({ why: text }));
  view.beforeRemoval(typed.settle);
  function show() {
    const { rung, why: text } = view.answer()[when] ?? {};
    group.set(rung);
    if (document.activeElement !== box) box.value = text ?? "";
  }
  function compare() {
    for (const [id, mark] of Object.entries(starts)) mark.hidden = id !== model.get("summary").first;
  }
  view.on("change:answer", show);
  view.on("change:summary", () => {
    compare();
    view.say(model.get("summary").text ?? "");
  });
  const label = el("label", { class: "tf-label", for: box.id }, why);
  view.body.replaceChildren(el("div", { class: "tf-question" }, group.node), label, box, summaryLine(view, model));
  show();
  compare();
  return view.remove;
}

export default { render };
