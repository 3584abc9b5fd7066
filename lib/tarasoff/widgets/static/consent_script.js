// Phrases to tick; beside them what the client hears, and what the client would not know.
export default {
  render({ model, el: host, signal }) {
    const { phrases } = model.get("content");
    const view = frame(model, host, "Consent script", signal);
    const boxes = phrases.map((phrase) => {
      const input = el("input", { type: "checkbox", onchange: () => {
        const chosen = phrases.filter((_, index) => boxes[index].input.checked).map(({ id }) => id);
        view.keep({ phrases: chosen });
      } });
      return { phrase, input, row: el("label", { class: "tf-option" }, input, el("span", {}, phrase.text)) };
    });
    const result = el("div", { class: "tf-result" });
    view.body.replaceChildren(el("div", { class: "tf-columns" },
      el("fieldset", {}, el("legend", {}, el("span", { class: "tf-stem" }, "Choose what you would say in the first session.")),
        boxes.map(({ row }) => row)),
      result));

    function show() {
      const chosen = new Set(view.answer().phrases ?? []);
      for (const { phrase, input } of boxes) input.checked = chosen.has(phrase.id);
    }
    function summarise() {
      const { heading, script, problems, missing, covered } = model.get("summary");
      const list = (title, kind, rows) => rows.length ? [el("h4", {}, title), el("ul", { class: kind }, rows)] : [];
      result.replaceChildren(
        el("h3", {}, heading),
        script ? el("blockquote", {}, script) : el("p", {}, "What the client would hear appears here."),
        ...list("Said, and better not", "tf-list tf-over", problems.map(({ label, text, why }) =>
          el("li", {}, el("strong", {}, `▲ ${label}. `), `“${text}” ${why}`))),
        ...list("Missing: the client would not know", "tf-list tf-under", missing.map(({ name, why }) =>
          el("li", {}, el("strong", {}, `▼ ${name}. `), why))),
        ...list("Explained", "tf-list tf-fits", covered.map((name) => el("li", {}, `✓ ${name}`))));
    }
    view.on("change:answer", show);
    view.on("change:summary", () => {
      summarise();
      const { heading, missing, problems } = model.get("summary");
      view.say(`${heading}. ${missing.length} missing, ${problems.length} better not said.`);
    });
    show();
    summarise();
  },
};
