// Papers to keep: chosen from a list, shown as they print, and downloaded as one file.

import { button, menu } from "../../shared/controls.js";
import { el, unique } from "../../shared/dom.js";
import { download } from "../../shared/download.js";
import { frame } from "../../shared/frame.js";

/**
 * @typedef {{ title: string, longest: number, address: string }} Content
 * @typedef {object} Summary
 * @property {import("../../shared/controls.js").Named[]} papers
 * @property {string[]} missing
 * @property {{ title: string, file: string, html: string } | null} paper
 */

/** @param {import("../../shared/frame.js").Props<Content, Summary>} props */
function render({ model, el: host }) {
  const { title, longest, address } = model.get("content");
  const view = frame(model, host, title);
  const list = menu({ label: "Which paper?", options: [], onpick: (id) => view.keep({ shown: id || null }) });
  const missing = el("ul", { class: "tf-small" });
  const notYet = el("div", {}, el("p", { class: "tf-label" }, "Not ready yet"), missing);
  const name = el("input", { id: unique("name"), class: "tf-menu", maxlength: longest, autocomplete: "name" });
  const named = el("div", { class: "tf-field" }, el("label", { class: "tf-label", for: name.id }, address), name);
  const save = button("Download it to print", take, { class: "tf-button tf-first" });
  // Nothing in a paper can run, and it looks the same wherever it is shown.
  const page = el("iframe", { class: "tf-sheet", sandbox: "", title: "The paper" });

  function take() {
    const { paper } = model.get("summary");
    if (!paper) return;
    download(paper.file, paper.html, "text/html");
    view.say(`${paper.file} is in your downloads. Open it to print it.`);
  }
  function show() {
    const { papers, missing: lines, paper } = model.get("summary");
    list.offer([{ id: "", label: "Choose one" }, ...papers]);
    list.set(paper ? view.answer().shown : "");
    missing.replaceChildren(...lines.map((line) => el("li", {}, line)));
    notYet.hidden = !lines.length;
    page.hidden = !paper;
    save.hidden = !paper;
    named.hidden = view.answer().shown !== "record";
    if (document.activeElement !== name) name.value = view.answer().name ?? "";
    if (paper && page.getAttribute("srcdoc") !== paper.html) {
      page.setAttribute("srcdoc", paper.html);
      page.title = paper.title;
    }
  }
  name.addEventListener("change", () => view.keep({ name: name.value.trim() || null }));
  view.on("change:summary", show);
  view.on("change:answer", show);
  const fields = el("div", { class: "tf-fields" }, list.node, named);
  view.body.replaceChildren(fields, page, el("div", { class: "tf-row tf-foot" }, save), notYet);
  show();
  return view.remove;
}

export default { render };
