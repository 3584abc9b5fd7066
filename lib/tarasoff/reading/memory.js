// How a lecture looked when it was last read: how high each exercise was, and where the reader stood. With it the page
// has its full length before an exercise is there, and does not jump under whoever reads on.

import { measured } from "./heights.js";
import { goToSection } from "./links.js";

/**
 * @typedef {import("./jupyter.d.ts").Cell} Cell
 * @typedef {{ width?: number, high?: Record<string, number>, at?: string, by?: number }} Reading
 */

const USUAL_PX = 420;
const REST_MS = 400;
const GROWN_MS = 250;
const TEXTS_MS = 8000;
const SOON_MS = 30;
// More than fill a screen.
const SCREEN = 8;
/** @param {string} path */
const keyOf = (path) => `tarasoff-reading:${path}`;

/**
 * @param {string} path of the lecture
 * @returns {Reading}
 */
function lastReading(path) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(path)) ?? "{}") ?? {};
  } catch {
    // A browser that keeps nothing, or something that nobody can read: as if it were read for the first time.
    return {};
  }
}

/** What imports shows nothing. @param {Cell} cell */
const shows = ({ model }) => model.type === "code" && !/^(from|import)\s/.test(model.sharedModel.getSource());

/**
 * Keeps the place of every exercise until it is there. Jupyter gives the page its width late, and again when somebody
 * turns the phone: the places follow.
 *
 * @param {readonly Cell[]} cells
 * @param {HTMLElement} scroller
 * @param {(width: number) => Record<string, number>} heights how high each is on a page of a width
 */
function reserve(cells, scroller, heights) {
  let width = 0;
  function fit() {
    if (scroller.clientWidth === width) return;
    width = scroller.clientWidth;
    const high = heights(width);
    for (const { model, node } of cells) {
      if (node.classList.contains("tarasoff-waits")) node.style.minHeight = `${high[model.id] ?? USUAL_PX}px`;
    }
  }
  for (const { node } of cells.filter(shows)) node.classList.add("tarasoff-waits");
  fit();
  new ResizeObserver(fit).observe(scroller);
}

/** @type {WeakMap<HTMLElement, ReturnType<typeof setTimeout>>} */
const growing = new WeakMap();
const there = new ResizeObserver((changes) => {
  for (const { target, contentRect } of changes) {
    const cell = target.closest(".tarasoff-waits");
    if (!(cell instanceof HTMLElement) || contentRect.height < 8) continue;
    // A view grows in steps; its place is kept until it has.
    clearTimeout(growing.get(cell));
    const free = () => {
      there.unobserve(target);
      cell.style.minHeight = "";
      cell.classList.remove("tarasoff-waits");
    };
    growing.set(cell, setTimeout(free, GROWN_MS));
  }
});

/**
 * A cell has run; as soon as what it shows is drawn, it needs no more than its own height. On a busy machine Jupyter
 * runs a cell before it has made its place for outputs.
 *
 * @param {Cell} cell
 */
export async function hasRun({ node, ready }) {
  await ready;
  const output = node.querySelector(".jp-Cell-outputArea");
  if (output) there.observe(output);
}

/** Whether a text is drawn; Jupyter calls a cell ready before it is. @param {Cell} cell */
const drawn = ({ model, node }) => model.type !== "markdown" || node.querySelector(".jp-MarkdownOutput > *") !== null;

/** Waits for some texts, but not for long. @param {readonly Cell[]} cells */
async function textsOf(cells) {
  const end = performance.now() + TEXTS_MS;
  while (!cells.every(drawn) && performance.now() < end) await new Promise((soon) => setTimeout(soon, SOON_MS));
}

/** The first cell that the reader sees. @param {readonly Cell[]} cells @param {HTMLElement} scroller */
function firstInSight(cells, scroller) {
  const top = scroller.getBoundingClientRect().top;
  return cells.find(({ node }) => node.getBoundingClientRect().bottom > top);
}

/**
 * What grows above the reader does not push down what they read. The browser would see to that by itself, but not here.
 *
 * @param {readonly Cell[]} cells
 * @param {HTMLElement} scroller
 */
function holdStill(cells, scroller) {
  /** @type {HTMLElement | undefined} */
  let first;
  let stood = 0;
  let put = -1;
  function look() {
    if (scroller.scrollTop === put) return;
    first = firstInSight(cells, scroller)?.node;
    stood = first?.getBoundingClientRect().top ?? 0;
  }
  const grown = new ResizeObserver(() => {
    if (!first) return;
    scroller.scrollTop += first.getBoundingClientRect().top - stood;
    put = scroller.scrollTop;
  });
  for (const { node } of cells) grown.observe(node);
  scroller.addEventListener("scroll", look);
  look();
}

/**
 * @param {readonly Cell[]} cells
 * @param {HTMLElement} scroller
 * @returns {Reading}
 */
function readingNow(cells, scroller) {
  const top = scroller.getBoundingClientRect().top;
  const first = firstInSight(cells, scroller);
  return {
    width: scroller.clientWidth,
    high: Object.fromEntries(cells.filter(shows).map(({ model, node }) => [model.id, node.offsetHeight])),
    at: first?.model.id,
    by: first ? Math.round(top - first.node.getBoundingClientRect().top) : 0,
  };
}

/**
 * Goes to the section that the address names, or else to where the reader stood the last time; and remembers from then
 * on.
 *
 * @param {string} path of the lecture
 * @param {HTMLElement} page
 * @param {readonly Cell[]} cells
 */
export async function resume(path, page, cells) {
  const scroller = /** @type {HTMLElement | null} */ (page.querySelector(".jp-WindowedPanel-outer"));
  if (!scroller) return;
  const last = lastReading(path);
  const section = window.location.hash;
  const left = cells.findIndex(({ model }) => model.id === last.at);
  // Not before the texts are there: they would push the places down. What stands below is not waited for.
  const above = section ? cells : cells.slice(0, Math.max(left, 0) + SCREEN);
  const [heights] = await Promise.all([measured(path), textsOf(above)]);
  reserve(cells, scroller, (width) => ({ ...heights(width), ...(last.width === width ? last.high : {}) }));
  const found = goToSection(page, section);
  // On a busy machine its text may come later than anybody waits.
  if (!found && section) Promise.all(cells.map(({ ready }) => ready)).then(() => goToSection(page, section));
  if (!found && left >= 0 && !scroller.scrollTop) {
    const { top } = cells[left].node.getBoundingClientRect();
    scroller.scrollTop = top - scroller.getBoundingClientRect().top + (last.by ?? 0);
  }
  holdStill(cells, scroller);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  function rest() {
    clearTimeout(resting);
    resting = setTimeout(remember, REST_MS);
  }
  function remember() {
    if (!scroller?.isConnected) return;
    if (page.querySelector(".tarasoff-waits")) return rest();
    try {
      localStorage.setItem(keyOf(path), JSON.stringify(readingNow(cells, scroller)));
    } catch {
      // A browser that keeps nothing: the next time begins at the top.
    }
  }
  scroller.addEventListener("scroll", rest);
}
