import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Files of public certificates for child processes to trust. */
export interface TrustFiles {
  /**
   * Writes the authority's certificate, after those that were trusted already.
   *
   * @param existing Path of the file that `NODE_EXTRA_CA_CERTS` named until now, which holds one file only.
   * @returns The path of the new file.
   */
  write(existing?: string): string;
  /** Removes all files. */
  remove(): void;
}

/** Files in a folder of their own, which is made with the first one. */
export function createTrustFiles(certificate: string): TrustFiles {
  let folder: string | undefined;
  let count = 0;
  return {
    write(existing) {
      folder ??= mkdtempSync(join(tmpdir(), "azure-emulator-"));
      count += 1;
      const file = join(folder, `certificates-${count}.pem`);
      writeFileSync(file, `${existing ? readTrusted(existing) : ""}${certificate}`);
      return file;
    },
    remove() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

function readTrusted(file: string): string {
  try {
    return `${readFileSync(file, "utf8").trimEnd()}\n`;
  } catch {
    // Node, too, goes on without a file that it cannot read
    return "";
  }
}
