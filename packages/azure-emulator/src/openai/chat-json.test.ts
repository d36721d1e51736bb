import type { OpenAI } from "openai";
import { describe, expect, it } from "vitest";
import { createLocalAccount, groundedMessages } from "./openai.test.fixture.ts";

const { azureClient } = createLocalAccount();
const client = azureClient();
const model = "chat";

const question = "How many weeks of parental leave are there?";
const quote = "New parents get sixteen weeks of parental leave. [doc1]";

const contentOf = ({ choices }: OpenAI.ChatCompletion) => choices[0]?.message.content ?? "";

const format = (schema: Record<string, unknown>, strict = true) =>
  ({ type: "json_schema", json_schema: { name: "answer", strict, schema } }) as const;

const object = (properties: Record<string, unknown>) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const fill = async (schema: Record<string, unknown>, content = question): Promise<unknown> => {
  const completion = await client.chat.completions.create({
    model,
    messages: [{ role: "user", content }],
    response_format: format(schema),
  });
  return JSON.parse(contentOf(completion));
};

describe("an answer in JSON", () => {
  it("has the last questions in lists of texts", async () => {
    const intents = object({ intents: { type: "array", items: { type: "string" } } });
    expect(await fill(intents)).toEqual({ intents: [question] });
    expect(await fill(intents, "Who is it? And when is it?")).toEqual({
      intents: ["Who is it?", "And when is it?"],
    });
    expect(await fill(intents, "休暇は何週間ですか。ホテルの上限は？")).toEqual({
      intents: ["休暇は何週間ですか。", "ホテルの上限は？"],
    });
  });

  it("has as little as the type allows in everything else", async () => {
    const schema = {
      ...object({
        text: { type: "string" },
        kind: { type: "string", enum: ["a", "b"] },
        fixed: { const: 7 },
        count: { type: "integer", minimum: 2 },
        share: { type: "number" },
        yes: { type: "boolean" },
        none: { type: "null" },
        maybe: { anyOf: [{ type: "boolean" }, { type: "null" }] },
        either: { type: ["string", "null"] },
        limited: { type: "array", items: { type: "string" }, minItems: 2, maxItems: 3 },
        parts: { type: "array", items: { $ref: "#/$defs/part" } },
      }),
      $defs: { part: object({ name: { type: "string" } }) },
    };
    expect(await fill(schema)).toEqual({
      text: question,
      kind: "a",
      fixed: 7,
      count: 2,
      share: 0,
      yes: false,
      none: null,
      maybe: false,
      either: question,
      limited: [question, question],
      parts: [{ name: question }],
    });
  });

  it("ends, whatever contains itself", async () => {
    const tree = object({ children: { type: "array", items: { $ref: "#" } } });
    expect(JSON.stringify(await fill(tree))).toContain('{"children":[]}');
  });

  it("is an object without a schema too", async () => {
    const completion = await client.chat.completions.create({
      model,
      messages: [{ role: "system", content: "Answer in JSON." }, ...groundedMessages(question)],
      response_format: { type: "json_object" },
    });
    expect(JSON.parse(contentOf(completion))).toEqual({ answer: expect.stringContaining(quote) });
  });

  it("is not there in old API versions", async () => {
    const old = azureClient({ apiVersion: "2024-06-01" });
    await expect(
      old.chat.completions.create({
        model,
        messages: groundedMessages(question),
        response_format: format(object({})),
      }),
    ).rejects.toThrow(/enabled only for api versions 2024-08-01-preview and later/);
  });

  it.each([
    [
      object({ a: object({}), b: { type: "object", properties: {}, required: [] } }),
      /'b'\), 'addi/,
    ],
    [{ ...object({ a: { type: "string" } }), required: [] }, /Missing 'a'/],
    [{ type: "array", items: { type: "string" } }, /must be a JSON Schema of 'type: "object"'/],
  ])("refuses a schema that it could not hold an answer to: %#", async (schema, message) => {
    await expect(fill(schema)).rejects.toThrow(message);
  });

  it("is less strict where strictness was not asked for", async () => {
    const completion = await client.chat.completions.create({
      model,
      messages: groundedMessages(question),
      response_format: format({ type: "object", properties: { a: { type: "string" } } }, false),
    });
    expect(contentOf(completion)).toBe("{}");
  });
});
