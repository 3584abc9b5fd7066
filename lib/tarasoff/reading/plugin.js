// Lectures as pages for reading: no code in sight, nothing to delete by mistake, and exercises that start by themselves.

import { openLecture } from "./lecture.js";

export const plugin = {
  id: "tarasoff:reading",
  autoStart: true,
  /** @param {import("./jupyter.d.ts").App} app */
  activate(app) {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("page.css", import.meta.url).href;
    document.head.append(sheet);
    app.docRegistry.addWidgetExtension("Notebook", {
      createNew(panel, context) {
        openLecture(app, panel, context);
      },
    });
  },
};
