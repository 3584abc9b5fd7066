// Your state, chosen once.

import { menu } from "../../shared/controls.js";
import { frame, speakWhenSaved, summaryLine } from "../../shared/frame.js";

/**
 * @typedef {object} Content
 * @property {string} title
 * @property {string} field under which the choice is kept
 * @property {string} asks
 * @property {import("../../shared/controls.js").Named[]} places
 */

/** @param {import("../../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { title, field, asks, places } = model.get("content");
  const view = frame(model, host, title);
  const list = menu({
    label: asks,
    options: [{ id: "", label: "Choose one" }, ...places],
    onpick: (id) => view.keep({ [field]: id || null }),
  });
  const show = () => list.set(view.answer()[field] ?? "");
  view.on("change:answer", show);
  view.body.replaceChildren(list.node, summaryLine(view, model));
  speakWhenSaved(view, model);
  show();
  return view.remove;
}

export default { render };
