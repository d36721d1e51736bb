import { expect, it } from "vitest";
import { createFaultQueue } from "./faults.ts";

const graph = (path: string) => ({
  service: "graph" as const,
  url: new URL(path, "https://graph.microsoft.com"),
});

it("answers in place of a service as often as it was told", async () => {
  const faults = createFaultQueue();
  faults.enqueue({ service: "graph", status: 429, headers: { "retry-after": "7" }, times: 2 });
  const first = faults.take(graph("/v1.0/me"));
  expect(first).toMatchObject({ status: 429 });
  expect(first?.headers.get("retry-after")).toBe("7");
  expect(faults.take(graph("/v1.0/me"))).toBeDefined();
  expect(faults.take(graph("/v1.0/me"))).toBeUndefined();
});

it("leaves other services, hosts and paths alone", () => {
  const faults = createFaultQueue();
  faults.enqueue({ service: "search", status: 503 });
  faults.enqueue({ host: "contoso.openai.azure.com", status: 503 });
  faults.enqueue({ service: "graph", path: "/v1.0/users", status: 503 });
  expect(faults.take(graph("/v1.0/users/1"))).toBeUndefined();
  expect(faults.take(graph("/v1.0/users"))).toBeDefined();
});

it("finds a path by an expression, and sends JSON", async () => {
  const faults = createFaultQueue();
  faults.enqueue({ service: "graph", path: /users/g, status: 500, body: { error: 1 }, times: 2 });
  await expect(faults.take(graph("/v1.0/users/1"))?.json()).resolves.toEqual({ error: 1 });
  expect(faults.take(graph("/v1.0/users/1"))).toBeDefined();
});

it("refuses a number of times that is none", () => {
  expect(() => createFaultQueue().enqueue({ service: "graph", status: 500, times: 0 })).toThrow(
    TypeError,
  );
});
