import type { Attack, AttackClass } from "./attack.test.fixture.ts";
import { chat } from "./chat-request.test.fixture.ts";
import { sentences } from "./contoso.test.fixture.ts";
import { cookie, signIn } from "./page-attacks.test.fixture.ts";

const attacks: readonly Attack[] = [
  {
    id: "C01",
    name: "the same question of two people has two answers",
    attack: async (target) => [await chat(target), await chat(target, { person: "bob" })],
    expected: {
      status: 200,
      mayShow: [sentences.sales],
      check({ answers: [ada, bob] }) {
        if (ada?.text.includes("64 euros") || bob?.text.includes("91 euros"))
          throw new Error("shared");
      },
    },
  },
  {
    id: "C03",
    name: "a document of others is not there",
    apps: ["koa-api"],
    attack: (target) =>
      chat(target, { method: "GET", body: "", path: "/documents/documents/sales" }),
    expected: { status: 404, upstream: "allowed" },
  },
  ...["nobody", "..%2Fboard", "%00", "sales' or true or '", "a".repeat(2000)].map(
    (key): Attack => ({
      id: "C03",
      name: `a document named ${JSON.stringify(key.slice(0, 24))} is not there`,
      apps: ["koa-api"],
      attack: (target) =>
        chat(target, {
          method: "GET",
          body: "",
          path: `/documents/documents/${key.replaceAll(" ", "%20")}`,
        }),
      expected: { status: [400, 404], upstream: "allowed" },
    }),
  ),
  {
    id: "C03",
    name: "a document of another index is not there",
    apps: ["koa-api"],
    attack: (target) => chat(target, { method: "GET", body: "", path: "/documents/board/board" }),
    expected: { status: 404 },
  },
  ...["documents/sales", "documents/nobody", "documents/..%2Fboard", "board/board"].map(
    (passage): Attack => ({
      id: "C03",
      name: `the passage ${passage} is not there for a session`,
      apps: ["express-chat"],
      async attack(target) {
        const headers = cookie(await signIn(target));
        return target.send({ path: `/documents/${passage}`, headers });
      },
      expected: { status: 404, upstream: "allowed" },
    }),
  ),
  {
    id: "C03",
    name: "a passage is not shown for a token without a session",
    apps: ["express-chat"],
    attack: (target) =>
      chat(target, { method: "GET", body: "", path: "/documents/documents/sales" }),
    expected: { status: 401, code: "SESSION_ENDED" },
  },
  {
    id: "C04",
    name: "sixty questions of four people at once have each their own answer",
    attack: async (target) => {
      const people = ["ada", "bob", "nina", "mia"] as const;
      const asked = Array.from({ length: 60 }, (_, i) => people[i % 4] ?? "ada");
      const answers = await Promise.all(asked.map((person) => chat(target, { person })));
      for (const [i, { text, status }] of answers.entries()) {
        if (status !== 200) throw new Error(`${asked[i]}: ${status}`);
        const mayRead = asked[i] === "bob" ? "64 euros" : asked[i] === "nina" ? "" : "91 euros";
        for (const amount of ["64 euros", "91 euros"]) {
          if (text.includes(amount) && amount !== mayRead) throw new Error(`${asked[i]}: ${text}`);
        }
        if (!text.includes(mayRead)) throw new Error(`${asked[i]}: ${text}`);
      }
      return answers;
    },
    expected: { status: 200, mayShow: [sentences.sales] },
  },
  {
    id: "C07",
    name: "a document of others and one that is not there are answered alike",
    apps: ["koa-api"],
    attack: async (target) => {
      const of = (key: string) =>
        chat(target, { method: "GET", body: "", path: `/documents/documents/${key}` });
      const [hidden, absent] = [await of("sales"), await of("zales")];
      if (hidden.text !== absent.text) throw new Error(`${hidden.text} is not ${absent.text}`);
      return [hidden, absent];
    },
    expected: { status: 404, upstream: "allowed" },
  },
];

/** What people share: a process, its caches, its documents. */
export const sharingAttacks: AttackClass = {
  letter: "C",
  name: "what people share",
  attacks,
};
