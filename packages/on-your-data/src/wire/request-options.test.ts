import { describe, expect, it } from "vitest";
import { parseChatRequest } from "./parse-chat-request.ts";
import { bodyWith, messageOf } from "./request-body.test.fixture.ts";

describe("a server that allows more", () => {
  it("takes several sources if told to, each with a place of its own", () => {
    const [source] = (bodyWith({}) as { data_sources: object[] }).data_sources;
    const options = { maxDataSources: 2 };
    const { sources } = parseChatRequest(
      bodyWith({}, { data_sources: [source, source] }),
      undefined,
      options,
    );
    expect(sources.map(({ path }) => path)).toEqual([
      "#/data_sources/0/azure_search/parameters",
      "#/data_sources/1/azure_search/parameters",
    ]);
    expect(
      messageOf(bodyWith({}, { data_sources: [source, source, source] }), undefined, options),
    ).toContain("#/data_sources: List should have 1 to 2 items");
  });

  it("passes over tools if told to, and takes them for switched off", () => {
    const tools = [{ type: "function", function: { name: "wire_money" } }];
    for (const tool_choice of [undefined, "auto", "required", { type: "function" }]) {
      const body = bodyWith({}, { tools, tool_choice });
      expect(messageOf(body)).toContain("#/tools: Tools are not used with data");
      const request = parseChatRequest(body, undefined, { tools: "ignore" });
      expect(request.sources).toHaveLength(1);
      expect(JSON.stringify(request)).not.toContain("wire_money");
    }
  });

  it("passes over members that nobody knows, if told to", () => {
    const options = { unknownMembers: "ignore" } as const;
    expect(messageOf(bodyWith({ x: 1 }, { store: true }), undefined, options)).toBe("");
    expect(messageOf(bodyWith({ strictness: 9 }), undefined, options)).toContain("strictness");
  });
});
