import { json, text } from "node:stream/consumers";
import type { Answer } from "./exchange.test.fixture.ts";

/** The whole body as text. */
export function textOf({ body }: Answer): Promise<string> {
  return text(body);
}

/** The whole body, which is JSON. */
export function jsonOf({ body }: Answer): Promise<unknown> {
  return json(body);
}

/** How many bytes the body has. */
export async function lengthOf({ body }: Answer): Promise<number> {
  let length = 0;
  for await (const chunk of body) length += chunk.length;
  return length;
}

/** Status and code of an error in the one shape. */
export async function refusalOf(answer: Answer): Promise<unknown> {
  const { error, ...rest } = (await jsonOf(answer)) as {
    readonly error: { readonly code: string; readonly message: string };
  };
  return [answer.status, error.code, typeof error.message, Object.keys(rest).length];
}

/** A refusal in the one shape, as {@link refusalOf} reads it. */
export function refusal(status: number, code: string): unknown {
  return [status, code, "string", 0];
}
