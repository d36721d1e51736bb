import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ada, chatApp, tenantId } from "../contoso.test.fixture.ts";
import { chatScope, useLocalEntra } from "./entra.test.fixture.ts";

const { open, pick } = useLocalEntra();

describe("the sign-in page", () => {
  it("lists the people with their names, titles and user names, as text", async () => {
    const page = await (await open()).text();
    expect(page).toContain("Ada Lovelace");
    expect(page).toContain("Head of &lt;Finance&gt;");
    expect(page).toContain("ada@contoso.example");
    expect(page).toContain("孔子");
    expect(page).toContain("&lt;b&gt;Mallory&lt;/b&gt;");
    expect(page).toContain("Contoso Chat");
    expect(page).not.toMatch(/<b>|<script|style=/);
  });

  it("allows its own style and forms back to the app, and nothing else", async () => {
    const response = await open();
    const [, style = ""] = /<style>([^]*)<\/style>/.exec(await response.text()) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(response.headers.get("content-security-policy")?.split("; ")).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      "form-action 'self' http://localhost:3000",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it("puts the person first whom the app expects", async () => {
    const page = await (await open({ login_hint: "KONG@contoso.example" })).text();
    expect(page.indexOf("孔子")).toBeLessThan(page.indexOf("Ada Lovelace"));
  });

  it("never sends anyone to an address that is not registered to the letter", async () => {
    for (const redirect_uri of [
      "http://localhost:3000/auth/redirect/",
      "http://localhost:3001/auth/redirect",
      "https://evil.example/",
      undefined,
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other tells which one failed
      const response = await open({ redirect_uri });
      expect(response.status).toBe(400);
      expect(response.headers.get("location")).toBeNull();
    }
    const page = await (await open({ redirect_uri: "https://evil.example/<script>" })).text();
    expect(page).toContain("AADSTS50011");
    expect(page).not.toContain("<script>");
    expect(await (await open({ client_id: tenantId })).text()).toContain("AADSTS700016");
  });

  it.each([
    ["another response type", { response_type: "token" }, "unsupported_response_type"],
    ["a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
    ["a silent sign-in", { prompt: "none" }, "login_required"],
    ["an unknown scope", { scope: `${chatApp.identifierUri}/admin` }, "invalid_scope"],
    ["an unknown API", { scope: "api://nobody/.default" }, "invalid_resource"],
    ["two APIs", { scope: `${chatScope} User.Read` }, "invalid_request"],
    [
      "what nobody consented to",
      { scope: "https://search.azure.com/.default" },
      "consent_required",
    ],
  ])("tells the app that it refuses %s", async (_what, change, error) => {
    const location = new URL((await open(change)).headers.get("location") ?? "");
    expect(location.searchParams.get("error")).toBe(error);
    expect(location.searchParams.get("state")).toBe("state & more");
  });

  it("signs nobody in for a page of another site", async () => {
    const response = await pick({ user: ada.id }, {}, { "sec-fetch-site": "cross-site" });
    expect(response.headers.get("location")).toContain("error=invalid_request");
  });

  it("tells the app when the person turns back", async () => {
    const response = await pick({ cancel: "1" });
    expect(response.headers.get("location")).toContain("error=access_denied");
  });

  it("answers in a form post that needs no click", async () => {
    const response = await pick({ user: ada.id }, { response_mode: "form_post" });
    const page = await response.text();
    expect(page).toContain('action="http://localhost:3000/auth/redirect"');
    expect(page).toContain('name="state" value="state &amp; more"');
    expect(response.headers.get("content-security-policy")).toMatch(/script-src 'sha256-/);
  });

  it("answers in the fragment when asked to", async () => {
    const response = await pick({ user: ada.id }, { response_mode: "fragment" });
    expect(response.headers.get("location")).toMatch(/redirect#code=/);
  });
});
