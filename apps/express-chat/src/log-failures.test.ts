import express from "express";
import { afterEach, expect, it, vi } from "vitest";
import { logFailures } from "./log-failures.ts";
import { serve, type WebServer } from "./web-server.ts";

let server: WebServer | undefined;
afterEach(() => server?.close());

it("[log/no-upstream-words] leaves nothing of a failure amid an answer to Express, which writes all of it", async () => {
  const written = vi.spyOn(console, "error").mockReturnValue();
  const lines: string[] = [];
  const app = express();
  // in tests Express writes nothing
  app.set("env", "production");
  app.get("/", (_, response, next) => {
    response.write("half");
    next(new Error("the service said swordfish"));
  });
  app.use(logFailures((line) => lines.push(line)));
  server = await serve(app, { host: "127.0.0.1", port: 0 });
  const answer = fetch(`http://127.0.0.1:${server.port}`);
  await expect(answer.then((response) => response.text())).rejects.toThrow(TypeError);
  expect(lines).toEqual(["GET / failed: Error"]);
  expect(written).not.toHaveBeenCalled();
  written.mockRestore();
});
