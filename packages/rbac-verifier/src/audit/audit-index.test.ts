import { createEmulator, type Emulator, type Seed } from "@entrim/azure-emulator";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../index.ts";
import { credentialOf, httpClientOf } from "../live/local-azure.test.fixture.ts";
import { auditIndex, type AuditIndexOptions, type IndexAudit } from "./audit-index.ts";
import { formatAudit } from "./format-audit.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const subscription = `/subscriptions/${id(1)}`;
const finance = id(10);
const everybody = id(11);
const gone = id(12);
const secret = "the margin of next year";

interface Chunk {
  readonly id: string;
  readonly group_ids: readonly string[];
  readonly parent_id?: string;
}

interface SeedOptions {
  /** Whether the groups cannot be shown. */
  readonly hidden?: boolean;
  /** Whether the service trims by them. */
  readonly trimmed?: boolean;
}

function seedOf(documents: readonly Chunk[], options: SeedOptions = {}): Seed {
  const shown = options.hidden !== true;
  const identity = (name: string, number: number, graphPermissions: readonly string[] = []) => ({
    name,
    kind: "UserAssigned" as const,
    clientId: id(number),
    principalId: id(number + 100),
    graphPermissions: [...graphPermissions],
  });
  return {
    tenant: { displayName: "Contoso", domain: "contoso.example" },
    subscriptionId: id(1),
    resourceGroup: "chat",
    groups: [
      { id: finance, displayName: "Finance" },
      { id: everybody, displayName: "All of Contoso" },
    ],
    users: Array.from({ length: 5 }, (_, index) => ({
      id: id(20 + index),
      userPrincipalName: `person${index}@contoso.example`,
      displayName: `Person ${index}`,
      memberOf: index === 0 ? [everybody, finance] : [everybody],
    })),
    identities: [
      identity("auditor", 2, ["GroupMember.Read.All", "User.ReadBasic.All"]),
      identity("blind", 3),
      identity("stranger", 4),
    ],
    searchServices: [
      {
        name: "contoso",
        indexes: [
          {
            definition: {
              name: "documents",
              ...(options.trimmed === true ? { permissionFilterOption: "enabled" } : {}),
              fields: [
                { name: "id", type: "Edm.String", key: true, filterable: true, sortable: true },
                { name: "content", type: "Edm.String", searchable: true },
                { name: "parent_id", type: "Edm.String", filterable: true },
                {
                  name: "group_ids",
                  type: "Collection(Edm.String)",
                  filterable: true,
                  facetable: true,
                  retrievable: shown,
                  ...(options.trimmed === true ? { permissionFilter: "groupIds" } : {}),
                },
              ],
            },
            documents: documents.map((one) => ({ content: secret, parent_id: null, ...one })),
          },
        ],
      },
    ],
    roleAssignments: ["auditor", "blind"].map((_, index) => ({
      principalId: id(102 + index),
      role: "Search Index Data Reader",
      scope: subscription,
    })),
  };
}

function audit(
  azure: Emulator,
  options: Partial<AuditIndexOptions> = {},
  identity = "auditor",
): Promise<IndexAudit> {
  return auditIndex({
    endpoint: "https://contoso.search.windows.net",
    index: "documents",
    groupField: "group_ids",
    keyField: "id",
    parentField: "parent_id",
    credential: credentialOf(azure, identity),
    httpClient: httpClientOf(azure),
    ...options,
  });
}

/** What each rule says, by its id. */
function said({ findings }: IndexAudit): Readonly<Record<string, string>> {
  return Object.fromEntries(findings.map(({ ruleId, status }) => [ruleId, status]));
}

const clean: readonly Chunk[] = [
  { id: "a-1", group_ids: [finance], parent_id: "a" },
  { id: "a-2", group_ids: [finance], parent_id: "a" },
  { id: "b-1", group_ids: [finance, everybody], parent_id: "b" },
];

const broken: readonly Chunk[] = [
  ...clean,
  { id: "a-3", group_ids: [finance, gone], parent_id: "a" },
  { id: "c-1", group_ids: [], parent_id: "c" },
  { id: "d-1", group_ids: ["Finance"], parent_id: "d" },
  { id: "e-1", group_ids: [finance.replace("4000", "400A")], parent_id: "e" },
];

