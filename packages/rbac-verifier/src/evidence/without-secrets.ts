/** Members that are named as a secret, wherever they stand; `aadOrApiKey` of AI Search is none. */
const secretName =
  /passw(?:or)?d|passphrase|secret|(?:access|account|admin|(?<!aador)api|auth|authorization|function|host|master|primary|private|secondary|shared|signing|subscription)[-_]?keys?$|connection[-_]?string|^key[12]?$|(?:access|auth|bearer|id|refresh|sas)[-_]?token$|^(?:token|hint|sas|authorization|cookie)$/i;

/** Text that is a secret by its form, whatever it is called. */
const secretText = new RegExp(
  [
    // connection strings, and addresses with a signature, a code or a password
    String.raw`(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|client_secret|api-key|subscription-key|sig|code)=[^;&\s]{4,}`,
    String.raw`://[^/\s:@]+:[^/\s@]+@`,
    // tokens
    String.raw`\beyJ[\w-]{8,}\.[\w-]{8,}`,
    String.raw`^Bearer \S`,
    String.raw`BEGIN [A-Z ]*PRIVATE KEY`,
    // keys of storage accounts, of AI Search, and of other services
    String.raw`(?<![A-Za-z\d+/])[A-Za-z\d+/]{86}==`,
    String.raw`\b[A-Za-z\d]{42}AzSe[A-D][A-Za-z\d]{5}\b`,
    String.raw`[A-Za-z\d]{52}JQQJ9[A-Za-z\d]{10,}`,
  ].join("|"),
  "i",
);

/** Lists whose entries have values that may be anything. */
const settings = /^(?:appSettings|connectionStrings|environmentVariables)$/i;

/**
 * JSON without secrets: without what is named as one and all that stands in it, without the values of settings,
 * and without text that has the form of one. Lists of objects keep their length, which rules go by.
 */
export function withoutSecrets(value: unknown): unknown {
  return strip(value, { isSecret: false, isSetting: false });
}

interface Place {
  /** Whether it stands in a member that is named as a secret. */
  readonly isSecret: boolean;
  /** Whether it is an entry of a list of settings. */
  readonly isSetting: boolean;
}

function strip(value: unknown, place: Place): unknown {
  if (typeof value === "string") {
    return place.isSecret || secretText.test(value) ? undefined : value;
  }
  if (typeof value === "number") return place.isSecret ? undefined : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((entry) => strip(entry, place)).filter((entry) => entry !== undefined);
  }
  // a pair, as { "name": "API_KEY", "value": "…" }
  const names: readonly unknown[] = [Reflect.get(value, "name"), Reflect.get(value, "key")];
  const isPair = names.some((name) => typeof name === "string" && secretName.test(name));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const isValue = /^value$/i.test(name) && (isPair || place.isSetting);
      const stripped: unknown = strip(member, {
        isSecret: place.isSecret || isValue || secretName.test(name),
        isSetting: settings.test(name),
      });
      return stripped === undefined ? [] : [[name, stripped]];
    }),
  );
}
