// A guess by itself: the question first, and what is so once something was said.

import { guessNodes } from "../../asking/guess.js";
import { frame } from "../../shared/frame.js";

/** @param {import("../../shared/frame.js").Props} props */
function render({ model, el: host }) {
  const view = frame(model, host, model.get("content").title);
  view.body.replaceChildren(...guessNodes(view, model));
  return view.remove;
}

export default { render };
