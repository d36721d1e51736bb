import type { Attack, AttackClass, Expected } from "./attack.test.fixture.ts";
import { canary } from "./attack.test.fixture.ts";
import { chat, type Headers } from "./chat-request.test.fixture.ts";
import { ids } from "./contoso.test.fixture.ts";
import type { Target } from "./target.test.fixture.ts";
import { base64url, ownJwk, signatures, type Forgery } from "./token-forge.test.fixture.ts";

const invalid: Expected = { status: 401, code: "invalid_token", challenge: "invalid_token" };
const insufficient: Expected = {
  status: 403,
  code: "insufficient_scope",
  challenge: "insufficient_scope",
};
const malformed: Expected = {
  status: 400,
  code: "invalid_request",
  challenge: "invalid_request",
};
const missing: Expected = { status: 401, code: "missing_credentials", challenge: "" };

/** A token of Ada's with something else in it. */
const forgery = (
  id: string,
  name: string,
  what: Forgery | ((target: Target) => Forgery),
  expected: Expected = invalid,
): Attack => ({
  id,
  name,
  attack: async (target) =>
    chat(target, { token: await target.forged(typeof what === "function" ? what(target) : what) }),
  expected,
});

/** A good token that is changed as text. */
const altered = (
  id: string,
  name: string,
  alter: (token: string) => string,
  expected: Expected = invalid,
): Attack => ({
  id,
  name,
  attack: async (target) => chat(target, { token: alter(await target.token("ada")) }),
  expected,
});

/** Headers in place of the one header with a token. */
const credentials = (
  id: string,
  name: string,
  headers: (token: string) => Headers,
  expected: Expected,
): Attack => ({
  id,
  name,
  attack: async (target) =>
    chat(target, { token: "", headers: headers(await target.token("ada")) }),
  expected,
});

const claim = (
  id: string,
  name: string,
  claims: Readonly<Record<string, unknown>>,
  expected: Expected = invalid,
): Attack => forgery(id, name, { claims }, expected);

const seconds = (): number => Math.floor(Date.now() / 1000);
const day = 24 * 60 * 60;
const authority = "https://login.microsoftonline.com";

