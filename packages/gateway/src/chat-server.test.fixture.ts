import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createEmulator, emulatorTenantId, type Emulator, type Seed } from "@entrim/azure-emulator";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** What the test and the server under test both name. */
export const ids: Readonly<
  Record<"tenant" | "app" | "identity" | "finance" | "engineering", string>
> = {
  tenant: emulatorTenantId,
  app: id(1),
  identity: id(2),
  finance: id(11),
  engineering: id(12),
};

const principalId = id(3);
const scope = `/subscriptions/${id(9)}`;

const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(9),
  resourceGroup: "chat",
  groups: [
    { id: ids.finance, displayName: "Finance" },
    { id: ids.engineering, displayName: "Engineering" },
  ],
  users: [
    person(21, "ada", ids.finance),
    person(22, "bob", ids.engineering),
    { ...person(23, "eve", ""), memberOf: [] },
  ],
  apps: [
    {
      appId: ids.app,
      objectId: id(4),
      displayName: "Chat",
      identifierUri: `api://${ids.app}`,
      redirectUris: [],
      scopes: ["access_as_user"],
    },
  ],
  identities: [
    {
      name: "chat",
      kind: "UserAssigned",
      clientId: ids.identity,
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
            document("1", "The allowance in Finance is 91 euros.", ids.finance),
            document("2", "The allowance in Engineering is 64 euros.", ids.engineering),
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
};

function person(n: number, name: string, group: string) {
  return {
    id: id(n),
    userPrincipalName: `${name}@contoso.example`,
    displayName: name,
    memberOf: [group],
  };
}

function document(key: string, content: string, group: string) {
  return { id: key, content, group_ids: [group] };
}

/** The README's program in a local Azure. */
export interface ChatServer {
  readonly origin: string;
  readonly emulator: Emulator;
  /** A token of a person, as in `ada`. */
  tokenOf(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts the README's program with production configuration. */
export async function startChatServer(): Promise<ChatServer> {
  const emulator = createEmulator({ seed });
  await emulator.listen();
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [
      "--conditions=@entrim/source",
      fileURLToPath(new URL("chat-server.test.client.ts", import.meta.url)),
      ids.tenant,
      ids.app,
      ids.identity,
    ],
    { env: { ...env, ...emulator.env(env) }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return {
    origin: `http://127.0.0.1:${String(line).trim()}`,
    emulator,
    tokenOf: (name) =>
      emulator.issueToken({
        user: `${name}@contoso.example`,
        scope: `api://${ids.app}/access_as_user`,
      }),
    async close() {
      child.kill();
      await once(child, "exit");
      await emulator.close();
    },
  };
}
