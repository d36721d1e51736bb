import type { JsonObject } from "../json-object.ts";
import { namesOf } from "../query/search-request.ts";

/** The answer with one object. */
export function objectResponse(body: JsonObject, etag: string, status = 200): Response {
  return Response.json(body, { status, headers: { etag } });
}

/** The answer to `PUT`: without a body where something changed and nobody wants to see it. */
export function putResponse(
  { headers }: Request,
  {
    body,
    etag,
    isNew,
  }: { readonly body: JsonObject; readonly etag: string; readonly isNew: boolean },
): Response {
  const isShown = headers.get("prefer")?.includes("return=representation") ?? false;
  return isNew || isShown
    ? objectResponse(body, etag, isNew ? 201 : 200)
    : new Response(null, { status: 204 });
}

/** The answer with a list, and of each object the members that `$select` names (all). */
export function listResponse(bodies: readonly JsonObject[], { searchParams }: URL): Response {
  const select = namesOf(searchParams.get("$select") ?? undefined);
  if (select.length === 0) return Response.json({ value: bodies });
  const selected = (body: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(body).filter(([name]) => select.includes(name)));
  return Response.json({ value: bodies.map(selected) });
}
