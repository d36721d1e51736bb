import { chunkDocument, crackDocument } from "@entrim/ingestion";
import { MarkdownTextSplitter } from "@langchain/textsplitters";
import { countTokens } from "gpt-tokenizer/encoding/cl100k_base";
import type { Comparison } from "./compare.ts";
import { createHandbook, toMarkdown } from "./ingesting-corpus.ts";

/** Tokens of a chunk. */
export const maxTokens = 512;

/** Reads and parts a Markdown text, as a job does. */
export async function partOurs(markdown: string): Promise<readonly string[]> {
  const document = await crackDocument("handbook.md", new TextEncoder().encode(markdown));
  return chunkDocument({ ...document, title: "Handbook" }, { maxTokens }).map(
    ({ content }) => content,
  );
}

/** Parts a Markdown text with the peer's splitter for it, which is told to count the same tokens. */
export async function partPeers(markdown: string): Promise<readonly string[]> {
  const splitter = new MarkdownTextSplitter({
    chunkSize: maxTokens,
    chunkOverlap: 0,
    lengthFunction: (text) => countTokens(text),
  });
  return splitter.splitText(markdown);
}

/** What reading and parting documents costs. */
export const ingesting: readonly Comparison[] = [
  {
    name: "ingest: read and part 100 kB of Markdown",
    peerName: "MarkdownTextSplitter of @langchain/textsplitters, counting the same tokens",
    aim: 1,
    async setUp() {
      const markdown = toMarkdown(createHandbook(100_000));
      return { subject: () => partOurs(markdown), peer: () => partPeers(markdown) };
    },
  },
];
