import { openaiSuffix } from "../hosts.ts";
import type { SeedOpenAIAccount } from "../seed.ts";
import { armResource, type ArmResource } from "./arm-resource.ts";
import { hideMember } from "./hide-member.ts";

/** An Azure OpenAI account and its deployments. */
export function openaiResources(
  id: string,
  { name, deployments = [], resource }: SeedOpenAIAccount,
): readonly ArmResource[] {
  const account = armResource(
    {
      id,
      type: "Microsoft.CognitiveServices/accounts",
      location: "westeurope",
      kind: "OpenAI",
      sku: { name: "S0" },
      properties: {
        provisioningState: "Succeeded",
        endpoint: `https://${name}.${openaiSuffix}/`,
        customSubDomainName: name,
        publicNetworkAccess: "Enabled",
        networkAcls: {
          bypass: "None",
          defaultAction: "Allow",
          ipRules: [],
          virtualNetworkRules: [],
        },
        disableLocalAuth: true,
        privateEndpointConnections: [],
      },
    },
    resource,
  );
  return [
    hideMember(account, ["networkAcls", "bypass"], { before: "2023-10-01-preview" }),
    ...deployments.map((deployment) =>
      armResource({
        id: `${id}/deployments/${deployment.name}`,
        type: "Microsoft.CognitiveServices/accounts/deployments",
        sku: { name: "Standard", capacity: deployment.capacity ?? 1 },
        properties: {
          model: { format: "OpenAI", name: deployment.model },
          provisioningState: "Succeeded",
        },
      }),
    ),
  ];
}
