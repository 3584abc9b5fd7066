// Pictures of numbers: places as tiles or bars by what the law does, and studies on one axis.

import { el } from "../shared/dom.js";
import { LAW, sign } from "../shared/signs.js";

/**
 * @typedef {{ kind: string, places: string[] }} OfKind
 * @typedef {{ name: string, about: string, kind: string, low: number, high: number }} Study
 */

/** What each kind of finding is called beside its number. @type {Record<string, string>} */
const CALLED = {
  duty: "a duty",
  permission: "a permission",
  bar: "forbidden",
  "no basis": "no ground",
  "facts missing": "open: it turns on a fact",
  "law open": "open: the law does not say",
  "not read": "open: a text to look up",
};

/** @param {{ columns: { name: string, kinds: OfKind[] }[] }} words */
export function places({ columns }) {
  const made = columns.map(({ name, kinds }) =>
    el(
      "div",
      {},
      el("h4", {}, name),
      kinds.flatMap(({ kind, places: codes }) => [
        el("p", { class: `tf-count tf-${LAW[kind]}` }, sign(), el("b", {}, String(codes.length)), CALLED[kind]),
        el(
          "ul",
          { class: "tf-tiles", "aria-label": `${CALLED[kind]}` },
          codes.map((code) => el("li", { class: `tf-tile tf-${LAW[kind]}` }, el("span", {}, code))),
        ),
      ]),
    ),
  );
  return el("div", { class: "tf-multiples" }, made);
}

/** Where there is no room to name each place: a bar of all of them, and what its parts are. @param {{ columns: { name: string, kinds: OfKind[] }[] }} words */
export function bars({ columns }) {
  const made = columns.map(({ name, kinds }) => [
    el("h4", {}, name),
    el(
      "div",
      { class: "tf-strip", "aria-hidden": "true" },
      kinds.map(({ kind, places: codes }) =>
        el("i", { class: `tf-tile tf-${LAW[kind]}`, style: `flex-grow: ${codes.length}` }),
      ),
    ),
    el(
      "ul",
      { class: "tf-counts" },
      kinds.map(({ kind, places: codes }) =>
        el("li", { class: `tf-count tf-${LAW[kind]}` }, sign(), el("b", {}, String(codes.length)), CALLED[kind]),
      ),
    ),
  ]);
  return el("div", { class: "tf-strips" }, made.flat());
}

/** @param {number} low @param {number} high @param {string} kind */
function told(low, high, kind) {
  if (low !== high) return `${low} to ${high}`;
  return kind === "about" ? `about ${low}` : String(low);
}

/** @param {{ items: Study[], ends: string[] }} words */
export function studies({ items, ends }) {
  const rows = items.map(({ name, about, kind, low, high }) => {
    const mark = low === high ? `tf-disc-mark ${kind === "about" ? "tf-ring-mark" : ""}` : "tf-range-mark";
    const place = `--low: ${low}; --high: ${high}`;
    return el(
      "li",
      {},
      el("p", {}, el("b", {}, name), el("span", {}, about)),
      el(
        "div",
        { class: "tf-on-axis", style: place },
        el("i", { class: mark, "aria-hidden": "true" }),
        el("b", { class: low > 0.6 ? "tf-left" : "" }, told(low, high, kind)),
      ),
    );
  });
  const named = ends.map((end) => el("li", {}, end));
  return el(
    "div",
    { class: "tf-studies" },
    el("ol", {}, rows),
    el("ul", { class: "tf-axis-ends", "aria-hidden": "true" }, named),
  );
}
