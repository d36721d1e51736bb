import type { Resource } from "../evidence/evidence.ts";
import { isSameId, nameOf, parentOf, resourceGroupOf } from "../evidence/resource-id.ts";
import { textAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { showsSettings } from "../evidence/to-arm-resource.ts";
import { checkSystemIdentity } from "./identity.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import type { Rule } from "./rule.ts";
import { settingsOf } from "./web-app-config.ts";

const n = (site: Resource): string => `-n ${site.name} -g ${resourceGroupOf(site.id) ?? ""}`;

/** Family W: the App Service that serves the app, its network and its identity. */
export const webAppRules: readonly Rule[] = [
  {
    id: "W01",
    slug: "app-region",
    title: "The web app runs, in the region of the network.",
    why: "App Service joins networks of its own region only.",
    severity: "error",
    blocks: ["webapp.chat"],
    check: about("webApp", (site, scene) => {
      const state = wordAt(site, "properties.state");
      if (state !== undefined && state !== "running")
        return fails(site, `${site.name} is ${state}`);
      const network = scene.resourceOf("vnet");
      const own = regionOf(site);
      const other = network === undefined ? undefined : regionOf(network);
      if (state === undefined || own === undefined) {
        return isUnknown(site, `${site.name}: its state or region is not in the evidence`);
      }
      return other !== undefined && own !== other
        ? fails(site, `${site.name} is in ${own}, the network in ${other}`)
        : passes(site, `${site.name} runs in ${own}`);
    }),
  },
  {
    id: "W02",
    slug: "app-vnet",
    title: "The web app is in a virtual network.",
    why: "Its calls leave by the public network otherwise, and are refused.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate", "app.retrieve"],
    aka: ["72d04c29-f87d-4575-9731-419ff16a2757"],
    check: about("webApp", (site, scene) => {
      const network = scene.idOf("vnet");
      if (network === undefined) return [];
      const path = "properties.virtualNetworkSubnetId";
      const subnet = textAt(site, path);
      if (subnet !== undefined) {
        return passes(site, `${site.name} is in ${nameOf(parentOf(subnet))}`, { path });
      }
      if (!showsSettings(site)) {
        return isUnknown(site, `the network of ${site.name} is not in the evidence`, { path });
      }
      return fails(site, `${site.name} is in no virtual network`, {
        path,
        fix: {
          phase: "web-app",
          risk: "none",
          summary: `put ${site.name} into the network`,
          az: `az webapp vnet-integration add ${n(site)} --vnet ${network} --subnet SUBNET`,
        },
      });
    }),
  },
  {
    id: "W03",
    slug: "app-sku",
    title: "The plan of the web app can join a network.",
    why: "Free and shared plans cannot.",
    severity: "error",
    blocks: ["webapp.chat"],
    check: about("webApp", (site, scene) => {
      const plan = scene.find(textAt(site, "properties.serverFarmId"));
      const tier = wordAt(plan, "sku.tier");
      if (plan === undefined || tier === undefined) {
        return isUnknown(site, `the plan of ${site.name} was not read`);
      }
      return tier === "free" || tier === "shared"
        ? fails(plan, `the plan ${plan.name} is ${tier}`, { actual: tier })
        : passes(plan, `the plan ${plan.name} is ${tier}`);
    }),
  },
  {
    id: "W04",
    slug: "app-identity",
    title: "The web app has an identity.",
    why: "It would need a key otherwise.",
    severity: ({ profile }) => (profile === "r1" ? "warning" : "error"),
    blocks: ["webapp.chat"],
    aka: ["CKV_AZURE_71"],
    check: about("webApp", (site, scene) => {
      const identity = scene.idOf("identity");
      if (identity === undefined || scene.profile !== "entrim") {
        return checkSystemIdentity(site, `az webapp identity assign ${n(site)}`);
      }
      const assigned = Object.keys(valueAt(site, "identity.userAssignedIdentities") ?? {});
      return assigned.some((id) => isSameId(id, identity))
        ? passes(site, `${site.name} runs as ${nameOf(identity)}`)
        : fails(site, `${site.name} does not have the identity ${nameOf(identity)}`, {
            path: "identity.userAssignedIdentities",
            fix: {
              phase: "identity",
              risk: "none",
              summary: `give ${site.name} the identity ${nameOf(identity)}`,
              az: `az webapp identity assign ${n(site)} --identities ${identity}`,
            },
          });
    }),
  },
  {
    id: "W05",
    slug: "app-routing",
    title: "All traffic of the web app goes into the network.",
    why: "Only private addresses are routed there otherwise.",
    severity: "info",
    blocks: [],
    aka: ["a691eacb-474d-47e4-b287-b4813ca44222"],
    check: about("webApp", (site, scene) => {
      if (textAt(site, "properties.virtualNetworkSubnetId") === undefined) return [];
      const routing = valueAt(site, "properties.outboundVnetRouting");
      // where Azure shows the newer setting, the older one says nothing more
      const answers =
        routing === undefined
          ? [
              valueAt(site, "properties.vnetRouteAllEnabled"),
              valueAt(site, "properties.siteConfig.vnetRouteAllEnabled"),
              settingsOf(site, scene)?.get("WEBSITE_VNET_ROUTE_ALL") === "1" ? true : undefined,
            ]
          : [valueAt(routing, "applicationTraffic"), valueAt(routing, "allTraffic")];
      if (answers.includes(true))
        return passes(site, `all traffic of ${site.name} goes into the network`);
      return answers.every((answer) => answer === undefined)
        ? isUnknown(site, `${site.name}: its routing is not in the evidence`)
        : fails(site, `only traffic to private addresses of ${site.name} goes into the network`, {
            fix: {
              phase: "web-app",
              risk: "none",
              summary: `route all traffic of ${site.name} into the network`,
              az: `az resource update --ids ${site.id} --set properties.outboundVnetRouting.applicationTraffic=true`,
            },
          });
    }),
  },
  {
    id: "W09",
    slug: "app-identity-only-one",
    title: "The web app has no identity that nothing uses.",
    why: "Code in the app can act as any of them.",
    severity: "info",
    blocks: [],
    profiles: ["entrim"],
    check: about("webApp", (site, scene) => {
      const identity = scene.idOf("identity");
      const others = Object.keys(valueAt(site, "identity.userAssignedIdentities") ?? {}).filter(
        (id) => !isSameId(id, identity),
      );
      return identity === undefined || others.length === 0
        ? []
        : fails(site, `excess: ${site.name} can also act as ${others.map(nameOf).join(", ")}`);
    }),
  },
];

function regionOf(resource: Resource): string | undefined {
  return wordAt(resource, "location")?.replaceAll(" ", "");
}
