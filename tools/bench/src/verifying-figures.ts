import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { readDeployment, readSnapshot, verify } from "@entrim/rbac-verifier";
import { createTenant, type TenantSize } from "./verifying-tenant.ts";

/** What judging a tenant from a file came to. */
export interface OfflineFigures {
  readonly megabytes: number;
  readonly seconds: number;
  /** What stays in memory, in MB, after the first time and after the last. */
  readonly heldInMb: readonly [first: number, last: number];
}

/** What judging a set-up live came to. */
export interface LiveFigures {
  readonly requests: number;
  /** Requests that did anything but read. */
  readonly writes: number;
}

/**
 * Judges a tenant from a file, again and again: what is held must not grow. Without `--expose-gc` what is held is
 * only roughly known.
 */
export function measureOffline(size: TenantSize, times: number): OfflineFigures {
  const content = createTenant(size);
  const held: number[] = [];
  const start = performance.now();
  for (let time = 0; time < times; time++) {
    verify(readSnapshot([{ name: "tenant.json", content }]));
    globalThis.gc?.();
    held.push(process.memoryUsage().heapUsed / 1e6);
  }
  return {
    megabytes: content.length / 1e6,
    seconds: (performance.now() - start) / 1000 / times,
    heldInMb: [held[0] ?? 0, held.at(-1) ?? 0],
  };
}

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const subscription = `/subscriptions/${id(1)}`;
const providers = `${subscription}/resourceGroups/chat/providers`;

/** Counts what a live run asks of Azure for a set-up of an app, a search service, a model and blobs. */
export async function countLiveRequests(): Promise<LiveFigures> {
  const azure = createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId: id(1),
      resourceGroup: "chat",
      identities: [
        { name: "app", kind: "UserAssigned", clientId: id(2), principalId: id(3) },
        { name: "auditor", kind: "UserAssigned", clientId: id(4), principalId: id(5) },
      ],
      searchServices: [{ name: "contoso" }],
      openaiAccounts: [{ name: "contoso", deployments: [{ name: "chat", model: "gpt-4.1" }] }],
      storageAccounts: [{ name: "contoso", containers: [{ name: "documents" }] }],
      roleAssignments: [
        { principalId: id(5), role: "Reader", scope: subscription },
        { principalId: id(3), role: "Search Index Data Reader", scope: subscription },
      ],
    },
  });
  await readDeployment(
    {
      openai: `${providers}/Microsoft.CognitiveServices/accounts/contoso`,
      search: `${providers}/Microsoft.Search/searchServices/contoso`,
      storage: `${providers}/Microsoft.Storage/storageAccounts/contoso`,
      identity: `${providers}/Microsoft.ManagedIdentity/userAssignedIdentities/app`,
    },
    {
      credential: {
        getToken: async (scopes) => ({
          token: await azure.issueToken({ identity: "auditor", scope: [scopes].flat().join(" ") }),
          expiresOnTimestamp: Date.now() + 3_600_000,
        }),
      },
      httpClient: clientOf(azure),
    },
  );
  const { requests } = azure;
  return {
    requests: requests.length,
    writes: requests.filter(({ method }) => method !== "GET").length,
  };
}

function clientOf(azure: Emulator): HttpClient {
  return {
    async sendRequest(request) {
      const { url, method, headers } = request;
      const response = await azure.fetch(new Request(url, { method, headers: headers.toJSON() }));
      return {
        request,
        status: response.status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
        bodyAsText: await response.text(),
      };
    },
  };
}
