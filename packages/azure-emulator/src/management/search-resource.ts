import type { SeedSearchService } from "../seed.ts";
import { armResource, type ArmResource } from "./arm-resource.ts";
import { hideMember } from "./hide-member.ts";

/** An AI Search service, which takes tokens only if the seed does not say otherwise. */
export function searchResource(id: string, { resource }: SeedSearchService): ArmResource {
  const shown = armResource(
    {
      id,
      type: "Microsoft.Search/searchServices",
      location: "westeurope",
      sku: { name: "standard" },
      properties: {
        replicaCount: 1,
        partitionCount: 1,
        hostingMode: "default",
        status: "running",
        statusDetails: "",
        provisioningState: "succeeded",
        publicNetworkAccess: "enabled",
        networkRuleSet: { ipRules: [], bypass: "None" },
        disableLocalAuth: true,
        authOptions: null,
        semanticSearch: "free",
        privateEndpointConnections: [],
        sharedPrivateLinkResources: [],
      },
    },
    resource,
  );
  return hideMember(shown, ["networkRuleSet", "bypass"], { before: "2024-03-01-preview" });
}
