import { randomUUID } from "node:crypto";
import type { Azure, EmulatedService } from "../azure.ts";
import type { SeedDeployment, SeedOpenAIAccount } from "../seed.ts";
import { completeChat } from "./chat-completions.ts";
import { parseChatRequest } from "./chat-request.ts";
import { createEmbeddings, isEmbeddingModel } from "./embeddings.ts";
import { requireCaller } from "./openai-caller.ts";
import { invalidRequest, OpenAIError, openAIErrorBody } from "./openai-error.ts";
import { parseOpenAIRoute, type OpenAIRoute } from "./openai-route.ts";
import { readBody } from "./request-body.ts";

/**
 * An Azure OpenAI account whose models are stand-ins: chats are answered by quoting from the prompt,
 * embeddings are made of words.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/reference
 */
export function createOpenAIAccount(
  { clock, roles, tokens }: Azure,
  resourceId: string,
  { deployments = [] }: SeedOpenAIAccount,
): EmulatedService {
  const requireRole = (principalId: string, { dataAction, title }: OpenAIRoute): void => {
    if (roles.permits(principalId, { dataAction }, resourceId)) return;
    throw new OpenAIError(
      401,
      "PermissionDenied",
      `The principal \`${principalId}\` lacks the required data action \`${dataAction}\` to perform \`${title}\` operation.`,
    );
  };

  const requireDeployment = (deployment: unknown): SeedDeployment => {
    const found = deployments.find(({ name }) => name === deployment);
    if (found) return found;
    throw new OpenAIError(
      404,
      "DeploymentNotFound",
      "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.",
    );
  };

  const answer = async (request: Request): Promise<Response> => {
    const { objectId } = await requireCaller(tokens, request);
    const route = parseOpenAIRoute(request);
    requireRole(objectId, route);
    if (route.operation === "models") return listModels();

    const body = await readBody(request);
    const { model, chunkDelayInMs } = requireDeployment(
      route.deployment ?? deploymentIn(body["model"]),
    );
    requireOperation(route, model);
    if (route.operation === "embeddings") return createEmbeddings(body, model);
    const chat = parseChatRequest(body, { model, apiVersion: route.apiVersion });
    return completeChat(chat, { model, now: clock.now(), chunkDelayInMs });
  };

  const listModels = (): Response =>
    Response.json({
      object: "list",
      data: deployments.map(({ name }) => ({
        id: name,
        object: "model",
        created: Math.floor(clock.now() / 1000),
        owned_by: "system",
      })),
    });

  return {
    async fetch(request) {
      const response = await answer(request).catch((error: unknown) => {
        if (!(error instanceof OpenAIError)) throw error;
        return Response.json(openAIErrorBody(error), { status: error.status });
      });
      response.headers.set("apim-request-id", randomUUID());
      response.headers.set("x-ms-region", "Local");
      return response;
    },
  };
}

function deploymentIn(model: unknown): unknown {
  if (model !== undefined) return model;
  throw invalidRequest(
    "Missing required parameter: 'model'.",
    "model",
    "missing_required_parameter",
  );
}

/**
 * Sees to it that a model can do what is asked.
 *
 * @throws OpenAIError if it is of the other kind.
 */
function requireOperation({ operation }: OpenAIRoute, model: string): void {
  if (isEmbeddingModel(model) === (operation === "embeddings")) return;
  const name = operation === "embeddings" ? "embeddings" : "chatCompletion";
  throw new OpenAIError(
    400,
    "OperationNotSupported",
    `The ${name} operation does not work with the specified model, ${model}. Please choose different model and try again. You can learn more about which models can be used with each operation here: https://go.microsoft.com/fwlink/?linkid=2197993.`,
  );
}
