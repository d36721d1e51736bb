import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chatApp, tenantId } from "../../../contoso.test.fixture.ts";
import type { Emulator } from "../../../emulator.ts";
import {
  create,
  createIndexingEmulator,
  documentsOf,
  finished,
  index,
  searchIdentity,
  sharedIdentity,
  sharedIdentityId,
  type ShownExecution,
} from "../indexing.test.fixture.ts";

interface Sent {
  readonly values: readonly { readonly recordId: string; readonly data: Record<string, unknown> }[];
}

type Handle = (sent: Sent, request: IncomingMessage, response: ServerResponse) => unknown;

let azure: Emulator;
let server: Server;
let uri: string;
let sent: Sent[];
let handle: Handle;

const upper: Handle = ({ values }) => ({
  values: values.map(({ recordId, data }) => ({
    recordId,
    data: { upper: String(data["text"]).toUpperCase() },
    errors: null,
    warnings: null,
  })),
});

beforeEach(async () => {
  azure = createIndexingEmulator({
    blobs: [
      { name: "a.txt", text: "one" },
      { name: "b.txt", text: "two" },
    ],
  });
  sent = [];
  handle = upper;
  server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/skill`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  const body = JSON.parse(text) as Sent;
  sent.push(body);
  const answered = await handle(body, request, response);
  if (response.writableEnded || answered === undefined) return;
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answered));
}

const skill = (change: object = {}) => ({
  "@odata.type": "#Microsoft.Skills.Custom.WebApiSkill",
  name: "upper",
  uri,
  inputs: [{ name: "text", source: "/document/content" }],
  outputs: [{ name: "upper" }],
  ...change,
});

const enrich = (change: object = {}, more: object = {}): Promise<ShownExecution> =>
  index(azure, {
    skillset: { name: "custom", skills: [skill(change)] },
    indexer: {
      skillsetName: "custom",
      outputFieldMappings: [{ sourceFieldName: "/document/upper", targetFieldName: "department" }],
      ...more,
    },
  });

const departments = async () =>
  (await documentsOf(azure))
    .map(({ department }) => String(department))
    .toSorted((a, b) => a.localeCompare(b));

/** As an API of one's own checks tokens: by the keys that the authority shows. */
const keys = () =>
  createRemoteJWKSet(new URL(`https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`), {
    [customFetch]: (url: string, init: RequestInit) => azure.fetch(new Request(url, init)),
  });

describe("a web API on this machine enriches documents", () => {
  it("of a batch at once, in the form of the documentation", async () => {
    expect(await enrich()).toMatchObject({ status: "success", warnings: [] });
    expect(sent).toEqual([
      {
        values: [
          { recordId: "0", data: { text: "one" } },
          { recordId: "1", data: { text: "two" } },
        ],
      },
    ]);
    expect(await departments()).toEqual(["ONE", "TWO"]);
    expect(azure.requests.find(({ url }) => url === uri)).toMatchObject({
      service: "outside",
      status: 200,
    });
  });

  it("some at a time, by the method and with the headers that it wants", async () => {
    const seen: unknown[] = [];
    handle = (body, { method, headers }, response) => {
      seen.push(method, headers["x-tenant"], headers.authorization);
      return upper(body, {} as IncomingMessage, response);
    };
    await enrich({ httpMethod: "PUT", httpHeaders: { "x-tenant": "contoso" }, batchSize: 1 });
    expect(sent.map(({ values }) => values.length)).toEqual([1, 1]);
    expect(seen).toEqual(["PUT", "contoso", undefined, "PUT", "contoso", undefined]);
    expect(await departments()).toEqual(["ONE", "TWO"]);
  });

  it.each([
    chatApp.identifierUri,
    `${chatApp.appId}/.default`,
    `${chatApp.identifierUri}/.default`,
  ])(
    "with a token of the search service for %s, which stands every check",
    async (authResourceId) => {
      let claims: Record<string, unknown> = {};
      handle = async (body, { headers }, response) => {
        const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
        const { payload } = await jwtVerify(token, keys(), {
          audience: chatApp.appId,
          issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
          algorithms: ["RS256"],
        });
        claims = payload;
        return upper(body, {} as IncomingMessage, response);
      };
      await enrich({ authResourceId });
      expect(claims).toMatchObject({
        oid: searchIdentity.principalId,
        azp: searchIdentity.clientId,
        tid: tenantId,
      });
      expect(await departments()).toEqual(["ONE", "TWO"]);
    },
  );

  it("with one of a user-assigned identity, and none for an API that does not exist", async () => {
    let token = "";
    handle = (body, { headers }, response) => {
      token = headers.authorization?.slice("Bearer ".length) ?? "";
      return upper(body, {} as IncomingMessage, response);
    };
    const authIdentity = {
      "@odata.type": "#Microsoft.Azure.Search.DataUserAssignedIdentity",
      userAssignedIdentity: sharedIdentityId,
    };
    await enrich({ authResourceId: chatApp.identifierUri, authIdentity });
    const { payload } = await jwtVerify(token, keys());
    expect(payload["oid"]).toBe(sharedIdentity.principalId);
    sent = [];
    const unknown = { name: "custom2", skills: [skill({ authResourceId: "api://unknown" })] };
    await create(azure, "skillsets", unknown);
    await create(azure, "indexers", {
      name: "second",
      dataSourceName: "docs",
      targetIndexName: "files",
      skillsetName: "custom2",
    });
    expect(await finished(azure, "second")).toMatchObject({
      status: "transientFailure",
      errorMessage: "Could not execute skill because the Web Api request failed.",
    });
    expect(sent).toEqual([]);
  });
});

const values = (...records: readonly object[]): void => {
  handle = () => ({ values: records });
};

describe("what comes back is judged record by record", () => {
  it("an error fails its document alone, and a warning none", async () => {
    values(
      { recordId: "1", data: { upper: "B" }, errors: null, warnings: [{ message: "odd" }] },
      { recordId: "0", data: { upper: "A" }, errors: [{ message: "broken" }], warnings: [] },
      { recordId: "7", data: { upper: "X" }, errors: null, warnings: null },
    );
    const parameters = { maxFailedItems: 1, maxFailedItemsPerBatch: 1 };
    const result = await enrich({}, { parameters });
    expect(result).toMatchObject({ status: "success", itemsProcessed: 2, itemsFailed: 1 });
    expect(result.errors).toMatchObject([
      {
        key: "https://contoso.blob.core.windows.net/docs/a.txt",
        name: "Enrichment.WebApiSkill.upper",
        errorMessage: "Could not execute skill because Web Api skill response is invalid.",
        details:
          "Web Api skill response contains errors: 'Web Api response contains both data and errors. Will not process Data.;broken'",
      },
    ]);
    expect(result.warnings).toMatchObject([
      {
        key: "https://contoso.blob.core.windows.net/docs/b.txt",
        details: "Web Api skill response contains warnings: 'odd'",
      },
    ]);
    expect(await departments()).toEqual(["B"]);
  });

  it("a record that is missing, or there twice, enriches nothing", async () => {
    const record = { recordId: "1", data: { upper: "B" }, errors: null, warnings: null };
    values(record, record);
    const { status, warnings } = await enrich();
    expect(status).toBe("success");
    const details = warnings.map((warning) => warning.details).join();
    expect(details).toContain("has 0 records");
    expect(details).toContain("has 2 records");
    expect(await departments()).toEqual(["null", "null"]);
  });

  it.each<readonly [string, number, string, string]>([
    [
      "a failure",
      500,
      '{"why":"x"}',
      `Web Api response status: 'InternalServerError', Web Api response details: '{"why":"x"}'`,
    ],
    ["a redirect", 302, "", "Web Api response status: 'Found'"],
    ["another type", 200, "<p>", "The content type 'text/plain' is not 'application/json'."],
  ])("%s fails all of them", async (_, status, body, details) => {
    handle = (_sent, _request, response) => {
      const type = status === 200 ? "text/plain" : "application/json";
      response
        .writeHead(status, { "content-type": type, location: "http://127.0.0.1:1/" })
        .end(body);
    };
    const failed = await enrich();
    expect(failed).toMatchObject({ status: "transientFailure", itemsFailed: 2 });
    expect(failed.errors[0]?.details).toContain(details);
    expect(sent).toHaveLength(1);
  });

  it("429, 502 and 503 are asked twice more", async () => {
    const statuses = [429, 502];
    handle = (body, request, response) => {
      const status = statuses.shift();
      if (status === undefined) return upper(body, request, response);
      response.writeHead(status).end();
      return undefined;
    };
    expect((await enrich()).status).toBe("success");
    expect(sent).toHaveLength(3);
  });

  it("no answer within the time is none", async () => {
    handle = () => new Promise(() => {});
    const failed = await enrich({ timeout: "PT1S" });
    expect(failed.errors[0]?.errorMessage).toBe("Skill did not execute within the time limit.");
  });

  it("nor is one from nobody", async () => {
    server.close();
    expect((await enrich()).errors[0]?.details).toContain("ECONNREFUSED");
  });
});

it("[emulator/skill-egress] nothing is sent to a host that nobody allowed", async () => {
  const failed = await enrich({ uri: "https://skills.example/run" });
  expect(failed.errors[0]).toMatchObject({
    statusCode: 403,
    details: expect.stringContaining("lets nothing out to skills.example"),
  });
});

it("to one that was allowed it goes by the proxy of the machine, over TLS", async () => {
  const asked: string[] = [];
  const proxy = createServer().on("connect", ({ url = "" }: IncomingMessage, socket: Duplex) => {
    asked.push(url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  azure = createIndexingEmulator({
    blobs: [{ name: "a.txt", text: "one" }],
    allowedHosts: ["skills.example"],
    upstreamProxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  });
  const failed = await enrich({ uri: "https://skills.example/run" });
  expect(failed.errors[0]?.details).toContain("the proxy answered 502 for skills.example:443");
  expect(asked).toEqual(["skills.example:443"]);
  proxy.close();
});

it.each([
  { uri: "http://skills.example/run" },
  { uri: "nowhere" },
  { httpMethod: "GET" },
  { httpHeaders: { Host: "other" } },
  { httpHeaders: { "Content-Type": "text/plain" } },
  { timeout: "PT5M" },
  { timeout: "PT0S" },
  { batchSize: 1001 },
  { degreeOfParallelism: 11 },
  { authIdentity: { "@odata.type": "#Other" } },
])("a Web API skill is refused with %j", async (change) => {
  expect(await create(azure, "skillsets", { name: "wrong", skills: [skill(change)] })).toBe(400);
});
