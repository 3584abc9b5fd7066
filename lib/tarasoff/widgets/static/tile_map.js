// Tiles of equal size, one for each state: a letter, a pattern and a colour say the same. Arrow keys move along.
const PATTERN = { mandatory: "a", permissive: "b", unsettled: "c", yes: "a", no: "b", unclear: "c" };

export default {
  render({ model, el: host, signal }) {
    const { shown, states } = model.get("content");
    const view = frame(model, host, "Map of the states", signal);
    const named = Object.fromEntries(states.map((state) => [state.code, state]));
    const at = () => named[view.answer().at] ?? named.CA;
    const by = () => shown.find(({ id }) => id === view.answer().by) ?? shown[0];
    const value = (state) => by().values.find(({ id }) => id === state[by().id]);
    const word = (state) => value(state).label;

    const which = menu({ label: "The tiles show", options: shown, onpick: (picked) => { view.keep({ by: picked }); view.say(legendText()); } });
    const legend = el("ul", { class: "tf-legend" });
    const tiles = Object.fromEntries(states.map((state) => [state.code,
      el("button", { type: "button", onclick: () => pick(state.code), onkeydown: (event) => move(event, state) }, el("strong", {}, state.code), el("span", {}))]));
    for (const state of states) {
      tiles[state.code].style.gridRow = String(state.row + 1);
      tiles[state.code].style.gridColumn = String(state.column + 1);
    }
    const card = el("article", { class: "tf-card", "aria-label": "The chosen state" });
    const table = el("div", { class: "tf-scroll", tabindex: "0", role: "region", "aria-label": "The states as a table" });
    const all = el("details", { class: "tf-more", ontoggle: () => show() }, el("summary", {}, "The same as a table"), table);
    view.body.replaceChildren(
      which.node, legend,
      el("div", { class: "tf-columns tf-map" },
        el("div", { class: "tf-tiles", role: "group", "aria-label": "States; arrow keys move along" }, states.map(({ code }) => tiles[code])),
        card),
      all);

    function pick(code) {
      view.keep({ at: code });
      const state = named[code];
      view.say(`${label(state)}. ${state.meaning} ${state.citation}. Confidence: ${state.confidence}.`);
    }
    // One tab stop: the tile that was reached last.
    function reach(code) {
      for (const [one, tile] of Object.entries(tiles)) tile.tabIndex = one === code ? 0 : -1;
      tiles[code].focus();
    }
    const DIRECTIONS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    function move(event, state) {
      const step = DIRECTIONS[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const [down, right] = step;
      // The nearest tile that way; one straight ahead before one aside.
      const ahead = (other) => (other.row - state.row) * down + (other.column - state.column) * right;
      const aside = (other) => Math.abs((other.row - state.row) * right) + Math.abs((other.column - state.column) * down);
      const there = states.filter((other) => ahead(other) > 0).sort((one, other) => (ahead(one) + 3 * aside(one)) - (ahead(other) + 3 * aside(other)))[0];
      if (there) reach(there.code);
    }
    const label = (state) => `${state.name}: ${by().id === "duty" ? "" : `${by().label}: `}${word(state)}${state.contested ? ", contested" : ""}`;
    function counts() {
      return by().values.map(({ id, label: text, mark }) => ({ id, text, mark, count: states.filter((state) => state[by().id] === id).length }));
    }
    const legendText = () => `${by().label}. ${counts().map(({ text, count }) => `${text}: ${count}`).join(", ")}.`;
    function show() {
      const state = at();
      which.set(by().id);
      legend.replaceChildren(...counts().map(({ id, text, mark, count }) => el("li", {}, el("span", { class: `tf-swatch tf-pattern-${PATTERN[id]}`, "aria-hidden": "true" }, mark), ` ${text}: ${count}`)),
        el("li", {}, el("span", { class: "tf-swatch tf-dashed", "aria-hidden": "true" }, "*"), " contested"));
      for (const one of states) {
        const tile = tiles[one.code];
        const chosen = one.code === state.code;
        tile.className = `tf-tile tf-pattern-${PATTERN[one[by().id]]} ${one.contested ? "tf-dashed" : ""}`;
        tile.setAttribute("aria-label", label(one));
        tile.setAttribute("aria-pressed", String(chosen));
        tile.lastChild.textContent = `${value(one).mark}${one.contested ? "*" : ""}`;
      }
      card.replaceChildren(
        el("h3", {}, `${state.name}: ${shown[0].values.find(({ id }) => id === state.duty).label}${state.contested ? ", contested" : ""}`),
        el("p", {}, state.meaning),
        state.disagreement ? el("p", { class: "tf-contested" }, el("strong", {}, state.contested ? "Contested. " : "Sources disagree. "), state.disagreement) : "",
        el("p", {}, el("strong", {}, "Rule: "), `${state.citation}. In force ${state.since.startsWith("by") ? "" : "since "}${state.since}.`),
        el("ul", { class: "tf-elements" }, shown.slice(1).map(({ id, label: text, values }) => el("li", {}, el("strong", {}, `${text}: `), values.find((one) => one.id === state[id]).label))),
        el("p", {}, el("strong", {}, "Steps: "), `${state.steps.join("; ")}. ${state.combine}`),
        el("p", {}, el("strong", {}, "Covers: "), state.covers),
        el("p", { class: "tf-hint" }, state.note),
        sourceList(state.sources));
      if (!all.open) return;
      table.replaceChildren(el("table", { class: "tf-table" },
        el("caption", {}, legendText()),
        el("thead", {}, el("tr", {}, ["State", ...shown.map(({ label: text }) => text), "Confidence"].map((name) => el("th", { scope: "col" }, name)))),
        el("tbody", {}, states.map((one) => el("tr", {}, el("th", { scope: "row" }, `${one.name}${one.contested ? " *" : ""}`),
          shown.map(({ id, values }) => el("td", {}, values.find((value) => value.id === one[id]).label)), el("td", {}, one.confidence))))));
    }
    view.on("change:answer", show);
    show();
    for (const [code, tile] of Object.entries(tiles)) tile.tabIndex = code === at().code ? 0 : -1;
  },
};
