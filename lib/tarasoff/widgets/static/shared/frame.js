// The frame of a view: a named region, a note on saving, one live region that speaks, and an answer that Python keeps.

import { el } from "./dom.js";
import { problemBox, sign } from "./signs.js";
import { fateOfUnsent, unsentOfPage, withChanges } from "./unsent.js";

/**
 * What Python says about saving; counted, so that the same words twice are still news. It names the last message that
 * was heard.
 * @typedef {{ tone?: string, text?: string, count?: number, heard?: number }} Note
 */

/**
 * A view's state, as the class in `view.py` describes it.
 * @template [C=any]
 * @template [S=any]
 * @typedef {{
 *   content: C,
 *   answer: Record<string, any>,
 *   summary: S,
 *   note: Note,
 *   seen: [number, number],
 *   kept: string,
 * }} State
 */

/**
 * @template [C=any]
 * @template [S=any]
 * @typedef {import("@anywidget/types").AnyModel<State<C, S>>} Model
 */

/**
 * What `render` is given. No `signal`: anywidget before 0.9.22 and others that show anywidgets pass none.
 * @template [C=any]
 * @template [S=any]
 * @typedef {Pick<import("@anywidget/types").RenderProps<State<C, S>>, "model" | "el">} Props
 */

/**
 * @typedef {object} View
 * @property {HTMLElement} body where the view's own nodes go
 * @property {(text: string) => void} say speak through the live region
 * @property {(name: string, handler: () => void) => void} on listen to the model, until the view is removed
 * @property {() => Record<string, any>} answer what the learner did
 * @property {(changes: Record<string, any>) => boolean} keep send changes; false if there was nothing to send
 * @property {(last: () => void) => void} beforeRemoval save what is not saved yet, when the view is removed
 * @property {() => void} remove what `render` returns: save, and let go of the model
 */

// How long the kernel may take to say that an answer is saved.
const PATIENCE_MS = 5000;
const NOT_SAVED =
  "Not saved yet: the kernel does not answer. Choose Run > Run All Cells; what you chose here is then saved.";
const CHANGED_ELSEWHERE =
  "An answer that could not be saved was changed elsewhere in the meantime. The newer one is shown; answer again if you want yours.";

/**
 * @param {HTMLElement} host
 * @param {string} label
 * @param {string} kind
 * @param {string} kept by which the end of a lecture finds it
 */
function region(host, label, kind, kept) {
  const body = el("div");
  const head = el("div");
  const note = el("p", { class: "tf-note" });
  const live = el("p", { class: "tf-live", role: "status", "aria-live": "polite" });
  // A form of its own keeps the names of radio buttons apart from those of another view.
  const form = el("form", { novalidate: true, onsubmit: (event) => event.preventDefault() }, body);
  // A group and no section: a lecture has many of a kind, and a named section is a landmark, whatever its role.
  const named = { class: `tarasoff ${kind}`, role: "group", "aria-label": label, "data-kept": kept };
  const title = el("h3", { class: "tf-view-title" }, label);
  host.replaceChildren(el("div", named, title, head, form, note, live));
  return {
    body,
    /** @param {string} text */
    say(text) {
      live.textContent = "";
      // Emptied first, so that the same words are spoken again.
      setTimeout(() => {
        live.textContent = text;
      }, 30);
    },
    /** @param {string} tone @param {string} text */
    tell(tone, text) {
      const wrong = tone === "problem";
      // While it is saved again it stays: what moves under the hand is not clicked.
      if (tone !== "saving") head.replaceChildren(...(wrong ? [problemBox(text)] : []));
      note.hidden = wrong;
      note.className = `tf-note tf-${tone === "fine" ? "kept" : "saving"}`;
      note.replaceChildren(...(wrong ? [] : [sign(), text]));
    },
  };
}

/**
 * The listeners of a view, and what it does last. anywidget 0.9.18 to 0.9.21 give a view no signal, so that all of it
 * hangs on the function that `render` returns.
 *
 * @param {Model} model
 */
function ties(model) {
  /** @type {[string, () => void][]} */
  const listening = [];
  /** @type {(() => void)[]} */
  const lasts = [];
  return {
    /** @param {string} name @param {() => void} handler */
    on(name, handler) {
      model.on(name, handler);
      listening.push([name, handler]);
    },
    /** @param {() => void} last */
    beforeRemoval(last) {
      lasts.push(last);
    },
    cut() {
      for (const last of lasts.splice(0)) {
        try {
          last();
        } catch (error) {
          // With a kernel that has gone, sending throws; the other drafts and listeners have their turn all the same.
          console.warn("tarasoff: not saved when the view was removed.", error);
        }
      }
      for (const [name, handler] of listening.splice(0)) model.off(/** @type {any} */ (name), handler);
    },
  };
}

/**
 * Where somebody is answering, so that a warning can stand there: the foot of a long form is out of sight.
 *
 * @param {HTMLElement} body
 * @returns {Element | null | undefined}
 */
function placeOfAnswer(body) {
  const at = document.activeElement;
  if (!at || !body.contains(at)) return null;
  return at.closest("table")?.parentElement ?? at.closest("label") ?? at.parentElement;
}

