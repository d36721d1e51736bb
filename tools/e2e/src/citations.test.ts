import type { Local } from "@entrim-private/local-start";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findChromium, launchBrowser } from "./browser.test.fixture.ts";
import { personIn, requestsDuring, startTestLocal } from "./local.test.fixture.ts";

const chromium = findChromium();

describe.skipIf(!chromium)("a citation of the chat page (skipped without Chromium)", () => {
  let local: Local;
  let browser: Browser;
  beforeAll(async () => {
    local = await startTestLocal();
    browser = await launchBrowser(chromium ?? "");
  });
  afterAll(async () => {
    await browser.close();
    await local.close();
  });

  let context: BrowserContext;
  let page: Page;
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(local.origin);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("button", { name: personIn(local, "Finance") }).click();
    await page.getByRole("textbox", { name: "Question" }).fill("What is the travel allowance?");
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator("article[aria-busy=false]").waitFor();
  });
  afterEach(() => context.close());

  const passage = () => page.getByRole("region", { name: "Cited passage" });
  async function open(): Promise<string> {
    await page.getByRole("button", { name: "Citation 1" }).first().click();
    await passage().locator("[aria-busy=false]").waitFor();
    return passage().innerText();
  }

  const finance = (): string =>
    local.emulator.directory.groups.find(({ displayName }) => displayName === "Finance")?.id ?? "";

  /** Where the first citation leads. */
  async function addressOfCitation(): Promise<string> {
    await open();
    const link = page.getByRole("link", { name: "Open in a new tab" });
    const address = await link.getAttribute("href");
    await page.getByRole("button", { name: "Close" }).click();
    return address ?? "";
  }

  /** Says in the index who may read passages, as an ingestion job would. */
  async function setGroups(keys: readonly string[], groups: readonly string[]): Promise<void> {
    const [identity] = local.emulator.directory.identities;
    if (!identity) throw new Error("the local Azure has no identity");
    const { principalId, name } = identity;
    const [subscription = ""] =
      local.emulator.roles.list()[0]?.scope.split("/resourceGroups/") ?? [];
    const { id } = local.emulator.roles.grant({
      principalId,
      role: "Search Index Data Contributor",
      scope: subscription,
    });
    const token = await local.emulator.issueToken({
      identity: name,
      scope: "https://search.azure.com/.default",
    });
    const response = await local.emulator.fetch(
      new Request(
        `${local.searchEndpoint}/indexes/${local.indexName}/docs/index?api-version=2024-07-01`,
        {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({
            value: keys.map((key) => ({ "@search.action": "merge", id: key, groups })),
          }),
        },
      ),
    );
    expect(response.status).toBe(200);
    local.emulator.roles.remove(id);
  }

  it("[documents/same-decision] opens by the same decision again, with the person's filter on the wire", async () => {
    let text = "";
    const requests = await requestsDuring(local.emulator, async () => {
      text = await open();
    });
    expect(text).toContain("91 euros");
    const searches = requests.filter(({ url }) => url.includes("/docs/search"));
    expect(searches).toHaveLength(1);
    expect(searches[0]?.body).toContain(finance());
    expect(searches[0]?.body).toContain("id eq");
  });

  it("opens by itself as text that can do nothing", async () => {
    await open();
    const address = await page
      .getByRole("link", { name: "Open in a new tab" })
      .getAttribute("href");
    const response = await page.request.get(`${local.origin}${address}`);
    expect(await response.text()).toContain("91 euros");
    expect(response.headers()["content-type"]).toBe("text/plain; charset=utf-8");
    expect(response.headers()["content-security-policy"]).toContain("sandbox");
    expect(response.headers()["cache-control"]).toBe("no-store");
  });

  it("[documents/same-decision] does not open once access is lost, and says so politely", async () => {
    const address = await addressOfCitation();
    const keys = address.split("/").slice(-1);
    await setGroups(keys, []);
    const text = await open();
    await setGroups(keys, [finance()]);
    expect(text).toContain("This passage is not open to you any more.");
    expect(text).not.toContain("91 euros");
    expect(await page.locator("#status").innerText()).toContain("not open to you any more");
  });

  it("asks to sign in again once the session is over", async () => {
    await context.clearCookies();
    expect(await open()).toContain("Your session has ended.");
    expect(await passage().getByRole("link", { name: "Sign in again" }).count()).toBe(1);
  });

  it("opens again after a failure", async () => {
    local.emulator.enqueue({ service: "search", status: 500, body: {} });
    expect(await open()).toContain("cannot be opened at present");
    await passage().getByRole("button", { name: "Open again" }).click();
    await passage().getByText("91 euros").waitFor();
  });
});
