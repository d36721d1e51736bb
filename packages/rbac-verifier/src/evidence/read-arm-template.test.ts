import { describe, expect, it } from "vitest";
import { now, type Mutable } from "../contoso.test.fixture.ts";
import { type Evidence, readSnapshot, verify } from "../index.ts";
import { keyOf } from "./resource-id.ts";

const schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
const group = "/subscriptions/planned/resourceGroups/planned/providers";
const openaiId = `${group}/Microsoft.CognitiveServices/accounts/contoso-aoai`;
const searchId = `${group}/Microsoft.Search/searchServices/contoso-search`;
const reader = "1407120a-92aa-4202-b7e9-c0e197c71c8f";

const account: Mutable = {
  type: "Microsoft.CognitiveServices/accounts",
  apiVersion: "2025-09-01",
  name: "[parameters('accounts_name')]",
  kind: "OpenAI",
  properties: {
    customSubDomainName: "[parameters('accounts_name')]",
    publicNetworkAccess: "[if(variables('isPrivate'), 'Disabled', 'Enabled')]",
    disableLocalAuth: true,
  },
};
const search: Mutable = {
  type: "Microsoft.Search/searchServices",
  apiVersion: "2025-05-01",
  name: "[concat(parameters('prefix'), '-search')]",
  sku: { name: "basic" },
  identity: { type: "SystemAssigned" },
  properties: { disableLocalAuth: true, publicNetworkAccess: "[parameters('access')]" },
};
const identity: Mutable = {
  type: "Microsoft.ManagedIdentity/userAssignedIdentities",
  apiVersion: "2024-11-30",
  name: "id-chat",
};

const parameters: Mutable = {
  accounts_name: { defaultValue: "contoso-aoai", type: "String" },
  prefix: { defaultValue: "contoso", type: "String" },
  access: { type: "String" },
};

function read(resources: unknown, more: object = {}): Evidence {
  const template = {
    $schema: schema,
    contentVersion: "1.0.0.0",
    parameters,
    variables: { isPrivate: true },
    resources,
    ...more,
  };
  return readSnapshot([{ name: "template.json", content: JSON.stringify(template) }], {
    complete: ["roleAssignments:inherited", "roleAssignments:groups"],
  });
}

const status = (evidence: Evidence, id: string): string | undefined =>
  verify(evidence, { now }).find(({ ruleId }) => ruleId === id)?.status;

const assignmentOf = (principalId: string, more: object): Mutable => ({
  type: "Microsoft.Authorization/roleAssignments",
  apiVersion: "2022-04-01",
  name: "[guid('a')]",
  properties: {
    principalId,
    roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${reader}')]`,
  },
  ...more,
});

const module = (name: string, inner: object, given: object = {}): Mutable => ({
  type: "Microsoft.Resources/deployments",
  apiVersion: "2022-09-01",
  name,
  resourceGroup: "rg-chat",
  properties: {
    expressionEvaluationOptions: { scope: "inner" },
    parameters: given,
    template: { $schema: schema, ...inner },
  },
});

