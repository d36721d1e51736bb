import { explainAccess, restrictToGroups } from "@entrim/group-filter";
import { beforeEach, describe, expect, it } from "vitest";
import { searchEndpoint } from "./azure.test.fixture.ts";
import { createSearchRetriever } from "./azure.ts";
import { emulateAzure, type EmulatedAzure } from "./emulated-azure.test.fixture.ts";
import { createExplainHandler } from "./explain-handler.ts";
import { createExplainer } from "./explainer.ts";
import type { OnYourDataHandler } from "./on-your-data-handler.ts";
import { finance, leavePolicy, memberOf, sales, salesPlan } from "./server.test.fixture.ts";
import type { Reader } from "./steps/second-check.ts";

const ada = "00000000-0000-4000-8000-000000000010";
const eve = "00000000-0000-4000-8000-000000000011";

interface Colleague extends Reader {
  readonly roles: readonly string[];
}

let emulated: EmulatedAzure;
let handler: OnYourDataHandler<Colleague>;

beforeEach(() => {
  emulated = emulateAzure();
  const { credential, httpClient } = emulated;
  const explain = createExplainer<Colleague>({
    retrieve: createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient }),
    restrict: restrictToGroups({ field: "group_ids" }),
    dataSources: [{ endpoint: searchEndpoint, indexName: "documents", groupField: "group_ids" }],
    explainAccess,
  });
  handler = createExplainHandler(explain, {
    isOperator: ({ roles }) => roles.includes("Operator"),
    readerOf: async (user) => ({ ...memberOf(...(user === ada ? [finance] : [])), roles: [] }),
  });
});

async function ask(body: object | undefined, roles = ["Operator"]): Promise<Response> {
  const request = new Request("https://app.example/explain", {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return handler(request, { principal: { ...memberOf(finance), roles } });
}

describe("an explanation", () => {
  it("names the groups that counted, the filter that was sent, and what was found for it", async () => {
    const response = await ask({ user: ada, question: "leave" });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      indexName: "documents",
      groups: [finance],
      filter: expect.stringContaining(finance) as string,
      found: [
        {
          title: "Leave policy",
          filepath: "leave-policy.pdf",
          chunkId: "0",
          groups: [finance],
          allowed: true,
          through: [finance],
          reason: "GROUP_IN_COMMON",
        },
      ],
      picked: [],
    });
    const { filter } = JSON.parse(emulated.of("search")[0]?.body ?? "") as { filter: string };
    expect(filter).toContain(finance);
  });

  it("says why a document is not found", async () => {
    const response = await ask({ user: ada, documents: "filepath eq 'plan.md'" });
    expect(await response.json()).toMatchObject({
      picked: [
        { filepath: "plan.md", groups: [sales], allowed: false, reason: "NO_GROUP_IN_COMMON" },
      ],
    });
  });

  it("says so if somebody may read nothing, and then nothing was sent", async () => {
    const response = await ask({ user: eve, question: "leave" });
    expect(await response.json()).toMatchObject({ groups: [], filter: null, found: [] });
    expect(emulated.of("search")).toEqual([]);
  });

  it("shows no content", async () => {
    const text = await (await ask({ user: ada, documents: "id ne 'x'" })).text();
    expect(text).toContain("Sales plan");
    for (const { content, url } of [leavePolicy, salesPlan]) {
      expect(text).not.toContain(content);
      expect(text).not.toContain(url);
    }
  });

  it("[explain/operators-only] is for operators only, before anything is read or looked up", async () => {
    await expect(ask({ user: ada }, ["Reader"])).rejects.toMatchObject({ code: "OPERATOR_ONLY" });
    await expect(ask(undefined, [])).rejects.toMatchObject({ code: "OPERATOR_ONLY" });
    expect(emulated.azure.requests).toEqual([]);
  });

  it("answers a body that is too large with 413, and looks nobody up", async () => {
    const response = await ask({ user: ada, question: "x".repeat(65_536) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: "BODY_TOO_LARGE" } });
    expect(emulated.azure.requests).toEqual([]);
  });

  it("is not given on the promise of an answer", async () => {
    const promising = createExplainHandler<Colleague>(async () => expect.unreachable(), {
      isOperator: (async () => false) as never,
      readerOf: async () => expect.unreachable(),
    });
    const request = new Request("https://app.example/explain", { method: "POST" });
    await expect(
      promising(request, { principal: { ...memberOf(), roles: [] } }),
    ).rejects.toMatchObject({ code: "OPERATOR_ONLY" });
  });

  it.each([
    undefined,
    {},
    [],
    { user: "ada" },
    { user: ada, question: 1 },
    { user: ada, groups: finance },
    { user: ada, __proto__x: "" },
  ])("is not given for %j", async (body) => {
    await expect(ask(body)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    expect(emulated.azure.requests).toEqual([]);
  });

  it("[pin/endpoint-and-index] is of the configured indexes only", async () => {
    await expect(ask({ user: ada, indexName: "payroll" })).rejects.toMatchObject({
      code: "INDEX_NOT_FOUND",
    });
  });

  it("is not offered without saying to whom", () => {
    expect(() => createExplainHandler(async () => expect.unreachable(), {} as never)).toThrow(
      /isOperator/,
    );
  });
});
