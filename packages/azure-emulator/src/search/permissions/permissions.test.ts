import { beforeEach, describe, expect, it } from "vitest";
import { ada, chatIdentity } from "../../contoso.test.fixture.ts";
import type { Emulator } from "../../emulator.ts";
import { ask, scope } from "../search.test.fixture.ts";
import {
  container,
  createProtectedEmulator,
  mallory,
  protectedIndex,
  tokenOf,
  version,
  visibleTo,
} from "./permissions.test.fixture.ts";

let azure: Emulator;
beforeEach(() => {
  azure = createProtectedEmulator();
});

const forAll = ["public", "public-groups"];
const everything = ["ada", "container", "empty", "finance", "nobody", ...forAll, "staff"];
const userHeader = "x-ms-query-source-authorization";
const searchPath = "/indexes/protected/docs/search";
const post = { method: "POST", body: { search: "report" }, version };

describe("documents are answered", () => {
  it("to those whom a field names: by themselves, by a group, by a group of their group", async () => {
    expect(await visibleTo(azure, ada.id)).toEqual(["ada", "finance", ...forAll, "staff"]);
    expect(await visibleTo(azure, mallory)).toEqual(forAll);
  });

  it("[emulator/permissions-fail-closed] without a user's token, when they are for all", async () => {
    expect(await visibleTo(azure, undefined)).toEqual(forAll);
  });

  it("to those who have a role for the container, for as long as they have it", async () => {
    const role = "Storage Blob Data Reader";
    azure.roles.grant({ principalId: mallory, role, scope: container });
    expect(await visibleTo(azure, mallory)).toEqual(["container", ...forAll]);
    expect(await visibleTo(azure, ada.id)).not.toContain("container");
    azure.roles.revoke({ principalId: mallory, role });
    expect(await visibleTo(azure, mallory)).toEqual(forAll);
  });

  it("by the permissions that were written last", async () => {
    azure.roles.grant({
      principalId: chatIdentity.principalId,
      role: "Search Index Data Contributor",
      scope,
    });
    await ask(azure, "/indexes/protected/docs/index", {
      method: "POST",
      body: { value: [{ "@search.action": "merge", id: "nobody", users: [mallory] }] },
    });
    expect(await visibleTo(azure, mallory)).toEqual(["nobody", ...forAll]);
  });

  it("[emulator/permissions-fail-closed] to nobody by an id in the field of the other kind", async () => {
    const { principalId } = chatIdentity;
    azure.roles.grant({ principalId, role: "Search Index Data Contributor", scope });
    const [finance] = ada.memberOf ?? [];
    const value = [{ "@search.action": "merge", id: "nobody", users: [finance], groups: [ada.id] }];
    await ask(azure, "/indexes/protected/docs/index", { method: "POST", body: { value } });
    expect(await visibleTo(azure, ada.id)).not.toContain("nobody");
  });

  it("with the filter of the caller besides", async () => {
    const headers = { [userHeader]: await tokenOf(azure, ada.id) };
    const body = { filter: "id eq 'nobody' or true", select: "id", count: true, facets: ["id"] };
    const answer = await ask(azure, searchPath, { ...post, body, headers });
    expect(answer.body["@odata.count"]).toBe(5);
    expect(JSON.stringify(answer.body)).not.toContain("nobody");
  });

  it("[emulator/permissions-fail-closed] in the same way by every operation and version", async () => {
    expect((await ask(azure, "/indexes/protected/docs/nobody")).status).toBe(404);
    expect((await ask(azure, "/indexes/protected/docs/public")).status).toBe(200);
    expect((await ask(azure, "/indexes/protected/docs/$count")).body["text"]).toBe("2");
    for (const operation of ["search", "suggest", "autocomplete"]) {
      const path = `/indexes/protected/docs/${operation}`;
      const body =
        operation === "search"
          ? { search: "nobody ada" }
          : { search: operation === "suggest" ? "nobody" : "nob", suggesterName: "titles" };
      // oxlint-disable-next-line no-await-in-loop -- a few requests
      const answer = await ask(azure, path, { method: "POST", body });
      expect(answer.status).toBe(200);
      expect(answer.body.value).toEqual([]);
    }
  });

  it("to their readers by lookup and by GET", async () => {
    const headers = { [userHeader]: await tokenOf(azure, ada.id) };
    const lookUp = (id: string) =>
      ask(azure, `/indexes('protected')/docs('${id}')`, { version, headers });
    expect((await lookUp("finance")).status).toBe(200);
    expect((await lookUp("nobody")).status).toBe(404);
    const found = await ask(azure, "/indexes/protected/docs?search=finance", { version, headers });
    expect(found.body.value).toMatchObject([{ id: "finance" }]);
  });

  it("to everyone, where the option is off", async () => {
    const body = { ...protectedIndex, permissionFilterOption: "disabled" };
    await ask(azure, "/indexes/protected", { method: "PUT", body, version });
    expect(await visibleTo(azure, undefined)).toEqual(everything);
  });
});

