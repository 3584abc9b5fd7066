// One moment at a time: what each person knew, what could be done, and only then what is recorded as having followed.
export default {
  render({ model, el: host, signal }) {
    const { moments } = model.get("content");
    const view = frame(model, host, "Seven moments", signal);
    const given = (moment) => ({ chosen: [], shown: false, ...view.answer()[moment.id] });
    let at = Math.max(0, moments.findIndex((moment) => !given(moment).shown));

    const when = el("h3", { tabindex: "-1" });
    const rows = el("tbody");
    const options = el("fieldset");
    const reveal = button("Show what followed", () => {
      const moment = moments[at];
      view.keep({ [moment.id]: { ...given(moment), shown: true } });
      after.focus();
    }, { class: "tf-button tf-first" });
    const after = el("p", { class: "tf-feedback tf-defensible", tabindex: "-1" });
    const previous = button("← Previous", () => go(at - 1));
    const next = button("Next →", () => go(at + 1));
    const count = el("span", { class: "tf-count" });
    view.body.replaceChildren(
      when,
      el("div", { class: "tf-scroll", tabindex: "0", role: "region", "aria-label": "What each person knew" },
        el("table", { class: "tf-table tf-words" },
          el("thead", {}, el("tr", {}, ["Who", "Knew", "Did not know, or is not told"].map((name) => el("th", { scope: "col" }, name)))),
          rows)),
      options, reveal, after,
      el("div", { class: "tf-row tf-pages" }, previous, count, next),
      summaryLine(view, model));

    function go(index) {
      at = index;
      show(true);
      when.focus();
    }
    function show(anew = false) {
      const moment = moments[at];
      const { chosen, shown } = given(moment);
      when.textContent = moment.when;
      rows.replaceChildren(...moment.people.map(({ who, knew, not, basis }) => el("tr", {},
        el("th", { scope: "row" }, who, el("br"), el("span", { class: "tf-read" }, `(${basis})`)), el("td", {}, knew), el("td", {}, not))));
      // The boxes stay while one of them has the focus.
      if (anew || options.dataset.moment !== moment.id) {
        options.dataset.moment = moment.id;
        options.replaceChildren(el("legend", {}, "What could you do now? Choose what you would do; nothing here is marked."),
          ...moment.options.map(({ id, label }) => el("label", { class: "tf-option" },
            el("input", { type: "checkbox", value: id, onchange: pick }), el("span", {}, label))));
      }
      for (const box of options.querySelectorAll("input")) box.checked = chosen.includes(box.value);
      reveal.hidden = shown;
      after.hidden = !shown;
      after.replaceChildren(...(shown ? [el("strong", {}, "What followed. "), moment.after, ...moment.links.flatMap((link) => [" ", pageLink(link)])] : []));
      previous.disabled = at === 0;
      next.disabled = at === moments.length - 1;
      count.textContent = `Moment ${at + 1} of ${moments.length}`;
    }
    function pick() {
      const chosen = [...options.querySelectorAll("input:checked")].map((box) => box.value);
      view.keep({ [moments[at].id]: { ...given(moments[at]), chosen } });
    }
    view.on("change:answer", () => show());
    speakWhenSaved(view, model);
    show();
  },
};
