import type { Evidence } from "../evidence/evidence.ts";
import { textAt } from "../evidence/read-path.ts";
import { nameOf } from "../evidence/resource-id.ts";
import type { Finding } from "../finding.ts";
import { endpointsOf } from "../rules/private-endpoint.ts";
import { createScene } from "../rules/scene.ts";
import { drawEdge, drawNetwork, drawNode } from "./draw.ts";
import { createLayout, type Line } from "./layout.ts";
import { type Mark, markOf } from "./mark.ts";
import { type Party, type Place, placeFindings, placeKey, type Service } from "./place-findings.ts";

const kinds: Readonly<Record<Party, string>> = {
  app: "App",
  openai: "Azure OpenAI",
  search: "AI Search",
  storage: "Storage account",
  graph: "Microsoft Graph",
  people: "Developers and administrators",
};

/** A set-up as elements of SVG. */
export interface SetUpDrawing {
  readonly height: number;
  /** From the back to the front. */
  readonly parts: readonly string[];
  /** What has no place in the picture. */
  readonly elsewhere: Mark;
}

/** Draws the network, the lines, and the nodes over them. */
export function drawSetUp(findings: readonly Finding[], evidence: Evidence): SetUpDrawing {
  const scene = createScene(evidence, { profile: "entrim", stage: "prod", nowInMs: 0 });
  const placed = placeFindings(findings, evidence);
  const at = (place: Place): readonly Finding[] => placed.get(placeKey(place)) ?? [];
  const { targets } = evidence;
  const names: Readonly<Record<Party, string>> = {
    app: nameOf(targets.webApp ?? targets.identity ?? "") || "not named",
    openai: nameOf(targets.openai),
    search: nameOf(targets.search),
    storage: nameOf(targets.storage ?? ""),
    graph: "groups and sign-in",
    people: "by their own roles",
  };
  const services = (["openai", "search", "storage"] as const).filter((one) => scene.idOf(one));
  const subnet = textAt(scene.resourceOf("webApp"), "properties.virtualNetworkSubnetId");
  const layout = createLayout({ services, isAppInside: subnet !== undefined });
  // an app outside the network has no private way to anywhere
  const integration = findings.filter(({ ruleId }) => ruleId === "W02");
  const toGraph = at({ at: "edge", from: "app", to: "graph" });
  const ofPeople = at({ at: "node", party: "people" });

  function endpointOf(service: Service): string | undefined {
    const resource = scene.resourceOf(service);
    const [first] = resource === undefined ? [] : endpointsOf(resource, scene);
    return first && (nameOf(first.endpointId ?? "") || "not named");
  }

  /** From the app to a service, by its private endpoint where it has one. */
  function drawWay(service: Service): readonly string[] {
    const access = at({ at: "edge", from: "app", to: service });
    const way = [...integration, ...at({ at: "way", service })];
    const atEndpoint = at({ at: "endpoint", service });
    const name = endpointOf(service);
    const what = `${names.app} at ${names[service]}`;
    if (name === undefined) {
      return access.length === 0
        ? []
        : [line(layout.direct(service), [...access, ...way, ...atEndpoint], what)];
    }
    const node = drawNode(layout.endpoint(service), {
      kind: "Private endpoint",
      name,
      // the line to the service bears the rules
      mark: { ...markOf(atEndpoint), rules: [] },
    });
    const arrival = line(layout.arrival(service), [...access, ...atEndpoint], what);
    return access.length === 0
      ? [arrival, node]
      : [line(layout.way(service), way, `the way to ${names[service]}`), arrival, node];
  }

  function drawParty(party: Party): string {
    const mark = markOf(at({ at: "node", party }));
    const resource =
      party === "app"
        ? (scene.resourceOf("webApp") ?? scene.resourceOf("identity"))
        : party === "graph" || party === "people"
          ? party
          : scene.resourceOf(party);
    return drawNode(layout.node(party), {
      kind: kinds[party],
      name: names[party],
      mark: resource === undefined ? mark : quiet(mark),
    });
  }

  const networkName = targets.vnet === undefined ? undefined : `Network ${nameOf(targets.vnet)}`;
  const hasNetwork = networkName !== undefined || services.some(endpointOf);
  const parties: readonly Party[] = [
    "app",
    ...services,
    ...(toGraph.length > 0 ? (["graph"] as const) : []),
    ...(ofPeople.length > 0 ? (["people"] as const) : []),
  ];
  return {
    height: layout.height,
    elsewhere: markOf(at({ at: "elsewhere" })),
    parts: [
      ...(hasNetwork
        ? [
            drawNetwork(
              layout.network,
              networkName ?? "Private endpoints",
              quiet(markOf(at({ at: "network" }))),
            ),
          ]
        : []),
      ...services.flatMap(drawWay),
      ...(toGraph.length > 0
        ? [line(layout.graphEdge, toGraph, `${names.app} asks Microsoft Graph and signs in`)]
        : []),
      ...services.flatMap((from) =>
        services.flatMap((to) => {
          const found = at({ at: "edge", from, to });
          return from === to || found.length === 0
            ? []
            : [line(layout.between(from, to), found, `${names[from]} at ${names[to]}`)];
        }),
      ),
      ...parties.map(drawParty),
    ],
  };
}

function line(where: Line, found: readonly Finding[], what: string): string {
  return drawEdge(where, markOf(found), what);
}

/** Where nothing had to be said, all is well. */
function quiet(mark: Mark): Mark {
  return mark.rules.length === 0 ? { ...mark, state: "holds" } : mark;
}
