// Two menus choose two cases, a table compares them, and one changed fact is tried on all of them.
export default {
  render({ model, el: host, signal }) {
    const { cases, facts, shifts, start } = model.get("content");
    const view = frame(model, host, "Landmark cases", signal);
    const named = Object.fromEntries(cases.map((one) => [one.id, one]));
    const all = (label) => [{ id: "", label: "all" }, ...[...new Set(cases.map(label))].sort().map((text) => ({ id: text, label: text }))];
    const filters = { outcome: "", place: "" };
    const outcome = menu({ label: "The court's outcome", options: all((one) => one.outcome), onpick: (picked) => filter("outcome", picked) });
    const place = menu({ label: "Whose law", options: all((one) => one.place), onpick: (picked) => filter("place", picked) });
    const left = menu({ label: "First case", options: [], onpick: (id) => keep({ a: id }) });
    const right = menu({ label: "Second case", options: [], onpick: (id) => keep({ b: id }) });
    const found = el("p", { class: "tf-hint" });
    const table = el("div", { class: "tf-scroll", tabindex: "0", role: "region", "aria-label": "The two cases side by side" });
    const fact = menu({
      label: "Suppose that in every case it had been otherwise:",
      options: facts.filter((one) => one.shifts).map(({ id, name }) => ({ id, label: name })),
      onpick: (id) => keep({ change: `${id}=${facts.find((one) => one.id === id).values[0].id}` }),
    });
    const value = menu({ label: "it had been", options: [], onpick: (id) => keep({ change: `${chosen().changed.id}=${id}` }) });
    const shifted = el("div", { class: "tf-card" });
    view.body.replaceChildren(
      el("div", { class: "tf-fields" }, outcome.node, place.node), found,
      el("div", { class: "tf-fields" }, left.node, right.node),
      table,
      el("h3", {}, "Change one fact"),
      el("div", { class: "tf-fields" }, fact.node, value.node), shifted);

    const chosen = () => {
      const { a, b, change } = { ...start, ...view.answer() };
      const [fact, value] = change.split("=");
      const changed = facts.find((one) => one.id === fact);
      return { a, b, changed, to: changed.values.find((one) => one.id === value) };
    };
    const fits = (one) => (!filters.outcome || one.outcome === filters.outcome) && (!filters.place || one.place === filters.place);
    function filter(name, picked) {
      filters[name] = picked;
      show();
      view.say(found.textContent);
    }
    function keep(changes) {
      view.keep(changes);
      view.say("change" in changes ? heading() : `${named[chosen().a].name} and ${named[chosen().b].name}.`);
    }
    function moved() {
      const { changed, to } = chosen();
      return Object.entries(shifts[changed.id][to.id]).filter(([id]) => fits(named[id]));
    }
    function heading() {
      const { changed, to } = chosen();
      const count = moved().length;
      return `${changed.name}: ${to.label}. ${count === 1 ? "One finding" : `${count} findings`} would shift.`;
    }
    function fill(menuOf, id) {
      const listed = cases.filter((one) => fits(one) || one.id === id);
      menuOf.select.replaceChildren(...listed.map((one) => el("option", { value: one.id }, `${one.name} (${one.decided.slice(0, 4)})`)));
      menuOf.set(id);
    }
    function show() {
      const { a, b, changed, to } = chosen();
      const count = cases.filter(fits).length;
      found.textContent = `${count} of ${cases.length} cases.`;
      fill(left, a);
      fill(right, b);
      table.replaceChildren(compared(named[a], named[b]));
      fact.set(changed.id);
      value.select.replaceChildren(...changed.values.map(({ id, label }) => el("option", { value: id }, label)));
      value.set(to.id);
      shifted.replaceChildren(el("p", {}, el("strong", {}, heading())),
        el("ul", {}, moved().map(([id, kind]) => el("li", {}, `${named[id].name}: `, el("strong", {}, `${named[id].finding} → ${kind}`), `. The court: ${named[id].outcome}.`))),
        el("p", { class: "tf-hint" }, "The engine applies the law of each case's day. It is not the court."));
    }
    function compared(one, other) {
      const rows = [
        ["Decided", (c) => `${c.decided}, ${c.court}`], ["Law of", (c) => c.place], ["The court", (c) => c.outcome],
        ["The engine", (c) => c.finding], ["Where they part", (c) => c.why || "they do not"],
        ...facts.map(({ id, name }) => [name, (c) => c.facts[id] ?? "not known"]),
        ["What was done", (c) => c.acted], ["Holding", (c) => c.holding], ["What it teaches", (c) => c.teaches], ["To be careful with", (c) => c.note],
        ["Source", (c) => c.citation],
      ];
      return el("table", { class: "tf-table tf-words" },
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Element"), [one, other].map((c) => el("th", { scope: "col" }, c.name)))),
        el("tbody", {}, rows.map(([name, of]) => {
          const differ = of(one) !== of(other);
          return el("tr", {},
            el("th", { scope: "row" }, name, facts.some((fact) => fact.name === name) && differ ? el("span", { class: "tf-read" }, " ≠ differs") : ""),
            [one, other].map((c) => el("td", {}, of(c), name === "Source" ? [` Confidence: ${c.confidence}.`, ...c.links.flatMap((link) => [" ", pageLink(link)])] : [])));
        })));
    }
    view.on("change:answer", show);
    show();
  },
};
