import type { GeoPoint } from "./filter.ts";

/** A place in degrees. */
export interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

const meanRadiusInKm = 6371.0088;

/** The place of a GeoJSON point, or undefined. */
export function pointFrom(value: unknown): Place | undefined {
  const coordinates: unknown =
    typeof value === "object" && value !== null && "coordinates" in value
      ? value.coordinates
      : undefined;
  if (!Array.isArray(coordinates)) return undefined;
  const [longitude, latitude] = coordinates as readonly unknown[];
  return typeof longitude === "number" && typeof latitude === "number"
    ? { longitude, latitude }
    : undefined;
}

/** Kilometres along the great circle (haversine, on a sphere). */
export function distanceInKm(from: Place, to: Place): number {
  const half = (a: number, b: number): number => Math.sin(radians(b - a) / 2) ** 2;
  const chord =
    half(from.latitude, to.latitude) +
    Math.cos(radians(from.latitude)) *
      Math.cos(radians(to.latitude)) *
      half(from.longitude, to.longitude);
  return 2 * meanRadiusInKm * Math.asin(Math.min(1, Math.sqrt(chord)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** Whether a place lies in a closed ring: a ray to the east crosses it an odd number of times. */
export function contains(polygon: readonly GeoPoint[], { longitude, latitude }: Place): boolean {
  let isInside = false;
  for (const [index, corner] of polygon.entries()) {
    const next = polygon[index + 1];
    if (!next) continue;
    const [x1, y1, x2, y2] = [corner.longitude, corner.latitude, next.longitude, next.latitude].map(
      Number,
    ) as [number, number, number, number];
    const spans = y1 > latitude !== y2 > latitude;
    if (spans && longitude < ((x2 - x1) * (latitude - y1)) / (y2 - y1) + x1) isInside = !isInside;
  }
  return isInside;
}
