import type { AzureCloud } from "@entrim/azure-clouds";
import type { FetchHandler, Principal } from "@entrim/guard";
import { createOpenAIProxy, type Handler } from "@entrim/keyless-proxy";
import { createOnYourData, createOnYourDataHandler, type UserToken } from "@entrim/on-your-data";
import {
  createOpenAIEmbedder,
  createOpenAIGenerator,
  type Embed,
} from "@entrim/on-your-data/azure";
import type { GatewayOpenAI, GatewayOptions } from "../gateway-options.ts";
import { documentsUrl } from "./compose-documents.ts";
import type { Grounds } from "./compose-grounds.ts";

/** Vectors of questions, for searches that ask for those of a deployment. */
export function composeEmbed(
  { credential }: GatewayOptions,
  { endpoint }: GatewayOpenAI,
  cloud: AzureCloud,
): Embed {
  return createOpenAIEmbedder({ cloud, credential, endpoint });
}

/** What chats are answered from, and for whom. */
interface ChatParts {
  readonly grounds: Grounds;
  readonly userToken: UserToken<Principal> | undefined;
  readonly isReady: () => boolean;
}

/** Chats, answered from documents. */
export function composeChat(
  { credential, documents, search, prefix = "" }: GatewayOptions,
  { endpoint, deployments, linkHosts, maxDataSources }: GatewayOpenAI,
  cloud: AzureCloud,
  { grounds, userToken, isReady }: ChatParts,
): FetchHandler {
  const { unnamedSource } = search;
  const engine = createOnYourData<Principal>({
    ...grounds,
    generate: createOpenAIGenerator({ cloud, credential, endpoint }),
    deployments,
    embeddingDeployments: deployments,
    isReady,
    ...(userToken && { userToken }),
    ...(unnamedSource !== undefined && { unnamedSource }),
    ...(documents && { documentsUrl: documentsUrl(documents, prefix) }),
    ...(linkHosts && { linkHosts }),
  });
  return createOnYourDataHandler(engine, {
    ...(maxDataSources !== undefined && { maxDataSources }),
  });
}

/** Azure OpenAI for its own clients: chats, and what is forwarded. */
export function composeOpenAI(
  { credential }: GatewayOptions,
  { endpoint, deployments, ungrounded, limits }: GatewayOpenAI,
  cloud: AzureCloud,
  grounded: FetchHandler,
): Handler<Principal> {
  return createOpenAIProxy<Principal>({
    cloud,
    credential,
    endpoint,
    deployments,
    grounded,
    ...(ungrounded && { ungrounded }),
    ...(limits && {
      limits: { ...limits, keyOf: ({ tenantId, objectId }) => `${tenantId}/${objectId}` },
    }),
  });
}
