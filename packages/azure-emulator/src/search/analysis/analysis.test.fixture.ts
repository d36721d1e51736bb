import type { Emulator } from "../../emulator.ts";
import { ask } from "../search.test.fixture.ts";

const index = { name: "analyzed", fields: [{ name: "id", type: "Edm.String", key: true }] };

/** What a definition of one's own looks like, by its type as in `LengthTokenFilter`. */
export const component = (type: string, options: object = {}, name = "own"): object => ({
  "@odata.type": `#Microsoft.Azure.Search.${type}`,
  name,
  ...options,
});

/** Defines the index anew with some lists of its own, and gives back the answer. */
export async function defineAnalysis(azure: Emulator, lists: object): ReturnType<typeof ask> {
  await ask(azure, "/indexes/analyzed", { method: "DELETE" });
  return ask(azure, "/indexes", { method: "POST", body: { ...index, ...lists } });
}

/** Sends the index as it was answered, and gives back the status. */
export async function defineAgain(azure: Emulator): Promise<number> {
  const { body } = await ask(azure, "/indexes/analyzed");
  return (await ask(azure, "/indexes/analyzed", { method: "PUT", body })).status;
}

/** What the index makes of a text, as `term@position`; its error where it has none. */
export async function termsOf(azure: Emulator, request: object): Promise<readonly string[]> {
  const path = "/indexes('analyzed')/search.analyze";
  const { body } = await ask(azure, path, { method: "POST", body: request });
  const tokens = body["tokens"] as readonly { token: string; position: number }[] | undefined;
  if (!tokens) throw new Error(body.error.message);
  return tokens.map(({ token, position }) => `${token}@${position}`);
}
