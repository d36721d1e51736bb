/** What there is at an address that is nobody's. */
export async function answerNotFound(): Promise<Response> {
  const error = { code: "NOT_FOUND", message: "There is nothing at this address." };
  return Response.json({ error }, { status: 404, headers: { "cache-control": "no-store" } });
}
