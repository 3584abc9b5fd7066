// A place for pictures. They are drawn at the width that there is, so that letters are never scaled, and with each move of
// a slider only what has changed is made anew.

import { el } from "../shared/dom.js";
import { crowd } from "./people.js";
import { DRAWERS } from "./pictures.js";
import { letterWidth, setLetterWidth } from "./scales.js";

/** @typedef {import("./pictures.js").Picture} Picture */

/**
 * What stays as it was from one move of a slider to the next: most of a picture's nodes, and making them is most of what
 * a move takes.
 */
function keeping() {
  /** @type {Map<Function, { of: string, made: any }>} */
  const kept = new Map();
  /**
   * @template {any[]} Given
   * @template Made
   * @param {(...given: Given) => Made} make
   * @param {Given} given
   * @returns {Made}
   */
  return (make, ...given) => {
    const of = JSON.stringify(given);
    const last = kept.get(make);
    if (last?.of === of) return last.made;
    const made = make(...given);
    kept.set(make, { of, made });
    return made;
  };
}

/** @typedef {ReturnType<typeof keeping>} Keep */

/** The width at which pictures are drawn until it is known how wide they are. */
let usual = 480;
const SAMPLE = "The names of lines and of dots, as good as any: 64 more";
let fitted = false;
/** What is to be drawn again at another width. @type {WeakMap<Element, (width: number) => void>} */
const redraws = new WeakMap();
/** Whose width is watched: to ask again for one that is would have it measured anew. @type {WeakSet<Element>} */
const watched = new WeakSet();
const watch = globalThis.ResizeObserver
  ? new ResizeObserver((changes) => {
      for (const { target, contentRect } of changes) {
        if (!target.isConnected) {
          watch?.unobserve(target);
          watched.delete(target);
        } else if (contentRect.width > 0) {
          fitLetters(target);
          redraws.get(target)?.(Math.round(contentRect.width));
        }
      }
    })
  : null;

/** What is measured once: how wide the letters are that are used here. @param {Element} where */
function fitLetters(where) {
  if (fitted) return;
  fitted = true;
  const paper = document.createElement("canvas").getContext("2d");
  if (!paper) return;
  paper.font = `600 14px ${getComputedStyle(where).fontFamily}`;
  setLetterWidth((paper.measureText(SAMPLE).width / SAMPLE.length) * 1.08);
}

/** A place for pictures, one after the other: with each move of a slider comes the next. */
export function figure() {
  const title = el("figcaption");
  const node = el("figure", {}, title);
  const keep = keeping();
  /** @type {Picture | null} */
  let picture = null;
  /** @type {ReturnType<typeof crowd> | null} */
  let people = null;
  let [drawn, letters] = [0, 0];
  function draw() {
    [drawn, letters] = [usual, letterWidth()];
    if (picture?.kind === "crowd") {
      people ??= crowd(picture);
      people.show(picture);
      if (people.node.parentNode !== node) node.replaceChildren(title, people.node);
      return;
    }
    if (!picture) return;
    const nodes = [title, ...DRAWERS[picture.kind](picture, drawn, keep)];
    if (nodes.length !== node.children.length || nodes.some((one, at) => one !== node.children[at])) {
      node.replaceChildren(...nodes);
    }
  }
  redraws.set(node, (width) => {
    if (width === drawn && letters === letterWidth()) return;
    usual = width;
    draw();
  });
  return {
    node,
    /** @param {Picture} next */
    show(next) {
      picture = next;
      if (title.textContent !== next.title) title.textContent = next.title;
      draw();
      if (watched.has(node)) return;
      watched.add(node);
      watch?.observe(node);
    },
  };
}
