// What marking found in a case: the story with what decides in it, and beside it each line with its reasons.

import { el } from "../shared/dom.js";
import { tag } from "../shared/signs.js";
import { filledIn } from "../shared/values.js";
import { support } from "./choices.js";
import { givenNodes, STORY } from "./form.js";

/**
 * @typedef {object} ReportLine
 * @property {string} look what it means, as the style sheet names it
 * @property {string} verdict
 * @property {string} points
 * @property {string} about
 * @property {{ look: string, mark: string, text: string }[]} items
 * @property {string} why
 * @property {string} remark
 * @property {string} read
 * @property {string} link
 *
 * @typedef {object} Report
 * @property {string} title
 * @property {{ kind: string, name: string, where: string }[]} errors
 * @property {{ heading: string, points: string, lines: ReportLine[] }[]} groups
 * @property {boolean} balanced whether all is answered, and nothing of it says too much or too little
 * @property {number[]} decisive
 * @property {string | null} written
 * @property {Record<string, any>} wrong what to take back, so that what was right stays
 */

/**
 * @param {ReportLine} line
 * @param {Record<string, string>} words
 */
function lineNode({ look, verdict, points, about, items, why, remark, read, link }, words) {
  const told = items.map(({ look: mark, mark: word, text }) => el("li", {}, tag(mark, word), " ", text));
  const place = link ? el("a", { href: link, target: "_blank", rel: "noopener" }, read) : read;
  return el(
    "li",
    { class: `tf-rail tf-${look}` },
    el("p", { class: "tf-about" }, tag(look, verdict), points && `, ${points}`, ": ", el("strong", {}, about)),
    told.length > 0 && el("ul", { class: "tf-told" }, told),
    why && el("p", {}, why),
    remark && el("p", {}, remark),
    read && el("p", {}, `${words.read} `, place, "."),
  );
}

/**
 * @param {import("./form.js").Content} part
 * @param {Report} report
 * @param {number} tries
 */
export function reportPanes(part, report, tries) {
  const { words } = part;
  const told = part.story.map((text, index) =>
    el("li", {}, report.decisive.includes(index + 1) ? el("mark", {}, text) : text),
  );
  const story = el(
    "details",
    { class: STORY, open: true },
    el("summary", {}, words.story),
    el("p", { class: "tf-hint" }, words.decisive),
    el("ol", {}, told),
    support(part),
    givenNodes(part),
  );
  const title = el("h4", { class: "tf-mark", tabindex: "-1" }, report.title);
  const errors = report.errors.map(({ kind, name, where }) => el("li", {}, tag(kind, name), `: ${where}.`));
  const groups = report.groups.flatMap(({ heading, points, lines }) => [
    heading && el("h4", {}, `${heading}, ${points}`),
    el(
      "ul",
      { class: "tf-report" },
      lines.map((line) => lineNode(line, words)),
    ),
  ]);
  const written = report.written
    ? [
        el("h4", {}, words.written),
        el("p", { class: "tf-written tf-paper" }, report.written),
        el("p", { class: "tf-hint" }, words.reread),
      ]
    : [];
  const found = el(
    "div",
    { tabindex: "0", role: "region", "aria-label": report.title },
    title,
    tries > 1 && el("p", { class: "tf-hint" }, filledIn(words.try, { tries })),
    errors.length > 0 && el("ul", { class: "tf-report" }, errors),
    report.balanced && el("p", {}, tag("fits", words.no_error)),
    groups,
    written,
  );
  return { node: el("div", { class: "tf-beside tf-found" }, found, story), title };
}
