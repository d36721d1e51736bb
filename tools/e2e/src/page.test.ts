import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Local } from "@entrim-private/local-start";
import { findChromium, launchBrowser } from "./browser.test.fixture.ts";
import { personIn, startTestLocal } from "./local.test.fixture.ts";

const chromium = findChromium();
if (!chromium) console.warn("no Chromium on PATH or in CHROMIUM_PATH: the page is not tested");

describe.skipIf(!chromium)("the chat page", () => {
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
  /** Everything that the browser was sent, and what it complained of. */
  let received: string[];
  let complaints: string[];
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    received = [];
    complaints = [];
    page.on("response", async (response) => {
      received.push(JSON.stringify(response.headers()));
      received.push(await response.text().catch(() => ""));
    });
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
  });
  afterEach(() => context.close());

  async function signIn(user: string): Promise<void> {
    await page.goto(local.origin);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("button", { name: user }).click();
    await page.getByRole("textbox", { name: "Question" }).waitFor();
  }

  /** The text of the last answer, once it is whole. */
  async function wholeAnswer(): Promise<string> {
    const answer = page.getByRole("article", { name: "Answer" }).last();
    await answer.and(page.locator("[aria-busy=false]")).waitFor();
    return answer.innerText();
  }

  async function askFor(question: string): Promise<string> {
    await page.getByRole("textbox", { name: "Question" }).fill(question);
    await page.getByRole("button", { name: "Send" }).click();
    return wholeAnswer();
  }

  it("answers with citations that open the cited passage", async () => {
    await signIn(personIn(local, "Finance"));
    const answer = await askFor("What is the travel allowance?");
    expect(answer).toContain("91 euros");
    expect(answer).not.toMatch(/64 euros|777 euros/);
    await page.getByRole("button", { name: "Citation 1" }).first().click();
    const passage = page.getByRole("region", { name: "Cited passage" });
    await passage.locator("[aria-busy=false]").waitFor();
    expect(await passage.innerText()).toContain("91 euros");
    expect(complaints).toEqual([]);
  });

  it("answers two people from what each may read", async () => {
    await signIn(personIn(local, "Engineering"));
    expect(await askFor("What is the travel allowance?")).toContain("64 euros");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await signIn(personIn(local, "Finance"));
    const answer = await askFor("What is the travel allowance?");
    expect(answer).toContain("91 euros");
    expect(answer).not.toContain("64 euros");
  });

  it("tells a person in no group that nothing was found", async () => {
    await signIn(personIn(local));
    const answer = await askFor("What is the travel allowance?");
    expect(answer).toMatch(/nothing was found|not found/i);
    expect(await page.getByRole("button", { name: /^Citation/ }).count()).toBe(0);
  });

  it("shows what goes on, and the words while they come", async () => {
    await signIn(personIn(local, "Finance"));
    await page.evaluate(recordAnswer);
    await askFor("What is the travel allowance?");
    const seen = JSON.parse(await page.evaluate("JSON.stringify(seenWhileBusy)")) as string[];
    expect(seen[0]).toContain("Searching documents you may read…");
    const words = seen.filter((text) => text.includes("travel allowance"));
    expect(words.length).toBeGreaterThan(0);
    expect(words[0]?.length).toBeLessThan(words.at(-1)?.length ?? 0);
  });

  it("[app/tokens-stay-on-server] gives the browser no token", async () => {
    await signIn(personIn(local, "Finance"));
    await askFor("What is the travel allowance?");
    const ours = received.join("\n");
    expect(ours.length).toBeGreaterThan(1000);
    expect(ours).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\./);
    const stored = await page.evaluate(
      "JSON.stringify([localStorage, sessionStorage, document.cookie])",
    );
    expect(stored).toBe('[{},{},""]');
  });

  it("[app/session-rotates] the session id is another one after sign-in", async () => {
    await page.goto(local.origin);
    const before = new Set((await context.cookies(local.origin)).map(({ value }) => value));
    await signIn(personIn(local, "Finance"));
    const after = (await context.cookies(local.origin)).map(({ value }) => value);
    expect(after.length).toBeGreaterThan(0);
    for (const value of after) expect(before.has(value)).toBe(false);
  });
});

/** Runs in the page: keeps each text that an unfinished answer showed. */
const recordAnswer = `
  globalThis.seenWhileBusy = [];
  new MutationObserver(() => {
    const text = document.querySelector("article[aria-busy=true]")?.innerText;
    if (text && text !== seenWhileBusy.at(-1)) seenWhileBusy.push(text);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
`;
