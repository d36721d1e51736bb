import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { readUntilIdle } from "./read-until-idle.ts";

it("fails, and destroys the stream, if nothing comes for too long", async () => {
  const stream = new PassThrough();
  stream.write("a");
  const chunks = readUntilIdle(stream, 30);
  expect(String((await chunks.next()).value)).toBe("a");
  await expect(chunks.next()).rejects.toThrow(/paused for too long/);
  expect(stream.destroyed).toBe(true);
});

it("does not count the time that whoever reads takes", async () => {
  const stream = new PassThrough();
  stream.write("a");
  const chunks = readUntilIdle(stream, 30);
  await chunks.next();
  await sleep(60);
  stream.end("b");
  expect(String((await chunks.next()).value)).toBe("b");
  expect(await chunks.next()).toHaveProperty("done", true);
});
