// A lecture as it is heard, and read by keys: Jupyter names its parts for somebody who programs.

/**
 * No feed of cells, each called "Markdown Cell Content": a page with headings. A table may be wider than a small screen:
 * Tab reaches it, and arrow keys scroll it.
 *
 * @param {HTMLElement} page
 */
export function asPage(page) {
  for (const node of page.querySelectorAll('[role="feed"], .jp-Cell')) {
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
  }
  for (const table of page.querySelectorAll(".jp-MarkdownOutput table")) table.setAttribute("tabindex", "0");
}
