// A picture in a lecture's text: one sentence above, what it is drawn from below.

import { behindGuess } from "../asking/gate.js";
import { guessNodes } from "../asking/guess.js";
import { bars, places, studies } from "../figures/counts.js";
import { doors, ladder, nested, sentence, word } from "../figures/lists.js";
import { el } from "../shared/dom.js";
import { frame } from "../shared/frame.js";
import { sourceList } from "../shared/sources.js";

/**
 * @typedef {object} Content
 * @property {string} id
 * @property {string} title
 * @property {string} says
 * @property {string} note
 * @property {import("../shared/sources.js").SourceLine[]} sources
 */

/** How each picture is drawn. @type {Record<string, (words: any, summary: any) => HTMLElement>} */
const DRAWN = { ladder, doors, word, sentence, circles: nested, places, "whose-danger": bars, studies };

/** @param {import("../shared/frame.js").Props<Content>} props */
function openFigure({ model, el: host }) {
  const content = model.get("content");
  const { id, title, says, note, sources } = content;
  const view = frame(model, host, title);
  const picture = el("figure", {});
  function draw() {
    picture.replaceChildren(el("figcaption", {}, says), DRAWN[id](content, model.get("summary")));
  }
  const below = [
    note ? el("p", { class: "tf-hint" }, note) : "",
    sources.length ? el("details", {}, el("summary", {}, "Sources"), sourceList(sources)) : "",
  ];
  view.on("change:summary", draw);
  draw();
  view.body.replaceChildren(...guessNodes(view, model), picture, ...below);
  return view.remove;
}

const render = behindGuess(openFigure);

export default { render };
