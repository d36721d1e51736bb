import { spawnSync } from "node:child_process";

/** The program that `OPENSSL_PATH` names, or the one on the path. */
const openssl = process.env["OPENSSL_PATH"] ?? "openssl";

/** Whether there is one. */
export const hasOpenssl: boolean = spawnSync(openssl, ["version"]).status === 0;

/** What it says. */
export interface OpensslAnswer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it. */
export function runOpenssl(args: readonly string[], input = ""): OpensslAnswer {
  const { status, stdout, stderr } = spawnSync(openssl, args, { encoding: "utf8", input });
  return { status, stdout, stderr };
}
