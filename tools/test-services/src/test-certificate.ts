import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate for loopback that vouches for itself. */
export interface TestCertificate extends Disposable {
  readonly pem: string;
  readonly file: string;
  readonly keyFile: string;
}

/** Makes a certificate with `openssl`; `undefined` where that is missing. */
export function createTestCertificate(): TestCertificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), "redis-"));
  const [file, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const remove = () => rmSync(folder, { recursive: true });
  try {
    // prettier-ignore
    execFileSync(process.env["OPENSSL_PATH"] ?? "openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=loopback",
      "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", keyFile, "-out", file], { stdio: "ignore" });
  } catch {
    remove();
    return undefined;
  }
  return { pem: readFileSync(file, "utf8"), file, keyFile, [Symbol.dispose]: remove };
}
