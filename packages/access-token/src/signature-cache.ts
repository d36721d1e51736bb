import { hash, type KeyObject } from "node:crypto";

/** Remembers that a key verified a token, and nothing else of either. */
export interface SignatureCache {
  has(token: string, key: KeyObject): boolean;
  add(token: string, key: KeyObject): void;
}

/**
 * A bounded memory of good signatures. An entry is good only for the very key that verified it, so it
 * ends with the key. Tokens are kept as their SHA-256; refused ones are not kept.
 *
 * @param size How many to keep; the one unused for longest goes first. With 0 nothing is kept or hashed.
 */
export function createSignatureCache(size: number): SignatureCache {
  const keys = new Map<string, KeyObject>();

  function has(token: string, key: KeyObject): boolean {
    if (keys.size === 0) return false;
    const name = digest(token);
    if (keys.get(name) !== key) return false;
    // a map keeps the order of insertion: what is used moves to the end
    keys.delete(name);
    keys.set(name, key);
    return true;
  }

  function add(token: string, key: KeyObject): void {
    if (size === 0) return;
    keys.set(digest(token), key);
    if (keys.size <= size) return;
    const [oldest] = keys.keys();
    if (oldest !== undefined) keys.delete(oldest);
  }

  return { has, add };
}

/** Of the whole token: a part of it would let two tokens share an entry. */
function digest(token: string): string {
  return hash("sha256", token, "base64");
}
