/** What DER calls a value: its tag, its length, its content (X.690, section 8). */
export function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);
}

export const sequence = (...members: readonly Buffer[]): Buffer => der(0x30, ...members);

export const set = (...members: readonly Buffer[]): Buffer => der(0x31, ...members);

/** A member in context: `[n]`, constructed. */
export const explicit = (number: number, ...members: readonly Buffer[]): Buffer =>
  der(0xa0 + number, ...members);

/** A primitive member in context, as a name in a subject alternative name is. */
export const implicit = (number: number, content: Buffer): Buffer => der(0x80 + number, content);

export const octets = (content: Buffer): Buffer => der(0x04, content);

export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text, "utf8"));

export const truth = (): Buffer => der(0x01, Buffer.from([0xff]));

/** A bit string; the number of unused bits at its end counts for flags only. */
export const bits = (content: Buffer, unusedBits = 0): Buffer =>
  der(0x03, Buffer.from([unusedBits]), content);

/** A positive integer from its bytes. */
export function integer(bytes: Buffer): Buffer {
  const isNegative = (bytes[0] ?? 0) >= 0x80;
  return der(0x02, isNegative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** A time of this half of the century, to the second. */
export function utcTime(date: Date): Buffer {
  const text = date
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:T]/g, "");
  return der(0x17, Buffer.from(text.slice(2), "ascii"));
}

/** An object identifier, as in `2.5.29.15`. */
export function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((value) => {
    const groups = [value & 0x7f];
    for (let high = value >>> 7; high > 0; high >>>= 7) groups.unshift((high & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Buffer.from(bytes));
}

function lengthOf(content: Buffer): Buffer {
  if (content.length < 0x80) return Buffer.from([content.length]);
  const hex = content.length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return Buffer.concat([Buffer.from([0x80 + bytes.length]), bytes]);
}
