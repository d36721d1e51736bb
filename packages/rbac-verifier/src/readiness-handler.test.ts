import { describe, expect, it } from "vitest";
import { entrimSnapshot, ids, judge, resource } from "./contoso.test.fixture.ts";
import { createReadinessHandler, type Finding, type ReadinessOptions } from "./index.ts";

const good = judge(entrimSnapshot());

function bad(): readonly Finding[] {
  const snapshot = entrimSnapshot();
  resource(snapshot, ids.openai).properties.disableLocalAuth = false;
  return judge(snapshot);
}

const verifyBad = (): Promise<readonly Finding[]> => Promise.resolve(bad());

function unknown(): readonly Finding[] {
  const snapshot = entrimSnapshot();
  delete snapshot.entra;
  return judge(snapshot);
}

const probe = (query = "", init: RequestInit = {}): Request =>
  new Request(`http://localhost/readyz${query}`, init);

async function answer(options: ReadinessOptions, request = probe()): Promise<[number, string]> {
  const response = await createReadinessHandler(options)(request);
  return [response.status, await response.text()];
}

describe("createReadinessHandler", () => {
  it.each([
    ["ready", () => Promise.resolve(good), false, 200, "ready\n"],
    ["not ready", () => Promise.resolve(bad()), false, 503, "not ready\n"],
    ["not known", () => Promise.resolve(unknown()), false, 200, "degraded\n"],
    ["not known, strictly", () => Promise.resolve(unknown()), true, 503, "not ready\n"],
    ["out of order", () => Promise.reject(new Error("hunter2")), false, 200, "degraded\n"],
    [
      "out of order, strictly",
      () => Promise.reject(new Error("hunter2")),
      true,
      503,
      "not ready\n",
    ],
  ])("%s", async (_, verify, strict, status, text) => {
    expect(await answer({ verify, strict })).toEqual([status, text]);
  });

  it("[readyz/no-detail] tells strangers no more than one word", async () => {
    expect(await answer({ verify: verifyBad }, probe("?verbose"))).toEqual([503, "not ready\n"]);
    const [, text] = await answer(
      { verify: verifyBad, mayReadDetails: () => true },
      probe("?verbose"),
    );
    expect(text).toContain("[-] A08 aoai-local-auth fail");
    expect(text).not.toContain("/subscriptions/");
  });

  it("asks once for all who probe, and again when the answer is old", async () => {
    let asked = 0;
    let time = 0;
    const handler = createReadinessHandler({
      verify: () => {
        asked++;
        return Promise.resolve(asked === 1 ? bad() : good);
      },
      now: () => time,
    });
    const statuses = async (): Promise<number[]> =>
      (await Promise.all([handler(probe()), handler(probe())])).map(({ status }) => status);
    expect(await statuses()).toEqual([503, 503]);
    expect(asked).toBe(1);
    time = 59_999;
    expect(await statuses()).toEqual([503, 503]);
    time = 60_000;
    expect(await statuses()).toEqual([200, 200]);
    time = 359_999;
    await statuses();
    expect(asked).toBe(2);
  });

  it("does not wait for ever", async () => {
    let signal: AbortSignal | undefined;
    const verify: ReadinessOptions["verify"] = ({ abortSignal }) => {
      signal = abortSignal;
      return new Promise(() => undefined);
    };
    expect(await answer({ verify, timeoutInMs: 20 })).toEqual([200, "degraded\n"]);
    expect(signal?.aborted).toBe(true);
  });

  it("answers GET and HEAD only, and is not to be stored", async () => {
    const handler = createReadinessHandler({ verify: () => Promise.resolve(good) });
    expect((await handler(probe("", { method: "POST" }))).status).toBe(405);
    const head = await handler(probe("", { method: "HEAD" }));
    expect([head.status, await head.text(), head.headers.get("cache-control")]).toEqual([
      200,
      "",
      "no-store",
    ]);
  });

  it("refuses times that are none", () => {
    expect(() =>
      createReadinessHandler({ verify: () => Promise.resolve([]), timeoutInMs: 0 }),
    ).toThrow(TypeError);
  });
});
