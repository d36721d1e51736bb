import { expect } from "vitest";
import { ada, chatIdentity } from "../../contoso.test.fixture.ts";
import { inTurn, type LimitationCheck } from "../../limitations.test.fixture.ts";
import { ask, scope } from "../search.test.fixture.ts";
import {
  createProtectedEmulator,
  protectedIndex,
  tokenOf,
  visibleTo,
} from "./permissions.test.fixture.ts";

/** What LIMITATIONS.md says of documents that not all may see. */
export const permissionLimitations: Readonly<Record<string, LimitationCheck>> = {
  "Permission filters are defined by the previews": async () => {
    const azure = createProtectedEmulator();
    const define = (name: string, more: object, version: string) =>
      ask(azure, "/indexes", {
        method: "POST",
        body: { ...protectedIndex, name, ...more },
        version,
      });
    expect((await define("of-preview", {}, "2025-05-01-preview")).status).toBe(201);
    await inTurn(["2025-03-01-preview", "2026-04-01", "2026-10-01"], async (version) => {
      expect((await define("refused", {}, version)).body.error.message).toContain(
        "does not exist on type",
      );
      const { body } = await ask(azure, "/indexes/protected/docs", { version });
      expect(body.value).toHaveLength(2);
    });
    expect(await visibleTo(azure, undefined)).toEqual(["public", "public-groups"]);

    const version = "2026-10-01";
    const headers = { "x-ms-query-source-authorization": await tokenOf(azure, ada.id) };
    const read = (path: string, more: object = {}) =>
      ask(azure, `/indexes/protected/docs${path}`, { version, ...more });
    expect((await read("?search=*", { headers })).body.value.length).toBeGreaterThan(2);
    expect((await read("/ada", { headers })).status).toBe(200);
    const forAll = ["/suggest?search=rep&suggesterName=titles", "/$count"];
    await inTurn([...forAll, "/autocomplete?search=rep&suggesterName=titles"], async (path) => {
      const refused = await read(path, { headers });
      expect(refused.status).toBe(400);
      expect(refused.body.error.message).toContain("Invalid header");
      expect((await read(path)).status).toBe(200);
    });
    expect((await read("/$count")).body).toMatchObject({ text: "2" });

    const { principalId } = chatIdentity;
    azure.roles.grant({ principalId, role: "Search Index Data Contributor", scope });
    const value = [{ id: "both", title: "Report", users: ["all", "none"], groups: ["none"] }];
    await ask(azure, "/indexes/protected/docs/index", { method: "POST", body: { value } });
    expect(await visibleTo(azure, undefined)).toContain("both");
    const labels = await define("labels", { purviewEnabled: true }, "2026-08-01-preview");
    expect(labels.body.error.message).toContain("'purviewEnabled' does not exist");
  },
};
