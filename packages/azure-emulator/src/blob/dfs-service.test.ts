import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { chatIdentity, contoso, otherIdentity } from "../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../emulator.ts";
import { accountId, storageToken } from "./blob.test.fixture.ts";

const group = "00000000-0000-4000-8000-000000000001";
const acl = `user::rw-,group::r--,group:${group}:rwx,other::---`;
const blobs = [{ name: "hr/給与.md", text: "Pay", acl }, { name: "plain.md" }];

/** An account whose callers have a role. */
function createAccount(role: string, principalId: string): Emulator {
  const seed = {
    ...contoso,
    storageAccounts: [
      {
        name: "contoso",
        containers: [{ name: "documents", blobs, acl: "user::rwx,group::--x,other::---" }],
      },
    ],
  };
  const azure = createEmulator({ seed });
  azure.roles.grant({ principalId, role, scope: accountId });
  return azure;
}

async function ask(
  azure: Emulator,
  path: string,
  { method = "HEAD", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const authorization = `Bearer ${await storageToken(azure)}`;
  return azure.fetch(
    new Request(`https://contoso.dfs.core.windows.net${path}`, {
      method,
      headers: { authorization, "x-ms-version": "2025-11-05", ...headers },
    }),
  );
}

const { principalId: other } = otherIdentity;

describe("the access list of a path", () => {
  const azure = createAccount("Storage Blob Data Owner", other);
  const shown = async (path: string): Promise<unknown> => {
    const { headers } = await ask(azure, `/documents${path}?action=getAccessControl&upn=false`);
    return [headers.get("x-ms-acl"), headers.get("x-ms-permissions"), headers.get("x-ms-owner")];
  };

  it("is what was seeded, with its mask, or the usual one", async () => {
    const owner = "$superuser";
    expect(await shown("/hr/%E7%B5%A6%E4%B8%8E.md")).toEqual([
      `${acl},mask::rwx`,
      "rw-rwx---+",
      owner,
    ]);
    const usual = "user::rw-,group::r--,other::---";
    expect(await shown("/plain.md")).toEqual([usual, "rw-r-----", owner]);
    expect(await shown("/hr")).toEqual(["user::rwx,group::r-x,other::---", "rwxr-x---", owner]);
    expect(await shown("/")).toEqual(["user::rwx,group::--x,other::---", "rwx--x---", owner]);
  });

  it("is set, for folders too", async () => {
    const set = {
      method: "PATCH",
      headers: { "x-ms-acl": "user::r--,group::---,other::---", "x-ms-group": group },
    };
    expect((await ask(azure, "/documents/hr?action=setAccessControl", set)).status).toBe(200);
    expect(await shown("/hr/")).toEqual([
      "user::r--,group::---,other::---",
      "r--------",
      "$superuser",
    ]);
  });

  it.each([
    ["", "HEAD", 404, "PathNotFound", "/documents/none"],
    ["", "HEAD", 404, "FilesystemNotFound", "/none/a"],
    ["user::rw-", "PATCH", 400, "InvalidHeaderValue", "/documents/plain.md"],
    ["user::rw-,group::all,other::---", "PATCH", 400, "InvalidHeaderValue", "/documents/plain.md"],
  ])("«%s» by %s is answered with %i %s", async (list, method, status, code, path) => {
    const action = method === "HEAD" ? "getAccessControl" : "setAccessControl";
    const headers: Record<string, string> = list === "" ? {} : { "x-ms-acl": list };
    const response = await ask(azure, `${path}?action=${action}`, { method, headers });
    expect([response.status, response.headers.get("x-ms-error-code")]).toEqual([status, code]);
  });

  it("[emulator/roles-enforced] is shown to readers, and set by owners only", async () => {
    const readers = createAccount("Storage Blob Data Contributor", other);
    const get = "/documents/plain.md?action=getAccessControl";
    expect((await ask(readers, get)).status).toBe(200);
    const set = { method: "PATCH", headers: { "x-ms-acl": acl } };
    const refused = await ask(readers, "/documents/plain.md?action=setAccessControl", set);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      error: { code: "AuthorizationPermissionMismatch" },
    });
    expect((await ask(createAccount("Reader", other), get)).status).toBe(403);
  });

  it("[emulator/keys-refused] is not shown for a key", async () => {
    const headers = { authorization: "SharedKey contoso:c2lnbmF0dXJl" };
    const refused = await ask(azure, "/documents/plain.md?action=getAccessControl", { headers });
    expect(refused.headers.get("x-ms-error-code")).toBe("KeyBasedAuthenticationNotPermitted");
  });

  it("that is none is refused in a seed", () => {
    const containers = [{ name: "documents", blobs: [{ name: "a", acl: "everyone" }] }];
    const seed = { ...contoso, storageAccounts: [{ name: "contoso", containers }] };
    expect(() => createEmulator({ seed })).toThrow(/"everyone" is no access list/);
  });
});

it("the official client shows and sets them", { timeout: 60_000 }, async () => {
  const azure = createAccount("Storage Blob Data Owner", chatIdentity.principalId);
  await azure.listen();
  try {
    const { NODE_ENV: _, VITEST: __, ...base } = process.env;
    const client = fileURLToPath(new URL("dfs.test.client.ts", import.meta.url));
    const env = {
      ...base,
      ...azure.env(base),
      MANAGED_IDENTITY_CLIENT_ID: chatIdentity.clientId,
      GROUP_ID: "00000000-0000-4000-8000-0000000000aa",
    };
    const { stdout } = await promisify(execFile)(process.execPath, [client], { env });
    expect(JSON.parse(stdout)).toEqual({
      owner: "$superuser",
      permissions: { read: true, write: true, execute: true },
      acl: [
        "user::true",
        "group::true",
        `group:${group}:true`,
        "other::false",
        "mask::true",
        "group:00000000-0000-4000-8000-0000000000aa:true",
      ],
      extended: true,
      folder: { read: true, write: false, execute: true },
      missing: 404,
    });
  } finally {
    await azure.close();
  }
});
