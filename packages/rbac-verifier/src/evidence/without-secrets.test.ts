import { describe, expect, it } from "vitest";
import { complaints, entrimSnapshot, judge, type Mutable } from "../contoso.test.fixture.ts";
import { formatSnapshot, isRbacVerifierError, readSnapshot } from "../index.ts";

const marker = "hunter2hunter2";

/** The text of a snapshot that is read and saved; nothing when it cannot be read. */
function saved(content: Mutable): string | undefined {
  try {
    return formatSnapshot(readSnapshot([{ name: "set-up.json", content }]));
  } catch (error) {
    if (isRbacVerifierError(error)) return undefined;
    throw error;
  }
}

/** Members that hold a secret, by their names. */
const planted = {
  adminUserPassword: marker,
  clientSecret: marker,
  primaryAccessKey: marker,
  storageAccountKey: marker,
  "api-key": marker,
  sharedKey: marker,
  authorizationKey: marker,
  connectionString: marker,
  sasToken: marker,
  accessToken: marker,
  key1: marker,
  secrets: { inside: [marker, { deeper: marker }] },
  parameters: [{ name: "OPENAI_API_KEY", value: marker }],
  appSettings: [{ name: "ANYTHING", value: marker }],
  note: `DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=${marker}==`,
};

/** What a secret looks like where its place has another name. */
const forms: readonly string[] = [
  `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${marker}`,
  `Endpoint=sb://a/;SharedAccessKeyName=n;SharedAccessKey=${marker}`,
  `https://contoso.blob.core.windows.net/c?sv=2024-11-04&sig=${marker}`,
  `https://contoso.azurewebsites.net/api/hook?code=${marker}`,
  `https://somebody:${marker}@registry.example/v2`,
  `eyJhbGciOiJSUzI1NiJ9.${marker}.c2ln`,
  `Bearer ${marker}`,
  `-----BEGIN RSA PRIVATE KEY-----\n${marker}`,
  `${marker}${"A".repeat(72)}==`,
  `${marker}${"a".repeat(28)}AzSeAbcdef`,
  `${marker}${"a".repeat(38)}JQQJ99${"b".repeat(18)}`,
];

describe("a snapshot", () => {
  it("[snapshot/no-secrets] holds none that is planted in every object there is", () => {
    const snapshot = entrimSnapshot();
    for (const object of objectsIn(snapshot.resources)) Object.assign(object, planted);
    for (const list of ["roleAssignments", "privateDns"]) {
      for (const object of objectsIn(snapshot[list])) Object.assign(object, planted);
    }
    for (const object of objectsIn(snapshot.entra)) Object.assign(object, planted);
    const text = saved(snapshot) ?? "";
    expect(text).toContain("contoso-aoai");
    expect(text).not.toContain(marker);
  });

  it.each(forms)("[snapshot/no-secrets] holds no %j, whatever it is called", (secret) => {
    const snapshot = entrimSnapshot();
    for (const object of objectsIn(snapshot.resources)) object.description = secret;
    const text = saved(snapshot) ?? "";
    expect(text).toContain("contoso-aoai");
    expect(text).not.toContain(marker);
  });

  it("[snapshot/no-secrets] holds none in the place of any text", () => {
    const [secret = ""] = forms;
    let read = 0;
    for (const path of pathsIn(entrimSnapshot().resources)) {
      const snapshot = entrimSnapshot();
      const last = path.at(-1) ?? "";
      path.slice(0, -1).reduce((node: Mutable, name) => node[name], snapshot.resources)[last] =
        secret;
      const text = saved(snapshot);
      if (text === undefined) continue;
      read++;
      expect([path, text.includes(marker)]).toEqual([path, false]);
    }
    expect(read).toBeGreaterThan(100);
  });

  it("is judged as what it was made of", () => {
    const snapshot = entrimSnapshot();
    snapshot.entra.application.passwordCredentials = [{ keyId: "1", hint: "hun" }];
    const found = complaints(judge(snapshot));
    expect(found).toEqual(["E03 fail"]);
    expect(complaints(judge(JSON.parse(saved(snapshot) ?? "")))).toEqual(found);
  });
});

function objectsIn(value: Mutable): readonly Mutable[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values<Mutable>(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value, ...inner];
}

function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => pathsIn(one, [...path, name]));
}
