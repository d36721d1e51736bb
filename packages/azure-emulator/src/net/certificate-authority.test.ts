import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certifiableNames } from "../hosts.ts";
import { createCertificateAuthority } from "./certificate-authority.ts";
import { hasOpenssl, runOpenssl } from "./openssl.test.fixture.ts";

it.runIf(process.env["CI"])("has an openssl to be judged by, which CI must have", () => {
  expect(hasOpenssl).toBe(true);
});

describe("createCertificateAuthority", () => {
  const authority = createCertificateAuthority({ names: certifiableNames });
  const own = new X509Certificate(authority.certificate);

  it("signs certificates that name one host", () => {
    const leaf = new X509Certificate(authority.issue("contoso.search.windows.net").certificate);
    expect(leaf.verify(own.publicKey)).toBe(true);
    expect(leaf.checkIssued(own)).toBe(true);
    expect(leaf.checkHost("contoso.search.windows.net")).toBe("contoso.search.windows.net");
    expect(leaf.checkHost("fabrikam.search.windows.net")).toBeUndefined();
    expect(leaf.ca).toBe(false);
  });

  it("lives a day at most", () => {
    const lifetime = Date.parse(own.validTo) - Date.parse(own.validFrom);
    expect(lifetime).toBeLessThanOrEqual(24 * 60 * 60_000);
    expect(Date.parse(own.validTo)).toBeLessThanOrEqual(Date.now() + 24 * 60 * 60_000);
  });

  it("makes one context per host", () => {
    const context = authority.secureContextFor("graph.microsoft.com");
    expect(authority.secureContextFor("graph.microsoft.com")).toBe(context);
    expect(authority.secureContextFor("management.azure.com")).not.toBe(context);
  });

  describe.skipIf(!hasOpenssl)("as openssl sees it", () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "azure-emulator-ca-"));
      writeFileSync(join(folder, "ca.pem"), authority.certificate);
    });
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });
    const verify = (host: string) => {
      const file = join(folder, "leaf.pem");
      writeFileSync(file, authority.issue(host).certificate);
      const ca = join(folder, "ca.pem");
      const name = host === "127.0.0.1" ? ["-verify_ip", host] : ["-verify_hostname", host];
      return runOpenssl([
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        ...name,
        "-CAfile",
        ca,
        file,
      ]);
    };

    it("is strictly valid", () => {
      for (const host of [
        "login.microsoftonline.com",
        "a.openai.azure.com",
        "localhost",
        "127.0.0.1",
      ]) {
        expect(verify(host)).toMatchObject({ status: 0, stderr: "" });
      }
      const { stdout } = runOpenssl(["x509", "-noout", "-text"], authority.certificate);
      expect(stdout).toContain("X509v3 Name Constraints: critical");
      expect(stdout).toContain("CA:TRUE, pathlen:0");
    });

    it("cannot vouch for a host outside Azure, nor for another address", () => {
      for (const host of ["www.example.com", "windows.net", "login.microsoftonline.us"]) {
        expect(verify(host).stderr).toContain("permitted subtree violation");
      }
    });
  });
});
