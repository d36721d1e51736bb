import { azureCloud, type AzureCloud, type AzureCloudName } from "@entrim/azure-clouds";
import type { Check, ServiceDiagnosis } from "./check.ts";

/** A service, and what of it is tried. */
export interface Target {
  readonly service: ServiceDiagnosis["service"];
  /** An https origin, as in `https://contoso.search.windows.net`. */
  readonly endpoint: string;
  /** The deployment of Azure OpenAI, the index of AI Search or the container of Blob storage (none in particular). */
  readonly part?: string | undefined;
}

/** Hosts by region, which all resources of that region share. */
const regional = /^[a-z\d]+\.api\.cognitive\.(?:microsoft\.com|microsoft\.us|azure\.cn)$/;

/**
 * A service as the command line names it.
 *
 * @throws TypeError for what is no https address, and for one with more than a host: it may be a key.
 */
export function parseTarget(service: Target["service"], address: string, part?: string): Target {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (
    url?.protocol !== "https:" ||
    url.username !== "" ||
    url.password !== "" ||
    url.pathname !== "/" ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    throw new TypeError(
      `token-credential-policy: the ${service} endpoint must be https, a host and nothing more, as in ${example[service]}`,
    );
  }
  if (part !== undefined && !/^[\w.-]{1,128}$/.test(part)) {
    throw new TypeError(
      `token-credential-policy: a deployment, an index and a container are named by letters, digits, "-", "_" and "."`,
    );
  }
  return { service, endpoint: url.origin, part };
}

const example = {
  openai: "https://contoso.openai.azure.com",
  search: "https://contoso.search.windows.net",
  blob: "https://contoso.blob.core.windows.net",
  graph: "https://graph.microsoft.com",
} as const;

/** Whether an address is one that the cloud has; a token is sent to no other. */
export function checkAddress({ service, endpoint }: Target, cloud: AzureCloud): Check {
  const { host } = new URL(endpoint);
  if (isHostOf(cloud, service, host)) {
    return { hop: "address", state: "works", detail: `a host of the ${cloud.name} cloud` };
  }
  if (service === "openai" && regional.test(host)) {
    return {
      hop: "subdomain",
      state: "fails",
      detail: "This is the endpoint of a whole region, which takes keys and no tokens.",
      remedy: `Give the resource a custom subdomain and use https://<subdomain>.${cloud.openai.hostSuffix}.`,
    };
  }
  const other = cloudNames.find((name) => isHostOf(azureCloud(name), service, host));
  return {
    hop: "address",
    state: "fails",
    detail:
      other === undefined
        ? `No ${service} endpoint of the ${cloud.name} cloud has this form, so no token is sent there.`
        : `This is an endpoint of the ${other} cloud, and a token of the ${cloud.name} cloud is none there.`,
    remedy:
      other === undefined
        ? `Use the endpoint of the resource, as in https://contoso.${suffixesOf(cloud, service)[0]}.`
        : `Say --cloud ${other}, or use the endpoint of the resource in this cloud.`,
  };
}

const cloudNames: readonly AzureCloudName[] = ["public", "usgov", "china"];

function isHostOf(cloud: AzureCloud, service: Target["service"], host: string): boolean {
  if (service === "graph") return cloud.graphEndpoint === `https://${host}`;
  const [name = "", ...rest] = host.split(".");
  return /^[a-z\d-]+$/.test(name) && suffixesOf(cloud, service).includes(rest.join("."));
}

/** An account of Azure OpenAI has the host of its predecessors too. */
function suffixesOf(cloud: AzureCloud, service: Target["service"]): readonly string[] {
  if (service === "graph") return [new URL(cloud.graphEndpoint).host];
  const { hostSuffix, audience } = cloud[service];
  if (service !== "openai") return [hostSuffix];
  const foundry = cloud.name === "public" ? ["services.ai.azure.com"] : [];
  return [hostSuffix, new URL(audience).host, ...foundry];
}

/** Whom a token for a service is made out to. */
export function audienceOf({ service }: Target, cloud: AzureCloud): string {
  return service === "graph" ? cloud.graphEndpoint : cloud[service].audience;
}
