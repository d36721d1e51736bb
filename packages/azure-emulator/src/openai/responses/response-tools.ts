import { parseChoice, parseFunction, toolList, type FunctionTools } from "../function-tools.ts";
import { invalidRequest, notEmulated } from "../openai-error.ts";
import { booleanIn, isObject, requireKnownMembers, type RequestBody } from "../request-body.ts";

/** Tools that Azure runs itself, where a model has them. */
const hostedTools = [
  "code_interpreter",
  "computer_use_preview",
  "file_search",
  "image_generation",
  "local_shell",
  "mcp",
  "web_search",
  "web_search_preview",
];

/** The tools of a response: as they are understood, and as the answer repeats them. */
export interface ResponseTools {
  readonly tools: FunctionTools;
  readonly shown: readonly unknown[];
  readonly shownChoice: unknown;
}

/**
 * Checks the tools of a response.
 *
 * @throws OpenAIError for what Azure OpenAI would not take, and tools that are no functions: for those that
 *   Azure runs itself, as it does for a model that does not have them.
 */
export function parseResponseTools(body: RequestBody, model: string): ResponseTools {
  const list = toolList(body["tools"] ?? []);
  const parsed = list.map((tool, index) => {
    const at = `tools[${index}]`;
    const members: RequestBody = isObject(tool) ? tool : {};
    requireFunction(members["type"], at, model);
    requireKnownMembers(members, functionMembers);
    const { name, description = null, parameters = null, strict = true } = members;
    return {
      tool: parseFunction(members, at, true),
      shown: { type: "function", description, name, parameters, strict },
    };
  });
  const functions = parsed.map(({ tool }) => tool);
  const { tool_choice: choice = "auto" } = body;
  if (functions.length === 0 && !["auto", "none"].includes(choice as string)) {
    throw invalidRequest(
      "Tool choices other than 'none' must be specified with 'tools'.",
      "tool_choice",
      "invalid_value",
    );
  }
  return {
    tools: {
      functions,
      choice: parseChoice(choice, functions),
      parallel: booleanIn(body, "parallel_tool_calls", true),
    },
    shown: parsed.map(({ shown }) => shown),
    shownChoice: choice,
  };
}

const functionMembers = new Set(["type", "name", "description", "parameters", "strict"]);

function requireFunction(type: unknown, at: string, model: string): void {
  if (type === "function") return;
  if (type === "custom") throw notEmulated(`${at}.type`);
  if (hostedTools.includes(type as string)) {
    throw invalidRequest(`Hosted tool '${String(type)}' is not supported with ${model}.`, "tools");
  }
  const names = ["function", ...hostedTools].map((name) => `'${name}'`);
  throw invalidRequest(
    `Invalid value: ${JSON.stringify(type ?? null)}. Supported values are: ${names.join(", ")}.`,
    `${at}.type`,
    "invalid_value",
  );
}
