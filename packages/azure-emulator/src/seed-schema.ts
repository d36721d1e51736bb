import { z } from "zod";
import type { Seed } from "./seed.ts";

const id = z.guid({ error: "a GUID is wanted, as in 00000000-0000-4000-8000-000000000001" });
const ids = z.array(id);

const mail = z.string().regex(/^[^@\s]+@[^@\s]+$/, "an address is wanted: name@domain");

const group = z.strictObject({
  id,
  displayName: z.string().min(1),
  description: z.string().exactOptional(),
  mail: mail.exactOptional(),
  groupTypes: z.array(z.literal("Unified")).exactOptional(),
  securityEnabled: z.boolean().exactOptional(),
  memberOf: ids.exactOptional(),
});

const user = z.strictObject({
  id,
  userPrincipalName: z.string().regex(/^[^@\s]+@[^@\s]+$/, "a user name is wanted: name@domain"),
  displayName: z.string().min(1),
  jobTitle: z.string().exactOptional(),
  mail: mail.exactOptional(),
  homeTenantId: id.exactOptional(),
  memberOf: ids.exactOptional(),
});

const delegatedPermissionForm =
  "a permission of an API is wanted, as in https://search.azure.com/user_impersonation";

const app = z.strictObject({
  appId: id,
  objectId: id,
  displayName: z.string().min(1),
  identifierUri: z.string().min(1),
  redirectUris: z.array(z.url()),
  scopes: z.array(z.string().min(1)),
  groupMembershipClaims: z.enum(["None", "SecurityGroup"]).exactOptional(),
  appRoles: z
    .array(z.strictObject({ value: z.string().regex(/^\S+$/), assignedTo: ids }))
    .exactOptional(),
  optionalClaims: z.array(z.enum(["acct", "idtyp", "xms_cc"])).exactOptional(),
  delegatedPermissions: z
    .array(z.string().regex(/^https:\/\/[a-z.]+\/[\w.-]+$/, delegatedPermissionForm))
    .exactOptional(),
  allowPublicClient: z.boolean().exactOptional(),
  federatedCredentials: z
    .array(z.strictObject({ subject: id, audience: z.string() }))
    .exactOptional(),
  certificates: z.array(z.string().startsWith("-----BEGIN CERTIFICATE-----")).exactOptional(),
  clientSecrets: z.array(z.string().min(1)).exactOptional(),
});

const identity = z.strictObject({
  name: z.string().min(1),
  kind: z.enum(["SystemAssigned", "UserAssigned"]),
  clientId: id,
  principalId: id,
  graphPermissions: z.array(z.string().min(1)).exactOptional(),
  memberOf: ids.exactOptional(),
});

/** A host name is made of it. */
const resourceName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, "small letters, digits and dashes are wanted");

const resourceMembers = z.strictObject({
  location: z.string().exactOptional(),
  kind: z.string().exactOptional(),
  sku: z.record(z.string(), z.unknown()).exactOptional(),
  identity: z.record(z.string(), z.unknown()).exactOptional(),
  tags: z.record(z.string(), z.string()).exactOptional(),
  properties: z.record(z.string(), z.unknown()).exactOptional(),
});

const actions = z.array(z.string());

const resourceId = z.string().startsWith("/", "a resource id is wanted: /subscriptions/…");

const searchObjects = z.array(z.looseObject({ name: z.string().min(1) })).exactOptional();

const searchService = z.strictObject({
  name: resourceName,
  indexes: z
    .array(
      z.strictObject({
        definition: z.looseObject({
          name: z.string().min(1),
          fields: z.array(z.looseObject({ name: z.string(), type: z.string() })).min(1),
        }),
        documents: z.array(z.record(z.string(), z.unknown())).exactOptional(),
      }),
    )
    .exactOptional(),
  synonymMaps: searchObjects,
  aliases: searchObjects,
  knowledgeSources: searchObjects,
  knowledgeBases: searchObjects,
  dataSources: searchObjects,
  skillsets: searchObjects,
  indexers: searchObjects,
  resource: resourceMembers.exactOptional(),
});

const openaiAccount = z.strictObject({
  name: resourceName,
  deployments: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        model: z.string().min(1),
        capacity: z.int().min(1).exactOptional(),
        endpoint: z.strictObject({ url: z.url(), model: z.string().min(1) }).exactOptional(),
        chunkDelayInMs: z.int().min(0).exactOptional(),
      }),
    )
    .exactOptional(),
  onYourData: z.boolean().exactOptional(),
  resource: resourceMembers.exactOptional(),
});

const blob = z
  .strictObject({
    name: z.string().min(1),
    text: z.string().exactOptional(),
    base64: z.base64().exactOptional(),
    contentType: z.string().exactOptional(),
    metadata: z.record(z.string(), z.string()).exactOptional(),
    acl: z.string().exactOptional(),
  })
  .refine(
    ({ text, base64 }) => text === undefined || base64 === undefined,
    "a blob has text or base64, not both",
  );

const storageAccount = z.strictObject({
  name: z.string().regex(/^[a-z0-9]{3,24}$/, "3 to 24 small letters and digits are wanted"),
  containers: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        blobs: z.array(blob).exactOptional(),
        acl: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
  resource: resourceMembers.exactOptional(),
});

const roleAssignment = z.strictObject({
  principalId: id,
  role: z.string().min(1),
  scope: resourceId,
  description: z.string().exactOptional(),
  condition: z.string().exactOptional(),
});

const roleDefinition = z.strictObject({
  id,
  name: z.string().min(1),
  description: z.string().exactOptional(),
  assignableScopes: z.array(resourceId).min(1),
  actions: actions.exactOptional(),
  notActions: actions.exactOptional(),
  dataActions: actions.exactOptional(),
  notDataActions: actions.exactOptional(),
});

const denyAssignment = z.strictObject({
  name: z.string().min(1),
  scope: resourceId,
  actions: actions.exactOptional(),
  notActions: actions.exactOptional(),
  dataActions: actions.exactOptional(),
  notDataActions: actions.exactOptional(),
  principalIds: ids.exactOptional(),
  excludedPrincipalIds: ids.exactOptional(),
  doNotApplyToChildScopes: z.boolean().exactOptional(),
});

const graph = z.strictObject({
  throttling: z
    .strictObject({ requests: z.int().min(1), windowInMs: z.int().min(1) })
    .exactOptional(),
});

/** The form of a seed file; the members are described at {@link Seed}. */
export const seedSchema: z.ZodType<Seed> = z.strictObject({
  $schema: z.string().exactOptional(),
  tenant: z.strictObject({ displayName: z.string().min(1), domain: z.string().min(1) }),
  subscriptionId: id,
  resourceGroup: z.string().min(1),
  groups: z.array(group).exactOptional(),
  users: z.array(user).exactOptional(),
  apps: z.array(app).exactOptional(),
  identities: z.array(identity).exactOptional(),
  searchServices: z.array(searchService).exactOptional(),
  openaiAccounts: z.array(openaiAccount).exactOptional(),
  storageAccounts: z.array(storageAccount).exactOptional(),
  resources: z.array(z.looseObject({ id: resourceId })).exactOptional(),
  roleDefinitions: z.array(roleDefinition).exactOptional(),
  roleAssignments: z.array(roleAssignment).exactOptional(),
  denyAssignments: z.array(denyAssignment).exactOptional(),
  graph: graph.exactOptional(),
  roles: z.strictObject({ propagationInMs: z.int().min(0).exactOptional() }).exactOptional(),
});
