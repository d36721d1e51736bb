import type { Attack, AttackClass, Expected } from "./attack.test.fixture.ts";
import { canary } from "./attack.test.fixture.ts";
import { chat, keysIn, search, type Headers } from "./chat-request.test.fixture.ts";
import { ids, sentences, visitorIds } from "./contoso.test.fixture.ts";
import { clientState, type Target } from "./target.test.fixture.ts";
import { base64url } from "./token-forge.test.fixture.ts";
import { withFault } from "./with-fault.test.fixture.ts";

const invalid: Expected = { status: 401, code: "invalid_token", challenge: "invalid_token" };
const missing: Expected = { status: 401, code: "missing_credentials", challenge: "" };

/** Answered as Ada is, whatever else is said. */
const asAda: Expected = {
  status: 200,
  check({ answers }) {
    for (const { text } of answers) {
      if (!text.includes("91 euros")) throw new Error(`not Ada's answer: ${text}`);
    }
  },
};

const bobsPrincipal = base64url(
  JSON.stringify({
    auth_typ: "aad",
    claims: [
      { typ: "http://schemas.microsoft.com/identity/claims/objectidentifier", val: ids.bob },
      { typ: "groups", val: ids.sales },
    ],
  }),
);

/** Headers beside no token, and beside Ada's. */
const headers = (id: string, name: string, sent: Headers): readonly Attack[] => [
  {
    id,
    name: `${name} let nobody in`,
    attack: (target) => chat(target, { token: "", headers: sent }),
    expected: missing,
  },
  {
    id,
    name: `${name} beside a token change nothing`,
    attack: (target) => chat(target, { headers: sent }),
    expected: asAda,
  },
];

/** Claims of Ada's token. */
const claims = (
  id: string,
  name: string,
  changed: Readonly<Record<string, unknown>>,
  expected: Expected = invalid,
): Attack => ({
  id,
  name,
  attack: async (target) => chat(target, { token: await target.forged({ claims: changed }) }),
  expected,
});

/** The token of somebody in Finance with more groups than fit. */
const overage = (target: Target, visitor: number): Promise<string> =>
  target.forged({ claims: { oid: visitorIds[visitor], groups: undefined, hasgroups: true } });

const graph = { service: "graph", path: /getMemberObjects|transitiveMemberOf|memberOf/ } as const;
const graphUrl = `https://graph.microsoft.com/v1.0/users/${ids.ada}/getMemberObjects`;

/** What Graph says of somebody's groups. */
const graphSays = (
  id: string,
  name: string,
  visitor: number,
  body: unknown,
  expected: Expected,
): Attack => ({
  id,
  name,
  attack: (target) =>
    withFault(target, { ...graph, status: 200, body, times: 8 }, graphUrl, async () =>
      chat(target, { token: await overage(target, visitor) }),
    ),
  expected,
});

/** No search without anything to search by; only the server's own documents may be asked for. */
const askedForNothing: Expected["check"] = ({ requests }) => {
  const asked = requests.filter(({ url }) => url.includes("/docs"));
  if (asked.length > 0) throw new Error(`it searched: ${asked.map(({ body }) => body).join()}`);
};

const notification = (state: string) => ({
  value: [
    {
      subscriptionId: ids.subscription,
      clientState: state,
      changeType: "updated",
      resource: `Groups/${ids.finance}`,
      resourceData: { "@odata.type": "#Microsoft.Graph.Group", id: ids.finance },
      tenantId: ids.tenant,
    },
  ],
});

const notify =
  (body: unknown, query = ""): Attack["attack"] =>
  (target) =>
    chat(target, { token: "", path: `/group-changes${query}`, body: JSON.stringify(body) });

