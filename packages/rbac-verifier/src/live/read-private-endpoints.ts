import { listAt, textAt, type Json } from "../evidence/read-path.ts";
import { apiVersionOf } from "../fix/api-version.ts";
import type { EvidenceReader } from "./evidence-reader.ts";

/** Reads the private endpoints of services, with their addresses and who keeps their records. */
export async function readPrivateEndpoints(
  services: readonly Json[],
  reader: EvidenceReader,
): Promise<void> {
  const ids = services.flatMap((service) =>
    listAt(service, "properties.privateEndpointConnections").flatMap(
      (connection) => textAt(connection, "properties.privateEndpoint.id") ?? [],
    ),
  );
  const groups = await Promise.all(ids.map((id) => readPrivateEndpoint(id, reader)));
  if (!groups.includes(undefined)) reader.collector.markComplete("privateDnsZoneGroups");
}

async function readPrivateEndpoint(
  id: string,
  reader: EvidenceReader,
): Promise<readonly Json[] | undefined> {
  const endpoint = await reader.optional(id);
  if (endpoint === undefined) return undefined;
  const [groups] = await Promise.all([
    reader.rows(
      "zone groups of a private endpoint",
      `${id}/privateDnsZoneGroups?api-version=${apiVersionOf(id)}`,
    ),
    // where a zone group keeps the records, only the network card tells the address
    ...listAt(endpoint, "properties.networkInterfaces").map((card) =>
      reader.optional(textAt(card, "id")),
    ),
  ]);
  return groups;
}
