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
  /** Azure's own words for whoever asks and may not. */
  readonly azureSays: string;
  /** Azure's own words for a request that comes by a way that is shut; none for a step that is open to all. */
  readonly azureSaysFromOutside?: string;
}

const aiSays =
  "401 PermissionDenied: Principal does not have access to API/Operation., or: lacks the required data action";
const aiSaysFromOutside = "403 Public access is disabled. Please configure private endpoint.";
const searchSays = "403 Forbidden, without a body";
const storageSays =
  "403 AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.";
const storageSaysFromOutside =
  "403 AuthorizationFailure: This request is not authorized to perform this operation.";
const managerSays =
  "403 AuthorizationFailed: The client does not have authorization to perform action";

const ofOpenAI = { azureSays: aiSays, azureSaysFromOutside: aiSaysFromOutside };
const ofSearch = { azureSays: searchSays, azureSaysFromOutside: searchSays };
const ofStorage = { azureSays: storageSays, azureSaysFromOutside: storageSaysFromOutside };

const steps: Readonly<Record<Step, StepDescription>> = {
  "app.retrieve": { what: "the app queries AI Search", ...ofSearch },
  "app.generate": { what: "the app asks the model of Azure OpenAI", ...ofOpenAI },
  "app.groups": {
    what: "the app reads a person's groups from Microsoft Graph",
    azureSays:
      "403 Authorization_RequestDenied: Insufficient privileges to complete the operation.",
  },
  "app.signIn": {
    what: "the app proves itself to Entra without a secret",
    azureSays: "AADSTS70021: No matching federated identity record found for presented assertion.",
  },
  "search.vectorize": { what: "AI Search embeds a query", ...ofOpenAI },
  "studio.upload": {
    what: "the studio lists an account SAS and the browser uploads with it",
    azureSays: managerSays,
    azureSaysFromOutside: storageSaysFromOutside,
  },
  "studio.listIndexes": {
    what: "the studio lists indexes with an admin key",
    azureSays: managerSays,
    azureSaysFromOutside: searchSays,
  },
  "studio.listKeys": {
    what: "the studio lists the keys of Azure OpenAI",
    azureSays: managerSays,
  },
  "ingest.submit": { what: "somebody submits an ingestion job to Azure OpenAI", ...ofOpenAI },
  "ingest.provision": {
    what: "Azure OpenAI creates index, data source and indexer in AI Search",
    azureSays: "ManagedIdentityIsNotEnabled, or 403 Forbidden",
    azureSaysFromOutside: searchSays,
  },
  "ingest.read": { what: "Azure OpenAI reads and writes blobs", ...ofStorage },
  "ingest.crack": { what: "AI Search reads blobs", ...ofStorage },
  "ingest.skill": { what: "AI Search calls Azure OpenAI's preprocessing skill", ...ofOpenAI },
  "ingest.embed": { what: "AI Search asks Azure OpenAI for embeddings", ...ofOpenAI },
  "infer.schema": { what: "Azure OpenAI reads the fields of the index", ...ofSearch },
  "infer.query": { what: "Azure OpenAI queries AI Search", ...ofSearch },
  "infer.embedQuery": { what: "Azure OpenAI embeds the query", ...ofOpenAI },
  "webapp.chat": { what: "the web app calls Azure OpenAI", ...ofOpenAI },
  "webapp.deploy": {
    what: "a developer deploys the web app and gives it its role",
    azureSays: managerSays,
  },
  "client.vpn": { what: "a person reaches the services by VPN", ...ofOpenAI },
  fix: {
    what: "this tool applies a fix",
    azureSays: `${managerSays} 'Microsoft.Authorization/roleAssignments/write'`,
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