const attacks: readonly Attack[] = [
  ...["X-MS-CLIENT-PRINCIPAL", "x_ms_client_principal", "X-Ms-Client_Principal"].flatMap((name) =>
    headers("H03", `${name} of somebody else's`, [[name, bobsPrincipal]]),
  ),
  ...headers("H03", "the names of somebody else in the platform's headers", [
    ["X-MS-CLIENT-PRINCIPAL-ID", ids.bob],
    ["X-MS-CLIENT-PRINCIPAL-NAME", "bob@contoso.example"],
    ["X-MS-CLIENT-PRINCIPAL-IDP", "aad"],
    ["X-MS-CLIENT-PRINCIPAL", bobsPrincipal],
    ["X-MS-CLIENT-PRINCIPAL", bobsPrincipal],
  ]),
  ...headers("H03", "the user headers of proxies", [
    ["X-Forwarded-User", "bob@contoso.example"],
    ["X-Remote-User", "bob@contoso.example"],
    ["Remote-User", "bob@contoso.example"],
    ["X-Auth-Request-User", "bob"],
    ["X-Original-URL", "/healthz"],
    ["X-Rewrite-URL", "/healthz"],
    ["X-Forwarded-For", "127.0.0.1"],
    ["Forwarded", "for=127.0.0.1;host=localhost"],
  ]),
  {
    id: "H04",
    name: "another user for the search in a header of the search service's is not passed on",
    attack: async (target) =>
      chat(target, {
        headers: [["x-ms-query-source-authorization", `Bearer ${await target.token("bob")}`]],
      }),
    expected: asAda,
  },
  {
    id: "H04",
    name: "nor by a search client",
    apps: ["koa-api"],
    attack: async (target) =>
      search(
        target,
        { search: "allowance", searchFields: "content" },
        { headers: [["x-ms-query-source-authorization", `Bearer ${await target.token("bob")}`]] },
      ),
    expected: { status: 200 },
  },
  ...headers("H06", "groups in headers", [
    ["X-User-Groups", ids.sales],
    ["X-Forwarded-Groups", ids.sales],
    ["X-MS-Groups", ids.sales],
    ["Groups", ids.sales],
  ]),
  ...["groups", "group_ids", "principal", "tenantId", "oid"].map((member): Attack => ({
    id: "H06",
    name: `${member} in the body gives nobody groups`,
    attack: (target) => chat(target, { members: { [member]: [ids.sales] } }),
    expected: { status: 400 },
  })),
  {
    id: "H06",
    name: "another user in the body changes nothing, and is not passed on",
    attack: (target) => chat(target, { members: { user: canary } }),
    expected: {
      ...asAda,
      check(found) {
        asAda.check?.(found);
        if (JSON.stringify(found.requests.map(({ body }) => body)).includes(canary)) {
          throw new Error("the user of the body went on");
        }
      },
    },
  },
  ...[
    "http://169.254.169.254/metadata/identity/oauth2/token?resource=https://graph.microsoft.com",
    "https://graph.microsoft.com.evil.example/v1.0/me/getMemberObjects",
    "file:///etc/passwd",
    `https://graph.windows.net/${ids.tenant}/users/${ids.bob}/getMemberObjects`,
  ].map((endpoint, i): Attack => ({
    id: "H07",
    name: `a source of groups at ${endpoint.slice(0, 48)} is never asked`,
    attack: async (target) =>
      chat(target, {
        token: await target.forged({
          claims: {
            oid: visitorIds[i],
            groups: undefined,
            _claim_names: { groups: "src1" },
            _claim_sources: { src1: { endpoint } },
          },
        }),
      }),
    expected: {
      ...asAda,
      check(found) {
        asAda.check?.(found);
        const foreign = found.requests.filter(
          ({ service, url }) =>
            service === "graph" && !url.startsWith("https://graph.microsoft.com/v1.0/"),
        );
        if (foreign.length > 0) throw new Error("Graph was asked at another address");
      },
    },
  })),
  claims(
    "H08",
    "hasgroups beside a list has Graph asked",
    { hasgroups: true, groups: [ids.sales] },
    asAda,
  ),
  claims(
    "H08",
    "hasgroups as text beside a list has Graph asked",
    { hasgroups: "true", groups: [ids.sales] },
    asAda,
  ),
  claims(
    "H08",
    "groups:src1 beside a list has Graph asked",
    { "groups:src1": "x", groups: [ids.sales] },
    asAda,
  ),
  claims(
    "H08",
    "overage beside roles and a list has Graph asked",
    { _claim_names: { groups: "src1" }, roles: ["Reader"], groups: [ids.sales] },
    asAda,
  ),
  claims("H08", "names of claims that are none are refused", { _claim_names: "groups" }),
  ...(
    [
      ["a filter", ["x') or true or ('"]],
      ["a name", ["Finance"]],
      ["a SID", ["S-1-5-32-544"]],
      ["everything", ["*"]],
      ["nothing", [""]],
      ["an object", [{ id: ids.sales }]],
      ["a list", [[ids.sales]]],
      ["a good one and a bad one", [ids.finance, "'"]],
      ["text with commas", `${ids.finance},${ids.sales}`],
      ["8 KB of text", ["x".repeat(8000)]],
      ["a number", [7]],
      ["null", [null]],
      ["an id in braces", [`{${ids.finance}}`]],
      ["an id with a line break", [`${ids.finance}\n`]],
      ["an id in full-width digits", [ids.finance.replaceAll("0", "０")]],
      ["null in place of the list", null],
      ["an object in place of the list", { 0: ids.finance, length: 1 }],
    ] as const
  ).map(([what, groups]) =>
    claims("H10", `a group that is ${what} has the token refused`, { groups }),
  ),
  {
    id: "H11",
    name: "a token with 10,000 groups is refused by its size",
    attack: async (target) =>
      chat(target, {
        token: await target.forged({ claims: { groups: Array(10_000).fill(ids.finance) } }),
      }),
    expected: { status: 431 },
  },
  {
    id: "H11",
    name: "somebody in 251 groups is answered from theirs, all of them in the filter",
    attack: (target) => chat(target, { person: "mia" }),
    expected: {
      ...asAda,
      check({ requests, answers }) {
        asAda.check?.({ answers } as never);
        const searches = requests.filter(({ url }) => url.includes("/docs/search"));
        if (searches.length === 0) throw new Error("it searched for nothing");
        for (const { body } of searches) {
          const named = body.match(/00000000-0000-4000-8000-/g)?.length ?? 0;
          if (named < 251) throw new Error(`${named} of 251 groups are in the filter`);
        }
      },
    },
  },
  ...(
    [
      ["host", "https://evil.example/v1.0/next"],
      ["path", "https://graph.microsoft.com/v1.0/me/messages"],
      ["scheme", "http://graph.microsoft.com/v1.0/next"],
      ["host with a user in front", "https://graph.microsoft.com@evil.example/v1.0/next"],
    ] as const
  ).map(([what, nextLink], i) =>
    graphSays(
      "H12",
      `a next page of Graph's at another ${what} is not asked for`,
      4 + i,
      { value: [ids.finance], "@odata.nextLink": nextLink },
      {
        status: 200,
        upstream: "allowed",
        check({ requests }) {
          const asked = requests.filter(({ url }) => /evil|\/next|messages/.test(url));
          if (asked.length > 0) throw new Error(`it asked ${asked.map(({ url }) => url).join()}`);
        },
      },
    ),
  ),
  graphSays(
    "H13",
    "groups of Graph's that are no ids are refused whole",
    8,
    { value: [ids.finance, "x') or true or ('"] },
    { status: 503, upstream: "allowed" },
  ),
  {
    id: "H13",
    name: "an outage of Graph is no empty set and no full one",
    attack: (target) =>
      withFault(target, { ...graph, status: 500, body: canary, times: 12 }, graphUrl, async () =>
        chat(target, { token: await overage(target, 9) }),
      ),
    expected: { status: 503, upstream: "allowed", check: askedForNothing },
  },
  {
    id: "H15",
    name: "a notification with a wrong secret changes nothing",
    apps: ["koa-api"],
    attack: notify(notification(canary)),
    expected: { status: 202 },
  },
  {
    id: "H15",
    name: "a notification without a secret changes nothing",
    apps: ["koa-api"],
    attack: notify({ value: [{ ...notification("").value[0], clientState: undefined }] }),
    expected: { status: [202, 400, 401, 403] },
  },
  {
    id: "H15",
    name: "a notification of another tenant changes nothing",
    apps: ["koa-api"],
    attack: notify({
      value: [{ ...notification(clientState).value[0], tenantId: ids.otherTenant }],
    }),
    expected: { status: [202, 400, 401, 403] },
  },
  {
    id: "H15",
    name: "what Graph asks to be repeated comes back as text, and no page",
    apps: ["koa-api"],
    attack: notify({}, "?validationToken=%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
    expected: {
      status: [200, 400],
      upstream: "none",
      check({ answers: [answer] }) {
        const type = answer?.headers["content-type"] ?? "";
        if (answer?.status === 200 && !type.startsWith("text/plain")) throw new Error(type);
      },
    },
  },
  claims(
    "H18",
    "ids in upper case are the same ids",
    { groups: [ids.finance.toUpperCase()] },
    asAda,
  ),
  claims(
    "H18",
    "an id twice, once in upper case, is one",
    { groups: [ids.finance, ids.finance.toUpperCase()] },
    asAda,
  ),
  {
    id: "H19",
    name: "somebody in no group has nothing searched for",
    attack: (target) => chat(target, { person: "nina" }),
    expected: { status: 200, check: askedForNothing },
  },
  {
    id: "H19",
    name: "somebody in no group finds nothing as a search client, without a search",
    apps: ["koa-api"],
    attack: (target) =>
      search(target, { search: "*", searchFields: "content" }, { person: "nina" }),
    expected: {
      status: 200,
      check(found) {
        askedForNothing(found);
        if (keysIn(found.answers[0]!).length > 0) throw new Error("something was found");
      },
    },
  },
  claims(
    "H19",
    "an empty list of groups is no filter that lets everything through",
    { groups: [] },
    {
      status: 200,
      check: askedForNothing,
    },
  ),
  {
    id: "H20",
    name: "a document for * is nobody's",
    attack: (target) => chat(target, { question: "What is the travel allowance of the star?" }),
    expected: { status: 200 },
  },
  {
    id: "H20",
    name: "Bob is answered from what Bob may read",
    attack: (target) => chat(target, { person: "bob" }),
    expected: {
      status: 200,
      mayShow: [sentences.sales],
      check({ answers: [answer] }) {
        if (answer?.text.includes("91 euros")) throw new Error("Bob sees what Finance may read");
      },
    },
  },
];

/** Who somebody is, and in which groups: said in other places than the token. */
export const identityAttacks: AttackClass = {
  letter: "H",
  name: "identity headers and groups",
  attacks,
};
