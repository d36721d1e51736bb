import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingHttpHeaders, RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPageFetcher, type FetchedPage } from "./page-fetcher.ts";

type Options = NonNullable<Parameters<typeof createPageFetcher>[0]>;

const host = "docs.contoso.example";
const limits = { maxBytes: 1_000, abortSignal: AbortSignal.timeout(20_000) };

/** A name server that knows one name, by some addresses. */
const resolvesTo =
  (...addresses: string[]): NonNullable<Options["lookup"]> =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );

describe("createPageFetcher, as it is made for production", () => {
  const fetchPage = createPageFetcher();

  it.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://017700000001/",
    "https://0.0.0.0/",
    "https://0/",
    "https://10.1.2.3/",
    "https://169.254.169.254/metadata/instance",
    "https://168.63.129.16/",
    "https://192.168.1.1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fc00::1]/",
    "https://[fe80::1]/",
    "https://１２７.０.０.１/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://printer.local/",
    "https://vault.internal/",
    "https://intranet/",
    "http://www.contoso.example/",
    "ftp://www.contoso.example/",
    "file:///etc/passwd",
    "https://www.contoso.example:8443/",
    "https://ada:secret@www.contoso.example/",
  ])("[ingest/public-pages] does not go to %s", async (url) => {
    await expect(fetchPage(new URL(url), limits)).rejects.toMatchObject({
      code: "DOCUMENT_ADDRESS_REFUSED",
    });
  });

  it.each([
    ["10.0.0.5"],
    ["127.0.0.1"],
    ["::1"],
    ["::ffff:169.254.169.254"],
    ["93.184.215.14", "10.0.0.5"],
    ["2606:4700::1", "fd00::1"],
  ])("[ingest/public-pages] does not go to a name that resolves to %s", async (...addresses) => {
    const resolving = createPageFetcher({ lookup: resolvesTo(...addresses) });
    await expect(resolving(new URL(`https://${host}/`), limits)).rejects.toMatchObject({
      code: "DOCUMENT_ADDRESS_REFUSED",
    });
  });
});

const openssl = "openssl";
const hasOpenssl = spawnSync(openssl, ["version"]).status === 0;

// a server on this machine, which the fetcher is let go to
describe.skipIf(!hasOpenssl)("createPageFetcher, let go to this machine", () => {
  let folder: string;
  let server: Server;
  let ca: string;
  let answer: RequestListener;
  const heard: IncomingHttpHeaders[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "entrim-pages-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const options = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=${host} -addext subjectAltName=DNS:${host}`;
    execFileSync(openssl, [...options.split(" "), "-keyout", key, "-out", cert], {
      stdio: "ignore",
    });
    ca = readFileSync(cert, "utf8");
    server = createServer({ key: readFileSync(key), cert: ca }, (request, response) => {
      heard.push(request.headers);
      answer(request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  function get(change: Options = {}, abortSignal = limits.abortSignal): Promise<FetchedPage> {
    const fetchPage = createPageFetcher({
      isAllowed: (address) => address === "127.0.0.1",
      lookup: resolvesTo("127.0.0.1"),
      port: (server.address() as AddressInfo).port,
      ca,
      ...change,
    });
    return fetchPage(new URL(`https://${host}/hr?day=1`), { maxBytes: 1_000, abortSignal });
  }

  it("sends neither credentials nor cookies, and follows nothing", async () => {
    answer = (_, response) =>
      response
        .writeHead(302, { location: "https://169.254.169.254/", "set-cookie": "a=b" })
        .end("moved");
    const page = await get();
    await get();
    expect(page.status).toBe(302);
    expect(page.headers.get("location")).toBe("https://169.254.169.254/");
    expect(Object.keys(heard.at(-1) ?? {}).toSorted()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  it("reads no more than it may, whatever the length is said to be", async () => {
    answer = (_, response) => response.end("x".repeat(1_000));
    expect((await get()).bytes).toHaveLength(1_000);
    answer = (_, response) => response.end("x".repeat(1_001));
    await expect(get()).rejects.toMatchObject({ code: "DOCUMENT_TOO_LARGE" });
  });

  it("inflates nothing", async () => {
    answer = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("x");
    await expect(get()).rejects.toMatchObject({ code: "DOCUMENT_UNSUPPORTED" });
  });

  it("does not wait for ever", async () => {
    answer = (_, response) => void response.write("x");
    await expect(get({}, AbortSignal.timeout(200))).rejects.toMatchObject({
      code: "DOCUMENT_UNREACHABLE",
    });
  });

  it("goes to no server whose certificate is another's", async () => {
    answer = (_, response) => response.end("x");
    const before = heard.length;
    await expect(get({ ca: "" })).rejects.toMatchObject({ code: "DOCUMENT_UNREACHABLE" });
    expect(heard).toHaveLength(before);
  });

  it("[ingest/public-pages] looks at the address that it is connected to, too", async () => {
    const before = heard.length;
    // answers to the look-up what it may be, and to the connection what it is
    let looks = 0;
    const isAllowed = (): boolean => looks++ === 0;
    await expect(get({ isAllowed })).rejects.toMatchObject({ code: "DOCUMENT_ADDRESS_REFUSED" });
    expect(looks).toBe(2);
    expect(heard).toHaveLength(before);
  });
});
