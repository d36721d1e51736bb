import { beforeEach, describe, expect, it } from "vitest";
import { contoso, otherIdentity } from "../../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator, documents, scope } from "../search.test.fixture.ts";

let azure: Emulator;
beforeEach(async () => {
  azure = createSearchEmulator();
  const body = { name: "current", indexes: ["documents"] };
  await ask(azure, "/aliases", { method: "POST", body });
});

const searchPath = "/indexes('current')/docs/search.post.search";
const post = (body: object) => ({ method: "POST", body });

describe("an alias", () => {
  it("is made, shown, listed, changed and deleted", async () => {
    const { status, body, headers } = await ask(azure, "/aliases/current");
    expect(status).toBe(200);
    expect(body).toEqual({
      "@odata.etag": headers.get("etag"),
      name: "current",
      indexes: ["documents"],
    });
    await ask(azure, "/indexes", post({ ...documents, name: "newer" }));
    const changed = await ask(azure, "/aliases('current')", {
      method: "PUT",
      body: { name: "current", indexes: ["newer"] },
      headers: { "if-match": headers.get("etag") ?? "" },
    });
    expect(changed.status).toBe(204);
    expect((await ask(azure, "/aliases")).body.value).toMatchObject([{ indexes: ["newer"] }]);
    expect((await ask(azure, searchPath, post({}))).body.value).toEqual([]);
    expect((await ask(azure, "/servicestats")).body).toMatchObject({
      counters: { aliasesCount: { usage: 1 } },
    });
    expect((await ask(azure, "/aliases('current')", { method: "DELETE" })).status).toBe(204);
    expect((await ask(azure, searchPath, post({}))).status).toBe(404);
  });

  it.each([
    ["no index", { indexes: [] }],
    ["two indexes", { indexes: ["documents", "documents"] }],
    ["an index that does not exist", { indexes: ["nothing"] }],
    ["another alias", { indexes: ["current"] }],
    ["the name of an index", { name: "documents" }],
    ["an unknown member", { target: "documents" }],
  ])("is refused with %s", async (_, change) => {
    const body = { name: "other", indexes: ["documents"], ...change };
    expect((await ask(azure, "/aliases", post(body))).status).toBe(400);
  });

  it("stands for its index in all that is done with documents", async () => {
    const upload = { value: [{ id: "new", title: "Brand new" }] };
    expect((await ask(azure, "/indexes('current')/docs/search.index", post(upload))).status).toBe(
      200,
    );
    expect((await ask(azure, searchPath, post({ search: "brand" }))).body.value).toHaveLength(1);
    expect((await ask(azure, "/indexes/current/docs?search=brand")).body.value).toHaveLength(1);
    expect((await ask(azure, "/indexes('current')/docs('new')")).status).toBe(200);
    expect((await ask(azure, "/indexes/current/docs/$count")).body["text"]).toBe("5");
    const words = { search: "bra", suggesterName: "titles" };
    for (const operation of ["suggest", "autocomplete"]) {
      const path = `/indexes/current/docs/${operation}`;
      // oxlint-disable-next-line no-await-in-loop -- two requests
      expect((await ask(azure, path, post(words))).body.value).toHaveLength(1);
    }
    expect((await ask(azure, "/indexes/documents/docs/new")).status).toBe(200);
  });

  it("stands for its index when the definition is read or changed, and for nothing else", async () => {
    const path = "/indexes('current')";
    expect((await ask(azure, path)).body["name"]).toBe("documents");
    expect((await ask(azure, path, { method: "PUT", body: documents })).status).toBe(204);
    expect((await ask(azure, path, { method: "DELETE" })).status).toBe(404);
    expect((await ask(azure, `${path}/search.stats`)).status).toBe(404);
    const text = { text: "a", analyzer: "simple" };
    expect((await ask(azure, `${path}/search.analyze`, post(text))).status).toBe(404);
  });

  it("keeps its index from being deleted", async () => {
    const gone = await ask(azure, "/indexes('documents')", { method: "DELETE" });
    expect(gone.status).toBe(400);
    expect(gone.body.error.message).toContain("'current'");
    await ask(azure, "/aliases('current')", { method: "DELETE" });
    expect((await ask(azure, "/indexes('documents')", { method: "DELETE" })).status).toBe(204);
  });

  it("keeps its name from indexes, in versions that do not know of it too", async () => {
    const body = { ...documents, name: "current" };
    expect((await ask(azure, "/indexes", post(body))).status).toBe(409);
    for (const version of ["2024-07-01", "2026-04-01"]) {
      const options = { method: "PUT", body, version };
      // oxlint-disable-next-line no-await-in-loop -- two requests
      expect((await ask(azure, "/indexes('current')", options)).status).toBe(409);
    }
  });

  it("is unknown to versions that came before", async () => {
    for (const version of ["2024-07-01", "2025-09-01"]) {
      // oxlint-disable-next-line no-await-in-loop -- two requests
      expect((await ask(azure, "/aliases", { version })).status).toBe(404);
      // oxlint-disable-next-line no-await-in-loop -- two requests
      expect((await ask(azure, searchPath, { ...post({}), version })).status).toBe(404);
    }
    expect((await ask(azure, "/aliases", { version: "2025-05-01-preview" })).status).toBe(200);
  });
});

it("[emulator/alias-role] a role for one index holds for its alias, and for that of no other", async () => {
  const service = `${scope}/providers/Microsoft.Search/searchServices/contoso`;
  azure = createEmulator({
    seed: {
      ...contoso,
      searchServices: [
        {
          name: "contoso",
          indexes: [{ definition: documents }, { definition: { ...documents, name: "secrets" } }],
          aliases: [
            { name: "current", indexes: ["documents"] },
            { name: "hidden", indexes: ["secrets"] },
          ],
        },
      ],
      roleAssignments: [
        {
          principalId: otherIdentity.principalId,
          role: "Search Index Data Reader",
          scope: `${service}/indexes/documents`,
        },
        // a role for the name of an alias is a role for nothing
        {
          principalId: otherIdentity.principalId,
          role: "Search Index Data Reader",
          scope: `${service}/indexes/hidden`,
        },
      ],
    },
  });
  const asked = { ...post({}), identity: otherIdentity.name };
  expect((await ask(azure, searchPath, asked)).status).toBe(200);
  const hidden = "/indexes('hidden')/docs/search.post.search";
  expect((await ask(azure, hidden, asked)).status).toBe(403);
  expect((await ask(azure, "/aliases", { identity: otherIdentity.name })).status).toBe(403);
});