describe("auditIndex, as an identity that may query the index and read groups", () => {
  it("finds nothing where all is well", async () => {
    const result = await audit(createEmulator({ seed: seedOf(clean) }));
    expect(said(result)).toEqual({
      I01: "pass",
      I02: "pass",
      I03: "pass",
      I04: "pass",
      I05: "pass",
      I06: "pass",
    });
    expect(exitCodeOf(result.findings, { strict: true })).toBe(0);
  });

  it("tells documents without groups, strange values, deleted groups and unequal chunks", async () => {
    const result = await audit(createEmulator({ seed: seedOf(broken) }));
    expect(said(result)).toEqual({
      I01: "pass",
      I02: "fail",
      I03: "fail",
      I04: "fail",
      I05: "fail",
      I06: "pass",
    });
    const actual = Object.fromEntries(result.findings.map((one) => [one.ruleId, one.actual]));
    expect(actual).toMatchObject({
      I02: { count: 1, samples: ["c-1"] },
      I03: { count: 2, documents: ["d-1", "e-1"] },
      I04: { count: 1, samples: [gone] },
      I05: { count: 1, samples: ["a"] },
    });
    expect(exitCodeOf(result.findings)).toBe(1);
  });

  it("says who reads how much, and asks about groups of nearly everybody", async () => {
    const result = await audit(createEmulator({ seed: seedOf(clean) }), { largeGroup: 5 });
    expect(result.readers).toEqual([
      { groupId: finance, documents: 3, exists: "yes", displayName: "Finance", members: 1 },
      {
        groupId: everybody,
        documents: 1,
        exists: "yes",
        displayName: "All of Contoso",
        members: 5,
      },
    ]);
    expect(said(result)["I06"]).toBe("review");
    expect(result.findings.at(-1)?.message).toContain("All of Contoso reads 1 document");
  });

  it("[verify/audit-no-content] reads every document of a large index, page by page, and no content", async () => {
    const many = Array.from({ length: 2_345 }, (_, index) => ({
      id: `d${index}`,
      group_ids: [finance],
    }));
    const azure = createEmulator({ seed: seedOf(many) });
    const heard: number[] = [];
    const result = await audit(azure, {
      onProgress: ({ what, read }) => what === "documents" && heard.push(read),
    });
    expect(result).toMatchObject({ documents: 2_345, countedBy: "documents" });
    expect(result.readers[0]?.documents).toBe(2_345);
    expect(heard).toEqual([1_000, 2_000, 2_345]);
    const searches = azure.requests.filter(({ url }) => url.includes("/docs/search"));
    expect(searches).toHaveLength(4);
    for (const { body } of searches) expect(body).not.toContain("content");
  });

  it("[verify/audit-no-content] holds and writes no content", async () => {
    const result = await audit(createEmulator({ seed: seedOf(broken) }));
    expect(JSON.stringify(result)).not.toContain(secret);
    for (const format of ["table", "json"] as const) {
      expect(formatAudit(result, format, { all: true })).not.toContain(secret);
    }
  });
});

