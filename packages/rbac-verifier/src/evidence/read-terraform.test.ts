import { describe, expect, it } from "vitest";
import { now, type Mutable } from "../contoso.test.fixture.ts";
import { type Evidence, readSnapshot, verify } from "../index.ts";

const row = (address: string, values: object, index?: string): object => ({
  address,
  mode: "managed",
  type: /(azurerm_\w+)\./.exec(address)?.[1],
  name: address.split(".").at(-1),
  values,
  ...(index === undefined ? {} : { index }),
});

/** A plan with a module that makes the services and one that gives roles. */
function plan(): Mutable {
  return {
    format_version: "1.2",
    terraform_version: "1.13.0",
    planned_values: {
      root_module: {
        resources: [
          row("azurerm_user_assigned_identity.app", { name: "id-chat", resource_group_name: "rg" }),
        ],
        child_modules: [
          {
            address: "module.services",
            resources: [
              row("module.services.azurerm_cognitive_account.ai", {
                name: "contoso-aoai",
                resource_group_name: "rg",
                kind: "OpenAI",
                local_auth_enabled: false,
              }),
              row("module.services.azurerm_search_service.search", {
                name: "contoso-search",
                resource_group_name: "rg",
                local_authentication_enabled: false,
                identity: [{ type: "SystemAssigned" }],
              }),
            ],
          },
          {
            address: "module.roles",
            resources: [
              row(
                'module.roles.azurerm_role_assignment.each["search"]',
                { role_definition_name: "Search Index Data Reader" },
                "search",
              ),
              row("module.roles.azurerm_role_assignment.ai", {
                role_definition_name: "Cognitive Services OpenAI User",
              }),
            ],
          },
        ],
      },
    },
    configuration: {
      root_module: {
        resources: [{ address: "azurerm_user_assigned_identity.app", expressions: {} }],
        module_calls: {
          services: {
            module: {
              outputs: {
                search_id: {
                  expression: {
                    references: [
                      "azurerm_search_service.search.id",
                      "azurerm_search_service.search",
                    ],
                  },
                },
                ai_id: {
                  expression: {
                    references: ["azurerm_cognitive_account.ai.id", "azurerm_cognitive_account.ai"],
                  },
                },
              },
            },
          },
          roles: {
            expressions: {
              principal: {
                references: [
                  "azurerm_user_assigned_identity.app.principal_id",
                  "azurerm_user_assigned_identity.app",
                ],
              },
              search_id: { references: ["module.services.search_id", "module.services"] },
              ai_id: { references: ["module.services.ai_id", "module.services"] },
            },
            module: {
              resources: [
                {
                  address: "azurerm_role_assignment.each",
                  expressions: {
                    scope: { references: ["var.search_id"] },
                    principal_id: { references: ["var.principal"] },
                  },
                },
                {
                  address: "azurerm_role_assignment.ai",
                  expressions: {
                    scope: { references: ["var.ai_id"] },
                    principal_id: { references: ["var.principal"] },
                  },
                },
              ],
            },
          },
        },
      },
    },
  };
}

const read = (content: unknown): Evidence =>
  readSnapshot([{ name: "plan.json", content }], {
    complete: ["roleAssignments:inherited", "roleAssignments:groups"],
  });

const status = (content: unknown, id: string): string | undefined =>
  verify(read(content), { now }).find(({ ruleId }) => ruleId === id)?.status;

