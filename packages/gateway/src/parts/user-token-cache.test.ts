import { expect, it } from "vitest";
import { createUserTokenCache, type UserTokenCache } from "./user-token-cache.ts";

const { signal } = new AbortController();
const hour = 60 * 60_000;

/** A cache, and how often each person's token was obtained. */
function create(maxEntries?: number) {
  const cache = createUserTokenCache(maxEntries);
  const obtained: string[] = [];
  const ask = (person: string): ReturnType<UserTokenCache> =>
    cache(
      {
        person,
        notAfterInMs: Date.now() + hour,
        async obtain() {
          obtained.push(person);
          return { token: `of ${person}`, expiresOnTimestamp: Date.now() + hour };
        },
      },
      signal,
    );
  return { cache, ask, obtained };
}

it("[trim/user-token-cache] keeps so many people's tokens, and lets the oldest go", async () => {
  const { ask, obtained } = create(2);
  for (const person of ["ada", "bob", "eve", "bob", "eve", "ada"]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await ask(person)).toBe(`of ${person}`);
  }
  expect(obtained).toEqual(["ada", "bob", "eve", "ada"]);
});

it("keeps no failure", async () => {
  const { cache, ask } = create();
  const request = {
    person: "ada",
    notAfterInMs: Date.now() + hour,
    obtain: () => Promise.reject(new Error("Entra is away")),
  };
  await expect(cache(request, signal)).rejects.toThrow("away");
  expect(await ask("ada")).toBe("of ada");
  expect(await cache(request, signal)).toBe("of ada");
});

it("lets whoever leaves go, and ends what nobody waits for any more", async () => {
  const { cache, ask } = create();
  const ends: AbortSignal[] = [];
  const request = {
    person: "ada",
    notAfterInMs: Date.now() + hour,
    obtain(abortSignal: AbortSignal) {
      ends.push(abortSignal);
      return new Promise<null>(() => {});
    },
  };
  const [one, other] = [new AbortController(), new AbortController()];
  const waiting = [cache(request, one.signal), cache(request, other.signal)];
  expect(ends).toHaveLength(1);
  one.abort("left");
  await expect(waiting[0]).rejects.toBe("left");
  expect(ends[0]?.aborted).toBe(false);
  other.abort("left too");
  await expect(waiting[1]).rejects.toBe("left too");
  expect(ends[0]?.aborted).toBe(true);
  expect(await ask("ada")).toBe("of ada");
});
