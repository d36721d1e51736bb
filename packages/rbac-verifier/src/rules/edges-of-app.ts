import type { Edge } from "./edge.ts";
import { chat, embed, search } from "./edge-actions.ts";
import { to } from "./edge-ends.ts";
import { neededRoles } from "./needed-role.ts";

/** R10 to R19: what an app needs that searches and generates itself. */
export const edgesOfApp: readonly Edge[] = [
  {
    id: "R10",
    slug: "app-reads-index",
    title: "The app may query the index.",
    why: "The app searches as its own identity, with the caller's groups in the filter.",
    from: "app",
    to: to("search"),
    needs: () => ({ dataActions: [`${search}/indexes/documents/read`] }),
    role: () => neededRoles.indexReader,
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
        chat[0],
        ...(evidence.targets.embeddingDeployment === undefined ? [] : [embed]),
      ],
    }),
    role: () => neededRoles.openaiUser,
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
    role: () => neededRoles.openaiUser,
    severity: "error",
    blocks: ["search.vectorize"],
    profiles: ["entrim"],
    applies: ({ evidence }) => evidence.targets.vectorizer === true,
  },
];