describe("a plan of Terraform", () => {
  it("is followed through the variables and outputs of modules", () => {
    expect([status(plan(), "R10"), status(plan(), "R11")]).toEqual(["pass", "pass"]);
  });

  it("finds a role that is for another", () => {
    const other = plan();
    other.configuration.root_module.module_calls.roles.expressions.principal = {
      references: ["module.services.search_id", "module.services"],
    };
    other.configuration.root_module.module_calls.services.module.outputs.search_id.expression = {
      references: [
        "azurerm_search_service.search.identity[0].principal_id",
        "azurerm_search_service.search.identity[0]",
        "azurerm_search_service.search.identity",
        "azurerm_search_service.search",
      ],
    };
    expect(status(other, "R11")).toBe("fail");
  });

  it("[verify/unknown-is-not-pass] says so when it is not known for whom a role is, or which", () => {
    const { expressions } = plan().configuration.root_module.module_calls.roles;
    const open = plan();
    open.configuration.root_module.module_calls.roles.expressions = {
      ...expressions,
      principal: { references: ["data.azuread_user.ada.object_id", "data.azuread_user.ada"] },
    };
    expect(read(open).missing.join(" ")).toContain("known only after an apply");
    const unknown = plan();
    const [, roles] = unknown.planned_values.root_module.child_modules;
    delete roles.resources[0].values.role_definition_name;
    expect(status(unknown, "R10")).toBe("unknown");
  });

  it("does not choose where an attribute refers to several resources", () => {
    const several = plan();
    const { outputs } = several.configuration.root_module.module_calls.services.module;
    outputs.search_id.expression.references.push(...outputs.ai_id.expression.references);
    expect(status(several, "R10")).toBe("unknown");
    expect(read(several).missing.join(" ")).toContain("known only after an apply");
    const direct = plan();
    const [role] = direct.configuration.root_module.module_calls.roles.module.resources;
    role.expressions.scope.references.push("var.ai_id");
    expect(status(direct, "R10")).toBe("unknown");
  });

  it("comes to an end with modules that refer to each other", () => {
    const loop = plan();
    loop.configuration.root_module.module_calls.roles.expressions.search_id = {
      references: ["module.roles.back", "module.roles"],
    };
    loop.configuration.root_module.module_calls.roles.module.outputs = {
      back: { expression: { references: ["var.search_id"] } },
    };
    expect(status(loop, "R11")).toBe("pass");
  });
});

const resource = (type: string, values: object): object => ({
  address: `${type}.x`,
  type,
  values,
});

describe("other files of Terraform", () => {
  it("reads a state, in which ids and identities are known", () => {
    const group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers";
    const search = `${group}/Microsoft.Search/searchServices/contoso-search`;
    const principal = "1de00000-0000-4000-8000-000000000006";
    const state = {
      format_version: "1.0",
      values: {
        root_module: {
          resources: [
            resource("azurerm_cognitive_account", {
              id: `${group}/Microsoft.CognitiveServices/accounts/a`,
              name: "a",
            }),
            resource("azurerm_search_service", { id: search, name: "contoso-search" }),
            resource("azurerm_user_assigned_identity", {
              id: `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/i`,
              name: "i",
              principal_id: principal,
            }),
            resource("azurerm_role_assignment", {
              id: `${search}/providers/Microsoft.Authorization/roleAssignments/1`,
              scope: search,
              principal_id: principal,
              role_definition_id:
                "/providers/Microsoft.Authorization/roleDefinitions/1407120a-92aa-4202-b7e9-c0e197c71c8f",
            }),
          ],
        },
      },
    };
    expect(status(state, "R10")).toBe("pass");
    expect(read(state).targets.search).toBe(search);
  });

  it.each([
    ["a state as it is stored", { version: 4, terraform_version: "1.13.0", resources: [] }],
    ["a newer form", { ...plan(), format_version: "2.0" }],
  ])("refuses %s, and names the command", (_, content) => {
    expect(() => read(content)).toThrow(/^rbac-verifier: plan\.json .*terraform show -json/);
  });

  it("reads a configuration in JSON, with the defaults of variables", () => {
    const configuration = {
      variable: { name: { default: "contoso" }, open: {} },
      locals: { kind: "OpenAI" },
      resource: {
        azurerm_cognitive_account: {
          ai: {
            name: "${var.name}-aoai",
            kind: "${local.kind}",
            local_auth_enabled: false,
            public_network_access_enabled: "${var.open}",
          },
        },
        azurerm_search_service: {
          search: { name: "${var.name}-search", local_authentication_enabled: false },
        },
      },
    };
    expect(read(configuration).targets.openai).toMatch(/\/contoso-aoai$/);
    expect([status(configuration, "A08"), status(configuration, "A05")]).toEqual([
      "pass",
      "unknown",
    ]);
  });
});
