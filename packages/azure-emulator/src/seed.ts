/** What a local Azure holds when it starts. Its tenant id is always {@link emulatorTenantId}. */
export interface Seed {
  readonly tenant: {
    readonly displayName: string;
    /** The domain of its user names, as in `contoso.example`. */
    readonly domain: string;
  };
  /** The subscription and resource group that all resources lie in. */
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly groups?: readonly SeedGroup[];
  readonly users?: readonly SeedUser[];
  readonly apps?: readonly SeedApp[];
  readonly identities?: readonly SeedManagedIdentity[];
  readonly searchServices?: readonly SeedSearchService[];
  readonly openaiAccounts?: readonly SeedOpenAIAccount[];
  readonly storageAccounts?: readonly SeedStorageAccount[];
  /** Resources of other kinds, for Resource Manager to show: networks, web apps, shared private links. */
  readonly resources?: readonly SeedResource[];
  readonly roleDefinitions?: readonly SeedRoleDefinition[];
  readonly roleAssignments?: readonly SeedRoleAssignment[];
  readonly denyAssignments?: readonly SeedDenyAssignment[];
  readonly graph?: SeedGraph;
  readonly roles?: SeedRoles;
}

/** How roles behave. */
export interface SeedRoles {
  /** How long a role that is granted or taken away later takes to count (0); Resource Manager shows it at once. */
  readonly propagationInMs?: number;
}

/** How Microsoft Graph behaves. */
export interface SeedGraph {
  /** As many requests as it answers an app in a time (any number); what is too much gets 429. */
  readonly throttling?: { readonly requests: number; readonly windowInMs: number };
}

/** A group: a security group, if nothing else is said. */
export interface SeedGroup {
  readonly id: string;
  readonly displayName: string;
  readonly description?: string;
  /** Its address, which makes it a group with mail (none). */
  readonly mail?: string;
  /** `["Unified"]` for a Microsoft 365 group (none). */
  readonly groupTypes?: readonly "Unified"[];
  /** Whether access may be granted to it (`true`). */
  readonly securityEnabled?: boolean;
  /** Ids of the groups that this group is itself a direct member of. */
  readonly memberOf?: readonly string[];
}

/** A person who can sign in. */
export interface SeedUser {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly jobTitle?: string;
  readonly mail?: string;
  /** Id of the tenant that a guest comes from (a member). The guest's other members are those of this tenant. */
  readonly homeTenantId?: string;
  /** Ids of the groups that the user is a direct member of. */
  readonly memberOf?: readonly string[];
}

/** An app registration with its service principal. */
export interface SeedApp {
  /** The client id. */
  readonly appId: string;
  /** The object id of its service principal. */
  readonly objectId: string;
  readonly displayName: string;
  /** The App ID URI, as in `api://<appId>`. */
  readonly identifierUri: string;
  readonly redirectUris: readonly string[];
  /** Delegated scopes of its own API, as in `access_as_user`. */
  readonly scopes: readonly string[];
  /** Whether its access tokens carry the user's groups (`"None"`). */
  readonly groupMembershipClaims?: "None" | "SecurityGroup";
  /** Roles of its own API, which come as `roles`. */
  readonly appRoles?: readonly {
    /** As in `Documents.Read.All`. */
    readonly value: string;
    /** Object ids of users, groups and service principals (of a managed identity: its principal id). */
    readonly assignedTo: readonly string[];
  }[];
  /** What its API's access tokens carry on request (none). */
  readonly optionalClaims?: readonly SeedOptionalClaim[];
  /**
   * What it may have in people's names at APIs of Microsoft's, beside `User.Read` of Graph (nothing), as in
   * `https://search.azure.com/user_impersonation` or `https://graph.microsoft.com/GroupMember.Read.All`:
   * an administrator has consented to it.
   */
  readonly delegatedPermissions?: readonly string[];
  /** Whether it may ask for tokens by device code without proving itself (`false`). */
  readonly allowPublicClient?: boolean;
  /** Whose tokens may stand in for a secret. */
  readonly federatedCredentials?: readonly {
    /** The principal id of a managed identity. */
    readonly subject: string;
    readonly audience: string;
  }[];
  /** Certificates in PEM whose keys may sign for the app; the keys themselves stay with the client. */
  readonly certificates?: readonly string[];
  /** Secrets, for programs that have not gone keyless yet. */
  readonly clientSecrets?: readonly string[];
}

