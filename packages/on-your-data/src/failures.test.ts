import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { searchEndpoint } from "./azure.test.fixture.ts";
import { createSearchRetriever } from "./azure.ts";
import { bodyOf, startServer, type LocalServer } from "./server.test.fixture.ts";

let server: LocalServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.azure.close());

describe("a failure", () => {
  const secret = "canary of the upstream";

  it.each([
    ["contoso.search", 403, "UPSTREAM_FAILED"],
    ["contoso.search", 404, "UPSTREAM_FAILED"],
    ["contoso.search", 500, "UPSTREAM_FAILED"],
    ["contoso.search", 302, "UPSTREAM_FAILED"],
    ["contoso.search", 503, "UPSTREAM_UNAVAILABLE"],
    ["contoso.openai", 401, "UPSTREAM_FAILED"],
    ["contoso.openai", 400, "UPSTREAM_FAILED"],
    ["contoso.openai", 429, "UPSTREAM_UNAVAILABLE"],
  ])(
    "[answer/no-upstream-detail] at %s with %i is %s, and says no more",
    async (at, status, code) => {
      server.azure.fault = {
        at,
        status,
        body: JSON.stringify({ error: { message: secret } }),
        headers: { "retry-after": "999999999", location: "https://evil.example" },
      };
      const errors = await Promise.all(
        [false, true].map((stream) =>
          server.ask(bodyOf({}, { stream })).then(String, (thrown: Error) => thrown),
        ),
      );
      const retryAfterInSeconds = status === 503 || status === 429 ? 60 : undefined;
      expect(errors).toMatchObject([
        { name: "OnYourDataError", code, retryAfterInSeconds },
        { name: "OnYourDataError", code, retryAfterInSeconds },
      ]);
      expect(errors.map(String).join("\n")).not.toMatch(/canary|search|openai|\d{3}/);
      expect(server.azure.requests.every(({ host }) => host.startsWith("contoso."))).toBe(true);
    },
  );

  it.each([403, 404, 500])(
    "of the search, as of %i, is answered as the service did by choice",
    async (status) => {
      const compatible = await startServer({}, { failedSearchStatus: 400 });
      compatible.azure.fault = { at: "contoso.search", status, body: secret };
      const response = await compatible.ask(bodyOf());
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({
        error: {
          requestid: response.headers.get("apim-request-id"),
          code: 400,
          message: expect.stringMatching(
            /^Invalid AzureCognitiveSearch configuration detected: Call to get Azure Search index failed\. /,
          ) as string,
        },
      });
      for (const [at, code] of [
        ["contoso.openai", "UPSTREAM_FAILED"],
        ["contoso.search", "UPSTREAM_UNAVAILABLE"],
      ] as const) {
        compatible.azure.fault = { at, status: code === "UPSTREAM_FAILED" ? 500 : 503 };
        // oxlint-disable-next-line no-await-in-loop -- one server, one fault at a time
        await expect(compatible.ask(bodyOf())).rejects.toMatchObject({ code });
      }
      await compatible.azure.close();
    },
  );

  it("of the content filter is the request's own", async () => {
    const error = { code: "content_filter", message: "canary", innererror: { canary: true } };
    server.azure.fault = { at: "contoso.openai", status: 400, body: JSON.stringify({ error }) };
    const response = await server.ask(bodyOf());
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        message:
          "The prompt was filtered by the content management policy. Please modify your prompt and retry.",
        type: null,
        param: "prompt",
        code: "content_filter",
        status: 400,
      },
    });
  });

  it.each([
    ["contoso.search", 403, {}, "Search Index Data Reader"],
    ["contoso.openai", 401, { code: "PermissionDenied" }, "Cognitive Services OpenAI User"],
    ["contoso.openai", 403, { message: "Public access is disabled." }, "private endpoint"],
  ])(
    "of Azure at %s with %i %o says in its cause what to do",
    async (at, status, error, remedy) => {
      server.azure.fault = { at, status, body: JSON.stringify({ error }) };
      await expect(server.ask(bodyOf())).rejects.toMatchObject({
        message: "A service that is needed gave no usable answer.",
        cause: { message: expect.stringContaining(remedy) as string },
      });
    },
  );

  it.each([
    [400, '{"error":{"code":"InvalidRequestParameter","message":"canary"}}', "HTTP 400 InvalidReq"],
    [500, '{"error":{"code":"canary in a sentence","message":"canary"}}', "HTTP 500"],
    [500, "canary", "HTTP 500"],
    [200, "canary", "The answer is not valid JSON"],
  ])(
    "[log/no-upstream-words] of Azure with %i %s says nothing of the body in any of its causes",
    async (status, body, said) => {
      for (const at of ["contoso.search", "contoso.openai"]) {
        server.azure.fault = { at, status, body };
        // oxlint-disable-next-line no-await-in-loop -- one server, one fault at a time
        const failure: unknown = await server.ask(bodyOf()).catch((error: unknown) => error);
        expect(inspect(failure)).toContain(said);
        expect(inspect(failure)).not.toContain("canary");
      }
    },
  );

  it("on the way to Azure says in its cause what to do", async () => {
    const { credential } = server.azure;
    const cause = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    const httpClient = { sendRequest: () => Promise.reject(cause) };
    const lost = await startServer({
      retrieve: createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient }),
    });
    await expect(lost.ask(bodyOf())).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      message: "A service that is needed cannot be reached.",
      cause: { message: expect.stringContaining("private DNS zone") as string, cause },
    });
    await lost.azure.close();
  });

  it("in the index that hides who may read is named, with its remedy", async () => {
    server.azure.fault = {
      at: "contoso.search",
      status: 400,
      body: "The field 'group_ids' in the search field list is not retrievable",
    };
    await expect(server.ask(bodyOf())).rejects.toMatchObject({ code: "SECURITY_FIELD_MISSING" });
  });

  it("of one of several searches fails all, unless part of them is enough", async () => {
    server.azure.intents = ["leave", "travel"];
    server.azure.fault = {
      at: "contoso.search",
      status: 500,
      when: (body) => body.includes("travel"),
    };
    await expect(server.ask(bodyOf())).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    const partial = await server.ask(bodyOf({ allow_partial_result: true }));
    expect(await partial.text()).toContain("Leave policy");
    server.azure.fault = { at: "contoso.search", status: 500 };
    await expect(server.ask(bodyOf({ allow_partial_result: true }))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
    });
  });

  it("of one of several searches cancels the others", async () => {
    const cancelled: unknown[] = [];
    const failing = await startServer({
      retrieve: async ({ text }, { abortSignal }) => {
        if (text === "travel") throw new Error("down");
        return new Promise((_, reject) => {
          abortSignal.addEventListener("abort", () => {
            cancelled.push(text);
            reject(new Error("cancelled"));
          });
        });
      },
    });
    failing.azure.intents = ["leave", "travel"];
    await expect(failing.ask(bodyOf())).rejects.toThrow("down");
    expect(cancelled).toEqual(["leave"]);
    await failing.azure.close();
  });

  it("of the search is never an answer without documents", async () => {
    server.azure.fault = { at: "contoso.search", status: 500 };
    await expect(server.ask(bodyOf({ in_scope: false }))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
    });
    expect(server.azure.of("openai")).toHaveLength(1);
  });
});
