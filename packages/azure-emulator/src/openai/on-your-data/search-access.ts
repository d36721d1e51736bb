import { isAzureHost } from "../../hosts.ts";
import type { SeedOpenAIAccount } from "../../seed.ts";
import type { OpenAISurroundings } from "../openai-account.ts";
import { isObject } from "../request-body.ts";
import type { DataSource } from "./data-source.ts";
import { OnYourDataError } from "./on-your-data-error.ts";

/** The version that the search is asked in. */
const searchVersion = "2024-07-01";

/** Asks the search service that a data source names. */
export type AskSearch = (path: string, body?: unknown) => Promise<Response>;

/**
 * The way to the search service of a data source, as whom the data source says.
 *
 * @throws OnYourDataError if the account does not have that identity, or the endpoint is none.
 */
export async function openSearch(
  { endpoint, authentication }: DataSource,
  account: SeedOpenAIAccount,
  surroundings: OpenAISurroundings,
): Promise<AskSearch> {
  const base = endpoint.replace(/\/+$/, "");
  // the account's token must not go anywhere else
  if (!base.startsWith("https://") || !isAzureUrl(base)) {
    throw new OnYourDataError(
      `Invalid AzureCognitiveSearch configuration detected: '${endpoint}' is not an endpoint.`,
    );
  }
  const credentials = await credentialsFor(authentication, account, surroundings);
  return (path, body) =>
    surroundings.send(
      new Request(`${base}${path}?api-version=${searchVersion}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { "content-type": "application/json", ...credentials },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
}

/** Whether an address that a request names is one of Azure's. */
export function isAzureUrl(address: string): boolean {
  return URL.canParse(address) && isAzureHost(new URL(address).hostname);
}

async function credentialsFor(
  authentication: DataSource["authentication"],
  { resource }: SeedOpenAIAccount,
  { tokenOf }: OpenAISurroundings,
): Promise<Readonly<Record<string, string>>> {
  if (authentication.type === "api_key") return { "api-key": authentication.key };
  if (authentication.type === "access_token") {
    return { authorization: `Bearer ${authentication.token}` };
  }
  // the identities of an account are what Resource Manager shows of it
  const { principalId, userAssignedIdentities } = resource?.identity ?? {};
  const principal =
    authentication.type === "user_assigned_managed_identity"
      ? findUserAssigned(userAssignedIdentities, authentication.resourceId)
      : principalId;
  if (typeof principal !== "string") throw identityNotEnabled();
  try {
    const token = await tokenOf(principal, "https://search.azure.com/.default");
    return { authorization: `Bearer ${token}` };
  } catch {
    throw identityNotEnabled();
  }
}

function findUserAssigned(identities: unknown, resourceId: string): unknown {
  const all = isObject(identities) ? Object.entries(identities) : [];
  const found = all.find(([id]) => id.toLowerCase() === resourceId.toLowerCase())?.[1];
  return isObject(found) ? found["principalId"] : undefined;
}

function identityNotEnabled(): OnYourDataError {
  const told = { error: { code: "ManagedIdentityIsNotEnabled", message: "It is not enabled." } };
  return new OnYourDataError(
    `Failed to get managed identity token. Response: ${JSON.stringify(told)}`,
  );
}
