import { createAccessTokenVerifier } from "@entrim/access-token";
import { afterAll, describe, expect, it } from "vitest";
import { createLocalAzure, openaiEndpoint, principalId } from "../local-azure.test.fixture.ts";
import { createPreprocessingSkill, type PreprocessingSkillOptions } from "./preprocessing-skill.ts";

const { credential, fetch } = createLocalAzure();
const appId = "00000000-0000-4000-8000-000000000007";

/** Knows one token, as an identity's with that object id. */
const verifierOf = (caller: object): PreprocessingSkillOptions["verifier"] => ({
  parse: (authorization) => (authorization ?? "").replace("Bearer ", ""),
  verify: (token) =>
    token === "good"
      ? Promise.resolve({ kind: "app", objectId: principalId, ...caller } as never)
      : Promise.reject(new Error("invalid token")),
});

const skillOf = (
  options: Partial<PreprocessingSkillOptions> = {},
): ReturnType<typeof createPreprocessingSkill> =>
  createPreprocessingSkill({
    verifier: verifierOf({}),
    callers: [principalId.toUpperCase()],
    ...options,
  });

const skill = skillOf();
afterAll(() => skill.close());

const file = (text: string): object => ({
  $type: "file",
  data: Buffer.from(text).toString("base64"),
});

async function call(
  values: unknown,
  { to = skill, token = "good", method = "POST" } = {},
): Promise<{
  status: number;
  body: { values: { recordId: string; data: { chunks?: object[] }; errors: unknown }[] };
}> {
  const request = new Request("https://chat.contoso.example/skill", {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    // oxlint-disable-next-line no-invalid-fetch-options -- it is never GET
    body: typeof values === "string" ? values : JSON.stringify({ values }),
  });
  const response = await to(request);
  return { status: response.status, body: (await response.json()) as never };
}

describe("createPreprocessingSkill", () => {
  it("answers each record, with an error of its own where there is one", async () => {
    const { status, body } = await call([
      { recordId: "1", data: { name: "hr/leave.md", file_data: file("# Leave\n25 days.") } },
      { recordId: "2", data: { name: "b.pdf", file_data: file("no pdf") } },
      { recordId: "3", data: { name: "c.md", file_data: { url: "https://evil.example/" } } },
      { recordId: "4", data: {} },
    ]);
    expect(status).toBe(200);
    expect(body.values).toEqual([
      {
        recordId: "1",
        data: {
          chunks: [{ chunk_id: "0", title: "Leave", content: "Leave\n\n25 days." }],
        },
        errors: null,
        warnings: null,
      },
      {
        recordId: "2",
        data: {},
        errors: [{ message: "DOCUMENT_MALFORMED: The document is no readable PDF." }],
        warnings: null,
      },
      {
        recordId: "3",
        data: {},
        errors: [{ message: "The input file_data is no file." }],
        warnings: null,
      },
      {
        recordId: "4",
        data: {},
        errors: [{ message: "The input name is missing." }],
        warnings: null,
      },
    ]);
  });

  it("makes vectors where a deployment is named", async () => {
    const vectors = skillOf({
      embedding: { endpoint: openaiEndpoint, deployment: "embeddings", credential },
      fetch,
    });
    const { body } = await call(
      [{ recordId: "1", data: { name: "a.md", file_data: file("Leave") } }],
      { to: vectors },
    );
    expect(body.values[0]?.data.chunks).toEqual([
      expect.objectContaining({ contentVector: expect.any(Array) }),
    ]);
    await vectors.close();
  });

  it.each([
    ["another identity", { objectId: "00000000-0000-4000-8000-0000000000ff" }],
    ["a person with that object id", { kind: "user" }],
  ])("refuses %s", async (_, caller) => {
    const refused = await call([], { to: skillOf({ verifier: verifierOf(caller) }) });
    expect(refused).toMatchObject({ status: 403, body: { error: { code: "forbidden" } } });
  });

  it("leaves it to the guard's table to answer a token that is not accepted", async () => {
    await expect(call([], { token: "bad" })).rejects.toThrow("invalid token");
  });

  it("refuses a token of the same tenant that is made out to another", async () => {
    const verifier = createAccessTokenVerifier({
      tenants: ["e0000000-0000-4000-8000-00000000e01a"],
      audiences: [appId],
      scopes: [],
      roles: ["Skill.Call"],
      fetch,
    });
    const { token } = (await credential.getToken("https://search.azure.com/.default"))!;
    await expect(call([], { to: skillOf({ verifier }), token })).rejects.toMatchObject({
      name: "AccessTokenError",
      code: "invalid_token",
    });
  });

  it.each([
    ["no JSON", "{"],
    ["no values", "{}"],
    ["no recordId", JSON.stringify({ values: [{ data: {} }] })],
    ["a recordId twice", JSON.stringify({ values: [{ recordId: "1" }, { recordId: "1" }] })],
    ["too many", JSON.stringify({ values: Array(1_001).fill(0) })],
    ["too much", JSON.stringify({ values: [], more: "x".repeat(2_000) })],
  ])("refuses %s", async (_, body) => {
    const small = skillOf({ maxRequestBytes: body.includes("xxx") ? 1_000 : 100_000 });
    expect((await call(body, { to: small })).status).toBe(400);
  });

  it("refuses other methods", async () => {
    expect((await call([], { method: "PATCH" })).status).toBe(405);
  });

  it.each([{ callers: [] }, { callers: ["*"] }, { chunks: { maxTokens: 1 } }])(
    "refuses the options %o",
    (options) => {
      expect(() => skillOf(options)).toThrow(/^ingestion: /);
    },
  );
});
