/** A GUID in its one form, lower case without braces; `undefined` for anything else. */
export function canonicalGuid(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  // as Entra writes them
  if (isGuid(value)) return value;
  const id = value.toLowerCase();
  return isGuid(id) ? id : undefined;
}

/** 1 at the code of each lower-case hexadecimal digit. */
const digits = Uint8Array.from({ length: 128 }, (_, code) =>
  Number("0123456789abcdef".includes(String.fromCharCode(code))),
);

/** Counts: a token lists hundreds, and a regular expression takes twice as long. */
function isGuid(text: string): boolean {
  if (text.length !== 36) return false;
  let count = 0;
  for (let at = 0; at < 36; at += 1) count += digits[text.charCodeAt(at)] ?? 0;
  // the other four are hyphens in their places
  return (
    count === 32 && text[8] === "-" && text[13] === "-" && text[18] === "-" && text[23] === "-"
  );
}
