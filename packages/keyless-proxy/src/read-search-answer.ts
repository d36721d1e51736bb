import { guardedBody } from "./guarded-body.ts";
import { KeylessProxyError } from "./keyless-proxy-error.ts";
import { streamOf, type ServiceAnswer } from "./service-answer.ts";

const maxAnswerBytes = 67_108_864;

/**
 * Reads the whole answer of AI Search, for it is trimmed before the first byte of it goes on.
 *
 * @throws KeylessProxyError `UPSTREAM_FAILED` for what breaks off, stops coming, is too long or no JSON.
 */
export async function readSearchAnswer(
  { body }: ServiceAnswer,
  idleTimeoutInMs: number,
): Promise<unknown> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let size = 0;
  try {
    for await (const chunk of body ? streamOf(guardedBody(body, { idleTimeoutInMs })) : []) {
      size += chunk.byteLength;
      if (size > maxAnswerBytes) throw new RangeError("The answer is too long");
      pieces.push(decoder.decode(chunk, { stream: true }));
    }
    return JSON.parse(pieces.join("") + decoder.decode()) as unknown;
  } catch (cause) {
    throw new KeylessProxyError("UPSTREAM_FAILED", "The search service gave no usable answer.", {
      cause,
    });
  }
}
