// Think, then write: a box whose text is kept, and which nobody marks.

import { writing } from "../../keeping/writing.js";
import { frame } from "../../shared/frame.js";

/**
 * @typedef {object} Content
 * @property {string} field under which name the text is kept
 * @property {string} asks
 * @property {number} longest
 * @property {Record<string, string>} words
 */

/** @param {import("../../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { field: name, asks: label, longest, words } = model.get("content");
  const view = frame(model, host, "Think, then write", "tf-think");
  const { nodes, set, begin } = writing({ label, name, words, longest, view, keep: view.keep, model });
  view.body.replaceChildren(...nodes);
  const show = () => set(view.answer()[name]);
  view.on("change:answer", show);
  show();
  begin();
  return view.remove;
}

export default { render };
