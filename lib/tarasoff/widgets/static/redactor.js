// A note, a recipient, and sentences to tick. After "Check" each says what it is there; another tick takes that back.
export default {
  render({ model, el: host, signal }) {
    const { title, start, notes } = model.get("content");
    const view = frame(model, host, title, signal);
    const at = () => view.answer().at ?? start;
    const note = () => notes.find(({ recipients }) => recipients.some(({ id }) => id === at()));
    const recipient = () => note().recipients.find(({ id }) => id === at());
    const given = () => ({ said: [], checked: false, ...view.answer()[at()] });
    let waits = false;

    const which = menu({ label: "The note", options: notes, onpick: (id) => turn(notes.find((one) => one.id === id).recipients[0].id) });
    const whom = menu({ label: "Who may hear of it, or asks to", options: [], onpick: turn });
    const setting = el("p");
    const support = el("div");
    const asks = el("p");
    const sentences = el("fieldset");
    const check = button("Check", () => {
      if (given().checked) { view.say(model.get("summary").text); return; }
      waits = true;
      view.keep({ [at()]: { ...given(), checked: true } });
    }, { class: "tf-button tf-first" });
    const result = el("div", { class: "tf-result" });
    const done = el("p", { class: "tf-summary" });
    view.body.replaceChildren(
      el("div", { class: "tf-fields" }, which.node, whom.node),
      setting, support, asks,
      el("div", { class: "tf-columns" }, el("div", {}, sentences, el("div", { class: "tf-row" }, check)), result),
      done);

    function turn(pair) {
      view.keep({ at: pair });
      view.say(`${recipient().label}. ${recipient().asks}`);
    }
    function tick() {
      const said = [...sentences.querySelectorAll("input:checked")].map((box) => box.value);
      view.keep({ [at()]: { said, checked: false } });
    }
    // The boxes stay while one of them has the focus.
    function build() {
      sentences.dataset.at = at();
      sentences.replaceChildren(
        el("legend", {}, el("span", { class: "tf-stem" }, `${recipient().label}: tick what you would say.`)),
        ...note().sentences.flatMap(({ id, text }) => {
          const why = el("p", { class: "tf-reason", id: unique("why"), hidden: true });
          return [el("label", { class: "tf-option" }, el("input", { type: "checkbox", value: id, onchange: tick }), el("span", {}, text)), why];
        }));
    }
    function show() {
      const { label, setting: where, support: lines, recipients, sentences: all } = note();
      which.set(note().id);
      whom.select.replaceChildren(...recipients.map((one) => el("option", { value: one.id }, one.label)));
      whom.set(at());
      setting.replaceChildren(el("strong", {}, `${label}. `), where);
      support.replaceChildren(...lines.map((line) => el("p", { class: "tf-support" }, line)));
      asks.replaceChildren(el("strong", {}, `${recipient().label}. `), recipient().asks);
      if (sentences.dataset.at !== at()) build();
      const { said, checked } = given();
      const summary = model.get("summary");
      const lined = checked && summary.at === at() && summary.lines;
      for (const { id } of all) {
        const box = sentences.querySelector(`input[value="${id}"]`);
        const why = box.parentNode.nextElementSibling;
        box.checked = said.includes(id);
        why.hidden = !lined;
        if (!lined) { box.removeAttribute("aria-describedby"); continue; }
        const { verdict, name, need, why: reason, sources } = lined[id];
        why.className = `tf-reason tf-judged tf-${verdict}`;
        why.replaceChildren(el("strong", {}, `${SIGNS[verdict]} ${name}. ${need}. `), `${reason} `, el("span", { class: "tf-read tf-from" }, sources));
        box.setAttribute("aria-describedby", why.id);
      }
      result.replaceChildren(...heard(summary), ...(lined ? errors(summary) : []));
      done.textContent = summary.done;
    }
    function heard({ at: pair, to, hears }) {
      if (pair !== at()) return [];
      return [el("h3", {}, `${to} would hear`), hears ? el("blockquote", {}, hears) : el("p", {}, "Nothing.")];
    }
    function errors({ too_much: much, too_little: little, fine, ground, sources }) {
      const list = (heading, sign, kind, names) => [el("h4", {}, heading),
        el("ul", { class: `tf-list tf-${kind}` }, names.map((name) => el("li", {}, `${sign} ${name}`)))];
      return [
        ...(much.length ? list("Too much (over-breach)", SIGNS.over, "over", much) : []),
        ...(little.length ? list("Too little (under-breach)", SIGNS.under, "under", little) : []),
        el("p", {}, el("strong", {}, much.length || little.length ? fine : `${SIGNS.fits} Not too much, and not too little. ${fine}`)),
        el("p", {}, el("strong", {}, "On what ground. "), ground),
        el("details", {}, el("summary", {}, "Sources"), sourceList(sources)),
      ];
    }
    view.on("change:answer", show);
    view.on("change:summary", () => {
      show();
      const { text } = model.get("summary");
      if (waits && text) { waits = false; view.say(text); }
    });
    show();
  },
};
