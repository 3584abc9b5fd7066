// Some of many things, in an order: add one, move it up or down, take it out. Native buttons, and nothing to drag.
function ordered({ options, most, words, onorder, say }) {
  let order = [];
  const rows = new Map(options.map(({ id, label }) => {
    const act = (what, onclick) => button(words[what], onclick, { "aria-label": `${words[what]}: ${label}` });
    const [up, down, out, add] = [
      act("up", () => move(id, -1)), act("down", () => move(id, 1)), act("out", () => takeOut(id)), act("add", () => putIn(id)),
    ];
    const turn = el("li", {}, el("div", { class: "tf-turn" }, el("span", {}, label), el("div", { class: "tf-row" }, up, down, out)));
    return [id, { label, up, down, out, add, turn, free: el("li", { class: "tf-free" }, add, el("span", {}, label)) }];
  }));
  const [chosen, free] = [unique("chosen"), unique("free")];
  const count = el("p", { class: "tf-list-head", id: chosen });
  const none = el("p", { class: "tf-hint" }, words.none_chosen);
  const turns = el("ol", { class: "tf-turns", "aria-labelledby": chosen });
  const rest = el("ul", { class: "tf-rest", "aria-labelledby": free }, [...rows.values()].map((row) => row.free));
  const full = el("p", { class: "tf-hint" }, fill(words.full, { most }));
  const noneFree = el("p", { class: "tf-hint" }, words.none_free);
  const node = el("div", {}, count, none, turns, el("p", { class: "tf-list-head", id: free }, words.free), noneFree, full, rest);

  // What was done, and then the whole order: that is what is seen, too.
  function become(next, said, values, focus) {
    const spoken = next.map((id, index) => fill(words.one, { place: index + 1, label: rows.get(id).label })).join("; ");
    onorder(next, `${fill(said, values)} ${next.length ? fill(words.order, { order: spoken }) : words.no_order}`);
    focus().focus();
  }
  function putIn(id) {
    if (order.length >= most) { say(fill(words.full, { most })); return; }
    const left = [...rows.keys()].filter((one) => !order.includes(one));
    const next = left[left.indexOf(id) + 1] ?? left[left.indexOf(id) - 1];
    become([...order, id], words.added, { place: order.length + 1, label: rows.get(id).label },
      () => (next ? rows.get(next).add : rows.get(id).out));
  }
  function takeOut(id) {
    const at = order.indexOf(id);
    const next = order[at + 1] ?? order[at - 1];
    become(order.filter((one) => one !== id), words.taken_out, { label: rows.get(id).label },
      () => (next ? rows.get(next).out : rows.get(id).add));
  }
  function move(id, by) {
    const [from, to] = [order.indexOf(id), order.indexOf(id) + by];
    if (to < 0 || to >= order.length) { say(to < 0 ? words.is_first : words.is_last); return; }
    const next = [...order];
    [next[from], next[to]] = [next[to], next[from]];
    become(next, words.moved, { place: to + 1, label: rows.get(id).label }, () => rows.get(id)[by < 0 ? "up" : "down"]);
  }
  // They stay buttons: one that goes dead under the finger would drop the focus out of the form.
  const allow = (control, yes) => (yes ? control.removeAttribute("aria-disabled") : control.setAttribute("aria-disabled", "true"));

  function set(given) {
    order = [...new Set(given ?? [])].filter((id) => rows.has(id)).slice(0, most);
    const focused = document.activeElement;
    const inside = node.contains(focused);
    turns.replaceChildren(...order.map((id) => rows.get(id).turn));
    for (const [id, { up, down, add, free: one }] of rows) {
      one.hidden = order.includes(id);
      allow(up, id !== order[0]);
      allow(down, id !== order.at(-1));
      allow(add, order.length < most);
    }
    count.textContent = fill(words.chosen, { count: order.length, most });
    none.hidden = order.length > 0;
    noneFree.hidden = order.length < rows.size;
    full.hidden = order.length < most || order.length === rows.size;
    // What is moved loses the focus, and JupyterLab would take the next key for itself.
    const there = (control) => node.contains(control) && !control.closest("[hidden]");
    if (inside && document.activeElement !== focused) (there(focused) ? focused : [...node.querySelectorAll("button")].find(there))?.focus();
  }
  set([]);
  return { node, set };
}
