// Where the lectures lie, beside each other in one folder, so that "Read:" leads there.

import { el } from "./dom.js";

/** The notebook of each lecture, by the number with which its sections are named. @type {Record<string, string>} */
const NOTEBOOKS = {
  "00": "00-start",
  "01": "01-promise",
  "02": "02-tarasoff",
  "03": "03-law",
  "04": "04-trust",
  "05": "05-criteria",
  "05b": "05b-prediction",
  "06": "06-grey-areas",
  "06b": "06b-whose-confidence",
  "07": "07-case-conference",
  "07b": "07b-looking-back",
};

/**
 * The address of a section, from the folder of the lectures; empty if no lecture has this number.
 *
 * @param {string} section such as "01 Who may hear what"
 */
export function addressOf(section) {
  const [number, ...title] = section.split(" ");
  const notebook = NOTEBOOKS[number];
  return notebook ? `${notebook}.ipynb#${title.join("-")}` : "";
}

/**
 * Where to read on, as a link.
 *
 * @param {string} section
 */
export function readOn(section) {
  const address = addressOf(section);
  return el("span", {}, "Read: ", address ? el("a", { href: address }, section) : section);
}
