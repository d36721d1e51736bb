import { fileURLToPath } from "node:url";
import type { Emulator, RecordedRequest } from "@entrim/azure-emulator";
import { startLocal, type Local } from "@entrim-private/local-start";
import { AzureOpenAI } from "openai";

/** Five small documents for three groups, one of them named by no rule. */
const documents = fileURLToPath(new URL("../documents", import.meta.url));

/** The chat app with production configuration, in a local Azure of its own, on free ports. */
export function startTestLocal(settings: Readonly<Record<string, string>> = {}): Promise<Local> {
  return startLocal({ documents, port: 0, azurePort: 0, settings });
}

/** The user name of the one person who is in exactly this group; `""`: the person in none. */
export function personIn({ people }: Local, ...groups: readonly string[]): string {
  const wanted = groups.toSorted().join();
  const person = people.find((one) => one.groups.toSorted().join() === wanted);
  if (!person) throw new Error(`nobody is in just ${wanted || "no group"}`);
  return person.userPrincipalName;
}

/** An access token for the app's own API, as a person would have after signing in. */
export function tokenFor(local: Local, user: string): Promise<string> {
  const [app] = local.emulator.directory.apps;
  if (!app) throw new Error("the local directory has no app");
  return local.emulator.issueToken({ user, scope: `${app.identifierUri}/.default` });
}

/** The official client, unmodified, pointed at our server. */
export function openAIClient(local: Local, user: string): AzureOpenAI {
  return new AzureOpenAI({
    endpoint: local.origin,
    deployment: local.deployment,
    apiVersion: "2024-10-21",
    azureADTokenProvider: () => tokenFor(local, user),
    maxRetries: 0,
  });
}

/** What any HTTP client would send. */
export function ask(
  local: Local,
  options: {
    readonly token?: string | undefined;
    readonly question?: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<Response> {
  const { token, question = "What is the travel allowance?", parameters = {}, headers } = options;
  const path = `/openai/deployments/${local.deployment}/chat/completions?api-version=2024-10-21`;
  return fetch(`${local.origin}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({
      messages: [{ role: "user", content: question }],
      data_sources: [dataSource(local, parameters)],
    }),
  });
}

/** A data source on the wire. */
interface DataSource {
  readonly type: "azure_search";
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The data source as a program of the hosted service would name it. */
export function dataSource(
  local: Local,
  parameters: Readonly<Record<string, unknown>> = {},
): DataSource {
  return {
    type: "azure_search",
    parameters: {
      endpoint: local.searchEndpoint,
      index_name: local.indexName,
      authentication: { type: "system_assigned_managed_identity" },
      ...parameters,
    },
  };
}

/** What the local Azure was asked while something went on. */
export async function requestsDuring(
  emulator: Emulator,
  act: () => Promise<unknown>,
): Promise<readonly RecordedRequest[]> {
  const before = emulator.requests.length;
  await act();
  return emulator.requests.slice(before);
}
