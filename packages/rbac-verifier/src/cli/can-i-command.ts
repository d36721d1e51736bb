import type { Command } from "commander";
import { canI, type CanIAnswer } from "../can-i.ts";
import { plainText } from "../report/plain-text.ts";
import { edges } from "../rules/edges.ts";
import type { VerifyOptions } from "../verify.ts";
import { addEvidenceOptions, type EvidenceArguments, readCase } from "./evidence-options.ts";
import { type OutputArguments, writeOutput } from "./write-output.ts";

/** `can-i`: whether somebody may do something, and by which assignments. */
export function addCanICommand(program: Command): void {
  addEvidenceOptions(
    program
      .command("can-i")
      .description(
        "whether a principal may do what a step needs; ends with 0 for yes, 1 for no, 3 where that is not known",
      )
      .argument("<principal>", "object id in Entra, not a client id")
      .argument("<step>", "a step or the id of a rule, as app.retrieve or R10"),
  ).action(async (principal: string, step: string, given: EvidenceArguments & OutputArguments) => {
    if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(principal)) {
      program.error(
        `${plainText(principal)} is no object id; az ad sp show --id <client id> --query id shows that of an app`,
      );
    }
    const { evidence, options } = await readCase(given);
    const { profile } = options;
    const answers = canI(evidence, {
      principalId: principal,
      step,
      ...(profile === undefined ? {} : { profile }),
    });
    if (answers.length === 0) {
      program.error(
        `no role is about ${plainText(step)} in this set-up; use ${stepsOf(profile).join(", ")}`,
      );
    }
    await writeOutput(`${answers.flatMap(linesOf).join("\n")}\n`, given);
    if (answers.some(({ verdict }) => verdict === "no")) process.exitCode = 1;
    else if (answers.some(({ verdict }) => verdict !== "yes")) process.exitCode = 3;
  });
}

function linesOf({ verdict, message, grantedBy, deniedBy }: CanIAnswer): readonly string[] {
  const word = verdict === "yes" || verdict === "no" ? verdict : "not known";
  return [
    `${word}: ${plainText(message)}`,
    ...grantedBy.map(
      ({ role, scope, via, assignmentId }) =>
        `  ${plainText(role)} at ${scope} (${via})\n    ${assignmentId}`,
    ),
    ...deniedBy.map((name) => `  denied by ${plainText(name)}`),
  ];
}

/** The steps of a profile that roles are about. */
function stepsOf(profile: VerifyOptions["profile"] = "entrim"): readonly string[] {
  const own = edges.filter(({ profiles }) => profiles.includes(profile));
  return [...new Set(own.flatMap(({ blocks }) => blocks))];
}
