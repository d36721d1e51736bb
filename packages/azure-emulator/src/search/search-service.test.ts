import { beforeEach, describe, expect, it } from "vitest";
import { contoso } from "../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../emulator.ts";
import {
  ask,
  chatIdentity,
  createSearchEmulator,
  documents,
  idsOf,
  origin,
  otherIdentity,
  scope,
} from "./search.test.fixture.ts";

let azure: Emulator;
beforeEach(() => {
  azure = createSearchEmulator();
});

const searchPath = "/indexes/documents/docs/search";
const post = { method: "POST", body: {} };

describe("who may ask", () => {
  it("[emulator/keys-refused] no API key, not even beside a token", async () => {
    const headers = { "api-key": "secret" };
    const { status, headers: answered } = await ask(azure, searchPath, { ...post, headers });
    expect(status).toBe(401);
    expect(answered.get("www-authenticate")).toContain("https://search.azure.com");
    expect((await ask(azure, `${searchPath}?api-key=secret`, post)).status).toBe(401);
  });

  it("no request without a token, or with one for another audience", async () => {
    const token = await azure.issueToken({
      identity: chatIdentity.name,
      scope: "https://graph.microsoft.com/.default",
    });
    const answers = await Promise.all(
      [{}, { authorization: "Bearer x" }, { authorization: `Bearer ${token}` }].map((headers) =>
        azure.fetch(
          new Request(`${origin}/indexes/documents/docs?api-version=2026-04-01`, { headers }),
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    for (const { headers } of answers) expect(headers.get("www-authenticate")).toMatch(/^Bearer /);
  });

  it("[emulator/roles-enforced] nobody without a role, and each role for its own only", async () => {
    const attempts = {
      search: () => ask(azure, searchPath, { ...post, identity: otherIdentity.name }),
      lookUp: () => ask(azure, "/indexes('documents')/docs('travel')", as),
      upload: () =>
        ask(azure, "/indexes/documents/docs/index", {
          ...as,
          method: "POST",
          body: { value: [{ id: "new" }] },
        }),
      define: () => ask(azure, "/indexes/documents", as),
    };
    const as = { identity: otherIdentity.name };
    const statuses = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(attempts).map(async ([name, run]) => [name, (await run()).status]),
        ),
      );
    expect(await statuses()).toEqual({ search: 403, lookUp: 403, upload: 403, define: 403 });
    const { principalId } = otherIdentity;

    azure.roles.grant({ principalId, role: "Search Index Data Reader", scope });
    expect(await statuses()).toEqual({ search: 200, lookUp: 200, upload: 403, define: 403 });
    azure.roles.revoke({ principalId });

    azure.roles.grant({ principalId, role: "Search Service Contributor", scope });
    expect(await statuses()).toEqual({ search: 403, lookUp: 403, upload: 403, define: 200 });
    azure.roles.revoke({ principalId });

    azure.roles.grant({ principalId, role: "Search Index Data Contributor", scope });
    expect(await statuses()).toEqual({ search: 200, lookUp: 200, upload: 200, define: 403 });
  });

  it("a role may be for one index", async () => {
    const { principalId, name } = otherIdentity;
    const service = `${scope}/providers/Microsoft.Search/searchServices/contoso`;
    azure.roles.grant({
      principalId,
      role: "Search Index Data Reader",
      scope: `${service}/indexes/others`,
    });
    expect((await ask(azure, searchPath, { ...post, identity: name })).status).toBe(403);
    azure.roles.grant({
      principalId,
      role: "Search Index Data Reader",
      scope: `${service}/indexes/documents`,
    });
    expect((await ask(azure, searchPath, { ...post, identity: name })).status).toBe(200);
  });
});

describe("how it is asked", () => {
  it.each([
    "/indexes('documents')/docs/search.post.search",
    "/indexes/documents/docs/search",
    "/indexes('documents')/docs/search",
    "/indexes/documents/docs/search.post.search",
  ])("POST %s", async (path) => {
    const { body } = await ask(azure, path, { method: "POST", body: { search: "train" } });
    expect(body.value).toMatchObject([{ id: "travel" }]);
  });

  it.each([
    "/indexes/documents/docs?search=train&$select=id&$filter=pages gt 1&$count=true",
    "/indexes('documents')/docs?search=train&%24select=id&%2524filter=pages gt 1&$count=true",
  ])("GET %s", async (path) => {
    const { body } = await ask(azure, path);
    expect(body).toEqual({
      "@odata.count": 1,
      value: [{ "@search.score": expect.any(Number), id: "travel" }],
    });
  });

  it.each(["/indexes('documents')/docs('travel')", "/indexes/documents/docs/travel"])(
    "GET %s",
    async (path) => {
      expect((await ask(azure, `${path}?$select=id`)).body).toEqual({ id: "travel" });
    },
  );

  it("is counted", async () => {
    const { headers, body } = await ask(azure, "/indexes/documents/docs/$count");
    expect(headers.get("content-type")).toMatch(/^text\/plain/);
    expect(body["text"]).toBe("4");
  });

  it.each([
    ["", /api-version.*missing/],
    ["2015-02-28", /'2015-02-28' is not supported/],
    ["2026-04-02", /not supported/],
  ])("with the api-version %j it is a bad request", async (version, message) => {
    const { status, body } = await ask(azure, "/indexes/documents", { version });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(message);
  });

  it("answers for paths, methods and bodies that do not exist", async () => {
    expect((await ask(azure, "/indexes/nothing/docs/$count")).body.error.message).toBe(
      "The index 'nothing' for service 'contoso' was not found.",
    );
    expect((await ask(azure, "/indexes/documents/docs/nothing")).status).toBe(404);
    expect((await ask(azure, "/nothing")).status).toBe(404);
    expect((await ask(azure, "/agents")).status).toBe(404);
    expect((await ask(azure, "/indexes/documents", { method: "PATCH" })).status).toBe(405);
    const headers = { "content-type": "text/plain" };
    expect((await ask(azure, searchPath, { ...post, headers })).status).toBe(415);
    expect((await ask(azure, searchPath, { method: "POST", body: [] })).status).toBe(400);
  });

  it.each(["x-ms-query-source-authorization", "x-ms-enable-elevated-read"])(
    "with the header %s it is a bad request, for nobody would heed it",
    async (name) => {
      const answer = await ask(azure, searchPath, { ...post, headers: { [name]: "true" } });
      expect(answer.status).toBe(400);
      expect(answer.body.error).toEqual({ code: "", message: `Invalid header: '${name}'` });
    },
  );

  it("gives the client's request id back", async () => {
    const headers = {
      "x-ms-client-request-id": "id-1",
      accept: "application/json;odata.metadata=none",
    };
    const answer = await ask(azure, "/indexes/documents/docs", { headers });
    expect(answer.headers.get("x-ms-client-request-id")).toBe("id-1");
    expect(answer.headers.get("request-id")).toBe("id-1");
    expect(answer.headers.get("content-type")).toBe("application/json; odata.metadata=none");
  });
});

const seedOf =
  (definition: unknown, stored: readonly Record<string, unknown>[] = []) =>
  () =>
    createEmulator({
      seed: {
        ...contoso,
        searchServices: [
          { name: "contoso", indexes: [{ definition: definition as never, documents: stored }] },
        ],
      },
    });

describe("the seed", () => {
  it("is refused where the service would refuse it, with the place", () => {
    expect(seedOf({ name: "documents", fields: [{ name: "id", type: "Edm.String" }] })).toThrow(
      /index "documents" of the search service "contoso".*Found 0 key fields/,
    );
    expect(seedOf(documents, [{ id: "1", pages: "many" }])).toThrow(/'pages'.*Edm.Int32/);
  });

  it("starts an index of its own for each emulator", async () => {
    const body = { value: [{ "@search.action": "delete", id: "travel" }] };
    await ask(azure, "/indexes/documents/docs/index", { method: "POST", body });
    expect(await idsOf(azure, { search: "train" })).toEqual([]);
    expect(await idsOf(createSearchEmulator(), { search: "train" })).toEqual(["travel"]);
  });
});
