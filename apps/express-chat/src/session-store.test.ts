import { beforeEach, describe, expect, it } from "vitest";
import { createSessionStore, type SessionStore } from "./session-store.ts";

describe("a session store", () => {
  let time: number;
  let sessions: SessionStore<string>;
  beforeEach(() => {
    time = 1_000_000;
    sessions = createSessionStore<string>({
      maxSessions: 3,
      idleTimeInMs: 1000,
      lifetimeInMs: 5000,
      renewAfterInMs: 300,
      overlapInMs: 50,
      now: () => time,
    });
  });

  it("finds a session by an id that cannot be guessed", () => {
    const id = sessions.start("ada");
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(sessions.find(id)).toBe("ada");
    expect(sessions.start("ada")).not.toBe(id);
    expect(sessions.find(undefined)).toBeUndefined();
    expect(sessions.find("")).toBeUndefined();
    expect(sessions.find(`${id}x`)).toBeUndefined();
  });

  it("ends a session that is not used", () => {
    const id = sessions.start("ada");
    time += 999;
    expect(sessions.find(id)).toBe("ada");
    time += 999;
    expect(sessions.find(id)).toBe("ada");
    time += 1000;
    expect(sessions.find(id)).toBeUndefined();
  });

  it("ends a session after its lifetime, however much it is used and renewed", () => {
    let id = sessions.start("ada");
    for (; time < 1_005_000; time += 500) {
      expect(sessions.find(id)).toBe("ada");
      id = sessions.renew(id) ?? id;
    }
    expect(sessions.find(id)).toBeUndefined();
  });

  it("[app/session-rotates] an old id opens nothing once its overlap is over", () => {
    const old = sessions.start("ada");
    expect(sessions.renew(old)).toBeUndefined();
    time += 300;
    const id = sessions.renew(old);
    expect(id).toBeDefined();
    expect(id).not.toBe(old);
    expect(sessions.find(old)).toBe("ada");
    expect(sessions.renew(old)).toBeUndefined();
    time += 50;
    expect(sessions.find(old)).toBeUndefined();
    expect(sessions.find(id)).toBe("ada");
  });

  it("ends a session under all of its ids", () => {
    const old = sessions.start("ada");
    time += 300;
    const id = sessions.renew(old);
    sessions.end(old);
    expect(sessions.find(old)).toBeUndefined();
    expect(sessions.find(id)).toBeUndefined();
  });

  it("makes room by the session that was not used for longest", () => {
    const [first, second] = [sessions.start("1"), sessions.start("2")];
    sessions.start("3");
    sessions.find(first);
    sessions.start("4");
    expect(sessions.find(first)).toBe("1");
    expect(sessions.find(second)).toBeUndefined();
  });
});
