import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/**
 * Runs a client in a process of its own; MSAL keeps managed identities in statics.
 *
 * @param variables What the local Azure gives it.
 * @param settings What it is told by the test.
 * @returns What it wrote as JSON.
 */
export async function runClient(
  client: URL,
  variables: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const { NODE_ENV: _, VITEST: __, ...base } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(client)], {
    env: { ...base, ...variables, ...settings },
  });
  return JSON.parse(stdout);
}
