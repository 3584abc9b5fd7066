// Building what a view shows. Text from Python becomes text nodes, never markup.

/**
 * @typedef {Node | string | null | undefined | false} Child
 *
 * Attributes by name; `on…` adds a listener, and null, undefined and false leave the attribute out.
 * @typedef {{
 *   onclick?: (event: MouseEvent) => void,
 *   onkeydown?: (event: KeyboardEvent) => void,
 *   onsubmit?: (event: Event) => void,
 *   [name: string]: any,
 * }} Attributes
 */

const CONTROLS = new Set(["input", "button", "textarea", "select", "summary", "a"]);

/**
 * An element with its attributes and what stands in it.
 *
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[N]}
 */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, String(value));
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  // Without this, JupyterLab takes "d d" on a button for its own shortcut and deletes the learner's cell.
  if (CONTROLS.has(name) || attributes.tabindex != null) node.setAttribute("data-lm-suppress-shortcuts", "true");
  return node;
}

/**
 * An id that nothing else in the page has. Ids and radio names must differ between views, and between two views of one
 * model; each view's module is a copy of its own, so that the count stands in the page.
 *
 * @param {string} prefix
 * @returns {string}
 */
export function unique(prefix) {
  const page = /** @type {{ tarasoffViews?: number }} */ (/** @type {unknown} */ (globalThis));
  page.tarasoffViews = (page.tarasoffViews ?? 0) + 1;
  return `tarasoff-${prefix}-${page.tarasoffViews}`;
}
