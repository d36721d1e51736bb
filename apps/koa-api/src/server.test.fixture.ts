import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createEmulator, emulatorTenantId, type Emulator } from "@entrim/azure-emulator";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const [app, identity, principalId, finance, sales, subscriptionId] = [1, 2, 3, 4, 5, 6].map((n) =>
  id(n),
) as [string, string, string, string, string, string];
const scope = `/subscriptions/${subscriptionId}`;

/** A server in a local Azure, with production configuration. */
export interface TestServer {
  readonly origin: string;
  readonly emulator: Emulator;
  readonly child: ChildProcess;
  /** What it has logged so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  tokenOf(user: "ada" | "bob"): Promise<string>;
  close(): Promise<void>;
}

/** Starts the server, with Ada in Finance and Bob in Sales. */
export async function startServer(): Promise<TestServer> {
  const emulator = createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId,
      resourceGroup: "api",
      groups: [
        { id: finance, displayName: "Finance" },
        { id: sales, displayName: "Sales" },
      ],
      users: [
        {
          id: id(11),
          userPrincipalName: "ada@contoso.example",
          displayName: "Ada",
          memberOf: [finance],
        },
        {
          id: id(12),
          userPrincipalName: "bob@contoso.example",
          displayName: "Bob",
          memberOf: [sales],
        },
      ],
      apps: [
        {
          appId: app,
          objectId: id(7),
          displayName: "API",
          identifierUri: `api://${app}`,
          redirectUris: [],
          scopes: ["access_as_user"],
        },
      ],
      identities: [
        {
          name: "api",
          kind: "UserAssigned",
          clientId: identity,
          principalId,
          graphPermissions: ["GroupMember.Read.All", "User.ReadBasic.All"],
        },
      ],
      searchServices: [
        {
          name: "contoso",
          indexes: [
            {
              definition: {
                name: "documents",
                fields: [
                  { name: "id", type: "Edm.String", key: true, filterable: true },
                  { name: "content", type: "Edm.String", searchable: true },
                  {
                    name: "group_ids",
                    type: "Collection(Edm.String)",
                    filterable: true,
                    searchable: false,
                  },
                ],
              },
              documents: [
                { id: "1", content: "The allowance in Finance is 91 euros.", group_ids: [finance] },
                { id: "2", content: "The allowance in Sales is 64 euros.", group_ids: [sales] },
              ],
            },
          ],
        },
      ],
      openaiAccounts: [{ name: "contoso", deployments: [{ name: "gpt-4.1", model: "gpt-4.1" }] }],
      roleAssignments: [
        { principalId, role: "Search Index Data Reader", scope },
        { principalId, role: "Cognitive Services OpenAI User", scope },
      ],
    },
  });
  await emulator.listen();
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ["--conditions=@entrim/source", fileURLToPath(new URL("main.ts", import.meta.url))],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...env,
        ...emulator.env(env),
        ENTRA_TENANT_IDS: emulatorTenantId,
        ENTRA_AUDIENCES: app,
        AZURE_CLIENT_ID: identity,
        AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com",
        AZURE_OPENAI_DEPLOYMENTS: "gpt-4.1",
        AZURE_SEARCH_ENDPOINT: "https://contoso.search.windows.net",
        AZURE_SEARCH_INDEXES: "documents",
        AZURE_SEARCH_GROUP_FIELD: "group_ids",
        HOST: "127.0.0.1",
        PORT: "0",
      },
    },
  );
  const log: Readonly<Record<string, unknown>>[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => log.push(JSON.parse(line) as Record<string, unknown>));
  await once(lines, "line");
  return {
    origin: `http://127.0.0.1:${String(log[0]?.["port"])}`,
    emulator,
    child,
    log,
    tokenOf: (user) =>
      emulator.issueToken({
        user: `${user}@contoso.example`,
        scope: `api://${app}/access_as_user`,
      }),
    async close() {
      if (child.exitCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await emulator.close();
    },
  };
}
