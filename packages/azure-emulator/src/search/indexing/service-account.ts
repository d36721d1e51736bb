import type { Azure } from "../../azure.ts";
import type { SeedSearchService } from "../../seed.ts";
import { asJsonObject } from "../json-object.ts";
import type { DataIdentity } from "./definitions/data-identity.ts";

/** What a service of the local Azure may do beyond itself. */
export interface Outside {
  /** Sends a request to another service, to this machine, or to a host that was allowed. */
  send(request: Request): Promise<Response>;
  /** A token of a managed identity. */
  tokenOf(principalId: string, scope: string): Promise<string>;
}

/** A search service as others see it: by its identities. */
export interface ServiceAccount {
  /**
   * A token of the system-assigned identity, or of a user-assigned one.
   *
   * @throws Error in the service's words when the service does not have the identity.
   */
  tokenFor(identity: DataIdentity, scope: string): Promise<string>;
  send(request: Request): Promise<Response>;
  /** The origin of the blobs of a storage account; `undefined` where the id is none of this Azure's. */
  blobOrigin(storageAccountId: string): string | undefined;
}

/**
 * The account of a search service, whose identities are those that Resource Manager shows of it.
 *
 * @param resourceId The service's own; the storage accounts lie beside it.
 */
export function createServiceAccount(
  { directory }: Pick<Azure, "directory">,
  resourceId: string,
  { search, outside }: { readonly search: SeedSearchService; readonly outside: Outside },
): ServiceAccount {
  const { type, principalId, userAssignedIdentities } = asJsonObject(search.resource?.["identity"]);
  const kinds = typeof type === "string" ? type : "";
  const userAssigned = new Set(
    Object.keys(asJsonObject(userAssignedIdentities)).map((id) => id.toLowerCase()),
  );

  const principalOf = (identity: DataIdentity): string => {
    if (identity && "userAssignedIdentity" in identity) {
      const id = identity.userAssignedIdentity.toLowerCase();
      const found = directory.identities.find(
        ({ name, kind }) => kind === "UserAssigned" && id.endsWith(`/${name.toLowerCase()}`),
      );
      if (found && kinds.includes("UserAssigned") && userAssigned.has(id)) return found.principalId;
    } else if (kinds.includes("SystemAssigned") && typeof principalId === "string") {
      return principalId;
    }
    throw new Error("Ensure managed identity is enabled for your service.");
  };

  return {
    tokenFor: async (identity, scope) => outside.tokenOf(principalOf(identity), scope),
    send: (request) => outside.send(request),
    blobOrigin(storageAccountId) {
      const providers = resourceId.slice(0, resourceId.toLowerCase().indexOf("/microsoft.search/"));
      const prefix = `${providers}/Microsoft.Storage/storageAccounts/`.toLowerCase();
      if (!storageAccountId.toLowerCase().startsWith(prefix)) return undefined;
      return `https://${storageAccountId.slice(prefix.length).toLowerCase()}.blob.core.windows.net`;
    },
  };
}
