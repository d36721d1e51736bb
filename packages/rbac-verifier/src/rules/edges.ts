import { parentOf } from "../evidence/resource-id.ts";
import type { Edge } from "./edge.ts";
import { articleProfiles } from "./rule.ts";
import type { ResourceTarget, Scene } from "./scene.ts";

const roles = {
  indexReader: { id: "1407120a-92aa-4202-b7e9-c0e197c71c8f", name: "Search Index Data Reader" },
  searchContributor: {
    id: "7ca78c08-252a-4471-8644-bb5ff32d4ba0",
    name: "Search Service Contributor",
  },
  blobReader: { id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", name: "Storage Blob Data Reader" },
  blobContributor: {
    id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    name: "Storage Blob Data Contributor",
  },
  openaiUser: {
    id: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    name: "Cognitive Services OpenAI User",
  },
  openaiContributor: {
    id: "a001fd3d-188f-4b5d-821b-7da978bf7442",
    name: "Cognitive Services OpenAI Contributor",
  },
  cognitiveUser: { id: "a97b65f3-24c7-4388-baec-2e87135dc908", name: "Cognitive Services User" },
  storageAccountContributor: {
    id: "17d1049b-9a84-46fb-8f53-869881c3d3ab",
    name: "Storage Account Contributor",
  },
  contributor: { id: "b24988ac-6180-42a0-ab88-20f7382dd24c", name: "Contributor" },
  reader: { id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", name: "Reader" },
  rbacAdministrator: {
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    name: "Role Based Access Control Administrator",
  },
} as const;

const search = "Microsoft.Search/searchServices";
const containers = "Microsoft.Storage/storageAccounts/blobServices/containers";
const openai = "Microsoft.CognitiveServices/accounts/OpenAI";

const chat: readonly string[] = [
  `${openai}/deployments/chat/completions/action`,
  `${openai}/deployments/extensions/chat/completions/action`,
];
const embed = `${openai}/deployments/embeddings/action`;
const ingestionJobs: readonly string[] = [
  `${openai}/extensions/on-your-data/ingestion/read`,
  `${openai}/extensions/on-your-data/ingestion/write`,
];

const to =
  (...targets: readonly ResourceTarget[]) =>
  (scene: Scene): readonly string[] =>
    targets.flatMap((target) => scene.idOf(target) ?? []);

const writesBlobs = ({ profile }: Scene): boolean => profile === "r1";
const vectorizes = ({ evidence }: Scene): boolean => evidence.targets.vectorizer === true;

/** Every edge of every profile; rules R01 to R39. */
export const edges: readonly Edge[] = [
  {
    id: "R01",
    slug: "aoai-reads-index",
    title: "Azure OpenAI may query the index.",
    why: "The hosted service searched as the identity of Azure OpenAI.",
    from: "openai",
    to: to("search"),
    needs: () => ({ dataActions: [`${search}/indexes/documents/read`] }),
    role: () => roles.indexReader,
    severity: "error",
    blocks: ["infer.query"],
    profiles: articleProfiles,
  },
  {
    id: "R02",
    slug: "aoai-manages-index",
    title: "Azure OpenAI may read and make indexes, indexers, data sources and skillsets.",
    why: "It makes them for ingestion, and reads the fields of the index for every answer.",
    from: "openai",
    to: to("search"),
    needs: () => ({
      actions: ["indexes", "indexers", "dataSources", "skillsets"].flatMap((kind) =>
        ["read", "write", "delete"].map((verb) => `${search}/${kind}/${verb}`),
      ),
    }),
    role: () => roles.searchContributor,
    severity: "error",
    blocks: ["infer.schema", "ingest.provision"],
    profiles: articleProfiles,
  },
  {
    id: "R03",
    slug: "aoai-blob",
    title: "Azure OpenAI may read and write blobs.",
    why: "It reads the documents and writes the chunks.",
    from: "openai",
    to: to("storage"),
    needs: () => ({
      dataActions: ["read", "write", "delete", "add/action"].map(
        (verb) => `${containers}/blobs/${verb}`,
      ),
      actions: [`${containers}/read`, `${containers}/write`],
    }),
    role: () => roles.blobContributor,
    severity: "error",
    blocks: ["ingest.read"],
    profiles: articleProfiles,
  },
  {
    id: "R04",
    slug: "search-calls-aoai",
    title: "AI Search may call Azure OpenAI.",
    why: "The indexer calls it for preprocessing or for embeddings.",
    from: "search",
    to: to("openai"),
    needs: ({ profile }) => ({ dataActions: profile === "r3" ? [embed] : ingestionJobs }),
    role: () => roles.openaiContributor,
    severity: "error",
    blocks: ["ingest.skill", "ingest.embed"],
    profiles: articleProfiles,
  },
  {
    id: "R05",
    slug: "search-blob",
    title: "AI Search may read the blobs that it indexes.",
    why: "The indexer reads as the identity of the search service.",
    from: "search",
    to: to("storage"),
    needs: (scene) => ({
      dataActions: (writesBlobs(scene) ? ["read", "write", "delete", "add/action"] : ["read"]).map(
        (verb) => `${containers}/blobs/${verb}`,
      ),
    }),
    role: (scene) => (writesBlobs(scene) ? roles.blobContributor : roles.blobReader),
    severity: "error",
    blocks: ["ingest.crack"],
    profiles: ["entrim", ...articleProfiles],
    children: ({ evidence: { targets } }) =>
      targets.containers?.length === 1
        ? [`blobServices/default/containers/${targets.containers[0] ?? ""}`]
        : [],
  },
  {
    id: "R06",
    slug: "webapp-calls-aoai",
    title: "The web app may ask the model.",
    why: "It calls Azure OpenAI as its own identity.",
    from: "webApp",
    to: to("openai"),
    needs: () => ({ dataActions: chat }),
    role: () => roles.openaiUser,
    severity: ({ profile }) => (profile === "r1" ? "warning" : "error"),
    blocks: ["webapp.chat"],
    profiles: articleProfiles,
  },
  {
    id: "R07",
    slug: "search-calls-project",
    title: "AI Search may call the Foundry project.",
    why: "Embeddings are asked for in the name of the project.",
    from: "search",
    to: to("project"),
    needs: () => ({ dataActions: [embed] }),
    role: () => roles.openaiContributor,
    severity: "error",
    blocks: ["ingest.embed"],
    profiles: ["r3"],
  },
  {
    id: "R08",
    slug: "project-reads-pe",
    title: "The Foundry project may read the private endpoints of the storage account.",
    why: "It looks up the way to the storage account.",
    from: "project",
    to: (scene) =>
      scene
        .ofType("Microsoft.Network/privateEndpoints")
        .map(({ id }) => id)
        .filter((id) => /blob|file/i.test(id)),
    needs: () => ({ actions: ["Microsoft.Network/privateEndpoints/read"] }),
    role: () => roles.reader,
    severity: "warning",
    blocks: ["ingest.read"],
    profiles: ["r3"],
  },
  {
    id: "R10",
    slug: "app-reads-index",
    title: "The app may query the index.",
    why: "The app searches as its own identity, with the caller's groups in the filter.",
    from: "app",
    to: to("search"),
    needs: () => ({ dataActions: [`${search}/indexes/documents/read`] }),
    role: () => roles.indexReader,
    severity: "error",
    blocks: ["app.retrieve"],
    profiles: ["entrim"],
    children: ({ evidence: { targets } }) =>
      targets.index === undefined ? [] : [`indexes/${targets.index}`],
  },
  {
    id: "R11",
    slug: "app-calls-openai",
    title: "The app may ask the model.",
    why: "The app generates as its own identity.",
    from: "app",
    to: to("openai"),
    needs: ({ evidence }) => ({
      dataActions: [
        chat[0] as string,
        ...(evidence.targets.embeddingDeployment === undefined ? [] : [embed]),
      ],
    }),
    role: () => roles.openaiUser,
    severity: "error",
    blocks: ["app.generate"],
    profiles: ["entrim"],
  },
  {
    id: "R12",
    slug: "search-vectorizes",
    title: "AI Search may ask for embeddings.",
    why: "The vectorizer of the index calls Azure OpenAI as the identity of the search service.",
    from: "search",
    to: to("openai"),
    needs: () => ({ dataActions: [embed] }),
    role: () => roles.openaiUser,
    severity: "error",
    blocks: ["search.vectorize"],
    profiles: ["entrim"],
    applies: vectorizes,
  },
  {
    id: "R20",
    slug: "dev-aoai-data",
    title: "Developers may use the models and submit jobs.",
    why: "Contributor and Owner hold no data actions.",
    from: "developer",
    to: to("openai"),
    needs: () => ({ dataActions: [...ingestionJobs, ...chat] }),
    role: () => roles.openaiContributor,
    severity: "error",
    blocks: ["ingest.submit"],
    profiles: articleProfiles,
  },
  {
    id: "R21",
    slug: "dev-aoai-keys",
    title: "Developers may list the keys of Azure OpenAI.",
    why: "The studio lists them.",
    from: "developer",
    to: to("openai"),
    needs: () => ({ actions: ["Microsoft.CognitiveServices/accounts/listKeys/action"] }),
    role: () => roles.cognitiveUser,
    severity: "error",
    blocks: ["studio.listKeys"],
    profiles: ["r1", "r2"],
    stages: ["studio"],
  },
  {
    id: "R22",
    slug: "dev-search-keys",
    title: "Developers may list the admin keys of AI Search.",
    why: "The studio lists indexes with them.",
    from: "developer",
    to: to("search"),
    needs: () => ({ actions: [`${search}/listAdminKeys/action`] }),
    role: () => roles.searchContributor,
    severity: "error",
    blocks: ["studio.listIndexes"],
    profiles: articleProfiles,
    stages: ["studio"],
  },
  {
    id: "R23",
    slug: "dev-storage-sas",
    title: "Developers may list an account SAS.",
    why: "The studio uploads with it.",
    from: "developer",
    to: to("storage"),
    needs: () => ({ actions: ["Microsoft.Storage/storageAccounts/ListAccountSas/action"] }),
    role: () => roles.storageAccountContributor,
    severity: "error",
    blocks: ["studio.upload"],
    profiles: articleProfiles,
    stages: ["studio"],
  },
  {
    id: "R24",
    slug: "dev-deploy-rg",
    title: "Developers may deploy the web app.",
    why: "The studio deploys in the name of the developer.",
    from: "developer",
    // the resource group of the web app
    to: (scene) => to("webApp")(scene).map((id) => parentOf(id, 2)),
    needs: () => ({
      actions: [
        "Microsoft.Web/sites/write",
        "Microsoft.Web/serverfarms/write",
        "Microsoft.Web/sites/config/write",
        "Microsoft.Resources/deployments/write",
      ],
    }),
    role: () => roles.contributor,
    severity: "warning",
    blocks: ["webapp.deploy"],
    profiles: articleProfiles,
  },
  {
    id: "R25",
    slug: "dev-assign-roles",
    title: "Developers may assign roles on Azure OpenAI.",
    why: "Whoever deploys the web app gives it its role.",
    from: "developer",
    to: to("openai"),
    needs: () => ({ actions: ["Microsoft.Authorization/roleAssignments/write"] }),
    role: () => roles.rbacAdministrator,
    severity: "warning",
    blocks: ["webapp.deploy"],
    profiles: ["r2", "r3"],
  },
  {
    id: "R26",
    slug: "admin-can-assign",
    title: "Who applies fixes may assign the roles.",
    why: "A fix that assigns a role is refused otherwise.",
    from: "administrator",
    to: to("openai", "search", "storage"),
    needs: () => ({ actions: ["Microsoft.Authorization/roleAssignments/write"] }),
    role: () => roles.rbacAdministrator,
    severity: "error",
    blocks: ["fix"],
    profiles: ["entrim", ...articleProfiles],
  },
  {
    id: "R27",
    slug: "api-caller",
    title: "Callers of the ingestion API may submit jobs.",
    why: "The API asks for the caller's own role.",
    from: "caller",
    to: to("openai"),
    needs: () => ({ dataActions: [...ingestionJobs, ...chat] }),
    role: () => roles.openaiContributor,
    severity: "error",
    blocks: ["ingest.submit"],
    profiles: articleProfiles,
  },
];
