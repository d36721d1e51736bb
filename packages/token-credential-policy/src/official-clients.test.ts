import { setImmediate } from "node:timers/promises";
import { ResourceManagementClient } from "@azure/arm-resources";
import type { GetTokenOptions, TokenCredential } from "@azure/core-auth";
import {
  bearerTokenAuthenticationPolicyName,
  createHttpHeaders,
  type HttpClient,
} from "@azure/core-rest-pipeline";
import { SearchClient } from "@azure/search-documents";
import { BlobServiceClient, type StoragePipelineOptions } from "@azure/storage-blob";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { Client } from "@microsoft/microsoft-graph-client";
import { AzureOpenAI, OpenAI } from "openai";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { principalId, seed } from "./doctor/contoso.test.fixture.ts";
import { createSteadyCredential, createTokenFetch, tokenCredentialPolicy } from "./index.ts";
import { challenge, revocation } from "./service.test.fixture.ts";

const minute = 60_000;
/** How long a token of an identity lives. */
const lifetime = 24 * 60 * minute;

let azure: Emulator;
/** Every demand for a token, and which of them fail. */
let asked: GetTokenOptions[];
let isFailing: (demand: number) => boolean;
let remainingInMs: number;
/** When the last token is over. */
let endsAt: number;

const credential: TokenCredential = {
  async getToken(scopes, options = {}) {
    asked.push(options);
    if (isFailing(asked.length)) throw new Error("the identity endpoint is busy");
    // the clock may go on while it is made
    const end = Date.now() + remainingInMs;
    const token = await azure.issueToken({ identity: "chat", scope: String(scopes) });
    endsAt = end;
    return { token, expiresOnTimestamp: end };
  },
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  const subscription = `/subscriptions/${seed.subscriptionId}`;
  azure = createEmulator({
    seed: {
      ...seed,
      roleAssignments: [
        ...(seed.roleAssignments ?? []),
        { principalId, role: "Reader", scope: subscription },
      ],
    },
  });
  asked = [];
  isFailing = () => false;
  remainingInMs = lifetime;
});
afterEach(() => {
  vi.useRealTimers();
});

const fetch: typeof globalThis.fetch = (input, init) => azure.fetch(new Request(input, init));

/** Sends what an SDK's pipeline has made of a request to the local Azure. */
const httpClient: HttpClient = {
  async sendRequest(request) {
    const { url, method, headers, body } = request;
    const response = await azure.fetch(
      new Request(url, {
        method,
        headers: headers.toJSON(),
        ...(body !== undefined && { body: body as string }),
      }),
    );
    return {
      request,
      status: response.status,
      headers: createHttpHeaders(Object.fromEntries(response.headers)),
      bodyAsText: await response.text(),
    };
  },
};

/** The same for clients of storage, whose requests and answers are of an older kind. */
const storageHttpClient: NonNullable<StoragePipelineOptions["httpClient"]> = {
  async sendRequest(request) {
    const { url, method, headers } = request;
    const init = { method, headers: headers.toJson() };
    const response = await azure.fetch(new Request(url, init));
    return {
      request,
      status: response.status,
      // all that is asked of them
      headers: { toJson: () => Object.fromEntries(response.headers) } as never,
      bodyAsText: await response.text(),
    };
  },
};

const policyFor = (audience: string, host: string) =>
  tokenCredentialPolicy({ credential, scopes: `${audience}/.default`, allowedHosts: [host] });

const fetchFor = (audience: string, host: string) =>
  createTokenFetch({ credential, scopes: `${audience}/.default`, allowedHosts: [host], fetch });

/** Stands where a client insists on a credential of its own; its token would be refused. */
const placeholder: TokenCredential = {
  getToken: async () => ({ token: "replaced", expiresOnTimestamp: 8.64e15 }),
};

const retryOptions = { maxRetries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 2 };
const cognitive = "https://cognitiveservices.azure.com";
const openaiHost = "contoso.openai.azure.com";
const chat = { model: "gpt-4o", messages: [{ role: "user" as const, content: "Hello" }] };

