import type { AzureCloud } from "@entrim/azure-clouds";
import type { FetchHandler, Principal } from "@entrim/guard";
import { createIngestionService } from "@entrim/ingestion";
import { createCallerCheck } from "../caller-rule.ts";
import type { GatewayJobs, GatewayOptions } from "../gateway-options.ts";

/** The ingestion API, and the jobs behind it. */
export interface ComposedJobs {
  readonly answer: FetchHandler;
  /** Goes on with what another server left, now or, if AI Search is away, as soon as it is back. */
  start(): Promise<void>;
  /** Ends what is under way; the next `start` goes on with it. */
  close(): Promise<void>;
}

const retryInMs = 60_000;

/** The paths that the ingestion API has below `/openai/`. */
export const jobPaths = ["/openai/ingestion/", "/openai/extensions/on-your-data/"] as const;

/** Jobs that fill indexes with the security field of the gateway, at its search service. */
export function composeJobs(
  { credential, search, openai, prefix = "", onError = () => {} }: GatewayOptions,
  jobs: GatewayJobs,
  cloud: AzureCloud,
): ComposedJobs {
  const { managers, embeddingDeployments, embeddingModels, jobIndex, skill, ...settings } = jobs;
  if (embeddingDeployments && !openai) {
    throw new TypeError("gateway: jobs.embeddingDeployments needs openai, where they are deployed");
  }
  if (embeddingModels && !embeddingDeployments) {
    throw new TypeError(
      "gateway: jobs.embeddingModels are those of jobs.embeddingDeployments; name these too",
    );
  }
  const service = createIngestionService<Principal>({
    ...settings,
    cloud,
    credential,
    mayManageJobs: createCallerCheck("jobs.managers", managers),
    search: {
      endpoint: search.endpoint,
      groupField: search.groupField,
      ...(jobIndex !== undefined && { jobIndex }),
    },
    ...(openai &&
      embeddingDeployments && {
        openai: {
          endpoint: openai.endpoint,
          embeddingDeployments,
          ...(embeddingModels && { embeddingModels }),
        },
      }),
    ...(skill && { skill: { uri: skill.uri, authResourceId: skill.authResourceId } }),
    onError,
  });

  let retry: NodeJS.Timeout | undefined;
  async function start(): Promise<void> {
    try {
      await service.resume();
    } catch (error) {
      onError(error);
      retry = setTimeout(() => void start(), retryInMs).unref();
    }
  }

  return {
    start,
    async close() {
      clearTimeout(retry);
      await service.close();
    },
    // the service knows nothing of what it is mounted below
    async answer(request, context) {
      const url = new URL(request.url);
      url.pathname = url.pathname.slice(prefix.length);
      const response = await service(new Request(url, request), context);
      const location = response.headers.get("operation-location");
      if (location !== null) {
        response.headers.set(
          "operation-location",
          location.replace(url.origin, url.origin + prefix),
        );
      }
      return response;
    },
  };
}
