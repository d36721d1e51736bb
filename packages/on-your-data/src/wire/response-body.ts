/**
 * A body that is written as fast as it is read. Whoever stops reading aborts what the text comes from; a text
 * that throws cuts the body, after everything before has been read.
 */
export function responseBody(
  chunks: AsyncGenerator<string>,
  left: AbortController,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next();
        if (next.done) controller.close();
        else controller.enqueue(Buffer.from(next.value));
      },
      async cancel(reason) {
        // first the signal: a call that nobody waits for any more would not hear of the return
        left.abort(reason);
        await chunks.return(undefined).catch(() => {});
      },
    },
    // nothing is asked for ahead: an error would throw away what waits to be read
    { highWaterMark: 0 },
  );
}
