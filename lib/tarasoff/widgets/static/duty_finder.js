// Menus for place, day and facts; Python answers with one card, or two side by side.
const KIND_SIGNS = { duty: "■", permission: "▨", "no basis": "□", unsettled: "?" };
const MET = new Map([[true, "✓ met"], [false, "✗ not met"], [null, "? not known"]]);

export default {
  render({ model, el: host, signal }) {
    const { title, slots, places, facts, start, presets } = model.get("content");
    const view = frame(model, host, title, signal);
    const given = () => ({ ...start, ...view.answer() });
    const controls = {};
    const unknown = { id: "unknown", label: "not known" };

    function control(id, label, options) {
      const made = menu({ label, options, picked: given()[id], onpick: (picked) => keep({ [id]: picked }) });
      controls[id] = (value) => made.set(value);
      return made.node;
    }
    function day(id, label) {
      const input = el("input", { type: "date", class: "tf-menu", min: "1960-01-01", value: given()[id], onchange: () => input.value && keep({ [id]: input.value }) });
      controls[id] = (value) => { input.value = value; };
      return field(label, input);
    }
    const fields = (first) => facts.filter((fact) => fact.first === first)
      .map(({ id, label, values }) => control(id, label, [...values, unknown]));
    const cards = el("div", { class: "tf-cards" });
    view.body.replaceChildren(
      presets.length ? el("div", { class: "tf-row", role: "group", "aria-label": "Examples" },
        el("span", {}, "Examples:"), presets.map(({ label, values }) => button(label, () => keep({ ...cleared(), ...values })))) : "",
      el("div", { class: "tf-fields" }, slots.map(({ id, label, kind }) => kind === "day" ? day(id, label) : control(id, label, places))),
      el("div", { class: "tf-fields" }, fields(true)),
      el("details", { class: "tf-more" }, el("summary", {}, "More facts"), el("div", { class: "tf-fields" }, fields(false))),
      el("div", { class: "tf-row" }, button("Start over", () => keep(cleared()))),
      cards);

    const cleared = () => ({ ...start });
    function keep(changes) {
      view.keep(changes);
    }
    function show() {
      const { findings = [], problem } = model.get("summary");
      for (const [id, set] of Object.entries(controls)) set(given()[id]);
      cards.replaceChildren(...(problem ? [el("p", { class: "tf-note tf-problem" }, `⚠ ${problem}`)] : findings.map(card)));
    }
    function card(one) {
      return el("article", { class: `tf-card tf-kind-${one.kind.replace(" ", "-")}`, "aria-label": `${one.place}, ${one.day}` },
        el("h3", {}, `${one.place}, ${one.day}`),
        el("p", { class: "tf-verdict" }, `${KIND_SIGNS[one.kind]} ${one.kind.toUpperCase()}. `, el("span", {}, one.meaning)),
        one.contested ? el("p", { class: "tf-contested" }, el("strong", {}, "Contested. "), one.contested) : "",
        el("p", {}, el("strong", {}, "What to do. "), one.action),
        one.told.length ? el("p", {}, el("strong", {}, "Who may be told: "), `${one.told.join("; ")}. ${one.combine}`) : "",
        el("p", {}, el("strong", {}, "Why. "), one.why),
        el("ul", { class: "tf-elements" }, one.elements.map(({ label, met, said }) => el("li", {}, el("strong", {}, `${MET.get(met)}: `), `${label}. `, el("span", { class: "tf-read" }, `(${said})`)))),
        one.not_asked.length ? el("p", {}, el("strong", {}, "Not asked yet: "), one.not_asked.join(", ")) : "",
        one.notes.map((note) => el("p", { class: "tf-hint" }, note)),
        one.codes.length ? el("details", {}, el("summary", {}, "What the codes add"), el("ul", {}, one.codes.map((code) => el("li", {}, code)))) : "",
        one.changes.length ? el("details", {}, el("summary", {}, "What would change it"), el("ul", {}, one.changes.map((change) => el("li", {}, change)))) : "",
        el("details", {}, el("summary", {}, `Sources. Confidence: ${one.confidence}`), sourceList(one.sources)));
    }
    view.on("change:summary", () => {
      show();
      view.say(model.get("summary").problem ?? model.get("summary").text ?? "");
    });
    view.on("change:answer", show);
    show();
  },
};
