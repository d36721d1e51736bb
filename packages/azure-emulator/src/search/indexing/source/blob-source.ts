import { unescape } from "../../../blob/xml.ts";
import type { DataSource } from "../definitions/data-source.ts";
import { RunFailure } from "../run/run-failure.ts";
import type { ServiceAccount } from "../service-account.ts";

/** A blob as a list shows it. */
export interface ListedBlob {
  readonly name: string;
  /** Its address. */
  readonly path: string;
  readonly etag: string;
  /** Whole seconds, in milliseconds since 1970. */
  readonly modifiedAtInMs: number;
  readonly size: number;
  readonly contentType: string;
  /** In base64. */
  readonly contentMd5: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The blobs of a container, as the search service gets to see them with its own token. */
export interface BlobSource {
  /**
   * All blobs below the prefix of the data source, in order of their names.
   *
   * @throws RunFailure in the service's words where it may not.
   */
  list(): Promise<readonly ListedBlob[]>;
  /** @throws RunFailure in the service's words where it may not see the container. */
  check(): Promise<void>;
  /** @throws RunFailure for an answer other than 200. */
  read(blob: ListedBlob): Promise<Uint8Array<ArrayBuffer>>;
}

const scope = "https://storage.azure.com/.default";
const version = "2025-11-05";

const noCredentials =
  "Credentials provided in the connection string are invalid or have expired.\r\nFor more information on troubleshooting connection issues to Azure Storage accounts, please see https://go.microsoft.com/fwlink/?linkid=2049388";

/** The blobs that a data source means. */
export function createBlobSource(dataSource: DataSource, account: ServiceAccount): BlobSource {
  const { container, identity, storageAccountId } = dataSource;
  // an empty one is none, as the official client sends it
  const prefix = container.query ? `${container.query.replace(/\/+$/, "")}/` : "";

  let token: string | undefined;
  const ask = async (path: string, query: Readonly<Record<string, string>>): Promise<Response> => {
    const origin = account.blobOrigin(storageAccountId);
    if (origin === undefined) throw new RunFailure(noCredentials, true);
    token ??= await account.tokenFor(identity, scope).catch((error: unknown) => {
      throw new RunFailure(error instanceof Error ? error.message : String(error), true);
    });
    const url = new URL(`/${encodeURIComponent(container.name)}${path}`, origin);
    url.search = new URLSearchParams(query).toString();
    const headers = { authorization: `Bearer ${token}`, "x-ms-version": version };
    const response = await account.send(new Request(url, { headers }));
    if (response.ok) return response;
    await response.body?.cancel();
    throw failureOf(response, container.name);
  };
  const listPage = async (marker: string, size: number): Promise<string> => {
    const query = { restype: "container", comp: "list", include: "metadata" };
    const page = { maxresults: String(size), ...(marker === "" ? {} : { marker }) };
    const below = prefix === "" ? {} : { prefix };
    return (await ask("", { ...query, ...page, ...below })).text();
  };

  return {
    async list() {
      const origin = account.blobOrigin(storageAccountId) ?? "";
      const blobs: ListedBlob[] = [];
      for (let marker = ""; ;) {
        // oxlint-disable-next-line no-await-in-loop -- a page names the next one
        const page = await listPage(marker, 5000);
        for (const [, xml = ""] of page.matchAll(/<Blob>(.*?)<\/Blob>/gs)) {
          blobs.push(listedBlob(xml, `${origin}/${container.name}`));
        }
        marker = textOf(page, "NextMarker") ?? "";
        if (marker === "") return blobs;
      }
    },
    async check() {
      await listPage("", 1);
    },
    async read({ name }) {
      const path = name.split("/").map(encodeURIComponent).join("/");
      return new Uint8Array(await (await ask(`/${path}`, {})).arrayBuffer());
    },
  };
}

function failureOf({ status }: Response, containerName: string): RunFailure {
  if (status === 401 || status === 403) return new RunFailure(noCredentials, true);
  if (status === 404) {
    return new RunFailure(
      `The container '${containerName}' or what was listed in it does not exist.`,
      true,
    );
  }
  return new RunFailure(`The storage service answered with the status ${status}.`, true);
}

function listedBlob(xml: string, container: string): ListedBlob {
  const encoded = /<Name Encoded="true">/.test(xml);
  const written = textOf(xml, "Name") ?? "";
  const name = encoded ? decodeURIComponent(written) : written;
  const metadata = /<Metadata>(.*?)<\/Metadata>/s.exec(xml)?.[1] ?? "";
  return {
    name,
    path: `${container}/${name.split("/").map(encodeURIComponent).join("/")}`,
    etag: textOf(xml, "Etag") ?? "",
    modifiedAtInMs: Date.parse(textOf(xml, "Last-Modified") ?? ""),
    size: Number(textOf(xml, "Content-Length")),
    contentType: textOf(xml, "Content-Type") ?? "",
    contentMd5: textOf(xml, "Content-MD5"),
    metadata: Object.fromEntries(
      Array.from(metadata.matchAll(/<([^\s>/]+)>(.*?)<\/\1>/gs), ([, key = "", value = ""]) => [
        key,
        unescape(value),
      ]),
    ),
  };
}

function textOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}(?: [^>/]*)?>(.*?)</${name}>`, "s").exec(xml)?.[1];
  return text === undefined ? undefined : unescape(text);
}