/** Each client as its documentation has it, and one call of it that needs a role. */
const clients: Readonly<Record<string, () => () => Promise<unknown>>> = {
  SearchClient() {
    const client = new SearchClient<{ id: string }>(
      "https://contoso.search.windows.net",
      "documents",
      placeholder,
      { httpClient, retryOptions },
    );
    client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
    client.pipeline.addPolicy(policyFor("https://search.azure.com", "contoso.search.windows.net"), {
      phase: "Sign",
    });
    return () => client.getDocumentsCount();
  },
  BlobServiceClient() {
    const host = "contoso.blob.core.windows.net";
    const client = new BlobServiceClient(`https://${host}`, createSteadyCredential(credential), {
      httpClient: storageHttpClient,
      retryOptions: { maxTries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 2 },
    });
    return () => client.getContainerClient("documents").getProperties();
  },
  ResourceManagementClient() {
    const host = "management.azure.com";
    const client = new ResourceManagementClient(placeholder, seed.subscriptionId, {
      httpClient,
      retryOptions,
      additionalPolicies: [{ policy: policyFor(`https://${host}`, host), position: "perRetry" }],
    });
    return () => client.resourceGroups.get("chat");
  },
  "Graph client"() {
    const host = "graph.microsoft.com";
    const send = fetchFor(`https://${host}`, host);
    const client = Client.initWithMiddleware({
      middleware: {
        async execute(context) {
          // this client's own retries are middleware of its own, which is left out here
          for (let attempt = 0; attempt < 3; attempt += 1) {
            // oxlint-disable-next-line no-await-in-loop
            context.response = await send(context.request, context.options);
            if (context.response.status !== 503) return;
          }
        },
      },
    });
    return () => client.api("/groups").get() as Promise<unknown>;
  },
  AzureOpenAI() {
    const client = new AzureOpenAI({
      endpoint: `https://${openaiHost}`,
      apiVersion: "2024-10-21",
      azureADTokenProvider: () => Promise.resolve("replaced"),
      fetch: fetchFor(cognitive, openaiHost),
    });
    return () => client.chat.completions.create(chat);
  },
  "OpenAI, v1"() {
    const client = new OpenAI({
      baseURL: `https://${openaiHost}/openai/v1`,
      apiKey: "replaced",
      fetch: fetchFor(cognitive, openaiHost),
    });
    return async () => {
      const stream = await client.chat.completions.create({ ...chat, stream: true });
      for await (const _ of stream);
    };
  },
};

const tokensSent = () => azure.requests.map(({ headers }) => headers["authorization"]);

describe.each(Object.entries(clients))("%s", (_name, create) => {
  it("works through ten lifetimes of a token, with every other refresh failing", async () => {
    isFailing = (demand) => demand % 2 === 0;
    const unhandled = vi.fn<() => void>();
    process.on("unhandledRejection", unhandled);
    const call = create();
    await call();
    for (let passed = 0; passed < 10; passed += 1) {
      const end = endsAt;
      // a refresh is due, and fails; later it is tried again; some clients ask two minutes before the end
      for (const untilEnd of [3.5 * minute, 2.5 * minute, 1.9 * minute, 1.2 * minute]) {
        vi.setSystemTime(end - untilEnd);
        // oxlint-disable-next-line no-await-in-loop
        await call();
        // oxlint-disable-next-line no-await-in-loop
        await setImmediate();
      }
      // oxlint-disable-next-line no-await-in-loop -- it goes on in the background
      await expect.poll(() => endsAt).toBeGreaterThan(end);
    }
    const sent = async () => {
      await call();
      return new Set(tokensSent()).size;
    };
    // the last one is in use as soon as it is there
    await expect.poll(sent).toBe(11);
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(azure.requests.every(({ status = 0 }) => status < 300)).toBe(true);
    expect(asked).toHaveLength(21);
  });

  it("answers a claims challenge with another token", async () => {
    const call = create();
    await call();
    const { host } = new URL(azure.requests.at(-1)?.url ?? "");
    azure.enqueue({ host, ...challenge(revocation) });
    await call();
    expect(asked.map(({ claims }) => claims)).toEqual([undefined, revocation]);
    expect(new Set(tokensSent()).size).toBe(2);
  });

  it("U09: reads the token anew for each retry", async () => {
    remainingInMs = 500;
    const call = create();
    await call();
    const { host } = new URL(azure.requests.at(-1)?.url ?? "");
    const before = azure.requests.length;
    azure.enqueue({ host, status: 503 });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minute });
    await call();
    const [first, second] = tokensSent().slice(before);
    expect(azure.requests.slice(before).map(({ status }) => status)).toEqual([503, 200]);
    expect(first).not.toBe(second);
  });
});
