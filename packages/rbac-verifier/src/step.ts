/** The name of a step. */
export type Step =
  | "app.retrieve"
  | "app.generate"
  | "app.groups"
  | "app.signIn"
  | "search.vectorize"
  | "studio.upload"
  | "studio.listIndexes"
  | "studio.listKeys"
  | "ingest.submit"
  | "ingest.provision"
  | "ingest.read"
  | "ingest.crack"
  | "ingest.skill"
  | "ingest.embed"
  | "infer.schema"
  | "infer.query"
  | "infer.embedQuery"
  | "webapp.chat"
  | "webapp.deploy"
  | "client.vpn"
  | "fix";

/** Something that a set-up has to do, and what Azure answers when it cannot. */
export interface StepDescription {
  /** Who asks whom for what. */
  readonly what: string;
  /** Azure's own words. */
  readonly azureSays: string;
}

const aiSays =
  "401 PermissionDenied: Principal does not have access to API/Operation., or: lacks the required data action";
const searchSays = "403 Forbidden, without a body";
const storageSays =
  "403 AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.";

const steps: Readonly<Record<Step, StepDescription>> = {
  "app.retrieve": { what: "the app queries AI Search", azureSays: searchSays },
  "app.generate": { what: "the app asks the model of Azure OpenAI", azureSays: aiSays },
  "app.groups": {
    what: "the app reads a person's groups from Microsoft Graph",
    azureSays:
      "403 Authorization_RequestDenied: Insufficient privileges to complete the operation.",
  },
  "app.signIn": {
    what: "the app proves itself to Entra without a secret",
    azureSays: "AADSTS70021: No matching federated identity record found for presented assertion.",
  },
  "search.vectorize": {
    what: "AI Search embeds a query",
    azureSays: "403 Public access is disabled",
  },
  "studio.upload": {
    what: "the studio lists an account SAS and the browser uploads with it",
    azureSays: "403 KeyBasedAuthenticationNotPermitted",
  },
  "studio.listIndexes": {
    what: "the studio lists indexes with an admin key",
    azureSays: searchSays,
  },
  "studio.listKeys": {
    what: "the studio lists the keys of Azure OpenAI",
    azureSays: "403 AuthorizationFailed: The client does not have authorization to perform action",
  },
  "ingest.submit": { what: "somebody submits an ingestion job to Azure OpenAI", azureSays: aiSays },
  "ingest.provision": {
    what: "Azure OpenAI creates index, data source and indexer in AI Search",
    azureSays: "ManagedIdentityIsNotEnabled, or 403 Forbidden",
  },
  "ingest.read": { what: "Azure OpenAI reads and writes blobs", azureSays: storageSays },
  "ingest.crack": { what: "AI Search reads blobs", azureSays: storageSays },
  "ingest.skill": { what: "AI Search calls Azure OpenAI's preprocessing skill", azureSays: aiSays },
  "ingest.embed": {
    what: "AI Search asks Azure OpenAI for embeddings",
    azureSays: "403 Public access is disabled",
  },
  "infer.schema": { what: "Azure OpenAI reads the fields of the index", azureSays: searchSays },
  "infer.query": { what: "Azure OpenAI queries AI Search", azureSays: searchSays },
  "infer.embedQuery": {
    what: "Azure OpenAI embeds the query",
    azureSays: "404 DeploymentNotFound: The API deployment for this resource does not exist.",
  },
  "webapp.chat": { what: "the web app calls Azure OpenAI", azureSays: aiSays },
  "webapp.deploy": {
    what: "a developer deploys the web app and gives it its role",
    azureSays: "403 AuthorizationFailed: The client does not have authorization to perform action",
  },
  "client.vpn": {
    what: "a person reaches the services by VPN",
    azureSays: "403 Public access is disabled. Please configure private endpoint.",
  },
  fix: {
    what: "this tool applies a fix",
    azureSays:
      "403 AuthorizationFailed: does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write'",
  },
};

/** What a step is, and Azure's words when it fails. */
export function describeStep(step: Step): StepDescription {
  return steps[step];
}

/** Whether a word names a step. */
export function isStep(word: string): word is Step {
  return Object.hasOwn(steps, word);
}
