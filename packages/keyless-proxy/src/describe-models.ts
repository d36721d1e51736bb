import { KeylessProxyError } from "./keyless-proxy-error.ts";

/**
 * The configured deployments in the form of a list of models, or one of them. The resource is not asked: it
 * may have others.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/latest#list-models
 * @throws KeylessProxyError `DEPLOYMENT_NOT_FOUND` for one that is not configured.
 */
export function describeModels(
  deployments: readonly string[],
  model: string | undefined,
): Response {
  const headers = { "cache-control": "no-store" };
  const data = deployments.map((id) => ({ id, object: "model", created: 0, owned_by: "system" }));
  if (model === undefined) return Response.json({ object: "list", data }, { headers });
  const found = data.find(({ id }) => id === model);
  if (found) return Response.json(found, { headers });
  throw new KeylessProxyError("DEPLOYMENT_NOT_FOUND", "The model is not one of this server.");
}
