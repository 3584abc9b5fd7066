// One event at a time, a row of numbers to move along, and a menu that marks the events of one person.

import { menu } from "../shared/controls.js";
import { el } from "../shared/dom.js";
import { frame } from "../shared/frame.js";
import { pageLink } from "../shared/sources.js";
import { pageTurner, stepRow, waysFrom } from "../shared/steps.js";

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
 * @typedef {{ people: string[], events: Happening[] }} Content
 */

const PLEADED = "Pleaded: an allegation of the complaint, which no court has tested.";

/** One event, written out. */
function eventCard() {
  const date = el("h3", { tabindex: "-1" });
  const text = el("p", { class: "tf-large" });
  const basis = el("p", { class: "tf-hint" });
  const known = el("p");
  const links = el("p", { class: "tf-read" });
  return {
    node: el("div", { class: "tf-card" }, date, text, basis, el("h4", {}, "Who knew what by then"), known, links),
    date,
    /** @param {Happening} event */
    show(event) {
      date.textContent = event.date;
      text.textContent = event.event;
      basis.textContent = event.pleaded ? PLEADED : `Confidence: ${event.confidence}.`;
      known.textContent = event.known;
      links.replaceChildren("Read at: ", ...event.links.flatMap((link) => [pageLink(link), " "]));
    },
  };
}

/** @param {import("../shared/frame.js").Props<Content>} props */
function render({ model, el: host }) {
  const { people, events } = model.get("content");
  const view = frame(model, host, "Timeline of the Tarasoff case");
  const kept = () => events.findIndex(({ id }) => id === view.answer().at);
  let at = Math.max(0, kept());
  let person = "";

  const steps = stepRow("Events", events.length, go);
  const card = eventCard();
  const pages = pageTurner(move);
  const everybody = { id: "", label: "everybody" };
  const options = [everybody, ...people.map((name) => ({ id: name, label: name }))];
  const who = menu({ label: "Follow one person", options, onpick: follow });
  view.body.replaceChildren(who.node, steps.node, card.node, pages.node);

  /** The events of the person who is followed. */
  function followed() {
    return [...events.keys()].filter((index) => !person || events[index].who.includes(person));
  }
  /** @param {string} picked */
  function follow(picked) {
    person = picked;
    if (!followed().includes(at)) at = followed()[0];
    show();
    view.keep({ at: events[at].id });
    view.say(`${followed().length} events with ${picked || everybody.label}. ${events[at].date}. ${events[at].event}`);
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
    steps.show(at, (index) => {
      const { date, who: names } = events[index];
      const kind = person && names.includes(person) ? "tf-marked" : "";
      return { kind, label: `Event ${index + 1} of ${events.length}: ${date}` };
    });
    const { back, on } = waysFrom(followed(), at);
    pages.show(`Event ${at + 1} of ${events.length}`, back !== undefined, on !== undefined);
  }
  view.on("change:answer", () => {
    if (kept() < 0 || kept() === at) return;
    at = kept();
    show();
  });
  show();
  return view.remove;
}

export default { render };
