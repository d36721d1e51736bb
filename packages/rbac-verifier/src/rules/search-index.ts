import type { Resource } from "../evidence/evidence.ts";
import { listAt, textAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { settingFix } from "../fix/setting-fix.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome, Rule } from "./rule.ts";
import { searchCommand } from "./search-command.ts";

/** Family S: the index and what queries ask of it. */
export const searchIndexRules: readonly Rule[] = [
  {
    id: "S17",
    slug: "search-semantic",
    title: "Semantic ranking is on where queries ask for it.",
    why: "The query fails otherwise.",
    severity: "warning",
    blocks: ["app.retrieve", "infer.query"],
    check: about("search", (search, { evidence: { targets } }) => {
      if (targets.semantic !== true) return [];
      const mode = wordAt(search, "properties.semanticSearch");
      if (mode === undefined)
        return isUnknown(search, `${search.name}: semanticSearch is not in the evidence`);
      return mode === "disabled"
        ? fails(search, `semantic ranking of ${search.name} is off`, {
            fix: settingFix({
              resourceId: search.id,
              path: "properties.semanticSearch",
              value: "free",
              phase: "hardening",
              az: searchCommand(search, "--semantic-search free"),
              risk: "cost",
            }),
          })
        : passes(search, `semantic ranking of ${search.name} is ${mode}`);
    }),
  },
  {
    id: "S19",
    slug: "search-security-field",
    title: "The index has a filterable field with the groups of each document.",
    why: "Documents cannot be trimmed otherwise, and everybody would read everything.",
    severity: "error",
    blocks: ["app.retrieve"],
    check: about("search", checkSecurityField),
  },
  {
    id: "S20",
    slug: "search-index-name",
    title: "The name of the index is valid.",
    why: "A job makes an index of its own name.",
    severity: "error",
    blocks: ["ingest.submit", "app.retrieve"],
    check: about("search", (search, { evidence: { targets } }) => {
      if (targets.index === undefined) return [];
      return /^[a-z\d](?!.*--)[a-z\d-]{0,126}[a-z\d]$/.test(targets.index)
        ? passes(search, `${targets.index} is a valid name of an index`)
        : fails(
            search,
            `${targets.index} is no name of an index: lower case, digits, single dashes`,
          );
    }),
  },
];

/** Index definitions come from the data plane, as resources of the type `…/indexes`. */
function checkSecurityField(
  search: Resource,
  { evidence: { targets }, ofType }: Parameters<Rule["check"]>[0],
): Outcome | readonly Outcome[] {
  if (targets.groupField === undefined) return [];
  const index = ofType("Microsoft.Search/searchServices/indexes").find(
    ({ name }) => targets.index === undefined || name === targets.index,
  );
  if (index === undefined) {
    return isUnknown(search, `the fields of the index are not in the evidence`);
  }
  const field = listAt(index, "properties.fields").find(
    (one) => textAt(one, "name") === targets.groupField,
  );
  if (field === undefined) {
    return fails(search, `the index ${index.name} has no field ${targets.groupField}`);
  }
  const isCollection = textAt(field, "type") === "Collection(Edm.String)";
  if (!isCollection || valueAt(field, "filterable") !== true) {
    return fails(
      search,
      `${targets.groupField} of ${index.name} is not a filterable Collection(Edm.String)`,
      { actual: textAt(field, "type") },
    );
  }
  return passes(search, `${targets.groupField} of ${index.name} can be filtered by`);
}
