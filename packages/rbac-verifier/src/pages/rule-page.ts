import { pagesOfAccess } from "./pages-of-access.ts";
import { pagesOfApp } from "./pages-of-app.ts";
import { pagesOfAudit } from "./pages-of-audit.ts";
import { pagesOfHardening } from "./pages-of-hardening.ts";
import { pagesOfNetwork } from "./pages-of-network.ts";
import { pagesOfServices } from "./pages-of-services.ts";

/** What is told of a rule beside the rule: how to mend what it finds, and where that is documented. */
export interface RulePage {
  readonly mend: string;
  /** Addresses of documentation; none for what is this tool's own. */
  readonly sources: readonly string[];
}

/** The pages of all rules, by id. */
export const rulePages: ReadonlyMap<string, RulePage> = new Map(
  [
    ...pagesOfServices,
    ...pagesOfAccess,
    ...pagesOfNetwork,
    ...pagesOfApp,
    ...pagesOfHardening,
    ...pagesOfAudit,
  ].map(([id, mend, ...paths]) => [
    id,
    { mend, sources: paths.map((path) => `https://learn.microsoft.com/${path}`) },
  ]),
);
