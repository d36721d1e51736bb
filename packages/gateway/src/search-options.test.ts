import { describe, expect, it } from "vitest";
import { createGateway } from "./gateway.ts";
import type { GatewayOptions, GatewaySearch } from "./gateway-options.ts";

const credential = { getToken: () => Promise.resolve(null) };
const onBehalfOf = (): typeof credential => credential;
const native = { enforcement: "filter+native", onBehalfOf } as const;

function create(search: Partial<GatewaySearch>, others: Partial<GatewayOptions> = {}): void {
  createGateway({
    credential,
    access: {
      tenants: ["00000000-0000-4000-8000-000000000001"],
      audiences: ["00000000-0000-4000-8000-000000000002"],
      scopes: ["access_as_user"],
      tokenGroups: "ignore",
    },
    search: {
      endpoint: "https://contoso.search.windows.net",
      indexes: ["documents"],
      groupField: "group_ids",
      ...search,
    },
    openai: { endpoint: "https://contoso.openai.azure.com", deployments: ["gpt-4.1"] },
    ...others,
  });
}

describe("how documents are found", () => {
  it.each<Partial<GatewaySearch>>([
    native,
    { ...native, knowledgeBase: "base", fieldsFrom: "index", proxy: false },
    { enforcement: "filter", unnamedSource: "all", indexes: ["documents", "travel"] },
  ])("may be as %j", (search) => {
    expect(() => create(search)).not.toThrow();
  });

  it("takes the credential on behalf of users that groups are found with", () => {
    const access = {
      tenants: ["00000000-0000-4000-8000-000000000001"],
      audiences: ["00000000-0000-4000-8000-000000000002"],
      scopes: ["access_as_user"],
      tokenGroups: "ignore",
      onBehalfOf,
    } as const;
    expect(() => create({ enforcement: "filter+native" }, { access })).not.toThrow();
  });

  it.each<[Partial<Record<keyof GatewaySearch, unknown>>, RegExp]>([
    [{ enforcement: "native", onBehalfOf: undefined }, /must be 'filter' or 'filter\+native'/],
    [{ enforcement: "filter+native" }, /needs search\.onBehalfOf, .* OnBehalfOfCredential/],
    [{ ...native, onBehalfOf: "token" }, /needs search\.onBehalfOf/],
    [{ onBehalfOf }, /search\.onBehalfOf goes with search\.enforcement 'filter\+native'/],
    [{ ...native, proxy: true }, /search\.proxy .* leave it out/],
    [{ knowledgeBase: "b", indexes: ["a", "b"] }, /search\.knowledgeBase goes with one index/],
    [{ knowledgeBase: "../evil" }, /knowledgeBase must be the name/],
    [{ knowledgeBase: "" }, /knowledgeBase must be the name/],
    [{ unnamedSource: "none" }, /unnamedSource must be 'first' or 'all'/],
    [{ fieldsFrom: "model" }, /fieldsFrom must be 'names' or 'index'/],
  ])("is not as %j, and the remedy is told", (search, remedy) => {
    expect(() => create(search as Partial<GatewaySearch>)).toThrow(remedy);
  });

  it("leaves no part without the token that it needs", () => {
    const explain = { operators: { roles: ["Operator"] } };
    expect(() => create(native, { explain })).toThrow(/- explain: on-your-data: .*filter\+native/);
    const canary = { knownGroups: { documents: "finance" }, onFailure: () => {} };
    const readiness = { canary };
    expect(() => create(native, { readiness })).toThrow(/readiness\.canary: .*userToken/);
    const watched = { canary: { ...canary, userToken: async () => "token" } };
    expect(() => create(native, { readiness: watched })).not.toThrow();
  });

  it("has a chat name as many indexes as there may be", () => {
    const openai = { endpoint: "https://contoso.openai.azure.com", deployments: ["gpt-4.1"] };
    expect(() => create({}, { openai: { ...openai, maxDataSources: 0 } })).toThrow(
      /openai: on-your-data: maxDataSources/,
    );
  });
});
