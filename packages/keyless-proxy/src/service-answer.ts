/** Bytes as they come; what `getReader` of a web stream gives. */
export type BodyReader = Pick<
  ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  "read" | "cancel"
>;

/** What reading a body gives. */
export type BodyPiece = Awaited<ReturnType<BodyReader["read"]>>;

/** What a service answered, whatever brought it. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: {
    /** Names are in lower case. */
    get(name: string): string | null;
  } & Iterable<readonly [name: string, value: string]>;
  readonly body: BodyReader | null;
}

/** The answer that a `fetch` brought. */
export function answerOfFetch({ status, headers, body }: Response): ServiceAnswer {
  return { status, headers, body: body === null ? null : body.getReader() };
}

/** A web stream of what a reader gives. It reads when it is read, and cancels when it is cancelled. */
export function streamOf(body: BodyReader): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await body.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => body.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
