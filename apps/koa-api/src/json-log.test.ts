import { expect, it } from "vitest";
import { createJsonLog, describeError } from "./json-log.ts";

it("writes a line of JSON for each event, with the time first", () => {
  const lines: string[] = [];
  const log = createJsonLog(
    (line) => lines.push(line),
    () => new Date(0),
  );
  log({ level: "info", event: "listening", port: 8080 });
  expect(lines).toEqual([
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"listening","port":8080}',
  ]);
});

it("[log/no-upstream-words] tells of an error no more than names and codes", () => {
  const cause = Object.assign(new Error("the token is eyJ…"), { code: "UPSTREAM" });
  const error = new TypeError("the filter is …", { cause });
  expect(describeError(error)).toEqual({
    name: "TypeError",
    cause: { name: "Error", code: "UPSTREAM" },
  });
});