/**
 * A claim that an API has to ask for in its registration: whether the person is a guest (`acct`), that the
 * token is an app's (`idtyp`), or what the client can do (`xms_cc`).
 */
export type SeedOptionalClaim = "acct" | "idtyp" | "xms_cc";

/** A managed identity, as `IDENTITY_ENDPOINT` hands out tokens for. */
export interface SeedManagedIdentity {
  readonly name: string;
  readonly kind: "SystemAssigned" | "UserAssigned";
  readonly clientId: string;
  readonly principalId: string;
  /** Application permissions on Microsoft Graph, as in `GroupMember.Read.All`. */
  readonly graphPermissions?: readonly string[];
  /** Ids of the groups that its service principal is a direct member of. */
  readonly memberOf?: readonly string[];
}

/** An AI Search service, reached as `https://<name>.search.windows.net`. */
export interface SeedSearchService {
  readonly name: string;
  readonly indexes?: readonly {
    /** The definition as `PUT /indexes('<name>')` takes it. */
    readonly definition: SeedIndexDefinition;
    readonly documents?: readonly Readonly<Record<string, unknown>>[];
  }[];
  /** As `PUT /synonymmaps('<name>')` takes them. */
  readonly synonymMaps?: readonly SeedSearchObject[];
  /** As `PUT /aliases('<name>')` takes them. */
  readonly aliases?: readonly SeedSearchObject[];
  /** As `PUT /knowledgesources('<name>')` takes them. */
  readonly knowledgeSources?: readonly SeedSearchObject[];
  /** As `PUT /knowledgebases('<name>')` takes them. */
  readonly knowledgeBases?: readonly SeedSearchObject[];
  /** As `PUT /datasources('<name>')` takes them. */
  readonly dataSources?: readonly SeedSearchObject[];
  /** As `PUT /skillsets('<name>')` takes them. */
  readonly skillsets?: readonly SeedSearchObject[];
  /** As `PUT /indexers('<name>')` takes them; they first run when the service is first asked for something. */
  readonly indexers?: readonly SeedSearchObject[];
  readonly resource?: SeedResourceMembers;
}

/** The definition of something in an AI Search service, with the members that it has there. */
export interface SeedSearchObject {
  readonly name: string;
  readonly [member: string]: unknown;
}

/** An index definition; members that are not named here are kept as they are. */
export interface SeedIndexDefinition {
  readonly name: string;
  readonly fields: readonly Readonly<{ name: string; type: string } & Record<string, unknown>>[];
  readonly [member: string]: unknown;
}

/** An Azure OpenAI account, reached as `https://<name>.openai.azure.com`. */
export interface SeedOpenAIAccount {
  readonly name: string;
  readonly deployments?: readonly SeedDeployment[];
  /**
   * Whether chats take `data_sources`, as they did until On Your Data was retired (`false`). The search is
   * asked as the account's managed identity: `principalId` in `resource.identity`, one of the seed's.
   */
  readonly onYourData?: boolean;
  readonly resource?: SeedResourceMembers;
}

