// A scenario: a conversation to decide in, its case file beside it, and a look back. Python decides what follows.

import { thinkingAloud } from "../scenario/aloud.js";
import { caseFile } from "../scenario/case_file.js";
import { growing } from "../scenario/growing.js";
import { beforePage, endPage, nowPage } from "../scenario/pages.js";
import { plays } from "../scenario/plays.js";
import { turnNode } from "../scenario/turns.js";
import { el } from "../shared/dom.js";
import { frame } from "../shared/frame.js";

/** @typedef {import("../scenario/pages.js").Summary} Summary */

const NARROWEST = 280;
const WIDEST = 620;
const ROOM_FOR_TWO = 700;

/**
 * The case file, open where there is room for it beside the story.
 *
 * @param {boolean} open
 */
function foldedFile(open) {
  const title = el("summary");
  const body = el("div");
  const node = el("details", { class: "tf-case-file", open }, title, body);
  return {
    node,
    /** @param {Summary["file"]} file */
    show(file) {
      node.hidden = !file;
      if (!file) return;
      title.textContent = `Case file: ${file.known.length} known, ${file.open.length} open`;
      body.replaceChildren(...caseFile(file));
    },
  };
}

/**
 * To what is new: a screen reader reads on from there, and the eye finds it.
 *
 * @param {HTMLElement} node
 * @param {Summary} summary
 * @param {(text: string) => void} say
 */
function moveOn(node, { turns = [], state }, say) {
  const judged = turns.at(-1)?.judged;
  const place = /** @type {HTMLElement | null} */ (node.querySelector(".tf-chose")) ?? node;
  place.setAttribute("tabindex", "-1");
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
  const ended = state === "ended" ? "The story has ended." : "";
  say([judged ? `${judged.name}. ${judged.why}` : "", ended].filter(Boolean).join(" "));
}

/** @param {import("../shared/frame.js").Props<import("../scenario/pages.js").Content, Summary>} props */
function render({ model, el: host }) {
  const content = model.get("content");
  const view = frame(model, host, content.title);
  const talk = el("div", { class: "tf-talk" });
  const file = foldedFile(!(host.clientWidth && host.clientWidth < ROOM_FOR_TWO));
  const both = el("div", { class: "tf-play" }, talk, file.node);
  view.body.replaceChildren(both);
  const grow = growing(talk);
  const thinkBox = thinkingAloud(view, model);
  const { begin, choose, drawAgain } = plays(view, content.id);
  let first = true;

  /** @param {Summary} summary @returns {import("../scenario/growing.js").Piece[]} */
  function pieces(summary) {
    const { state, note, turns = [], now, debrief, kept, read, version, earlier } = summary;
    if (state === "before") return [{ told: state, make: () => beforePage(content, begin) }];
    const width = Math.max(NARROWEST, Math.min(WIDEST, talk.clientWidth || WIDEST));
    return [
      ...(note ? [{ told: note, make: () => el("p", { class: "tf-card" }, note) }] : []),
      ...turns.map((turn) => ({ told: turn, make: () => turnNode(turn, drawAgain) })),
      ...(now ? [{ told: [turns.length, now], make: () => nowPage(now, choose, thinkBox) }] : []),
      ...(debrief || kept || read
        ? [
            {
              told: { debrief, kept, read, version, earlier },
              make: () => endPage(summary, width, begin, thinkBox),
            },
          ]
        : []),
    ];
  }
  function show() {
    const summary = model.get("summary");
    const fresh = grow(pieces(summary));
    file.show(summary.file);
    both.classList.toggle("tf-with-file", Boolean(summary.file));
    if (fresh && !first) moveOn(fresh, summary, view.say);
    first = false;
  }
  view.on("change:summary", show);
  // A choice that was refused, or could not be sent, can be made again.
  view.on("change:note", () => {
    if (model.get("note")?.tone !== "problem") return;
    for (const way of talk.querySelectorAll(".tf-way-on")) way.removeAttribute("disabled");
  });
  show();
  return view.remove;
}

export default { render };
