// One event at a time. The weeks in which somebody could have acted stand on a true scale of days, a lane for each who
// could have known; what came before and after is reached by its words. A menu follows one person.

import { menu } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { frame } from "../shared/frame.js";
import { laneRows } from "../shared/lanes.js";
import { howSure, pageLinks } from "../shared/sources.js";
import { pageTurner, waysFrom } from "../shared/steps.js";
import { known } from "../shared/values.js";

/**
 * @typedef {object} Happening
 * @property {string} id
 * @property {string} date
 * @property {string} event
 * @property {boolean} pleaded alleged, and tested by no court
 * @property {string} confidence
 * @property {string} known who knew what by then
 * @property {string[]} who
 * @property {string[]} links
 *
 * @typedef {{ people: string[], lanes: import("../shared/lanes.js").Lane[], events: Happening[] }} Content
 */

const PLEADED = "Pleaded: an allegation of the complaint, which no court has tested.";

/** One event, written out. */
function eventCard() {
  const date = el("h4", { tabindex: "-1" });
  const text = el("p", { class: "tf-said" });
  const basis = el("p", { class: "tf-hint" });
  const known = el("p");
  return {
    node: el("div", { class: "tf-card" }, date, text, basis, el("h5", {}, "Who knew what by then"), known),
    date,
    /** @param {Happening} event */
    show(event) {
      date.textContent = event.date;
      text.textContent = event.event;
      basis.replaceChildren(event.pleaded ? PLEADED : howSure(event.confidence), pageLinks(event.links, event.date));
      known.textContent = event.known;
    },
  };
}

/**
 * The button of each event: in its lane, or among the landmarks before and after.
 *
 * @param {Content} content
 * @param {(index: number) => void} go
 */
function eventButtons({ events, lanes }, go) {
  const place = (/** @type {string} */ event) => events.findIndex(({ id }) => id === event);
  const named = (/** @type {number} */ index) => `Event ${index + 1} of ${events.length}: ${events[index].date}`;
  const buttons = events.map((_, index) =>
    el("button", { type: "button", "aria-label": named(index), onclick: () => go(index) }),
  );
  const inLanes = laneRows(lanes, (event) => {
    const at = place(event);
    buttons[at].append(String(at + 1));
    return buttons[at];
  });
  const [first, last] = [Math.min(...inLanes.ids.map(place)), Math.max(...inLanes.ids.map(place))];
  const landmark = (/** @type {Happening} */ { date, event }, /** @type {number} */ index) => {
    buttons[index].append(el("span", {}, date), el("span", {}, event));
    return el("li", {}, buttons[index]);
  };
  const marks = events.map((event, index) => (inLanes.ids.includes(event.id) ? null : landmark(event, index)));
  /** @param {string} label @param {(HTMLElement | null)[]} rows */
  const list = (label, rows) =>
    el("details", {}, el("summary", {}, label), el("ul", { class: "tf-marks tf-dates" }, rows));
  const before = list("Before: how they met, and the treatment", marks.slice(0, first));
  const after = list("After: the courts, and the law", marks.slice(last + 1));
  return { buttons, inLanes, nodes: [before, inLanes.node, after] };
}

/** @param {import("../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { people, events } = model.get("content");
  const view = frame(model, host, "Timeline of the Tarasoff case");
  const kept = () => events.findIndex(({ id }) => id === view.answer().at);
  let at = Math.max(0, kept());
  let person = view.answer().who ?? "";

  const { buttons, inLanes, nodes } = eventButtons(model.get("content"), go);
  const card = eventCard();
  const pages = pageTurner(move);
  const everybody = { id: "", label: "everybody" };
  const options = [everybody, ...people.map((name) => ({ id: name, label: name }))];
  const who = menu({ label: "Follow one person", options, onpick: follow });
  view.body.replaceChildren(who.node, el("div", { class: "tf-folds" }, nodes), card.node, pages.node);

  /** The events of the person who is followed. */
  function followed() {
    return [...events.keys()].filter((index) => !person || events[index].who.includes(person));
  }
  /** @param {string} picked */
  function follow(picked) {
    person = picked;
    if (!followed().includes(at)) at = followed()[0];
    show();
    view.keep({ at: events[at].id, who: picked || null });
    view.say(
      `${followed().length === 1 ? "1 event" : `${followed().length} events`} with ${picked || everybody.label}. ${events[at].date}. ${events[at].event}`,
    );
  }
  /** @param {1 | -1} by */
  function move(by) {
    const to = waysFrom(followed(), at)[by > 0 ? "on" : "back"];
    if (to !== undefined) go(to);
  }
  /** @param {number} index */
  function go(index) {
    at = index;
    show();
    view.keep({ at: events[at].id });
    card.date.focus();
    view.say(`${events[at].date}. ${events[at].event} Who knew what by then: ${events[at].known}`);
  }
  function show() {
    card.show(events[at]);
    inLanes.follow(person);
    who.set(person);
    buttons.forEach((button, index) => {
      button.classList.toggle("tf-aside", !followed().includes(index));
      if (index === at) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    const fold = buttons[at].closest("details");
    if (fold) fold.open = true;
    const { back, on } = waysFrom(followed(), at);
    pages.show(`Event ${at + 1} of ${events.length}`, back !== undefined, on !== undefined);
  }
  view.on("change:answer", () => {
    const { who: followedNow = "" } = known(view.answer());
    if (followedNow === person && (kept() < 0 || kept() === at)) return;
    person = followedNow;
    if (kept() >= 0) at = kept();
    show();
  });
  show();
  return view.remove;
}

export default { render };
