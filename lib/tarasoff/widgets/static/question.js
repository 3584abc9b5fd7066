// One question at a time; after "Check" every option shows its reason.
export default {
  render({ model, el: host, signal }) {
    const { questions } = model.get("content");
    const view = frame(model, host, questions.length > 1 ? "Practice questions" : "Question", signal);
    const summary = summaryLine(view, model);
    const firstOpen = questions.findIndex(({ id }) => !view.answer()[id]?.checked);
    let at = Math.max(0, firstOpen);
    let shown = null;

    function given() { return view.answer()[questions[at].id]; }

    function build(focus) {
      const question = questions[at];
      const prefix = unique("question");
      const stem = el("span", { class: "tf-stem", tabindex: "-1" }, question.stem);
      const group = radios({
        legend: stem,
        options: question.options.map((option) => ({ id: option.letter, label: option.text })),
        // A new choice is checked anew: the reasons hide, or they would give the answer away.
        onpick: (letter) => view.keep({ [question.id]: { picked: letter, checked: false } }),
      });
      const reasons = question.options.map((option, index) => {
        const reason = el("p", { class: "tf-reason", id: `${prefix}-${option.letter}`, hidden: true },
          el("strong", {}, option.right ? "✓ Right. " : "✗ Not this. "), option.reason);
        group.inputs[index].row.after(reason);
        return reason;
      });
      const again = button("Try again", () => {
        view.keep({ [question.id]: null });
        group.inputs[0].input.focus();
        view.say("Cleared. Choose again.");
      });
      const check = button("Check", () => {
        const picked = given()?.picked;
        if (!picked) { view.say("Choose an answer first."); hint.hidden = false; return; }
        view.keep({ [question.id]: { picked, checked: true } });
        // "Check" has just gone, and the keyboard's place with it.
        again.focus();
        const option = question.options.find(({ letter }) => letter === picked);
        view.say(`${option.right ? "Right." : "Not this."} ${option.reason} The reasons for the other answers are below them.`);
      }, { class: "tf-button tf-first" });
      const hint = el("span", { class: "tf-hint", hidden: true }, "Choose an answer first.");
      const read = el("p", { class: "tf-read", hidden: true }, `Read: ${question.section}`);
      const pages = questions.length > 1 && el("div", { class: "tf-row tf-pages" },
        button("← Previous", () => turn(-1), { disabled: at === 0 }),
        el("span", {}, `Question ${at + 1} of ${questions.length}`),
        button("Next →", () => turn(1), { disabled: at === questions.length - 1 }));
      view.body.replaceChildren(group.node, el("div", { class: "tf-row" }, check, again, hint), read, ...(pages ? [pages, summary] : []));
      shown = () => {
        const { picked, checked } = given() ?? {};
        group.set(picked);
        if (picked) hint.hidden = true;
        again.hidden = !checked;
        check.hidden = Boolean(checked);
        read.hidden = !checked;
        question.options.forEach((option, index) => {
          const { row, input } = group.inputs[index];
          reasons[index].hidden = !checked;
          row.classList.toggle("tf-picked", option.letter === picked);
          row.classList.toggle("tf-right", Boolean(checked) && option.right);
          if (checked) input.setAttribute("aria-describedby", reasons[index].id);
          else input.removeAttribute("aria-describedby");
        });
      };
      shown();
      if (focus) stem.focus();
    }
    function turn(step) { at += step; build(true); }

    view.on("change:answer", () => shown());
    build(false);
  },
};