/** Warnings beside what was answered; they stay until Python has spoken. */
function warnings() {
  /** @type {Map<Element, HTMLElement | null>} */
  const places = new Map();
  return {
    /** @param {Element | null | undefined} place */
    watch(place) {
      if (place && !places.has(place)) places.set(place, null);
    },
    show() {
      for (const [place, shown] of places) {
        if (shown?.isConnected || !place.isConnected) continue;
        const warning = problemBox(NOT_SAVED);
        warning.classList.add("tf-unsent");
        places.set(place, warning);
        place.after(warning);
      }
    },
    clear() {
      for (const warning of places.values()) warning?.remove();
      places.clear();
    },
  };
}

/**
 * Sends what was answered, and remembers it until Python has said what became of it.
 *
 * @param {Model} model
 * @param {ReturnType<typeof region>} shown
 */
function sender(model, { body, tell, say }) {
  const kept = model.get("kept");
  /** @type {Map<string, import("./unsent.js").Unsent>} */
  const unsent = kept ? unsentOfPage() : new Map();
  const beside = warnings();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  function warn() {
    tell("problem", NOT_SAVED);
    beside.show();
    say(NOT_SAVED);
  }
  function wait() {
    clearTimeout(waiting);
    waiting = setTimeout(warn, PATIENCE_MS);
  }
  /** @param {Record<string, any>} changes */
  function send(changes) {
    const answer = model.get("answer") ?? {};
    // Which note was on the screen, so that Python knows what was not; and a number, so that this is always sent.
    const number = Math.random();
    unsent.set(kept, withChanges(unsent.get(kept), changes, answer, number));
    beside.watch(placeOfAnswer(body));
    model.set("answer", { ...answer, ...changes });
    model.set("seen", [model.get("note")?.count ?? 0, number]);
    tell("saving", "Saving…");
    wait();
    try {
      model.save_changes();
    } catch (error) {
      console.warn("tarasoff: there is no kernel to save this.", error);
      clearTimeout(waiting);
      warn();
    }
  }
  return {
    send,
    rest: () => clearTimeout(waiting),
    /** Whether the last that was sent has been heard. */
    heard() {
      const { heard } = model.get("note") ?? {};
      const sent = unsent.get(kept);
      if (sent && heard != null && heard !== sent.number) return false;
      unsent.delete(kept);
      clearTimeout(waiting);
      beside.clear();
      return true;
    },
    /** What became of nothing yet, when this view is drawn: of this model it is waited for, of one before sent again. */
    resume() {
      const left = unsent.get(kept);
      if (!left) return;
      if (model.get("seen")?.[1] === left.number) {
        if (model.get("note")?.heard === left.number) unsent.delete(kept);
        else wait();
        return;
      }
      unsent.delete(kept);
      const { again, lost } = fateOfUnsent(left, model.get("answer") ?? {});
      if (Object.keys(again).length) send(again);
      if (!lost) return;
      tell("problem", CHANGED_ELSEWHERE);
      say(CHANGED_ELSEWHERE);
    },
  };
}

/**
 * @param {Model} model
 * @param {HTMLElement} host
 * @param {string} label its heading, and the name of its region
 * @param {"tf-form" | "tf-think" | ""} [kind] a form is a document of its own, and its title stands large; a place to think is paper
 * @returns {View}
 */
export function frame(model, host, label, kind = "") {
  const shown = region(host, label, kind, model.get("kept"));
  const { body, say, tell } = shown;
  const { on, beforeRemoval, cut } = ties(model);
  const { send, rest, heard, resume } = sender(model, shown);
  function hear() {
    const { tone = "fine", text } = model.get("note") ?? {};
    if (!text) return;
    tell(tone, text);
    if (tone === "problem") say(text);
  }
  // Python validates and saves; its note says how that went. Null takes an answer back: to Python, a field that is left
  // out is one that this window has not heard of.
  /** @param {Record<string, any>} changes */
  function keep(changes) {
    const next = { ...model.get("answer"), ...changes };
    if (JSON.stringify(next) === JSON.stringify(model.get("answer"))) return false;
    send(changes);
    return true;
  }
  function remove() {
    cut();
    rest();
  }
  on("change:note", () => {
    const { tone } = model.get("note") ?? {};
    // A note on an earlier message does not mean that the last one is saved.
    if (heard() || tone === "problem") hear();
  });
  hear();
  resume();
  return { body, say, on, answer: () => model.get("answer") ?? {}, keep, beforeRemoval, remove };
}

/**
 * A line that follows the summary from Python. It is not spoken by itself: most views have something better to say.
 *
 * @param {View} view
 * @param {Model} model
 * @returns {HTMLElement}
 */
export function summaryLine(view, model) {
  const line = el("p", { class: "tf-summary" });
  const show = () => {
    line.textContent = model.get("summary").text ?? "";
  };
  view.on("change:summary", show);
  show();
  return line;
}

/**
 * Where nothing is judged, what is heard after each change is that it is saved, and what is still open. Before that,
 * what the view has to say of the change itself; nothing at all if it says null.
 *
 * @param {View} view
 * @param {Model} model
 * @param {() => string | null} [first]
 */
export function speakWhenSaved(view, model, first = () => "") {
  /** @type {number | undefined} */
  let last;
  view.on("change:note", () => {
    const { tone, text, heard } = model.get("note");
    // What another view has saved is news for the eye alone.
    const others = heard != null && heard === last;
    last = heard;
    if (tone !== "fine" || !text || others) return;
    const told = first();
    if (told !== null) view.say([told, text, model.get("summary").text].filter(Boolean).join(" "));
  });
}
