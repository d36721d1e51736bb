import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { createAccessTokenVerifier } from "@entrim/access-token";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { docx, paragraph } from "../crack/office.test.fixture.ts";
import { createLocalAzure, searchPrincipalId } from "../local-azure.test.fixture.ts";
import type { LocalService } from "../service/service.test.fixture.ts";
import { createPreprocessingSkill, type PreprocessingSkill } from "../skill/preprocessing-skill.ts";
import {
  askSearch,
  createIndexerService,
  forFinance,
  withVectors,
} from "./indexer-mode.test.fixture.ts";
import { charactersRemark } from "./offered-chunking.ts";

const skillApp = "00000000-0000-4000-8000-000000000050";
const tenantId = "e0000000-0000-4000-8000-00000000e01a";
const authResourceId = `api://${skillApp}`;
const keepAll = { completionAction: "keepAllAssets" };

/** An Azure whose search service may call the skill, or may not. */
const azureWith = (...assignedTo: readonly string[]) =>
  createLocalAzure({
    apps: [
      {
        appId: skillApp,
        objectId: "00000000-0000-4000-8000-000000000051",
        displayName: "Contoso Chat",
        identifierUri: authResourceId,
        redirectUris: [],
        scopes: ["access_as_user"],
        appRoles: [{ value: "Skill.Call", assignedTo }],
      },
    ],
  });

let local: LocalService;
let server: Server | undefined;
let skill: PreprocessingSkill | undefined;
let calls = 0;

beforeEach(() => {
  calls = 0;
});
afterEach(async () => {
  await local.service.close();
  await skill?.close();
  server?.closeAllConnections();
  server?.close();
  [server, skill] = [undefined, undefined];
});

