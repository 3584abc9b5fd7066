// From one lecture to the next in the same tab: Notebook by itself would open a new one each time.

const ANYWHERE = "https://here";

/**
 * The path of the notebook to which a link leads, if it leads to one of these files.
 *
 * @param {string} href as it stands in the page: Jupyter makes `…/files/course/…` of what is written in a text
 * @param {string} origin of this page
 * @param {string} from the path of this notebook
 * @returns {string | null}
 */
export function notebookAt(href, origin, from) {
  const url = new URL(href, `${ANYWHERE}/${encodeURI(from)}`);
  if (url.origin !== ANYWHERE && url.origin !== origin) return null;
  const path = decodeURIComponent(url.pathname).replace(/^.*\/files\//, "/");
  return path.endsWith(".ipynb") ? path.slice(1) : null;
}

/**
 * The address of the page in which another notebook is read, made from that of this one.
 *
 * @param {string} here
 * @param {string} from the path of this notebook
 * @param {string} to
 * @param {string} [hash] the section in it, such as `#Reasons-that-count`
 * @returns {string}
 */
export function addressOf(here, from, to, hash = "") {
  const url = new URL(here);
  url.hash = hash;
  // A static site names the notebook after a question mark.
  if (url.searchParams.has("path")) url.searchParams.set("path", to);
  else url.pathname = url.pathname.slice(0, -encodeURI(from).length) + encodeURI(to);
  return url.href;
}

/**
 * Goes to a section of this page.
 *
 * @param {HTMLElement} page
 * @param {string} hash such as `#Reasons-that-count`
 * @returns {boolean} whether there is one
 */
export function goToSection(page, hash) {
  const name = decodeURIComponent(hash.slice(1));
  const heading = name && page.querySelector(`[data-jupyter-id="${CSS.escape(name)}"]`);
  if (heading) heading.scrollIntoView({ block: "start" });
  return Boolean(heading);
}

/**
 * @param {import("./jupyter.d.ts").App} app
 * @param {HTMLElement} page
 * @param {() => string} path of this notebook
 */
export function followLinks(app, page, path) {
  /** @param {MouseEvent} event */
  function follow(event) {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const to = notebookAt(link?.getAttribute("href") ?? "", window.location.origin, path());
    if (!(link instanceof HTMLAnchorElement) || !to || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === path()) goToSection(page, link.hash);
    else if (app.name === "JupyterLab") app.commands.execute("docmanager:open", { path: to });
    else window.location.assign(addressOf(window.location.href, path(), to, link.hash));
  }
  page.addEventListener("click", follow, { capture: true });
}
