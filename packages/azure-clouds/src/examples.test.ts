import { expect, it } from "vitest";
import { searchEndpoint, searchScope } from "./examples.ts";

it("addresses AI Search in China", () => {
  expect(searchScope).toBe("https://search.azure.cn/.default");
  expect(searchEndpoint).toBe("https://contoso.search.azure.cn");
});
