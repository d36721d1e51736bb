import { describe, expect, it } from "vitest";
import { createLocalAccount } from "./openai.test.fixture.ts";

const { azureClient, v1Client, ask, tokenFor } = createLocalAccount();
const client = azureClient();
const model = "embed";

const embed = async (...input: string[]) => {
  const { data } = await client.embeddings.create({ model, input });
  return data.map(({ embedding }) => embedding);
};

const product = (one: readonly number[] = [], other: readonly number[] = []) =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

describe("an embedding", () => {
  it("is of length 1, and always the same for the same text", async () => {
    const [one, other] = await embed("parental leave", "parental leave");
    expect(one).toHaveLength(1536);
    expect(product(one, one)).toBeCloseTo(1, 5);
    expect(other).toEqual(one);
  });

  it.each([
    ["how long is parental leave", "parental leave rules", "hotel prices"],
    ["休暇は何週間ですか", "育児休暇は十六週間", "ホテルの上限は一万円"],
  ])("brings %s nearer to %s than to %s", async (...texts) => {
    const [question, near, far] = await embed(...texts);
    expect(product(question, near)).toBeGreaterThan(product(question, far) + 0.1);
  });

  it("comes as numbers and as base64, which the official client asks for by itself", async () => {
    const { data } = await client.embeddings.create({
      model,
      input: "leave",
      encoding_format: "float",
    });
    const [decoded] = await embed("leave");
    expect(data[0]?.embedding).toEqual(decoded);
    const [v1] = (await v1Client().embeddings.create({ model, input: "leave" })).data;
    expect(v1?.embedding).toEqual(decoded);
  });

  it("has as many dimensions as are asked for", async () => {
    const { data, usage } = await client.embeddings.create({
      model,
      input: ["leave", "!"],
      dimensions: 64,
    });
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 64],
      [1, 64],
    ]);
    expect(usage.total_tokens).toBe(2);
  });
});

describe("what it does not take", () => {
  const mistakes: readonly (readonly [string, unknown, RegExp])[] = [
    ["embed", { input: "" }, /input/],
    ["embed", { input: [] }, /1 to 2048/],
    ["embed", {}, /input/],
    ["embed", { input: [1, 2, 3] }, /does not support 'input of tokens'/],
    ["embed", { input: [[1, 2, 3]] }, /does not support 'input of tokens'/],
    ["embed", { input: "a ".repeat(8193) }, /maximum context length is 8192 tokens/],
    ["embed", { input: "a", dimensions: 1537 }, /greater than the maximum of 1536/],
    ["embed", { input: "a", encoding_format: "hex" }, /'encoding_format'/],
    ["embed", { input: "a", messages: [] }, /Unrecognized request argument supplied: messages/],
    ["embed-old", { input: "a", dimensions: 64 }, /does not support specifying dimensions/],
  ];

  it.each(mistakes)("%s %j", async (deployment, body, message) => {
    const response = await ask(
      `/openai/deployments/${deployment}/embeddings?api-version=2024-10-21`,
      body,
      { authorization: `Bearer ${await tokenFor()}` },
    );
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { message: string } };
    expect(error.message).toMatch(message);
  });
});
