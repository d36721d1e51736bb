import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Local } from "@entrim-private/local-start";
import { ask, personIn, requestsDuring, startTestLocal, tokenFor } from "./local.test.fixture.ts";

let local: Local;
beforeAll(async () => {
  local = await startTestLocal();
});
afterAll(() => local.close());

function groupId(name: string): string {
  const group = local.emulator.directory.groups.find(({ displayName }) => displayName === name);
  if (!group) throw new Error(`no group ${name}`);
  return group.id;
}

describe("the bytes that AI Search received", () => {
  it("[trim/filter-on-the-wire] carry the person's groups, and nobody else's", async () => {
    const filters = await filtersOf({});
    expect(filters.length).toBeGreaterThan(0);
    for (const filter of filters) {
      expect(filter).toContain(groupId("Finance"));
      expect(filter).not.toContain(groupId("Engineering"));
      expect(filter).toMatch(/\/any\(/);
    }
  });

  it("[trim/filter-on-the-wire] carry the caller's own filter beside it", async () => {
    const filters = await filtersOf({ filter: "title ne 'draft'" });
    expect(filters.length).toBeGreaterThan(0);
    for (const filter of filters) {
      expect(filter).toContain("title ne 'draft'");
      expect(filter).toContain(groupId("Finance"));
    }
  });
});

describe("a caller's filter that would break out", () => {
  it.each(["x eq 'a') or (true", "true) or (true", "title eq 'a' or", "groups/any()"])(
    "[trim/breakout-refused] %s is refused before any call",
    async (filter) => {
      const token = await tokenFor(local, personIn(local, "Finance"));
      const requests = await requestsDuring(local.emulator, async () => {
        const response = await ask(local, { token, parameters: { filter } });
        expect(response.status).toBe(400);
        expect(await response.text()).not.toContain(groupId("Finance"));
      });
      expect(
        requests.filter(({ service }) => service === "search" || service === "openai"),
      ).toEqual([]);
    },
  );
});

describe("a whole run", () => {
  it.each([undefined, "Finance"])(
    "[inbound/key-never-authenticates] an API key opens nothing, beside a token of %s neither",
    async (group) => {
      const token = group && (await tokenFor(local, personIn(local, group)));
      const requests = await requestsDuring(local.emulator, async () => {
        const response = await ask(local, { token, headers: { "api-key": "swordfish" } });
        expect(response.status).toBe(token === undefined ? 401 : 400);
        expect(await response.text()).not.toContain("swordfish");
      });
      expect(requests.filter(({ service }) => ["search", "openai"].includes(service))).toEqual([]);
    },
  );

  it("[inbound/authorization-stays] [inbound/identity-headers-stay] leaves the caller's identity behind", async () => {
    const token = await tokenFor(local, personIn(local, "Finance"));
    const requests = await requestsDuring(local.emulator, async () => {
      const response = await ask(local, {
        token,
        headers: {
          "x-ms-client-principal": "bWFsbG9yeQ==",
          "x-ms-query-source-authorization": "Bearer mallory",
          cookie: "session=mallory",
        },
      });
      expect(response.status).toBe(200);
      await response.text();
    });
    expect(requests.length).toBeGreaterThan(0);
    for (const { headers, body, url } of requests) {
      const sent = JSON.stringify([headers, body, url]);
      expect(sent).not.toContain(token);
      expect(sent).not.toContain("mallory");
      expect(sent).not.toContain("bWFsbG9yeQ");
      expect(Object.keys(headers)).not.toContain("api-key");
    }
  });

  // last: it looks at all that was asked since the app started
  it("[egress/only-known-hosts] asks nothing of a host outside the local Azure, and sends no key", () => {
    expect(local.emulator.requests.length).toBeGreaterThan(0);
    expect(local.emulator.requests.filter(({ service }) => service === "unknown")).toEqual([]);
    const named = local.emulator.requests.flatMap(({ headers }) => Object.keys(headers));
    expect(named).not.toContain("api-key");
    expect(named).not.toContain("ocp-apim-subscription-key");
  });
});

/** The filters of the searches that a question of Finance leads to. */
async function filtersOf(parameters: Readonly<Record<string, unknown>>): Promise<string[]> {
  const token = await tokenFor(local, personIn(local, "Finance"));
  const requests = await requestsDuring(local.emulator, async () => {
    const response = await ask(local, { token, parameters });
    expect(response.status).toBe(200);
    await response.text();
  });
  const searches = requests.filter(({ url }) => url.includes("/docs/search"));
  return searches.map(({ body }) => (JSON.parse(body) as { filter: string }).filter);
}
