import { describe, expect, it, vi } from "vitest";
import type { GroupLookup } from "./group-lookup.ts";
import { createGuard } from "./guard.ts";
import {
  ada,
  clientId,
  createTestGuard,
  createVerifier,
  entraFetch,
  finance,
  legal,
  refusalOf,
  tenantId,
  token,
} from "./guard.test.fixture.ts";

const user = (n: number): string => `00000000-0000-4000-8000-${String(1000 + n).padStart(12, "0")}`;
const group = (n: number): string => `00000000-0000-4000-9000-${String(n).padStart(12, "0")}`;

describe("a guard", () => {
  it("lets in who holds a good token, with all groups", async () => {
    const guard = createTestGuard();
    const bearer = token({ roles: ["Reader"] });
    expect(await guard.authorize(`Bearer ${bearer}`)).toEqual({
      tenantId,
      objectId: ada,
      kind: "user",
      clientId,
      scopes: ["access_as_user"],
      roles: ["Reader"],
      groups: [finance],
    });
    expect(guard.resolve).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ objectId: ada, groups: { state: "absent" } }),
      { assertion: bearer, abortSignal: undefined },
    );
  });

  it("lets in who is in no group: such a principal sees no document (H19)", async () => {
    const guard = createTestGuard(() => Promise.resolve({ ids: [] }));
    expect((await guard.authorize(`Bearer ${token()}`)).groups).toEqual([]);
  });

  it("asks the look-up even where the token lists groups, for it knows what that list is worth", async () => {
    const guard = createTestGuard();
    const principal = await guard.authorize(`Bearer ${token({ groups: [legal] })}`);
    expect(principal.groups).toEqual([finance]);
  });

  it("keeps two users of one process apart, whichever answer comes first", async () => {
    const guard = createTestGuard(async ({ objectId }) => {
      const n = Number(objectId.slice(-12)) - 1000;
      await new Promise((resolve) => setTimeout(resolve, (n * 7) % 5));
      return { ids: [group(n)] };
    });
    const questions = Array.from({ length: 200 }, (_, n) => n % 2);
    const principals = await Promise.all(
      questions.map((n) => guard.authorize(`Bearer ${token({ oid: user(n) })}`)),
    );
    expect(principals.map(({ objectId, groups }) => [objectId, groups])).toEqual(
      questions.map((n) => [user(n), [group(n)]]),
    );
  });
});

