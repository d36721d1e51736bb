/** Where models are called: under the name of a deployment, or under `/openai/v1`. */
export type OpenAIPath = "deployments" | "v1";

/** Where to send what, for a deployment. */
type OpenAIRoute = (
  deployment: string,
  operation: string,
  body: object,
) => { readonly path: string; readonly body: object };

/**
 * How a deployment is named: in the address, or on the path `v1` in the body.
 *
 * @param apiVersion On the path `deployments` only (`2024-10-21`).
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 * @throws TypeError for a path that there is not, and for a version where none belongs.
 */
export function openaiRoute(path: OpenAIPath, apiVersion: string | undefined): OpenAIRoute {
  if (path === "v1") {
    if (apiVersion !== undefined) {
      throw new TypeError("on-your-data: the path 'v1' has no api-version; leave out apiVersion");
    }
    return (deployment, operation, body) => ({
      path: `/openai/v1${operation}`,
      body: { model: deployment, ...body },
    });
  }
  if (path !== "deployments") {
    throw new TypeError("on-your-data: path must be 'deployments' or 'v1'");
  }
  const query = `?api-version=${encodeURIComponent(apiVersion ?? "2024-10-21")}`;
  return (deployment, operation, body) => ({
    path: `/openai/deployments/${encodeURIComponent(deployment)}${operation}${query}`,
    body,
  });
}
