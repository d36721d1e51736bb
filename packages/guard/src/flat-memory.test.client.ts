// Run by flat-memory.test.ts in a process of its own, which may collect garbage when it wants.
import {
  createGroupResolver,
  createMemoryGroupCache,
  type GroupCaller,
} from "@entrim/group-membership";
import { createGuard } from "./guard.ts";
import type { VerifiedCaller } from "./token-verifier.ts";

const [maxEntries = 0, callers = 0] = process.argv.slice(2).map(Number);
const groupsPerCaller = 20;
const atOnce = 500;

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const guard = createGuard<VerifiedCaller & GroupCaller>({
  // signing so many tokens takes minutes; the token is the number of who asks
  verifier: {
    parse: (authorization) => authorization ?? "",
    verify: (token) =>
      Promise.resolve({
        kind: "user",
        tenantId: id(1),
        objectId: id(Number(token)),
        clientId: id(2),
        scopes: [],
        roles: [],
        groups: { state: "absent" },
        issuedAtInMs: Date.now(),
      }),
    challenge: () => undefined,
  },
  groups: createGroupResolver({
    credential: {
      getToken: () => Promise.resolve({ token: "t", expiresOnTimestamp: Date.now() + 3_600_000 }),
    },
    tokenGroups: "ignore",
    cache: createMemoryGroupCache({ maxEntries }),
    cacheMaxAgeInMs: 3_600_000,
    timeoutInMs: 60_000,
    fetch: (input) => {
      const user = Number(/-(\d+)\/getMemberObjects$/.exec(new Request(input).url)?.[1]);
      const value = Array.from({ length: groupsPerCaller }, (_, n) => id(user * 100 + n));
      return Promise.resolve(Response.json({ value }));
    },
  }),
});

/** Each of them once, and nobody twice. */
async function serve(first: number, count: number): Promise<void> {
  for (let n = first; n < first + count; n += atOnce) {
    // oxlint-disable-next-line no-await-in-loop -- as many at once as a busy server has
    await Promise.all(Array.from({ length: atOnce }, (_, i) => guard.authorize(String(n + i))));
  }
}

async function heapInMiB(): Promise<number> {
  for (let turn = 0; turn < 5; turn += 1) {
    // oxlint-disable-next-line no-await-in-loop -- what ends in the background ends before
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed / 2 ** 20;
}

// compiled code and filled pools are no leak
await serve(0, 2000);
await serve(2000, callers);
const before = await heapInMiB();
await serve(2000 + callers, 3 * callers);
console.log(String((await heapInMiB()) - before));
