// Views name lectures by their notebooks, as they lie in JupyterLab. Here they are pages.

const NOTEBOOK = /^(?:\.\/)?([\w-]+)\.ipynb(?:#(.*))?$/;

/**
 * The page of a notebook; null if this leads elsewhere.
 *
 * @param {string} href such as `01-promise.ipynb#Who-may-hear-what`
 */
export function pageOf(href) {
  const found = NOTEBOOK.exec(href);
  if (!found) return null;
  const [, page, heading = ""] = found;
  const id = decodeURIComponent(heading)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${page}.html${id ? `#${id}` : ""}`;
}

/** Lead each link to a notebook to its page, once somebody is about to follow it. */
export function leadToPages() {
  for (const name of ["pointerover", "focusin", "click"]) {
    addEventListener(
      name,
      ({ target }) => {
        const link = target instanceof Element && target.closest(".course-view a[href]");
        const page = link && pageOf(link.getAttribute("href") ?? "");
        if (page) link.setAttribute("href", page);
      },
      { capture: true },
    );
  }
}
