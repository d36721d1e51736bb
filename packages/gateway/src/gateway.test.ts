import type { Principal } from "@entrim/guard";
import { describe, expect, it } from "vitest";
import type { DirectAnswer } from "@entrim/keyless-proxy";
import { createGateway, type Gateway } from "./gateway.ts";
import { findRoute } from "./gateway-route.ts";
import type { GatewayOptions } from "./gateway-options.ts";

const options: GatewayOptions = {
  credential: { getToken: () => Promise.resolve(null) },
  access: {
    tenants: ["00000000-0000-4000-8000-000000000001"],
    audiences: ["00000000-0000-4000-8000-000000000002"],
    scopes: ["access_as_user"],
    tokenGroups: "ignore",
    resource: { address: "https://chat.contoso.com", scopes: ["api://chat/access_as_user"] },
  },
  search: {
    endpoint: "https://contoso.search.windows.net",
    indexes: ["documents"],
    groupField: "group_ids",
  },
  openai: { endpoint: "https://contoso.openai.azure.com", deployments: ["gpt-4.1"] },
};

const at = (path: string): Request => new Request(`https://chat.contoso.com${path}`);

/** Both ways to ask a gateway; a host without web requests has the second. */
const forms: readonly (readonly [
  form: string,
  ask: (gateway: Gateway, request: Request) => Promise<Response | DirectAnswer>,
])[] = [
  ["web", (gateway, request) => gateway.fetch(request)],
  [
    "direct",
    (gateway, request) =>
      gateway.fetch.direct(Object.assign(request, { toRequest: () => request })),
  ],
];

