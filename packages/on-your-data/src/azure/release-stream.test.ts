import { PassThrough } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { openaiEndpoint, startLocalAzure } from "../azure.test.fixture.ts";
import { createOpenAIGenerator } from "./openai-generator.ts";
import { releaseStream } from "./release-stream.ts";

describe("a stream of which everything has come", () => {
  it("is read to its end, and what goes wrong there is nobody's affair", async () => {
    const stream = new PassThrough();
    releaseStream(stream);
    stream.end("the rest");
    await expect.poll(() => stream.readableEnded).toBe(true);
    const broken = new PassThrough();
    releaseStream(broken);
    broken.destroy(new Error("reset"));
    await expect.poll(() => broken.closed).toBe(true);
  });

  it("is destroyed if it does not end", async () => {
    vi.useFakeTimers();
    const stream = new PassThrough();
    releaseStream(stream);
    vi.advanceTimersByTime(999);
    expect(stream.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(stream.destroyed).toBe(true);
    vi.useRealTimers();
  });
});

it.each(["chat", "responses"] as const)(
  "a call of %s leaves its connection to the next one",
  async (api) => {
    const azure = await startLocalAzure();
    const { credential, httpClient } = azure;
    const generate = createOpenAIGenerator({
      endpoint: openaiEndpoint,
      credential,
      httpClient,
      api,
    });
    const { signal: abortSignal } = new AbortController();
    const messages = [{ role: "user", content: "?" }] as const;
    const request = { deployment: "gpt-4o", messages, sampling: {}, stream: true };
    // the end comes a little behind the last word, so the very next call may be too early
    await expect
      .poll(async () => {
        for await (const _ of generate(request, { abortSignal })) continue;
        const [before, last] = azure.requests.slice(-2);
        return last?.clientPort === before?.clientPort;
      })
      .toBe(true);
    expect(azure.requests.length).toBeGreaterThan(1);
    await azure.close();
  },
);
