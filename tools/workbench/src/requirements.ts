/** A promise of the product that a test must keep; tests cite it by its id in their title. */
export interface Requirement {
  /** `area/what-must-hold`; a test titled `[area/what-must-hold] …` proves it. */
  readonly id: string;
  /** Where the promise is made: a rule of the house, a row of the requirements, a specification. */
  readonly source: string;
  /** What anyone can observe. */
  readonly behaviour: string;
}

/** The security invariants of the house. One that no passing test cites fails the run. */
export const requirements: readonly Requirement[] = [
  // rule 1: fail closed
  {
    id: "trim/never-unfiltered",
    source: "rule 1, B4",
    behaviour: "The engine cannot be built without a restriction, and has no unfiltered mode.",
  },
  {
    id: "trim/no-groups-no-documents",
    source: "rule 1, B5",
    behaviour: "A principal without groups is told that nothing was found; no search is sent.",
  },
  {
    id: "trim/outage-is-503",
    source: "rule 1, B5",
    behaviour: "When groups cannot be resolved the answer is 503, never an empty or partial set.",
  },
  // rule 2: the filter that was computed is the filter that left
  {
    id: "trim/filter-on-the-wire",
    source: "rule 2, B4",
    behaviour: "The bytes that AI Search received carry the principal's filter.",
  },
  {
    id: "trim/second-check",
    source: "rule 2",
    behaviour: "A hit that shares no group with the principal neither grounds nor is cited.",
  },
  {
    id: "trim/security-field-stripped",
    source: "rule 2",
    behaviour: "The security field is in nothing that leaves the server.",
  },
  // rule 3: a caller's filter
  {
    id: "trim/caller-only-narrows",
    source: "rule 3, B4",
    behaviour:
      "For every caller filter, group set and document, a match implies a group in common.",
  },
  {
    id: "trim/breakout-refused",
    source: "rule 3, threats F",
    behaviour: "A caller's filter that does not parse alone is refused before any call.",
  },
  {
    id: "trim/security-field-refused",
    source: "rule 3, threats F04",
    behaviour: "A caller's filter that names the security field is refused.",
  },
  {
    id: "trim/positive-any",
    source: "rule 3",
    behaviour: "A document whose security field is empty or missing is seen by nobody.",
  },
  {
    id: "trim/ids-validated",
    source: "B4, threats H10",
    behaviour: "A group id that is not a GUID is refused, never dropped and never sent.",
  },
  // rule 4: the server's configuration decides
  {
    id: "pin/endpoint-and-index",
    source: "rule 4, C7, threats D01 D02",
    behaviour: "A request that names another endpoint or index is refused before any call.",
  },
  {
    id: "pin/deployment",
    source: "rule 4, threats B18",
    behaviour: "A deployment that is not configured answers 404 without any call.",
  },
  {
    id: "pin/claim-sources-never-fetched",
    source: "rule 4, threats H07",
    behaviour: "No URL inside a token is ever fetched.",
  },
  {
    id: "pin/answer-links",
    source: "rule 4, threats L05",
    behaviour: "A citation's link is https and on a configured host, or absent.",
  },
  // rule 5: inbound identity stays inbound
  {
    id: "inbound/authorization-stays",
    source: "rule 5, threats U02",
    behaviour: "The caller's token is in no request that leaves the server.",
  },
  {
    id: "inbound/identity-headers-stay",
    source: "rule 5, threats H03 H04 H06",
    behaviour: "Identity headers and cookies of a request are neither believed nor forwarded.",
  },
  {
    id: "inbound/key-never-authenticates",
    source: "rule 6, A3, threats U01",
    behaviour: "An API key opens nothing and leaves nowhere.",
  },
  {
    id: "keys/setting-refused",
    source: "rule 6, A3",
    behaviour: "A setting that carries a key is refused with the keyless way named.",
  },
  // tokens in
  {
    id: "token/signature",
    source: "B5, threats T",
    behaviour: "A token whose signature does not verify opens nothing.",
  },
  {
    id: "token/algorithm",
    source: "RFC 8725 3.1, threats T01 T03 T05",
    behaviour: "Only RS256 is accepted.",
  },
  {
    id: "token/audience",
    source: "RFC 8725 3.9, threats T15 T16",
    behaviour: "Only a configured audience is accepted, exactly.",
  },
  {
    id: "token/issuer",
    source: "RFC 8725 3.8, threats T17 T21",
    behaviour: "Only the issuer of the configured cloud and tenant is accepted, exactly.",
  },
  {
    id: "token/tenant",
    source: "threats T19",
    behaviour: "A token of a tenant that is not listed is refused.",
  },
  {
    id: "token/lifetime",
    source: "RFC 8725, threats T23",
    behaviour: "A token outside its lifetime is refused.",
  },
  {
    id: "token/order-of-checks",
    source: "RFC 6750 3.1",
    behaviour: "An expired token without the scope answers 401, not 403.",
  },
  {
    id: "token/key-issuer",
    source: "B2, A8",
    behaviour: "A key that names another issuer verifies nothing.",
  },
  {
    id: "token/no-lookup-for-strangers",
    source: "B2, A8",
    behaviour: "A foreign token costs no key look-up.",
  },
  {
    id: "token/header-only",
    source: "RFC 6750 2.1, threats T29",
    behaviour: "A token is taken from one Authorization header and from nowhere else.",
  },
  {
    id: "token/app-only-refused",
    source: "B2, threats T25",
    behaviour: "An app-only token is refused unless roles are configured.",
  },
  {
    id: "token/scope",
    source: "RFC 6750 3.1",
    behaviour: "A user's token without the scope answers 403 insufficient_scope.",
  },
  // answers
  {
    id: "answer/challenge",
    source: "RFC 6750 3",
    behaviour: "401 carries a Bearer challenge; without credentials it carries no error code.",
  },
  {
    id: "answer/one-shape",
    source: "rule 8",
    behaviour: 'Every refusal is {"error":{"code","message"}}.',
  },
  {
    id: "answer/upstream-403-is-502",
    source: "rule 8",
    behaviour: "A role that our identity lacks answers 502, never the user's 403.",
  },
  {
    id: "answer/no-upstream-detail",
    source: "rule 8, threats G",
    behaviour: "No answer repeats what an upstream said.",
  },
  {
    id: "stream/failure-cuts",
    source: "rule 9",
    behaviour: "A failure in a streamed answer is an error event and a cut, never a clean end.",
  },
  {
    id: "stream/client-leaves-cancels",
    source: "rule 9, threats S",
    behaviour: "A client that leaves cancels the calls upstream.",
  },
  // tokens out
  {
    id: "egress/host-before-token",
    source: "A4",
    behaviour: "No token is asked for on behalf of a host that is not allowed.",
  },
  { id: "egress/tls-only", source: "A4", behaviour: "A token leaves over TLS only." },
  {
    id: "egress/no-redirect-leak",
    source: "A4, threats U03",
    behaviour: "A redirect is never followed with a token.",
  },
  {
    id: "egress/only-known-hosts",
    source: "rule 14",
    behaviour: "A whole run asks nothing of a host outside the local Azure.",
  },
  // the local Azure
  {
    id: "emulator/loopback-only",
    source: "rule 13",
    behaviour: "The local Azure listens on loopback and answers to no other Host.",
  },
  {
    id: "emulator/roles-enforced",
    source: "rule 12",
    behaviour: "A call without the role is refused as Azure refuses it.",
  },
  {
    id: "emulator/keys-refused",
    source: "rule 12",
    behaviour: "An API key is refused by every emulated service.",
  },
  {
    id: "emulator/filter-never-ignored",
    source: "rule 12",
    behaviour: "A filter that is not understood is an error, never ignored.",
  },
  {
    id: "emulator/deny-before-roles",
    source: "rule 12",
    behaviour: "A deny assignment beats every role, in every emulated service.",
  },
  {
    id: "emulator/grants-need-a-role",
    source: "rule 12",
    behaviour: "Nobody grants a role without the role for that, at that scope.",
  },
  {
    id: "emulator/signature-within-roles",
    source: "rule 12",
    behaviour:
      "A user-delegation signature allows no more than its maker's roles do at that moment.",
  },
  {
    id: "emulator/secrets-unshown",
    source: "threats, rule 12",
    behaviour: "No answer and no message of the local Azure shows a secret that it was given.",
  },
  {
    id: "emulator/page-shows-no-secret",
    source: "threats, rule 12",
    behaviour:
      "The front page of the local Azure shows no token, key, signature or secret of a request.",
  },
  {
    id: "emulator/revoked-grants-refused",
    source: "rule 12",
    behaviour: "Nothing comes of what a person granted before a revocation.",
  },
  // groups, shared between instances
  {
    id: "groups/users-never-mixed",
    source: "B2, B3",
    behaviour: "Under load nobody is given another's groups.",
  },
  {
    id: "groups/invalidation-reaches-all",
    source: "B3",
    behaviour: "After any instance invalidates, none believes an older set or token.",
  },
  {
    id: "groups/cache-away-is-no-answer",
    source: "B3",
    behaviour: "Without the shared cache groups are looked up, and tokens are not believed.",
  },
  {
    id: "groups/value-bound-to-key",
    source: "B3",
    behaviour: "A cached value at another key, or malformed, is never used.",
  },
  {
    id: "groups/lost-marks-void",
    source: "B3",
    behaviour: "A cache that lost its marks voids everything older.",
  },
  // the engine's own watch
  {
    id: "canary/not-ready-no-answer",
    source: "B8",
    behaviour: "No question is answered while the canary is not fine or its news is old.",
  },
  {
    id: "canary/lost-filter-found",
    source: "B8",
    behaviour: "A filter that is lost on its way makes the canary fail.",
  },
  {
    id: "explain/operators-only",
    source: "B6",
    behaviour: "Nothing is read or looked up to explain for anybody but an operator.",
  },
  {
    id: "tools/grounding-stays",
    source: "C6",
    behaviour: "Tools in a request never take the documents away.",
  },
  // ingestion
  {
    id: "ingest/no-groups-nobody",
    source: "D7",
    behaviour: "A document without groups is indexed with none.",
  },
  {
    id: "ingest/groups-certain",
    source: "D7",
    behaviour: "Unknown or ambiguous names, cut lists and conflicting sources grant nothing.",
  },
  {
    id: "ingest/security-field",
    source: "D3",
    behaviour:
      "No chunk is written to an index whose security field is missing or of another kind.",
  },
  {
    id: "ingest/content-matches-groups",
    source: "D7",
    behaviour: "Content that is newer than its groups is not indexed for the readers of the old.",
  },
  {
    id: "ingest/deleted-disappears",
    source: "D3",
    behaviour:
      "Chunks of documents that are gone are removed; an incomplete listing removes nothing.",
  },
  {
    id: "ingest/hostile-documents",
    source: "D4",
    behaviour: "A hostile document ends in a named error within limits.",
  },
  // the verifier
  {
    id: "verify/unknown-is-not-pass",
    source: "E1",
    behaviour: "What the evidence does not show neither passes nor fails.",
  },
  {
    id: "verify/token-stays",
    source: "E4",
    behaviour: "No link of an answer sends a token to another host.",
  },
  {
    id: "verify/no-shell",
    source: "E5",
    behaviour: "Evidence cannot put shell syntax into a fix.",
  },
  {
    id: "fix/no-lockout",
    source: "E5",
    behaviour: "Public access is not closed while a private way in is broken or unknown.",
  },
  {
    id: "fix/removes-nothing",
    source: "E5",
    behaviour:
      "A fix deletes nothing, and undoing it deletes only role assignments that a fix made.",
  },
  {
    id: "fix/asks-own-rights",
    source: "E5",
    behaviour: "A fix changes nothing when whoever applies it may not make all of it.",
  },
  {
    id: "fix/not-planned",
    source: "E5",
    behaviour: "What is only planned is mended where it is written, and not in Azure.",
  },
  {
    id: "infra/verifies-itself",
    source: "E7",
    behaviour: "The set-up that is written passes the rules of its profile.",
  },
  {
    id: "evidence/truncated",
    source: "E1",
    behaviour: "Evidence that is cut off or garbled ends in a clear error and in no finding.",
  },
  {
    id: "snapshot/no-secrets",
    source: "E4",
    behaviour: "A snapshot holds no secret.",
  },
  {
    id: "readyz/no-detail",
    source: "E6",
    behaviour: "Strangers are told no more than one word.",
  },
  // the keyless proxies
  {
    id: "proxy/nothing-stored",
    source: "A7",
    behaviour: "Nothing is stored upstream, and nothing that is stored there can be reached.",
  },
  {
    id: "proxy/outbound-allow-list",
    source: "rule 5, threats U05",
    behaviour: "Only headers that are listed leave, and only listed ones come back.",
  },
  {
    id: "proxy/grounding-enforced",
    source: "threats D09",
    behaviour: "No answer comes from the model alone unless the server allows it.",
  },
  {
    id: "search/lookup-and-count-trimmed",
    source: "B4",
    behaviour: "A hidden document and an absent one give the same answer to look-ups and counts.",
  },
  {
    id: "search/paging-keeps-callers-filter",
    source: "B4",
    behaviour: "Pages carry the caller's own filter; a forged continuation widens nothing.",
  },
  {
    id: "search/foreign-hit-stops",
    source: "rule 2",
    behaviour: "An answer with a hit that belongs to others is not handed on.",
  },
  // the chat app
  {
    id: "app/tokens-stay-on-server",
    source: "threats W07",
    behaviour: "No token reaches the browser.",
  },
  {
    id: "app/csrf",
    source: "threats W01",
    behaviour: "A request from another site changes and asks nothing.",
  },
  {
    id: "app/csp",
    source: "threats W02 W06",
    behaviour: "The page runs no inline code and cannot be framed.",
  },
  {
    id: "app/session-rotates",
    source: "threats W05",
    behaviour: "The session id is a new one after sign-in; an old one opens nothing.",
  },
  {
    id: "app/sessions-sealed",
    source: "threats W05 W07",
    behaviour:
      "A session in Redis can be read only with its id, and stands in nobody else's place.",
  },
  {
    id: "app/sessions-shared",
    source: "growing past one machine",
    behaviour: "Instances that share a Redis know, renew and end the same sessions.",
  },
  {
    id: "app/no-stale-session",
    source: "rule 1",
    behaviour:
      "While the store of sessions is away there is no session, and nothing is kept of one.",
  },
  {
    id: "app/api-bearer-only",
    source: "the spine, 2",
    behaviour: "/openai/* takes a bearer token only, the page's route the session only.",
  },
  {
    id: "app/emulator-tenant-loopback",
    source: "rule 13",
    behaviour: "With the reserved tenant the app refuses to listen beyond loopback.",
  },
  {
    id: "ingest/public-pages",
    source: "RFC 6890, threats I",
    behaviour:
      "Pages come from public addresses only, checked where it connects and at each redirect.",
  },
  {
    id: "ingest/one-server-per-job",
    source: "D3",
    behaviour: "One server does a job, even if two take it up.",
  },
  {
    id: "ingest/killed-server",
    source: "D3",
    behaviour: "A server that is killed in a job loses nothing: another goes on.",
  },
  {
    id: "ingest/skill-caller",
    source: "D6",
    behaviour: "The skill serves the configured identity of the search service and nobody else.",
  },
  {
    id: "ingest/indexer-skill",
    source: "D6, D7",
    behaviour: "Where a server offers its skill, an indexer's chunks keep headings and tables.",
  },
  {
    id: "ingest/indexer-tokens",
    source: "D7, textsplit",
    behaviour: "Without a skill an indexer counts tokens; where it cannot, the job says so.",
  },
  {
    id: "ingest/resume-again",
    source: "D3",
    behaviour: "A failure when jobs are resumed is told, and they are looked for again.",
  },
  {
    id: "ingest/trouble-explained",
    source: "G4",
    behaviour: "A job says what to do about Azure's trouble, in no words of the service.",
  },
  {
    id: "ingest/indexer-trimmed",
    source: "D3, D7",
    behaviour:
      "What an indexer fills has the security field; a document without groups is seen by nobody.",
  },
  {
    id: "emulator/permissions-fail-closed",
    source: "B9",
    behaviour:
      "Without a valid token of a person a permission-filtered index answers only what is public.",
  },
  {
    id: "emulator/permissions-kept",
    source: "B9",
    behaviour: "A version that does not know permission filters cannot remove them.",
  },
  {
    id: "emulator/alias-role",
    source: "rule 12",
    behaviour: "A role for an index holds through its alias, and none is held for an alias's name.",
  },
  {
    id: "emulator/retrieval-filter-alone",
    source: "rule 3",
    behaviour: "Each part of a retrieval's filter is parsed alone before they are put together.",
  },
  {
    id: "emulator/indexer-identity",
    source: "rule 12",
    behaviour: "No indexer reads without a role of the search service's own identity.",
  },
  {
    id: "emulator/indexer-keyless",
    source: "rule 6",
    behaviour: "No data source and no skill carries a key.",
  },
  {
    id: "emulator/skill-egress",
    source: "rule 4",
    behaviour: "A skill reaches this machine and allowed hosts only, and follows no redirect.",
  },
  {
    id: "emulator/projection-stale",
    source: "rule 1",
    behaviour: "Parts of a document that changed or went are gone from the index.",
  },
  {
    id: "emulator/token-stays",
    source: "rule 4",
    behaviour: "No token goes to a server beyond Azure's names that a request or a seed names.",
  },
  {
    id: "emulator/membership-changes-told",
    source: "B3",
    behaviour: "Whoever subscribed to groups is told of each member that comes and goes.",
  },
  {
    id: "start/azure-hosts-only",
    source: "rule 4, threats U06",
    behaviour: "No server starts with an endpoint that only looks like Azure's.",
  },
  {
    id: "start/tls-checked",
    source: "threats U07",
    behaviour: "No server starts where Node trusts whoever answers.",
  },
  {
    id: "log/no-upstream-words",
    source: "rule 8",
    behaviour: "Logs hold names and codes of errors, and not what a service said.",
  },
  {
    id: "body/announced-length",
    source: "threats B05",
    behaviour: "A body that is announced too long is refused before any of it is read.",
  },
  {
    id: "paths/same-everywhere",
    source: "rule 11, threats B17",
    behaviour: "However a path is written, every host takes it for the same address or for none.",
  },
  {
    id: "gateway/part-absent-is-404",
    source: "F1",
    behaviour: "A part of the gateway that is not configured answers 404.",
  },
  {
    id: "gateway/operators-by-rule",
    source: "F1",
    behaviour: "Jobs and explanations need a role or a scope that the server names.",
  },
  {
    id: "api/metrics-apart",
    source: "F2",
    behaviour: "Metrics are never on the public port and hold no content.",
  },
  {
    id: "documents/same-decision",
    source: "threats C03 C07",
    behaviour:
      "A citation opens only after the same filter and second check; all else is one and the same 404.",
  },
  {
    id: "answer/links-however-written",
    source: "threats L02",
    behaviour: "No link leads to a host that is not configured, wherever a stream is cut.",
  },
  {
    id: "prompt/passages-are-data",
    source: "threats L04 L10",
    behaviour: "A document's text opens no passage and no turn, and hides nothing.",
  },
  {
    id: "model/nothing-kept",
    source: "A7",
    behaviour: "Nothing is stored upstream: responses are asked for with store false.",
  },
  {
    id: "telemetry/no-content",
    source: "threats G01 G05",
    behaviour: "No content by default, and never a filter, a group or a token.",
  },
  {
    id: "trim/knowledge-base-filtered",
    source: "C2, B4",
    behaviour:
      "A knowledge base is asked with the filter; a reference without its groups is dropped.",
  },
  {
    id: "trim/user-token-cache",
    source: "rule 2",
    behaviour:
      "A token on behalf of a person is used for that person alone, and no longer than the token that it was exchanged for.",
  },
  {
    id: "trim/native-beside-filter",
    source: "B9",
    behaviour: "Native enforcement adds to our filter and never replaces it.",
  },
  {
    id: "token/nested-refused",
    source: "threats T12",
    behaviour: "A token that holds another one is refused.",
  },
  {
    id: "groups/lookups-bounded",
    source: "B3",
    behaviour: "At most a hundred look-ups go on at a time; who waits too long is told 503.",
  },
  {
    id: "groups/only-groups",
    source: "threats H14",
    behaviour: "Other objects of the directory on a page are not groups.",
  },
  {
    id: "groups/memory-bounded",
    source: "B3",
    behaviour: "Callers beyond the bound leave nothing in memory.",
  },
  {
    id: "verify/audit-unknown",
    source: "E8",
    behaviour:
      "No group is called deleted unless Entra says so, and nothing passes that was not read.",
  },
  {
    id: "verify/audit-no-content",
    source: "E8",
    behaviour: "An audit asks for keys, groups and parents only, and writes no content.",
  },
  {
    id: "verify/diff-unknown",
    source: "E4",
    behaviour: "What is unknown or no longer reported is not called mended.",
  },
  {
    id: "verify/mask",
    source: "E6",
    behaviour: "Masked output holds no id of a subscription, a tenant or a principal.",
  },
  {
    id: "verify/suppression-ends",
    source: "E6",
    behaviour: "An expired or misspelt suppression hides nothing.",
  },
];