/** Offers the skill at an address of this machine, before the verifier that it has in production. */
async function offerSkill(azure: LocalService["azure"]): Promise<string> {
  const handle = (skill = createPreprocessingSkill({
    verifier: createAccessTokenVerifier({
      tenants: [tenantId],
      audiences: [skillApp],
      scopes: [],
      roles: ["Skill.Call"],
      fetch: (input, init) => azure.fetch(new Request(input, init)),
    }),
    callers: [searchPrincipalId],
  }));
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    calls++;
    const request = new Request("https://chat.contoso.example/skill", {
      method: "POST",
      headers: { authorization: incoming.headers.authorization ?? "" },
      body: await buffer(incoming),
    });
    const answer = await handle(request).catch(() => new Response("{}", { status: 403 }));
    outgoing.writeHead(answer.status, { "content-type": "application/json" });
    outgoing.end(await answer.text());
  }
  server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/skill`;
}

const contents = async (title: string): Promise<string[]> =>
  (await local.documents("handbook"))
    .filter((each) => each["title"] === title)
    .map(({ content }) => String(content));

const lengthOf = async (title: string): Promise<number> =>
  Math.max(...(await contents(title)).map(({ length }) => length));

const fees = [
  "# Travel",
  "## Fees",
  "",
  "| City | Fee |",
  "| --- | --- |",
  ...Array.from({ length: 60 }, (_, at) => `| City ${at} | ${at} euros a night |`),
].join("\n");

describe("an indexer parts documents by the skill of the server that offers one", () => {
  it("[ingest/indexer-skill] so that each chunk has its headings, and each of a table the row that names its columns", async () => {
    const azure = azureWith(searchPrincipalId);
    const skillOptions = { skill: { uri: await offerSkill(azure.azure), authResourceId } };
    local = createIndexerService(skillOptions, azure);
    await local.put("hr/fees.md", fees, forFinance);
    await local.put("word.docx", docx(paragraph("Word")), forFinance);
    await local.put("empty.md", "<!-- nothing -->", forFinance);
    const job = await local.ingest("handbook", { ...withVectors, body: { chunkSize: 128 } });
    expect(job).toMatchObject({ status: "succeeded" });
    expect(job.warnings).toEqual(["empty.md: DOCUMENT_EMPTY: The skill cannot read the document."]);
    const chunks = await contents("Travel");
    expect(chunks.length).toBeGreaterThan(4);
    const lead = "Travel > Fees\n\n| City | Fee |\n| --- | --- |\n";
    expect(chunks.every((chunk) => chunk.startsWith(lead))).toBe(true);
    expect(chunks.flatMap((chunk) => chunk.match(/City \d+/g) ?? [])).toHaveLength(60);
    // of a Word document, what it calls itself
    expect(await contents("Travel handbook")).toEqual(["Travel handbook\n\nWord"]);
    expect(calls).toBe(3);
  });

  it("and anew, where it was parted otherwise before", async () => {
    local = createIndexerService({}, azureWith(searchPrincipalId));
    await local.put("fees.md", fees, forFinance);
    await local.ingest("handbook", { body: keepAll });
    expect((await contents("fees.md"))[0]).not.toContain("Travel > Fees");
    const uri = await offerSkill(local.azure);
    await local.service.close();
    local = local.restart({ skill: { uri, authResourceId } });
    expect(await local.ingest("handbook", { body: keepAll })).toMatchObject({ warnings: [] });
    const chunks = await contents("Travel");
    expect(chunks.every((chunk) => chunk.startsWith("Travel > Fees"))).toBe(true);
  });

  it("and ends in a failure that says what to do where the skill does not let it in", async () => {
    const azure = azureWith();
    const skillOptions = { skill: { uri: await offerSkill(azure.azure), authResourceId } };
    local = createIndexerService(skillOptions, azure);
    await local.put("a.md", "# Budget", forFinance);
    const { status, error } = await local.ingest("handbook");
    expect([status, error?.code]).toEqual(["failed", "UPSTREAM_REFUSED"]);
    expect(error?.message).toMatch(/app role of the skill/);
    expect(await local.documents("handbook")).toEqual([]);
  });

  it("and in one of another kind where nobody answers", async () => {
    const azure = azureWith(searchPrincipalId);
    const uri = await offerSkill(azure.azure);
    server?.close();
    local = createIndexerService({ skill: { uri, authResourceId } }, azure);
    await local.put("a.md", "# Budget", forFinance);
    expect(await local.ingest("handbook")).toMatchObject({
      status: "failed",
      error: { code: "UPSTREAM_UNAVAILABLE", message: "The skill does not answer." },
    });
  });
});

describe("without a skill, AI Search parts them itself", () => {
  it("[ingest/indexer-tokens] by tokens, as many as the job says, in scripts of many characters a token and of one", async () => {
    local = createIndexerService();
    await local.put("en.txt", "internationalization ".repeat(200), forFinance);
    await local.put(
      "ja.txt",
      "出張の交通費は経費精算システムで申請してください。".repeat(40),
      forFinance,
    );
    const job = await local.ingest("handbook", { body: { chunkSize: 100, ...keepAll } });
    expect(job).toMatchObject({ status: "succeeded", warnings: [] });
    const { body } = await askSearch(local, "GET", "skillsets('handbook-skillset')");
    expect(body["skills"]).toContainEqual(
      expect.objectContaining({ unit: "azureOpenAITokens", maximumPageLength: 100 }),
    );
    // a Japanese sign is a token, and an English word has three
    expect(await lengthOf("ja.txt")).toBeLessThanOrEqual(100);
    expect(await lengthOf("en.txt")).toBeGreaterThan(400);
    const again = await local.ingest("handbook", { body: { chunkSize: 100, ...keepAll } });
    expect(again.progress?.stageProgress[0]).toMatchObject({ totalItems: 0 });
  });

  it("[ingest/indexer-tokens] and where it counts no tokens by characters, which the job says", async () => {
    const azure = createLocalAzure();
    const { fetch } = azure;
    const older: typeof fetch = async (input, init) => {
      const { url } = new Request(input, init);
      return url.includes("-preview")
        ? Response.json({ error: { code: "UnsupportedApiVersion" } }, { status: 400 })
        : fetch(input, init);
    };
    local = createIndexerService({ fetch: older }, azure);
    await local.put("a.txt", "This is a sentence. ".repeat(100), forFinance);
    const options = { body: { chunkSize: 100, ...keepAll } };
    const job = await local.ingest("handbook", options);
    expect(job).toMatchObject({ status: "succeeded", warnings: [charactersRemark] });
    const lengths = (await contents("a.txt")).map(({ length }) => length);
    expect(lengths.length).toBeGreaterThan(4);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(400);
    // the same way of parting, so that nothing is done anew
    expect((await local.ingest("handbook", options)).progress?.stageProgress[0]).toMatchObject({
      totalItems: 0,
    });
  });
});

describe("a skill is refused", () => {
  const uri = "https://chat.contoso.example/skill";

  it.each([
    { uri: "http://chat.contoso.example/skill", authResourceId },
    { uri: `${uri}?code=secret`, authResourceId },
    { uri: "https://ada:secret@chat.contoso.example/skill", authResourceId },
    { uri: "skill", authResourceId },
    { uri, authResourceId: "" },
    { uri, authResourceId: "https://chat.contoso.example/?x=1" },
  ])("that is %o", (wrong) => {
    local = createIndexerService();
    const create = () => createIndexerService({ skill: wrong });
    expect(create).toThrow(/^ingestion: skill must have a uri/);
    expect(create).not.toThrow(/secret/);
  });

  it("where this process reads the documents", () => {
    local = createIndexerService();
    expect(() => createIndexerService({ mode: "push", skill: { uri, authResourceId } })).toThrow(
      /^ingestion: skill is of no effect/,
    );
  });
});
