import { beforeEach, describe, expect, it } from "vitest";
import { createMemorySessionStore } from "./memory-session-store.ts";
import type { SessionStore } from "./session-store.ts";

describe("a session store in memory", () => {
  let time: number;
  let sessions: SessionStore<string>;
  beforeEach(() => {
    time = 1_000_000;
    sessions = createMemorySessionStore<string>({
      maxSessions: 3,
      idleTimeInMs: 1000,
      lifetimeInMs: 5000,
      renewAfterInMs: 300,
      overlapInMs: 50,
      now: () => time,
    });
  });

  it("finds a session by an id that cannot be guessed", async () => {
    const id = await sessions.start("ada");
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(await sessions.find(id)).toBe("ada");
    expect(await sessions.start("ada")).not.toBe(id);
    expect(await sessions.find(undefined)).toBeUndefined();
    expect(await sessions.find("")).toBeUndefined();
    expect(await sessions.find(`${id}x`)).toBeUndefined();
  });

  it("ends a session that is not used", async () => {
    const id = await sessions.start("ada");
    time += 999;
    expect(await sessions.find(id)).toBe("ada");
    time += 999;
    expect(await sessions.find(id)).toBe("ada");
    time += 1000;
    expect(await sessions.find(id)).toBeUndefined();
  });

  it("ends a session after its lifetime, however much it is used and renewed", async () => {
    let id = await sessions.start("ada");
    for (; time < 1_005_000; time += 500) {
      // oxlint-disable-next-line no-await-in-loop -- time goes by
      expect(await sessions.find(id)).toBe("ada");
      // oxlint-disable-next-line no-await-in-loop
      id = (await sessions.renew(id)) ?? id;
    }
    expect(await sessions.find(id)).toBeUndefined();
  });

  it("[app/session-rotates] an old id opens nothing once its overlap is over", async () => {
    const old = await sessions.start("ada");
    expect(await sessions.renew(old)).toBeUndefined();
    time += 300;
    const id = await sessions.renew(old);
    expect(id).toBeDefined();
    expect(id).not.toBe(old);
    expect(await sessions.find(old)).toBe("ada");
    expect(await sessions.renew(old)).toBeUndefined();
    time += 50;
    expect(await sessions.find(old)).toBeUndefined();
    expect(await sessions.find(id)).toBe("ada");
  });

  it("ends a session under all of its ids", async () => {
    const old = await sessions.start("ada");
    time += 300;
    const id = await sessions.renew(old);
    await sessions.end(old);
    expect(await sessions.find(old)).toBeUndefined();
    expect(await sessions.find(id)).toBeUndefined();
  });

  it("makes room by the session that was not used for longest", async () => {
    const [first, second] = [await sessions.start("1"), await sessions.start("2")];
    await sessions.start("3");
    await sessions.find(first);
    await sessions.start("4");
    expect(await sessions.find(first)).toBe("1");
    expect(await sessions.find(second)).toBeUndefined();
  });
});
