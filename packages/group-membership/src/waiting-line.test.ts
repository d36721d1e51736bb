import { expect, it } from "vitest";
import { createGate } from "./graph.test.fixture.ts";
import { createWaitingLine } from "./waiting-line.ts";

const patient = new AbortController().signal;

/** Notes when it begins, and ends when it is told to. */
function createWork(begun: string[], name: string) {
  const { opened, open } = createGate();
  const work = async (): Promise<string> => {
    begun.push(name);
    await opened;
    return name;
  };
  return { work, end: open };
}

it("lets as many work as there are places, and the others in the order in which they came", async () => {
  const line = createWaitingLine(2);
  const begun: string[] = [];
  const works = ["a", "b", "c", "d"].map((name) => createWork(begun, name));
  const done = works.map(({ work }) => line.take(work, patient));
  expect(begun).toEqual(["a", "b"]);
  works[1]?.end();
  await expect(done[1]).resolves.toBe("b");
  await expect.poll(() => begun).toEqual(["a", "b", "c"]);
  for (const { end } of works) end();
  await expect(Promise.all(done)).resolves.toEqual(["a", "b", "c", "d"]);
});

it("gives the place of work that failed to the next", async () => {
  const line = createWaitingLine(1);
  const failing = line.take(() => Promise.reject(new Error("failed")), patient);
  const next = line.take(() => Promise.resolve("next"), patient);
  await expect(failing).rejects.toThrow("failed");
  await expect(next).resolves.toBe("next");
});

it("[groups/lookups-bounded] sends away who is too late, who then takes up no place", async () => {
  const line = createWaitingLine(1);
  const begun: string[] = [];
  const [first, late, last] = ["first", "late", "last"].map((name) => createWork(begun, name));
  const leaving = new AbortController();
  const done = line.take(first!.work, patient);
  const left = line.take(late!.work, leaving.signal);
  leaving.abort(new Error("too late"));
  await expect(left).rejects.toMatchObject({
    code: "TIMED_OUT",
    cause: { message: "too late" },
  });
  first!.end();
  last!.end();
  await done;
  await expect(line.take(last!.work, patient)).resolves.toBe("last");
  expect(begun).toEqual(["first", "last"]);
});

it("lets nobody begin who was too late already", async () => {
  const line = createWaitingLine(1);
  const { work, end } = createWork([], "first");
  const done = line.take(work, patient);
  await expect(
    line.take(() => Promise.resolve("late"), AbortSignal.abort(new Error("too late"))),
  ).rejects.toMatchObject({ code: "TIMED_OUT" });
  end();
  await done;
});
