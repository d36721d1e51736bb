import type { Command } from "commander";
import { hostsLines } from "../hosts-lines.ts";
import { probeHosts } from "../probe-hosts.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import { plainText } from "../report/plain-text.ts";
import { verify } from "../verify.ts";
import { addEvidenceOptions, type EvidenceArguments, readCase } from "./evidence-options.ts";
import { type OutputArguments, writeOutput } from "./write-output.ts";

/** `hosts`: the lines of a hosts file, and whether this machine finds the hosts. */
export function addHostsCommand(program: Command): void {
  addEvidenceOptions(
    program
      .command("hosts")
      .description("lines for the hosts file of a machine that comes in by VPN")
      .option(
        "--check",
        "look whether this machine finds the hosts at their private addresses; ends with 0 or 1",
      ),
  ).action(async (given: EvidenceArguments & OutputArguments & { readonly check?: boolean }) => {
    const { evidence, options } = await readCase(given);
    const lines = hostsLines(evidence).map((line) => `${line}\n`);
    if (lines.length === 0) {
      process.stderr.write(
        "The evidence shows no address of a private endpoint; read it with --vnet, or add az network private-endpoint list and nic list.\n",
      );
      process.exitCode = 3;
      return;
    }
    if (given.check !== true) {
      await writeOutput(lines.join(""), given);
      return;
    }
    const findings = verify(await probeHosts(evidence), options).filter(
      ({ ruleId }) => ruleId === "D11",
    );
    const found = findings.map(
      ({ status, message }) => `# ${status === "pass" ? "ok" : status}: ${plainText(message)}\n`,
    );
    await writeOutput([...lines, ...found].join(""), given);
    process.exitCode = exitCodeOf(findings, { strict: true });
  });
}
