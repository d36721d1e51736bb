import { expect, it } from "vitest";
import { azure, search } from "./examples.ts";

const finance = "00000000-0000-4000-8000-000000000002";

async function idsOf(response: Response): Promise<string[]> {
  const { value } = (await response.json()) as { value: { id: string }[] };
  return value.map(({ id }) => id);
}

it("finds what the filter lets through", async () => {
  expect(await idsOf(await search("budget", [finance]))).toEqual(["1"]);
  expect(await idsOf(await search("budget", ["00000000-0000-4000-8000-000000000009"]))).toEqual([]);
});

it("[emulator/roles-enforced] answers 403 as soon as the role is gone", async () => {
  azure.roles.revoke({ principalId: "00000000-0000-4000-8000-000000000004" });
  expect((await search("budget", [finance])).status).toBe(403);
});
