// A lane for each who could have known, on a true scale of days: a bar is what they knew, a ring is an event.

import { el } from "./dom.js";

/**
 * Somebody's events, and from which day on they knew of the danger; a day that no source gives is not found.
 *
 * @typedef {object} Lane
 * @property {string} name
 * @property {string} role
 * @property {string[]} who
 * @property {string} knew empty if they never did
 * @property {boolean} found
 * @property {{ event: string, day: string, found: boolean }[]} events
 */

const A_DAY = 24 * 60 * 60 * 1000;

/** @param {string} day */
function dayNumber(day) {
  return Date.parse(day) / A_DAY;
}

/**
 * The days that are named on the scale: the first, the last, and where a month begins.
 *
 * @param {number} first
 * @param {number} last
 * @returns {[number, string][]} days from the first, and what is written there
 */
export function namedDays(first, last) {
  const all = Array.from({ length: last - first + 1 }, (_, days) => days);
  const date = (/** @type {number} */ days) => new Date((first + days) * A_DAY);
  const named = all.filter((days) => days === 0 || days === last - first || date(days).getUTCDate() === 1);
  const said = (/** @type {number} */ days) =>
    date(days).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  return named.map((days) => [days, said(days)]);
}

/**
 * @param {Lane[]} lanes
 * @param {(event: string) => HTMLButtonElement} buttonOf the button of an event
 */
export function laneRows(lanes, buttonOf) {
  const days = lanes.flatMap(({ events }) => events.map(({ day }) => dayNumber(day)));
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const since = (/** @type {string} */ day) => dayNumber(day) - first;
  const time = namedDays(first, last).map(([at, text]) => el("li", { style: `--at: ${at}` }, text));
  const rows = lanes.map(({ name, role, knew, found, events, who }) => {
    const bar = { class: `tf-knew tf-pleaded ${found ? "" : "tf-from-about"}`, style: `--from: ${since(knew)}` };
    const marks = events.map((one) => {
      const button = buttonOf(one.event);
      button.className = `tf-event ${one.found ? "" : "tf-about"}`;
      button.setAttribute("style", `--at: ${since(one.day)}`);
      return button;
    });
    const told = el(
      "span",
      { class: "tf-unseen" },
      knew ? ": knew of the danger, as pleaded" : ": knew nothing, as pleaded",
    );
    const track = el("div", { class: "tf-track" }, el("span", knew ? bar : { class: "tf-never" }), marks);
    const head = el("p", {}, name, el("span", {}, role), told);
    return { who, node: el("div", { class: "tf-lane" }, head, track) };
  });
  const span = `--span: ${last - first}`;
  const named = { class: "tf-lanes", role: "group", "aria-label": "Who knew of the danger, and when", style: span };
  return {
    ids: lanes.flatMap(({ events }) => events.map(({ event }) => event)),
    node: el(
      "div",
      {},
      el(
        "div",
        named,
        el("ul", { class: "tf-time", "aria-hidden": "true" }, time),
        rows.map(({ node }) => node),
      ),
      el(
        "ul",
        { class: "tf-counts" },
        el("li", {}, el("i", { class: "tf-knew tf-pleaded tf-sample" }), " knew of the danger, as pleaded"),
        el(
          "li",
          {},
          el("i", { class: "tf-event tf-about tf-sample" }),
          " day not found: it stands between what is dated",
        ),
      ),
    ),
    /** @param {string} person */
    follow(person) {
      for (const { who, node } of rows) node.classList.toggle("tf-followed", who.includes(person));
    },
  };
}
