/** Where Entra issues tokens in the public cloud. */
export const authorityHost = "login.microsoftonline.com";

/** Further hosts that answer as the same authority. */
export const authorityAliases: readonly string[] = [
  "login.windows.net",
  "login.microsoft.com",
  "sts.windows.net",
];

/** Microsoft Graph. */
export const graphHost = "graph.microsoft.com";

/** Azure Resource Manager. */
export const managementHost = "management.azure.com";

/** What follows the name of an AI Search service in its host. */
export const searchSuffix = "search.windows.net";

/** What follows the name of an Azure OpenAI account in its host. */
export const openaiSuffix = "openai.azure.com";

/** What follows the name of a storage account in the host of its blobs. */
export const blobSuffix = "blob.core.windows.net";

/** What follows the name of a storage account in the host of its access lists. */
export const dfsSuffix = "dfs.core.windows.net";

const azureNames: readonly string[] = [
  authorityHost,
  ...authorityAliases,
  graphHost,
  managementHost,
  searchSuffix,
  openaiSuffix,
  blobSuffix,
  dfsSuffix,
];

/** Every name that the certificate authority may ever vouch for; each stands for its subdomains too. */
export const certifiableNames: readonly string[] = [...azureNames, "localhost"];

/** Whether a host is one of Azure's, whether or not the local Azure has it. */
export function isAzureHost(host: string): boolean {
  return azureNames.some((name) => isWithin(host, name));
}

/** Whether a domain holds a host of Azure's, or lies within one's. */
export function overlapsAzure(domain: string): boolean {
  return azureNames.some((name) => isWithin(domain, name) || isWithin(name, domain));
}

/** Whether a host name means this machine. */
export function isLoopback(host: string): boolean {
  return host === "127.0.0.1" || host === "localhost";
}

function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}
