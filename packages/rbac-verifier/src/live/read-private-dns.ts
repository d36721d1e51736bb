import { nameOf, subscriptionOf } from "../evidence/resource-id.ts";
import { textAt } from "../evidence/read-path.ts";
import type { EvidenceReader } from "./evidence-reader.ts";

const version = "2024-06-01";

/** Reads the private DNS zones of a network's subscription that have to do with the services. */
export async function readPrivateDns(network: string, reader: EvidenceReader): Promise<void> {
  const zones = await reader.rows(
    "private DNS zones",
    `/subscriptions/${subscriptionOf(network) ?? ""}/providers/Microsoft.Network/privateDnsZones?api-version=${version}`,
  );
  if (zones === undefined) return;
  reader.collector.markRead("dnsZones");
  await Promise.all(
    zones
      .flatMap((zone) => textAt(zone, "id") ?? [])
      .filter((id) => /openai|cognitiveservices|search|blob/i.test(nameOf(id)))
      .flatMap((id) =>
        (
          [
            ["links", "virtualNetworkLinks"],
            ["records", "A"],
          ] as const
        ).map(async ([list, path]) => {
          const rows = await reader.rows(
            `${list} of a zone`,
            `${id}/${path}?api-version=${version}`,
          );
          if (rows !== undefined) reader.collector.markZoneRead(id, list);
        }),
      ),
  );
}
