/**
 * How an answer looks: `context` since 2024-02-15-preview; `tool_message` (inside the message's context)
 * and `messages` (a tool message before the assistant's) before.
 */
export type AnswerForm = "context" | "tool_message" | "messages";

const form = /^\d{4}-\d{2}-\d{2}(?:-preview)?$/;

/**
 * How a version of the API wants its answers.
 *
 * @param apiVersion As in `2024-10-21`; nothing means the newest.
 * @returns `undefined` for what is no version, or is older than On Your Data.
 * @see https://learn.microsoft.com/azure/foundry-classic/openai/references/on-your-data
 */
export function answerFormOf(apiVersion: string | undefined): AnswerForm | undefined {
  if (apiVersion === undefined) return "context";
  if (!form.test(apiVersion) || apiVersion < "2023-06-01") return undefined;
  if (apiVersion < "2023-08-01") return "messages";
  return apiVersion < "2024-02-01" ? "tool_message" : "context";
}
