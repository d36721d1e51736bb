import { Readable } from "node:stream";
import {
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  RestError,
  type AddPipelineOptions,
  type PipelineRequestOptions,
} from "@azure/core-rest-pipeline";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  challenge,
  createGate,
  host,
  numberingCredential,
  revocation,
  scope,
  startService,
} from "./service.test.fixture.ts";
import type { FakeService, NumberingCredential } from "./service.test.fixture.ts";
import { isTokenCredentialPolicyError } from "./token-credential-policy-error.ts";
import {
  tokenCredentialPolicy,
  tokenCredentialPolicyName,
  type TokenCredentialPolicyOptions,
} from "./token-credential-policy.ts";

let service: FakeService;
let credential: NumberingCredential;

beforeEach(async () => {
  service = await startService();
  credential = numberingCredential();
});
afterEach(async () => {
  vi.useRealTimers();
  await service[Symbol.asyncDispose]();
});

/** The pipeline that every Azure SDK client has, with the policy in it. */
const createPipeline = (place: AddPipelineOptions = { phase: "Sign" }, options = {}) => {
  const pipeline = createPipelineFromOptions({ retryOptions: { retryDelayInMs: 1 } });
  const policy: TokenCredentialPolicyOptions = { credential, scopes: scope, allowedHosts: [host] };
  pipeline.addPolicy(tokenCredentialPolicy({ ...policy, ...options }), place);
  return {
    send: (request: Partial<PipelineRequestOptions> = {}) =>
      pipeline.sendRequest(
        service.httpClient,
        createPipelineRequest({ url: `https://${host}/indexes`, ...request }),
      ),
  };
};

const authorizations = () => service.requests.map(({ headers }) => headers.authorization);
const nothingHappened = () => {
  expect(credential.asked).toEqual([]);
  expect(service.requests).toEqual([]);
  expect(service.strayed).toEqual([]);
};

