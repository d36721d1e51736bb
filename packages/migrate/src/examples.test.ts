import { expect, it } from "vitest";
import { guideFor } from "./examples.ts";

it("says what changes for the clients", () => {
  const guide = guideFor("AZURE_OPENAI_RESOURCE=contoso\nAZURE_OPENAI_MODEL=gpt-4o\n");
  expect(guide).toContain("/openai/deployments/gpt-4o/chat/completions");
  expect(guide).toContain("that of the person who asks");
});
