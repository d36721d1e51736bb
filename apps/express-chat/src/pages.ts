import { fileURLToPath } from "node:url";
import { Router, type Response } from "express";

// beside the sources also when this file runs from dist
const folder = fileURLToPath(new URL("../src/page/", import.meta.url));
const marked = fileURLToPath(import.meta.resolve("marked"));

/** The pages of the app. */
export type PageName = "chat" | "sign-in";

/** Sends a page. It is kept nowhere, so that "back" shows nobody's conversation after a sign-out. */
export function sendPage(response: Response, name: PageName): void {
  response.set({ "Cache-Control": "no-store", Vary: "Cookie" });
  response.sendFile(`${name}.html`, { root: folder, cacheControl: false });
}

/** The files that the pages load. */
export function pageFiles(): Router {
  const router = Router();
  router.use((_, response, next) => {
    response.set("Cache-Control", "no-cache");
    next();
  });
  router.get("/page/marked.js", (_, response) => {
    response.sendFile(marked, { cacheControl: false });
  });
  // a dot in the name is no match, so tests and configuration are not served
  router.get(/^\/page\/([a-z-]+\.(?:js|css|svg))$/, (request, response, next) => {
    const name = (request.params as unknown as readonly string[])[0] ?? "";
    response.sendFile(name, { root: folder, cacheControl: false }, (error) => {
      if (error) next();
    });
  });
  return router;
}
