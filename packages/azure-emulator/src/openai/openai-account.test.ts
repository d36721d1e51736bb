import { describe, expect, it } from "vitest";
import { createLocalAccount, principalId, strangerId } from "./openai.test.fixture.ts";

const { ask, tokenFor, azureClient, v1Client } = createLocalAccount();

const chat = "/openai/deployments/chat/chat/completions?api-version=2024-10-21";
const body = { messages: [{ role: "user", content: "Hello" }] };

const authorized = async (identity?: string, audience?: string) => ({
  authorization: `Bearer ${await tokenFor(identity, audience)}`,
});

const refusalOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return { status: response.status, ...error };
};

describe("who may ask", () => {
  it("[emulator/roles-enforced] refuses an identity without a data role, be it the owner", async () => {
    expect(await refusalOf(await ask(chat, body, await authorized("stranger")))).toEqual({
      status: 401,
      code: "PermissionDenied",
      message: `The principal \`${strangerId}\` lacks the required data action \`Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action\` to perform \`POST /openai/deployments/{deployment-id}/chat/completions\` operation.`,
    });
    const messages = [{ role: "user" as const, content: "Hello" }];
    const stranger = azureClient({ identity: "stranger" });
    await expect(
      stranger.chat.completions.create({ model: "chat", messages }),
    ).rejects.toMatchObject({ status: 401, code: "PermissionDenied" });
  });

  it("[emulator/roles-enforced] goes by the roles as they are at that moment", async () => {
    const local = createLocalAccount();
    const token = { authorization: `Bearer ${await local.tokenFor()}` };
    expect((await local.ask(chat, body, token)).status).toBe(200);
    local.roles.revoke({ principalId });
    expect((await local.ask(chat, body, token)).status).toBe(401);
  });

  it.each([
    "/openai/deployments/embed/embeddings?api-version=2024-10-21",
    "/openai/deployments/instruct/completions?api-version=2024-10-21",
    "/openai/v1/embeddings",
    "/openai/v1/responses",
  ])("[emulator/roles-enforced] refuses it at %s too", async (path) => {
    const refusal = await ask(path, { input: "a", model: "embed" }, await authorized("stranger"));
    expect(await refusalOf(refusal)).toMatchObject({ status: 401, code: "PermissionDenied" });
  });

  it("[emulator/roles-enforced] refuses who brings no token, a broken, an old or another one", async () => {
    const unauthorized = {
      status: 401,
      code: "401",
      message:
        "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.",
    };
    expect(await refusalOf(await ask(chat, body))).toEqual(unauthorized);
    expect(await refusalOf(await ask(chat, body, { authorization: "Bearer x" }))).toEqual(
      unauthorized,
    );
    const other = await authorized("api", "https://search.azure.com");
    expect(await refusalOf(await ask(chat, body, other))).toEqual(unauthorized);

    const late = createLocalAccount();
    const old = { authorization: `Bearer ${await late.tokenFor()}` };
    expect((await late.ask(chat, body, old)).status).toBe(200);
    late.clock.advance(25 * 60 * 60 * 1000);
    expect(await refusalOf(await late.ask(chat, body, old))).toEqual(unauthorized);
  });

  it.each(["https://cognitiveservices.azure.com", "https://ai.azure.com"])(
    "takes tokens for %s",
    async (audience) => {
      expect((await ask(chat, body, await authorized("api", audience))).status).toBe(200);
    },
  );

  it("[emulator/keys-refused] refuses a key, even beside a good token", async () => {
    const refusal = {
      status: 403,
      code: "AuthenticationTypeDisabled",
      message: "Key based authentication is disabled for this resource.",
    };
    const key = { "api-key": "0123456789abcdef" };
    expect(await refusalOf(await ask(chat, body, key))).toEqual(refusal);
    expect(await refusalOf(await ask(chat, body, { ...key, ...(await authorized()) }))).toEqual(
      refusal,
    );
    const inQuery = await ask(`${chat}&api-key=0123456789abcdef`, body, await authorized());
    expect(await refusalOf(inQuery)).toEqual(refusal);
  });
});

