import type { Local } from "@entrim-private/local-start";
import {
  describeWithRedis,
  startRedis,
  type RedisServer,
} from "@entrim-private/test-services/redis";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launchBrowser } from "./browser.test.fixture.ts";
import { personIn, startTestLocal } from "./local.test.fixture.ts";

const chromium = findChromium();
/** The object id of the identity, by which Redis knows it. */
const redisUser = "c0000000-0000-4000-8000-000000000005";

describeWithRedis("two instances of the chat app", () =>
  describe.skipIf(!chromium)("(skipped without Chromium)", () => {
    const ends: (() => Promise<void>)[] = [];
    let redis: RedisServer;
    let local: Local;
    let second: string;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    beforeAll(async () => {
      redis = await startRedis({ user: { name: redisUser } });
      ends.push(() => redis.stop());
      local = await startTestLocal({ REDIS_URL: redis.url, REDIS_USER: redisUser });
      ends.push(() => local.close());
      second = await local.startAnother();
      browser = await launchBrowser(chromium ?? "");
      ends.push(() => browser.close());
      context = await browser.newContext();
      page = await context.newPage();
      page.setDefaultTimeout(15_000);
    });
    // whatever did not start
    afterAll(async () => {
      await Promise.all(ends.map((end) => end()));
    });

    const cookies = async (): Promise<string> =>
      (await context.cookies(local.origin)).map(({ name, value }) => `${name}=${value}`).join("; ");
    const whoAt = async (origin: string): Promise<[number, string]> => {
      const response = await fetch(`${origin}/session`, { headers: { cookie: await cookies() } });
      return [response.status, await response.text()];
    };
    async function signIn(): Promise<void> {
      await page.goto(local.origin);
      await page.getByRole("link", { name: "Sign in" }).click();
      await page.getByRole("button", { name: personIn(local, "Finance") }).click();
      await page.getByRole("textbox", { name: "Question" }).waitFor();
    }

    it("[app/sessions-shared] know whoever signed in at one of them, and answer as that person", async () => {
      await expect
        .poll(async () => signIn().then(() => whoAt(local.origin)), { timeout: 30_000 })
        .toEqual([200, expect.any(String)]);
      expect(await whoAt(second)).toEqual(await whoAt(local.origin));
      const answer = await fetch(`${second}/chat`, {
        method: "POST",
        headers: {
          cookie: await cookies(),
          origin: local.origin,
          "content-type": "application/json",
          "x-requested-by": "page",
        },
        body: JSON.stringify({
          messages: [{ role: "user", content: "What is the travel allowance?" }],
        }),
      });
      expect(await answer.text()).toContain("91 euros");
    });

    it("[app/sessions-shared] take a sign-in to its end that was begun at the other", async () => {
      const begun = await fetch(`${second}/auth/sign-in`, { redirect: "manual" });
      const cookie = begun.headers.getSetCookie().map((text) => text.split(";")[0]);
      const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state");
      const comeBack = async (): Promise<string | null> => {
        const address = `${local.origin}/auth/redirect?error=access_denied&state=${state}`;
        const headers = { cookie: cookie.join("; ") };
        const response = await fetch(address, { redirect: "manual", headers });
        return response.headers.get("location");
      };
      expect(await comeBack()).toBe("/?problem=declined");
      // once
      expect(await comeBack()).toBe("/?problem=expired");
    });

    it("[app/sessions-shared] end it together", async () => {
      const before = await cookies();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("link", { name: "Sign in" }).waitFor();
      const response = await fetch(`${second}/session`, { headers: { cookie: before } });
      expect(response.status).toBe(401);
    });

    // last: it ends Redis
    it("[app/no-stale-session] ask to sign in while Redis is away, which is not possible then", async () => {
      await signIn();
      await redis.stop();
      expect((await whoAt(second))[0]).toBe(401);
      await page.goto(local.origin);
      await page.getByRole("link", { name: "Sign in" }).click();
      await page.getByText("Signing in is not possible at the moment.").waitFor();
    });
  }),
);
