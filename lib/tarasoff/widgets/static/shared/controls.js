// Native controls, each with its label.

import { el, unique } from "./dom.js";

/**
 * @typedef {import("./dom.js").Child} Child
 * @typedef {{ id: string, label: string }} Named
 * @typedef {{ id: string, label: Child | Child[] }} Option
 */

/**
 * @param {string} text
 * @param {() => void} onclick
 * @param {import("./dom.js").Attributes} [attributes]
 * @returns {HTMLButtonElement}
 */
export function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", class: "tf-button", onclick, ...attributes }, text);
}

/**
 * A button beside what matters more.
 *
 * @param {string} text
 * @param {() => void} onclick
 * @param {import("./dom.js").Attributes} [attributes]
 */
export function slim(text, onclick, attributes = {}) {
  return button(text, onclick, { class: "tf-button tf-slim", ...attributes });
}

/**
 * A control under its label.
 *
 * @param {string} label
 * @param {HTMLElement} control
 * @returns {HTMLElement}
 */
export function field(label, control) {
  control.id = unique("field");
  return el("div", { class: "tf-field" }, el("label", { class: "tf-label", for: control.id }, label), control);
}

/**
 * A box to tick, or a radio button, in one label with its text.
 *
 * @param {HTMLInputElement} input
 * @param {Child | Child[]} label
 * @returns {HTMLLabelElement}
 */
export function tickable(input, label) {
  return el("label", { class: "tf-option" }, input, label);
}

/**
 * Radio buttons: in a fieldset, one tab stop.
 *
 * @param {object} given
 * @param {Child | Child[]} given.legend
 * @param {Option[]} given.options
 * @param {(id: string) => void} given.onpick
 * @param {boolean} [given.inline]
 */
export function radios({ legend, options, onpick, inline = false }) {
  const name = unique("radio");
  const inputs = options.map(({ id, label }) => {
    const input = el("input", { type: "radio", name, value: id, onchange: () => onpick(id) });
    return { id, input, row: tickable(input, el("span", {}, label)) };
  });
  const rows = inputs.map(({ row }) => row);
  const node = el(
    "fieldset",
    { class: inline ? "tf-judge" : "" },
    el("legend", {}, legend),
    el("div", { class: inline ? "" : "tf-options" }, rows),
  );
  return {
    node,
    inputs,
    /** @param {string | null | undefined} picked */
    set(picked) {
      for (const { id, input } of inputs) input.checked = id === picked;
    },
  };
}

/**
 * A native menu.
 *
 * @param {object} given
 * @param {string} given.label
 * @param {Named[]} given.options
 * @param {(id: string) => void} given.onpick
 * @param {string} [given.picked]
 */
export function menu({ label, options, onpick, picked = "" }) {
  const select = el("select", { class: "tf-menu", onchange: () => onpick(select.value) });
  /** @param {Named[]} offered */
  function offer(offered) {
    select.replaceChildren(...offered.map(({ id, label: text }) => el("option", { value: id }, text)));
  }
  offer(options);
  select.value = picked;
  return {
    node: field(label, select),
    select,
    offer,
    /** @param {string | null | undefined} value */
    set(value) {
      select.value = value ?? "";
    },
  };
}
