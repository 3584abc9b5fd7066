// The choice questions of an assignment: saved at once, not judged here.
export default {
  render({ model, el: host, signal }) {
    const { title, questions } = model.get("content");
    const view = frame(model, host, title, signal);
    const groups = questions.map((question, index) => radios({
      legend: [el("strong", {}, `${index + 1}. `), el("span", { class: "tf-stem" }, question.stem)],
      options: question.options.map(({ id, text }) => ({ id, label: text })),
      onpick: (option) => view.keep({ [question.id]: option }),
    }));
    const show = () => groups.forEach((group, index) => group.set(view.answer()[questions[index].id]));
    view.on("change:answer", show);
    speakWhenSaved(view, model);
    view.body.replaceChildren(...groups.map(({ node }) => node), summaryLine(view, model));
    show();
  },
};
