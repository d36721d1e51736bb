import { expect, it } from "vitest";
import { upstreamProxyOf } from "./upstream-proxy.ts";

it("is the proxy that the environment names, in either spelling", () => {
  expect(upstreamProxyOf({})).toBeUndefined();
  expect(upstreamProxyOf({ HTTPS_PROXY: "" })).toBeUndefined();
  expect(upstreamProxyOf({ HTTPS_PROXY: "http://a:1", HTTP_PROXY: "http://b:1" })).toBe(
    "http://a:1",
  );
  expect(upstreamProxyOf({ http_proxy: "b:1" })).toBe("http://b:1");
});
