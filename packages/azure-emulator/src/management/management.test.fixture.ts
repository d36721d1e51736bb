import { chatApp, contoso, otherIdentity } from "../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../emulator.ts";
import type { Seed, SeedManagedIdentity } from "../seed.ts";

export const subscription: string = `/subscriptions/${contoso.subscriptionId}`;
export const group: string = `${subscription}/resourceGroups/local`;
export const searchId: string = `${group}/providers/Microsoft.Search/searchServices/contoso`;
export const openaiId: string = `${group}/providers/Microsoft.CognitiveServices/accounts/contoso`;
export const storageId: string = `${group}/providers/Microsoft.Storage/storageAccounts/contoso`;
export const authorization = "providers/Microsoft.Authorization";

/** Who runs the tests' requests. */
export const operator: SeedManagedIdentity = otherIdentity;

export const finance = "00000000-0000-4000-8000-000000000001";
export const staff = "00000000-0000-4000-8000-000000000002";

export const seed: Seed = {
  ...contoso,
  groups: [
    { id: staff, displayName: "Staff" },
    { id: finance, displayName: "Finance", memberOf: [staff] },
  ],
  apps: [chatApp],
  storageAccounts: [{ name: "contoso", containers: [{ name: "documents" }] }],
};

/** A local Azure whose operator has a role at the subscription. */
export function createManaged(role?: string, changes: Partial<Seed> = {}): Emulator {
  const azure = createEmulator({ seed: { ...seed, ...changes } });
  if (role !== undefined) {
    azure.roles.grant({ principalId: operator.principalId, role, scope: subscription });
  }
  return azure;
}

/** What an answer of Resource Manager's may hold. */
export interface ArmBody {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly value: readonly ArmItem[];
  readonly nextLink: string;
  readonly error: { readonly code: string; readonly message: string };
}

/** What a list of Resource Manager's may hold. */
interface ArmItem {
  readonly id: string;
  readonly name?: string;
  readonly subscriptionId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** An answer of Resource Manager's. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ArmBody;
}

/** Asks Resource Manager as the operator. */
export async function ask(
  azure: Emulator,
  path: string,
  {
    method = "GET",
    body,
    version = "2022-04-01",
    token,
    query = {},
  }: {
    readonly method?: string;
    readonly body?: unknown;
    readonly version?: string | undefined;
    readonly token?: string;
    readonly query?: Readonly<Record<string, string>>;
  } = {},
): Promise<Answer> {
  const url = new URL(path, "https://management.azure.com");
  if (version !== "") url.searchParams.set("api-version", version);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const bearer =
    token ??
    (await azure.issueToken({
      identity: operator.name,
      scope: "https://management.azure.com/.default",
    }));
  const response = await azure.fetch(
    new Request(url, {
      method,
      headers: {
        ...(bearer === "" ? {} : { authorization: `Bearer ${bearer}` }),
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}
