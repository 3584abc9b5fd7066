// A file for whoever sits here, made in the page: nothing leaves the browser.

import { el } from "./dom.js";

/**
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
export function download(name, text, type) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // Not at once: the browser still reads it.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