describe("tokenCredentialPolicy", () => {
  it("has its name", () => {
    const policy = tokenCredentialPolicy({ credential, scopes: scope, allowedHosts: [host] });
    expect(policy.name).toBe(tokenCredentialPolicyName);
  });

  it("puts the credential's token in place of any other", async () => {
    const { send } = createPipeline();
    const headers = createHttpHeaders({ authorization: "Bearer of-the-user" });
    const { status } = await send({ headers });
    expect(status).toBe(200);
    expect(authorizations()).toEqual(["Bearer token-1"]);
  });

  it.each(["https://evil.example/", `https://${host}:8443/`, `https://user@${host}/`])(
    "[egress/host-before-token] asks for no token on behalf of %s",
    async (url) => {
      const error: unknown = await createPipeline()
        .send({ url })
        .catch((caught) => caught);
      expect(isTokenCredentialPolicyError(error) && error.code).toBe("HOST_NOT_ALLOWED");
      nothingHappened();
    },
  );

  it("[egress/tls-only] asks for no token to send it in the clear, even where the client allows it", async () => {
    const request = { url: `http://${host}/`, allowInsecureConnection: true };
    await expect(createPipeline().send(request)).rejects.toMatchObject({ code: "TLS_REQUIRED" });
    nothingHappened();
  });

  it("[inbound/key-never-authenticates] sends no request that carries a key", async () => {
    const headers = createHttpHeaders({ "api-key": "secret" });
    await expect(createPipeline().send({ headers })).rejects.toMatchObject({ code: "KEY_REFUSED" });
    nothingHappened();
  });

  it.each([301, 307])("[egress/no-redirect-leak] follows no %i", async (status) => {
    service.answers.push({ status, headers: { location: `https://${host}/elsewhere` } });
    await expect(createPipeline().send()).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    service.answers.push({ status, headers: { location: "https://evil.example/" } });
    await expect(createPipeline().send()).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    expect(service.requests).toHaveLength(2);
    expect(service.strayed).toEqual([]);
  });

  it("[egress/no-redirect-leak] lets its token follow no redirect where it was put outside of the retries", async () => {
    service.answers.push({ status: 307, headers: { location: `https://${host}/elsewhere` } });
    await createPipeline({}).send();
    expect(authorizations()).toEqual(["Bearer token-1", undefined]);
  });

  it("reads the token anew for each retry", async () => {
    let issued = 0;
    const shortLived = {
      getToken: () =>
        Promise.resolve({ token: `short-${++issued}`, expiresOnTimestamp: Date.now() + 1000 }),
    };
    service.answers.push({ status: 503 });
    const { status } = await createPipeline({ phase: "Sign" }, { credential: shortLived }).send();
    expect(status).toBe(200);
    expect(authorizations()).toEqual(["Bearer short-1", "Bearer short-2"]);
  });

  it.each(["base64", "base64url"] as const)(
    "answers a claims challenge in %s once",
    async (encoding) => {
      service.answers.push(challenge(revocation, encoding));
      const { send } = createPipeline();
      const { status } = await send({ method: "POST", body: "text" });
      expect(status).toBe(200);
      expect(service.requests.map(({ body }) => body)).toEqual(["text", "text"]);
      expect(credential.asked.map((asked) => asked.claims)).toEqual([undefined, revocation]);
      service.answers.push(challenge(revocation), challenge(revocation));
      const again = await send();
      expect(again.status).toBe(401);
      expect(service.requests).toHaveLength(4);
    },
  );

  it("takes no token for an answer to a challenge that was asked for before the challenge", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { send } = createPipeline();
    await send();
    vi.setSystemTime(Date.now() + 57 * 60_000);
    const { opened, open } = createGate();
    credential.next.push(opened);
    service.revoked = "token-1";
    // starts a refresh in the background, and is challenged while it is under way
    const challenged = send();
    await expect.poll(() => service.requests.length).toBe(2);
    open();
    expect((await challenged).status).toBe(200);
    expect(authorizations()).toEqual(["Bearer token-1", "Bearer token-1", "Bearer token-3"]);
    expect(credential.asked.map(({ claims }) => claims)).toEqual([
      undefined,
      undefined,
      revocation,
    ]);
  });

  it("answers a challenge that an inner policy has turned into an error", async () => {
    service.answers.push(challenge(revocation));
    const policy = tokenCredentialPolicy({ credential, scopes: scope, allowedHosts: [host] });
    const request = createPipelineRequest({ url: `https://${host}/` });
    const { status } = await policy.sendRequest(request, async (sent) => {
      const response = await service.httpClient.sendRequest(sent);
      if (response.status === 200) return response;
      throw new RestError("refused", { response });
    });
    expect(status).toBe(200);
    expect(authorizations()).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  it("hands on a 401 that no other token would change", async () => {
    const same = { getToken: () => Promise.resolve({ token: "same", expiresOnTimestamp: 9e15 }) };
    service.answers.push(challenge(revocation));
    const { send } = createPipeline({ phase: "Sign" }, { credential: same });
    expect((await send()).status).toBe(401);

    service.answers.push(challenge(revocation));
    const body = Readable.from(["text"]);
    expect((await createPipeline().send({ method: "POST", body })).status).toBe(401);
    expect(service.requests).toHaveLength(2);
  });

  it("fails with a code of its own when the credential gives no token", async () => {
    const { send } = createPipeline();
    const cause = new Error("no identity here");
    credential.next.push(Promise.reject(cause));
    await expect(send()).rejects.toMatchObject({ code: "TOKEN_UNAVAILABLE", cause });
    expect(service.requests).toEqual([]);
  });

  it("stops waiting for a token when the request is aborted", async () => {
    credential.next.push(new Promise(() => undefined));
    const abortSignal = AbortSignal.timeout(10);
    await expect(createPipeline().send({ abortSignal })).rejects.toMatchObject({
      name: expect.stringMatching(/AbortError|TimeoutError/),
    });
  });

  it("[keys/setting-refused] refuses a key in place of a credential", () => {
    expect(() => createPipeline({}, { credential: { key: "secret" } })).toThrow(
      /use a credential of @azure\/identity/,
    );
    expect(() => createPipeline({}, { apiKey: "secret" })).toThrow(/keys are refused/);
  });
});
