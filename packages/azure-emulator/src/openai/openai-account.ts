import { randomUUID } from "node:crypto";
import type { Azure, EmulatedService } from "../azure.ts";
import type { SeedDeployment, SeedOpenAIAccount } from "../seed.ts";
import { completeChat } from "./chat-completions.ts";
import { parseChatRequest } from "./chat-request.ts";
import { completeText } from "./completions.ts";
import { createEmbeddings } from "./embeddings.ts";
import { askEndpoint, endpointPathOf } from "./model-endpoint.ts";
import { createOnYourData } from "./on-your-data/on-your-data.ts";
import { OnYourDataError, onYourDataErrorResponse } from "./on-your-data/on-your-data-error.ts";
import { requireCaller } from "./openai-caller.ts";
import {
  invalidRequest,
  OpenAIError,
  openAIErrorResponse,
  resourceNotFound,
} from "./openai-error.ts";
import { parseOpenAIRoute, type OpenAIRoute } from "./openai-route.ts";
import { createRateLimits } from "./rate-limits.ts";
import { readBody, type RequestBody } from "./request-body.ts";
import { requireOperation } from "./require-operation.ts";
import { createResponse } from "./responses/create-response.ts";
import { createResponseStore } from "./responses/response-store.ts";

/** What an account reaches beyond itself. */
export interface OpenAISurroundings {
  /** Whether a model server beyond this machine may be asked there. */
  readonly allows: (host: string, port: number) => boolean;
  /** Sends a request to another service of the local Azure. */
  readonly send: (request: Request) => Promise<Response>;
  /** A token of a managed identity. */
  readonly tokenOf: (principalId: string, scope: string) => Promise<string>;
}

/** What is asked, and how far that is known. */
interface OpenAICall {
  readonly request: Request;
  readonly route: OpenAIRoute;
}

/**
 * An Azure OpenAI account whose models are stand-ins: chats are answered by quoting from the prompt,
 * embeddings are made of words. A deployment can point at a real model instead.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/reference
 */
export function createOpenAIAccount(
  { clock, roles, tokens }: Azure,
  resourceId: string,
  account: SeedOpenAIAccount,
  surroundings: OpenAISurroundings,
): EmulatedService {
  const { deployments = [] } = account;
  const limits = createRateLimits(clock);
  const responses = createResponseStore(clock);
  const onYourData = createOnYourData(account, surroundings);

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

  /** Has a model answer: its stand-in, or the server that the deployment points at. */
  const byModel =
    (
      standIn: (
        body: RequestBody,
        options: { model: string; now: number; chunkDelayInMs: number | undefined },
        route: OpenAIRoute,
      ) => Response | Promise<Response>,
    ) =>
    async ({ request, route }: OpenAICall): Promise<Response> => {
      const body = await readBody(request);
      const deployment = requireDeployment(route.deployment ?? deploymentIn(body["model"]));
      const { model, endpoint, chunkDelayInMs } = deployment;
      requireOperation(route, model);
      const left = limits.count(deployment, route, body);
      const path = endpointPathOf(route);
      const options = { model, now: clock.now(), chunkDelayInMs };
      const sources = onYourData.useOf(body, route, model);
      const { data_sources: _, ...plain } = body;
      const asked = sources === "ignored" ? plain : body;
      const response =
        sources === "used"
          ? await onYourData.complete(body, options, route)
          : endpoint && path !== undefined
            ? await askEndpoint(request, { endpoint, path, body: asked })
            : await standIn(asked, options, route);
      for (const [name, value] of Object.entries(left)) response.headers.set(name, value);
      return response;
    };

  const chat = byModel((body, options, { apiVersion }) =>
    completeChat(parseChatRequest(body, { model: options.model, apiVersion }), options),
  );

  const modelOf = (name: string) => ({
    id: name,
    object: "model",
    created: Math.floor(clock.now() / 1000),
    owned_by: "system",
  });

  const answers: Readonly<
    Record<OpenAIRoute["operation"], (call: OpenAICall) => Response | Promise<Response>>
  > = {
    chat,
    "extensions/chat": chat,
    completions: byModel(completeText),
    embeddings: byModel((body, { model }) => createEmbeddings(body, model)),
    "models/list": () =>
      Response.json({ object: "list", data: deployments.map(({ name }) => modelOf(name)) }),
    "models/get": ({ route }) => {
      const found = deployments.find(({ name }) => name === route.itemId);
      if (!found) throw resourceNotFound();
      return Response.json(modelOf(found.name));
    },
    "responses/create": byModel((body, options) => createResponse(body, { ...options, responses })),
    "responses/get": ({ route }) => responses.get(route.itemId),
    "responses/delete": ({ route }) => responses.delete(route.itemId),
    "responses/cancel": ({ route }) => responses.cancel(route.itemId),
    "responses/items": ({ request, route }) =>
      responses.listItems(route.itemId, new URL(request.url).searchParams),
  };

  const answer = async (request: Request): Promise<Response> => {
    const { objectId } = await requireCaller(tokens, request);
    const route = parseOpenAIRoute(request, { hasExtensions: account.onYourData ?? false });
    requireRole(objectId, route);
    return answers[route.operation]({ request, route });
  };

  return {
    async fetch(request) {
      const response = await answer(request).catch((error: unknown) => {
        if (error instanceof OpenAIError) return openAIErrorResponse(error);
        if (error instanceof OnYourDataError) return onYourDataErrorResponse(error);
        throw error;
      });
      response.headers.set("apim-request-id", randomUUID());
      response.headers.set("x-request-id", randomUUID());
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
