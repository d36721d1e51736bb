import type { IngestionProgress } from "../service/ingest-documents.ts";

/** Where progress is shown; `process.stderr` fits. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const width = 24;

/** Shows how far an ingestion is: in a terminal as a bar in one line, elsewhere a line for each tenth. */
export function createProgressLine(output: ProgressOutput): {
  show(progress: IngestionProgress): void;
  end(): void;
} {
  let tenth = -1;
  return {
    show({ found, read, written, name = "" }) {
      const part = found === 0 ? 1 : read / found;
      const line = `${read}/${found} documents, ${written} written`;
      if (output.isTTY === true) {
        const bar = "█".repeat(Math.round(part * width)).padEnd(width, "░");
        // a name may hold anything, and what it holds must not steer the terminal
        const shown = `${bar} ${line} ${name}`
          .replaceAll(/\p{C}/gu, "")
          .slice(0, (output.columns ?? 80) - 1);
        output.write(`\r\u001B[2K${shown}`);
      } else if (Math.floor(part * 10) > tenth) {
        tenth = Math.floor(part * 10);
        output.write(`${line}\n`);
      }
    },
    end() {
      if (output.isTTY === true) output.write("\n");
    },
  };
}
