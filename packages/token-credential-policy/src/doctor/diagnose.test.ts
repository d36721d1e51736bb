import type { TokenCredential } from "@azure/core-auth";
import { azureCloud } from "@entrim/azure-clouds";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { beforeEach, describe, expect, it } from "vitest";
import type { Check, Diagnosis } from "./check.ts";
import { openaiId, principalId, roles, seed } from "./contoso.test.fixture.ts";
import { diagnose, type DiagnosisOptions } from "./diagnose.ts";
import { parseTarget, type Target } from "./target.ts";

const subscription = `/subscriptions/${seed.subscriptionId}`;

let azure: Emulator;
let credential: TokenCredential;

beforeEach(() => {
  azure = createEmulator({ seed });
  credential = {
    getToken: async (scopes) => ({
      token: await azure.issueToken({ identity: "chat", scope: [scopes].flat().join(" ") }),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
});

const targets = {
  openai: parseTarget("openai", "https://contoso.openai.azure.com", "gpt-4o"),
  search: parseTarget("search", "https://contoso.search.windows.net", "documents"),
  blob: parseTarget("blob", "https://contoso.blob.core.windows.net", "documents"),
  graph: parseTarget("graph", "https://graph.microsoft.com"),
} as const;

async function examine(
  target: Target,
  options: Partial<DiagnosisOptions> = {},
): Promise<{ readonly diagnosis: Diagnosis; readonly end: Check | undefined }> {
  const diagnosis = await diagnose([target], {
    credential,
    cloud: azureCloud(),
    fetch: (input, init) => azure.fetch(new Request(input, init)),
    lookup: () => Promise.resolve([{ address: "10.0.0.5" }]),
    isProxied: false,
    now: Date.now,
    ...options,
  });
  const all = [diagnosis.signIn, ...diagnosis.services.flatMap(({ checks }) => checks)];
  return { diagnosis, end: all.find(({ state }) => state === "fails") };
}

/** A refusal in the words of the services. */
function refuse(service: "openai" | "search" | "blob", status: number, code: string, message = "") {
  const body = { error: { code, message } };
  // the first request is the one without a token
  azure.enqueue({ service, status, body, times: 1, path: /completions|docs|documents/ });
}

const later = (minutes: number) => ({ now: () => Date.now() + minutes * 60_000 });
const publicly = () => Promise.resolve([{ address: "20.1.2.3" }]);
const nowhere = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
const untrusted = () => {
  const cause = Object.assign(new Error("self-signed"), { code: "SELF_SIGNED_CERT_IN_CHAIN" });
  return Promise.reject(new TypeError("fetch failed", { cause }));
};

describe("diagnose", () => {
  it("finds that all of it works, and asks for nothing that costs or changes something", async () => {
    for (const target of Object.values(targets)) {
      // oxlint-disable-next-line no-await-in-loop -- one emulator after another says more when one fails
      const { diagnosis, end } = await examine(target);
      expect(end).toBeUndefined();
      expect(diagnosis.works).toBe(true);
      expect(diagnosis.services[0]?.checks.map(({ state }) => state)).toEqual(
        Array.from({ length: 9 }, () => "works"),
      );
    }
    expect(azure.requests.findLast(({ service }) => service === "openai")?.status).toBe(400);
    expect(azure.requests.every(({ method }) => ["GET", "POST"].includes(method))).toBe(true);
  });

  it("finds the same without a deployment, an index and a container", async () => {
    for (const { service, endpoint } of Object.values(targets)) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await examine(parseTarget(service, endpoint))).end).toBeUndefined();
    }
  });

  it.each(["openai", "search", "blob"] as const)(
    "finds a missing role of %s, with the line that grants it",
    async (service) => {
      azure.roles.revoke({ principalId, role: roles[service] });
      for (const target of [targets[service], { ...targets[service], part: undefined }]) {
        // oxlint-disable-next-line no-await-in-loop
        const { end } = await examine(target);
        expect(end).toMatchObject({
          hop: "role",
          command: expect.stringMatching(
            `^az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --role "${roles[service]}" --scope "`,
          ),
        });
      }
    },
  );

  it("knows the resource where it may look, and says how to look where it may not", async () => {
    azure.roles.revoke({ principalId, role: roles.search });
    const blind = await examine(targets.search);
    expect(blind.end?.command).toMatch(
      /--scope "\$\(az resource list --resource-type Microsoft\.Search\/searchServices --name contoso --query "\[\]\.id" --output tsv\)"$/,
    );
    azure.roles.revoke({ principalId, role: roles.openai });
    azure.roles.grant({ principalId, role: "Reader", scope: subscription });
    const seeing = await examine(targets.openai);
    expect(seeing.end?.command).toMatch(new RegExp(`--scope "${openaiId}"$`));
  });

  it("says to wait for a role that was assigned some minutes ago, and not for one of long ago", async () => {
    refuse("openai", 401, "PermissionDenied", "Principal does not have access to API/Operation.");
    expect((await examine(targets.openai, later(4))).end).toMatchObject({
      hop: "role",
      detail: expect.stringMatching(
        /assigned to the identity 4 minutes ago, and does not hold yet/,
      ),
      remedy: expect.stringMatching(/^Wait: .*ten minutes/),
    });
    refuse("openai", 401, "PermissionDenied");
    expect((await examine(targets.openai, later(300))).end).toMatchObject({
      detail: expect.stringMatching(/5 hours ago, and the service refuses all the same/),
      remedy: expect.stringMatching(/deny assignment/),
    });
  });

  it("finds the missing permission on Graph", async () => {
    const identities = seed.identities?.map((one) => ({ ...one, graphPermissions: [] })) ?? [];
    azure = createEmulator({ seed: { ...seed, identities } });
    const { end } = await examine(targets.graph);
    expect(end).toMatchObject({
      hop: "role",
      remedy: expect.stringMatching(/GroupMember\.Read\.All/),
      command: expect.stringMatching(`servicePrincipals/${principalId}/appRoleAssignments`),
    });
  });

  it.each([
    [
      "network",
      403,
      "AccessDenied",
      "Public access is disabled. Please configure private endpoint.",
    ],
    [
      "subdomain",
      400,
      "BadRequest",
      "Please provide a custom subdomain for token authentication, otherwise API key is required.",
    ],
    ["audience", 401, "401", "Access token is missing, invalid, audience is incorrect (x)."],
    ["service", 429, "429", "Requests have exceeded the call rate limit."],
    ["service", 503, "ServiceUnavailable", ""],
    ["service", 418, "Teapot", ""],
  ])("finds that the way ends at: %s", async (hop, status, code, message) => {
    refuse("openai", status, code, message);
    const { end, diagnosis } = await examine(targets.openai);
    expect(end).toMatchObject({ hop, remedy: expect.any(String) });
    expect(JSON.stringify(diagnosis)).not.toContain("Please ");
  });

  it("names the private DNS zone where a closed resource resolves to a public address", async () => {
    refuse("openai", 403, "AccessDenied", "Public access is disabled.");
    const { end } = await examine(targets.openai, { lookup: publicly });
    expect(end).toMatchObject({
      hop: "network",
      detail: expect.stringContaining("20.1.2.3, public"),
      remedy: expect.stringContaining("privatelink.openai.azure.com"),
    });
  });

  it("says of a token that is not accepted whom it is made out to, and never what it is", async () => {
    refuse("openai", 401, "401", "audience is incorrect");
    const { end, diagnosis } = await examine(targets.openai);
    expect(end?.detail).toContain("made out to https://cognitiveservices.azure.com, by tenant e0");
    expect(JSON.stringify(diagnosis)).not.toContain("eyJ");
  });

  it.each([
    ["openai", "https://westeurope.api.cognitive.microsoft.com", "subdomain"],
    ["openai", "https://contoso.openai.azure.us", "address"],
    ["search", "https://contoso.search.windows.net.evil.example", "address"],
    ["blob", "https://evil.example", "address"],
    ["graph", "https://graph.microsoft.us", "address"],
  ] as const)("sends no token of %s to %s", async (service, endpoint, hop) => {
    const { end } = await examine(parseTarget(service, endpoint));
    expect(end?.hop).toBe(hop);
    expect(azure.requests).toEqual([]);
  });

  it("finds a name that does not resolve, unless a proxy resolves it", async () => {
    const { end, diagnosis } = await examine(targets.search, { lookup: nowhere });
    expect(end).toMatchObject({ hop: "dns", remedy: expect.stringMatching(/private DNS zone/) });
    expect(diagnosis.services[0]?.checks.at(-1)?.detail).toBe("not reached");
    expect(
      (await examine(targets.search, { lookup: nowhere, isProxied: true })).end,
    ).toBeUndefined();
  });

  it("finds a certificate that is not trusted, and sends no token", async () => {
    expect((await examine(targets.search, { fetch: untrusted })).end).toMatchObject({
      hop: "tls",
      remedy: expect.stringMatching(/NODE_EXTRA_CA_CERTS/),
    });
  });

  it("finds a deployment, an index and a container that the resource does not have", async () => {
    for (const { service, endpoint } of [targets.openai, targets.search, targets.blob]) {
      // oxlint-disable-next-line no-await-in-loop
      const { end } = await examine(parseTarget(service, endpoint, "other"));
      expect(end).toMatchObject({ hop: "service", detail: expect.stringMatching(/other\.$/) });
    }
  });

  it("tries nothing without a sign-in", async () => {
    const refused = Object.assign(new Error("Please run 'az login' to set up an account"), {
      name: "CredentialUnavailableError",
    });
    credential = { getToken: () => Promise.reject(refused) };
    const { end, diagnosis } = await examine(targets.openai);
    expect(end).toMatchObject({ hop: "sign-in", remedy: expect.stringMatching(/az login/) });
    expect(diagnosis.services).toEqual([]);
    expect(azure.requests).toEqual([]);
  });

  it("finds an audience that the tenant gives no tokens for", async () => {
    const usual = credential;
    credential = {
      getToken: (scopes, options) =>
        String(scopes).includes("search")
          ? Promise.reject(new Error("AADSTS500011: The resource principal was not found"))
          : usual.getToken(scopes, options),
    };
    expect((await examine(targets.search)).end).toMatchObject({
      hop: "token",
      remedy: expect.stringMatching(/audience/),
    });
  });
});
