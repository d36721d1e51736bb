import { azureCloud } from "@entrim/azure-clouds";
import type { Guard, Principal } from "@entrim/guard";
import { describe, expect, it, vi } from "vitest";
import type { GatewayOptions } from "../gateway-options.ts";
import { composeUserToken } from "./compose-user-token.ts";

const { signal: abortSignal } = new AbortController();

const minutes = 60_000;

/** What somebody comes with; it is good for so long. */
const assertionOf = (name: string, lifetimeInMs = 60 * minutes): string => {
  const exp = Math.floor((Date.now() + lifetimeInMs) / 1000);
  return `e30.${Buffer.from(JSON.stringify({ name, exp })).toString("base64url")}.${name}`;
};
const nameIn = (assertion: string): string => assertion.split(".").at(-1) ?? "";

interface Obtained {
  readonly token: string;
  readonly expiresOnTimestamp?: number;
}

function compose(getToken: (assertion: string, scope: unknown) => Promise<Obtained>) {
  const composed = composeUserToken(
    {
      search: {
        enforcement: "filter+native",
        onBehalfOf: (assertion: string) => ({
          getToken: (scope: unknown) => getToken(assertion, scope),
        }),
      },
      access: {},
    } as unknown as GatewayOptions,
    azureCloud(),
  );
  if (!composed) throw new Error("nothing was composed");
  const guard: Guard = {
    authorize: async (authorization = "") =>
      ({ tenantId: "contoso", objectId: nameIn(authorization), clientId: "chat" }) as Principal,
  };
  return { ...composed, guard: composed.remember(guard) };
}

it("exchanges the token that somebody was let in with, for AI Search", async () => {
  const { guard, userToken } = compose(async (assertion, scope) => ({
    token: `${assertion} for ${String(scope)}`,
  }));
  const [ada, bob] = await Promise.all([
    guard.authorize("Bearer of-ada"),
    guard.authorize("bearer of-bob"),
  ]);
  const scope = "https://search.azure.com/.default";
  expect(await userToken(ada, { abortSignal })).toBe(`of-ada for ${scope}`);
  expect(await userToken(bob, { abortSignal })).toBe(`of-bob for ${scope}`);
});

/** Tokens that tell whose they are and the how many-eth, each good for an hour. */
function composeCounted(lifetimeInMs = 60 * minutes) {
  let count = 0;
  const { guard, userToken } = compose(async (assertion) => {
    count += 1;
    const token = `${nameIn(assertion)} ${count}`;
    await Promise.resolve();
    return { token, expiresOnTimestamp: Date.now() + lifetimeInMs };
  });
  return async (assertion: string): Promise<string | undefined> =>
    userToken(await guard.authorize(`Bearer ${assertion}`), { abortSignal });
}

describe("a token on behalf of somebody", () => {
  it("[trim/user-token-cache] is obtained once, and is that of nobody else, however requests alternate", async () => {
    const ask = composeCounted();
    const names = ["ada", "bob", "ada", "bob", "ada"];
    expect(await Promise.all(names.map((name) => ask(assertionOf(name))))).toEqual([
      "ada 1",
      "bob 2",
      "ada 1",
      "bob 2",
      "ada 1",
    ]);
    expect([await ask(assertionOf("bob")), await ask(assertionOf("ada"))]).toEqual([
      "bob 2",
      "ada 1",
    ]);
  });

  it("[trim/user-token-cache] is renewed five minutes before its end", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const ask = composeCounted();
      const assertion = assertionOf("ada", 120 * minutes);
      expect(await ask(assertion)).toBe("ada 1");
      vi.advanceTimersByTime(55 * minutes - 1);
      expect(await ask(assertion)).toBe("ada 1");
      vi.advanceTimersByTime(1);
      expect(await ask(assertion)).toBe("ada 2");
    } finally {
      vi.useRealTimers();
    }
  });

  it("[trim/user-token-cache] does not outlive the token that it was exchanged for", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const ask = composeCounted();
      expect(await ask(assertionOf("ada", 10 * minutes))).toBe("ada 1");
      vi.advanceTimersByTime(9 * minutes);
      expect(await ask(assertionOf("ada"))).toBe("ada 1");
      vi.advanceTimersByTime(minutes);
      expect(await ask(assertionOf("ada"))).toBe("ada 2");
    } finally {
      vi.useRealTimers();
    }
  });

  it("is not kept where it is over soon, or the other does not say when it is", async () => {
    const askBriefly = composeCounted(5 * minutes);
    expect([await askBriefly(assertionOf("ada")), await askBriefly(assertionOf("ada"))]).toEqual([
      "ada 1",
      "ada 2",
    ]);
    const ask = composeCounted();
    expect([await ask("opaque.ada"), await ask("opaque.ada")]).toEqual(["ada 1", "ada 2"]);
  });
});

it("has none for somebody whom another guard let in, or who came without", async () => {
  const { guard, userToken } = compose(async () => ({ token: "evil" }));
  const stranger = { tenantId: "contoso", objectId: "of-ada", clientId: "chat" } as Principal;
  expect(await userToken(stranger, { abortSignal })).toBeUndefined();
  const nobody = await guard.authorize(undefined);
  expect(await userToken(nobody, { abortSignal })).toBeUndefined();
});

it.each([
  ["Entra refuses", new Error("AADSTS65001: consent"), "USER_TOKEN_REFUSED"],
  [
    "a credential wraps the refusal",
    new Error("failed", { cause: new Error("invalid_grant: AADSTS50013: no") }),
    "USER_TOKEN_REFUSED",
  ],
  ["Entra is away", new Error("ECONNREFUSED"), "UPSTREAM_UNAVAILABLE"],
])("says so if %s, without what was said", async (_, cause, code) => {
  const { guard, userToken } = compose(() => Promise.reject(cause));
  const ada = await guard.authorize("Bearer of-ada");
  await expect(userToken(ada, { abortSignal })).rejects.toMatchObject({
    name: "OnYourDataError",
    code,
    cause,
  });
  await expect(userToken(ada, { abortSignal })).rejects.not.toThrow(/AADSTS|ECONN/);
});

it("is not what failed once whoever asked has left", async () => {
  const left = AbortSignal.abort("left");
  const { guard, userToken } = compose(() => Promise.reject(new Error("aborted")));
  const ada = await guard.authorize("Bearer of-ada");
  await expect(userToken(ada, { abortSignal: left })).rejects.toBe("left");
});
