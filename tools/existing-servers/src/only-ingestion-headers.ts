// A script that started ingestion jobs with an admin key and a connection string: the same call, without both.
import { buildIngestionHeaders, type IngestionSource } from "@entrim/ingestion-headers";

/** Starts a job at whatever answers the ingestion API, on behalf of whoever the token is of. */
export async function startIngestionJob(
  server: string,
  job: string,
  source: IngestionSource,
  token: string,
): Promise<Response> {
  const path = `/openai/extensions/on-your-data/ingestion-jobs/${job}`;
  return fetch(`${server}${path}?api-version=2023-10-01-preview`, {
    method: "PUT",
    headers: {
      ...buildIngestionHeaders(source),
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ dataRefreshIntervalInMinutes: 0 }),
  });
}
