// A case of an assignment: read it, and answer each step that it asks. Nothing is judged here.

import { caseForm } from "../case/form.js";
import { frame } from "../shared/frame.js";

/** @param {import("../shared/frame.js").Props<import("../case/form.js").Content, import("../case/form.js").Summary>} props */
function render({ model, el: host }) {
  const view = frame(model, host, model.get("content").title, "tf-form");
  const { panes, summary, begin } = caseForm(view, model);
  view.body.replaceChildren(panes, summary);
  begin();
  return view.remove;
}

export default { render };
