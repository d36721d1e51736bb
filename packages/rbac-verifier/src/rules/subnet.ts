import type { Resource } from "../evidence/evidence.ts";
import { nameOf } from "../evidence/resource-id.ts";
import { listAt, textAt, textsAt, type Json } from "../evidence/read-path.ts";
import { parseAddressRange, type AddressRange } from "./address-range.ts";

/** Subnets stand in their network; exports list them apart as well. */
export function subnetsOf(network: Resource | undefined): readonly Json[] {
  return listAt(network, "properties.subnets");
}

/** The name of something that stands in another resource, as a subnet. */
export function nameIn(subnet: Json): string {
  return textAt(subnet, "name") ?? nameOf(textAt(subnet, "id") ?? "");
}

/** The ranges of addresses of a subnet. */
export function rangesOf(subnet: Json): readonly AddressRange[] {
  const texts = [
    textAt(subnet, "properties.addressPrefix") ?? [],
    textsAt(subnet, "properties.addressPrefixes"),
  ].flat();
  return texts.flatMap((text) => parseAddressRange(text) ?? []);
}
