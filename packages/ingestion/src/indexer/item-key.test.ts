import { describe, expect, it } from "vitest";
import { parseItemKey } from "./item-key.ts";

const container = "https://contoso.blob.core.windows.net/handbook";
const url = `${container}/hr/sick%20leave.md`;
const key =
  "aHR0cHM6Ly9jb250b3NvLmJsb2IuY29yZS53aW5kb3dzLm5ldC9oYW5kYm9vay9oci9zaWNrJTIwbGVhdmUubWQ1";

describe("parseItemKey", () => {
  it.each([
    ["an address", url],
    ["the key that is made of it", key],
    ["both", `localId=${encodeURIComponent(url)}&documentKey=${key}`],
    [
      "both, as .NET encodes them",
      `localId=${encodeURIComponent(url).toLowerCase()}&documentKey=${key}`,
    ],
  ])("knows a document by %s", (_, text) => {
    expect(parseItemKey(text, container)).toEqual({ name: "hr/sick leave.md", parentId: key });
  });

  it.each([
    [`${container}/a.md`, "0"],
    [`${container}/ab.md`, "2"],
    [`${container}/abc.md`, "1"],
  ])("counts how much of the key of %s is filled up", (address, filled) => {
    expect(parseItemKey(address, container).parentId.at(-1)).toBe(filled);
  });

  it.each(["https://other.example/secret.md", "x", ""])(
    "names nothing that is elsewhere: %j",
    (text) => {
      expect(parseItemKey(text, container).name).toBe("a document");
    },
  );

  it("shows a name as it stands that cannot be decoded", () => {
    expect(parseItemKey(`${container}/100%.md`, container).name).toBe("100%.md");
  });
});
