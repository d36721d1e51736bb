import { invalidRequest, notEmulated } from "./openai-error.ts";
import { numberIn, requireKnownMembers, type RequestBody } from "./request-body.ts";
import { textVector } from "./text-vector.ts";
import { tokenPieces } from "./token-pieces.ts";

/** As many texts as fit in one request. */
const maxInputs = 2048;

/** As many tokens as a text may have. */
const maxTokens = 8192;

const members = new Set(["input", "model", "dimensions", "encoding_format", "user"]);

/** Models that make embeddings, with the number of dimensions that each has by itself. */
const dimensionsOf: Readonly<Record<string, number>> = {
  "text-embedding-ada-002": 1536,
  "text-embedding-3-small": 1536,
  "text-embedding-3-large": 3072,
};

/** Whether a model makes embeddings; no other does anything else. */
export function isEmbeddingModel(model: string): boolean {
  return embeddingDimensions(model) !== undefined;
}

/** How many dimensions a model's embeddings have by themselves; `undefined` if it makes none. */
export function embeddingDimensions(model: string): number | undefined {
  return Object.hasOwn(dimensionsOf, model) ? dimensionsOf[model] : undefined;
}

/**
 * Answers with a vector for each text.
 *
 * @throws OpenAIError for what Azure OpenAI would not take.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/reference#embeddings
 */
export function createEmbeddings(body: RequestBody, model: string): Response {
  requireKnownMembers(body, members);
  const inputs = parseInputs(body["input"]);
  const dimensions = parseDimensions(body, model);
  const format = body["encoding_format"] ?? "float";
  if (format !== "float" && format !== "base64") {
    throw invalidRequest(
      `${JSON.stringify(format)} is not one of ['float', 'base64'] - 'encoding_format'`,
      "encoding_format",
    );
  }
  const tokens = inputs.reduce((sum, text) => sum + tokenPieces(text).length, 0);
  return Response.json({
    object: "list",
    data: inputs.map((text, index) => {
      const vector = textVector(text, dimensions);
      const embedding = format === "base64" ? base64Of(vector) : [...vector];
      return { object: "embedding", index, embedding };
    }),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

function parseInputs(input: unknown): readonly string[] {
  const inputs: unknown[] = Array.isArray(input) ? input : [input];
  if (inputs.length === 0 || inputs.length > maxInputs) {
    throw invalidRequest(`'input' takes 1 to ${maxInputs} texts.`, "input");
  }
  if (inputs.flat().every((each) => typeof each === "number")) throw notEmulated("input of tokens");
  return inputs.map((text) => {
    if (typeof text !== "string" || text === "") {
      throw invalidRequest("'$.input' is invalid. Please check the API reference.", "input");
    }
    const tokens = tokenPieces(text).length;
    if (tokens <= maxTokens) return text;
    throw invalidRequest(
      `This model's maximum context length is ${maxTokens} tokens, however you requested ${tokens} tokens (${tokens} in your prompt; 0 for the completion). Please reduce your prompt; or completion length.`,
    );
  });
}

function parseDimensions(body: RequestBody, model: string): number {
  const max = embeddingDimensions(model) ?? 0;
  const wanted = numberIn(body, "dimensions", { min: 1, max, integer: true });
  if (wanted !== undefined && model === "text-embedding-ada-002") {
    throw invalidRequest("This model does not support specifying dimensions.");
  }
  return wanted ?? max;
}

/** Four bytes a number, the lowest first. */
function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString("base64");
}
