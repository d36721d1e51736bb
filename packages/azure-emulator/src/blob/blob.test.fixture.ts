import { contoso, otherIdentity } from "../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../emulator.ts";
import type { SeedBlob } from "../seed.ts";

export const accountId: string = `/subscriptions/${contoso.subscriptionId}/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/contoso`;
export const origin: string = "https://contoso.blob.core.windows.net";

/** A local Azure with one container, `documents`, whose caller has a role at the account. */
export function createStorage(
  role: string | undefined = "Storage Blob Data Contributor",
  blobs: readonly SeedBlob[] = [],
): Emulator {
  const azure = createEmulator({
    seed: {
      ...contoso,
      storageAccounts: [{ name: "contoso", containers: [{ name: "documents", blobs }] }],
    },
  });
  if (role !== "") {
    azure.roles.grant({ principalId: otherIdentity.principalId, role, scope: accountId });
  }
  return azure;
}

/** A token of the caller's. */
export function storageToken(
  azure: Emulator,
  audience = "https://storage.azure.com",
): Promise<string> {
  return azure.issueToken({ identity: otherIdentity.name, scope: `${audience}/.default` });
}

/** Asks the blob service as the caller. */
export async function ask(
  azure: Emulator,
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Uint8Array<ArrayBuffer>;
  } = {},
): Promise<Response> {
  return azure.fetch(
    new Request(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await storageToken(azure)}`,
        "x-ms-version": "2025-11-05",
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    }),
  );
}

/** Uploads a blob as a whole. */
export function upload(
  azure: Emulator,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return ask(azure, path, {
    method: "PUT",
    headers: { "x-ms-blob-type": "BlockBlob", ...headers },
    body,
  });
}

/** The code of a refusal, which is told twice. */
export async function codeOf(response: Response): Promise<string | undefined> {
  const code = response.headers.get("x-ms-error-code") ?? undefined;
  const body = await response.text();
  if (body !== "" && /<Code>(.*)<\/Code>/.exec(body)?.[1] !== code) {
    throw new Error(`the body says something else than ${code}: ${body}`);
  }
  return code;
}

/** The texts of all elements of that name. */
export function textsOf(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}[^>/]*>([^<]*)</${name}>`, "g"))].map(
    ([, text]) => text ?? "",
  );
}
