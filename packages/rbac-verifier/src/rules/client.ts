import { isSameId } from "../evidence/resource-id.ts";
import { listAt, textAt, valueAt, type Json } from "../evidence/read-path.ts";
import { articleProfiles, type Outcome, type Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";

type Judgement = { readonly ok: boolean; readonly says: string } | undefined;

/** Family C: what a client sends, where the evidence holds a sample under `client`. */
export const clientRules: readonly Rule[] = [
  rule("C01", "client-bearer", "Clients send a token and no key.", "error", ({ client }) => {
    const names = namesAt(client, "requestHeaders");
    return names === undefined
      ? undefined
      : {
          ok: names.includes("authorization") && !names.includes("api-key"),
          says: "requests carry an api-key or no bearer token",
        };
  }),
  rule(
    "C02",
    "client-storage-endpoint",
    "A job names the blob endpoint.",
    "error",
    ({ client }) => {
      const names = namesAt(client, "ingestionHeaders");
      return names && { ok: names.includes("storageendpoint"), says: "storageEndpoint is missing" };
    },
    articleProfiles,
  ),
  rule(
    "C03",
    "client-storage-resource-id",
    "A job names the storage account by its resource id.",
    "error",
    ({ client, targets }) => {
      const connection = textAt(client, "ingestionHeaders.storageConnectionString");
      if (valueAt(client, "ingestionHeaders") === undefined) return undefined;
      const id = /^ResourceId=([^;]+);?$/i.exec(connection ?? "")?.[1];
      return {
        ok: id !== undefined && (targets.storage === undefined || isSameId(id, targets.storage)),
        says: "storageConnectionString is not ResourceId=<the storage account>; a key in it goes past the identity",
      };
    },
  ),
  rule("C04", "client-no-admin-key", "A job carries no admin key.", "error", ({ client }) => {
    const names = namesAt(client, "ingestionHeaders");
    return (
      names && {
        ok: !names.includes("searchserviceadminkey"),
        says: "searchServiceAdminKey is sent",
      }
    );
  }),
  rule(
    "C05",
    "client-embedding-by-name",
    "A job names the embedding deployment, not an endpoint and a key.",
    "error",
    ({ client }) => {
      const names = namesAt(client, "ingestionHeaders");
      return (
        names && {
          ok: !names.includes("embeddingkey") && !names.includes("embeddingendpoint"),
          says: "embeddingEndpoint or embeddingKey is sent; use embeddingDeploymentName",
        }
      );
    },
  ),
  rule(
    "C06",
    "client-identity-auth",
    "Data sources are asked as the server's identity.",
    "error",
    ({ client }) => {
      const sources = sourcesOf(client);
      return (
        sources && {
          ok: sources.every((source) => {
            const type = textAt(source, "parameters.authentication.type");
            return (
              (type === undefined || type.endsWith("managed_identity")) &&
              valueAt(source, "parameters.authentication.key") === undefined &&
              valueAt(source, "parameters.key") === undefined
            );
          }),
          says: "a data source is asked with a key",
        }
      );
    },
  ),
  rule(
    "C07",
    "client-filter",
    "Requests for documents that are trimmed carry a filter.",
    "warning",
    ({ client, targets }) => {
      const sources = sourcesOf(client);
      if (sources === undefined || targets.groupField === undefined) return undefined;
      return {
        ok: sources.every((source) => textAt(source, "parameters.filter") !== undefined),
        says: "a data source has no filter, so that the hosted service returned every document",
      };
    },
    articleProfiles,
  ),
  rule(
    "C08",
    "client-audience",
    "Tokens are made out to the service of the right cloud.",
    "error",
    ({ client }, { cloud }) => {
      const audience = textAt(client, "tokenAudience");
      return audience === undefined
        ? undefined
        : {
            ok: audience.replace(/\/$/, "") === cloud.openai.audience,
            says: `tokens are made out to another audience than ${cloud.openai.audience}`,
          };
    },
    articleProfiles,
  ),
];

function rule(
  id: string,
  slug: string,
  title: string,
  severity: Rule["severity"],
  judge: (evidence: Scene["evidence"], scene: Scene) => Judgement,
  profiles?: Rule["profiles"],
): Rule {
  return {
    id,
    slug,
    title,
    severity,
    why: "What the client sends decides whose identity is asked.",
    blocks: ["ingest.submit", "app.generate"],
    ...(profiles === undefined ? {} : { profiles }),
    check: (scene): readonly Outcome[] => {
      const judgement = judge(scene.evidence, scene);
      const resourceId = scene.idOf("openai") ?? "/";
      return judgement === undefined
        ? []
        : [
            {
              status: judgement.ok ? "pass" : "fail",
              subject: { resourceId },
              message: judgement.ok ? title : judgement.says,
            },
          ];
    },
  };
}

function namesAt(client: Json, path: string): readonly string[] | undefined {
  const found = valueAt(client, path);
  return typeof found === "object" && found !== null
    ? Object.keys(found).map((name) => name.toLowerCase())
    : undefined;
}

function sourcesOf(client: Json): readonly Json[] | undefined {
  const body = valueAt(client, "requestBody");
  if (body === undefined) return undefined;
  return [...listAt(body, "data_sources"), ...listAt(body, "dataSources")];
}
