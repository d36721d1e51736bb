import type { Evidence } from "../evidence/evidence.ts";
import { textAt } from "../evidence/read-path.ts";
import { parentOf } from "../evidence/resource-id.ts";
import { requireTargets } from "../evidence/require-targets.ts";
import type { Targets } from "../evidence/targets.ts";
import { apiVersionOf } from "../fix/api-version.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import { requireKnownOptions } from "../require-known-options.ts";
import { type AzureClientOptions, azureClientOptions, createAzureClient } from "./azure-client.ts";
import { createEvidenceReader } from "./evidence-reader.ts";
import { readAccess } from "./read-access.ts";
import { readEntra } from "./read-entra.ts";
import { readPrivateDns } from "./read-private-dns.ts";
import { readPrivateEndpoints } from "./read-private-endpoints.ts";
import { readWebApp } from "./read-web-app.ts";

/** How to read a set-up. */
export interface ReadDeploymentOptions extends AzureClientOptions {
  /** Told of each thing that was read (nobody). */
  readonly onProgress?: (progress: { readonly requests: number; readonly what: string }) => void;
  /** Milliseconds since 1970 (the system's). */
  readonly now?: () => number;
}

/**
 * Reads a set-up from Azure: the resources, what they refer to, who may do what on them, and what Entra knows
 * about the app. Changes nothing, and asks for no key. What Azure refuses to show is unknown afterwards; only
 * when the account, the search service or the storage account cannot be read does it throw.
 *
 * @throws RbacVerifierError `ACCESS_DENIED`, `AZURE_UNAVAILABLE`, and `TARGET_MISSING` for one that is not there,
 * `INVALID_EVIDENCE` for one that is no id.
 * @throws TypeError for an option that is none.
 */
export async function readDeployment(
  targets: Targets,
  given: ReadDeploymentOptions,
): Promise<Evidence> {
  requireKnownOptions("readDeployment", given, {
    ...azureClientOptions,
    onProgress: true,
    now: true,
  });
  const { onProgress, now = Date.now, ...options } = given;
  requireTargets(targets);
  const arm = createAzureClient("resourceManager", options);
  const graph = createAzureClient("graph", options);
  const reader = createEvidenceReader(arm, (what) =>
    onProgress?.({ requests: arm.sent + graph.sent, what }),
  );

  const main = [targets.openai, targets.search, targets.storage].flatMap((id) => id ?? []);
  const services = await Promise.all(main.map((id) => reader.resource(id)));
  const missing = main.filter((_, index) => services[index] === undefined);
  if (missing.length > 0) {
    throw new RbacVerifierError(
      "TARGET_MISSING",
      `rbac-verifier: there is no ${missing.join(" and no ")}, or whoever asks may not know of it; compare with az resource list --query [].id and the role Reader`,
    );
  }
  const [site, identity, project] = await Promise.all([
    reader.optional(targets.webApp),
    reader.optional(targets.identity),
    reader.optional(targets.project),
    reader.optional(targets.vnet),
    reader.optional(targets.gateway),
  ]);
  const app = textAt(identity, "properties.principalId") ?? textAt(site, "identity.principalId");
  const people = [
    ...(targets.developers ?? []),
    ...(targets.callers ?? []),
    ...(targets.administrators ?? []),
  ].filter(({ type }) => type !== "Group");
  const principals = [
    ...[...services, site, project].flatMap((row) => textAt(row, "identity.principalId") ?? []),
    ...(app === undefined ? [] : [app]),
    ...people.map(({ objectId }) => objectId),
  ];

  await Promise.all([
    reader.rows(
      "the deployments of models",
      `${targets.openai}/deployments?api-version=${apiVersionOf(targets.openai)}`,
    ),
    reader.rows(
      "shared private links",
      `${targets.search}/sharedPrivateLinkResources?api-version=${apiVersionOf(targets.search)}`,
    ),
    readAccess(main, [...new Set(principals)], arm, reader),
    readEntra({ applicationId: targets.applicationId, principalId: app }, graph, reader),
    ...(targets.vnet === undefined
      ? []
      : [
          readPrivateDns(targets.vnet, reader),
          reader.rows(
            "VPN gateways",
            `${parentOf(targets.vnet, 2)}/providers/Microsoft.Network/virtualNetworkGateways?api-version=${apiVersionOf(targets.vnet)}`,
          ),
        ]),
    targets.storage === undefined
      ? undefined
      : reader.rows(
          "blob containers",
          `${targets.storage}/blobServices/default/containers?api-version=${apiVersionOf(targets.storage)}`,
        ),
    readWebApp(site, targets.vnet, reader),
    readPrivateEndpoints(services, reader),
  ]);

  const tenants = services.flatMap((row) => textAt(row, "identity.tenantId") ?? []);
  return reader.collector.finish({
    cloud: options.cloud,
    tenantId: tenants[0],
    capturedAt: new Date(now()).toISOString(),
    source: "live",
    targets,
  });
}