describe("auditIndex, where it may not see all", () => {
  it("[verify/audit-unknown] claims no group to be gone when Graph refuses to say", async () => {
    const result = await audit(createEmulator({ seed: seedOf(broken) }), {}, "blind");
    expect(said(result)).toMatchObject({ I04: "unknown", I06: "unknown", I05: "fail" });
    expect(result.readers.every(({ exists }) => exists === "unknown")).toBe(true);
  });

  it("claims no group to be gone when Graph fails, or is out of time for one", async () => {
    for (const status of [500, 403]) {
      const azure = createEmulator({ seed: seedOf(broken) });
      azure.enqueue({ service: "graph", path: `/v1.0/groups/${gone}`, status, times: 99 });
      // one after another: each has an Azure of its own
      // oxlint-disable-next-line no-await-in-loop
      const result = await audit(azure);
      expect(said(result)["I04"]).toBe("unknown");
    }
  });

  it("asks once more what Graph throttled", async () => {
    const azure = createEmulator({ seed: seedOf(broken) });
    azure.enqueue({
      service: "graph",
      path: `/v1.0/groups/${gone}`,
      status: 429,
      times: 1,
      headers: { "retry-after": "1" },
    });
    expect(said(await audit(azure))["I04"]).toBe("fail");
  });

  it("asks whether it is the right tenant when none of the groups is there", async () => {
    const result = await audit(createEmulator({ seed: seedOf([{ id: "1", group_ids: [gone] }]) }));
    expect(said(result)["I04"]).toBe("review");
  });

  it("looks groups up nowhere on request", async () => {
    const azure = createEmulator({ seed: seedOf(broken) });
    const result = await audit(azure, { groups: "none" });
    expect(said(result)).toMatchObject({ I04: "unknown", I06: "unknown" });
    expect(azure.requests.some(({ url }) => url.includes("graph"))).toBe(false);
  });

  it("[verify/audit-unknown] does not pass what was not read: documents that are missed are unknown", async () => {
    const azure = createEmulator({ seed: seedOf(clean) });
    const { sendRequest } = httpClientOf(azure);
    const result = await audit(azure, {
      httpClient: {
        // the last document of each page is lost on its way
        sendRequest: async (request) => {
          const answer = await sendRequest(request);
          if (!request.url.includes("/docs/search")) return answer;
          const page = JSON.parse(answer.bodyAsText ?? "") as { value: readonly unknown[] };
          const value = page.value.slice(0, -1);
          return { ...answer, bodyAsText: JSON.stringify({ ...page, value }) };
        },
      },
    });
    expect(said(result)).toMatchObject({
      I01: "unknown",
      I02: "unknown",
      I03: "unknown",
      I05: "unknown",
    });
    expect(exitCodeOf(result.findings, { strict: true })).toBe(3);
  });

  it("counts no document twice where pages overlap", async () => {
    const azure = createEmulator({ seed: seedOf(clean) });
    const { sendRequest } = httpClientOf(azure);
    const result = await audit(azure, {
      httpClient: {
        sendRequest: async (request) => {
          const answer = await sendRequest(request);
          if (!request.url.includes("/docs/search")) return answer;
          const page = JSON.parse(answer.bodyAsText ?? "") as { value: readonly unknown[] };
          const [first] = page.value;
          const value = page.value.map(() => first);
          return { ...answer, bodyAsText: JSON.stringify({ ...page, value }) };
        },
      },
    });
    expect(said(result)["I01"]).toBe("unknown");
    expect(result.readers.map(({ documents }) => documents)).toEqual([1]);
  });

  it("passes nothing of an index that keeps documents from whoever audits", async () => {
    const azure = createEmulator({ seed: seedOf(clean, { trimmed: true }) });
    azure.roles.grant({
      principalId: id(102),
      role: "Search Service Contributor",
      scope: subscription,
    });
    const result = await audit(azure);
    expect(result.documents).toBe(0);
    expect(said(result)).toMatchObject({ I01: "unknown", I02: "unknown", I04: "unknown" });
  });

  it("counts by facets where the groups cannot be shown, and knows nothing of chunks then", async () => {
    const azure = createEmulator({ seed: seedOf(broken, { hidden: true }) });
    const result = await audit(azure);
    expect(result.countedBy).toBe("facets");
    expect(result.readers.map(({ documents }) => documents)).toEqual([4, 1, 1]);
    expect(said(result)).toMatchObject({ I02: "fail", I03: "fail", I04: "fail", I05: "unknown" });
    expect(result.findings.find(({ ruleId }) => ruleId === "I02")?.actual).toEqual({
      count: 1,
      samples: ["c-1"],
    });
  });
});