describe("addresses", () => {
  const notFound = { status: 404, code: "404", message: "Resource not found" };

  it.each([
    "/openai/deployments/chat/chat/completions",
    "/openai/deployments/chat/chat/completions?api-version=2024-10-22",
    "/openai/deployments/chat/chat/completions?api-version=preview",
    "/openai/deployments/chat/extensions/chat/completions?api-version=2023-08-01-preview",
    "/openai/deployments/chat/responses?api-version=2025-04-01-preview",
    "/openai/chat/completions?api-version=2024-10-21",
    "/openai/models?api-version=2024-10-21",
    "/openai/responses",
    "/openai/v1/responses/compact",
    "/openai/v1/extensions/chat/completions",
    "/openai/deployments/%ZZ/chat/completions?api-version=2024-10-21",
    "/",
  ])("does not have %s", async (path) => {
    expect(await refusalOf(await ask(path, body, await authorized()))).toEqual(notFound);
  });

  it("has each under its method only", async () => {
    expect((await ask(chat, undefined, await authorized())).status).toBe(404);
    expect((await ask("/openai/v1/models", body, await authorized())).status).toBe(404);
  });

  it("says that a deployment does not exist", async () => {
    const refusal = {
      status: 404,
      code: "DeploymentNotFound",
      message:
        "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.",
    };
    const inPath = chat.replace("/chat/", "/gpt-4o/");
    expect(await refusalOf(await ask(inPath, body, await authorized()))).toEqual(refusal);
    const inBody = { ...body, model: "gpt-4o" };
    expect(
      await refusalOf(await ask("/openai/v1/chat/completions", inBody, await authorized())),
    ).toEqual(refusal);
  });

  it("takes the deployment in the path for the one that is meant", async () => {
    expect((await ask(chat, { ...body, model: "gpt-9" }, await authorized())).status).toBe(200);
  });

  it("takes only the versions of v1 at v1, and needs none", async () => {
    const v1 = "/openai/v1/chat/completions";
    const ofChat = { ...body, model: "chat" };
    expect((await ask(v1, ofChat, await authorized())).status).toBe(200);
    expect((await ask(`${v1}?api-version=preview`, ofChat, await authorized())).status).toBe(200);
    expect(
      await refusalOf(await ask(`${v1}?api-version=2024-10-21`, ofChat, await authorized())),
    ).toMatchObject({ status: 400, message: "API version not supported" });
    expect(await refusalOf(await ask(v1, body, await authorized()))).toMatchObject({
      status: 400,
      param: "model",
    });
  });

  it("does not let a model do what it cannot", async () => {
    const client = azureClient();
    const messages = [{ role: "user" as const, content: "Hello" }];
    await expect(
      client.chat.completions.create({ model: "embed", messages }),
    ).rejects.toMatchObject({ status: 400, code: "OperationNotSupported" });
    await expect(client.embeddings.create({ model: "chat", input: "a" })).rejects.toMatchObject({
      status: 400,
      code: "OperationNotSupported",
    });
    await expect(
      client.chat.completions.create({ model: "instruct", messages }),
    ).rejects.toMatchObject({ status: 400, code: "OperationNotSupported" });
    await expect(client.completions.create({ model: "chat", prompt: "Hello" })).rejects.toThrow(
      "The completion operation does not work with the specified model, gpt-4o.",
    );
    await expect(
      v1Client().responses.create({ model: "embed", input: "Hello" }),
    ).rejects.toMatchObject({ status: 400, code: "OperationNotSupported" });
  });

  it("lists the deployments as models", async () => {
    const { data } = await v1Client().models.list();
    expect(data.map(({ id }) => id)).toEqual([
      "chat",
      "reasoning",
      "instruct",
      "embed",
      "embed-old",
    ]);
  });

  it("has each of them by its name, and no other", async () => {
    await expect(v1Client().models.retrieve("embed")).resolves.toMatchObject({
      id: "embed",
      object: "model",
    });
    await expect(v1Client().models.retrieve("none")).rejects.toMatchObject({ status: 404 });
    const dated = await ask(
      "/openai/models/embed?api-version=2024-10-21",
      undefined,
      await authorized(),
    );
    expect(dated.status).toBe(404);
  });

  it("gives each answer an id, in both of the headers where clients look for one", async () => {
    const response = await ask(chat, body, await authorized());
    expect(response.headers.get("apim-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});
