import type { Attack, AttackClass, Expected } from "./attack.test.fixture.ts";
import { canary } from "./attack.test.fixture.ts";
import { chatBody, type Headers } from "./chat-request.test.fixture.ts";
import { ids } from "./contoso.test.fixture.ts";
import type { Answer, RawRequest } from "./raw-http.test.fixture.ts";
import type { Target } from "./target.test.fixture.ts";

/** To sign in takes Entra; what is refused after that asks for no document and no answer. */
const askedNothing: Pick<Expected, "upstream" | "check"> = {
  upstream: "allowed",
  check({ requests }) {
    const asked = requests.filter(({ service }) => service === "search" || service === "openai");
    if (asked.length > 0) throw new Error(`it asked ${asked.map(({ url }) => url).join()}`);
  },
};
const crossSite: Expected = { status: 403, code: "CROSS_SITE", ...askedNothing };
const unsupported: Expected = { status: 415, ...askedNothing };
const ended: Expected = { status: 401, code: "SESSION_ENDED" };

/** What a browser would send back of the cookies that an answer sets. */
function cookiesOf({ headers }: Answer): string {
  const set = (headers["set-cookie"] ?? "").split("\n").filter((text) => !/max-age=0/i.test(text));
  return set.map((text) => text.split(";")[0]).join("; ");
}

/** Signs Ada in as a browser would, with cookies that it may have before. */
export async function signIn(target: Target, before = ""): Promise<string> {
  const begun = await target.send({ path: "/auth/sign-in", headers: cookie(before) });
  const page = begun.headers["location"] ?? "";
  const picked = await fetch(page, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "same-origin",
    },
    body: new URLSearchParams({ user: ids.ada }).toString(),
  });
  const { pathname, search } = new URL(picked.headers.get("location") ?? "");
  const jar = [before, cookiesOf(begun)].filter(Boolean).join("; ");
  const back = await target.send({ path: pathname + search, headers: cookie(jar) });
  return cookiesOf(back);
}

/** The header of cookies; none for none. */
export function cookie(text: string): Headers {
  return text === "" ? [] : [["Cookie", text]];
}

/** A request of the page's own. */
function ask(
  { origin }: Target,
  session: string,
  changed: Readonly<Record<string, string | undefined>> = {},
): RawRequest {
  const headers = Object.entries({
    Cookie: session,
    Origin: origin,
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/json",
    "X-Requested-By": "page",
    ...changed,
  });
  return {
    method: "POST",
    path: "/chat",
    headers: headers.flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
    body: chatBody({ members: { data_sources: undefined } }),
  };
}

const page = (id: string, name: string, attack: Attack["attack"], expected: Expected): Attack => ({
  id,
  name,
  apps: ["express-chat"],
  attack,
  expected,
});

/** With a good session, from somewhere else than the page. */
const elsewhere = (
  name: string,
  changed: Readonly<Record<string, string | undefined>>,
  expected: Expected = crossSite,
): readonly Attack[] => [
  page(
    "W01",
    `a question ${name} is refused`,
    async (target) => target.send(ask(target, await signIn(target), changed)),
    expected,
  ),
  page(
    "W01",
    `a sign-out ${name} is refused`,
    async (target) =>
      target.send({ ...ask(target, await signIn(target), changed), path: "/auth/sign-out" }),
    expected,
  ),
];

