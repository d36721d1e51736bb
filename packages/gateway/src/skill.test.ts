import { expect, it } from "vitest";
import { createGateway, type Gateway } from "./gateway.ts";
import type { GatewayOptions } from "./gateway-options.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const offer = { callers: [id(7)], roles: ["Skill.Call"] };
const skill = { uri: "https://chat.contoso.com/ai/skill", authResourceId: `api://${id(2)}` };

const create = (jobs: object, others: Partial<GatewayOptions> = {}): Gateway =>
  createGateway({
    credential: { getToken: () => Promise.resolve(null) },
    prefix: "/ai",
    access: {
      tenants: [id(1)],
      audiences: [id(2)],
      scopes: ["Chat.Ask"],
      tokenGroups: "ignore",
    },
    search: {
      endpoint: "https://contoso.search.windows.net",
      indexes: ["documents"],
      groupField: "group_ids",
    },
    openai: { endpoint: "https://contoso.openai.azure.com", deployments: ["gpt-4.1"] },
    jobs: {
      mode: "indexer",
      managers: { roles: ["Ingestion.Manage"] },
      storage: [],
      ...jobs,
    },
    ...others,
  });

const routesOf = ({ routes }: Gateway): string[] =>
  routes.filter(({ name }) => name === "skill").map(({ path, access }) => `${path} ${access}`);

it("offers the skill only where it is asked for", () => {
  expect(routesOf(create({}))).toEqual([]);
  expect(routesOf(create({ skill }))).toEqual([]);
  expect(routesOf(create({ skill: { ...skill, offer } }))).toEqual(["/ai/skill public"]);
});

it("[ingest/skill-caller] serves no stranger, and asks no guard", async () => {
  const decisions: unknown[] = [];
  const errors: unknown[] = [];
  const gateway = create(
    { skill: { ...skill, offer } },
    {
      onDecision: (decision) => void decisions.push(decision),
      onError: (error) => void errors.push(error),
    },
  );
  const response = await gateway.fetch(
    new Request(skill.uri, { method: "POST", body: JSON.stringify({ values: [] }) }),
  );
  expect(response.status).toBe(401);
  expect(errors).toMatchObject([{ name: "AccessTokenError" }]);
  expect(decisions).toEqual([]);
  await gateway.close();
});

it.each<readonly [string, object, RegExp]>([
  [
    "an address that leads elsewhere",
    { skill: { ...skill, uri: "https://chat.contoso.com/skill", offer } },
    /jobs\.skill\.uri must lead to \/ai\/skill/,
  ],
  [
    "nobody who may call",
    { skill: { ...skill, offer: { ...offer, callers: [] } } },
    /callers must/,
  ],
  [
    "a caller without a role",
    { skill: { ...skill, offer: { ...offer, roles: [] } } },
    /offer\.roles must name an app role/,
  ],
  [
    "a registration of Microsoft's",
    { skill: { ...skill, authResourceId: "https://search.azure.com", offer } },
    /audiences must not name a service of Microsoft/,
  ],
  [
    "a misspelt option",
    { skill: { ...skill, offer: { ...offer, caller: [id(7)] } } },
    /jobs\.skill\.offer\.caller is no option/,
  ],
  ["the push mode", { mode: "push", skill }, /mode: "indexer"/],
  ["no such mode", { mode: "pull" }, /mode must be "push" or "indexer"/],
  [
    "models of no deployments",
    { embeddingModels: { embeddings: "text-embedding-3-small" } },
    /embeddingModels are those of jobs\.embeddingDeployments/,
  ],
])("refuses %s, with the remedy", (_, jobs, remedy) => {
  expect(() => create(jobs)).toThrow(remedy);
});
