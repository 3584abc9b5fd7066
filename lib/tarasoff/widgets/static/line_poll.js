// One ladder, one line, one reason; nothing here is right or wrong.
export default {
  render({ model, el: host, signal }) {
    const { question, rungs, why, when, longest } = model.get("content");
    const view = frame(model, host, "Poll: where would you draw the line?", signal);
    const keep = (changes) => view.keep({ [when]: { ...view.answer()[when], ...changes } });
    const group = radios({
      legend: el("span", { class: "tf-stem" }, question),
      options: rungs.map((rung) => ({ id: rung.id, label: rung.text })),
      onpick: (rung) => keep({ rung }),
    });
    const box = el("textarea", { rows: 3, maxlength: longest, id: unique("why") });
    keepTyped(box, (text) => keep({ why: text }));
    const show = () => {
      const { rung, why: text } = view.answer()[when] ?? {};
      group.set(rung);
      if (document.activeElement !== box) box.value = text ?? "";
    };
    view.on("change:answer", show);
    view.on("change:summary", () => view.say(model.get("summary").text ?? ""));
    view.body.replaceChildren(group.node, el("label", { class: "tf-label", for: box.id }, why), box, summaryLine(view, model));
    show();
  },
};
