// Two opinions, point by point: what the one said that was taken back, and what the one says that counts.

import { el } from "../shared/dom.js";
import { frame } from "../shared/frame.js";
import { pageLinks, sourceList } from "../shared/sources.js";

/**
 * @typedef {{ aspect: string, says: [string, string], links: string[] }} Row
 *
 * @typedef {object} Content
 * @property {string} title
 * @property {[string, string]} names
 * @property {Row[]} rows
 * @property {import("../shared/sources.js").SourceLine[]} sources
 */

/** @param {Content} content */
function pointByPoint({ names, rows }) {
  const lines = rows.map(({ aspect, says }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, aspect),
      says.map((said, index) => el("td", { "data-of": names[index] }, said)),
    ),
  );
  const heads = ["Point", ...names].map((name) => el("th", { scope: "col" }, name));
  return el(
    "table",
    { class: "tf-table tf-compared tf-opinions" },
    el("caption", {}, "Paraphrased"),
    el("thead", {}, el("tr", {}, heads)),
    el("tbody", {}, lines),
  );
}

/** @param {import("../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const content = model.get("content");
  const view = frame(model, host, content.title);
  const read = content.rows.map(({ aspect, links }) => el("li", {}, el("b", {}, aspect), pageLinks(links, aspect)));
  const unsure =
    "They were read in parts. A point that stands open ○ was not found there: read the opinion itself before you rely on it.";
  view.body.replaceChildren(
    pointByPoint(content),
    el("details", {}, el("summary", {}, "How sure?"), el("p", {}, unsure)),
    el(
      "details",
      {},
      el("summary", {}, "Where each point was read"),
      el("ul", { class: "tf-list" }, read),
      sourceList(content.sources),
    ),
  );
  return view.remove;
}

export default { render };
