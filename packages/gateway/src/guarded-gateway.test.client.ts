// Run by a test in a process of its own, with production configuration: gateways of one index that trims by
// itself as well, searched or asked through a knowledge base, and one of several indexes.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TokenCredential } from "@azure/core-auth";
import { ManagedIdentityCredential } from "@azure/identity";
import { answerRequest } from "@entrim/node-http";
import { ids } from "@entrim-private/test-services/contoso";
import { claimsOf } from "./claims-of.test.fixture.ts";
import { searchOnBehalf } from "./examples.ts";
import type { GatewaySearch } from "./gateway-options.ts";
import { createGateway, type Gateway } from "./gateway.ts";

const searchTokens = JSON.parse(process.env["SEARCH_TOKENS"] ?? "{}") as Record<string, string>;
const identity = new ManagedIdentityCredential({ clientId: ids.identity });

const create = (prefix: string, search: Partial<GatewaySearch>): Gateway =>
  createGateway({
    credential: identity,
    prefix,
    access: {
      tenants: [ids.tenant],
      audiences: [ids.app],
      scopes: ["Chat.Ask"],
      tokenGroups: "ignore",
    },
    search: {
      endpoint: "https://contoso.search.windows.net",
      indexes: ["guarded"],
      groupField: "group_ids",
      fieldsFrom: "index",
      ...search,
    },
    openai: {
      endpoint: "https://contoso.openai.azure.com",
      deployments: ["gpt-4.1"],
      maxDataSources: 2,
    },
    documents: { keyField: "id" },
  });

/** What Entra would say: the local one knows no consent to AI Search, so the test asked beforehand. */
const onBehalfOf = (assertion: string): TokenCredential => ({
  async getToken(scopes) {
    const { oid } = claimsOf(assertion);
    console.log(`on behalf of ${String(oid)} for ${String(scopes)}`);
    return { token: searchTokens[String(oid)] ?? "", expiresOnTimestamp: Date.now() + 3_600_000 };
  },
});

/** The way of the README, which ends there for want of that consent. */
const { onBehalfOf: withoutConsent = onBehalfOf } = searchOnBehalf(identity, {
  tenantId: ids.tenant,
  clientId: ids.app,
});

const native = { enforcement: "filter+native", onBehalfOf } as const;
const gateways = [
  create("/native", native),
  create("/base", { ...native, knowledgeBase: "guarded" }),
  create("/filter", {}),
  create("/without-consent", { ...native, onBehalfOf: withoutConsent }),
  create("/all", { indexes: ["documents", "travel"], unnamedSource: "all" }),
];

const server = createServer((request, response) => {
  const gateway =
    gateways.find(({ handles }) => handles({ url: `http://localhost${request.url}` })) ??
    gateways[0];
  if (!gateway) return;
  answerRequest(request, response, gateway.fetch).catch(() => response.destroy());
});
server.listen(0, "127.0.0.1", () => {
  // as text: a terminal's colours would be part of a number
  console.log(String((server.address() as AddressInfo).port));
});
