import express from "express";
import { describe, expect, it } from "vitest";
import { errorHandler } from "./error-handler.ts";
import { serve } from "./express.test.fixture.ts";
import { mountPublic } from "./mount.ts";

const json = { method: "POST", headers: { "content-type": "application/json" } };

async function refusalOf(response: Response): Promise<unknown> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return [response.status, error.code];
}

describe("errorHandler", () => {
  it("[answer/one-shape] answers what a body parser refuses, without what it quotes", async () => {
    const { origin } = await serve((app) => {
      app.use(express.json({ limit: 100 }));
      app.use(mountPublic(async () => new Response()));
    });
    const broken = await fetch(origin, { ...json, body: '{"secret' });
    expect(await broken.clone().text()).not.toContain("secret");
    expect(await refusalOf(broken)).toEqual([400, "INVALID_REQUEST"]);
    const large = await fetch(origin, { ...json, body: JSON.stringify("x".repeat(200)) });
    expect(await refusalOf(large)).toEqual([413, "BODY_TOO_LARGE"]);
    const coded = { ...json.headers, "content-encoding": "zip" };
    const encoded = await fetch(origin, { ...json, headers: coded, body: "{}" });
    expect(await refusalOf(encoded)).toEqual([415, "UNSUPPORTED_BODY"]);
  });

  it("[answer/one-shape] answers what the router refuses", async () => {
    const { origin } = await serve((app) => {
      app.get(
        "/deployments/:name",
        mountPublic(async () => new Response()),
      );
    });
    const answer = await fetch(`${origin}/deployments/%ff`);
    expect(await answer.clone().text()).not.toContain("%ff");
    expect(await refusalOf(answer)).toEqual([400, "INVALID_REQUEST"]);
  });

  it("[answer/upstream-403-is-502] never takes over the status of somebody else's error", async () => {
    const upstream = Object.assign(new Error("denied"), { name: "RestError", status: 403 });
    const stranger = Object.assign(new Error("denied"), { status: 403, expose: true });
    const { origin } = await serve((app) => {
      app.get(
        "/upstream",
        mountPublic(() => Promise.reject(upstream)),
      );
      app.get(
        "/upstream-400",
        mountPublic(() => Promise.reject(Object.assign(new Error("bad"), { status: 400 }))),
      );
      app.get(
        "/stranger",
        mountPublic(() => Promise.reject(stranger)),
      );
    });
    expect((await fetch(`${origin}/upstream`)).status).toBe(502);
    expect((await fetch(`${origin}/upstream-400`)).status).toBe(500);
    expect((await fetch(`${origin}/stranger`)).status).toBe(500);
  });

  it("leaves an answer that has begun to Express, which cuts it", async () => {
    const { origin, errors } = await serve((app) => {
      app.get("/", (_, response) => {
        response.write("half");
        throw new Error("midway");
      });
      app.use(errorHandler());
    });
    await expect(fetch(origin).then((response) => response.text())).rejects.toThrow("terminated");
    expect(errors).toEqual([new Error("midway")]);
  });
});