describe("the token of a user", () => {
  it("is taken bare or as a bearer token", async () => {
    const token = await tokenOf(azure, ada.id);
    for (const value of [token, `Bearer ${token}`]) {
      // oxlint-disable-next-line no-await-in-loop -- two requests
      expect(await visibleTo(azure, undefined, { [userHeader]: value })).toContain("finance");
    }
  });

  it("[emulator/permissions-fail-closed] is refused when it is none, is for another API, is forged or has ended", async () => {
    const good = await tokenOf(azure, ada.id);
    const [head, , signature] = good.split(".");
    const claims = Buffer.from(
      JSON.stringify({ aud: "https://search.azure.com", oid: ada.id, exp: 9e9, nbf: 0 }),
    ).toString("base64url");
    const refused = async (value: string): Promise<void> => {
      const answer = await ask(azure, searchPath, { ...post, headers: { [userHeader]: value } });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({
        error: { code: "", message: `Invalid header: '${userHeader}'` },
      });
    };
    await refused("nonsense");
    await refused(await tokenOf(azure, ada.id, "https://graph.microsoft.com"));
    await refused(`${head}.${claims}.${signature}`);
    azure.advance(76 * 60_000);
    await refused(good);
  });

  it("does not stand in for the role of the caller", async () => {
    const headers = { [userHeader]: await tokenOf(azure, ada.id) };
    const answer = await ask(azure, searchPath, {
      ...post,
      headers,
      identity: "other-identity",
    });
    expect(answer.status).toBe(403);
  });

  it.each(["2024-07-01", "2026-04-01", "2025-03-01-preview"])(
    "is refused by the version %s, which has no such header",
    async (old) => {
      const headers = { [userHeader]: await tokenOf(azure, ada.id) };
      const answer = await ask(azure, searchPath, { ...post, version: old, headers });
      expect(answer.status).toBe(400);
    },
  );

  it.each(["2025-05-01-preview", "2025-11-01-preview", "2026-10-01"])(
    "is heeded by the version %s",
    async (each) => {
      const headers = { [userHeader]: await tokenOf(azure, ada.id) };
      const answer = await ask(azure, searchPath, { ...post, version: each, headers });
      expect(answer.body.value).toHaveLength(5);
    },
  );
});

describe("an elevated read", () => {
  const elevated = { "x-ms-enable-elevated-read": "true" };

  it("[emulator/roles-enforced] needs its own permission, and finds everything", async () => {
    expect((await ask(azure, searchPath, { ...post, headers: elevated })).status).toBe(403);
    azure.roles.grant({
      principalId: chatIdentity.principalId,
      role: "Search Index Data Contributor",
      scope,
    });
    expect(await visibleTo(azure, undefined, elevated)).toEqual(everything);
    const off = { "x-ms-enable-elevated-read": "false" };
    expect(await visibleTo(azure, mallory, off)).toEqual(forAll);
  });

  it("is for searches by POST, from the version on that brought it", async () => {
    azure.roles.grant({
      principalId: chatIdentity.principalId,
      role: "Search Index Data Contributor",
      scope,
    });
    const status = async (path: string, options: object): Promise<number> =>
      (await ask(azure, path, { version, headers: elevated, ...options })).status;
    expect(await status(searchPath, post)).toBe(200);
    expect(await status("/indexes/protected/docs?search=report", {})).toBe(400);
    expect(await status("/indexes/protected/docs/nobody", {})).toBe(400);
    expect(await status("/indexes/protected/docs/$count", {})).toBe(400);
    expect(await status(searchPath, { ...post, version: "2025-08-01-preview" })).toBe(400);
    expect(await status(searchPath, { ...post, version: "2026-04-01" })).toBe(400);
    const headers = { "x-ms-enable-elevated-read": "yes" };
    expect(await status(searchPath, { ...post, headers })).toBe(400);
  });
});

