import {
  bearerTokenAuthenticationPolicy,
  createPipelineFromOptions,
  createPipelineRequest,
} from "@azure/core-rest-pipeline";
import { expect, it } from "vitest";
import { createBlobService, createOpenAI, replaceBearerPolicy } from "./examples.ts";
import { host, numberingCredential, scope, startService } from "./service.test.fixture.ts";

it("asks Azure OpenAI without a key", async () => {
  const authorizations: (string | null)[] = [];
  const client = createOpenAI(numberingCredential(), (_, init) => {
    authorizations.push(new Headers(init?.headers).get("authorization"));
    return Promise.resolve(Response.json({ choices: [] }));
  });
  const messages = [{ role: "user" as const, content: "Hi" }];
  await client.chat.completions.create({ model: "gpt", messages });
  expect(authorizations).toEqual(["Bearer token-1"]);
});

it("takes the place of the bearer policy", async () => {
  await using service = await startService();
  const unused = numberingCredential();
  const pipeline = createPipelineFromOptions({});
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential: unused, scopes: scope }));
  replaceBearerPolicy(pipeline, numberingCredential());
  await pipeline.sendRequest(
    service.httpClient,
    createPipelineRequest({ url: `https://${host}/` }),
  );
  expect(service.requests[0]?.headers.authorization).toBe("Bearer token-1");
  expect(unused.asked).toEqual([]);
});

it("makes a client of Blob storage", () => {
  const { url } = createBlobService(numberingCredential());
  expect(url).toBe("https://contoso.blob.core.windows.net/");
});
