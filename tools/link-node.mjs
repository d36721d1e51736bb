// Puts the Node that package-lock.json pins first on the PATH of every npm script, where the
// machine's own is too old to run TypeScript sources (older than 22.18).
//
// npm >= 11.6 links it by itself; npm 10 drops the link again while it removes the packages of the
// other platforms, and on Windows only an .exe beside the .cmd shims is picked up by all of them.
// Never fails: without the link the Node that runs npm is used.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, linkSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const modules = join(dirname(fileURLToPath(import.meta.url)), "..", "node_modules");
const { platform, arch } = process;
const name = `${platform === "darwin" && arch === "arm64" ? "node-bin" : "node"}-${platform === "win32" ? "win" : platform}-${arch}`;
const executable = platform === "win32" ? "node.exe" : "node";
const from = join(modules, name, "bin", executable);
const to = join(modules, ".bin", executable);

// npm_node_execpath is the Node that npm itself was started with; under `npm run npm -- install`
// that is the pinned one, which says nothing about the machine.
const npmNode = process.env.npm_node_execpath ?? process.execPath;
const own = execFileSync(npmNode, ["--version"], { encoding: "utf8" }).trim();
const [major, minor] = own.slice(1).split(".").map(Number);
const pinIsNeeded = major < 22 || (major === 22 && minor < 18);
const npmRunsOnPin = realpathSync(npmNode).startsWith(realpathSync(modules));

try {
  rmSync(to, { force: true });
  if ((pinIsNeeded || npmRunsOnPin) && existsSync(from)) {
    const pinned = execFileSync(from, ["--version"], { encoding: "utf8" }).trim(); // throws on musl
    if (platform !== "win32") symlinkSync(relative(dirname(to), from), to);
    else
      try {
        linkSync(from, to);
      } catch {
        copyFileSync(from, to);
      }
    if (pinIsNeeded) console.log(`entrim: npm scripts here run on Node ${pinned}, not ${own}`);
  }
} catch (error) {
  rmSync(to, { force: true });
  console.warn(
    `entrim: the pinned Node is not usable here (${error.code ?? error.message}); using ${own}`,
  );
}