describe("auditIndex refuses", () => {
  it("whoever may not query the index", async () => {
    const azure = createEmulator({ seed: seedOf(clean) });
    await expect(audit(azure, {}, "stranger")).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  });

  it("an index that is not there, and fields that are not there", async () => {
    const azure = createEmulator({ seed: seedOf(clean) });
    await expect(audit(azure, { index: "other" })).rejects.toMatchObject({
      code: "TARGET_MISSING",
    });
    await expect(audit(azure, { groupField: "groups" })).rejects.toMatchObject({
      code: "INVALID_EVIDENCE",
    });
  });

  it("to guess the key field when the definition may not be read", async () => {
    const { keyField: _, ...options } = {
      endpoint: "https://contoso.search.windows.net",
      index: "documents",
      groupField: "group_ids",
      keyField: "id",
    };
    const azure = createEmulator({ seed: seedOf(clean) });
    const access = { credential: credentialOf(azure, "auditor"), httpClient: httpClientOf(azure) };
    await expect(auditIndex({ ...options, ...access })).rejects.toThrow(/keyField/);
    azure.roles.grant({
      principalId: id(102),
      role: "Search Service Contributor",
      scope: subscription,
    });
    expect((await auditIndex({ ...options, ...access })).documents).toBe(3);
  });

  it.each<[string, object]>([
    ["another host", { endpoint: "https://contoso.search.windows.net.evil.example" }],
    ["plain HTTP", { endpoint: "http://contoso.search.windows.net" }],
    ["a path", { endpoint: "https://contoso.search.windows.net/indexes" }],
    ["an index that is a path", { index: "../indexes" }],
    ["a field that is a filter", { groupField: "a/any() or true" }],
    ["a key field that is two", { keyField: "id,content" }],
    ["a threshold that is none", { largeGroup: 0 }],
    ["samples that are none", { samples: 0.5 }],
    ["another directory", { groups: "ldap" as "graph" }],
    ["an option that is misspelt", { keyfield: "id" }],
  ])("%s", async (_, options) => {
    const azure = createEmulator({ seed: seedOf(clean) });
    await expect(audit(azure, options)).rejects.toThrow(TypeError);
    expect(azure.requests).toEqual([]);
  });
});

describe("formatAudit", () => {
  it("lists who reads what, then what is wrong, and ends with the verdict", async () => {
    const result = await audit(createEmulator({ seed: seedOf(broken) }));
    const lines = formatAudit(result, "table").trimEnd().split("\n");
    expect(lines[0]).toBe(
      "https://contoso.search.windows.net/indexes/documents: 7 documents, read one by one",
    );
    expect(lines).toContain(`        4         1  Finance  ${finance}`);
    expect(lines).toContain(`        1      gone  ${gone}`);
    expect(lines).toContain("    ! I02 document-groups  1 document has no groups, as c-1");
    expect(lines.at(-1)).toMatch(/^Not ready: 2 errors, 2 warnings/);
  });

  it("writes JSON for programs, and nothing else", async () => {
    const result = await audit(createEmulator({ seed: seedOf(clean) }));
    expect(JSON.parse(formatAudit(result, "json"))).toMatchObject({
      schema: "entrim.audit/1",
      documents: 3,
      summary: { verdict: "ready" },
    });
    expect(() => formatAudit(result, "html" as "json")).toThrow(TypeError);
  });

  it("writes findings for code scanning and build servers, at the address of the index", async () => {
    const result = await audit(createEmulator({ seed: seedOf(broken) }));
    const sarif = JSON.parse(formatAudit(result, "sarif")) as {
      runs: [{ results: { locations: [{ physicalLocation: { artifactLocation: unknown } }] }[] }];
    };
    expect(sarif.runs[0].results).toHaveLength(4);
    expect(sarif.runs[0].results[0]?.locations[0].physicalLocation.artifactLocation).toEqual({
      uri: "azure/contoso.search.windows.net/indexes/documents.json",
    });
    const junit = formatAudit(result, "junit");
    expect(junit).toContain('classname="contoso.search.windows.net/indexes/documents"');
    expect(junit).toContain('failures="4"');
    for (const text of [JSON.stringify(sarif), junit]) expect(text).not.toContain(secret);
  });

  it("takes severities and what is accepted", async () => {
    const result = await audit(createEmulator({ seed: seedOf(broken) }), {
      rules: { I03: "info", "chunk-groups": "off" },
      suppressions: [{ rule: "I04", reason: "being moved", until: "2099-01-31" }],
    });
    expect(said(result)).not.toHaveProperty("I05");
    expect(said(result)["I04"]).toBe("suppressed");
    const severityOf = (rule: string) =>
      result.findings.find(({ ruleId }) => ruleId === rule)?.severity;
    expect(severityOf("I03")).toBe("info");
    await expect(
      audit(createEmulator({ seed: seedOf(clean) }), { rules: { I99: "off" } }),
    ).rejects.toThrow(/no rule I99/);
  });
});
