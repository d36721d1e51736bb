import { expect } from "vitest";
import { inTurn, type LimitationCheck } from "../limitations.test.fixture.ts";
import {
  ask,
  chatIdentity,
  createSearchEmulator,
  documents,
  refusalOf,
  search,
} from "./search.test.fixture.ts";

/** What LIMITATIONS.md says of a search service as a whole. */
export const serviceLimitations: Readonly<Record<string, LimitationCheck>> = {
  "Indexes with their documents": async () => {
    const azure = createSearchEmulator();
    const documentPaths = ["docs", "docs/travel", "docs/$count", "stats"];
    const there = [
      "indexes",
      "indexes/documents",
      ...documentPaths.map((path) => `indexes/documents/${path}`),
      "servicestats",
      "synonymmaps",
      "aliases",
      "knowledgesources",
      "knowledgebases",
      "datasources",
      "skillsets",
      "indexers",
    ];
    await inTurn(there, async (path) => {
      expect((await ask(azure, `/${path}`)).status).toBe(200);
    });
    await inTurn(["agents", "indexStats", "debugSessions"], async (path) => {
      expect((await ask(azure, `/${path}`)).status).toBe(404);
    });
  },
  "API versions from": async () => {
    const azure = createSearchEmulator();
    const known = ["2023-11-01", "2024-07-01", "2025-05-01-preview", "2026-10-01"];
    const { body: newest } = await ask(azure, "/indexes/documents/docs?search=travel");
    await inTurn(known, async (version) => {
      const { body } = await ask(azure, "/indexes/documents/docs?search=travel", { version });
      expect(body).toEqual(newest);
    });
    await inTurn(["2020-06-30", "2027-01-01"], async (version) => {
      expect((await ask(azure, "/indexes", { version })).status).toBe(400);
    });
    await inTurn(["aliases", "knowledgebases"], async (path) => {
      expect((await ask(azure, `/${path}`, { version: "2024-07-01" })).status).toBe(404);
    });
    const ofPreviews = { hybridSearch: {}, queryLanguage: "en-us", queryRewrites: "none" };
    await inTurn(Object.entries(ofPreviews), async ([member, value]) => {
      const options = { method: "POST", body: { [member]: value }, version: "2026-08-01-preview" };
      const { body } = await ask(azure, "/indexes/documents/docs/search", options);
      expect(body.error.message).toContain(`'${member}' does not exist on type`);
    });
  },
  "A synonym map may be named before it is there": async () => {
    const azure = createSearchEmulator();
    const fields = documents.fields.map((field) =>
      field.name === "title" ? { ...field, synonymMaps: ["later"] } : field,
    );
    const put = { method: "PUT", body: { ...documents, fields } };
    expect((await ask(azure, "/indexes/documents", put)).status).toBe(204);
    expect((await search(azure, { search: "travel" })).status).toBe(404);
    const map = { name: "later", format: "solr", synonyms: "a, b" };
    expect(await refusalOf(azure, "/synonymmaps", map)).toBe("");
    expect((await search(azure, { search: "travel" })).status).toBe(200);
    await refusalOf(azure, "/indexes", { ...documents, name: "empty" });
    await inTurn(["documents", "empty"], async (name) => {
      const alias = { method: "PUT", body: { name: "current", indexes: [name] } };
      await ask(azure, "/aliases/current", alias);
      const { body } = await ask(azure, "/indexes/current/docs/$count");
      expect(body).toMatchObject({ text: name === "empty" ? "0" : "4" });
    });
  },
  "Documents can be found at once": async () => {
    const azure = createSearchEmulator();
    const value = [{ id: "new", title: "Zebra" }];
    await ask(azure, "/indexes/documents/docs/index", { method: "POST", body: { value } });
    const plain = (await search(azure, { search: "zebra" })).body.value;
    expect(plain).toMatchObject([{ id: "new" }]);
    const given = { sessionId: "a", scoringStatistics: "global", semanticErrorHandling: "fail" };
    expect((await search(azure, { search: "zebra", ...given })).body.value).toEqual(plain);
    const { body } = await search(azure, { search: "zebra", minimumCoverage: 50 });
    expect(body).toMatchObject({ "@search.coverage": 100, value: plain });
  },
  "Words for 401 and 403": async () => {
    const azure = createSearchEmulator();
    const headers = { authorization: "Bearer none" };
    const unknown = await ask(azure, "/indexes", { headers });
    expect(unknown.status).toBe(401);
    expect(unknown.headers.get("www-authenticate")).toContain("authorization_uri=");
    expect(unknown.body.error.message).toContain("token is not accepted");
    const keyed = await ask(azure, "/indexes", { headers: { "api-key": "a" } });
    expect(keyed).toMatchObject({ status: 401, body: { error: { code: "Unauthorized" } } });
    azure.roles.revoke({ principalId: chatIdentity.principalId });
    const { body } = await ask(azure, "/indexes");
    expect(body.error.message).toContain("does not have authorization to perform action");
  },
  "`corsOptions` are kept": async () => {
    const azure = createSearchEmulator();
    const corsOptions = { allowedOrigins: ["*"], maxAgeInSeconds: 60 };
    await ask(azure, "/indexes/documents", { method: "PUT", body: { ...documents, corsOptions } });
    const headers = { origin: "https://contoso.example" };
    const answer = await ask(azure, "/indexes/documents", { headers });
    expect(answer.body).toMatchObject({ corsOptions });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  },
};
