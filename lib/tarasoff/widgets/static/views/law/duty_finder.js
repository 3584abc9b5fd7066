// The facts, and beside them what the law of a place comes to.

import { behindGuess } from "../../asking/gate.js";
import { guessNodes } from "../../asking/guess.js";
import { factFields } from "../../law/facts.js";
import { findingCard, replaceCards } from "../../law/finding.js";
import { el } from "../../shared/dom.js";
import { frame, speakWhenSaved } from "../../shared/frame.js";
import { problemBox } from "../../shared/signs.js";

/** @typedef {{ findings?: import("../../law/finding.js").Finding[] | null, problem?: string | null }} Summary */

/** @param {import("../../shared/frame.js").Props<import("../../law/facts.js").FactsContent, Summary>} props */
function openFinder({ model, el: host }) {
  const view = frame(model, host, model.get("content").title);
  const fields = el("div", { class: "tf-facts" }, factFields(view, model));
  const card = el("div", { class: "tf-result" });
  view.body.replaceChildren(...guessNodes(view, model), el("div", { class: "tf-finder" }, fields, card));

  function show() {
    const { findings, problem } = model.get("summary");
    replaceCards(card, problem ? [problemBox(problem)] : (findings ?? []).map(findingCard));
  }
  view.on("change:summary", show);
  speakWhenSaved(view, model);
  show();
  return view.remove;
}

const render = behindGuess(openFinder);

export default { render };
