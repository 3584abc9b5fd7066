// Where something was read.

import { el } from "./dom.js";

/**
 * What it is, how sure, and the pages on which it was read.
 * @typedef {{ text: string, confidence: string, links: string[] }} SourceLine
 */

/**
 * A link to a page that was read, under the name of its site. Only web addresses become one, whatever the data says.
 *
 * @param {string} url
 * @returns {HTMLAnchorElement | string}
 */
export function pageLink(url) {
  const site = siteOf(url);
  return site ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, site) : "";
}

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
 * Links in a row, to follow a text.
 *
 * @param {string[] | null | undefined} urls
 * @returns {(HTMLAnchorElement | string)[]}
 */
export function pageLinks(urls) {
  return (urls ?? []).flatMap((url) => [" ", pageLink(url)]);
}

/**
 * @param {SourceLine[]} sources
 * @returns {HTMLElement}
 */
export function sourceList(sources) {
  const lines = sources.map(({ text, confidence, links }) =>
    el(
      "li",
      {},
      text,
      confidence ? el("span", { class: "tf-read" }, ` Confidence: ${confidence}.`) : "",
      pageLinks(links),
    ),
  );
  return el("ul", { class: "tf-sources" }, lines);
}
