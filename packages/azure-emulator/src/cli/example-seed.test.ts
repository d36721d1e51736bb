import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../emulator.ts";
import { seedSchema } from "../seed-schema.ts";
import { buildSeedSchema } from "./build-seed-schema.ts";
import { exampleSeed } from "./example-seed.ts";

const audience = "https://search.azure.com";

/** Asks the example search service as its app's identity does. */
async function search(azure: Emulator, path: string, headers: Record<string, string> = {}) {
  const token = await azure.issueToken({ identity: "chat", scope: `${audience}/.default` });
  const response = await azure.fetch(
    new Request(`https://contoso.search.windows.net${path}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    }),
  );
  return (await response.json()) as {
    readonly value: readonly Readonly<Record<string, unknown>>[];
    readonly lastResult: Readonly<Record<string, unknown>> | null;
  };
}

/** Titles of the pages of the handbook that a person finds. */
async function pagesOf(azure: Emulator, user: string) {
  const found = await search(
    azure,
    "/indexes/handbook/docs?api-version=2026-08-01-preview&search=*",
    {
      "x-ms-query-source-authorization": await azure.issueToken({
        user: `${user}@contoso.example`,
        scope: `${audience}/.default`,
      }),
    },
  );
  return found.value.map(({ title }) => String(title)).toSorted((a, b) => a.localeCompare(b));
}

describe("the example seed", () => {
  it("is one, whose identity finds the document, by its alias and by a synonym too", async () => {
    expect(seedSchema.parse(exampleSeed)).toEqual(exampleSeed);
    const azure = createEmulator({ seed: exampleSeed });
    for (const index of ["documents", "company"]) {
      const path = `/indexes/${index}/docs?api-version=2026-08-01-preview&search=budgets`;
      // oxlint-disable-next-line no-await-in-loop -- one after the other is easier to read
      expect(await search(azure, path)).toMatchObject({ value: [{ id: "1" }] });
    }
  });

  it("has an indexer that reads the handbook, which shows each person what they may see", async () => {
    const azure = createEmulator({ seed: exampleSeed });
    await expect
      .poll(() => search(azure, "/indexers/handbook/status?api-version=2026-08-01-preview"))
      .toMatchObject({
        lastResult: { status: "success", itemsProcessed: 2, itemsFailed: 0, warnings: [] },
      });
    expect(await pagesOf(azure, "ada")).toEqual(["expenses.md", "holidays.md"]);
    expect(await pagesOf(azure, "alan")).toEqual(["holidays.md"]);
  });

  it("lets its app search in a person's name, and look up their groups in its own", async () => {
    const azure = createEmulator({ seed: exampleSeed });
    const [app] = exampleSeed.apps ?? [];
    const [ada] = exampleSeed.users ?? [];
    const form = {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      requested_token_use: "on_behalf_of",
      client_id: app?.appId ?? "",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await azure.issueToken({
        identity: "chat",
        scope: "api://AzureADTokenExchange/.default",
      }),
      assertion: await azure.issueToken({
        user: ada?.id ?? "",
        scope: `${app?.identifierUri}/.default`,
      }),
      scope: `${audience}/.default`,
    };
    const tokens = `https://login.microsoftonline.com/${azure.directory.tenantId}/oauth2/v2.0/token`;
    const answer = await azure.fetch(
      new Request(tokens, { method: "POST", body: new URLSearchParams(form) }),
    );
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect(decodeJwt(token)).toMatchObject({ aud: audience, oid: ada?.id });

    const graph = "https://graph.microsoft.com";
    const own = await azure.issueToken({ identity: "chat", scope: `${graph}/.default` });
    const groups = await azure.fetch(
      new Request(`${graph}/v1.0/users/${ada?.id}/getMemberGroups`, {
        method: "POST",
        headers: { authorization: `Bearer ${own}`, "content-type": "application/json" },
        body: JSON.stringify({ securityEnabledOnly: true }),
      }),
    );
    expect(await groups.json()).toMatchObject({ value: ada?.memberOf });
  });

  it("has some of everything that a seed can have", () => {
    const [service = {}] = exampleSeed.searchServices ?? [];
    const everything = { ...buildSeedSchema() } as unknown as Schema;
    const { $schema: _, resources: __, denyAssignments: ___, ...members } = everything.properties;
    expect(Object.keys(exampleSeed).toSorted()).toEqual(Object.keys(members).toSorted());
    const known = everything.properties["searchServices"]?.items?.properties ?? {};
    expect(Object.keys(service).toSorted()).toEqual(Object.keys(known).toSorted());
  });
});

/** As much of a JSON Schema as is looked at here. */
interface Schema {
  readonly properties: Readonly<Record<string, { readonly items?: Schema }>>;
}

describe("the schema of a seed file", () => {
  it("knows every member, demands what must be there and admits no other", () => {
    expect(buildSeedSchema()).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      additionalProperties: false,
      required: ["tenant", "subscriptionId", "resourceGroup"],
      properties: {
        // so that a file can name it
        $schema: { type: "string" },
        apps: {
          items: {
            additionalProperties: false,
            properties: {
              appRoles: { type: "array" },
              optionalClaims: { items: { enum: ["acct", "idtyp", "xms_cc"] } },
              groupMembershipClaims: { enum: ["None", "SecurityGroup"] },
            },
          },
        },
      },
    });
  });
});
