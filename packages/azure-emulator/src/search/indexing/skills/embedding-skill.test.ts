import { beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../emulator.ts";
import {
  create,
  documentsOf,
  index,
  openaiId,
  run,
  searchIdentity,
  upload,
} from "../indexing.test.fixture.ts";
import { chunking, createChunkingEmulator, embed, mapped, split } from "./chunking.test.fixture.ts";

let azure: Emulator;
beforeEach(() => {
  azure = createChunkingEmulator();
});

describe("the embedding skill asks as the search service", () => {
  it("and fails without its role, in the words of the service", async () => {
    azure.roles.revoke({ principalId: searchIdentity.principalId, scope: openaiId });
    const failed = await index(azure, { skillset: chunking, indexer: mapped });
    expect(failed).toMatchObject({
      status: "transientFailure",
      errorMessage: "Could not execute skill because the Web Api request failed.",
      itemsFailed: 1,
    });
    expect(failed.errors[0]).toMatchObject({
      name: "Enrichment.AzureOpenAIEmbeddingSkill.embed",
      statusCode: 401,
      details: expect.stringMatching(
        /^Web Api response status: 'Unauthorized', Web Api response details: '.*PermissionDenied/,
      ),
    });
    expect(await documentsOf(azure, "pages")).toEqual([]);
  });

  it("tries again where that may help, and gives up the third time", async () => {
    azure.enqueue({ service: "openai", status: 429, times: 2 });
    expect((await index(azure, { skillset: chunking, indexer: mapped })).status).toBe("success");
    azure.enqueue({ service: "openai", status: 503, times: 3 });
    await upload(azure, "a.txt", "Changed.");
    expect((await run(azure)).errors[0]?.details).toContain("'ServiceUnavailable'");
    azure.enqueue({ service: "openai", status: 400 });
    expect((await run(azure)).errors[0]?.details).toContain("'BadRequest'");
    expect((await run(azure)).status).toBe("success");
  });

  it("and fails where there is no such deployment", async () => {
    const skillset = { ...chunking, skills: [{ ...embed, deploymentId: "none" }, split] };
    const failed = await index(azure, { skillset, indexer: mapped });
    expect(failed.errors[0]?.details).toContain("DeploymentNotFound");
  });

  it("never with a key, and nobody but Azure OpenAI", async () => {
    const answers = await Promise.all(
      [{ apiKey: "secret" }, { resourceUri: "https://evil.example" }, { modelName: "gpt-4o" }].map(
        (change) =>
          create(azure, "skillsets", { ...chunking, skills: [{ ...embed, ...change }, split] }),
      ),
    );
    expect(answers).toEqual([400, 400, 400]);
  });
});
