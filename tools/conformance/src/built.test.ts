import { createRequire } from "node:module";
import express from "express";
import { expect, it } from "vitest";
import { loadBuiltPackages } from "./built-packages.test.fixture.ts";
import { describeHandler } from "./describe-handler.test.fixture.ts";
import { expressHost } from "./express-host.test.fixture.ts";
import { koaHost } from "./koa-host.test.fixture.ts";
import { nodeHost } from "./node-host.test.fixture.ts";

const built = loadBuiltPackages();

it("runs on what is published, not on the sources", () => {
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  const own = loaded.filter((path) => /packages.(express|guard|koa|node-http)./.test(path));
  expect(own.filter((path) => path.endsWith(".ts"))).toEqual([]);
  expect(own.length).toBeGreaterThan(3);
});

describeHandler(nodeHost("node:http, built", { ...built.guard, ...built.nodeHttp }));
describeHandler(
  expressHost({ name: "Express 5, built", adapter: built.express, createApp: express }),
);
describeHandler(koaHost({ name: "Koa, built", adapter: built.koa }));
