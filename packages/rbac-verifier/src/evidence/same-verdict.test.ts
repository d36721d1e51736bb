import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { complaints, entrimSnapshot, ids, type Mutable, now } from "../contoso.test.fixture.ts";
import { readDeployment, readSnapshot, verify } from "../index.ts";
import { contosoSeed } from "../live/contoso-azure.test.fixture.ts";
import { credentialOf, httpClientOf } from "../live/local-azure.test.fixture.ts";
import { evidenceClasses } from "./evidence.ts";
import { terraformState } from "./terraform-state.test.fixture.ts";

const { targets } = entrimSnapshot();

/** What is wrong with the set-up: of each kind of evidence something. */
async function breakIt(azure: Emulator): Promise<void> {
  azure.roles.revoke({ principalId: ids.appPrincipal, role: "Search Index Data Reader" });
  azure.roles.grant({
    principalId: ids.appPrincipal,
    role: "Contributor",
    scope: ids.search,
  });
}

/** What is found of the set-up when Azure is asked, and the rows of Resource Manager of which that was made. */
async function readLive(): Promise<{ found: readonly string[]; rows: readonly Mutable[] }> {
  const seed = contosoSeed() as Mutable;
  seed.openaiAccounts[0].resource.properties.disableLocalAuth = false;
  seed.searchServices[0].resource.properties.networkRuleSet.bypass = "AzureServices";
  seed.storageAccounts[0].resource.properties.networkAcls.bypass = "Logging, Metrics";
  seed.resources.find(({ name }: Mutable) => name === "contoso-chat").properties.httpsOnly = false;
  const azure = createEmulator({ seed });
  await breakIt(azure);
  const { sendRequest } = httpClientOf(azure);
  const rows = new Map<string, Mutable>();
  const evidence = await readDeployment(targets, {
    credential: credentialOf(azure, "operator"),
    now,
    httpClient: {
      sendRequest: async (request) => {
        const answer = await sendRequest(request);
        const body: Mutable = JSON.parse(answer.bodyAsText || "{}");
        for (const row of body.value ?? [body]) {
          if (typeof row.id === "string" && row.id.startsWith("/")) rows.set(row.id, row);
        }
        return answer;
      },
    },
  });
  return { found: judged(verify(evidence, { now })), rows: [...rows.values()] };
}

/** What was found, without what is about Entra, which no file of Azure shows, and the evidence itself. */
const judged = (findings: Parameters<typeof complaints>[0]): readonly string[] =>
  complaints(findings).filter((one) => !/^(?:E|T)\d\d|^R56/.test(one));

const of = (type: RegExp) => (row: Mutable) => type.test(row.type ?? "");
const isRole = of(/^Microsoft\.Authorization\//i);

/** `az … -o json`: members of properties stand at the top, but for Azure OpenAI, whose command keeps them. */
function toCli(row: Mutable): Mutable {
  const { properties = {}, ...head } = row;
  const resourceGroup = row.id.split("/")[4];
  if (of(/^Microsoft\.CognitiveServices\/accounts/i)(row)) return { ...row, resourceGroup };
  if (of(/^Microsoft\.Storage\/storageAccounts$/i)(row)) {
    const { networkAcls, supportsHttpsTrafficOnly, ...rest } = properties;
    return {
      ...head,
      resourceGroup,
      ...rest,
      enableHttpsTrafficOnly: supportsHttpsTrafficOnly,
      networkRuleSet: networkAcls,
    };
  }
  if (of(/roleAssignments$/i)(row)) {
    const { roleDefinitionId } = properties;
    return {
      ...head,
      resourceGroup,
      principalName: "",
      roleDefinitionName: "",
      ...properties,
      roleDefinitionId,
    };
  }
  return { ...head, resourceGroup, ...properties };
}

/** A row of Resource Graph: types in lower case, and more ids at the top. */
function toGraph(row: Mutable): Mutable {
  const [, , subscriptionId, , resourceGroup] = row.id.split("/");
  return {
    ...row,
    type: row.type.toLowerCase(),
    subscriptionId,
    resourceGroup,
    tenantId: ids.developer,
  };
}

const answer = (data: readonly Mutable[]): Mutable => ({
  count: data.length,
  data,
  skip_token: null,
  total_records: data.length,
});

const judge = (files: readonly Mutable[]): readonly string[] => {
  const evidence = readSnapshot(
    files.map((json, index) => ({ name: `${index}.json`, content: JSON.stringify(json) })),
    { targets, complete: evidenceClasses },
  );
  return judged(verify(evidence, { now }));
};

describe("the same set-up", () => {
  let live: Awaited<ReturnType<typeof readLive>>;

  beforeAll(async () => {
    live = await readLive();
  });

  it("is broken in each of its parts", () => {
    expect(live.found).toEqual([
      "A08 fail",
      "S21 fail",
      "B02 fail",
      "R10 fail",
      "R49 fail",
      "R55 fail",
      "W06 unknown",
      "W08 fail",
    ]);
  });

  it("is judged from answers of Resource Manager as from Azure itself", () => {
    expect(judge([{ value: live.rows }])).toEqual(live.found);
  });

  it("is judged from the output of the CLI, one file for each command, as from Azure itself", () => {
    const roles = live.rows.filter(isRole);
    const others = live.rows.filter((row) => !isRole(row));
    expect(judge([...others.map(toCli), roles.map(toCli)])).toEqual(live.found);
  });

  it("is judged from rows of Resource Graph as from Azure itself", () => {
    const roles = live.rows.filter(isRole).map(toGraph);
    const others = live.rows.filter((row) => !isRole(row)).map(toGraph);
    expect(judge([answer(others), answer(roles)])).toEqual(live.found);
  });

  it("is judged from a state of Terraform as from Azure itself, as far as a state shows it", () => {
    const found = judge([terraformState(live.rows)]);
    expect(found.filter((one) => one.endsWith(" fail"))).toEqual(
      live.found.filter((one) => one.endsWith(" fail")),
    );
  });

  it("[verify/unknown-is-not-pass] is not judged by a list of az resource, which shows no settings", () => {
    const list = live.rows
      .filter((row) => !isRole(row))
      .map((row): Mutable =>
        Object.assign({}, row, { properties: null, createdTime: "2026-11-22T00:00:00Z" }),
      );
    expect(judge([list, live.rows.filter(isRole)]).filter((one) => one.endsWith(" fail"))).toEqual(
      [],
    );
  });
});
