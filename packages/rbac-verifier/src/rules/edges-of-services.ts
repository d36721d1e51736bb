import type { Edge } from "./edge.ts";
import { chat, containers, embed, ingestionJobs, search } from "./edge-actions.ts";
import { to } from "./edge-ends.ts";
import { neededRoles } from "./needed-role.ts";
import { articleProfiles } from "./rule.ts";
import type { Scene } from "./scene.ts";

const writesBlobs = ({ profile }: Scene): boolean => profile === "r1";

/** R01 to R09: what the services of the article need of each other. */
export const edgesOfServices: readonly Edge[] = [
  {
    id: "R01",
    slug: "aoai-reads-index",
    title: "Azure OpenAI may query the index.",
    why: "The hosted service searched as the identity of Azure OpenAI.",
    from: "openai",
    to: to("search"),
    needs: () => ({ dataActions: [`${search}/indexes/documents/read`] }),
    role: () => neededRoles.indexReader,
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
    role: () => neededRoles.searchContributor,
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
    role: () => neededRoles.blobContributor,
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
    role: () => neededRoles.openaiContributor,
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
    role: (scene) => (writesBlobs(scene) ? neededRoles.blobContributor : neededRoles.blobReader),
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
    role: () => neededRoles.openaiUser,
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
    role: () => neededRoles.openaiContributor,
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
    role: () => neededRoles.reader,
    severity: "warning",
    blocks: ["ingest.read"],
    profiles: ["r3"],
  },
];
