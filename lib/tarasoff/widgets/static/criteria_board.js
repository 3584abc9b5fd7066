// The same facts twice: under each criterion, and counted over the states.
export default {
  render({ model, el: host, signal }) {
    const { title } = model.get("content");
    const view = frame(model, host, title, signal);
    const result = el("div", { class: "tf-cards" });
    view.body.replaceChildren(...factFields(view, model), result);

    function judged({ criteria, counted }) {
      return el("article", { class: "tf-card", "aria-label": "The criteria" },
        el("h3", {}, `The criteria: ${counted}`),
        el("ul", { class: "tf-elements" }, criteria.map(({ label, met, said }) => el("li", {},
          el("strong", {}, `${MET.get(met)}: `), `${label}. `, el("span", { class: "tf-read" }, `(${said})`)))));
    }
    function kind({ kind: name, meaning, count, states }, of) {
      const bar = el("span", {});
      bar.style.width = `${(100 * count) / of}%`;
      return el("div", { class: `tf-kind-${name.replace(" ", "-")}` },
        el("h4", {}, `${KIND_SIGNS[name]} ${name.toUpperCase()}: ${count}`),
        el("p", { class: "tf-hint" }, meaning),
        el("div", { class: "tf-bar", "aria-hidden": "true" }, bar),
        el("p", { class: "tf-states" }, states.length ? `${states.join(", ")}.` : "No state."));
    }
    function counted({ kinds, of, open, not_asked: notAsked, care, notes, aside }) {
      return el("article", { class: "tf-card", "aria-label": "The jurisdictions" },
        el("h3", {}, `The same facts in ${of} jurisdictions`),
        care.map((words) => el("p", { class: "tf-support" }, words)),
        kinds.map((one) => kind(one, of)),
        open.length ? [el("h4", {}, "What leaves it unsettled; a state may turn on several"), el("ul", {}, open.map((words) => el("li", {}, words)))] : "",
        notAsked.length ? el("p", {}, el("strong", {}, "Not asked yet: "), notAsked.join(" ")) : "",
        notes.map((words) => el("p", { class: "tf-hint" }, words)),
        kinds.some(({ states }) => states.some((one) => one.endsWith("*"))) ? el("p", { class: "tf-hint" }, "* contested: sources disagree, and the rule itself is in doubt.") : "",
        el("p", { class: "tf-hint" }, aside));
    }
    function show() {
      const summary = model.get("summary");
      result.replaceChildren(...(summary.problem
        ? [el("p", { class: "tf-note tf-problem" }, `⚠ ${summary.problem}`)]
        : [judged(summary), counted(summary)]));
    }
    view.on("change:summary", show);
    speakWhenSaved(view, model);
    show();
  },
};
