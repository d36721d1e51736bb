import type { Seed } from "@entrim/azure-emulator";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** The identity that everything is tried as. */
export const principalId: string = id(4);
export const clientId: string = id(3);

const subscription = `/subscriptions/${id(1)}`;

export const openaiId: string = `${subscription}/resourceGroups/chat/providers/Microsoft.CognitiveServices/accounts/contoso`;

/** Roles by what they open. */
export const roles = {
  openai: "Cognitive Services OpenAI User",
  search: "Search Index Data Reader",
  blob: "Storage Blob Data Reader",
} as const;

/** A set-up in which the identity may use all of it. */
export const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(1),
  resourceGroup: "chat",
  groups: [{ id: id(5), displayName: "Readers" }],
  identities: [
    {
      name: "chat",
      kind: "UserAssigned",
      clientId,
      principalId,
      graphPermissions: ["GroupMember.Read.All"],
    },
  ],
  searchServices: [
    {
      name: "contoso",
      indexes: [
        {
          definition: {
            name: "documents",
            fields: [{ name: "id", type: "Edm.String", key: true }],
          },
        },
      ],
    },
  ],
  openaiAccounts: [{ name: "contoso", deployments: [{ name: "gpt-4o", model: "gpt-4o" }] }],
  storageAccounts: [{ name: "contoso", containers: [{ name: "documents" }] }],
  roleAssignments: Object.values(roles).map((role) => ({ principalId, role, scope: subscription })),
};
