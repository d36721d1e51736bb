import { listAt, textAt, type Json } from "../evidence/read-path.ts";
import { isSameId, parentOf } from "../evidence/resource-id.ts";
import type { EvidenceReader } from "./evidence-reader.ts";

/** Reads what a web app depends on: its plan, its settings but for those of its app, and what its subnet lets out. */
export async function readWebApp(
  site: Json,
  network: string | undefined,
  reader: EvidenceReader,
): Promise<void> {
  const id = textAt(site, "id");
  if (id === undefined) return;
  const subnetId = textAt(site, "properties.virtualNetworkSubnetId");
  const own = subnetId === undefined ? undefined : parentOf(subnetId);
  const [vnet] = await Promise.all([
    reader.optional(own ?? network),
    reader.optional(textAt(site, "properties.serverFarmId")),
    reader.optional(`${id}/config/web`),
  ]);
  const subnet = listAt(vnet, "properties.subnets").find((one) =>
    isSameId(textAt(one, "id"), subnetId),
  );
  await Promise.all([
    reader.optional(textAt(subnet, "properties.networkSecurityGroup.id")),
    reader.optional(textAt(subnet, "properties.routeTable.id")),
  ]);
}
