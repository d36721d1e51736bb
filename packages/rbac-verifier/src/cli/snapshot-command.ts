import type { Command } from "commander";
import { formatSnapshot } from "../evidence/format-snapshot.ts";
import { probeHosts } from "../probe-hosts.ts";
import { addEvidenceOptions, type EvidenceArguments, readCase } from "./evidence-options.ts";
import { type OutputArguments, writeOutput } from "./write-output.ts";

/** `snapshot`: keeps evidence in a file. */
export function addSnapshotCommand(program: Command): void {
  addEvidenceOptions(
    program
      .command("snapshot")
      .description("save what is read, without secrets, for --snapshot of other commands")
      .option("--probe", "with what this machine finds of the hosts; run it inside the network")
      .argument("<file>", "where to"),
  ).action(
    async (
      output: string,
      given: EvidenceArguments & OutputArguments & { readonly probe?: boolean },
    ) => {
      const { evidence } = await readCase(given);
      const complete = given.probe === true ? await probeHosts(evidence) : evidence;
      await writeOutput(formatSnapshot(complete), { ...given, output });
    },
  );
}
