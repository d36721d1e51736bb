import type { Attack, AttackClass } from "./attack.test.fixture.ts";
import { chat } from "./chat-request.test.fixture.ts";
import { azure } from "./contoso.test.fixture.ts";
import { withFault } from "./with-fault.test.fixture.ts";

const model = { host: "contoso.openai.azure.com", path: /\/chat\/completions$/, times: 2 } as const;
const modelUrl = `${azure.openaiEndpoint}/openai/deployments/${azure.deployment}/chat/completions`;

const attacks: readonly Attack[] = [
  {
    id: "S02",
    name: "no byte of a stream comes before the decision",
    attack: (target) => chat(target, { token: "", members: { stream: true } }),
    expected: {
      status: 401,
      check({ answers: [answer] }) {
        if (answer?.headers["content-type"]?.includes("event-stream")) throw new Error("it began");
      },
    },
  },
  {
    id: "S02",
    name: "a refused filter refuses a stream before it begins",
    attack: (target) =>
      chat(target, { members: { stream: true }, parameters: { filter: "true) or (true" } }),
    expected: { status: 400 },
  },
  {
    id: "S03",
    name: "a stream of single bytes comes out whole",
    attack: (target) =>
      withFault(target, { ...model, bytesPerSecond: 6000 }, modelUrl, () =>
        chat(target, { members: { stream: true } }),
      ),
    expected: {
      status: 200,
      check({ answers: [answer] }) {
        if (!/data: \[DONE\]\s*$/.test(answer?.text ?? "")) throw new Error("it did not");
      },
    },
  },
];

/** Answers that come bit by bit. */
export const streamAttacks: AttackClass = { letter: "S", name: "streams", attacks };
