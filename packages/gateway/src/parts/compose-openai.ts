import type { AzureCloud } from "@entrim/azure-clouds";
import type { FetchHandler } from "@entrim/guard";
import { createOpenAIProxy } from "@entrim/keyless-proxy";
import { createOnYourData, createOnYourDataHandler } from "@entrim/on-your-data";
import { createOpenAIGenerator } from "@entrim/on-your-data/azure";
import type { GatewayOpenAI, GatewayOptions } from "../gateway-options.ts";
import { documentsUrl } from "./compose-documents.ts";
import type { Grounds } from "./compose-grounds.ts";

/** Chats, answered from documents. */
export function composeChat(
  { credential, documents, prefix = "" }: GatewayOptions,
  { endpoint, deployments, linkHosts }: GatewayOpenAI,
  cloud: AzureCloud,
  grounds: Grounds,
  isReady: () => boolean,
): FetchHandler {
  const engine = createOnYourData({
    ...grounds,
    generate: createOpenAIGenerator({ cloud, credential, endpoint }),
    deployments,
    embeddingDeployments: deployments,
    isReady,
    ...(documents && { documentsUrl: documentsUrl(documents, prefix) }),
    ...(linkHosts && { linkHosts }),
  });
  return createOnYourDataHandler(engine);
}

/** Azure OpenAI for its own clients: chats, and what is forwarded. */
export function composeOpenAI(
  { credential }: GatewayOptions,
  { endpoint, deployments, ungrounded, limits }: GatewayOpenAI,
  cloud: AzureCloud,
  grounded: FetchHandler,
): FetchHandler {
  return createOpenAIProxy({
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
