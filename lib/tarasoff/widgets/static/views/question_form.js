// The choice questions of an assignment: saved at once, not judged here.

import { radios } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { frame, speakWhenSaved, summaryLine } from "../shared/frame.js";

/**
 * @typedef {{ id: string, stem: string, options: { id: string, text: string }[] }} Question
 * @typedef {{ title: string, questions: Question[] }} Content
 */

/** @param {import("../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { title, questions } = model.get("content");
  const view = frame(model, host, title, "tf-form");
  const groups = questions.map(({ id, stem, options }, index) =>
    radios({
      legend: el("span", { class: "tf-stem" }, `${index + 1}. ${stem}`),
      options: options.map((option) => ({ id: option.id, label: option.text })),
      onpick: (picked) => view.keep({ [id]: picked }),
    }),
  );
  function show() {
    groups.forEach((group, index) => {
      group.set(view.answer()[questions[index].id]);
    });
  }
  view.on("change:answer", show);
  speakWhenSaved(view, model);
  const questionNodes = groups.map(({ node }) => el("div", { class: "tf-question tf-part" }, node));
  view.body.replaceChildren(...questionNodes, summaryLine(view, model));
  show();
  return view.remove;
}

export default { render };
