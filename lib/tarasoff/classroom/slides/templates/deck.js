// A deck of slides: draws the lecture's pictures, starts reveal.js, and makes sure that nothing runs over an edge.

(() => {
  // From what the style sheet says, up for a short text, and down for a long one.
  const SIZES = [1.3, 1.2, 1.1, 1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64];

  /** A view's model that holds what it shows, and keeps nothing. @param {any} content */
  const modelOf = (content) => {
    /** @type {Record<string, any>} */
    const held = { content, answer: {}, summary: {}, note: {}, seen: [], kept: "" };
    return {
      get: (/** @type {string} */ name) => held[name],
      set() {},
      on() {},
      off() {},
      save_changes() {},
      send() {},
    };
  };

  /** Draw the pictures that the lecture draws itself, with its own script. */
  async function draw() {
    const places = [...document.querySelectorAll(".drawn")];
    if (!places.length) return;
    const text = document.getElementById("figure-view")?.textContent ?? "";
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const { default: view } = await import(address);
    for (const place of places) {
      const content = JSON.parse(place.querySelector("script")?.textContent ?? "{}");
      const host = document.createElement("div");
      await view.render({ model: modelOf(content), el: host });
      place.replaceChildren(host);
    }
  }

  /** Make the text of a slide as large as fits; of each picture, too. @param {Element | null | undefined} slide */
  function fit(slide) {
    const body = /** @type {HTMLElement | null | undefined} */ (slide?.querySelector(".body"));
    if (!body) return;
    for (const size of SIZES) {
      body.style.setProperty("--grown", String(size));
      if (body.scrollHeight <= body.clientHeight + 1 && body.scrollWidth <= body.clientWidth + 1) return;
    }
  }

  const { Reveal, RevealNotes } = /** @type {any} */ (window);

  draw().then(async () => {
    await Reveal.initialize({
      width: 1280,
      height: 720,
      margin: 0,
      center: false,
      hash: true,
      controls: false,
      navigationMode: "linear",
      slideNumber: "c/t",
      transition: "none",
      pdfSeparateFragments: false,
      plugins: [RevealNotes],
    });
    fit(Reveal.getCurrentSlide());
    Reveal.on("slidechanged", (/** @type {any} */ event) => fit(event.currentSlide));
    // Where all are shown at once: on paper, and with Esc.
    for (const all of ["pdf-ready", "overviewshown"]) Reveal.on(all, () => Reveal.getSlides().forEach(fit));
  });
})();
