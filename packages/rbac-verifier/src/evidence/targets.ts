/** A person or an app that uses the set-up. */
export interface PrincipalTarget {
  /** Object id in Entra, not the client id. */
  readonly objectId: string;
  readonly type?: "User" | "Group" | "ServicePrincipal";
}

/** Which resources make the set-up, by resource id, and what is expected of them. */
export interface Targets {
  /** The Azure OpenAI account. */
  readonly openai: string;
  /** The AI Search service. */
  readonly search: string;
  /** The storage account with the documents (none). */
  readonly storage?: string;
  /** The virtual network of the private endpoints (none). */
  readonly vnet?: string;
  /** The App Service that serves the app (none). */
  readonly webApp?: string;
  /** The user-assigned identity that the app runs as (the system-assigned one of `webApp`). */
  readonly identity?: string;
  /** Client id of the app registration that people sign in to (none). */
  readonly applicationId?: string;
  /** The Foundry project (none). */
  readonly project?: string;
  /** The VPN gateway (found in the virtual network). */
  readonly gateway?: string;
  readonly developers?: readonly PrincipalTarget[];
  /** Who calls the ingestion API. */
  readonly callers?: readonly PrincipalTarget[];
  /** Who applies fixes. */
  readonly administrators?: readonly PrincipalTarget[];
  /** Names of the blob containers in use (all). */
  readonly containers?: readonly string[];
  /** Name of the index that is queried (any). A role on it alone is enough then. */
  readonly index?: string;
  /** Name of the field with the groups of a document (not checked). */
  readonly groupField?: string;
  /** Name of the deployment that answers (any). */
  readonly chatDeployment?: string;
  /** Name of the deployment that embeds (none). */
  readonly embeddingDeployment?: string;
  /** Whether AI Search vectorizes by itself with that deployment (`false`). */
  readonly vectorizer?: boolean;
  /** Whether queries are ranked semantically (`false`). */
  readonly semantic?: boolean;
  /** The endpoint of Azure OpenAI that the app is configured with (not checked). */
  readonly openaiEndpoint?: string;
}
