// Run by dfs-service.test.ts in a process of its own, with production configuration.
import { ManagedIdentityCredential } from "@azure/identity";
import { DataLakeServiceClient } from "@azure/storage-file-datalake";

const { MANAGED_IDENTITY_CLIENT_ID = "", GROUP_ID = "" } = process.env;

const credential = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
const service = new DataLakeServiceClient("https://contoso.dfs.core.windows.net", credential);
const files = service.getFileSystemClient("documents");
const file = files.getFileClient("hr/給与.md");

const before = await file.getAccessControl();
await file.setAccessControl([
  ...before.acl,
  {
    accessControlType: "group",
    entityId: GROUP_ID,
    defaultScope: false,
    permissions: { read: true, write: false, execute: false },
  },
]);
const after = await file.getAccessControl();
const folder = await files.getDirectoryClient("hr").getAccessControl();
const missing = await files
  .getFileClient("none")
  .getAccessControl()
  .catch((error: { statusCode?: number }) => error.statusCode);
console.log(
  JSON.stringify({
    owner: before.owner,
    permissions: before.permissions?.group,
    acl: after.acl.map(({ accessControlType, entityId, permissions }) =>
      [accessControlType, entityId, permissions.read].join(":"),
    ),
    extended: after.permissions?.extendedAcls,
    folder: folder.permissions?.group,
    missing,
  }),
);
