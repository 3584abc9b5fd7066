// Menus for place, day and facts; Python answers with one card, or two side by side.
export default {
  render({ model, el: host, signal }) {
    const { title } = model.get("content");
    const view = frame(model, host, title, signal);
    const cards = el("div", { class: "tf-cards" });
    view.body.replaceChildren(...factFields(view, model), cards);

    function showCards() {
      const { findings = [], problem } = model.get("summary");
      const summaries = () => [...cards.querySelectorAll("summary")];
      const opened = new Set(summaries().filter((one) => one.parentNode.open).map(placeOf));
      const focused = summaries().filter((one) => one === document.activeElement).map(placeOf)[0];
      cards.replaceChildren(...(problem ? [el("p", { class: "tf-note tf-problem" }, `⚠ ${problem}`)] : findings.map(card)));
      // What was open stays open, and the focus where it was.
      for (const one of summaries()) {
        one.parentNode.open = opened.has(placeOf(one));
        if (placeOf(one) === focused) one.focus();
      }
    }
    const placeOf = (summary) => `${[...cards.children].indexOf(summary.closest("article"))} ${summary.dataset.part}`;
    const folded = (part, words, ...children) => el("details", {}, el("summary", { "data-part": part }, words), ...children);
    const list = (items) => el("ul", {}, items.map((item) => el("li", {}, item)));
    function card(one) {
      return el("article", { class: `tf-card tf-kind-${one.kind.replace(" ", "-")}`, "aria-label": `${one.place}, ${one.day}` },
        el("h3", {}, `${one.place}, ${one.day}`),
        el("p", { class: "tf-verdict" }, `${KIND_SIGNS[one.kind]} ${one.kind.toUpperCase()}. `, el("span", {}, one.meaning)),
        one.disagreement ? el("p", { class: "tf-contested" }, el("strong", {}, `${one.disagreement_is}. `), one.disagreement) : "",
        el("p", {}, el("strong", {}, "What to do. "), one.action),
        one.care.map((words) => el("p", { class: "tf-support" }, words)),
        one.told.length ? el("p", {}, el("strong", {}, `${one.told_is}: `), `${one.told.join("; ")}. ${one.combine}`) : "",
        one.beside.length ? el("p", {}, el("strong", {}, "Beside it. "), one.beside.join(" ")) : "",
        el("p", {}, el("strong", {}, "Why. "), one.why),
        el("ul", { class: "tf-elements" }, one.elements.map(({ label, met, said }) => el("li", {}, el("strong", {}, `${MET.get(met)}: `), `${label}. `, el("span", { class: "tf-read" }, `(${said})`)))),
        one.not_asked.length ? el("p", {}, el("strong", {}, "Not asked yet: "), one.not_asked.join(" ")) : "",
        one.notes.map((note) => el("p", { class: "tf-hint" }, note)),
        one.codes.length ? folded("codes", "What the codes add", list(one.codes)) : "",
        one.changes.length ? folded("changes", "What would change it", list(one.changes)) : "",
        folded("sources", `Sources. ${one.how_sure}`, one.sources.length ? sourceList(one.sources) : el("p", {}, "It rests on no source: no rule was read.")));
    }
    view.on("change:summary", showCards);
    speakWhenSaved(view, model);
    showCards();
  },
};
