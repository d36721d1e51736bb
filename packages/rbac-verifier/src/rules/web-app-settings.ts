import type { Resource } from "../evidence/evidence.ts";
import { resourceGroupOf } from "../evidence/resource-id.ts";
import { wordAt } from "../evidence/read-path.ts";
import { shellWord } from "../fix/shell-word.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import type { Rule } from "./rule.ts";
import { checkSetting } from "./setting.ts";
import { settingsOf, siteConfigOf } from "./web-app-config.ts";

const n = (site: Resource): string => `-n ${site.name} -g ${resourceGroupOf(site.id) ?? ""}`;

/** Names under which apps keep keys. */
const keySetting =
  /(openai|search|storage|cognitive|ai).*(api_?key|_key|account_?key|connection_?string)|^(openai_api_key|azure_client_secret)$|client_secret/i;

/** Family W: how the web app is set. */
export const webAppSettingsRules: readonly Rule[] = [
  {
    id: "W06",
    slug: "app-no-keys",
    title: "No setting of the web app holds a key.",
    why: "Whoever may read the settings has the key.",
    severity: ({ profile }) => (profile === "entrim" ? "error" : "warning"),
    blocks: [],
    stages: ["prod", "hardening"],
    check: about("webApp", (site, scene) => {
      const settings = settingsOf(site, scene);
      if (settings === undefined)
        return isUnknown(site, `the settings of ${site.name} were not read`);
      const names = [...settings]
        .filter(
          ([name, value]) => keySetting.test(name) && !value.startsWith("@Microsoft.KeyVault("),
        )
        .map(([name]) => name);
      // the value is never repeated
      return names.length === 0
        ? passes(site, `no setting of ${site.name} is named as a key`)
        : fails(
            site,
            `${names.join(", ")} of ${site.name} ${names.length === 1 ? "is" : "are"} named as a key`,
            {
              actual: names,
              fix: {
                phase: "keys-off",
                risk: "lockout",
                summary: `remove ${names.join(", ")} from ${site.name}`,
                az: `az webapp config appsettings delete ${n(site)} --setting-names ${names.map(shellWord).join(" ")}`,
              },
            },
          );
    }),
  },
  {
    id: "W07",
    slug: "app-endpoint",
    title: "The app is configured with the account's own name.",
    why: "A regional or a privatelink name takes no token, or has no certificate.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate"],
    check: (scene) => {
      const account = scene.resourceOf("openai");
      const site = scene.resourceOf("webApp");
      const endpoint =
        scene.evidence.targets.openaiEndpoint ??
        (site === undefined ? undefined : settingsOf(site, scene)?.get("AZURE_OPENAI_ENDPOINT"));
      const label = wordAt(account, "properties.customSubDomainName");
      if (account === undefined || label === undefined || endpoint === undefined) return [];
      const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : endpoint;
      const right = `${label}.${scene.cloud.openai.hostSuffix}`;
      return [
        host.startsWith(`${label}.`) && !host.includes("privatelink")
          ? passes(account, `the app asks ${host}`)
          : fails(account, `the app asks ${host}, not ${right}`, { actual: host }),
      ];
    },
  },
  {
    id: "W08",
    slug: "app-basics",
    title: "The web app is spoken to over TLS 1.2 only, and takes no files by FTP.",
    why: "A session is read on the way otherwise.",
    severity: ({ profile }) => (profile === "entrim" ? "warning" : "info"),
    blocks: [],
    check: about("webApp", (site, scene) => {
      const https = checkSetting(site, {
        path: "properties.httpsOnly",
        is: true,
        phase: "web-app",
        az: () => `az webapp update ${n(site)} --https-only true`,
        terraform: "https_only = true",
      });
      const old = wordAt(siteConfigOf(site, scene), "minTlsVersion") ?? "1.2";
      const ftp = wordAt(siteConfigOf(site, scene), "ftpsState") ?? "disabled";
      return [
        https,
        ...(old < "1.2"
          ? [
              fails(site, `${site.name} speaks TLS ${old}`, {
                expected: "1.2",
                actual: old,
                fix: {
                  phase: "web-app" as const,
                  risk: "none" as const,
                  summary: `let ${site.name} speak TLS 1.2 and newer`,
                  az: `az webapp config set ${n(site)} --min-tls-version 1.2`,
                },
              }),
            ]
          : []),
        ...(ftp === "allallowed"
          ? [
              fails(site, `${site.name} takes files by FTP, with passwords in clear text`, {
                actual: ftp,
                fix: {
                  phase: "web-app" as const,
                  risk: "none" as const,
                  summary: `turn FTP of ${site.name} off`,
                  az: `az webapp config set ${n(site)} --ftps-state Disabled`,
                },
              }),
            ]
          : []),
      ];
    }),
  },
];
