import { planMigration, readPreviousApp } from "@entrim/migrate";
import { expect, it } from "vitest";
import { parseSettings } from "./settings.ts";

/** What a migration cannot know, or the previous app may not have had. */
const filledIn = {
  AZURE_CLIENT_ID: "33333333-3333-4333-8333-333333333333",
};

it("starts with the settings that a migration writes, once those it leaves open are filled in", () => {
  const app = readPreviousApp({
    AZURE_OPENAI_RESOURCE: "contoso",
    AZURE_OPENAI_MODEL: "gpt-4o",
    AZURE_SEARCH_SERVICE: "contoso",
    AZURE_SEARCH_INDEX: "documents",
    AZURE_SEARCH_PERMITTED_GROUPS_COLUMN: "group_ids",
    AZURE_SEARCH_FIELDS_ID: "id",
    AZURE_TENANT_ID: "11111111-1111-4111-8111-111111111111",
    AUTH_CLIENT_ID: "22222222-2222-4222-8222-222222222222",
  });
  const { settings } = planMigration(app, "api");
  const open = settings
    .filter(({ value, optional }) => value === undefined && !optional)
    .map(({ name }) => name);
  expect(open.toSorted()).toEqual(Object.keys(filledIn).toSorted());
  const known = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
  expect(() => parseSettings({ ...known, ...filledIn })).not.toThrow();
});
