import { createClient } from "redis";
import { expect, it } from "vitest";
import { describeWithRedis } from "./describe-with-redis.ts";
import { startRedis } from "./redis-server.ts";
import { createTestCertificate } from "./test-certificate.ts";

async function signIn(url: string, who: { username?: string; password?: string }): Promise<string> {
  const client = createClient({ url, ...who, socket: { reconnectStrategy: false } });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await client.ping();
  } finally {
    if (client.isOpen) client.destroy();
  }
}

describeWithRedis("startRedis", () => {
  it("lets in nobody who has not signed in", async () => {
    await using redis = await startRedis({ user: { name: "ada", password: "of ada" } });
    expect(await (await redis.connect()).ping()).toBe("PONG");
    expect(await signIn(redis.url, { username: "ada", password: "of ada" })).toBe("PONG");
    await expect(signIn(redis.url, {})).rejects.toThrow(/NOAUTH/);
    await expect(signIn(redis.url, { username: "ada", password: "of bob" })).rejects.toThrow(
      /WRONGPASS/,
    );
  });

  it("takes any proof of a user without a password, but no other user", async () => {
    await using redis = await startRedis({ user: { name: "ada" } });
    expect(await signIn(redis.url, { username: "ada", password: "a token" })).toBe("PONG");
    await expect(signIn(redis.url, { username: "bob", password: "a token" })).rejects.toThrow(
      /WRONGPASS/,
    );
  });

  it("is away while it is stopped, and empty at the same address afterwards", async () => {
    await using redis = await startRedis();
    await (await redis.connect()).set("question", "answer");
    await redis.stop();
    await expect(signIn(redis.url, {})).rejects.toThrow(/ECONNREFUSED/);
    await redis.start();
    expect(await (await redis.connect()).get("question")).toBeNull();
  });

  it("speaks TLS alone, if it has a certificate", async ({ skip }) => {
    using certificate = createTestCertificate();
    if (certificate === undefined) return skip("needs openssl");
    await using redis = await startRedis({ certificate });
    expect(redis.url).toMatch(/^rediss:/);
    await expect(signIn(redis.url.replace("rediss:", "redis:"), {})).rejects.toThrow(/closed/);
  });
});
