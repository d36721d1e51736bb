import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { parseIngestionHeaders } from "@entrim/ingestion-headers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ids, resources } from "@entrim-private/test-services/contoso";
import { startIngestionJob } from "./only-ingestion-headers.ts";
import { startServers, type Servers } from "./servers.test.fixture.ts";

let servers: Servers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers.close());

const bearer = async (name: "ada" | "bob"): Promise<{ authorization: string }> => ({
  authorization: `Bearer ${await servers.tokenOf(name)}`,
});

const unsigned = Buffer.from(JSON.stringify({ claims: [{ typ: "oid", val: "ada" }] }));

/** What the app with nothing but the filter finds. */
const find = async (groups: readonly string[]): Promise<unknown> => {
  const query = ["text=allowance", ...groups.map((group) => `group=${group}`)].join("&");
  return (await fetch(`${servers.origin("search")}/filter?${query}`)).json();
};

describe.each([
  ["node", "node:http"],
  ["fastify", "Fastify"],
  ["hono", "Hono"],
])("a gateway in a server of %s", (server, app) => {
  it("answers each person from what they may read", async () => {
    expect(await (await servers.ask(server, await bearer("ada"))).text()).toContain("91 euros");
    const toBob = await (await servers.ask(server, await bearer("bob"))).text();
    expect(toBob).toContain("64 euros");
    expect(toBob).not.toContain("91 euros");
  });

  it("lets no stranger in", async () => {
    const response = await servers.ask(server, {});
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
  });

  it("streams", async () => {
    const response = await fetch(
      `${servers.origin(server)}/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21`,
      {
        method: "POST",
        headers: { "content-type": "application/json", ...(await bearer("ada")) },
        body: JSON.stringify({ stream: true, messages: [{ role: "user", content: "allowance?" }] }),
      },
    );
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(await response.text()).toMatch(/data: \[DONE\]\s*$/);
  });

  it("leaves the server's own routes alone", async () => {
    expect(await (await fetch(servers.origin(server))).json()).toEqual({ app });
  });
});

describe("an Express app with passport", () => {
  it("keeps its own tokens and its own people", async () => {
    const own = await fetch(servers.origin("passport"), {
      headers: { authorization: "Bearer ada-token" },
    });
    expect(await own.json()).toEqual({ app: "Express with passport" });
    const answer = await servers.ask("passport", { authorization: "Bearer ada-token" });
    expect(await answer.text()).toContain("91 euros");
    const toBob = await servers.ask("passport", { authorization: "Bearer bob-token" });
    expect(await toBob.text()).not.toContain("91 euros");
  });

  it("[answer/challenge] refuses whom it does not know", async () => {
    const stranger = await servers.ask("passport", { authorization: "Bearer eve-token" });
    expect(stranger.status).toBe(401);
    expect(stranger.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    expect((await servers.ask("passport", {})).status).toBe(401);
  });
});

describe("an Express app with sessions", () => {
  it("answers whoever has signed in, by the cookie alone", async () => {
    const signedIn = await fetch(`${servers.origin("session")}/sign-in`, {
      method: "POST",
      headers: { "test-token": await servers.tokenOf("ada") },
    });
    const [cookie = ""] = signedIn.headers.getSetCookie();
    expect(cookie).toContain("HttpOnly");
    const answer = await servers.ask("session", { cookie: cookie.split(";")[0] ?? "" });
    expect(await answer.text()).toContain("91 euros");
  });

  it("takes no token from a browser", async () => {
    expect((await servers.ask("session", await bearer("ada"))).status).toBe(401);
  });
});

describe("an Express app behind Easy Auth", () => {
  it("verifies the token that the platform passes on, as any other", async () => {
    const answer = await servers.ask("easyAuth", {
      "x-ms-token-aad-access-token": await servers.tokenOf("ada"),
    });
    expect(await answer.text()).toContain("91 euros");
    const forged = await servers.ask("easyAuth", { "x-ms-token-aad-access-token": "e30.e30." });
    expect(forged.status).toBe(401);
  });

  it("[token/header-only] does not read what the platform does not sign", async () => {
    const response = await servers.ask("easyAuth", {
      "x-ms-client-principal": unsigned.toString("base64"),
      "x-ms-client-principal-id": "ada",
      "x-ms-client-principal-name": "ada@contoso.example",
    });
    expect(response.status).toBe(401);
  });
});

describe("a Koa app with its own errors", () => {
  it("answers each in the form of its route, and hears of each once", async () => {
    const broken = await fetch(`${servers.origin("koa")}/broken`);
    expect(broken.headers.get("content-type")).toContain("application/problem+json");
    const refused = await servers.ask("koa", {});
    expect(await refused.json()).toMatchObject({ error: { code: expect.any(String) } });
    const answer = await servers.ask("koa", await bearer("bob"));
    expect(await answer.text()).toContain("64 euros");
    await expect
      .poll(() => servers.lines)
      .toEqual(['{"reported":"Error"}', '{"reported":"GuardError"}']);
  });
});

describe("an app that wants one part only", () => {
  it("group-filter: finds what somebody may read, and sends nothing for somebody in no group", async () => {
    expect(await find([ids.finance])).toEqual(["The allowance in Finance is 91 euros."]);
    const before = servers.emulator.requests.length;
    expect(await find([])).toEqual([]);
    expect(servers.emulator.requests.length).toBe(before);
  });

  it("token-credential-policy: its SearchClient sends a token of the identity, and no key", async () => {
    const ask = (host: string) => fetch(`${servers.origin("search")}/policy?host=${host}`);
    const found = await ask("contoso.search.windows.net");
    expect(await found.json()).toMatchObject({ id: "2" });
    const sent = servers.emulator.requests.findLast(({ service }) => service === "search");
    expect(new Headers(sent?.headers).get("authorization")).toMatch(/^Bearer ey/);
    expect(new Headers(sent?.headers).get("api-key")).toBeNull();
  });

  it("ingestion-headers: sends no key, and what whoever answers understands", async () => {
    const received: { headers: Record<string, string> }[] = [];
    const server = createServer(({ headers }, response) => {
      received.push({ headers: headers as Record<string, string> });
      response.end("{}");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const source = {
      storage: {
        endpoint: "https://contoso.blob.core.windows.net",
        resourceId: resources.storage,
        container: "handbook",
      },
      search: { endpoint: "https://contoso.search.windows.net" },
    };
    expect((await startIngestionJob(origin, "handbook", source, "the-token")).status).toBe(200);
    server.close();
    expect(parseIngestionHeaders(received[0]?.headers ?? {})).toMatchObject(source);
    expect(JSON.stringify(received)).not.toMatch(/adminkey|accountkey/i);
  });

  it("rbac-verifier: says whether the set-up is keyless, in one word", async () => {
    const response = await fetch(`${servers.origin("readiness")}/readyz`);
    expect([response.status, await response.text()]).toEqual([200, "ready\n"]);
    expect(await (await fetch(servers.origin("readiness"))).text()).toBe("what it did before\n");
  });
});
