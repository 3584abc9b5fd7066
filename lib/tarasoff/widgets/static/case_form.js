// A case: read it, and answer each step that it asks. Its words come from Python, with the case.
export default {
  render({ model, el: host, signal }) {
    const part = model.get("content");
    const { title, words } = part;
    const view = frame(model, host, title, signal);
    // What there is to say of the last change, until the next. A note may still be about the one before.
    let said = "";
    let writes = () => false;
    function keep(changes, told = "") {
      said = told;
      view.keep(changes);
    }

    // A step is what it shows, and how it shows an answer.
    const steps = { facts, criteria, rule, action, actions, disclosure, record, rationale };
    const made = part.steps.map(({ id, heading }, index) => {
      const mark = el("span", { class: "tf-mark" });
      return { id, mark, ...steps[id](), head: el("h4", {}, `${index + 1}. ${heading} `, mark) };
    });
    const asks = (id) => made.some((step) => step.id === id);
    view.body.replaceChildren(
      el("h3", {}, title),
      ...given(words.setting, part.setting),
      ...given(words.where_and_when, part.where_and_when),
      ...given(words.cast, part.cast.join("; ")),
      ...given(words.rule_given, part.rule_given),
      ...(asks("facts") ? [] : [el("ol", { class: "tf-story" }, part.story.map((sentence) => el("li", {}, sentence))), ...support()]),
      ...made.flatMap(({ head, nodes }) => [head, ...nodes]),
      summaryLine(view, model));

    function given(name, text) {
      return text ? [el("p", {}, el("strong", {}, name), ` ${text}`)] : [];
    }
    function support() {
      return part.support ? [el("p", { class: "tf-support" }, part.support)] : [];
    }
    // Nothing ticked is not yet an answer.
    function some(list) {
      return list.length ? list : null;
    }
    // Boxes to tick; kept in the order in which they stand.
    function ticks(options, legend, kind, onticks) {
      const boxes = options.map(({ id, label }) => {
        const box = el("input", { type: "checkbox", onchange: () => onticks(some(boxes.filter((one) => one.box.checked).map((one) => one.id))) });
        return { id, box, row: el("label", { class: "tf-option" }, box, label) };
      });
      return {
        nodes: [el("fieldset", { class: kind }, el("legend", {}, legend), boxes.map(({ row }) => row))],
        set: (ticked) => boxes.forEach(({ id, box }) => { box.checked = ticked?.includes(id) ?? false; }),
      };
    }

    function facts() {
      const sentences = part.story.map((text, index) => ({
        id: index + 1,
        label: [el("span", { class: "tf-number" }, `${index + 1}.`), " ", el("span", {}, text)],
      }));
      const { nodes, set } = ticks(sentences, words.facts, "tf-sentences", (list) => keep({ facts: list }));
      return { nodes: [...nodes, ...support()], set };
    }
    function criteria() {
      const judged = part.criteria.map(({ id, label }) => ({ id, group: radios({
        legend: label, inline: true, options: part.judgements,
        onpick: (judgement) => keep({ criteria: { ...view.answer().criteria, [id]: judgement } }),
      }) }));
      return {
        nodes: judged.map(({ group }) => group.node),
        set: (picked) => judged.forEach(({ id, group }) => group.set(picked?.[id])),
      };
    }
    function rule() {
      const group = radios({ legend: words.rule, options: part.rules, onpick: (id) => keep({ rule: id }) });
      return { nodes: [group.node], set: group.set };
    }
    function action() {
      const group = radios({ legend: words.action, options: part.actions, onpick: (id) => keep({ action: id }) });
      return { nodes: [group.node], set: group.set };
    }
    function actions() {
      const list = ordered({
        options: part.actions, most: part.most, words, say: view.say,
        onorder: (order, told) => keep({ actions: some(order) }, told),
      });
      return { nodes: [list.node], set: list.set };
    }
    function record() {
      const options = part.record.map(({ id, label }) => ({ id, label: el("span", {}, label) }));
      return ticks(options, words.record, "", (list) => keep({ record: list }));
    }

    function disclosure() {
      const boxes = [];
      const nobody = el("input", { type: "checkbox", onchange: () => {
        if (nobody.checked) boxes.forEach(({ box }) => { box.checked = false; });
        keep({ disclosure: nobody.checked ? {} : null });
      } });
      function told() {
        const chosen = {};
        for (const { to, item, box } of boxes) if (box.checked) (chosen[to] ??= []).push(item);
        // "Nobody" is an answer, too.
        keep({ disclosure: Object.keys(chosen).length ? chosen : null });
      }
      const rows = part.items.map((item) => el("tr", {}, el("th", { scope: "row" }, item.label), part.recipients.map((to) => {
        const box = el("input", { type: "checkbox", "aria-label": `${to.label}: ${item.label}`, onchange: told });
        boxes.push({ to: to.id, item: item.id, box });
        return el("td", {}, el("label", { class: "tf-cell" }, box));
      })));
      const table = el("table", { class: "tf-table" },
        el("caption", {}, words.disclosure),
        el("thead", {}, el("tr", {}, el("td", {}), part.recipients.map((to) => el("th", { scope: "col" }, to.label)))),
        el("tbody", {}, rows));
      return {
        nodes: [
          el("label", { class: "tf-option" }, nobody, el("span", {}, words.nobody)),
          el("div", { class: "tf-scroll", tabindex: "0", role: "region", "aria-label": fill(words.table, { title }) }, table),
        ],
        set(answer) {
          for (const { to, item, box } of boxes) box.checked = answer?.[to]?.includes(item) ?? false;
          nobody.checked = answer != null && !boxes.some(({ box }) => box.checked);
        },
      };
    }

    function rationale() {
      const kept = () => view.answer().rationale ?? "";
      // What is typed here stays in the box until it is in the file, or its writer takes another text; `base` is what
      // the file held when that began.
      let [touched, base] = [false, ""];
      const count = el("p", { class: "tf-count", id: unique("count") });
      const box = el("textarea", { rows: 8, maxlength: part.longest, "aria-describedby": count.id, oninput: () => { touched = true; counted(); } });
      const typed = keepTyped(box, (text) => keep({ rationale: text.trim() ? text : null }), 1000);
      const why = el("p");
      const text = el("blockquote", { class: "tf-written" });
      const other = el("div", { class: "tf-card", hidden: true }, why, text, el("div", { class: "tf-row" },
        button(words.take, () => { [box.value, touched] = [text.textContent, true]; choose(); }), button(words.leave, choose)));
      function choose() {
        other.hidden = true;
        typed.send();
        counted();
        box.focus();
      }
      function offer(reason, content) {
        [why.textContent, text.textContent, other.hidden] = [reason, content, false];
      }
      function counted() {
        const number = box.value.trim().split(/\s+/).filter(Boolean).length;
        count.textContent = number === 1 ? words.word : fill(words.words, { count: number });
      }
      function set(answer) {
        const held = answer ?? "";
        if (!touched) box.value = held;
        else if (held && held !== base && held !== box.value) offer(words.theirs, held);
        if (!touched || held !== box.value) base = held;
        counted();
      }
      view.on("change:note", () => {
        if (model.get("note").tone === "fine" && kept() === typed.written()) [touched, base] = [false, kept()];
      });
      // With a kernel that has gone, the cell is run again, and the box is a new one. What was typed is not lost.
      const drafts = (globalThis.tarasoffDrafts ??= new Map());
      signal?.addEventListener("abort", () => {
        typed.stop();
        if (touched) drafts.set(part.kept, { draft: typed.written(), before: base });
      });
      function begin() {
        const { draft = kept(), before } = drafts.get(part.kept) ?? {};
        drafts.delete(part.kept);
        if (draft === kept()) return;
        if (before !== kept()) { offer(words.unsaved, draft); return; }
        [box.value, touched] = [draft, true];
        counted();
        typed.send();
      }
      writes = () => document.activeElement === box;
      return { nodes: [field(part.rationale, box), count, other], set, begin };
    }

    function show() {
      const answer = view.answer();
      for (const { id, set } of made) set(answer[id]);
    }
    function marks() {
      for (const { id, mark } of made) {
        const { answered, text } = model.get("summary").steps[id];
        mark.className = `tf-mark${answered ? " tf-answered" : ""}`;
        mark.replaceChildren(el("span", { "aria-hidden": "true" }, answered ? "✓ " : "○ "), text);
      }
    }
    let last = "";
    view.on("change:answer", show);
    view.on("change:summary", marks);
    speakWhenSaved(view, model, () => {
      const before = last;
      last = model.get("summary").text;
      // Whoever writes on is not talked to after each pause, unless something is now answered.
      return writes() && last === before ? null : said;
    });
    show();
    marks();
    for (const { begin } of made) begin?.();
  },
};
