/** Which document an indexer means. */
export interface IndexedItem {
  /** Its name in the container, or what can be shown in its place. */
  readonly name: string;
  /** What its chunks have as `parent_id`. */
  readonly parentId: string;
}

/**
 * Reads the key by which an indexer names a document in its errors: the address of the blob, the key that was made of
 * it, or both as in `localId=https%3a%2f%2f…&documentKey=aHR0…`.
 *
 * @param containerUrl Address of the container.
 */
export function parseItemKey(key: string, containerUrl: string): IndexedItem {
  const fields = key.startsWith("localId=") ? new URLSearchParams(key) : undefined;
  const url = fields?.get("localId") ?? (key.startsWith("https:") ? key : decodeUrlToken(key));
  const parentId = fields?.get("documentKey") ?? (url === key ? encodeUrlToken(url) : key);
  return { name: nameIn(url, containerUrl), parentId };
}

/** The name of a blob in its container. */
export function nameIn(url: string, containerUrl: string): string {
  if (!url.startsWith(`${containerUrl}/`)) return "a document";
  const path = url.slice(containerUrl.length + 1);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** As AI Search encodes keys: base64 without its signs, and how much of it was filled up. */
function encodeUrlToken(text: string): string {
  const bytes = Buffer.from(text);
  return `${bytes.toString("base64url")}${(3 - (bytes.length % 3)) % 3}`;
}

function decodeUrlToken(token: string): string {
  return Buffer.from(token.slice(0, -1), "base64url").toString();
}
