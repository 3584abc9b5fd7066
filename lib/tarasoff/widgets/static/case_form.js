// A case: read it, judge the criteria, choose what to do, and say who is told what.
export default {
  render({ model, el: host, signal }) {
    const { title, setting, rule, story, support, criteria, judgements, actions, recipients, items } = model.get("content");
    const view = frame(model, host, title, signal);

    const judged = criteria.map(({ id, label }) => ({ id, group: radios({
      legend: label, inline: true, options: judgements,
      onpick: (judgement) => view.keep({ criteria: { ...view.answer().criteria, [id]: judgement } }),
    }) }));
    const action = radios({ legend: "What do you do first?", options: actions, onpick: (id) => view.keep({ action: id }) });

    const boxes = [];
    const nobody = el("input", { type: "checkbox", onchange: () => {
      if (nobody.checked) boxes.forEach(({ box }) => { box.checked = false; });
      view.keep({ disclosure: nobody.checked ? {} : null });
    } });
    function told() {
      const chosen = {};
      for (const { to, item, box } of boxes) if (box.checked) (chosen[to] ??= []).push(item);
      // Nothing ticked is not yet an answer; "nobody" is one.
      view.keep({ disclosure: Object.keys(chosen).length ? chosen : null });
    }
    const rows = items.map((item) => el("tr", {}, el("th", { scope: "row" }, item.label), recipients.map((to) => {
      const box = el("input", { type: "checkbox", "aria-label": `${to.label}: ${item.label}`, onchange: told });
      boxes.push({ to: to.id, item: item.id, box });
      return el("td", {}, el("label", { class: "tf-cell" }, box));
    })));
    const table = el("table", { class: "tf-table" },
      el("caption", {}, "Tick what each would hear from you. Leave empty what they do not need."),
      el("thead", {}, el("tr", {}, el("td", {}), recipients.map((to) => el("th", { scope: "col" }, to.label)))),
      el("tbody", {}, rows));

    view.body.replaceChildren(
      el("h3", {}, title),
      el("p", {}, el("strong", {}, "Setting. "), setting),
      el("p", {}, el("strong", {}, "What holds there. "), rule),
      el("ol", { class: "tf-story" }, story.map((sentence) => el("li", {}, sentence))),
      ...(support ? [el("p", { class: "tf-support" }, support)] : []),
      el("h4", {}, "1. The criteria"), ...judged.map(({ group }) => group.node),
      el("h4", {}, "2. The action"), action.node,
      el("h4", {}, "3. Who is told what"),
      el("label", { class: "tf-option" }, nobody, el("span", {}, "Nobody is told anything.")),
      el("div", { class: "tf-scroll", tabindex: "0", role: "region", "aria-label": `${title}: who is told what` }, table),
      summaryLine(view, model));

    function show() {
      const answer = view.answer();
      for (const { id, group } of judged) group.set(answer.criteria?.[id]);
      action.set(answer.action);
      for (const { to, item, box } of boxes) box.checked = answer.disclosure?.[to]?.includes(item) ?? false;
      nobody.checked = answer.disclosure != null && !boxes.some(({ box }) => box.checked);
    }
    view.on("change:answer", show);
    speakWhenSaved(view, model);
    show();
  },
};
