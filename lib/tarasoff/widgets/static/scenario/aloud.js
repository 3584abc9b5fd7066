// Boxes to think aloud in, one a scene; each stays as it is while somebody writes in it.

import { writing } from "../keeping/writing.js";
import { el } from "../shared/dom.js";

/**
 * @param {import("../shared/frame.js").View} view
 * @param {import("../shared/frame.js").Model} model
 */
export function thinkingAloud(view, model) {
  const { id, words, longest } = model.get("content");
  /** @type {Map<string, ReturnType<typeof writing>>} */
  const boxes = new Map();
  view.on("change:answer", () => {
    for (const [name, box] of boxes) box.set(view.answer()[name]);
  });
  /** @param {string} scene @param {string} label */
  return (scene, label) => {
    const name = `${id}/${scene}`;
    let box = boxes.get(name);
    if (!box) {
      box = writing({ label, name, words, longest, view, keep: view.keep, model });
      boxes.set(name, box);
      box.set(view.answer()[name]);
      box.begin();
    }
    return el("div", { class: "tf-aloud" }, box.nodes);
  };
}
