import { afterEach, describe, expect, it, vi } from "vitest";
import { contoso, tenantId } from "./contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "./emulator.ts";
import { applyFault, createFaultQueue, type Fault } from "./faults.ts";

const graph = (path: string) => ({
  service: "graph" as const,
  url: new URL(path, "https://graph.microsoft.com"),
});

const { signal } = new AbortController();
const real = vi.fn<() => Promise<Response>>(async () => new Response("the real answer"));
const applied = (fault: Fault | undefined) => applyFault(fault!, real, signal);

describe("a fault", () => {
  it("answers in place of a service as often as it was told", async () => {
    const faults = createFaultQueue();
    faults.enqueue({ service: "graph", status: 429, headers: { "retry-after": "7" }, times: 2 });
    const first = await applied(faults.take(graph("/v1.0/me")));
    expect(first.status).toBe(429);
    expect(first.headers.get("retry-after")).toBe("7");
    expect(real).not.toHaveBeenCalled();
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
    const first = await applied(faults.take(graph("/v1.0/users/1")));
    await expect(first.json()).resolves.toEqual({ error: 1 });
    expect(faults.take(graph("/v1.0/users/1"))).toBeDefined();
  });

  it.each([
    ["a number of times that is none", { status: 500, times: 0 }],
    ["a time that is none", { delayInMs: -1 }],
    ["bytes that are none", { cutAfterBytes: -1 }],
    ["a speed of nothing", { bytesPerSecond: 0 }],
    ["nothing at all", {}],
    ["a body without a status", { delayInMs: 1, body: "x" }],
  ])("is refused with %s", (_what, members) => {
    const fault = { service: "graph", ...members } as Fault;
    expect(() => createFaultQueue().enqueue(fault)).toThrow(TypeError);
  });

  it("lets the real answer come late, and not at all to a client that left", async () => {
    const start = performance.now();
    const response = await applied({ service: "graph", delayInMs: 80 });
    expect(performance.now() - start).toBeGreaterThan(75);
    await expect(response.text()).resolves.toBe("the real answer");
    const late = { service: "graph", delayInMs: 60_000 } as const;
    await expect(applyFault(late, real, AbortSignal.abort())).rejects.toThrow(/abort/i);
  });

  it("lets the real answer come slowly, whole", async () => {
    const start = performance.now();
    const response = await applied({ service: "graph", bytesPerSecond: 150 });
    await expect(response.text()).resolves.toBe("the real answer");
    expect(performance.now() - start).toBeGreaterThan(90);
  });
});

describe("a connection", () => {
  const open: Emulator[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((azure) => azure.close()));
  });

  const keys = `/${tenantId}/discovery/v2.0/keys`;

  /** What reaches a client until the connection is cut. */
  async function received(fault: Partial<Fault>): Promise<{ text: string; cut: boolean }> {
    const azure = createEmulator({ seed: contoso });
    open.push(azure);
    const { origin } = await azure.listen();
    azure.enqueue({ service: "entra", ...fault } as Fault);
    const response = await fetch(`${origin}${keys}`);
    let text = "";
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
    } catch {
      return { text, cut: true };
    }
    return { text, cut: false };
  }

  it.each([0, 7])("is cut after %i bytes", async (cutAfterBytes) => {
    expect(await received({ cutAfterBytes })).toEqual({
      text: '{"keys":'.slice(0, cutAfterBytes),
      cut: true,
    });
  });

  it("is cut in the middle of an answer that comes slowly, or is the fault's own", async () => {
    expect(
      await received({ status: 200, body: "abcdef", bytesPerSecond: 60, cutAfterBytes: 3 }),
    ).toEqual({
      text: "abc",
      cut: true,
    });
  });

  it("is cut at the end of an answer that was shorter", async () => {
    expect(await received({ status: 200, body: "abc", cutAfterBytes: 9 })).toEqual({
      text: "abc",
      cut: true,
    });
  });
});
