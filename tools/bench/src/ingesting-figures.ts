import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createDocumentChunker } from "@entrim/ingestion";
import { maxTokens, partOurs, partPeers } from "./ingesting.ts";
import { columnNames, createHandbook, toDocx, toMarkdown, toPdf } from "./ingesting-corpus.ts";

/** How fast documents of a kind are read and parted, in a thread as a job does it. */
export interface IngestingSpeed {
  readonly kind: string;
  /** Of text in a second. */
  readonly megabytes: number;
  /** Seconds of a processor for each megabyte, all threads together. */
  readonly processorSeconds: number;
}

/** Measures each kind with documents of about so many bytes of text. */
export async function measureSpeeds(bytes: number): Promise<readonly IngestingSpeed[]> {
  const handbook = createHandbook(bytes);
  const markdown = new TextEncoder().encode(toMarkdown(handbook));
  const files = { md: markdown, docx: toDocx(handbook), pdf: toPdf(handbook) };
  const chunker = createDocumentChunker();
  const speeds: IngestingSpeed[] = [];
  try {
    for (const [kind, file] of Object.entries(files)) {
      const read = (): Promise<unknown> => chunker.chunk(`a.${kind}`, file, { maxTokens });
      // oxlint-disable-next-line no-await-in-loop -- one after the other, the first time to warm up
      await read();
      const start = performance.now();
      const usage = process.cpuUsage();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await read();
      const seconds = (performance.now() - start) / 1_000;
      const { user, system } = process.cpuUsage(usage);
      // the same text in all of them, so that they can be compared
      const size = markdown.byteLength / 1_000_000;
      const processorSeconds = (user + system) / 1_000_000 / size;
      speeds.push({ kind, megabytes: size / seconds, processorSeconds });
    }
  } finally {
    await chunker.close();
  }
  return speeds;
}

/** How many chunks have rows of a table, and how many of them do not say what its columns are. */
export interface LostHeaders {
  readonly tables: number;
  readonly lost: number;
}

/** Counts them in what this project and the peer make of the same text. */
export async function countLostHeaders(
  bytes: number,
): Promise<{ readonly ours: LostHeaders; readonly peers: LostHeaders }> {
  const markdown = toMarkdown(createHandbook(bytes));
  const [ours, peers] = await Promise.all([partOurs(markdown), partPeers(markdown)]);
  return { ours: lostIn(ours), peers: lostIn(peers) };
}

function lostIn(chunks: readonly string[]): LostHeaders {
  const tables = chunks.filter((chunk) => /^\|.*\|$/m.test(chunk));
  const lost = tables.filter((chunk) => !columnNames.every((name) => chunk.includes(name)));
  return { tables: tables.length, lost: lost.length };
}

/** What a job of a folder took. */
export interface FolderCost {
  readonly status: string;
  readonly seconds: number;
  /** The most memory that the process had. */
  readonly peakInMiB: number;
}

/** Does a job of a folder of about so many bytes, in files of a megabyte. */
export async function measureFolder(bytes: number): Promise<FolderCost> {
  const folder = await mkdtemp(join(tmpdir(), "entrim-bench-"));
  try {
    const handbook = createHandbook(1_000_000);
    const files = { md: toMarkdown(handbook), docx: toDocx(handbook), pdf: toPdf(handbook) };
    const kinds = Object.entries(files);
    for (let size = 0, at = 0; size < bytes; at++) {
      const [kind, file] = kinds[at % kinds.length] ?? ["md", ""];
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await writeFile(join(folder, `${at}.${kind}`), file);
      size += file.length;
    }
    const program = fileURLToPath(new URL("ingesting-memory.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--conditions=@entrim/source",
      program,
      folder,
    ]);
    return JSON.parse(stdout) as FolderCost;
  } finally {
    await rm(folder, { recursive: true });
  }
}
