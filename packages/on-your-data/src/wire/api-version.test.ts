import { expect, it } from "vitest";
import { parseChatRequest } from "./parse-chat-request.ts";
import { messageOf } from "./request-body.test.fixture.ts";

const messages = [{ role: "user", content: "How many days of leave?" }];

it.each([
  ["2023-06-01-preview", "messages"],
  ["2023-07-01-preview", "messages"],
  ["2023-08-01-preview", "tool_message"],
  ["2023-12-01-preview", "tool_message"],
  ["2024-02-01", "context"],
  ["2024-02-15-preview", "context"],
  ["2025-04-01-preview", "context"],
  [undefined, "context"],
])("answers version %s in the form %s", (version, answerForm) => {
  expect(parseChatRequest({ messages }, version).answerForm).toBe(answerForm);
});

it.each(["", "latest", "2022-12-01", "2024-10-21-beta", "../x"])(
  "refuses version %j",
  (version) => {
    expect(messageOf({ messages }, version)).toContain("api-version");
  },
);
