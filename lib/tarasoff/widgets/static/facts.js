// Shared by the views that judge facts: a menu for each place, day and fact, kept as it is chosen.
const KIND_SIGNS = { duty: "■", permission: "▨", "no basis": "□", unsettled: "?" };
const MET = new Map([[true, "✓ met"], [false, "✗ not met"], [null, "? not known"]]);

// The fields, for the body of the view; they follow the answer by themselves.
function factFields(view, model) {
  const { slots, places, facts, start, presets, earliest } = model.get("content");
  const kept = () => Object.fromEntries(Object.entries(view.answer()).filter(([, value]) => value !== null));
  const given = () => ({ ...start, ...kept() });
  // Taking everything back leaves nothing in the file, so that the course's own start is what shows.
  const cleared = () => Object.fromEntries(Object.keys(start).map((id) => [id, null]));
  const controls = {};
  const unknown = { id: "unknown", label: "not known" };

  function choice(id, label, options) {
    const { node, select } = menu({ label, options, picked: given()[id], onpick: (picked) => view.keep({ [id]: picked }) });
    controls[id] = select;
    return node;
  }
  // A date is half typed most of the time: it counts once the field is left, or Enter is pressed.
  function day(id, label) {
    const done = () => {
      if (input.value && input.value >= earliest) view.keep({ [id]: input.value });
      else {
        input.value = given()[id];
        view.say(`No day was given. It stays ${given()[id]}.`);
      }
    };
    const input = el("input", { type: "date", class: "tf-menu", min: earliest, value: given()[id],
      onblur: done, onkeydown: (event) => event.key === "Enter" && done() });
    controls[id] = input;
    return field(label, input);
  }
  const fields = (first) => facts.filter((fact) => fact.first === first)
    .map(({ id, label, values }) => choice(id, label, [...values, unknown]));
  const nodes = [
    presets.length ? el("div", { class: "tf-row", role: "group", "aria-label": "Examples" },
      el("span", {}, "Examples:"), presets.map(({ label, values }) => button(label, () => view.keep({ ...cleared(), ...values })))) : "",
    slots.length ? el("div", { class: "tf-fields" }, slots.map(({ id, label, kind }) => kind === "day" ? day(id, label) : choice(id, label, places))) : "",
    el("div", { class: "tf-fields" }, fields(true)),
    el("details", { class: "tf-more" }, el("summary", {}, "More facts"), el("div", { class: "tf-fields" }, fields(false))),
    el("div", { class: "tf-row" }, button("Start over", () => view.keep(cleared())))];

  function show() {
    for (const [id, control] of Object.entries(controls)) {
      // Not under the hand: what is being typed is not finished.
      if (control !== document.activeElement) control.value = given()[id];
    }
  }
  view.on("change:answer", show);
  show();
  return nodes;
}
