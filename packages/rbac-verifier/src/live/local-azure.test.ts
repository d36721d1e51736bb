import { createEmulator, type Emulator, type Seed } from "@entrim/azure-emulator";
import { describe, expect, it } from "vitest";
import type { Targets } from "../evidence/targets.ts";
import { verify } from "../verify.ts";
import { credentialOf, httpClientOf } from "./local-azure.test.fixture.ts";
import { readDeployment } from "./read-deployment.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const subscription = `/subscriptions/${id(1)}`;
const providers = `${subscription}/resourceGroups/chat/providers`;
const appPrincipal = id(3);

const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(1),
  resourceGroup: "chat",
  identities: [
    { name: "chat", kind: "UserAssigned", clientId: id(2), principalId: appPrincipal },
    {
      name: "auditor",
      kind: "UserAssigned",
      clientId: id(4),
      principalId: id(5),
      graphPermissions: ["Directory.Read.All"],
    },
  ],
  searchServices: [{ name: "contoso" }],
  openaiAccounts: [{ name: "contoso", deployments: [{ name: "gpt-4.1", model: "gpt-4.1" }] }],
  roleAssignments: [
    { principalId: id(5), role: "Reader", scope: subscription },
    { principalId: appPrincipal, role: "Search Index Data Reader", scope: subscription },
  ],
};

const targets: Targets = {
  openai: `${providers}/Microsoft.CognitiveServices/accounts/contoso`,
  search: `${providers}/Microsoft.Search/searchServices/contoso`,
  identity: `${providers}/Microsoft.ManagedIdentity/userAssignedIdentities/chat`,
};

/** What each rule says of the set-up, by the rule's name. */
async function judge(azure: Emulator): Promise<ReadonlyMap<string, string>> {
  const evidence = await readDeployment(targets, {
    credential: credentialOf(azure, "auditor"),
    httpClient: httpClientOf(azure),
  });
  const findings = verify(evidence).map(({ slug, status }) => [slug, status] as const);
  return new Map(findings);
}

describe("a set-up in the local Azure", () => {
  it("is read by a Reader, and judged by the roles that hold there", async () => {
    const azure = createEmulator({ seed });
    const before = await judge(azure);
    expect(before.get("app-reads-index")).toBe("pass");
    expect(before.get("app-calls-openai")).toBe("fail");
    azure.roles.grant({
      principalId: appPrincipal,
      role: "Cognitive Services OpenAI User",
      scope: targets.openai,
    });
    expect((await judge(azure)).get("app-calls-openai")).toBe("pass");
    expect(azure.requests.every(({ method }) => method === "GET")).toBe(true);
  });

  it("says so when a role is lost", async () => {
    const azure = createEmulator({ seed });
    azure.roles.revoke({ principalId: appPrincipal, role: "Search Index Data Reader" });
    expect((await judge(azure)).get("app-reads-index")).toBe("fail");
  });

  it("is settled as to what it shows: tokens only, a custom subdomain, a deployment", async () => {
    const judged = await judge(createEmulator({ seed }));
    for (const slug of ["aoai-custom-subdomain", "aoai-chat-deployment", "search-rbac-enabled"]) {
      expect(judged.get(slug)).toBe("pass");
    }
  });
});
