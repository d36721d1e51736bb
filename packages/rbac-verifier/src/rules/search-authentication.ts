import type { Resource } from "../evidence/evidence.ts";
import { valueAt } from "../evidence/read-path.ts";
import { settingFix } from "../fix/setting-fix.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import { articleProfiles, type Outcome, type Rule } from "./rule.ts";
import { searchCommand } from "./search-command.ts";
import { checkSetting } from "./setting.ts";

/** Family S: tokens and keys of AI Search. */
export const searchAuthenticationRules: readonly Rule[] = [
  {
    id: "S04",
    slug: "search-rbac-enabled",
    title: "The search service takes tokens.",
    why: "It takes keys only unless told otherwise.",
    severity: "error",
    blocks: ["app.retrieve", "infer.query", "infer.schema", "ingest.provision"],
    check: about("search", checkTokens),
  },
  {
    id: "S05",
    slug: "search-keys-for-studio",
    title: "The search service takes keys as well.",
    why: "The studio lists indexes with an admin key.",
    severity: "error",
    blocks: ["studio.listIndexes"],
    profiles: articleProfiles,
    stages: ["studio"],
    check: about("search", (search) =>
      checkSetting(search, {
        path: "properties.disableLocalAuth",
        is: false,
        absent: false,
        phase: "rbac-mode",
        az: () => searchCommand(search, "--disable-local-auth false"),
        terraform: "local_authentication_enabled = true",
      }),
    ),
  },
  {
    id: "S06",
    slug: "search-keys-off-prod",
    title: "The search service takes no keys.",
    why: "A key that leaks reads every document, whoever may read it.",
    severity: ({ profile }) => (profile === "entrim" ? "error" : "warning"),
    blocks: [],
    stages: ["prod", "hardening"],
    aka: ["6300012e-e9a4-4649-b41f-a85f5c43be91", "71ef260a-8f18-47b7-abcb-62d0673d94dc"],
    check: about("search", (search) =>
      checkSetting(search, {
        path: "properties.disableLocalAuth",
        is: true,
        phase: "keys-off",
        risk: "lockout",
        // a service without keys cannot say what becomes of them
        clears: ["authOptions"],
        az: () => searchCommand(search, "--disable-local-auth"),
        terraform: "local_authentication_enabled = false",
      }),
    ),
  },
  {
    id: "S07",
    slug: "search-401-mode",
    title: "The search service challenges who comes without a valid token.",
    why: "A 401 says what to do; a bare 403 does not.",
    severity: "info",
    blocks: [],
    check: about("search", (search) => {
      const path = "properties.authOptions.aadOrApiKey.aadAuthFailureMode";
      // there is no choice where keys are off
      if (valueAt(search, "properties.disableLocalAuth") === true) return [];
      if (valueAt(search, "properties.authOptions.aadOrApiKey") === undefined) return [];
      return checkSetting(search, {
        path,
        is: "http401WithBearerChallenge",
        absent: "http403",
        phase: "rbac-mode",
        az: () => tokensCommand(search),
      });
    }),
  },
];

function tokensCommand(search: Resource): string {
  return searchCommand(
    search,
    "--auth-options aadOrApiKey --aad-auth-failure-mode http401WithBearerChallenge",
  );
}

/** What of keys and tokens a service takes follows from two settings together. */
function checkTokens(search: Resource): Outcome {
  const path = "properties.authOptions";
  if (valueAt(search, "properties.disableLocalAuth") === true) {
    return passes(search, `${search.name} takes tokens and nothing else`, { path });
  }
  if (valueAt(search, `${path}.aadOrApiKey`) !== undefined) {
    return passes(search, `${search.name} takes tokens and keys`, { path });
  }
  const members = new Set(
    Object.keys(valueAt(search, "properties") ?? {}).map((name) => name.toLowerCase()),
  );
  if (!members.has("authoptions") && !members.has("disablelocalauth")) {
    return isUnknown(search, `${search.name}: what it accepts is not in the evidence`, { path });
  }
  return fails(search, `${search.name} takes keys only`, {
    path,
    expected: "aadOrApiKey, or disableLocalAuth",
    actual: "apiKeyOnly",
    fix: settingFix({
      resourceId: search.id,
      path,
      value: { aadOrApiKey: { aadAuthFailureMode: "http401WithBearerChallenge" } },
      phase: "rbac-mode",
      az: tokensCommand(search),
      terraform: `authentication_failure_mode = "http401WithBearerChallenge"`,
    }),
  });
}
