/** What an error's body says, for the catalogue to read; it is repeated nowhere. */
export interface Refusal {
  readonly code: string | undefined;
  readonly message: string;
}

/** More than any error of Azure's; a body may be anything. */
const maxBytes = 16_384;

/** Reads a refusal, be it the JSON of most services or the XML of Blob storage. */
export async function readRefusal(response: Response): Promise<Refusal> {
  const message = await beginningOf(response);
  const code =
    response.headers.get("x-ms-error-code") ??
    /"code"\s*:\s*"([^"]+)"/.exec(message)?.[1] ??
    undefined;
  return { code, message };
}

async function beginningOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxBytes) break;
  }
  return text.slice(0, maxBytes);
}
