import { expectedOf, isFor, type AttackClass } from "./attack.test.fixture.ts";
import type { AppName } from "./target.test.fixture.ts";

/** How many attacks of a class there are, and what comes of them. */
export interface Summary {
  readonly letter: string;
  readonly name: string;
  /** Of the threat model's numbers. */
  readonly threats: number;
  readonly tried: Readonly<Record<AppName, number>>;
  /** Answered with an error, or not at all. */
  readonly refused: number;
  /** Answered as if nothing had been tried. */
  readonly inVain: number;
  /** The one or the other, for either would do. */
  readonly either: number;
}

/** Counts the attacks of a class, on both servers together where nothing else is said. */
export function summarizeAttacks({ letter, name, attacks }: AttackClass): Summary {
  const on = (app: AppName) => attacks.filter((attack) => isFor(attack, app));
  const outcomes = (["express-chat", "koa-api"] as const).flatMap((app) =>
    on(app).map((attack) => outcomeOf([expectedOf(attack, app).status].flat())),
  );
  const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length;
  return {
    letter,
    name,
    // 00 is what is let in, so that the rest proves something
    threats: new Set(attacks.map(({ id }) => id).filter((id) => !id.endsWith("00"))).size,
    tried: { "express-chat": on("express-chat").length, "koa-api": on("koa-api").length },
    refused: count("refused"),
    inVain: count("in vain"),
    either: count("either"),
  };
}

/** Also no answer at all. */
function isRefusal(status: number): boolean {
  return status === 0 || status >= 400;
}

function outcomeOf(statuses: readonly number[]): "refused" | "in vain" | "either" {
  if (statuses.every(isRefusal)) return "refused";
  return statuses.some(isRefusal) ? "either" : "in vain";
}
