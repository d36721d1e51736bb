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

/** Every name that the certificate authority may ever vouch for; each stands for its subdomains too. */
export const certifiableNames: readonly string[] = [
  authorityHost,
  ...authorityAliases,
  graphHost,
  managementHost,
  searchSuffix,
  openaiSuffix,
  "localhost",
];

/** Whether a host is one of Azure's, whether or not the local Azure has it. */
export function isAzureHost(host: string): boolean {
  return certifiableNames.some(
    (name) => name !== "localhost" && (host === name || host.endsWith(`.${name}`)),
  );
}

/** Whether a host name means this machine. */
export function isLoopback(host: string): boolean {
  return host === "127.0.0.1" || host === "localhost";
}
