// A lecture as it is heard, and read by keys: Jupyter names its parts for somebody who programs.

/** A table that is wider than the page is reached by Tab, and scrolled with the arrow keys. */
const tables = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    /** @type {HTMLElement} */ (target).tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
  }
});

/**
 * No feed of cells, each called "Markdown Cell Content": a page with headings.
 *
 * @param {HTMLElement} page
 */
export function asPage(page) {
  for (const node of page.querySelectorAll('[role="feed"], .jp-Cell')) {
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
  }
  for (const table of page.querySelectorAll(".jp-MarkdownOutput table")) tables.observe(table);
}
