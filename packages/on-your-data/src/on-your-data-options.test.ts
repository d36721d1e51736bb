import { describe, expect, it } from "vitest";
import type { GenerationEvent } from "./generate.ts";
import { createOnYourData } from "./on-your-data.ts";
import { checkOptions, type OnYourDataOptions } from "./on-your-data-options.ts";
import { finance, memberOf } from "./server.test.fixture.ts";

async function* sayNothing(): AsyncGenerator<GenerationEvent> {}

describe("createOnYourData", () => {
  const options: OnYourDataOptions = {
    retrieve: async () => [],
    generate: sayNothing,
    restrict: () => undefined,
    secondCheck: "field",
    dataSources: [
      { endpoint: "https://a.search.windows.net", indexName: "a", groupField: "group_ids" },
    ],
    deployments: ["gpt-4o"],
  };

  it("takes the options above", () => {
    expect(createOnYourData(options)).toHaveProperty("complete");
  });

  it("[trim/never-unfiltered] is not made without a restriction", () => {
    const { restrict: _, ...unrestricted } = options;
    expect(() => createOnYourData(unrestricted as OnYourDataOptions)).toThrow(/no unfiltered mode/);
    const { secondCheck: __, ...unchecked } = options;
    expect(() => createOnYourData(unchecked as OnYourDataOptions)).toThrow(/secondCheck/);
  });

  it.each(["", "  ", undefined])(
    "[trim/never-unfiltered] calls nobody if the restriction is %j",
    async (filter) => {
      let calls = 0;
      const engine = createOnYourData({
        ...options,
        retrieve: async () => {
          calls += 1;
          return [];
        },
        restrict: () => filter,
      });
      const request = {
        messages: [{ role: "user" as const, content: "?" }],
        sources: [],
        sampling: {},
        stream: false,
        includeUsage: false,
        answerForm: "context" as const,
      };
      await engine.complete(request, { deployment: "gpt-4o", principal: memberOf(finance) });
      expect(calls).toBe(0);
    },
  );

  it.each<[string, object]>([
    ["a key in a source", { dataSources: [{ ...options.dataSources[0], apiKey: "canary" }] }],
    ["a key", { key: "canary" }],
    ["a connection string", { connectionString: "canary" }],
  ])("[keys/setting-refused] refuses %s and names the keyless way", (_, setting) => {
    const make = (): unknown => createOnYourData({ ...options, ...setting });
    expect(make).toThrow(/TokenCredential/);
    expect(make).not.toThrow(/canary/);
  });

  it.each<[string, object]>([
    ["no source", { dataSources: [] }],
    ["no deployment", { deployments: [] }],
    ["a deployment that is a path", { deployments: ["../x"] }],
    [
      "a source without its field",
      { dataSources: [{ ...options.dataSources[0], groupField: "" }] },
    ],
    [
      "a source over http",
      { dataSources: [{ ...options.dataSources[0], endpoint: "http://a.b" }] },
    ],
    [
      "a source with a path",
      { dataSources: [{ ...options.dataSources[0], endpoint: "https://a.b/c" }] },
    ],
    [
      "fields that show who may read",
      { dataSources: [{ ...options.dataSources[0], fields: { titleField: "group_ids" } }] },
    ],
    ["a link host that is a link", { linkHosts: ["https://a.b"] }],
    ["a wildcard host", { linkHosts: ["*.b.example"] }],
  ])("refuses %s", (_, change) => {
    expect(() => createOnYourData({ ...options, ...change })).toThrow(TypeError);
  });

  it.each([
    ["gpt-4o", "o200k_base"],
    ["gpt-4.1-mini", "o200k_base"],
    ["gpt-5", "o200k_base"],
    ["answers", "o200k_base"],
    ["gpt-4", "cl100k_base"],
    ["gpt-4-turbo", "cl100k_base"],
    ["gpt-35-turbo-16k", "cl100k_base"],
  ])("counts the tokens of %s by %s", (name, encoding) => {
    const { deployments } = checkOptions({ ...options, deployments: [name] });
    expect(deployments.get(name)?.encoding).toBe(encoding);
  });

  it("takes the budgets of a model", () => {
    const budgets = {
      contextWindowInTokens: 8_000,
      maxAnswerTokens: 900,
      maxConversationTokens: 700,
      maxInstructionTokens: 300,
      encoding: "cl100k_base",
    } as const;
    const { deployments } = checkOptions({ ...options, deployments: [{ name: "a", ...budgets }] });
    expect(deployments.get("a")).toEqual({ name: "a", ...budgets });
  });

  it.each<[string, object, RegExp]>([
    ["an encoding that there is not", { encoding: "p50k_base" }, /encoding must be/],
    ["a budget of nothing", { maxInstructionTokens: 0 }, /maxInstructionTokens/],
    ["half a token", { maxConversationTokens: 1.5 }, /maxConversationTokens/],
    ["a misspelt budget", { maxTokens: 5 }, /no option maxTokens; there are name,/],
  ])("takes no deployment with %s", (_, budget, message) => {
    const deployments = [{ name: "a", ...budget }];
    expect(() => createOnYourData({ ...options, deployments })).toThrow(message);
  });

  it("takes no option that there is not", () => {
    const misspelt = { ...options, onForeignHit: () => {} };
    expect(() => createOnYourData(misspelt)).toThrow(/no option onForeignHit; there are retrieve,/);
  });
});