const put = (body: object, of = version) =>
  ask(azure, "/indexes/protected", {
    method: "PUT",
    body,
    version: of,
    headers: { prefer: "return=representation" },
  });

describe("a definition", () => {
  it("shows its permissions in the versions that have them", async () => {
    const shown = await ask(azure, "/indexes/protected", { version });
    expect(shown.body).toMatchObject({ permissionFilterOption: "enabled" });
    expect(shown.body["fields"]).toContainEqual(
      expect.objectContaining({ name: "users", permissionFilter: "userIds" }),
    );
    const stable = await ask(azure, "/indexes/protected");
    expect(JSON.stringify(stable.body)).not.toContain("permissionFilter");
  });

  it("[emulator/permissions-kept] keeps its permissions when a version changes it that does not know of them", async () => {
    const { "@odata.etag": _, ...stable } = (await ask(azure, "/indexes/protected")).body;
    expect((await put(stable, "2026-04-01")).status).toBe(200);
    expect(await visibleTo(azure, undefined)).toEqual(forAll);
  });

  it("gives a permission filter to a field that was there", async () => {
    const fields = protectedIndex.fields.map((field) =>
      field.name === "users" ? { ...field, permissionFilter: undefined } : field,
    );
    expect((await put({ ...protectedIndex, fields })).status).toBe(200);
    expect(await visibleTo(azure, ada.id)).not.toContain("ada");
    expect((await put(protectedIndex)).status).toBe(200);
    expect(await visibleTo(azure, ada.id)).toContain("ada");
  });

  it.each([
    ["another option", { permissionFilterOption: "on" }],
    ["another filter", { users: { permissionFilter: "users" } }],
    ["two fields of a kind", { groups: { permissionFilter: "userIds" } }],
    ["a field that cannot be filtered", { users: { filterable: false } }],
    ["a text for many ids", { users: { type: "Edm.String" } }],
    ["a list of scopes", { scope: { type: "Collection(Edm.String)" } }],
  ])("is refused with %s", async (_, change: Readonly<Record<string, unknown>>) => {
    const fields = protectedIndex.fields.map((field) =>
      Object.assign({}, field, change[field.name]),
    );
    const option = { permissionFilterOption: change["permissionFilterOption"] ?? "enabled" };
    const body = { ...protectedIndex, ...option, name: "other", fields };
    const answer = await ask(azure, "/indexes", { method: "POST", body, version });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(/^The request is invalid/);
  });

  it("has no permission filter within a field", async () => {
    const owners = { name: "owners", type: "Collection(Edm.String)" };
    const body = (members: object) => ({
      name: "nested",
      fields: [
        { name: "id", type: "Edm.String", key: true },
        { name: "file", type: "Edm.ComplexType", fields: [{ ...owners, ...members }] },
      ],
    });
    const made = async (members: object) =>
      (await ask(azure, "/indexes", { method: "POST", body: body(members), version })).status;
    expect(await made({ permissionFilter: "userIds" })).toBe(400);
    expect(await made({})).toBe(201);
  });

  it.each(["2026-04-01", "2026-10-01", "2025-03-01-preview"])(
    "with permissions is unknown to the version %s",
    async (each) => {
      const body = { ...protectedIndex, name: "other" };
      const answer = await ask(azure, "/indexes", { method: "POST", body, version: each });
      expect(answer.body.error.message).toContain("does not exist on type");
    },
  );
});
