import { canary, type Expected, type Found } from "./attack.test.fixture.ts";
import { ids, sentences } from "./contoso.test.fixture.ts";
import type { Answer } from "./raw-http.test.fixture.ts";
import type { Target } from "./target.test.fixture.ts";

/** Everything that is not as it has to be, in words; nothing where the attack was in vain. */
export function judge(expected: Expected, found: Found): readonly string[] {
  const { answers, requests, target } = found;
  const statuses = [expected.status].flat();
  const { upstream = statuses.includes(200) ? "allowed" : "none" } = expected;
  return [
    ...answers.flatMap((answer) => judgeAnswer(expected, statuses, answer)),
    ...answers.flatMap((answer) => judgeSecrets(target, answer, expected)),
    ...(upstream === "none" ? requests.map(({ url }) => `it asked ${url}`) : []),
    ...judgeRequests(found),
    ...checked(expected, found),
  ];
}

/** What Ada may not see: what others may read, who they are, and what the server is. */
export function secretsOf({ emulator }: Target): readonly string[] {
  return [
    sentences.sales,
    sentences.nobody,
    sentences.foreignIndex,
    "888 euros",
    ids.finance,
    ids.sales,
    ids.principal,
    emulator.env()["IDENTITY_HEADER"] ?? "",
  ];
}

function checked({ check }: Expected, found: Found): readonly string[] {
  try {
    check?.(found);
    return [];
  } catch (error) {
    return [String(error)];
  }
}

function judgeAnswer(
  { code, challenge }: Expected,
  statuses: readonly number[],
  answer: Answer,
): readonly string[] {
  const { status, text, headers } = answer;
  if (!statuses.includes(status)) {
    return [`it answered ${status}, not ${statuses.join(" or ")}: ${text.slice(0, 400)}`];
  }
  if (status < 400 || text === "") return [];
  const faults: string[] = [];
  if (headers["content-type"]?.startsWith("application/json") === true) {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    if (typeof error?.message !== "string") faults.push(`it refused in a form of its own: ${text}`);
    if (code !== undefined && error?.code !== code)
      faults.push(`the code is ${String(error?.code)}`);
  } else if (!(headers["content-type"] ?? "text/plain").startsWith("text/plain")) {
    faults.push(`it refused with ${headers["content-type"]}`);
  }
  if (/node_modules|node:internal|\/src\/|\.ts:\d| {4}at /.test(text))
    faults.push(`a stack: ${text}`);
  const challenged = challengeOf(answer);
  if (challenge !== undefined && challenged !== challenge)
    faults.push(`it challenged ${challenged}`);
  return faults;
}

/** The error that a challenge names, or `undefined` without a challenge. */
function challengeOf({ headers }: Answer): string | undefined {
  const challenge = headers["www-authenticate"];
  if (challenge === undefined || !challenge.startsWith("Bearer")) return undefined;
  return /error="(\w+)"/.exec(challenge)?.[1] ?? "";
}

function judgeSecrets(
  target: Target,
  { raw }: Answer,
  { mayShow = [], mayRepeat = false }: Expected,
): readonly string[] {
  const hidden = secretsOf(target).filter((secret) => !mayShow.includes(secret));
  return [
    ...[...hidden, ...(mayRepeat ? [] : [canary])]
      .filter((secret) => raw.includes(secret))
      .map((secret) => `it told ${secret}: ${raw.slice(-400)}`),
    // a token of whomever
    ...(/eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./.test(raw) ? ["it told a token"] : []),
  ];
}

/** Whatever was tried: nobody outside is asked, and nothing of the caller's identity goes on. */
function judgeRequests({ requests }: Found): readonly string[] {
  return requests.flatMap(({ service, headers, url }) => {
    const sent = JSON.stringify(headers);
    const names = ["api-key", "ocp-apim-subscription-key", "cookie"];
    const owners = [...sent.matchAll(/eyJ[\w-]+\.([\w-]+)\.[\w-]+/g)].map(
      ([, payload = ""]) =>
        (JSON.parse(Buffer.from(payload, "base64url").toString()) as { oid?: string }).oid,
    );
    return [
      ...(service === "unknown" || service === "outside" ? [`it asked ${url}`] : []),
      ...names.filter((name) => name in headers).map((name) => `${name} went on to ${url}`),
      ...(sent.includes(canary) ? [`a header went on to ${url}`] : []),
      ...owners
        .filter((owner) => owner !== ids.principal)
        .map((owner) => `the token of ${String(owner)} went on to ${url}`),
    ];
  });
}
