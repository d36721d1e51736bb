import { canary, type Attack, type AttackClass } from "./attack.test.fixture.ts";
import { chat } from "./chat-request.test.fixture.ts";

const attacks: readonly Attack[] = [
  {
    id: "G01",
    name: "nothing secret of a request is logged",
    attack: (target) =>
      chat(target, {
        question: `${canary} question`,
        headers: [
          ["Cookie", `session=${canary}`],
          ["X-Canary", canary],
          ["User-Agent", canary],
        ],
      }),
    // what was searched for is said in the answer
    expected: { status: 200, mayRepeat: true, check: ({ target }) => notLogged(target.output()) },
  },
  {
    id: "G01",
    name: "nothing of a refused request is logged",
    attack: (target) =>
      chat(target, { body: `{"messages":"${canary}"}`, headers: [["api-key", canary]] }),
    expected: { status: 400, check: ({ target }) => notLogged(target.output()) },
  },
  ...(
    [
      ["line breaks", "%0d%0a%7B%22level%22%3A%22forged%22%7D"],
      ["escapes of a terminal", "%1b%5b2J%1b%5b31mforged"],
      ["an encoding that is none", "%ff%fe%zz"],
    ] as const
  ).map(([what, path]): Attack => ({
    id: "G03",
    name: `${what} in an address make no line of the log`,
    attack: (target) => chat(target, { path: `/openai/deployments/${path}/chat/completions` }),
    expected: {
      status: [400, 404],
      check({ target }) {
        const output = target.output();
        // oxlint-disable-next-line no-control-regex -- it is what must not be there
        if (/^.*"level":"forged"/m.test(output) || /\u001B/.test(output)) throw new Error("forged");
        if (target.app === "koa-api") {
          for (const line of output.trim().split("\n")) JSON.parse(line);
        }
      },
    },
  })),
  {
    id: "G05",
    name: "names that callers choose are not those of metrics",
    apps: ["koa-api"],
    attack: async (target) => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          chat(target, {
            path: `/openai/deployments/made-up-${i}/chat/completions`,
            method: i % 2 ? "POST" : `MKCOL`,
          }),
        ),
      );
      const port = /"event":"metrics","port":(\d+)/.exec(target.output())?.[1];
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      if (/made-up|MKCOL/.test(metrics)) throw new Error("they are");
      return answers;
    },
    expected: { status: [400, 404, 405] },
  },
];

function notLogged(output: string): void {
  if (output.includes(canary)) throw new Error(`it was logged: ${output.slice(-500)}`);
}

/** What is written down. */
export const logAttacks: AttackClass = { letter: "G", name: "logs and metrics", attacks };
