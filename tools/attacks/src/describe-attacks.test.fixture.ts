import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attackClasses } from "./all-attacks.test.fixture.ts";
import {
  canary,
  expectedOf,
  isFor,
  type Attack,
  type AttackClass,
  type Expected,
  type Found,
} from "./attack.test.fixture.ts";
import { chat } from "./chat-request.test.fixture.ts";
import { ids, sentences } from "./contoso.test.fixture.ts";
import type { Answer } from "./raw-http.test.fixture.ts";
import { startTarget, type AppName, type Target } from "./target.test.fixture.ts";

/** What was tried, and with what each request was answered. */
interface Outcome {
  readonly id: string;
  readonly name: string;
  readonly statuses: readonly number[];
}

/** Tries every attack on a server that is started once, and asks it a good question after each class. */
export function describeAttacks(app: AppName): void {
  const outcomes: Outcome[] = [];
  let target: Target;

  beforeAll(async () => {
    target = await startTarget(app);
    // from here on the server knows Entra's keys and has tokens of its own, so that what it asks is the attack's
    await expectGoodAnswer(target);
  });
  afterAll(async () => {
    await target.close();
    const reports = new URL("../reports/", import.meta.url);
    mkdirSync(reports, { recursive: true });
    writeFileSync(new URL(`${app}.json`, reports), `${JSON.stringify(outcomes, undefined, 2)}\n`);
  });

  for (const { letter, name, attacks } of attackClasses) {
    const tried = attacks.filter((attack) => isFor(attack, app));
    if (tried.length === 0) continue;
    describe(`${letter}: ${name}`, () => {
      it.each(tried.map((attack) => [`${attack.id} ${attack.name}`, attack] as const))(
        "%s",
        async (_, attack) => {
          const found = await carryOut(target, attack);
          const statuses = [...new Set(found.answers.map(({ status }) => status))];
          outcomes.push({ id: attack.id, name: attack.name, statuses });
          await expectOutcome(expectedOf(attack, app), found);
        },
        180_000,
      );

      it(`answers a good question after all ${letter} attacks, and told nothing secret to its log`, async () => {
        await expectGoodAnswer(target);
        const output = target.output();
        for (const secret of [...secretsOf(target), canary]) expect(output).not.toContain(secret);
        expect(output).not.toMatch(/eyJ[\w-]{20}/);
      });
    });
  }
}

/** How many attacks of a class there are for a server. */
export function countAttacks({ attacks }: AttackClass, app: AppName): number {
  return attacks.filter((attack) => isFor(attack, app)).length;
}

async function carryOut(target: Target, { attack }: Attack): Promise<Found> {
  const before = target.emulator.requests.length;
  const answers = [await attack(target)].flat();
  const requests = target.emulator.requests.slice(before).filter(({ url }) => !ofItsOwn.test(url));
  return { target, answers, requests };
}

/** What a server asks by itself from time to time: Entra's keys, and whether there are jobs to go on with. */
const ofItsOwn =
  /^https:\/\/login\.microsoftonline\.com\/[\w/.-]+\/(?:keys|openid-configuration)$|^https:\/\/contoso\.search\.windows\.net\/indexes\('entrim-ingestion-jobs'\)/;

async function expectOutcome(expected: Expected, found: Found): Promise<void> {
  const { answers, requests, target } = found;
  const { status, code, challenge, mayRepeat = false, mayShow = [], check } = expected;
  const statuses = [status].flat();
  const { upstream = statuses.includes(200) ? "allowed" : "none" } = expected;
  for (const answer of answers) {
    expect(statuses, answer.text.slice(0, 400)).toContain(answer.status);
    expectNoSecrets(target, answer, mayShow);
    if (!mayRepeat) expect(answer.raw).not.toContain(canary);
    if (answer.status < 400 || answer.text === "") continue;
    expectRefusalForm(answer);
    if (code !== undefined) {
      expect(JSON.parse(answer.text)).toMatchObject({ error: { code } });
    }
    if (challenge !== undefined) expect(challengeOf(answer)).toBe(challenge);
  }
  if (upstream === "none") expect(requests.map(({ url }) => url)).toEqual([]);
  expectCleanUpstream(found);
  await check?.(found);
}

/** Whatever was tried: nobody outside is asked, and nothing of the caller's identity goes on. */
function expectCleanUpstream({ requests }: Found): void {
  for (const { service, headers, url } of requests) {
    expect(service, url).not.toBe("unknown");
    expect(service, url).not.toBe("outside");
    const names = Object.keys(headers);
    for (const name of ["api-key", "ocp-apim-subscription-key", "cookie"]) {
      expect(names, url).not.toContain(name);
    }
    const sent = JSON.stringify(headers);
    expect(sent).not.toContain(canary);
    // whose token it is that goes on
    for (const [, payload = ""] of sent.matchAll(/eyJ[\w-]+\.([\w-]+)\.[\w-]+/g)) {
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
      expect(claims).toMatchObject({ oid: ids.principal });
    }
  }
}

/** Bodies that hold `{"error":{"code","message"}}`, with members of the service whose form it is; pages are text. */
function expectRefusalForm({ headers, text }: Answer): void {
  if (headers["content-type"]?.startsWith("application/json") !== true) {
    expect(headers["content-type"] ?? "text/plain").toMatch(/^text\/plain/);
    return;
  }
  const { error } = JSON.parse(text) as { error: { code: unknown; message: unknown } };
  expect(error).toMatchObject({ message: expect.any(String) });
  expect(text).not.toMatch(/node_modules|node:internal|\/src\/|\.ts:\d|    at /);
}

function expectNoSecrets(target: Target, { raw }: Answer, mayShow: readonly string[]): void {
  for (const secret of secretsOf(target)) {
    if (!mayShow.includes(secret)) expect(raw).not.toContain(secret);
  }
  // a token of whomever
  expect(raw).not.toMatch(/eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./);
}

/** What Ada may not see: what others may read, who they are, and what the server is. */
function secretsOf({ emulator }: Target): readonly string[] {
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

/** The error that a challenge names, or `undefined` without a challenge. */
function challengeOf({ headers }: Answer): string | undefined {
  const challenge = headers["www-authenticate"];
  if (challenge === undefined || !challenge.startsWith("Bearer")) return undefined;
  return /error="(\w+)"/.exec(challenge)?.[1] ?? "";
}

async function expectGoodAnswer(target: Target): Promise<void> {
  const answer = await chat(target);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.text).toContain("91 euros");
}
