import { describe, expect, it } from "vitest";
import { createEmulator } from "../emulator.ts";
import { seedSchema } from "../seed-schema.ts";
import { buildSeedSchema } from "./build-seed-schema.ts";
import { exampleSeed } from "./example-seed.ts";

describe("the example seed", () => {
  it("is one, whose identity finds the document", async () => {
    expect(seedSchema.parse(exampleSeed)).toEqual(exampleSeed);
    const azure = createEmulator({ seed: exampleSeed });
    const scope = "https://search.azure.com/.default";
    const token = await azure.issueToken({ identity: "chat", scope });
    const url =
      "https://contoso.search.windows.net/indexes/documents/docs?api-version=2024-07-01&search=budget";
    const headers = { authorization: `Bearer ${token}` };
    const response = await azure.fetch(new Request(url, { headers }));
    expect(await response.json()).toMatchObject({ value: [{ id: "1" }] });
  });
});

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