describe("a template of Resource Manager", () => {
  it("is read with the defaults of its parameters, and its variables", () => {
    const evidence = read([account, search]);
    expect(evidence.targets).toMatchObject({ openai: openaiId, search: searchId });
    expect(["A02", "A05", "A08", "S04"].map((id) => status(evidence, id))).toEqual(
      Array.from({ length: 4 }, () => "pass"),
    );
  });

  it("[verify/unknown-is-not-pass] leaves unknown what a parameter without a default decides", () => {
    expect(status(read([account, search]), "S08")).toBe("unknown");
  });

  it("leaves unknown a list of which something is", () => {
    const closed = structuredClone(search);
    closed.properties.networkRuleSet = { ipRules: ["[parameters('rule')]"] };
    expect(status(read([account, closed]), "S12")).toBe("unknown");
    closed.properties.networkRuleSet = { ipRules: "[parameters('rules')]" };
    expect(status(read([account, closed]), "S12")).toBe("unknown");
    closed.properties.networkRuleSet = { ipRules: [] };
    expect(status(read([account, closed]), "S12")).toBe("pass");
  });

  it("finds children in their parents, and by their full names", () => {
    const deployment = {
      apiVersion: "2025-09-01",
      properties: { model: { name: "gpt-4.1" }, provisioningState: "Succeeded" },
    };
    const inside = { ...deployment, type: "deployments", name: "chat" };
    const apart = {
      ...deployment,
      type: "Microsoft.CognitiveServices/accounts/deployments",
      name: "[concat(parameters('accounts_name'), '/chat')]",
    };
    expect(status(read([{ ...account, resources: [inside] }, search]), "A09")).toBe("pass");
    expect(status(read([account, search, apart]), "A09")).toBe("pass");
  });

  it.each([
    ["by an id", { scope: "[resourceId('Microsoft.Search/searchServices', 'contoso-search')]" }],
    ["by type and name", { scope: "Microsoft.Search/searchServices/contoso-search" }],
    [
      "by its own type",
      {
        type: "Microsoft.Search/searchServices/providers/roleAssignments",
        name: "contoso-search/Microsoft.Authorization/00000000-0000-0000-0000-000000000001",
      },
    ],
    ["by the group that it is deployed to", {}],
  ])("finds on what a role is, %s", (_, more) => {
    const principal =
      "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-chat')).principalId]";
    expect(status(read([account, search, identity, assignmentOf(principal, more)]), "R10")).toBe(
      "pass",
    );
    expect(status(read([account, search, identity]), "R10")).toBe("unknown");
  });

  it("tells identities apart", () => {
    const other =
      "[reference(resourceId('Microsoft.Search/searchServices', 'contoso-search'), '2025-05-01', 'full').identity.principalId]";
    const evidence = read([account, search, identity, assignmentOf(other, {})]);
    expect(status(evidence, "R10")).toBe("fail");
  });

  it("reads resources by symbolic name, and takes none that exists already for one that it makes", () => {
    const evidence = read({
      account,
      search: { ...search, existing: true },
      service: { ...search, name: "made" },
      identity,
      role: assignmentOf("[reference('identity').principalId]", {
        scope: "[resourceId('Microsoft.Search/searchServices', 'made')]",
      }),
    });
    expect(evidence.targets.search).toBe(`${group}/Microsoft.Search/searchServices/made`);
    expect(status(evidence, "R10")).toBe("pass");
  });

  it("reads templates in deployments, with what they are given and what they give", () => {
    const evidence = read({
      account,
      search,
      id: module("identity", {
        resources: { identity },
        outputs: { principal: { type: "string", value: "[reference('identity').principalId]" } },
      }),
      roles: module(
        "roles",
        {
          parameters: { principal: { type: "string" } },
          resources: [assignmentOf("[parameters('principal')]", { scope: searchId })],
        },
        { principal: { value: "[reference('id').outputs.principal.value]" } },
      ),
    });
    expect(evidence.targets.identity).toContain("/resourceGroups/rg-chat/");
    expect(status(evidence, "R10")).toBe("pass");
  });

  it("reads each copy", () => {
    const many = {
      type: "Microsoft.Storage/storageAccounts",
      apiVersion: "2025-08-01",
      copy: { name: "stores", count: 3 },
      name: "[format('docs{0}', copyIndex())]",
      properties: {},
    };
    const evidence = read([account, search, many]);
    const ids = ["docs0", "docs1", "docs2"].map(
      (name) => `${group}/Microsoft.Storage/storageAccounts/${name}`,
    );
    for (const id of ids) expect(evidence.resources.has(keyOf(id))).toBe(true);
  });

  it("says so when it is not known whether a resource is made, or for whom a role is", () => {
    const evidence = read([
      account,
      search,
      { ...identity, condition: "[parameters('access')]" },
      assignmentOf("[parameters('access')]", {}),
    ]);
    expect(evidence.missing).toHaveLength(2);
    const without = read([account, search, { ...identity, condition: "[equals('a', 'b')]" }]);
    expect([without.missing, without.targets.identity]).toEqual([[], undefined]);
  });

  it("[verify/unknown-is-not-pass] takes a role on what is not known for none, and not for missing", () => {
    const principal =
      "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-chat')).principalId]";
    const role = assignmentOf(principal, { scope: "[parameters('access')]" });
    const evidence = read([account, search, identity, role]);
    expect(status(evidence, "R10")).toBe("unknown");
    expect(evidence.missing).toHaveLength(1);
  });

  it("reads a role whose name is not known", () => {
    const principal =
      "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-chat')).principalId]";
    const role = assignmentOf(principal, { name: "[guid(parameters('access'))]" });
    expect(status(read([account, search, identity, role]), "R10")).toBe("pass");
  });

  it("refuses one that makes nothing", () => {
    expect(() => read([])).toThrow(expect.objectContaining({ code: "INVALID_EVIDENCE" }));
  });

  it("comes to an end with expressions that have none", () => {
    const deep = `[${"concat(".repeat(500)}'a'${")".repeat(500)}]`;
    const loop = "[variables('loop')]";
    const evidence = read([{ ...account, tags: { deep, loop } }, search], {
      variables: { isPrivate: true, loop },
    });
    expect(status(evidence, "A05")).toBe("pass");
  });
});
