import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createResourceMetadataHandler, resourceMetadataAddress } from "@entrim/access-token";
import { emulatorTenantId, type Emulator } from "@entrim/azure-emulator";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Guard } from "./guard.ts";
import {
  ada,
  apiScope,
  appId,
  bob,
  createLocalAzure,
  createLocalGuard,
  finance,
  groupsOfBob,
  office,
  stranger,
  worker,
} from "./local-azure.test.fixture.ts";
import { toErrorResponse } from "./to-error-response.ts";

const authority = `https://login.microsoftonline.com/${emulatorTenantId}`;
let azure: Emulator;
let server: ReturnType<typeof createServer>;
let resource: string;
let answer: (request: IncomingMessage) => Promise<Response>;

beforeEach(async () => {
  azure = createLocalAzure();
  await azure.listen();
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const response = await answer(incoming);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  };
  server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  resource = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const resourceMetadata = resourceMetadataAddress(resource);
  const publish = createResourceMetadataHandler({
    resource,
    tenants: [emulatorTenantId],
    scopes: [apiScope],
  });
  const guards: Readonly<Record<string, Guard>> = {
    "/people": createLocalGuard(azure, { verifier: { resourceMetadata } }),
    "/programs": createLocalGuard(azure, { verifier: { roles: ["Chat.Ask"] } }),
    "/admins": createLocalGuard(azure, { verifier: { scopes: ["admin"] } }),
  };
  answer = async ({ url = "", method = "", headers }) => {
    const guard = guards[url];
    if (guard === undefined) return publish(new Request(`${resource}${url}`, { method }));
    try {
      return Response.json(await guard.authorize(headers.authorization));
    } catch (error) {
      return toErrorResponse(error);
    }
  };
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await azure.close();
});

const refused = (status: number, code: string) => ({
  status,
  body: { error: { code, message: expect.any(String) } },
});

it(
  "openid-client, MSAL and @azure/identity come by their tokens, and the guard knows their holders (T24, T25)",
  { timeout: 120_000 },
  async () => {
    const { NODE_ENV: _, VITEST: __, ...base } = process.env;
    const client = fileURLToPath(new URL("official-clients.test.client.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [client], {
      env: {
        ...base,
        ...azure.env(base),
        CLIENT_ID: appId,
        RESOURCE: resource,
        SCOPE: apiScope,
        AUTHORITY: authority,
        PERSON: ada,
        OTHER_PERSON: bob,
        WITH_ROLE: worker.clientId,
        WITHOUT_ROLE: stranger.clientId,
      },
    });
    const resource_metadata = `${resource}/.well-known/oauth-protected-resource`;
    expect(JSON.parse(stdout)).toEqual({
      openIdClient: {
        challenge: {
          scheme: "bearer",
          parameters: {
            error: "invalid_token",
            error_description: "The access token is not accepted",
            resource_metadata,
          },
        },
        metadata: {
          resource,
          authorization_servers: [`${authority}/v2.0`],
          scopes_supported: [apiScope],
          bearer_methods_supported: ["header"],
        },
        answer: expect.objectContaining({ objectId: ada, kind: "user", groups: [finance, office] }),
        lacking: {
          scheme: "bearer",
          parameters: expect.objectContaining({ error: "insufficient_scope", scope: "admin" }),
        },
      },
      msal: { status: 200, body: expect.objectContaining({ objectId: bob, groups: groupsOfBob }) },
      withRole: {
        people: refused(403, "insufficient_scope"),
        programs: {
          status: 200,
          body: expect.objectContaining({
            objectId: worker.principalId,
            kind: "app",
            groups: [office],
          }),
        },
      },
      withoutRole: {
        people: refused(401, "invalid_token"),
        programs: refused(401, "invalid_token"),
      },
    });
  },
);