/** A deployment of a model, which a stand-in answers for. */
export interface SeedDeployment {
  readonly name: string;
  /** As in `gpt-4.1`, `gpt-35-turbo-instruct` or `text-embedding-3-small`. */
  readonly model: string;
  /** Thousands of tokens a minute, with six requests for each (no limit). */
  readonly capacity?: number;
  /**
   * A server that speaks as OpenAI does and answers in place of the stand-in (none): on this machine, or at
   * a host that was allowed. It gets no token and no key.
   */
  readonly endpoint?: {
    /** As in `http://127.0.0.1:11434/v1`. */
    readonly url: string;
    /** What the server calls its model. */
    readonly model: string;
  };
  /** How long each chunk of a streamed chat takes (0), for people who want to see it come. */
  readonly chunkDelayInMs?: number;
}

/** A storage account, reached as `https://<name>.blob.core.windows.net`. */
export interface SeedStorageAccount {
  readonly name: string;
  readonly containers?: readonly SeedContainer[];
  readonly resource?: SeedResourceMembers;
}

/** A blob container. */
export interface SeedContainer {
  readonly name: string;
  readonly blobs?: readonly SeedBlob[];
  /** The access list of its topmost folder (`user::rwx,group::r-x,other::---`). */
  readonly acl?: string;
}

/** A block blob: give `text` or `base64`, not both. */
export interface SeedBlob {
  /** As in `reports/2026.txt`. */
  readonly name: string;
  /** Its content, which is stored as UTF-8 (empty). */
  readonly text?: string;
  /** Its content, where that is no text. */
  readonly base64?: string;
  /** (`text/plain; charset=utf-8`, or `application/octet-stream` for `base64`) */
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Its access list, which the `dfs` endpoint shows (`user::rw-,group::r--,other::---`). */
  readonly acl?: string;
}

/**
 * What Resource Manager shows of a resource in place of its defaults; of `properties`, each member by itself.
 * The service does not go by it: it takes tokens from everywhere and no keys, whatever is said here. Only an
 * AI Search service signs in elsewhere as the `identity` that it has here.
 */
export interface SeedResourceMembers {
  /** (`westeurope`) */
  readonly location?: string;
  readonly kind?: string;
  readonly sku?: Readonly<Record<string, unknown>>;
  /**
   * As in `{ type: "SystemAssigned", principalId, tenantId }`, with the principal id of one of the seed's
   * identities, or `{ type: "UserAssigned", userAssignedIdentities: { "<id>": {} } }`.
   */
  readonly identity?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A resource as Resource Manager shows it; `name` and `type` follow from the id. */
export interface SeedResource {
  /** As in `/subscriptions/…/resourceGroups/…/providers/Microsoft.Web/sites/chat`. */
  readonly id: string;
  readonly [member: string]: unknown;
}

/** A custom role. */
export interface SeedRoleDefinition {
  /** A GUID. */
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Ids of subscriptions, resource groups and resources where it can be granted, and below them. */
  readonly assignableScopes: readonly string[];
  /** What it grants; `*` stands for any text. */
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

/** A role granted to a principal on a resource. */
export interface SeedRoleAssignment {
  /** Object id of a user, group or service principal (of a managed identity: its principal id). */
  readonly principalId: string;
  /** Name or id of a role, as in `Search Index Data Reader`. */
  readonly role: string;
  /** A resource, resource group, subscription or management group id, or `/`. */
  readonly scope: string;
  readonly description?: string;
  /** When it grants something (always), as in `@Resource[Microsoft.Storage/…/containers:name] StringEquals 'a'`. */
  readonly condition?: string;
}

/** What principals are kept from, whatever roles they have. */
export interface SeedDenyAssignment {
  readonly name: string;
  /** A resource, resource group, subscription or management group id, or `/`. */
  readonly scope: string;
  /** What is denied; `*` stands for any text. */
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
  /** Object ids of users, groups and service principals (everybody). */
  readonly principalIds?: readonly string[];
  /** Object ids of those that it does not hold for (none). */
  readonly excludedPrincipalIds?: readonly string[];
  /** Whether it holds for the scope alone (`false`). */
  readonly doNotApplyToChildScopes?: boolean;
}
