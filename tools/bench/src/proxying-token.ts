import { createEmulator, emulatorTenantId } from "@entrim/azure-emulator";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** A caller's token, and what it takes to verify it. */
export interface BenchToken {
  readonly token: string;
  readonly tenantId: string;
  readonly appId: string;
  /** What the tenant answers to a GET of a path. */
  readonly documents: readonly { readonly path: string; readonly body: string }[];
}

/** A token of somebody in ten groups. */
export async function issueBenchToken(): Promise<BenchToken> {
  const appId = id(1);
  const groups = Array.from({ length: 10 }, (_, n) => ({ id: id(100 + n), displayName: `${n}` }));
  const ada = { id: id(3), userPrincipalName: "ada@contoso.example", displayName: "Ada" };
  const azure = createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId: id(2),
      resourceGroup: "bench",
      groups,
      users: [{ ...ada, memberOf: groups.map((group) => group.id) }],
      apps: [
        {
          appId,
          objectId: id(4),
          displayName: "Chat",
          identifierUri: `api://${appId}`,
          redirectUris: [],
          scopes: ["access_as_user"],
          groupMembershipClaims: "SecurityGroup",
        },
      ],
    },
  });
  const token = await azure.issueToken({ user: ada.id, scope: `api://${appId}/access_as_user` });
  const documents = await Promise.all(
    ["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys"].map(async (name) => {
      const path = `/${emulatorTenantId}/${name}`;
      const response = await azure.fetch(new Request(`https://login.microsoftonline.com${path}`));
      return { path, body: await response.text() };
    }),
  );
  return { token, tenantId: emulatorTenantId, appId, documents };
}
