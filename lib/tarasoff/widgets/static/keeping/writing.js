// A text that is never lost, whatever becomes of the kernel, the cell or another window.

import { button, field } from "../shared/controls.js";
import { el, unique } from "../shared/dom.js";
import { filledIn } from "../shared/values.js";
import { draftsOfPage, fateOf, textInTheMaking } from "./drafts.js";
import { keepTyped } from "./typing.js";

const PAUSE_MS = 1000;

/**
 * @param {string} text
 * @returns {number}
 */
export function wordsIn(text) {
  return text.trim().split(/\s+/).filter(Boolean).length;
}

/**
 * Another text, beside the box: to take or to leave.
 *
 * @param {Record<string, string>} words
 * @param {(text: string) => void} ontake
 * @param {() => void} onleave
 */
function otherText(words, ontake, onleave) {
  const why = el("p");
  const text = el("blockquote", { class: "tf-paper tf-written" });
  const take = button(words.take, () => ontake(text.textContent));
  const choices = el("div", { class: "tf-row" }, take, button(words.leave, onleave));
  const node = el("div", { class: "tf-card", hidden: true }, why, text, choices);
  return {
    node,
    /** @param {string} reason @param {string} offered */
    offer(reason, offered) {
      why.textContent = reason;
      text.textContent = offered;
      node.hidden = false;
    },
  };
}

/**
 * The box, and how many words stand in it.
 *
 * @param {Record<string, string>} words
 * @param {number} longest
 * @param {() => void} oninput
 */
function writingBox(words, longest, oninput) {
  const count = el("p", { class: "tf-hint", id: unique("count") });
  const box = el("textarea", { rows: 8, maxlength: longest, "aria-describedby": count.id, oninput });
  return {
    box,
    count,
    showCount() {
      const number = wordsIn(box.value);
      count.textContent = number === 1 ? words.word : filledIn(words.words, { count: number });
    },
  };
}

/**
 * A box to write in, under its label.
 *
 * @param {object} given
 * @param {string} given.label
 * @param {string} given.name the field in which it is kept
 * @param {Record<string, string>} given.words
 * @param {number} given.longest
 * @param {import("../shared/frame.js").View} given.view
 * @param {(changes: Record<string, any>) => void} given.keep
 * @param {import("../shared/frame.js").Model} given.model
 */
export function writing({ label, name, words, longest, view, keep, model }) {
  const held = () => view.answer()[name] ?? "";
  const kept = model.get("kept");
  const making = textInTheMaking();
  const { box, count, showCount } = writingBox(words, longest, written);
  const typed = keepTyped(box, (text) => keep({ [name]: text.trim() ? text : null }), PAUSE_MS);
  const other = otherText(words, take, choose);

  function written() {
    making.touch();
    showCount();
  }
  /** @param {string} text */
  function take(text) {
    box.value = text;
    making.touch();
    choose();
  }
  function choose() {
    other.node.hidden = true;
    typed.send();
    showCount();
    box.focus();
  }
  /** @param {string | null | undefined} answer */
  function set(answer) {
    const text = answer ?? "";
    const fate = making.hear(text, box.value);
    if (fate === "show") box.value = text;
    if (fate === "offer") other.offer(words.theirs, text);
    showCount();
  }
  function begin() {
    const drafts = draftsOfPage();
    const draft = drafts.get(kept);
    drafts.delete(kept);
    const fate = fateOf(draft, held());
    if (!draft || fate === "nothing") return;
    if (fate === "offer") return other.offer(words.unsaved, draft.text);
    box.value = draft.text;
    written();
    typed.send();
  }
  view.on("change:note", () => {
    if (model.get("note").tone === "fine" && held() === typed.written()) making.saved(held());
  });
  view.beforeRemoval(() => {
    // First into the page: sending may find no kernel, and nobody hears any more whether it was saved.
    const draft = making.draft(typed.written());
    if (draft) draftsOfPage().set(kept, draft);
    typed.settle();
  });
  const writes = () => document.activeElement === box;
  return { nodes: [field(label, box), count, other.node], set, begin, writes };
}
