// Run by ingesting-figures.ts in a process of its own: a service does one job of a folder, and the most memory that it
// took is told. Storage and search are stood in for within the process, and keep nothing.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createIngestionService } from "@entrim/ingestion";

const [folder = ""] = process.argv.slice(2);
const storage = "https://contoso.blob.core.windows.net";
const search = "https://contoso.search.windows.net";
const resourceId =
  "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/contoso";
const kept = new Map<string, unknown>();

const jobs = createIngestionService({
  credential: {
    getToken: () => Promise.resolve({ token: "token", expiresOnTimestamp: Date.now() + 3_600_000 }),
  },
  mayManageJobs: () => true,
  search: { endpoint: search },
  storage: [{ endpoint: storage, resourceId, containers: ["folder"] }],
  fetch: async (input, init) => {
    const request = new Request(input, init);
    const { origin, pathname, searchParams } = new URL(request.url);
    if (origin === search) return answerSearch(request, pathname);
    return searchParams.get("comp") === "list"
      ? new Response(await listing())
      : new Response(
          new Uint8Array(await readFile(join(folder, pathname.slice("/folder/".length)))),
        );
  },
});

const job =
  "https://localhost/openai/extensions/on-your-data/ingestion-jobs/folder?api-version=2023-10-01-preview";
const headers = {
  storageEndpoint: storage,
  storageConnectionString: `ResourceId=${resourceId}`,
  storageContainer: "folder",
  searchServiceEndpoint: search,
};
const context = { principal: { objectId: "ada", roles: [], groups: [] } };
const start = performance.now();
await jobs(new Request(job, { method: "PUT", headers }), context);
await jobs.idle();
const { status } = (await (await jobs(new Request(job), context)).json()) as { status: string };
console.log(
  JSON.stringify({
    status,
    seconds: (performance.now() - start) / 1_000,
    peakInMiB: process.resourceUsage().maxRSS / 1_024,
  }),
);

async function listing(): Promise<string> {
  const blobs = (await readdir(folder)).map(async (name) => {
    const { size } = await stat(join(folder, name));
    return `<Blob><Name>${name}</Name><Properties><Etag>"${size}"</Etag><Content-Length>${size}</Content-Length></Properties><Metadata><group_ids>00000000-0000-4000-8000-000000000001</group_ids></Metadata></Blob>`;
  });
  return `<EnumerationResults><Blobs>${(await Promise.all(blobs)).join("")}</Blobs><NextMarker/></EnumerationResults>`;
}

/** Keeps definitions and the record of the job, and of documents only says that they are there. */
async function answerSearch(request: Request, pathname: string): Promise<Response> {
  const body = request.method === "POST" ? ((await request.json()) as Record<string, unknown>) : {};
  if (pathname === "/indexes") {
    kept.set(`/indexes('${String(body["name"])}')`, body);
    return Response.json(body, { status: 201 });
  }
  if (pathname.endsWith("search.post.search")) return Response.json({ value: [] });
  if (!pathname.endsWith("search.index")) {
    const value = kept.get(pathname);
    return value === undefined ? new Response("", { status: 404 }) : Response.json(value);
  }
  const documents = body["value"] as Record<string, unknown>[];
  for (const document of documents) {
    if ("record" in document) {
      kept.set(
        pathname.replace("search.index", `('${String(document["id"])}')`).replace("/(", "("),
        document,
      );
    }
  }
  return Response.json({
    value: documents.map(({ id }) => ({ key: id, status: true, statusCode: 200 })),
  });
}
