import type { AzureService } from "../azure/azure-service.ts";
import { IngestionError } from "../ingestion-error.ts";
import { parseAccessList, type GroupPermissions } from "./parse-access-list.ts";

/** Tells who may read a file by the access lists of its storage account. */
export interface PathAccess {
  /**
   * Object ids of the groups that may read the file and pass each folder that it lies in.
   *
   * @throws IngestionError for a list that is not understood, and a file that is gone.
   */
  groupsOf(path: string, abortSignal?: AbortSignal): Promise<readonly string[]>;
}

/**
 * Reads access lists of ADLS Gen2, those of folders once. As in the storage account, a list on a file is not enough:
 * the way to it must be open too.
 *
 * @param dfs The `dfs` endpoint of the account.
 * @see https://learn.microsoft.com/rest/api/storageservices/datalakestoragegen2/path/get-properties
 */
export function createPathAccess(dfs: AzureService, container: string): PathAccess {
  const folders = new Map<string, Promise<GroupPermissions>>();

  async function read(path: string, abortSignal?: AbortSignal): Promise<GroupPermissions> {
    const names = [container, ...path.split("/")].filter((name) => name !== "");
    const query = new URLSearchParams({ action: "getAccessControl", upn: "false" });
    const response = await dfs.send(
      `/${names.map(encodeURIComponent).join("/")}${path === "" ? "/" : ""}?${query.toString()}`,
      {
        method: "HEAD",
        headers: { "x-ms-version": "2023-11-03", accept: "*/*" },
        accept: [404],
        abortSignal,
      },
    );
    await response.body?.cancel();
    if (response.status === 404) {
      throw new IngestionError("DOCUMENT_CHANGED", "The document is gone.");
    }
    const { headers } = response;
    return parseAccessList(headers.get("x-ms-acl") ?? "", headers.get("x-ms-group") ?? "");
  }

  function folder(path: string, abortSignal?: AbortSignal): Promise<GroupPermissions> {
    const known = folders.get(path) ?? read(path, abortSignal);
    folders.set(path, known);
    return known;
  }

  return {
    async groupsOf(path, abortSignal) {
      const segments = path.split("/").slice(0, -1);
      const above = segments.map((_, at) => segments.slice(0, at + 1).join("/"));
      const [{ readers }, ...ways] = await Promise.all([
        read(path, abortSignal),
        folder("", abortSignal),
        ...above.map((each) => folder(each, abortSignal)),
      ]);
      return [...readers].filter((id) => ways.every(({ passers }) => passers.has(id)));
    },
  };
}
