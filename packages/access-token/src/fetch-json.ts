/** Largest document that is read, in bytes; Entra's key documents are below 64 KiB. */
const maxDocumentSize = 512 * 1024;

const timeoutInMs = 5000;

/**
 * Reads a JSON object, without following redirects, within half a mebibyte, and five seconds for an attempt.
 * What got no answer is tried once more: a connection that rested may be closed, and in a process that is
 * busy, as at its start, the time may be over before anybody has looked at what came.
 *
 * @throws Error for any other answer.
 */
export async function fetchJson(
  address: URL,
  fetch: typeof globalThis.fetch,
): Promise<Readonly<Record<string, unknown>>> {
  const ask = (): Promise<Response> =>
    fetch(address, {
      headers: { accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutInMs),
    });
  const response = await ask().catch(ask);
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`access-token: the authority answered ${response.status}`);
  }
  const value: unknown = JSON.parse(await readText(response));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("access-token: the authority's answer is not a JSON object");
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Counts what arrives, for the announced length says nothing of an endless or a compressed body. */
async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let size = 0;
  let text = "";
  // leaving the loop by an error cancels the body
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxDocumentSize) throw new Error("access-token: the authority's answer is too long");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
