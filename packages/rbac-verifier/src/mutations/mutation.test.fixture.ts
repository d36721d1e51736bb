import { ids, type Mutable } from "../contoso.test.fixture.ts";

/** One thing that goes wrong in a set-up, and all that is to be found then. */
export type Mutation = readonly [
  what: string,
  expected: readonly string[],
  mutate: (snapshot: Mutable) => void,
];

/** A private zone with its links and records. */
export const zone = (snapshot: Mutable, index: number): Mutable => snapshot.privateDns[index];

/** A resource by its name. */
export const named = (snapshot: Mutable, name: string): Mutable =>
  snapshot.resources.find((one: { name: string }) => one.name === name);

/** A subnet by its name. */
export const subnet = (snapshot: Mutable, name: string): Mutable =>
  named(snapshot, "vnet-oyd").properties.subnets.find((one: { name: string }) => one.name === name);

/** Takes a role assignment away. */
export const drop = (snapshot: Mutable, number: number): void => {
  snapshot.roleAssignments = snapshot.roleAssignments.filter(
    ({ name }: { name: string }) => Number(name.slice(-12)) !== number,
  );
};

/** Gives AI Search a shared private link. */
export const sharedPrivateLink = (snapshot: Mutable, to: string, status: string): void => {
  snapshot.resources.push({
    id: `${ids.search}/sharedPrivateLinkResources/link`,
    name: "link",
    type: "Microsoft.Search/searchServices/sharedPrivateLinkResources",
    properties: { privateLinkResourceId: to, status, provisioningState: "Succeeded" },
  });
};

/** Puts a rule in the way of the web app. */
export const securityGroup = (snapshot: Mutable, rule: Mutable): void => {
  const id = `${ids.group}/providers/Microsoft.Network/networkSecurityGroups/nsg`;
  subnet(snapshot, "snet-web").properties.networkSecurityGroup = { id };
  const properties = {
    direction: "Outbound",
    protocol: "Tcp",
    priority: 100,
    sourceAddressPrefix: "*",
    destinationAddressPrefix: "*",
  };
  snapshot.resources.push({
    id,
    name: "nsg",
    type: "Microsoft.Network/networkSecurityGroups",
    properties: {
      securityRules: [
        { name: "last", properties: { ...properties, priority: 200, access: "Allow" } },
        { name: "first", properties: { ...properties, ...rule } },
      ],
    },
  });
};