describe("createGateway", () => {
  it("names every wrong option at once", () => {
    const wrong = {
      ...options,
      prefix: "ai/",
      search: { ...options.search, endpoint: "http://contoso" },
      openai: { endpoint: "https://contoso.openai.azure.com", deployments: [] },
    };
    const create = () => createGateway(wrong);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(/prefix is a path/);
    expect(create).toThrow(/https origin/);
    expect(create).toThrow(/deployment/);
  });

  it("refuses what is misspelt, as it would check nothing, beside all other faults", () => {
    const wrong = {
      ...options,
      serach: {},
      search: { ...options.search, secondcheck: "field" },
      openai: { endpoint: "https://contoso.openai.azure.com", deployments: [] },
      explain: { operators: { role: ["Operator"] } },
    };
    const create = () => createGateway(wrong as unknown as GatewayOptions);
    for (const fault of [
      "- gateway: serach is no option",
      "- gateway: search.secondcheck is no option",
      "- gateway: explain.operators.role is no option",
      "- openai: on-your-data: deployments must name at least one model",
      '- gateway: explain.operators must name roles or scopes that are asked for, as in { roles: ["Operator"] }',
    ]) {
      expect(create).toThrow(fault);
    }
  });

  it("says which parts are missing", () => {
    expect(() => createGateway({} as GatewayOptions)).toThrow(
      "gateway: the options are wrong\n- gateway: access is missing\n- gateway: search is missing",
    );
    const jobs = { storage: [] };
    expect(() => createGateway({ ...options, jobs } as unknown as GatewayOptions)).toThrow(
      "gateway: jobs.managers is missing",
    );
    expect(() => createGateway(undefined as unknown as GatewayOptions)).toThrow(/its one argument/);
  });

  it("[keys/setting-refused] refuses a key in place of a credential", () => {
    const keyed = { ...options, credential: { key: "swordfish" } } as unknown as GatewayOptions;
    expect(() => createGateway(keyed)).toThrow(TypeError);
    expect(() => createGateway(keyed)).not.toThrow(/swordfish/);
  });

  it("[start/azure-hosts-only] refuses an endpoint that only looks like Azure's, beside other faults", () => {
    const endpoint = "https://contoso.search.windows.net.evil.example";
    const create = () =>
      createGateway({ ...options, search: { ...options.search, endpoint }, prefix: "ai/" });
    expect(create).toThrow(/- gateway: search\.endpoint must be .*ownHosts/);
    expect(create).toThrow(/prefix is a path/);
  });

  it("knows its own addresses, below its prefix only", () => {
    const gateway = createGateway({ ...options, prefix: "/ai" });
    expect(gateway.handles(at("/ai/openai/v1/models"))).toBe(true);
    expect(gateway.handles(at("/ai/indexes('documents')/docs/search.post.search"))).toBe(true);
    expect(gateway.handles(at("/openai/v1/models"))).toBe(false);
    expect(gateway.handles(at("/ai/other"))).toBe(false);
  });

  it("[gateway/part-absent-is-404] has nothing at the addresses of parts that are left out", async () => {
    const { resource: _, ...access } = options.access;
    const { openai: __, ...others } = options;
    const gateway = createGateway({
      ...others,
      access,
      search: { ...options.search, proxy: false },
    });
    expect(gateway.routes).toEqual([]);
    const paths = [
      "/openai/v1/models",
      "/openai/ingestion/jobs",
      "/indexes/documents/docs",
      "/documents/documents/1",
      "/explain",
      "/healthz",
      "/readyz",
      "/group-changes",
      "/.well-known/oauth-protected-resource",
    ];
    const answers = await Promise.all(paths.map((path) => gateway.fetch(at(path))));
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 404));
    expect(paths.filter((path) => gateway.handles(at(path)))).toEqual([]);
  });

  it("has each part that is asked for, jobs before the models whose addresses they share", () => {
    const account = "/subscriptions/1/resourceGroups/chat/providers/Microsoft.";
    const gateway = createGateway({
      ...options,
      jobs: {
        managers: { roles: ["Ingestion.Manage"] },
        storage: [
          {
            endpoint: "https://contoso.blob.core.windows.net",
            resourceId: `${account}Storage/storageAccounts/contoso`,
            containers: ["handbook"],
          },
        ],
      },
      readiness: {},
      documents: { keyField: "id" },
      explain: { operators: { roles: ["Operator"] } },
      groupChanges: {
        tenantId: options.access.tenants[0] ?? "",
        clientState: "9f0c5a1e-6a8b-4a55-9a60-4c9f1d7e2b33",
      },
    });
    expect(gateway.routes.map(({ name, access }) => `${name} ${access}`)).toEqual([
      "jobs principal",
      "jobs principal",
      "openai principal",
      "search principal",
      "search principal",
      "documents principal",
      "explain principal",
      "health public",
      "readiness public",
      "groupChanges public",
      "metadata public",
    ]);
  });

  it("answers whole addresses only, where nothing lies below", async () => {
    const gateway = createGateway({ ...options, readiness: {} });
    expect(await (await gateway.fetch(at("/readyz"))).text()).toBe("ready\n");
    expect((await gateway.fetch(at("/readyz/"))).status).toBe(404);
    expect((await gateway.fetch(at("/readyzz"))).status).toBe(404);
  });

  it("is not ready any more once it is to end", async () => {
    const gateway = createGateway({ ...options, readiness: {} });
    await gateway.start();
    gateway.drain();
    expect((await gateway.fetch(at("/readyz"))).status).toBe(503);
    expect((await gateway.fetch(at("/healthz"))).status).toBe(200);
    await gateway.close();
  });

  it("[canary/not-ready-no-answer] answers nobody from an index before the canary has looked", async () => {
    const canary = { knownGroups: { documents: "finance" }, onFailure: () => {} };
    const documents = { keyField: "id" };
    const gateway = createGateway({ ...options, documents, readiness: { canary } });
    expect((await gateway.fetch(at("/readyz"))).status).toBe(503);
    const principal: Principal = {
      tenantId: "contoso",
      objectId: "ada",
      clientId: "chat",
      kind: "user",
      scopes: [],
      roles: [],
      groups: ["00000000-0000-4000-8000-000000000003"],
    };
    const body = JSON.stringify({ search: "*", messages: [{ role: "user", content: "?" }] });
    const headers = { "content-type": "application/json" };
    const answers = (path: string, init: RequestInit) => {
      const route = findRoute(gateway.routes, path.split("?")[0] ?? "");
      if (route?.access !== "principal") throw new Error(`${path} is for everybody`);
      const { answer } = route;
      return [answer, answer.direct ?? answer].map((ask) =>
        ask(new Request(at(path), init), { principal }),
      );
    };
    for (const [path, init] of [
      ["/indexes/documents/docs/search?api-version=2024-07-01", { method: "POST", headers, body }],
      ["/indexes('documents')/docs/$count?api-version=2024-07-01", {}],
      ["/documents/documents/1", {}],
      [
        "/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21",
        { method: "POST", headers, body: body.replace('"search":"*",', "") },
      ],
    ] as const) {
      for (const answer of answers(path, init)) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other reads better
        await expect(answer).rejects.toMatchObject({ code: "NOT_READY" });
      }
    }
  });

  it.each([
    [{ targets: { openai: "contoso", search: "contoso" } }, /readiness\.targets are wrong/],
    [{ canary: { knownGroups: {}, onFailure: () => {} } }, /knownGroups needs a group/],
    [{ canary: { knownGroups: { documents: "finance" } } }, /needs onFailure/],
    [{ operators: {} }, /readiness\.operators must name roles/],
  ])("refuses a readiness of %j", (readiness, message) => {
    const wrong = { ...options, readiness } as unknown as GatewayOptions;
    expect(() => createGateway(wrong)).toThrow(message);
  });

  it("shows documents at an https origin only", () => {
    const documents = { keyField: "id", origin: "http://chat.contoso.com" };
    expect(() => createGateway({ ...options, documents })).toThrow(/documents\.origin must be/);
  });

  it("makes vectors only where models are deployed", () => {
    const { openai: _, ...others } = options;
    const jobs = {
      managers: { roles: ["Ingestion.Manage"] },
      storage: [],
      embeddingDeployments: ["e"],
    };
    expect(() => createGateway({ ...others, jobs })).toThrow(/embeddingDeployments needs openai/);
  });

  it("serves the metadata to everybody, at its own address", async () => {
    const response = await createGateway(options).fetch(
      at("/.well-known/oauth-protected-resource"),
    );
    expect(await response.json()).toMatchObject({ resource: "https://chat.contoso.com" });
  });

  it.each(forms)(
    "names the metadata in its challenge, and tells who keeps logs (%s)",
    async (_, ask) => {
      const errors: unknown[] = [];
      const onError = (error: unknown) => errors.push(error);
      const gateway = createGateway({ ...options, onError });
      const { status, headers } = await ask(gateway, at("/openai/v1/models"));
      expect(status).toBe(401);
      expect(new Map(headers).get("www-authenticate")).toContain("oauth-protected-resource");
      expect(errors).toHaveLength(1);
    },
  );

  it.each(forms)("answers nobody who has left, and tells of no error then (%s)", async (_, ask) => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const request = new Request(at("/openai/v1/models"), { signal: AbortSignal.abort("left") });
    await expect(ask(createGateway({ ...options, onError }), request)).rejects.toBe("left");
    expect(errors).toEqual([]);
  });

  it.each(forms)(
    "finds nothing elsewhere, and needs nobody for what is public (%s)",
    async (_, ask) => {
      const gateway = createGateway({ ...options, readiness: {} });
      expect((await ask(gateway, at("/openai"))).status).toBe(404);
      expect((await ask(gateway, at("/healthz"))).status).toBe(200);
    },
  );

  it.each(forms)("lets nobody in whom the guard does not know (%s)", async (_, ask) => {
    const gateway = createGateway(options);
    for (const path of ["/openai/v1/chat/completions", "/indexes/documents/docs/search"]) {
      for (const authorization of ["Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA", "Basic YQ==", ""]) {
        const request = new Request(at(path), { method: "POST", headers: { authorization } });
        // oxlint-disable-next-line no-await-in-loop -- one after the other reads better
        expect((await ask(gateway, request)).status).toBe(401);
      }
    }
  });
});