describe("a refusal", () => {
  it.each([
    ["no header", undefined, 401, "missing_credentials", 'Bearer realm="chat"'],
    ["another scheme", "Basic YTpi", 401, "missing_credentials", 'Bearer realm="chat"'],
    [
      "two tokens",
      "Bearer a, Bearer b",
      400,
      "invalid_request",
      'Bearer realm="chat", error="invalid_request", error_description="The Authorization header must hold exactly one bearer token"',
    ],
    [
      "a text",
      "Bearer opaque",
      401,
      "invalid_token",
      'Bearer realm="chat", error="invalid_token", error_description="The access token is not accepted"',
    ],
    [
      "another audience",
      `Bearer ${token({ aud: ada })}`,
      401,
      "invalid_token",
      'Bearer realm="chat", error="invalid_token", error_description="The access token is not accepted"',
    ],
    [
      "another scope",
      `Bearer ${token({ scp: "Other" })}`,
      403,
      "insufficient_scope",
      'Bearer realm="chat", error="insufficient_scope", error_description="The access token does not grant this", scope="access_as_user"',
    ],
  ])(
    "[answer/challenge] of %s is answered with a challenge (T29, T31)",
    async (_, authorization, status, code, challenge) => {
      const guard = createTestGuard();
      const error = await refusalOf(guard.authorize(authorization));
      expect(error).toMatchObject({
        name: "GuardError",
        status,
        code,
        headers: { "www-authenticate": challenge },
        expose: true,
      });
      expect(guard.resolve).not.toHaveBeenCalled();
    },
  );

  it("asks nobody for groups before the signature is checked (T37)", async () => {
    const guard = createTestGuard();
    const [header, , signature] = token().split(".");
    const claims = Buffer.from(JSON.stringify({ oid: ada, tid: tenantId })).toString("base64url");
    await refusalOf(guard.authorize(`Bearer ${header}.${claims}.${signature}`));
    const forged = `${token().slice(0, -8)}AAAAAAAA`;
    expect(await refusalOf(guard.authorize(`Bearer ${forged}`))).toMatchObject({
      code: "invalid_token",
    });
    expect(guard.resolve).not.toHaveBeenCalled();
  });

  it("comes from a verifier of the host's own, which may be an instance of a class", async () => {
    class Verifier {
      readonly #realm = "own";
      parse(): string {
        throw Object.assign(new Error("none"), { code: "missing_credentials" });
      }
      verify(): Promise<never> {
        return Promise.reject(new Error(this.#realm));
      }
      challenge(): string {
        return `Bearer realm="${this.#realm}"`;
      }
    }
    const guard = createGuard({
      verifier: new Verifier(),
      groups: { resolve: () => Promise.resolve({ ids: [] }) },
    });
    expect(await refusalOf(guard.authorize(undefined))).toMatchObject({
      headers: { "www-authenticate": 'Bearer realm="own"' },
    });
  });

  it("[answer/challenge] carries a challenge even where the verifier has none", async () => {
    const guard = createGuard({
      verifier: { ...createVerifier(), challenge: () => undefined },
      groups: { resolve: () => Promise.resolve({ ids: [] }) },
    });
    expect(await refusalOf(guard.authorize(undefined))).toMatchObject({
      headers: { "www-authenticate": "Bearer" },
    });
  });

  it.each([
    [
      true,
      "insufficient_claims",
      'Bearer realm="chat", error="insufficient_claims", claims="eyJ9"',
    ],
    [false, "invalid_token", expect.stringContaining('error="invalid_token"')],
  ])(
    "relays a demand for claims to a client that can take it: %s (T35)",
    async (able, code, challenge) => {
      const demand = Object.assign(new Error("more"), { code: "CLAIMS_REQUIRED", claims: '{"}' });
      const guard = createTestGuard(() => Promise.reject(demand));
      const claims = able ? { xms_cc: ["cp1"] } : {};
      expect(await refusalOf(guard.authorize(`Bearer ${token(claims)}`))).toMatchObject({
        status: 401,
        code,
        headers: { "www-authenticate": challenge },
      });
    },
  );

  it.each([
    ["CONSENT_REQUIRED", 403, "CONSENT_REQUIRED"],
    ["ASSERTION_REFUSED", 401, "invalid_token"],
  ])("says what the caller can do about %s", async (code, status, expected) => {
    const guard = createTestGuard(() => Promise.reject(Object.assign(new Error("x"), { code })));
    expect(await refusalOf(guard.authorize(`Bearer ${token()}`))).toMatchObject({
      status,
      code: expected,
    });
  });
});

describe("an outage", () => {
  it.each([
    ["an error", new Error("Graph is away")],
    ["an error of status 403", Object.assign(new Error("no"), { statusCode: 403, status: 403 })],
    ["a code of RFC 6750", Object.assign(new Error("no"), { code: "insufficient_scope" })],
    [
      "a code that an object has by nature",
      Object.assign(new Error("no"), { code: "constructor" }),
    ],
    ["nothing", undefined],
    ["a text", "away"],
  ])("[trim/outage-is-503] of the look-up by %s lets nobody in", async (_, thrown) => {
    const guard = createTestGuard(() => Promise.reject(thrown));
    const error = await refusalOf(guard.authorize(`Bearer ${token({ groups: [finance] })}`));
    expect(error).toMatchObject({
      status: 503,
      code: "GROUPS_UNAVAILABLE",
      headers: { "retry-after": "5" },
      cause: thrown,
    });
    expect(error.headers).not.toHaveProperty("www-authenticate");
  });

  it.each([
    ["no set", undefined],
    ["null", null],
    ["a set without ids", {}],
    ["ids that are no list", { ids: finance }],
    ["a name", { ids: [finance, "Finance"] }],
    ["a breakout", { ids: [finance, "x') or true or ('"] }],
    ["a hole", { ids: [finance, undefined] }],
    ["a group in braces", { ids: [`{${finance}}`] }],
    ["a text without end", { ids: [finance, "x".repeat(1024 * 1024)] }],
    ["a word for everybody", { ids: ["all"] }],
    ["a star", { ids: ["*"] }],
    ["a word for nobody", { ids: ["none"] }],
    ["nothing for a group", { ids: [""] }],
    ["a letter that becomes one of the alphabet", { ids: [`${finance.slice(0, -1)}\u0130`] }],
    ["a group with more behind it", { ids: [`${finance}') or true`] }],
    ["a group with a line behind it", { ids: [`${finance}\n`] }],
    ["a group that ends early", { ids: [finance.slice(0, -1)] }],
    ["hyphens elsewhere", { ids: ["0000000-00000-4000-8000-000000000006"] }],
  ])(
    "[trim/outage-is-503] of the look-up by %s lets nobody in, not even with the rest (H10, H18, H20)",
    async (_, set) => {
      const guard = createTestGuard(() => Promise.resolve(set as { ids: string[] }));
      expect(await refusalOf(guard.authorize(`Bearer ${token()}`))).toMatchObject({
        status: 503,
        code: "GROUPS_UNAVAILABLE",
      });
    },
  );

  it("[trim/outage-is-503] of Entra's keys lets nobody in", async () => {
    const guard = createTestGuard(undefined, {
      fetch: () => Promise.resolve(new Response(null, { status: 500 })),
    });
    const error = await refusalOf(guard.authorize(`Bearer ${token()}`));
    expect(error).toMatchObject({
      status: 503,
      code: "VERIFIER_UNAVAILABLE",
      headers: { "retry-after": "1" },
    });
    expect(guard.resolve).not.toHaveBeenCalled();
  });

  it.each([
    ["an error without a code", new TypeError("bug")],
    ["an error with another code", Object.assign(new Error("x"), { code: "ECONNRESET" })],
    [
      "a demand for claims without claims",
      Object.assign(new Error("x"), { code: "insufficient_claims" }),
    ],
    ["nothing", undefined],
  ])("of a verifier by %s lets nobody in", async (_, thrown) => {
    const guard = createGuard({
      verifier: { ...createVerifier(), verify: () => Promise.reject(thrown) },
      groups: { resolve: () => Promise.resolve({ ids: [finance] }) },
    });
    expect(await refusalOf(guard.authorize(`Bearer ${token()}`))).toMatchObject({
      status: 503,
      code: "VERIFIER_UNAVAILABLE",
    });
  });

  it.each([
    ["nobody", undefined],
    ["no tenant", { tenantId: undefined }],
    ["an empty object id", { objectId: "" }],
    ["a client that is a number", { clientId: 1 }],
    ["a kind of its own", { kind: "admin" }],
    ["scopes that are a text", { scopes: "access_as_user" }],
    ["roles that are missing", { roles: undefined }],
  ])("of a verifier that returns %s lets nobody in, and asks for no groups", async (_, change) => {
    const caller = { tenantId, objectId: ada, clientId, kind: "user", scopes: [], roles: [] };
    const returned = change === undefined ? undefined : { ...caller, ...change };
    const resolve = vi.fn<GroupLookup["resolve"]>(() => Promise.resolve({ ids: [finance] }));
    const verify = () => Promise.resolve(returned as unknown as typeof caller & { kind: "user" });
    const guard = createGuard({ verifier: { ...createVerifier(), verify }, groups: { resolve } });
    expect(await refusalOf(guard.authorize(`Bearer ${token()}`))).toMatchObject({
      status: 503,
      code: "VERIFIER_UNAVAILABLE",
    });
    expect(resolve).not.toHaveBeenCalled();
  });

  it.each([
    [30, "30"],
    [0.2, "1"],
    [-1, "1"],
    [1e9, "300"],
    [Number.NaN, "5"],
    ["30", "5"],
  ])("says to come back in %s seconds as %s", async (retryAfterInSeconds, expected) => {
    const away = Object.assign(new Error("away"), { retryAfterInSeconds });
    const guard = createTestGuard(() => Promise.reject(away));
    expect(await refusalOf(guard.authorize(`Bearer ${token()}`))).toMatchObject({
      headers: { "retry-after": expected },
    });
  });
});

describe("a caller that leaves", () => {
  it("takes its signal to the verifier and to the look-up, and is no refusal", async () => {
    const leaving = new AbortController();
    const guard = createTestGuard(async (_, { abortSignal }) => {
      leaving.abort(new Error("left"));
      abortSignal?.throwIfAborted();
      return { ids: [finance] };
    });
    await expect(
      guard.authorize(`Bearer ${token()}`, { abortSignal: leaving.signal }),
    ).rejects.toThrow("left");
    expect(guard.decisions).toEqual([]);
    const gone = AbortSignal.abort(new Error("gone"));
    await expect(guard.authorize(`Bearer ${token()}`, { abortSignal: gone })).rejects.toThrow(
      "gone",
    );
    expect(guard.resolve).toHaveBeenCalledTimes(1);
  });
});

describe("the audit", () => {
  it("is told who was let in, and how the groups were found", async () => {
    const guard = createTestGuard();
    await guard.authorize(`Bearer ${token()}`);
    expect(guard.decisions).toEqual([
      {
        decision: "allowed",
        tenantId,
        objectId: ada,
        clientId,
        kind: "user",
        groupCount: 1,
        groupSource: "graph",
        durationInMs: expect.any(Number),
      },
    ]);
  });

  it("is told why somebody was refused, and nobody's name before a token was good", async () => {
    const guard = createTestGuard(() => Promise.reject(new Error("away")));
    await refusalOf(guard.authorize(undefined));
    await refusalOf(guard.authorize(`Bearer ${token({ aud: ada })}`));
    await refusalOf(guard.authorize(`Bearer ${token()}`));
    const durationInMs = expect.any(Number);
    const who = { tenantId, objectId: ada, clientId, kind: "user" };
    expect(guard.decisions).toEqual([
      { decision: "refused", code: "missing_credentials", reason: "credentials", durationInMs },
      { decision: "refused", code: "invalid_token", reason: "audience", durationInMs },
      { decision: "refused", ...who, code: "GROUPS_UNAVAILABLE", durationInMs },
    ]);
  });

  it("takes one word as a reason, and no text", async () => {
    const error = Object.assign(new Error("x"), { code: "Bearer secret\nallowed" });
    const guard = createTestGuard(() => Promise.reject(error));
    await refusalOf(guard.authorize(`Bearer ${token()}`));
    expect(guard.decisions[0]).not.toHaveProperty("reason");
  });

  it("measures by the clock that it is given", async () => {
    const times = [100, 142];
    const decisions: unknown[] = [];
    const guard = createGuard({
      verifier: createVerifier(),
      groups: { resolve: () => Promise.resolve({ ids: [] }) },
      onDecision: ({ durationInMs }) => decisions.push(durationInMs),
      now: () => times.shift() ?? 0,
    });
    await guard.authorize(`Bearer ${token()}`);
    expect(decisions).toEqual([42]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("disk full");
      },
    ],
    ["rejects", () => Promise.reject(new Error("disk full"))],
  ])("that %s keeps no record, so nobody is let in", async (_, onDecision) => {
    const guard = createGuard({
      verifier: createVerifier(),
      groups: { resolve: () => Promise.resolve({ ids: [finance] }) },
      onDecision,
    });
    expect(await refusalOf(guard.authorize(undefined))).toMatchObject({
      status: 503,
      code: "AUDIT_UNAVAILABLE",
    });
    expect(await refusalOf(guard.authorize(`Bearer ${token()}`))).toMatchObject({
      status: 503,
      code: "AUDIT_UNAVAILABLE",
    });
  });

  it("never holds a token, a group or a claim", async () => {
    const guard = createTestGuard();
    const bearer = token({ name: "canary-name", groups: [finance] });
    await guard.authorize(`Bearer ${bearer}`);
    const text = JSON.stringify(guard.decisions);
    for (const secret of [bearer, finance, "canary-name", "access_as_user"]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe("createGuard", () => {
  const verifier = createVerifier({ fetch: entraFetch });
  const groups = { resolve: () => Promise.resolve({ ids: [] }) };

  it.each([
    ["no verifier", { groups }, /createAccessTokenVerifier/],
    ["no look-up", { verifier }, /createGroupResolver/],
    ["a verifier that does not verify", { verifier: { ...verifier, verify: 1 }, groups }, /verify/],
    ["a look-up that does not resolve", { verifier, groups: {} }, /resolve/],
    ["an audit that is none", { verifier, groups, onDecision: [] }, /onDecision/],
    ["an option that is misspelt", { verifier, groups, onDecisions: () => {} }, /"onDecisions"/],
  ])("refuses %s", (_, options, message) => {
    expect(() => createGuard(options as unknown as Parameters<typeof createGuard>[0])).toThrow(
      TypeError,
    );
    expect(() => createGuard(options as unknown as Parameters<typeof createGuard>[0])).toThrow(
      message,
    );
  });
});
