import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attackClasses } from "./all-attacks.test.fixture.ts";
import { canary, expectedOf, isFor, type Attack, type Found } from "./attack.test.fixture.ts";
import { chat } from "./chat-request.test.fixture.ts";
import { judge, secretsOf } from "./judge.test.fixture.ts";
import { startTarget, type AppName, type Target } from "./target.test.fixture.ts";

/** What was tried, and with what it was answered. */
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
    await askWell(target);
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
          expect(judge(expectedOf(attack, app), found)).toEqual([]);
        },
        180_000,
      );

      it(`answers a good question after all ${letter} attacks, and told nothing secret to its log`, async () => {
        expect(await askWell(target)).toContain("91 euros");
        const output = target.output();
        expect([...secretsOf(target), canary].filter((secret) => output.includes(secret))).toEqual(
          [],
        );
        expect(output).not.toMatch(/eyJ[\w-]{20}/);
      });
    });
  }
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

async function askWell(target: Target): Promise<string> {
  const { status, text } = await chat(target);
  if (status !== 200) throw new Error(`a good question was answered with ${status}: ${text}`);
  return text;
}
