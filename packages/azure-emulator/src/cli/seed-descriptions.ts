/** What Resource Manager shows of a resource. */
const resourceMembers = {
  location: "Where it lies (westeurope).",
  kind: "Its kind, as Resource Manager shows it.",
  sku: "Its tier, as Resource Manager shows it.",
  identity:
    "The managed identity that it has, as in { type: SystemAssigned, principalId, tenantId }, with the principal id of one of the seed's identities.",
  tags: "Its tags.",
  properties: "What is shown in place of its default properties, each member by itself.",
};

/** What a role grants, or a deny assignment denies. */
const permissionMembers = {
  actions: "Control-plane actions; * stands for any text.",
  notActions: "What of the actions is excepted.",
  dataActions: "Actions on the data within resources; * stands for any text.",
  notDataActions: "What of the data actions is excepted.",
};

/**
 * What an editor shows of each member of a seed file, by its path: `groups/id` is the `id` of each group.
 */
export const seedDescriptions: Readonly<Record<string, string>> = {
  $schema: "Where this schema lies, by which an editor completes and checks the file.",
  tenant: "The Entra tenant. Its id is always e0000000-0000-4000-8000-00000000e01a.",
  ...below("tenant", {
    displayName: "The name of the organization.",
    domain: "The domain of its user names, as in contoso.example.",
  }),
  subscriptionId: "The subscription that all resources lie in.",
  resourceGroup: "The resource group that all resources lie in.",
  groups: "Groups of the tenant: security groups, if nothing else is said.",
  ...below("groups", {
    id: "Its object id.",
    displayName: "Its name.",
    description: "What it is for.",
    mail: "Its address, which makes it a group with mail (none).",
    groupTypes: '["Unified"] for a Microsoft 365 group (none).',
    securityEnabled: "Whether access may be granted to it (true).",
    memberOf: "Ids of the groups that this group is itself a direct member of.",
  }),
  users: "People who can sign in.",
  ...below("users", {
    id: "The object id (oid).",
    userPrincipalName: "What the person signs in with, as in ada@contoso.example.",
    displayName: "The person's name.",
    jobTitle: "The person's job.",
    mail: "The person's address.",
    homeTenantId: "Id of the tenant that a guest comes from (a member of this one).",
    memberOf: "Ids of the groups that the person is a direct member of.",
  }),
  apps: "App registrations with their service principals.",
  ...below("apps", {
    appId: "The client id.",
    objectId: "The object id of the service principal.",
    displayName: "Its name.",
    identifierUri: "The App ID URI, as in api://<appId>.",
    redirectUris: "Where people come back to when they have signed in.",
    scopes: "Delegated scopes of its own API, as in access_as_user.",
    groupMembershipClaims: "Whether its access tokens carry the groups of people (None).",
    appRoles: "Roles of its own API, which come as roles in tokens.",
    "appRoles/value": "The name of the role, as in Documents.Read.All.",
    "appRoles/assignedTo":
      "Object ids of users, groups and service principals that have it (of a managed identity: its principal id).",
    delegatedPermissions:
      "What it may have in people's names at APIs of Microsoft's beside User.Read of Graph, as in https://search.azure.com/user_impersonation (nothing).",
    optionalClaims: "Claims that its access tokens carry on request (none).",
    allowPublicClient:
      "Whether it may ask for tokens by device code without proving itself (false).",
    federatedCredentials: "Identities whose tokens may stand in for a secret.",
    "federatedCredentials/subject": "The principal id of a managed identity.",
    "federatedCredentials/audience":
      "What its token is made out to: api://AzureADTokenExchange in the public cloud.",
    certificates:
      "Certificates in PEM whose keys may sign for the app; the keys themselves stay with the client.",
    clientSecrets: "Secrets, for programs that have not gone keyless yet.",
  }),
  identities: "Managed identities, as IDENTITY_ENDPOINT hands out tokens for.",
  ...below("identities", {
    name: "Its name.",
    kind: "Whether it is a resource of its own (UserAssigned) or that of another one (SystemAssigned).",
    clientId: "Its client id, which AZURE_CLIENT_ID names.",
    principalId: "The object id of its service principal, which roles are granted to.",
    graphPermissions: "Application permissions on Microsoft Graph, as in GroupMember.Read.All.",
    memberOf: "Ids of the groups that its service principal is a direct member of.",
  }),
  searchServices: "AI Search services, reached as https://<name>.search.windows.net.",
  ...below("searchServices", {
    name: "Its name, which its host begins with.",
    indexes: "Its indexes with their documents.",
    "indexes/definition": "The definition, as PUT /indexes('<name>') takes it.",
    "indexes/definition/name": "The name of the index.",
    "indexes/definition/fields": "The fields of the index, with the members that they have there.",
    "indexes/definition/fields/name": "The name of the field.",
    "indexes/definition/fields/type": "Its type, as in Edm.String or Collection(Edm.Single).",
    "indexes/documents": "What is in the index, each with its key.",
    ...searchObjects("synonymMaps", "Synonym maps"),
    ...searchObjects("aliases", "Aliases"),
    ...searchObjects("knowledgeSources", "Knowledge sources"),
    ...searchObjects("knowledgeBases", "Knowledge bases"),
    ...searchObjects("dataSources", "Data sources"),
    ...searchObjects("skillsets", "Skillsets"),
    ...searchObjects("indexers", "Indexers"),
    resource: "What Resource Manager shows of it, and the identity that it signs in elsewhere as.",
    ...below("resource", resourceMembers),
  }),
  openaiAccounts: "Azure OpenAI accounts, reached as https://<name>.openai.azure.com.",
  ...below("openaiAccounts", {
    name: "Its name, which its host begins with.",
    deployments: "Deployments of models, which a stand-in answers for.",
    "deployments/name": "The name of the deployment.",
    "deployments/model": "As in gpt-4.1, gpt-35-turbo-instruct or text-embedding-3-small.",
    "deployments/capacity": "Thousands of tokens a minute, with six requests for each (no limit).",
    "deployments/endpoint":
      "A server that speaks as OpenAI does and answers in place of the stand-in (none). It gets no token and no key.",
    "deployments/endpoint/url":
      "As in http://127.0.0.1:11434/v1: on this machine, or at a host that was allowed.",
    "deployments/endpoint/model": "What the server calls its model.",
    "deployments/chunkDelayInMs": "Milliseconds that each chunk of a streamed chat takes (0).",
    onYourData:
      "Whether chats take data_sources, as they did until On Your Data was retired (false).",
    resource: "What Resource Manager shows of it.",
    ...below("resource", resourceMembers),
  }),
  storageAccounts: "Storage accounts, reached as https://<name>.blob.core.windows.net.",
  ...below("storageAccounts", {
    name: "Its name, which its host begins with.",
    containers: "Its blob containers.",
    "containers/name": "The name of the container.",
    "containers/blobs": "Block blobs: give text or base64, not both.",
    "containers/blobs/name": "As in reports/2026.txt.",
    "containers/blobs/text": "The content, which is stored as UTF-8 (empty).",
    "containers/blobs/base64": "The content, where that is no text.",
    "containers/blobs/contentType":
      "(text/plain; charset=utf-8, or application/octet-stream for base64)",
    "containers/blobs/metadata": "Metadata by their names.",
    "containers/blobs/acl":
      "Its access list, which the dfs endpoint shows (user::rw-,group::r--,other::---).",
    "containers/acl": "The access list of the topmost folder (user::rwx,group::r-x,other::---).",
    resource: "What Resource Manager shows of it.",
    ...below("resource", resourceMembers),
  }),
  resources:
    "Resources of other kinds, for Resource Manager to show: networks, web apps, shared private links.",
  "resources/id": "As in /subscriptions/…/resourceGroups/…/providers/Microsoft.Web/sites/chat.",
  roleDefinitions: "Custom roles.",
  ...below("roleDefinitions", {
    id: "The GUID of the role.",
    name: "The name of the role.",
    description: "What it is for.",
    assignableScopes:
      "Ids of subscriptions, resource groups and resources where it can be granted, and below them.",
    ...permissionMembers,
  }),
  roleAssignments: "Roles that are granted when it starts.",
  ...below("roleAssignments", {
    principalId:
      "Object id of a user, group or service principal (of a managed identity: its principal id).",
    role: "Name or id of a role, as in Search Index Data Reader.",
    scope: "A resource, resource group, subscription or management group id, or /.",
    description: "Why it is granted.",
    condition:
      "When it grants something (always), as in @Resource[Microsoft.Storage/…/containers:name] StringEquals 'a'.",
  }),
  denyAssignments: "What principals are kept from, whatever roles they have.",
  ...below("denyAssignments", {
    name: "Its name.",
    scope: "A resource, resource group, subscription or management group id, or /.",
    ...permissionMembers,
    principalIds: "Object ids of users, groups and service principals (everybody).",
    excludedPrincipalIds: "Object ids of those that it does not hold for (none).",
    doNotApplyToChildScopes: "Whether it holds for the scope alone (false).",
  }),
  graph: "How Microsoft Graph behaves.",
  "graph/throttling": "As many requests as it answers an app in a time; what is too much gets 429.",
  "graph/throttling/requests": "How many requests (any number).",
  "graph/throttling/windowInMs": "In how many milliseconds.",
  roles: "How roles behave.",
  "roles/propagationInMs":
    "Milliseconds that a role which is granted or taken away later takes to count (0).",
};

function below(
  path: string,
  members: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(members).map(([member, text]) => [`${path}/${member}`, text]),
  );
}

/** Things of a search service that are defined as its data plane takes them. */
function searchObjects(list: string, title: string): Readonly<Record<string, string>> {
  return {
    [list]: `${title}, as PUT /${list.toLowerCase()}('<name>') takes them.`,
    [`${list}/name`]: "Its name.",
  };
}
