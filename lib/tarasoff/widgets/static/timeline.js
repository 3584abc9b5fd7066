// One event at a time, a row of numbers to move along, and a menu that marks the events of one person.
export default {
  render({ model, el: host, signal }) {
    const { people, events } = model.get("content");
    const view = frame(model, host, "Timeline of the Tarasoff case", signal);
    let at = Math.max(0, events.findIndex(({ id }) => id === view.answer().at));
    let person = "";

    const steps = events.map((event, index) => button(`${index + 1}`, () => go(index), { class: "tf-step" }));
    const date = el("h3", { tabindex: "-1" });
    const text = el("p", { class: "tf-large" });
    const basis = el("p", { class: "tf-hint" });
    const known = el("p");
    const links = el("p", { class: "tf-read" });
    const previous = button("← Previous", () => move(-1));
    const next = button("Next →", () => move(1));
    const count = el("span", { class: "tf-count" });
    const who = menu({
      label: "Follow one person",
      options: [{ id: "", label: "everybody" }, ...people.map((name) => ({ id: name, label: name }))],
      onpick: follow,
    });
    view.body.replaceChildren(
      who.node,
      el("ol", { class: "tf-steps", "aria-label": "Events" }, steps.map((step) => el("li", {}, step))),
      el("div", { class: "tf-card" }, date, text, basis,
        el("h4", {}, "Who knew what by then"), known, links),
      el("div", { class: "tf-row tf-pages" }, previous, count, next));

    const following = () => events.map((_, index) => index).filter((index) => !person || events[index].who.includes(person));
    function follow(picked) {
      person = picked;
      if (!following().includes(at)) at = following()[0];
      show();
      view.keep({ at: events[at].id });
      view.say(`${following().length} events with ${picked || "everybody"}. ${events[at].date}. ${events[at].event}`);
    }
    function move(by) {
      const here = following();
      const to = by > 0 ? here.find((index) => index > at) : here.findLast((index) => index < at);
      if (to !== undefined) go(to);
    }
    function go(index) {
      at = index;
      show();
      view.keep({ at: events[at].id });
      date.focus();
      view.say(`${events[at].date}. ${events[at].event} Who knew what by then: ${events[at].known}`);
    }
    function show() {
      const event = events[at];
      const here = following();
      date.textContent = event.date;
      text.textContent = event.event;
      basis.textContent = event.pleaded ? "Pleaded: an allegation of the complaint, which no court has tested." : `Confidence: ${event.confidence}.`;
      known.textContent = event.known;
      links.replaceChildren("Read at: ", ...event.links.flatMap((link) => [pageLink(link), " "]));
      steps.forEach((step, index) => {
        const { date: day, who: names } = events[index];
        step.className = `tf-step ${person && names.includes(person) ? "tf-marked" : ""}`;
        step.setAttribute("aria-label", `Event ${index + 1} of ${events.length}: ${day}`);
        if (index === at) step.setAttribute("aria-current", "step");
        else step.removeAttribute("aria-current");
      });
      count.textContent = `Event ${at + 1} of ${events.length}`;
      previous.disabled = !here.some((index) => index < at);
      next.disabled = !here.some((index) => index > at);
    }
    view.on("change:answer", () => {
      const kept = events.findIndex(({ id }) => id === view.answer().at);
      if (kept < 0 || kept === at) return;
      at = kept;
      show();
    });
    show();
  },
};
