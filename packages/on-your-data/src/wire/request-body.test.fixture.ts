import { isOnYourDataError } from "../on-your-data-error.ts";
import { parseChatRequest, type ParseChatRequestOptions } from "./parse-chat-request.ts";

const parameters = {
  endpoint: "https://contoso.search.windows.net",
  index_name: "documents",
  authentication: { type: "system_assigned_managed_identity" },
};
const question = { role: "user", content: "How many days of leave?" };

/** A body of the newer form, whose source has other parameters. */
export function bodyWith(changes: object, rest: object = {}): object {
  const source = { type: "azure_search", parameters: { ...parameters, ...changes } };
  return { messages: [question], data_sources: [source], ...rest };
}

/** A body of the form before. */
export function oldBodyWith(changes: object = {}): object {
  const endpoint = "https://contoso.search.windows.net";
  const source = {
    type: "AzureCognitiveSearch",
    parameters: { endpoint, indexName: "documents", ...changes },
  };
  return { messages: [question], dataSources: [source] };
}

/** What is said of a body that is refused (nothing). */
export function messageOf(
  body: unknown,
  version?: string,
  options?: ParseChatRequestOptions,
): string {
  try {
    parseChatRequest(body, version, options);
  } catch (error) {
    if (isOnYourDataError(error) && error.code === "INVALID_REQUEST") return error.message;
    throw error;
  }
  return "";
}
