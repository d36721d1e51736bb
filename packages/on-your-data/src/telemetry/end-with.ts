import type { TokenUsage } from "../generate.ts";
import { nobodyReads, type Operation } from "./start-operation.ts";

/** The last piece says what all calls have cost, and how the answer ended. */
interface Piece {
  readonly usage?: TokenUsage | undefined;
  readonly finishReason?: string | undefined;
}

/** The pieces of an answer; when they end, however that is, so does the operation. */
export async function* endWith<T extends Piece>(
  operation: Operation,
  pieces: AsyncIterable<T>,
  model: string,
): AsyncGenerator<T> {
  let last: Piece = {};
  let error: unknown = nobodyReads;
  try {
    for await (const piece of pieces) {
      last = piece;
      yield piece;
    }
    error = undefined;
  } catch (thrown) {
    error = thrown;
    throw thrown;
  } finally {
    const { usage, finishReason } = last;
    operation.end({
      model,
      usage,
      error,
      attributes: {
        ...(finishReason !== undefined && { "gen_ai.response.finish_reasons": [finishReason] }),
      },
    });
  }
}
