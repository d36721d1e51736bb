import { asJsonObject } from "../json-object.ts";

const meanRadiusInKm = 6371.0088;

/** Kilometres from a GeoJSON point along the great circle; `null` from none. */
export function distanceInKm(
  from: unknown,
  to: { readonly longitude: string; readonly latitude: string },
): number | null {
  const { coordinates } = asJsonObject(from);
  if (!Array.isArray(coordinates)) return null;
  const [longitude, latitude] = coordinates.map(radians) as [number, number];
  const chord =
    halfSquare(radians(to.latitude) - latitude) +
    Math.cos(latitude) *
      Math.cos(radians(to.latitude)) *
      halfSquare(radians(to.longitude) - longitude);
  return 2 * meanRadiusInKm * Math.asin(Math.min(1, Math.sqrt(chord)));
}

function radians(degrees: unknown): number {
  return (Number(degrees) * Math.PI) / 180;
}

function halfSquare(difference: number): number {
  return Math.sin(difference / 2) ** 2;
}