const attacks: readonly Attack[] = [
  {
    id: "T00",
    name: "a token of the forge's that nobody has tampered with is let in, so that what follows proves something",
    attack: async (target) => chat(target, { token: await target.forged({}) }),
    expected: { status: 200 },
  },
  ...["none", "None", "NONE", "nOnE", ""].map((alg) =>
    forgery("T01", `alg "${alg}" without a signature is refused`, {
      header: { alg },
      sign: signatures.none,
    }),
  ),
  forgery("T01", "alg none with the good signature is refused", { header: { alg: "none" } }),
  forgery("T01", "no alg at all is refused", { header: { alg: undefined } }),
  altered("T01", "a good token without its signature is refused", (token) =>
    token.slice(0, token.lastIndexOf(".") + 1),
  ),
  altered("T02", "a good token whose claims were changed is refused", (token) => {
    const [header, payload = "", signature] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const changed = base64url(JSON.stringify({ ...claims, oid: ids.bob }));
    return [header, changed, signature].join(".");
  }),
  forgery("T02", "the key of somebody whom nobody knows is refused", { key: "own" }),
  forgery("T02", "somebody's own key under the name of a listed one is refused", {
    key: "own",
    header: { kid: "listed" },
  }),
  forgery("T03", "HS256 with the public key in PEM as secret is refused", ({ forge }) => ({
    header: { alg: "HS256" },
    sign: signatures.hs256(forge.listedPem),
  })),
  forgery("T03", "HS256 with the public key as JWK as secret is refused", ({ forge }) => ({
    header: { alg: "HS256" },
    sign: signatures.hs256(JSON.stringify(forge.listedJwk)),
  })),
  forgery("T03", "HS256 that calls itself RS256 is refused", ({ forge }) => ({
    sign: signatures.hs256(forge.listedPem),
  })),
  forgery("T04", "HS256 with an empty secret is refused", {
    header: { alg: "HS256" },
    sign: signatures.hs256(""),
  }),
  forgery("T05", "PS256 by a listed key is refused", {
    header: { alg: "PS256" },
    sign: signatures.ps256("listed"),
  }),
  forgery("T05", "PS256 that calls itself RS256 is refused", {
    sign: signatures.ps256("listed"),
  }),
  forgery("T05", "ES256 by a listed key is refused", {
    key: "curve",
    header: { alg: "ES256" },
    sign: signatures.es256("curve"),
  }),
  forgery("T05", "a curve's key under the name RS256 is refused", {
    key: "curve",
    sign: signatures.es256("curve"),
  }),
  ...(
    [
      ["a path", "../../../../dev/null"],
      ["SQL", "' OR 1=1 --"],
      ["an address", "https://evil.example/keys"],
      ["line breaks", "listed\r\nx-evil: 1"],
      ["a name that every object has", "__proto__"],
      ["another such name", "constructor"],
      ["nothing", ""],
      ["10 KB", "k".repeat(10_000)],
      ["an object", { $ne: null }],
      ["a list", ["listed"]],
      ["a number", 7],
    ] as const
  ).map(([what, kid]) => forgery("T07", `kid that is ${what} is refused`, { header: { kid } })),
  forgery("T07", "no kid is refused", { header: { kid: undefined } }),
  ...[
    ["jku", "https://evil.example/keys"],
    ["jku", "http://169.254.169.254/metadata/identity/oauth2/token"],
    ["x5u", "https://evil.example/certificate"],
    ["x5u", "file:///etc/passwd"],
  ].map(([name = "", address]) =>
    forgery("T08", `${name} that leads to ${address} is refused, and never asked`, {
      key: "own",
      header: { [name]: address },
    }),
  ),
  forgery("T09", "a key within the token is refused", { key: "own", header: { jwk: ownJwk } }),
  forgery("T09", "a key within the token under a listed name is refused", {
    key: "own",
    header: { jwk: ownJwk, kid: "listed" },
  }),
  forgery("T09", "a certificate within the token is refused", {
    key: "own",
    header: { x5c: [base64url("certificate")], kid: "listed" },
  }),
  {
    id: "T11",
    name: "an encrypted token with compression is refused before anything is decrypted",
    attack: (target) =>
      chat(target, {
        token: [
          base64url(JSON.stringify({ alg: "RSA-OAEP", enc: "A256GCM", zip: "DEF", kid: "listed" })),
          base64url("k".repeat(256)),
          base64url("i".repeat(12)),
          base64url("\0".repeat(4000)),
          base64url("t".repeat(16)),
        ].join("."),
      }),
    expected: invalid,
  },
  {
    id: "T12",
    name: "JSON in place of the compact form is refused",
    attack: async (target) => {
      const [header, payload, signature] = (await target.token("ada")).split(".");
      const json = JSON.stringify({ protected: header, payload, signature });
      return chat(target, { token: "", headers: [["Authorization", `Bearer ${json}`]] });
    },
    expected: malformed,
  },
  {
    id: "T12",
    name: "JSON in place of the compact form is refused in base64 too",
    attack: async (target) => {
      const [header, payload, signature] = (await target.token("ada")).split(".");
      return chat(target, {
        token: base64url(JSON.stringify({ protected: header, payload, signature })),
      });
    },
    expected: invalid,
  },
  {
    id: "T12",
    name: "a good token within a token is refused",
    attack: async (target) => {
      const inner = await target.token("ada");
      const head = { typ: "JWT", alg: "RS256", kid: "listed", cty: "JWT" };
      return chat(target, { token: `${base64url(JSON.stringify(head))}.${base64url(inner)}.c2ln` });
    },
    expected: invalid,
  },
  ...["logout+jwt", "dpop+jwt", "secevent+jwt", "at+jwt", "JOSE", "", ["JWT"]].map((typ) =>
    forgery("T13", `typ ${JSON.stringify(typ)} is refused`, { header: { typ } }),
  ),
  forgery("T14", "critical members of the header are refused", {
    header: { crit: ["exp"], exp: 1 },
  }),
  forgery("T14", "an unencoded payload is refused", { header: { b64: false } }),
  ...[
    "https://cognitiveservices.azure.com",
    "https://search.azure.com",
    "https://management.azure.com",
    "https://graph.microsoft.com",
    "00000003-0000-0000-c000-000000000000",
    "https://storage.azure.com/",
  ].map((aud) => claim("T15", `a token for ${aud} is refused`, { aud })),
  {
    id: "T15",
    name: "the server's own tokens are refused at its own door",
    attack: async (target) => {
      const token = await target.emulator.issueToken({
        identity: "server",
        scope: "https://search.azure.com/.default",
      });
      return chat(target, { token });
    },
    expected: invalid,
  },
  ...(
    [
      ["a list that names it", [ids.app]],
      ["a list that names it among others", ["https://search.azure.com", ids.app]],
      ["longer", `${ids.app}.evil`],
      ["longer by a slash", `${ids.app}/`],
      ["an address on another host", `api://${ids.app}.evil.example`],
      ["in upper case with a space", ` ${ids.app.toUpperCase()}`],
      ["nothing", ""],
      ["missing", undefined],
      ["an object", { [ids.app]: true }],
    ] as const
  ).map(([what, aud]) => claim("T16", `an audience that is ${what} is refused`, { aud })),
  ...(
    [
      ["another tenant's", `${authority}/${ids.otherTenant}/v2.0`],
      ["of the other version", `https://sts.windows.net/${ids.tenant}/`],
      ["on a host that looks alike", `${authority}.evil.example/${ids.tenant}/v2.0`],
      ["with a user in the address", `${authority}@evil.example/${ids.tenant}/v2.0`],
      ["without its version", `${authority}/${ids.tenant}/`],
      ["with a slash more", `${authority}/${ids.tenant}/v2.0/`],
      ["over plain http", `http://login.microsoftonline.com/${ids.tenant}/v2.0`],
      ["of whatever tenant", `${authority}/common/v2.0`],
      ["missing", undefined],
    ] as const
  ).map(([what, iss]) => claim("T17", `an issuer ${what} is refused`, { iss })),
  claim("T18", "a tenant that the issuer does not name is refused", { tid: ids.otherTenant }),
  claim("T18", "a second tenant by another spelling is refused", { TID: ids.otherTenant }),
  claim("T18", "no tenant is refused", { tid: undefined }),
  claim("T19", "a tenant that is not listed is refused, and its keys are not asked for", {
    tid: ids.otherTenant,
    iss: `${authority}/${ids.otherTenant}/v2.0`,
  }),
  ...["3.0", "1", 2, ["2.0"], undefined].map((ver) =>
    claim("T20", `version ${JSON.stringify(ver)} is refused`, { ver }),
  ),
  claim("T20", "version 1.0 with the issuer of 2.0 is refused", { ver: "1.0" }),
  claim("T21", "the issuer of another cloud is refused", {
    iss: `https://login.microsoftonline.us/${ids.tenant}/v2.0`,
  }),
  forgery("T21", "a key of another cloud is refused", { key: "government" }),
  forgery("T22", "a key that is listed for another tenant is refused", { key: "foreign" }),
  ...(
    [
      ["not valid yet", { nbf: seconds() + day }],
      ["issued tomorrow", { iat: seconds() + day, nbf: seconds() }],
      ["expired", { exp: seconds() - day }],
      ["issued last week and still not expired", { iat: seconds() - 7 * day }],
      ["valid for ever", { exp: "never" }],
      ["without an end", { exp: undefined }],
      ["without a beginning", { iat: undefined }],
      ["valid until a number that is none", { exp: null }],
    ] as const
  ).map(([what, claims]) =>
    claim("T23", `a token that is ${what} is refused`, claims as object as Record<string, unknown>),
  ),
  claim("T24", "an id token is refused", {
    scp: undefined,
    azp: undefined,
    nonce: canary,
    preferred_username: "ada@contoso.example",
  }),
  claim("T24", "an id token with a scope painted on is refused", { nonce: canary }),
  claim(
    "T25",
    "an application's own token is refused",
    {
      idtyp: "app",
      scp: undefined,
      roles: ["Anything"],
    },
    insufficient,
  ),
  claim(
    "T25",
    "an application's own token without idtyp is refused",
    {
      scp: undefined,
      roles: ["Anything"],
      sub: ids.ada,
      oid: ids.ada,
    },
    insufficient,
  ),
  claim(
    "T25",
    "an application that says it is a user is refused",
    {
      idtyp: "user",
      scp: undefined,
      roles: ["access_as_user"],
    },
    insufficient,
  ),
  claim("T25", "a token with neither scope nor role is refused", { scp: undefined }),
  claim("T25", "an application's token with a scope is refused", { idtyp: "app" }),
  {
    id: "T25",
    name: "the managed identity of the server itself is refused",
    attack: async (target) =>
      chat(target, {
        token: await target.emulator.issueToken({
          identity: "server",
          scope: `api://${ids.app}/.default`,
        }),
      }),
    expected: invalid,
  },
  ...(
    [
      ["another", "something_else"],
      ["one that begins alike", "access_as_user_admin"],
      ["in upper case", "ACCESS_AS_USER"],
      ["parted by commas", "access_as_user,other"],
    ] as const
  ).map(([what, scp]) => claim("T26", `a scope that is ${what} is refused`, { scp }, insufficient)),
  claim("T26", "scopes in a list are refused", { scp: ["access_as_user"] }),
  ...(
    [
      ["acct", { acct: 1 }],
      ["acct as text", { acct: "1" }],
      ["idp", { idp: `https://sts.windows.net/${ids.otherTenant}/` }],
      ["an idp that is no text", { idp: ["live.com"] }],
    ] as const
  ).map(([what, claims]) =>
    claim("T28", `a guest by ${what} is refused`, claims as Record<string, unknown>, insufficient),
  ),
  {
    id: "T28",
    name: "a guest of the directory is refused",
    attack: async (target) => chat(target, { person: "gina" }),
    expected: insufficient,
  },
  credentials(
    "T29",
    "two Authorization headers are refused",
    (token) => [
      ["Authorization", `Bearer ${token}`],
      ["Authorization", `Bearer ${token}`],
    ],
    malformed,
  ),
  credentials(
    "T29",
    "a second Authorization header of another scheme is refused",
    (token) => [
      ["Authorization", `Bearer ${token}`],
      ["authorization", `Basic ${base64url(canary)}`],
    ],
    malformed,
  ),
  credentials(
    "T29",
    "two tokens with a comma are refused",
    (token) => [["Authorization", `Bearer ${token}, Bearer ${token}`]],
    malformed,
  ),
  credentials(
    "T29",
    "two tokens with a space are refused",
    (token) => [["Authorization", `Bearer ${token} ${token}`]],
    malformed,
  ),
  credentials(
    "T29",
    "a token with a tab before it is refused",
    (token) => [["Authorization", `Bearer\t${token}`]],
    malformed,
  ),
  ...["Basic", "Negotiate", "PoP", "DPoP", "Token", "bearerer"].map((scheme) =>
    credentials(
      "T31",
      `the scheme ${scheme} is refused with a challenge`,
      (token) => [["Authorization", `${scheme} ${token}`]],
      missing,
    ),
  ),
  credentials("T31", "no Authorization header is refused with a challenge", () => [], missing),
  credentials(
    "T31",
    "a token in a cookie or another header counts for nothing",
    (token) => [
      ["Cookie", `access_token=${token}; Authorization=Bearer ${token}`],
      ["X-Authorization", `Bearer ${token}`],
      ["X-Forwarded-Authorization", `Bearer ${token}`],
      ["X-MS-Token-AAD-Access-Token", token],
      ["Proxy-Authorization", `Bearer ${token}`],
    ],
    missing,
  ),
  {
    id: "T31",
    name: "a token in the address counts for nothing",
    attack: async (target) => {
      const token = await target.token("ada");
      const path = `/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21&access_token=${token}`;
      return chat(target, { token: "", path });
    },
    expected: missing,
  },
  {
    id: "T31",
    name: "a token in the body counts for nothing",
    attack: async (target) =>
      chat(target, { token: "", members: { access_token: await target.token("ada") } }),
    expected: missing,
  },
  {
    id: "T32",
    name: "a token of 20 KB is refused",
    attack: async (target) =>
      chat(target, { token: await target.forged({ claims: { filler: "x".repeat(15_000) } }) }),
    expected: invalid,
  },
  {
    id: "T32",
    name: "a token of 64 KB is refused by the size of the headers",
    attack: (target) => chat(target, { token: "a".repeat(64 * 1024) }),
    expected: { status: 431 },
  },
  altered("T33", "padding after the signature is refused", (token) => `${token}=`),
  altered("T33", "a signature with other unused bits is refused", (token) => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = alphabet.indexOf(token.at(-1) ?? "");
    return token.slice(0, -1) + (alphabet[last ^ 1] ?? "");
  }),
  altered("T33", "plus and slash in place of dash and underscore are refused", (token) => {
    const [header, payload, signature = ""] = token.split(".");
    return [header, payload, `${signature.replaceAll("-", "+").replaceAll("_", "/")}/`].join(".");
  }),
  altered("T33", "a dot more is refused", (token) => `${token}.`),
  forgery("T36", "a listed key of 1024 bits is refused", { key: "weak" }),
  forgery("T36", "a listed key whose name stands twice is refused", { key: "twice" }),
  forgery("T36", "a listed key for encryption is refused", { key: "encryption" }),
  {
    id: "T36",
    name: "a hundred unknown keys have Entra asked for its keys no more than twice",
    attack: async (target) => {
      const before = target.emulator.requests.length;
      const answers = await Promise.all(
        Array.from({ length: 100 }, async (_, i) =>
          chat(target, { token: await target.forged({ key: "own", header: { kid: `kid-${i}` } }) }),
        ),
      );
      const asked = target.emulator.requests
        .slice(before)
        .filter(({ url }) => url.endsWith("/keys"));
      if (asked.length > 2) throw new Error(`Entra was asked ${asked.length} times`);
      return answers;
    },
    expected: invalid,
  },
  {
    id: "T37",
    name: "a token with another's object id and no good signature has no groups looked up",
    attack: async (target) => {
      const claims = { oid: ids.bob, groups: undefined, hasgroups: true };
      return chat(target, {
        token: await target.forged({ key: "own", header: { kid: "listed" }, claims }),
      });
    },
    expected: invalid,
  },
  claim("T38", "an object id that is none is refused", { oid: "../me" }),
  claim("T38", "no object id is refused", { oid: undefined }),
  claim("T38", "a client that is no id is refused", { azp: "https://evil.example" }),
];

/** Tokens: forged, borrowed, misplaced. */
export const tokenAttacks: AttackClass = { letter: "T", name: "tokens", attacks };
