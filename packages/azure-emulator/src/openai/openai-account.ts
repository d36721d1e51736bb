import type { Azure, EmulatedService } from "../azure.ts";
import type { SeedOpenAIAccount } from "../seed.ts";

/** An Azure OpenAI account. */
export function createOpenAIAccount(
  _azure: Azure,
  _resourceId: string,
  _account: SeedOpenAIAccount,
): EmulatedService {
  return {
    async fetch() {
      return Response.json(
        { error: { code: "404", message: "Resource not found" } },
        { status: 404 },
      );
    },
  };
}
