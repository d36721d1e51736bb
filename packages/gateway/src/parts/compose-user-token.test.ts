import { azureCloud } from "@entrim/azure-clouds";
import type { Guard, Principal } from "@entrim/guard";
import { expect, it } from "vitest";
import type { GatewayOptions } from "../gateway-options.ts";
import { composeUserToken } from "./compose-user-token.ts";

const { signal: abortSignal } = new AbortController();

function compose(getToken: (assertion: string, scope: unknown) => Promise<{ token: string }>) {
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
  const guard: Guard = { authorize: async () => ({ objectId: "ada" }) as Principal };
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

it("has none for somebody whom another guard let in, or who came without", async () => {
  const { guard, userToken } = compose(async () => ({ token: "evil" }));
  const stranger = { objectId: "ada" } as Principal;
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
