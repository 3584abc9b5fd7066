// Where something was read.

import { el } from "./dom.js";

/**
 * What it is, how sure, and the pages on which it was read.
 * @typedef {{ text: string, confidence: string, links: string[] }} SourceLine
 */

/** How many bars each word of confidence has. @type {Record<string, number>} */
const BARS = { low: 1, medium: 2, high: 3 };

/**
 * @param {string} url
 * @returns {string} the name of the site; empty if this is no web address
 */
export function siteOf(url) {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === "https:" || protocol === "http:" ? hostname.replace(/^www\./, "") : "";
  } catch {
    return "";
  }
}

/**
 * A link to a page that was read, named by what it is about; its site is told to whoever points at it. Only web
 * addresses become one, whatever the data says.
 *
 * @param {string} url
 * @param {...import("./dom.js").Child} name
 * @returns {HTMLAnchorElement | string}
 */
export function pageLink(url, ...name) {
  const site = siteOf(url);
  return site ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: site }, ...name) : "";
}

/**
 * The pages on which something was read, to follow a text.
 *
 * @param {string[] | null | undefined} urls
 * @param {string} about what was read there, for whoever hears the name of a link alone
 */
export function pageLinks(urls, about) {
  const pages = (urls ?? []).filter((url) => siteOf(url));
  const whole = el("span", { class: "tf-unseen" }, ` on ${about}`);
  const links = pages.flatMap((url, index) => [
    index ? ", " : "",
    pageLink(url, pages.length > 1 ? `page\u00a0${index + 1}` : "the page", whole.cloneNode(true)),
  ]);
  return links.length ? el("span", { class: "tf-read" }, " Read: ", links) : "";
}

/**
 * How sure the course is: bars, and always the word.
 *
 * @param {string} confidence such as "high, as of 2026-11"
 */
export function howSure(confidence) {
  const bars = BARS[confidence.split(",")[0]] ?? 0;
  return el("span", { class: "tf-sure", style: `--sure: ${bars}` }, `Confidence: ${confidence}`);
}

/**
 * @param {SourceLine[]} sources
 * @returns {HTMLElement}
 */
export function sourceList(sources) {
  const lines = sources.map(({ text, confidence, links }) =>
    el("li", {}, el("cite", {}, text), confidence ? howSure(confidence) : "", el("p", {}, pageLinks(links, text))),
  );
  return el("ul", { class: "tf-sources" }, lines);
}
