import type { Migration } from "./plan-migration.ts";

/** What a person has to know and do, in Markdown. Names of settings are in it, and no value of a key. */
export function formatGuide({ app, dataSource, settings, target }: Migration): string {
  const unknown = settings.filter(({ value }) => value === undefined);
  const missing = unknown.filter(({ optional }) => !optional).map(({ name }) => name);
  const path = `/openai/deployments/${app.openai.deployment ?? "<deployment>"}/chat/completions`;
  const audience = `api://${app.clientId ?? "<client id>"}`;
  const sections: readonly (readonly [title: string, text: string])[] = [
    [
      "On the server",
      `\`entrim.env\` has the settings of \`apps/${target === "chat" ? "express-chat" : "koa-api"}\`${
        missing.length === 0 ? "" : `; fill in ${list(missing)}`
      }. \`roles.sh\` makes the identity and gives it what it needs. After that \`npx @entrim/rbac-verifier\` says what is missing, and which roles only the retired service needed.`,
    ],
    ["Documents", `${documents(app.search.groupField)}\n\n${citations(app.search.keyField)}`],
    [
      "On the clients",
      `| | before | now |
| --- | --- | --- |
| base URL | \`${app.openai.endpoint ?? `https://<name>.${app.cloud.openai.hostSuffix}`}\` | the address of your server |
| path | \`${path}\` | the same, any api-version |
| token scope | \`${app.cloud.openai.audience}/.default\` | \`${audience}/access_as_user\` |
| whose token | any, also a server's own | that of the person who asks; a server passes on what it was given, or gets one on the person's behalf |
| \`api-key\` | worked | is refused |
| \`filter\` | the only trimming, sent by the client | may narrow further; the server adds the groups of the person by itself |

A request may go on naming its source as below, or leave it out. Another endpoint or index than the server's is refused.

\`\`\`json
${JSON.stringify(dataSource, undefined, 2)}
\`\`\``,
    ],
    ...(app.keys.length === 0
      ? []
      : [
          [
            "Keys",
            `${list(app.keys)}: nothing reads ${app.keys.length === 1 ? "it" : "them"} any more, and the server does not start with one. Take them out of the settings, then make the keys void: regenerate them, and switch local authentication off.`,
          ] as const,
        ]),
    ...(app.left.length === 0
      ? []
      : [
          [
            "What nothing takes the place of",
            app.left.map(({ names, why }) => `- ${list(names)}: ${why}.`).join("\n"),
          ] as const,
        ]),
    ...(app.unknown.length === 0
      ? []
      : [["Not of On Your Data, and left alone", `${list(app.unknown)}.`] as const]),
  ];
  return `# From Azure OpenAI On Your Data to entrim\n${sections
    .map(([title, text]) => `\n## ${title}\n\n${text}\n`)
    .join("")}`;
}

function documents(groupField: string | undefined): string {
  if (groupField === undefined) {
    return 'The previous app trimmed nothing: everybody was answered from every document. The index needs a field with the ids of the groups that may read a document, `{"name": "group_ids", "type": "Collection(Edm.String)", "filterable": true, "retrievable": true}`; it can be added to an index in place, and `@entrim/ingestion` fills it. A document without groups is seen by nobody.';
  }
  return `The field \`${groupField}\` holds the groups, as before. It must be filterable and retrievable. The previous app computed a filter on it and, since May 2024, did not send it: people may find less than they did, which is right. A document without groups is seen by nobody.`;
}

function citations(keyField: string | undefined): string {
  const opened =
    "A citation opens its passage for whoever may read it, if `AZURE_SEARCH_KEY_FIELD` names the key of the index and that is filterable and retrievable";
  return keyField === undefined
    ? `${opened}. The previous app did not say which field it is; the definition of the index does (\`"key": true\`).`
    : `${opened}. It was \`${keyField}\`.`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
