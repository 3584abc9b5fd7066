// People, each a mark in one of two pens. With a move of a slider few of them change, and painting a thousand marks
// takes longer than all else that the move does: so a row of marks is drawn anew only if somebody in it came or went.

import { el } from "../shared/dom.js";
import { sign } from "../shared/signs.js";
import { canvas, draw, SHAPES } from "./svg.js";

/**
 * @typedef {import("./svg.js").Look} Look
 * @typedef {{ label: string, count: number, look: Look }} Group
 * @typedef {{ kind: "crowd", title: string, pens: string[], groups: Group[] }} Crowd
 */

const ACROSS = 20;
const SIZE = 10;

/** How each look shows people: who would harm is a diamond, who is flagged is filled. @type {Record<string, string>} */
const PEOPLE = { strong: "harm", other: "harm-open", weak: "safe", empty: "safe-open" };

/** @param {Node} node @param {string} text */
function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * The marks of one look in one row.
 *
 * @param {Look} look
 * @param {number} down
 */
function rowOfMarks(look, down) {
  const node = draw("path", { class: `tf-mark-${PEOPLE[look]}` });
  const shape = SHAPES[look === "strong" || look === "other" ? "diamond" : "weak"];
  let [begin, end] = [0, 0];
  return {
    node,
    /** @param {number} from @param {number} to the first place that is no longer of this look, in the whole pen */
    show(from, to) {
      const [left, right] = [from, to].map((at) => Math.min(ACROSS, Math.max(0, at - down * ACROSS)));
      if (left === begin && right === end) return;
      [begin, end] = [left, right];
      let path = "";
      for (let at = left; at < right; at += 1) path += shape((at + 0.5) * SIZE, (down + 0.5) * SIZE);
      node.setAttribute("d", path);
    },
  };
}

/**
 * The people of one look, among those of their pen.
 *
 * @param {Look} look
 * @param {number} rows
 * @param {boolean} flagged
 */
function kindOfPeople(look, rows, flagged) {
  const [much, label] = [el("b"), el("span")];
  const meaning = PEOPLE[look].startsWith("harm") ? "tf-harm" : "tf-no-harm";
  const marks = Array.from({ length: rows }, (_, down) => rowOfMarks(look, down));
  return {
    line: el("li", { class: `${meaning} ${flagged ? "" : "tf-unflagged"}` }, sign(), el("span", {}, much, " ", label)),
    marks: marks.map(({ node }) => node),
    /** @param {Group} group @param {number} from */
    show(group, from) {
      say(much, String(group.count));
      say(label, group.label);
      for (const row of marks) row.show(from, from + group.count);
    },
  };
}

/**
 * Two pens: those who are flagged, and those who are not.
 *
 * @param {Crowd} picture
 */
export function crowd({ groups, pens }) {
  const rows = Math.ceil(groups.reduce((sum, { count }) => sum + count, 0) / ACROSS);
  const parts = pens.map((_, pen) => {
    const places = [...groups.keys()].filter((at) => PEOPLE[groups[at].look].endsWith("-open") === (pen === 1));
    const kinds = places.map((at) => ({ at, ...kindOfPeople(groups[at].look, rows, pen === 0) }));
    const head = el("p", { class: "tf-pen" });
    const marks = canvas(ACROSS * SIZE, rows * SIZE, ...kinds.map((kind) => kind.marks));
    const lines = el("ul", {}, ...kinds.map(({ line }) => line));
    return { head, kinds, node: el("div", {}, head, lines, marks) };
  });
  return {
    node: el("div", { class: "tf-people" }, ...parts.map(({ node }) => node)),
    /** @param {Crowd} next the same people, told apart otherwise */
    show(next) {
      parts.forEach(({ head, kinds }, pen) => {
        let full = 0;
        for (const { at, show } of kinds) {
          show(next.groups[at], full);
          full += next.groups[at].count;
        }
        say(head, `${full} ${next.pens[pen]}`);
      });
    },
  };
}
