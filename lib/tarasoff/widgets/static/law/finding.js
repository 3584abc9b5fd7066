// A finding as a card: the verdict first, then what to do; what it rests on is folded.

import { el } from "../shared/dom.js";
import { plate, supportLines } from "../shared/signs.js";
import { sourceList } from "../shared/sources.js";
import { elementList } from "./facts.js";

/**
 * @typedef {object} Finding
 * @property {string} place
 * @property {string} day
 * @property {string} kind
 * @property {string} verdict
 * @property {string | null} [disagreement]
 * @property {string} disagreement_is
 * @property {string} how
 * @property {string[]} care
 * @property {{ name: string, said: string[] }[]} parts
 * @property {import("./facts.js").Element[]} elements
 * @property {string[]} changes
 * @property {string[]} notes
 * @property {string[]} codes
 * @property {string} how_sure
 * @property {import("../shared/sources.js").SourceLine[]} sources
 */

/**
 * Lines under their name; nothing where there are none.
 *
 * @param {string} name
 * @param {string[]} said
 */
function named(name, said) {
  if (!said.length) return [];
  const lines = said.map((text) => el("li", {}, text));
  return [el("dt", {}, name), el("dd", {}, said.length > 1 ? el("ul", {}, lines) : said[0])];
}

/**
 * @param {string} part names it, so that what was open can be opened again
 * @param {string} name
 * @param {HTMLElement} inside
 */
function folded(part, name, inside) {
  return el("details", {}, el("summary", { "data-part": part }, name), inside);
}

/**
 * @param {string} part
 * @param {string} name
 * @param {string[]} items
 */
function foldedList(part, name, items) {
  return items.length
    ? folded(
        part,
        name,
        el(
          "ul",
          {},
          items.map((item) => el("li", {}, item)),
        ),
      )
    : "";
}

/** @param {Finding} one */
export function findingCard(one) {
  const name = `${one.place}, ${one.day}`;
  const unread = el("p", {}, "It rests on no source: no rule was read.");
  const kind = one.kind.charAt(0).toUpperCase() + one.kind.slice(1);
  const met = one.elements.filter((element) => element.met).length;
  const why = `Why: ${met} of ${one.elements.length} elements are met`;
  const { disagreement, disagreement_is: isA } = one;
  return el(
    "article",
    { class: "tf-finding", "aria-label": name },
    plate(one.kind, el("h4", {}, name), el("strong", {}, one.verdict), el("p", { class: "tf-hint" }, `${kind}.`)),
    supportLines(one.care),
    el(
      "dl",
      {},
      one.parts.flatMap((part) => named(part.name, part.said)),
      named("How", one.how ? [one.how] : []),
      named(isA, disagreement ? [disagreement] : []),
    ),
    el(
      "div",
      { class: "tf-folds" },
      one.elements.length ? folded("why", why, elementList(one.elements)) : "",
      foldedList("changes", "What would change it", one.changes),
      foldedList("notes", "What to know beside it", one.notes),
      foldedList("codes", "What the codes add", one.codes),
      folded("sources", `Sources. ${one.how_sure}`, one.sources.length ? sourceList(one.sources) : unread),
    ),
  );
}

/**
 * Draw the cards anew. What was open stays open, and the focus where it was.
 *
 * @param {HTMLElement} cards
 * @param {HTMLElement[]} drawn
 */
export function replaceCards(cards, drawn) {
  const parts = () =>
    [...cards.querySelectorAll("details")].map((details) => {
      const summary = /** @type {HTMLElement} */ (details.querySelector("summary"));
      const article = /** @type {Element} */ (details.closest("article"));
      return { details, summary, id: `${[...cards.children].indexOf(article)} ${summary.dataset.part}` };
    });
  const opened = new Set(
    parts()
      .filter(({ details }) => details.open)
      .map(({ id }) => id),
  );
  const focused = parts().find(({ summary }) => summary === document.activeElement)?.id;
  cards.replaceChildren(...drawn);
  for (const { details, summary, id } of parts()) {
    details.open = opened.has(id);
    if (id === focused) summary.focus();
  }
}
