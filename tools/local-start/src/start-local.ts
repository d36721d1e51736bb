import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { appEnvironment } from "./app-environment.ts";
import { buildSeed } from "./build-seed.ts";
import { contoso } from "./contoso.ts";
import { findFreePort } from "./free-port.ts";
import { peopleOf, type Person } from "./people.ts";
import { readDocuments, type DocumentFolder } from "./read-documents.ts";
import { runApp, type RunningApp } from "./run-app.ts";

/** What to start, and where. */
export interface StartLocalOptions {
  /** The folder of documents, with its `access.json` (the sample documents). */
  readonly documents?: string;
  /** Where the app's port begins; the next free one when it is taken (3000; 0: any port). */
  readonly port?: number;
  /** The same for the local Azure (4600). */
  readonly azurePort?: number;
  /** Further settings of the app, as environment variables (none). */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told of each step before it is done (nobody). */
  readonly onProgress?: (step: string) => void;
}

/** The chat app in its local Azure. */
export interface Local {
  /** Where the chat app is, as in `http://localhost:3000`. */
  readonly origin: string;
  /** Where the local Azure shows what it holds, as in `http://127.0.0.1:4600`. */
  readonly azureOrigin: string;
  readonly emulator: Emulator;
  /** The documents, and who may read them. */
  readonly folder: DocumentFolder;
  readonly people: readonly Person[];
  /** What a program outside names in its requests. */
  readonly deployment: string;
  readonly searchEndpoint: string;
  readonly indexName: string;
  /** Starts the app once more, as behind a load balancer with the first; resolves to where it listens. */
  startAnother(): Promise<string>;
  /** Resolves to the app's exit code when it has ended by itself or by `close`. */
  readonly appExit: Promise<number>;
  /** Ends the app, then the local Azure. */
  close(): Promise<void>;
}

/** The folder that is taken when none is named. */
export const sampleDocuments: string = fileURLToPath(new URL("../documents", import.meta.url));

/**
 * Starts the local Azure with a folder of documents in it, and the chat app with that as its Azure.
 *
 * @throws Error for a folder that cannot be used, and when the app does not start; nothing is left running.
 */
export async function startLocal({
  documents = sampleDocuments,
  port: firstPort = 3000,
  azurePort = 4600,
  settings = {},
  onProgress = () => undefined,
}: StartLocalOptions = {}): Promise<Local> {
  onProgress(`reading the documents in ${documents}`);
  const folder = await readDocuments(resolve(documents));
  const people = peopleOf(folder.groups);
  const port = await findFreePort(firstPort);
  const origin = `http://localhost:${port}`;

  onProgress("starting the local Azure");
  const emulator = createEmulator({ seed: buildSeed({ folder, people, origin }) });
  try {
    const { origin: azureOrigin } = await emulator.listen({ port: azurePort });

    onProgress("starting the chat app");
    const base = withoutAzure(process.env);
    const start = (ownOrigin: string, ownPort: number): Promise<RunningApp> =>
      runApp(ownOrigin, {
        ...base,
        ...emulator.env(base),
        ...appEnvironment({ port: ownPort, origin }),
        ...settings,
      });
    const app = await start(origin, port);
    const others: RunningApp[] = [];
    return {
      origin,
      azureOrigin,
      emulator,
      folder,
      people,
      deployment: contoso.openai.deployment,
      searchEndpoint: contoso.search.endpoint,
      indexName: contoso.search.index,
      appExit: app.exit,
      async startAnother() {
        const ownPort = await findFreePort(0);
        const ownOrigin = `http://localhost:${ownPort}`;
        others.push(await start(ownOrigin, ownPort));
        return ownOrigin;
      },
      async close() {
        await Promise.all([app, ...others].map((each) => each.close()));
        await emulator.close();
      },
    };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

/** What a developer's shell knows of a real Azure must not mix with the settings of the local one. */
function withoutAzure(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(environment);
  return Object.fromEntries(
    entries.filter(([name]) => !/^(AZURE|ENTRA|OPENAI|IDENTITY|MSI|AUTHORITY)_/i.test(name)),
  );
}
