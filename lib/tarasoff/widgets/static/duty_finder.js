// Menus for place, day and facts; Python answers with one card, or two side by side.
const KIND_SIGNS = { duty: "■", permission: "▨", "no basis": "□", unsettled: "?" };
const MET = new Map([[true, "✓ met"], [false, "✗ not met"], [null, "? not known"]]);

export default {
  render({ model, el: host, signal }) {
    const { title, slots, places, facts, start, presets, earliest } = model.get("content");
    const view = frame(model, host, title, signal);
    const kept = () => Object.fromEntries(Object.entries(view.answer()).filter(([, value]) => value !== null));
    const given = () => ({ ...start, ...kept() });
    // Taking everything back leaves nothing in the file, so that the course's own start is what shows.
    const cleared = () => Object.fromEntries(Object.keys(start).map((id) => [id, null]));
    const controls = {};
    const unknown = { id: "unknown", label: "not known" };

    function choice(id, label, options) {
      const { node, select } = menu({ label, options, picked: given()[id], onpick: (picked) => view.keep({ [id]: picked }) });
      controls[id] = select;
      return node;
    }
    // A date is half typed most of the time: it counts once the field is left, or Enter is pressed.
    function day(id, label) {
      const done = () => {
        if (input.value && input.value >= earliest) view.keep({ [id]: input.value });
        else {
          input.value = given()[id];
          view.say(`No day was given. It stays ${given()[id]}.`);
        }
      };
      const input = el("input", { type: "date", class: "tf-menu", min: earliest, value: given()[id],
        onblur: done, onkeydown: (event) => event.key === "Enter" && done() });
      controls[id] = input;
      return field(label, input);
    }
    const fields = (first) => facts.filter((fact) => fact.first === first)
      .map(({ id, label, values }) => choice(id, label, [...values, unknown]));
    const cards = el("div", { class: "tf-cards" });
    view.body.replaceChildren(
      presets.length ? el("div", { class: "tf-row", role: "group", "aria-label": "Examples" },
        el("span", {}, "Examples:"), presets.map(({ label, values }) => button(label, () => view.keep({ ...cleared(), ...values })))) : "",
      el("div", { class: "tf-fields" }, slots.map(({ id, label, kind }) => kind === "day" ? day(id, label) : choice(id, label, places))),
      el("div", { class: "tf-fields" }, fields(true)),
      el("details", { class: "tf-more" }, el("summary", {}, "More facts"), el("div", { class: "tf-fields" }, fields(false))),
      el("div", { class: "tf-row" }, button("Start over", () => view.keep(cleared()))),
      cards);

    function showAnswer() {
      for (const [id, control] of Object.entries(controls)) {
        // Not under the hand: what is being typed is not finished.
        if (control !== document.activeElement) control.value = given()[id];
      }
    }
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
    view.on("change:answer", showAnswer);
    view.on("change:summary", showCards);
    speakWhenSaved(view, model);
    showAnswer();
    showCards();
  },
};
