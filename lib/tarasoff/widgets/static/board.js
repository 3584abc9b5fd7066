// A row of numbers to move along, one thing to judge below it, a few places to put it, a reason for each place.
export default {
  render({ model, el: host, signal }) {
    const { title, one: unit, ask, choices, names, situations } = model.get("content");
    const view = frame(model, host, title, signal);
    const verdict = (situation) => situation.feedback[view.answer()[situation.id]]?.verdict;
    let at = Math.max(0, situations.findIndex(({ id }) => !view.answer()[id]));

    const steps = situations.map((situation, index) =>
      button("", () => go(index), { class: "tf-step" }));
    const text = el("p", { class: "tf-stem", tabindex: "-1" });
    const places = choices.map((choice) => button(choice.label, () => place(choice), { "aria-pressed": "false" }));
    const feedback = el("p", { class: "tf-feedback" });
    const previous = button("← Previous", () => go(at - 1));
    const next = button("Next →", () => go(at + 1));
    view.body.replaceChildren(
      el("ol", { class: "tf-steps", "aria-label": `${unit}s` }, steps.map((step) => el("li", {}, step))),
      text,
      el("div", { class: "tf-row", role: "group", "aria-label": ask }, places),
      feedback,
      el("div", { class: "tf-row tf-pages" }, previous, el("span", { class: "tf-count" }), next),
      summaryLine(view, model));

    function place(choice) {
      const situation = situations[at];
      const { verdict: found, why } = situation.feedback[choice.id];
      view.keep({ [situation.id]: choice.id });
      view.say(`${names[found]}. ${why}`);
    }
    function go(index) {
      at = index;
      show();
      text.focus();
    }
    function show() {
      const situation = situations[at];
      const placed = view.answer()[situation.id];
      text.textContent = situation.text;
      places.forEach((button, index) => button.setAttribute("aria-pressed", String(choices[index].id === placed)));
      const found = verdict(situation);
      feedback.className = `tf-feedback ${found ? `tf-${found}` : ""}`;
      feedback.replaceChildren(...(found ? [
        el("strong", {}, `${SIGNS[found]} ${names[found]}. `), situation.feedback[placed].why,
        ...(found === "over" || found === "under" ? [el("span", { class: "tf-read" }, ` Read: ${situation.section}`)] : []),
        ...(situation.links ?? []).flatMap((link) => [" ", pageLink(link)]),
      ] : []));
      steps.forEach((step, index) => {
        const one = verdict(situations[index]);
        step.textContent = one ? `${index + 1} ${SIGNS[one]}` : `${index + 1}`;
        step.className = `tf-step ${one ? `tf-${one}` : ""}`;
        step.setAttribute("aria-label", `${unit} ${index + 1} of ${situations.length}, ${one ? names[one] : "not answered"}`);
        if (index === at) step.setAttribute("aria-current", "step");
        else step.removeAttribute("aria-current");
      });
      view.body.querySelector(".tf-count").textContent = `${unit} ${at + 1} of ${situations.length}`;
      previous.disabled = at === 0;
      next.disabled = at === situations.length - 1;
    }
    view.on("change:answer", show);
    show();
  },
};