const attacks: readonly Attack[] = [
  page(
    "W00",
    "the page itself is answered, so that what follows proves something",
    async (target) => target.send(ask(target, await signIn(target))),
    { status: 200 },
  ),
  ...elsewhere("of another origin", { Origin: "https://evil.example" }),
  ...elsewhere("of no origin", { Origin: undefined }),
  ...elsewhere("of the origin null", { Origin: "null" }),
  ...elsewhere("of an origin that looks alike", { Origin: "http://localhost.evil.example" }),
  ...elsewhere("from another site, as the browser says", { "Sec-Fetch-Site": "cross-site" }),
  ...elsewhere("from a neighbour, as the browser says", { "Sec-Fetch-Site": "same-site" }),
  ...elsewhere("without the page's header", { "X-Requested-By": undefined }),
  ...elsewhere("in a form", { "Content-Type": "text/plain" }, unsupported),
  ...elsewhere(
    "in a form of JSON",
    { "Content-Type": "application/x-www-form-urlencoded" },
    unsupported,
  ),
  ...elsewhere(
    "in a form with parts",
    { "Content-Type": "multipart/form-data; boundary=application/json" },
    unsupported,
  ),
  page(
    "W01",
    "a question by GET is none",
    async (target) =>
      target.send({ ...ask(target, await signIn(target)), method: "GET", body: "" }),
    { status: 404, ...askedNothing },
  ),
  page(
    "W01",
    "the session counts for nothing where programs ask",
    async (target) =>
      target.send({
        ...ask(target, await signIn(target)),
        path: "/openai/deployments/gpt-4.1/chat/completions",
      }),
    { status: 401, ...askedNothing },
  ),
  page(
    "W01",
    "a token counts for nothing where the page asks",
    async (target) =>
      target.send(ask(target, "", { Authorization: `Bearer ${await target.token("ada")}` })),
    ended,
  ),
  page("W02", "the page runs nothing but its own files", (target) => target.send({ path: "/" }), {
    status: 200,
    check({ answers: [answer] }) {
      const policy = answer?.headers["content-security-policy"] ?? "";
      if (!policy.includes("script-src 'self'") || policy.includes("unsafe"))
        throw new Error(policy);
    },
  }),
  ...[
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/%09/evil.example",
  ].flatMap((address) =>
    ["post_login_redirect_uri", "returnTo", "next", "redirect_uri"].map((name) =>
      page(
        "W03",
        `a sign-in with ${name} leads to Entra and not to ${address}`,
        (target) => target.send({ path: `/auth/sign-in?${name}=${encodeURIComponent(address)}` }),
        {
          status: 302,
          upstream: "allowed",
          check({ answers: [answer], target }) {
            const to = new URL(answer?.headers["location"] ?? "");
            const redirect = to.searchParams.get("redirect_uri");
            if (to.hostname !== "127.0.0.1" || redirect !== `${target.origin}/auth/redirect`)
              throw new Error(to.href);
          },
        },
      ),
    ),
  ),
  ...["?code=stolen&state=x", "?error=%3Cscript%3Ealert(1)%3C/script%3E", "?code=x", ""].map(
    (query) =>
      page(
        "W04",
        `an answer of Entra's that nobody asked for (${query.slice(0, 24)}) signs nobody in`,
        (target) => target.send({ path: `/auth/redirect${query}` }),
        {
          status: 302,
          upstream: "none",
          check({ answers: [answer] }) {
            if (!/^\/\?problem=\w+$/.test(answer?.headers["location"] ?? ""))
              throw new Error(answer?.raw);
            if (/entrim-session=[^;]/.test(answer?.headers["set-cookie"] ?? ""))
              throw new Error("signed in");
          },
        },
      ),
  ),
  page(
    "W05",
    "an id from before the sign-in is not the one after",
    async (target) => {
      const planted = `entrim-session=${canary}`;
      const session = await signIn(target, planted);
      if (session.includes(canary)) throw new Error("the planted id lives on");
      return target.send(ask(target, planted));
    },
    { ...ended, upstream: "allowed" },
  ),
  page(
    "W05",
    "a session that is over stays over",
    async (target) => {
      const session = await signIn(target);
      await target.send({ ...ask(target, session), path: "/auth/sign-out" });
      return target.send(ask(target, session));
    },
    { ...ended, upstream: "allowed" },
  ),
  ...["", "x", "__proto__", "a".repeat(8000), "../../etc/passwd", "%00"].map((id) =>
    page(
      "W05",
      `a made-up id (${id.slice(0, 16)}) is no session`,
      (target) => target.send(ask(target, `entrim-session=${id}`)),
      ended,
    ),
  ),
  page(
    "W05",
    "the cookie is out of reach for scripts and other sites",
    (target) => target.send({ path: "/auth/sign-in" }),
    {
      status: 302,
      upstream: "allowed",
      check({ answers: [answer] }) {
        const set = answer?.headers["set-cookie"] ?? "";
        if (!/HttpOnly/i.test(set) || !/SameSite=Lax/i.test(set)) throw new Error(set);
      },
    },
  ),
  ...["/", "/auth/sign-in", "/nowhere", "/page/chat.js"].map((path) =>
    page(
      "W06",
      `${path} is not framed, and is what it says it is`,
      (target) => target.send({ path }),
      {
        status: [200, 302, 404],
        upstream: "allowed",
        check({ answers: [answer] }) {
          const { headers = {} } = answer ?? {};
          if (headers["x-content-type-options"] !== "nosniff") throw new Error("no nosniff");
          if (!headers["content-security-policy"]?.includes("frame-ancestors 'none'"))
            throw new Error("framed");
        },
      },
    ),
  ),
  page(
    "W07",
    "nobody on the way keeps who somebody is",
    async (target) => target.send({ path: "/session", headers: cookie(await signIn(target)) }),
    {
      status: 200,
      check({ answers: [answer] }) {
        if (answer?.headers["cache-control"] !== "no-store") throw new Error("it may be kept");
      },
    },
  ),
];

/** Browsers that are led to do what nobody wanted. */
export const pageAttacks: AttackClass = { letter: "W", name: "the chat page", attacks };
