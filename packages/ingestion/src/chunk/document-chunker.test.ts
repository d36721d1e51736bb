import { afterAll, describe, expect, it } from "vitest";
import { createDocumentChunker } from "./document-chunker.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the thread that reads", () => {
  const chunker = createDocumentChunker({ timeoutInMs: 20_000 });
  afterAll(() => chunker.close());

  it("is ended when a document takes too long, and the next one is read", async () => {
    const impatient = createDocumentChunker({ timeoutInMs: 1 });
    const slow = impatient.chunk("a.html", bytesOf("<b><i>".repeat(50_000)));
    await expect(slow).rejects.toMatchObject({ code: "DOCUMENT_TIMEOUT" });
    await impatient.close();
    const refused = chunker.chunk("a.docx", bytesOf("hello"));
    await expect(refused).rejects.toMatchObject({ code: "DOCUMENT_MALFORMED" });
    expect((await chunker.chunk("a.md", bytesOf("Hello"))).chunks).toHaveLength(1);
  });

  it("is ended when it takes too much memory", async () => {
    const small = createDocumentChunker({ maxMemoryInMiB: 32, maxNodes: 1e9, timeoutInMs: 50_000 });
    const large = small.chunk("a.html", bytesOf("<p>x".repeat(2_000_000)));
    await expect(large).rejects.toMatchObject({ code: "DOCUMENT_TOO_LARGE" });
    expect((await small.chunk("a.md", bytesOf("Hello"))).chunks).toHaveLength(1);
    await small.close();
  });

  it("is ended when the job is", async () => {
    const abort = new AbortController();
    const chunking = chunker.chunk("a.md", bytesOf("x"), { abortSignal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(chunking).rejects.toThrow("enough");
  });
});
